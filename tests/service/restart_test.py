# SPDX-License-Identifier: Apache-2.0
"""A restart loses nothing: counters, states and phases go on, the time between is a gap and no loss, and whatever is
wrong with the state file or its disk, the daemon runs and says so once."""
import json
import os
import shutil
import signal
import socket
import subprocess
import time

import case
from daemon import PATIENCE

TEXT = '''
defaults: {interval: 500ms, down_after: 6}
targets:
  - {name: up, host: 127.0.0.1}
  - {name: named, host: localhost}
  - {name: open, url: "tcp://127.0.0.1:%d"}
  - {name: closed, url: "tcp://127.0.0.1:%d"}
  - {name: silent, host: %s, timeout: 30s}
'''
COUNTERS = ('reachd_probes_sent_total', 'reachd_probes_ended_total', 'reachd_rtt_seconds_bucket',
            'reachd_rtt_seconds_sum', 'reachd_state_changes_total', 'reachd_local_errors_total',
            'reachd_replies_duplicate_total', 'reachd_probes_skipped_total', 'reachd_gap_seconds_total')


class RestartTest(case.ServiceCase):
    def setUp(self):
        super().setUp()
        self.state = self.path('kept')
        os.mkdir(self.state)

    def start(self, text, *options, **more):
        return self.daemon(text, '--state-dir', self.state, *options, **more)

    def text(self):
        self.black_hole()
        closed = self.enterContext(socket.socket())
        closed.bind(('127.0.0.1', 0))
        return TEXT % (self.enterContext(case.listening()), closed.getsockname()[1], case.SILENT_V4)

    def settled(self, daemon):
        daemon.wait_log(msg='target down', target='closed')
        return daemon.wait_page(lambda page: page.sent('up') >= 8, 'eight probes')

    def never_back(self, before, after):
        for name in COUNTERS:
            for labels, value in before.samples.get(name, ()):
                self.assertGreaterEqual(after.one(name, **labels), value, (name, labels))

    def news(self, daemon):
        return [line for line in daemon.log() if line['msg'] in ('target up', 'target down', 'target unknown')]

    def test_counters_states_and_phases_go_on(self):
        text, log = self.text(), self.path('probes')
        with self.start(text, '--probe-log', log) as first:
            before = self.settled(first)
            first.stop()
        with self.start(text, '--probe-log', log) as second:
            at_once = second.page()
            self.never_back(before, at_once)
            for name in ('up', 'named', 'open', 'closed'):
                self.assertEqual(at_once.state(name), before.state(name))
                self.assertEqual(at_once.one('reachd_last_state_change_timestamp_seconds', target=name),
                                 before.one('reachd_last_state_change_timestamp_seconds', target=name))
            # What was in flight when it was stopped has ended so.
            self.assertGreaterEqual(at_once.ended('silent')['stopped'], 5)
            self.assertEqual(at_once.one('reachd_gaps_total', reason='restarted'), 1)
            gap = at_once.one('reachd_gap_seconds_total', reason='restarted')
            self.assertTrue(0 < gap < 3 * PATIENCE, gap)
            said = second.wait_log(msg='state restored')
            self.assertEqual((said[0]['targets_continued'], said[0]['new'], said[0]['dropped']), ('5', '0', '0'))
            self.assertEqual(said[0]['process_before'], 'ended')
            second.wait_page(lambda page: page.sent('up') >= at_once.sent('up') + 4, 'four more probes')
            second.stop()
            self.assertEqual(self.news(second), [])
        self.compare_probes(log)

    def compare_probes(self, log):
        with open(log, encoding='utf-8') as file:
            probes = [json.loads(line) for line in file]
        for name in ('up', 'open', 'silent'):
            own = sorted((probe['seq'], probe['sent_ns']) for probe in probes if probe['target'] == name)
            self.assertEqual([sequence for sequence, _ in own], list(range(1, len(own) + 1)), name)
            if name == 'silent':
                continue
            phases = [(sent - own[0][1]) % 500_000_000 for _, sent in own]
            off = max(min(phase, 500_000_000 - phase) for phase in phases)
            self.assertLess(off, 60_000_000 * PATIENCE, name)

    def test_a_kill_leaves_a_state_that_loads(self):
        text = self.text()
        with self.start(text) as first:
            before = self.settled(first)
            first.stop()
        for _ in range(3):  # each saves as soon as it has started
            with self.start(text) as killed:
                killed.wait_page(lambda page: page.one('reachd_state_saved_timestamp_seconds'), 'a save')
                killed.stop(signal.SIGKILL)
        with self.start(text) as last:
            page = last.page()  # which balances; its counters have begun at 0
            self.assertEqual(set(page.targets()), set(before.targets()))
            self.assertEqual(page.one('reachd_gaps_total', reason='restarted'), 1)
            self.assertEqual(last.wait_log(msg='state restored')[0]['process_before'], 'was killed')

    def test_a_long_time_away_leaves_no_verdict_and_no_storm(self):
        hosts = ''.join(f'  - {{name: n{number}, host: 127.1.1.{number + 1}}}\n' for number in range(40))
        text = 'defaults: {interval: 200ms}\ntargets:\n' + hosts
        with self.start(text) as first:
            first.wait_page(lambda page: min(map(page.sent, page.targets())) >= 3, 'three probes each')
            first.stop()
        time.sleep(1)
        with self.start(text) as second:
            self.assertEqual(second.wait_log(msg='state restored')[0]['unknown_until_measured'], '40')
            page = second.wait_page(lambda page: len(page.all('reachd_up')) == 40, 'a verdict of each')
            self.assertEqual(page.all('reachd_state_changes_total'), [3] * 40)
            second.stop()
            self.assertEqual(self.news(second), [])
            self.assertEqual(second.log(msg='more of the same'), [])

    def test_who_is_another_begins_anew_and_who_is_gone_is_forgotten(self):
        with self.start('targets: [127.0.0.1, 127.0.0.2, {name: moved, host: 127.0.0.3}]') as first:
            first.wait_page(lambda page: min(map(page.sent, page.targets())) >= 2, 'two probes each')
            first.stop()
        with self.start('targets: [127.0.0.1, {name: moved, host: 127.0.0.4}]') as second:
            said = second.wait_log(msg='state restored')[0]
            self.assertEqual((said['targets_continued'], said['new'], said['dropped']), ('1', '1', '2'))
            page = second.page()
            self.assertGreaterEqual(page.sent('127.0.0.1'), 2)
            self.assertLessEqual(page.sent('moved'), 1)

    def test_without_a_directory_nothing_is_kept_and_systemd_may_name_it(self):
        text = 'targets: [127.0.0.1]'
        with self.daemon(text) as without:
            page = without.page()
            self.assertIsNone(page.one('reachd_state_saved_timestamp_seconds'))
            self.assertEqual(page.one('reachd_state_save_errors_total'), 0)
        environment = ('env', f'STATE_DIRECTORY={self.state}:/nonexistent')
        with self.daemon(text, wrapper=environment) as first:
            first.wait_page(lambda page: page.sent('127.0.0.1') >= 2, 'two probes')
            first.stop()
        with self.daemon(text, wrapper=environment) as second:
            self.assertGreaterEqual(second.page().sent('127.0.0.1'), 2)

    def test_a_file_that_cannot_be_used_is_told_and_set_aside(self):
        with self.start('targets: [127.0.0.1]') as first:
            first.wait_page(lambda page: page.sent('127.0.0.1') >= 2, 'two probes')
            first.stop()
        with open(os.path.join(self.state, 'state'), 'rb') as file:
            good = file.read()
        newer = good[:11] + b'\x63' + good[12:]
        for wrong, why in ((good[:-1], 'it is cut short'), (good[:-1] + b'\0\0', 'it is damaged'),
                           (b'', 'it is cut short'), (b'web: {}\n', 'it is no state file'), (newer, 'it has version')):
            with open(os.path.join(self.state, 'state'), 'wb') as file:
                file.write(wrong)
            with self.start('targets: [127.0.0.1]') as daemon:
                page = daemon.wait_page(lambda page: page.one('reachd_state_saved_timestamp_seconds'), 'a save')
                self.assertLess(page.sent('127.0.0.1'), 3)
                self.assertEqual(daemon.stop() and daemon.process.returncode, 0)
                told = [line for line in daemon.log() if line['level'] in ('warning', 'error')]
                self.assertEqual([line['msg'] for line in told],
                                 ['the state file cannot be used: every target begins anew'])
                self.assertIn(why, told[0]['error'])
            with open(os.path.join(self.state, 'state.refused'), 'rb') as file:
                self.assertEqual(file.read(), wrong)

    def test_a_pipe_a_directory_or_a_loop_in_its_place_is_no_obstacle(self):
        place = os.path.join(self.state, 'state')
        for put in (os.mkfifo, os.mkdir, lambda path: os.symlink(path, path)):
            shutil.rmtree(self.state)
            os.mkdir(self.state)
            put(place)
            with self.start('targets: [127.0.0.1]') as daemon:
                daemon.wait_page(lambda page: page.one('reachd_state_saved_timestamp_seconds'), 'a save')
                daemon.stop()
            self.assertTrue(os.path.isfile(place) and not os.path.islink(place))

    def cannot_save(self, why, **more):
        with self.start('targets: [127.0.0.1]', **more) as daemon:
            daemon.wait_page(lambda page: page.one('reachd_state_save_errors_total') == 1, 'a failed save')
            daemon.wait_page(lambda page: page.sent('127.0.0.1') >= 2, 'probes go on')
            self.assertLess(daemon.stop(), 1 * PATIENCE)
            self.assertEqual(daemon.process.returncode, 0)
            told = [line for line in daemon.log() if line['level'] in ('warning', 'error')]
            # Once, although it was tried again at the end.
            self.assertEqual([line['msg'] for line in told], ['cannot save the state: it goes on without'])
            self.assertIn(why, told[0]['error'])

    def test_a_directory_that_takes_nothing_is_told_once(self):
        shutil.rmtree(self.state)
        self.cannot_save('ENOENT')
        os.mkdir(self.state, 0o500)
        allowed = ('setpriv', '--bounding-set=-all,+net_raw', '--inh-caps=-all')
        if subprocess.run([*allowed, 'test', '-w', self.state], check=False).returncode == 0:
            self.skipTest('nothing is refused to us here')
        self.cannot_save('EACCES', wrapper=allowed)

    def test_a_full_disk_keeps_the_old_file(self):
        try:
            case.run('unshare', '-m', 'true')
        except subprocess.CalledProcessError as problem:
            self.skipTest(f'nothing can be mounted here: {problem}')
        # A disk of its own with the state of an earlier run on it and no room for another one.
        with self.start('targets: [127.0.0.1]') as first:
            first.wait_page(lambda page: page.sent('127.0.0.1') >= 2, 'two probes')
            first.stop()
        shutil.copytree(self.state, self.path('copy'))
        script = ('mount -t tmpfs -o size=8k none "$1" && cp "$2/state" "$1/" && '
                  '{ dd if=/dev/zero of="$1/filler" bs=4k count=9 2>/dev/null; shift 2; exec "$@"; }')
        wrapper = ('unshare', '-m', 'sh', '-c', script, 'full', self.state, self.path('copy'))
        with self.start('targets: [127.0.0.1]', wrapper=wrapper) as daemon:
            page = daemon.wait_page(lambda page: page.one('reachd_state_save_errors_total') == 1, 'a failed save')
            self.assertGreaterEqual(page.sent('127.0.0.1'), 2)
            root = f'/proc/{daemon.process.pid}/root{self.state}'
            self.assertEqual(sorted(os.listdir(root)), ['filler', 'lock', 'state'])
            with open(f'{root}/state', 'rb') as kept, open(self.path('copy/state'), 'rb') as copied:
                self.assertEqual(kept.read(), copied.read())
            os.unlink(f'{root}/filler')
            daemon.stop()
            self.assertEqual(daemon.process.returncode, 0)
            told = [line for line in daemon.log() if 'save' in line['msg']]
            self.assertEqual([line['msg'] for line in told],
                             ['cannot save the state: it goes on without', 'the state is saved again'])
            self.assertIn('ENOSPC', told[0]['error'])

    def test_it_ends_in_time_with_many_targets(self):
        hosts = ', '.join(f'127.1.{number // 250}.{number % 250 + 1}' for number in range(3000))
        with self.start(f'defaults: {{interval: 2s}}\ntargets: [{hosts}]') as daemon:
            daemon.wait_page(lambda page: sum(page.all('reachd_probes_sent_total')) >= 6000, 'two rounds')
            self.assertLess(daemon.stop(), 1 * PATIENCE)
        size = os.path.getsize(os.path.join(self.state, 'state'))
        self.assertLess(size / 3000, 250)


if __name__ == '__main__':
    case.main()
