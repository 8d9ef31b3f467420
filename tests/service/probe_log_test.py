# SPDX-License-Identifier: Apache-2.0
"""--probe-log: every probe is one JSON line, and the counters are what these lines add up to."""
import collections
import json
import os
import socket

import case
from daemon import Ended, wait_for

KEYS = {'target', 'seq', 'sent_ns', 'rtt_ns', 'outcome', 'stamps'}
TEXT = r'''
defaults: {interval: 50ms}
targets:
  - {name: 'quote " backslash \ é', host: 127.0.0.1}
  - {name: six, host: "::1"}
  - {name: open, url: "tcp://127.0.0.1:%d"}
  - {name: closed, url: "tcp://127.0.0.1:%d"}
  - {name: silent, host: %s, timeout: 200ms}
  - {name: gone, host: 203.0.113.1}
'''


class ProbeLogTest(case.ServiceCase):
    def test_the_lines_add_up_to_the_counters(self):
        self.black_hole()
        closed = self.enterContext(socket.socket())
        closed.bind(('127.0.0.1', 0))
        log = self.path('probes')
        port = self.enterContext(case.listening())
        with self.daemon(TEXT % (port, closed.getsockname()[1], case.SILENT_V4), '--probe-log', log) as daemon:
            page = daemon.wait_page(lambda page: min(map(page.sent, page.targets())) >= 40, '40 probes each')
            daemon.stop()
        by_target = self.read(log)
        self.assertEqual(by_target.keys(), set(page.targets()))
        for name, probes in by_target.items():
            with self.subTest(name):
                self.compare(page, name, probes)

    def read(self, path):
        """{target: probes in the order in which they ended}"""
        by_target = collections.defaultdict(list)
        with open(path, encoding='utf-8') as file:
            for line in file:
                probe = json.loads(line)
                self.assertEqual(probe.keys(), KEYS)
                by_target[probe['target']].append(probe)
        return by_target

    def compare(self, page, name, probes):
        self.assertEqual(sorted(probe['seq'] for probe in probes), list(range(1, len(probes) + 1)))
        # What had ended when the page was written is the beginning of the log.
        counted = page.ended(name)
        first = probes[:int(sum(counted.values()))]
        self.assertEqual(collections.Counter(probe['outcome'] for probe in first), counted)
        times = [probe['rtt_ns'] for probe in first if probe['outcome'] == 'reply']
        self.assertEqual(len(times), page.one('reachd_rtt_seconds_count', target=name))
        self.assertAlmostEqual(sum(times) / 1e9, page.one('reachd_rtt_seconds_sum', target=name), places=7)
        self.assertTrue(all(probe['rtt_ns'] is None for probe in probes if probe['outcome'] != 'reply'))
        # What was begun in the turn in which the program was asked to end never left.
        unsent = {probe['outcome'] for probe in probes if probe['sent_ns'] is None}
        self.assertLessEqual(unsent, {'local_error', 'stopped'})

    def test_each_outcome_is_the_one_to_expect(self):
        self.black_hole()
        closed = self.enterContext(socket.socket())
        closed.bind(('127.0.0.1', 0))
        port = self.enterContext(case.listening())
        log = self.path('probes')
        with self.daemon(TEXT % (port, closed.getsockname()[1], case.SILENT_V4), '--probe-log', log) as daemon:
            daemon.wait_page(lambda page: page.ended('silent').get('lost', 0) >= 3, 'lost probes')
            daemon.stop()
        outcomes = {name: {probe['outcome'] for probe in probes} - {'stopped'}
                    for name, probes in self.read(log).items()}
        self.assertEqual(outcomes, {'quote " backslash \\ é': {'reply'}, 'six': {'reply'}, 'open': {'reply'},
                                    'closed': {'refused'}, 'silent': {'lost'}, 'gone': {'local_error'}})

    def test_lines_are_there_while_it_runs_and_a_second_run_appends(self):
        log = self.path('probes')
        for runs in (1, 2):
            with self.daemon('targets: [{host: 127.0.0.1, interval: 50ms}]', '--probe-log', log):
                def begun(runs=runs):
                    with open(log, encoding='utf-8') as file:
                        return sum('"seq":1,' in line for line in file) == runs
                wait_for(lambda: os.path.exists(log) and begun(), 'a line')

    def test_a_log_that_cannot_be_opened_ends_it(self):
        config = self.write('reachd.yaml', case.WEB + 'targets: [127.0.0.1]\n')
        for path, said in ((self.path('nowhere/probes'), 'ENOENT'), (self.folder, 'EISDIR')):
            ended = Ended('run', config, '--probe-log', path, folder=self.folder)
            self.assertEqual((ended.status, ended.output), (1, ''))
            self.assertEqual(ended.errors.count('\n'), 1, ended.errors)
            self.assertIn(path, ended.errors)
            self.assertIn(said, ended.errors)

    def test_a_full_disk_is_one_line_and_probing_goes_on(self):
        with self.daemon('targets: [{host: 127.0.0.1, interval: 50ms}]', '--probe-log', '/dev/full') as daemon:
            daemon.wait_log(msg='cannot write the probe log', error='ENOSPC')
            sent = daemon.page().sent('127.0.0.1')
            page = daemon.wait_page(lambda page: page.sent('127.0.0.1') >= sent + 20, 'twenty more probes')
            self.assertEqual(page.state('127.0.0.1'), 'up')
            self.assertEqual(len(daemon.log(level='error')), 1)
            daemon.stop()
            self.assertEqual(daemon.process.returncode, 0)


if __name__ == '__main__':
    case.main()
