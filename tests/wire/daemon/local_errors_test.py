# SPDX-License-Identifier: Apache-2.0
"""What cannot be sent from here says nothing about a host: it is `local_error`, never loss, and nobody goes down. And a
firewall of our own that drops every tenth reply is a loss of exactly a tenth.

With half of the sends refused (EPERM) fping reports 60 % loss and ping 40 %; behind a route of ours that leads nowhere
fping reports 100 %, ping ends, and pro-bing, which smokeping_prober is made of, never probes that target again. dpinger
knows loss in whole percent only."""
import cases
from reachd import tally, wait_until

QUICK = {'interval': '50ms', 'timeout': '1s'}
SHORT = {'interval': '20ms', 'timeout': '10ms'}  # so that mostly no probe is under way
LIVE = ['10.9.0.2', 'fd09::2']


class LocalErrors(cases.Case):
    tools = ('ip', 'nft')

    def setUp(self):
        super().setUp()
        self.here, self.there = self.pair()

    def quick(self, *hosts):
        return self.start({'defaults': QUICK, 'targets': list(hosts)})

    def assert_nobody_was_down(self, daemon):
        self.assertEqual(daemon.lines('target down'), [])

    def assert_only(self, probes, *outcomes):
        self.assertEqual(set(tally(probes)) - {'stopped'}, set(outcomes))

    def failed_sends(self, daemon):
        return [(line['errno'], line['target']) for line in daemon.lines('a probe could not be sent')]

    def test_a_firewall_of_ours_that_forbids_one_target(self):
        self.here.nft('''output: ip daddr 10.9.0.3 icmp type echo-request drop
                         output: ip6 daddr fd09::3 icmpv6 type echo-request drop''')
        blocked = ['10.9.0.3', 'fd09::3']
        daemon = self.quick(*blocked, *LIVE)
        page = daemon.wait_for(lambda page: min(page.sum('reachd_local_errors_total', target=host)
                                                for host in blocked) >= 20, '20 failed sends each')
        for host in blocked:
            self.assertEqual(page.by('reachd_local_errors_total', 'errno', target=host).keys(), {'EPERM'})
            self.assertEqual(page.state(host), 'unknown')
            self.assertEqual(page.find('reachd_up', target=host), [])
        self.here.nft('input: accept')
        daemon.wait_for_states(up=blocked + LIVE)
        self.here.nft('''output: ip daddr 10.9.0.3 icmp type echo-request drop
                         output: ip6 daddr fd09::3 icmpv6 type echo-request drop''')
        daemon.wait_for_states(unknown=blocked, up=LIVE)
        daemon.stop()
        self.assert_nobody_was_down(daemon)
        self.assertEqual(len(self.failed_sends(daemon)), 1, 'one line for one reason')
        for host, probes in daemon.probe_log().items():
            self.assert_only(probes, *(['reply', 'local_error'] if host in blocked else ['reply']))

    def test_every_tenth_send_is_forbidden(self):
        self.here.nft('''output: ip daddr 10.9.0.3 icmp type echo-request numgen inc mod 10 0 drop
                         output: ip6 daddr fd09::3 icmpv6 type echo-request numgen inc mod 10 0 drop''')
        hosts = ['10.9.0.3', 'fd09::3']
        daemon = self.start({'defaults': SHORT, 'targets': hosts})
        self.expect_each_tenth(daemon, hosts, 'local_error')
        self.assert_nobody_was_down(daemon)

    def test_every_tenth_reply_is_dropped_by_our_firewall(self):
        self.here.nft('''input: ip saddr 10.9.0.4 icmp type echo-reply numgen inc mod 10 0 drop
                         input: ip6 saddr fd09::4 icmpv6 type echo-reply numgen inc mod 10 0 drop''')
        hosts = ['10.9.0.4', 'fd09::4']
        daemon = self.start({'defaults': SHORT, 'targets': hosts})
        self.expect_each_tenth(daemon, hosts, 'lost')

    def expect_each_tenth(self, daemon, hosts, outcome):
        for host in hosts:
            self.expect_a_tenth_on_the_page(daemon, host, outcome)
        daemon.stop()
        for host, probes in daemon.probe_log().items():
            ended = sorted(each['seq'] for each in probes if each['outcome'] != 'stopped')
            hit = {each['seq'] for each in probes if each['outcome'] == outcome}
            self.assert_only(probes, 'reply', outcome)
            self.assertIn(min(hit), range(1, 11), host)
            self.assertEqual(hit, {seq for seq in ended if seq % 10 == min(hit) % 10}, host)

    def expect_a_tenth_on_the_page(self, daemon, host, outcome):
        """On a page made after a multiple of ten probes with none under way."""
        def exact(page):
            sent = page.sum('reachd_probes_sent_total', target=host)
            return sent >= 150 and sent % 10 == 0 and page.sum('reachd_probes_in_flight', target=host) == 0
        counted = wait_until(lambda: next(filter(exact, [daemon.page()]), None), 'a multiple of ten probes', 60,
                             pause=0.003).outcomes(host)
        self.assertEqual(counted.keys(), {'reply', outcome})
        self.assertEqual(counted[outcome] / (counted[outcome] + counted['reply']), 0.1)

    def test_no_route(self):
        daemon = self.quick('192.0.2.9', '2001:db8::9', *LIVE)
        away = ['192.0.2.9', '2001:db8::9']
        page = daemon.wait_for(lambda page: min(page.sum('reachd_local_errors_total', target=host)
                                                for host in away) >= 10, '10 failed sends each')
        for host in away:
            self.assertEqual(page.by('reachd_local_errors_total', 'errno', target=host).keys(), {'ENETUNREACH'})
            self.assertEqual(page.state(host), 'unknown')
        daemon.wait_for_states(up=LIVE)
        daemon.stop()
        self.assert_nobody_was_down(daemon)
        self.assertEqual(len(self.failed_sends(daemon)), 1)
        for host, probes in daemon.probe_log().items():
            self.assert_only(probes, 'local_error' if host in away else 'reply')

    def test_the_interface_goes_down_and_comes_back(self):
        daemon = self.quick(*LIVE, '127.0.0.1')
        daemon.wait_for_states(up=LIVE + ['127.0.0.1'])
        self.here.ip('link set va down')
        daemon.wait_for_states(unknown=LIVE, up=['127.0.0.1'])
        self.assertEqual([errno for errno, _ in self.failed_sends(daemon)], ['ENETUNREACH'])
        self.here.ip('link set va up')
        daemon.wait_for_states(up=LIVE)
        daemon.stop()
        self.assert_nobody_was_down(daemon)
        self.assertEqual(len(self.failed_sends(daemon)), 1)
        probes = daemon.probe_log()
        self.assert_only(probes['127.0.0.1'], 'reply')
        for host in LIVE:
            self.assertLessEqual(tally(probes[host]).get('lost', 0), 2, 'what was under way')


if __name__ == '__main__':
    cases.main()
