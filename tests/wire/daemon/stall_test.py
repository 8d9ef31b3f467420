# SPDX-License-Identifier: Apache-2.0
"""The process stands still for five seconds: what it missed is skipped and counted, not made up for in a burst, and
nobody was down."""
import collections
import signal
import time

import cases
import truth
from reachd import sent_in_order, tally

INTERVALS = {'1s': 1.0, '250ms': 0.25, '100ms': 0.1}
STALL = 5.0


class Stall(cases.Case):
    def test_five_seconds_of_standing_still(self):
        net = self.wire('10.77.0.0/16 delay=3ms', 'fd00:77::/32 delay=3ms')
        targets = {}
        for number, interval in enumerate(INTERVALS, 1):
            for host in range(1, 11):
                targets[f'10.77.{number}.{host}'] = targets[f'fd00:77:{number}::{host:x}'] = interval
        daemon = self.start({'defaults': {'timeout': '1s', 'down_after': 2},
                             'targets': [{'host': host, 'interval': interval} for host, interval in targets.items()]})
        daemon.wait_for_states(up=list(targets))
        skipped_before = daemon.page().by('reachd_probes_skipped_total', 'target')
        daemon.signal(signal.SIGSTOP)
        time.sleep(STALL)
        woken = time.time_ns()
        daemon.signal(signal.SIGCONT)
        daemon.wait_for(lambda page: all(page.sum('reachd_probes_skipped_total', target=host) > 0
                                         for host in targets), 'skipped probes')
        page = daemon.wait_for_states(up=list(targets))
        self.assertEqual(page.sum('reachd_gaps_total', reason='stalled'), 1)
        self.assertAlmostEqual(page.sum('reachd_gap_seconds_total', reason='stalled'), STALL, delta=STALL / 2)
        self.assertEqual(page.sum('reachd_gaps_total', reason='suspended'), 0)
        daemon.stop()
        self.assertEqual(len(daemon.lines('gap: ')), 1)
        net.close()

        self.assertEqual(daemon.lines('target down'), [])
        probes, asked = daemon.probe_log(), truth.requests(net)
        for host, interval in targets.items():
            with self.subTest(host=host, interval=interval):
                self.assertEqual(set(tally(probes[host])) - {'stopped'}, {'reply'})
                self.assertEqual(len(sent_in_order(probes[host])), len(asked[host]))
                skipped = page.sum('reachd_probes_skipped_total', target=host) - skipped_before.get(host, 0)
                self.judge([request.at for request in asked[host]], int(INTERVALS[interval] * 1e9), woken, skipped)

    def test_more_replies_wait_than_a_turn_reads(self):
        """Their probes' deadlines have passed too, but a reply that came in time is a reply, whenever it is read."""
        hosts = 700
        net = self.wire('10.77.0.0/16 delay=500ms', 'fd00:77::/32 delay=500ms')
        targets = [f'10.77.{host // 250}.{host % 250 + 1}' for host in range(hosts)]
        targets += [f'fd00:77::{host:x}' for host in range(1, hosts + 1)]
        daemon = self.start({'defaults': {'interval': '1s', 'timeout': '1s'}, 'targets': targets})
        daemon.wait_for(lambda page: page.sum('reachd_up') == len(targets), 'all up', 60)
        daemon.signal(signal.SIGSTOP)
        time.sleep(2)
        daemon.signal(signal.SIGCONT)
        sent = daemon.page().sum('reachd_probes_sent_total')
        page = daemon.wait_for(lambda page: page.sum('reachd_probes_ended_total') > sent, 'the probes of that time')
        self.assertEqual(page.sum('reachd_receive_queue_drops_total'), 0)
        daemon.stop()
        net.close()

        probes, asked = daemon.probe_log(), truth.requests(net)
        outcomes = collections.Counter()
        for host in targets:
            for probe, request in zip(sent_in_order(probes[host]), asked[host]):
                outcomes[probe['outcome']] += 1
                if probe['outcome'] != 'stopped':
                    self.assertIn(probe['outcome'], request.possible_outcomes(1_000_000_000), host)
        print(dict(outcomes))

    def judge(self, sent_ns, interval_ns, woken_ns, skipped):
        at_once = [at for at in sent_ns if woken_ns <= at < woken_ns + interval_ns / 2]
        self.assertLessEqual(len(at_once), 1, 'sent in the first half of an interval after the stall')
        gap = max(later - earlier for earlier, later in zip(sent_ns, sent_ns[1:]))
        # A probe may be late by a quarter of its interval or 20 ms, so the gap is that far from whole intervals.
        missed = gap / interval_ns - 1
        self.assertGreaterEqual(skipped, missed - 0.5)
        due = (sent_ns[-1] - sent_ns[0]) / interval_ns + 1
        self.assertLessEqual(skipped, due - len(sent_ns) + 2, 'no more than were due')
        self.assertGreaterEqual(missed, STALL * 1e9 / interval_ns - 2)


if __name__ == '__main__':
    cases.main()
