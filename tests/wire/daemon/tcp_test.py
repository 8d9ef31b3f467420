# SPDX-License-Identifier: Apache-2.0
"""TCP probes, IPv4 and IPv6: open, refused by the host or a firewall, swallowed, unreachable, and a SYN sent twice."""
import socket
import threading

import cases
from reachd import tally

QUICK = {'interval': '100ms', 'timeout': '1s'}
OPEN, CLOSED, RESET, SWALLOWED, REJECTED, FORBIDDEN = range(7001, 7007)
RULES = f'''input: tcp dport {RESET} reject with tcp reset
            input: tcp dport {SWALLOWED} drop
            input: tcp dport {REJECTED} reject with icmpx type host-unreachable
            input: tcp dport {FORBIDDEN} reject with icmpx type admin-prohibited'''


def urls(port):
    return [f'tcp://10.9.0.2:{port}', f'tcp://[fd09::2]:{port}']


class Tcp(cases.Case):
    tools = ('ip', 'nft')

    def setUp(self):
        super().setUp()
        self.here, self.there = self.pair()
        with self.there.entered():
            for family, address in ((socket.AF_INET, '10.9.0.2'), (socket.AF_INET6, 'fd09::2')):
                listening = self.enterContext(socket.create_server((address, OPEN), family=family, backlog=64))
                threading.Thread(target=cases.accept_all, args=(listening,), daemon=True).start()

    def test_each_answer_is_told_apart(self):
        self.there.nft(RULES)
        outcomes = {OPEN: 'reply', CLOSED: 'refused', RESET: 'refused', SWALLOWED: 'lost', REJECTED: 'unreachable',
                    FORBIDDEN: 'unreachable'}
        targets = {url: outcome for port, outcome in outcomes.items() for url in urls(port)}
        daemon = self.start({'defaults': QUICK, 'targets': list(targets)})
        page = daemon.wait_for(lambda page: all(page.outcomes(url).get(outcome, 0) >= 10
                                                for url, outcome in targets.items()), '10 probes of each')
        for url, outcome in targets.items():
            self.assertEqual(page.state(url), 'up' if outcome == 'reply' else 'down', url)
        daemon.stop()
        for url, probes in daemon.probe_log().items():
            self.assertEqual(set(tally(probes)) - {'stopped'}, {targets[url]}, url)
        errors = {'10.9.0.2': {REJECTED: 'type 3 code 1', FORBIDDEN: 'type 3 code 13'},
                  '[fd09::2]': {REJECTED: 'type 1 code 3', FORBIDDEN: 'type 1 code 1'}}
        for host, said in errors.items():
            for port, error in said.items():
                lines = daemon.lines('target down', target=f'tcp://{host}:{port}')
                self.assertEqual([line['reason'] for line in lines],
                                 [f'unreachable: ICMP {error} from {host.strip("[]")}'])

    def test_no_route_is_no_loss(self):
        away = ['tcp://192.0.2.9:7001', 'tcp://[2001:db8::9]:7001']
        daemon = self.start({'defaults': QUICK, 'targets': [*away, *urls(OPEN)]})
        page = daemon.wait_for(lambda page: all(sum(page.outcomes(url).values()) >= 10
                                                for url in away + urls(OPEN)), '10 probes of each')
        for url in away:
            self.assertEqual(page.state(url), 'unknown')
            self.assertEqual(page.by('reachd_local_errors_total', 'errno', target=url).keys(), {'ENETUNREACH'})
            self.assertEqual(page.outcomes(url).keys(), {'local_error'})
        for url in urls(OPEN):
            self.assertEqual(page.outcomes(url).keys(), {'reply'})

    def test_a_syn_that_was_lost_is_sent_again_and_counted(self):
        self.there.nft(f'''input: meta nfproto ipv4 tcp dport {OPEN} tcp flags syn numgen inc mod 2 0 drop
                           input: meta nfproto ipv6 tcp dport {OPEN} tcp flags syn numgen inc mod 2 0 drop''')
        # Longer than the time to the second SYN, so that probes do not overlap and each loses its first one.
        daemon = self.start({'defaults': {'interval': '2s', 'timeout': '3s'}, 'targets': urls(OPEN)})
        page = daemon.wait_for(lambda page: all(page.outcomes(url).get('reply', 0) >= 2 for url in urls(OPEN)), 'two')
        for url in urls(OPEN):
            replies = page.outcomes(url)['reply']
            self.assertGreaterEqual(page.sum('reachd_tcp_syn_retransmits_total', target=url), replies - 1)
        daemon.stop()
        for url, probes in daemon.probe_log().items():
            rtts = [each['rtt_ns'] for each in probes if each['outcome'] == 'reply']
            self.assertEqual(set(tally(probes)) - {'stopped'}, {'reply'}, url)
            self.assertGreaterEqual(sum(rtt >= 900_000_000 for rtt in rtts), len(rtts) - 1, 'to the second SYN too')


if __name__ == '__main__':
    cases.main()
