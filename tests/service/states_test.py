# SPDX-License-Identifier: Apache-2.0
"""What becomes of a target: refused is down after its streak, retried sooner while undecided; paused stays."""
import json
import socket

import case

RETRYING = '''
targets:
  - {name: closed, url: "tcp://127.0.0.1:%d", interval: 1s, retry: 50ms, down_after: 5}
  - {name: kept, host: 127.0.0.1, paused: true}
  - {name: quick, url: "tcp://127.0.0.1:%d", interval: 50ms}
'''


class StatesTest(case.ServiceCase):
    def setUp(self):
        super().setUp()
        self.port = socket.socket()  # bound and not listening: connects are refused
        self.port.bind(('127.0.0.1', 0))
        self.addCleanup(self.port.close)
        self.text = RETRYING % (self.port.getsockname()[1], self.port.getsockname()[1])

    def test_a_closed_port_is_refused_and_down_after_three(self):
        with self.daemon(self.text) as daemon:
            daemon.wait_log(msg='target down', target='quick', reason='refused', was='unknown')
            page = daemon.page()
            self.assertEqual(page.state('quick'), 'down')
            self.assertEqual(page.one('reachd_up', target='quick'), 0)
            self.assertEqual(set(page.ended('quick')), {'refused'})
            self.assertGreaterEqual(page.ended('quick')['refused'], 3)
            self.assertEqual(page.one('reachd_rtt_seconds_count', target='quick'), 0)

    def test_it_is_up_after_two_replies_and_down_again(self):
        with self.daemon(self.text) as daemon:
            daemon.wait_log(msg='target down', target='quick')
            self.port.listen(4096)
            daemon.wait_log(msg='target up', target='quick', was='down', reason='reply')
            page = daemon.page()
            self.assertEqual(page.one('reachd_up', target='quick'), 1)
            self.assertGreaterEqual(page.one('reachd_rtt_seconds_count', target='quick'), 2)
            self.assertEqual(page.one('reachd_state_changes_total', target='quick'), 2)

    def test_a_paused_target_is_kept_and_not_probed(self):
        with self.daemon(self.text) as daemon:
            daemon.wait_log(msg='target down', target='quick')
            page = daemon.page()
            self.assertEqual(page.state('kept'), 'paused')
            self.assertEqual(page.sent('kept'), 0)
            self.assertIsNone(page.one('reachd_up', target='kept'))

    def test_while_undecided_it_is_probed_at_the_retry_interval(self):
        log = self.path('probes')
        with self.daemon(self.text, '--probe-log', log) as daemon:
            daemon.wait_page(lambda page: page.sent('closed') >= 8, 'eight probes')
            daemon.stop()
        with open(log, encoding='utf-8') as file:
            probes = [json.loads(line) for line in file]
        sent = [probe['sent_ns'] / 1e9 for probe in probes if probe['target'] == 'closed']
        gaps = [after - before for before, after in zip(sent, sent[1:])]
        # The sixth was planned before the fifth had decided it; the seventh is back on the phase of the interval.
        self.assertTrue(all(gap < 0.5 for gap in gaps[:4]), gaps)
        self.assertGreater(gaps[6], 0.7, gaps)


if __name__ == '__main__':
    case.main()
