# SPDX-License-Identifier: Apache-2.0
"""Our own queues are full: the one of a slow interface of ours, and the one in which requests wait for neighbours that
are not there. What the kernel refused for it is `local_error` with ENOBUFS, to the packet; it is never loss, nobody
goes down for it, and whoever is not behind that queue notices nothing.

With the same queue full fping reports 100 % loss and ping 40 %: a raw socket hides it from who does not ask."""
import json
import re

import cases
from reachd import sent_in_order, tally, wait_until

BEHIND = [f'10.9.0.{host}' for host in range(2, 10)] + [f'fd09::{host}' for host in range(2, 10)]
ELSEWHERE = ['127.0.0.1', '127.0.0.2', '::1']


class FullQueue(cases.Case):
    tools = ('ip', 'nft', 'tc')

    def setUp(self):
        super().setUp()
        self.here, self.there = self.pair()

    def neighbours_are_known(self, hosts):
        """So that nothing but requests is refused, and neither side has to ask through the full queue."""
        of = {name: json.loads(space.run(['ip', '-j', 'link', 'show', name]))[0]['address']
              for name, space in (('va', self.here), ('vb', self.there))}
        self.here.ip(*(f'neigh replace {host} lladdr {of["vb"]} dev va nud permanent' for host in hosts))
        self.there.ip(*(f'neigh replace {host} lladdr {of["va"]} dev vb nud permanent'
                        for host in ('10.9.0.1', 'fd09::1')))

    def count_requests(self, where, hook):
        where.nft(f'''{hook}: icmp type echo-request counter
                      {hook}: icmpv6 type echo-request counter''')

    @staticmethod
    def requests(where):
        return sum(int(count) for count in re.findall(r'echo-request counter packets (\d+)', where.run(
            ['nft', 'list', 'ruleset'])))

    def queue(self):
        """Packets that the kernel refused and that it holds."""
        said = json.loads(self.here.run(['tc', '-s', '-j', 'qdisc', 'show', 'dev', 'va']))[0]
        return said['drops'], said['qlen']

    def test_the_queue_of_our_interface(self):
        self.neighbours_are_known(BEHIND)
        self.count_requests(self.here, 'output')
        self.count_requests(self.there, 'input')
        self.here.shape('va', 'rate 80kbit burst 1540 limit 1600')  # 16 packets wait, 100 a second go, 800 come
        daemon = self.start({'defaults': {'interval': '20ms', 'timeout': '5s'}, 'targets': BEHIND + ELSEWHERE})
        page = daemon.wait_for(lambda page: page.sum('reachd_local_errors_total') >= 1000, '1000 refusals')
        for host in ELSEWHERE:
            self.assertEqual(page.outcomes(host).keys(), {'reply'})
        for host in BEHIND:
            self.assertEqual(page.by('reachd_local_errors_total', 'errno', target=host).keys(), {'ENOBUFS'})
            self.assertEqual(page.outcomes(host).keys() - {'reply'}, {'local_error'})
        daemon.stop()
        wait_until(lambda: self.queue()[1] == 0, 'the queue is empty')
        self.assertEqual(daemon.lines('target down'), [])

        probes = daemon.probe_log()
        outcomes = tally(each for host in BEHIND for each in probes[host])
        self.assertEqual(set(outcomes) - {'stopped'}, {'reply', 'local_error'})
        for host in ELSEWHERE:
            self.assertEqual(set(tally(probes[host])) - {'stopped'}, {'reply'}, host)
        self.judge_refusals([each for host in BEHIND for each in probes[host]],
                            self.requests(self.here) - sum(len(sent_in_order(probes[host])) for host in ELSEWHERE))

    def judge_refusals(self, probes, tried):
        """Each probe either crossed or ended as `local_error`; each of the latter was refused twice, 1 ms apart."""
        refused, crossed = self.queue()[0], self.requests(self.there)
        failed = sum(each['outcome'] == 'local_error' for each in probes)
        left = sum(each['sent_ns'] is not None for each in probes)
        print(f'{len(probes)} probes: {crossed} crossed, {failed} failed; {tried} tries, {refused} refused')
        self.assertEqual(left, crossed)
        self.assertEqual(tried - crossed, refused)
        self.assertLessEqual(2 * failed, refused)
        self.assertLessEqual(refused, 2 * len(probes) - crossed)

    def test_a_thousand_neighbours_that_are_not_there(self):
        """Each of them keeps requests in our send buffer until it is given up, six at a time."""
        self.here.ip('addr add 10.10.0.1/16 dev va', 'addr add fd10::1/64 dev va nodad')
        self.neighbours_are_known(BEHIND)
        self.count_requests(self.there, 'input')
        # The kernel has one table of 1,024 neighbours a family for all namespaces: some room is left to others.
        dead = [f'10.10.{host // 250}.{host % 250 + 2}' for host in range(500)]
        dead += [f'fd10::{host:x}' for host in range(2, 502)]
        daemon = self.start({'defaults': {'interval': '500ms', 'timeout': '500ms'},
                             'groups': [{'name': 'live', 'interval': '100ms', 'timeout': '2s',
                                         'targets': BEHIND + ELSEWHERE},
                                        {'name': 'dead', 'targets': dead}]})
        wait_until(lambda: len(daemon.lines('target down')) >= len(dead), 'all of them are down', pause=0.5)
        enough = self.requests(self.there) + 20 * len(BEHIND)
        wait_until(lambda: self.requests(self.there) >= enough, '20 more requests each')
        page = daemon.page()
        self.assertEqual(page.sum('reachd_receive_queue_drops_total'), 0)
        daemon.stop()
        self.assertEqual({line['target'] for line in daemon.lines('target down')}, set(dead))
        probes = daemon.probe_log()
        for host in BEHIND + ELSEWHERE:
            self.assertGreater(len(probes[host]), 20, host)
            self.assertEqual(set(tally(probes[host])) - {'stopped'}, {'reply'}, host)
        outcomes = tally(each for host in dead for each in probes[host])
        print(f'{outcomes} of those who are not there')
        self.assertLessEqual(set(outcomes), {'lost', 'unreachable', 'local_error', 'stopped'})
        for errno in page.by('reachd_local_errors_total', 'errno'):
            self.assertEqual(errno, 'ENOBUFS')


if __name__ == '__main__':
    cases.main()
