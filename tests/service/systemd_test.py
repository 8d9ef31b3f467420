# SPDX-License-Identifier: Apache-2.0
"""reachd.service under a booted systemd: started, watched, stopped, refused, as a machine would do it."""
import os
import shutil
import signal
import subprocess
import time

import booted
import case
import web
from booted import UNIT, WEB_PORT, measured, source
from daemon import wait_for

ONE = 'targets: [127.0.0.1]\n'
DROP_IN = f'/etc/systemd/system/{UNIT}.d/test.conf'
CAP_NET_RAW = 13
PING_GROUPS = '/proc/sys/net/ipv4/ping_group_range'


def many(count):
    hosts = ', '.join(f'127.{1 + number // 62500}.{number // 250 % 250}.{number % 250 + 1}' for number in range(count))
    return f'targets: [{hosts}]\n'


class SystemdTest(booted.BootedCase):
    files = booted.PROGRAM_AND_UNITS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.system.run('systemd-sysusers')

    def setUp(self):
        self.addCleanup(self.clear)

    def clear(self):
        self.system.run('systemctl', 'stop', 'reachd.socket', UNIT)
        self.system.run('rm', '-rf', f'/etc/systemd/system/{UNIT}.d')
        self.system.run('systemctl', 'daemon-reload')
        self.system.ask('systemctl', 'reset-failed')

    def start(self, config, drop_in=''):
        self.system.write('/etc/reachd/reachd.yaml', config)
        if drop_in:
            self.system.write(DROP_IN, drop_in)
            self.system.run('systemctl', 'daemon-reload')
        return self.system.ask('systemctl', 'start', UNIT)

    def journal_of_manager(self):
        self.system.run('journalctl', '--sync')
        return self.system.run('journalctl', '--no-pager', '-q', '-o', 'cat', '_PID=1', 'UNIT=' + UNIT)

    def started(self, config, drop_in=''):
        self.assertEqual(self.start(config, drop_in).returncode, 0)

    def test_a_program_runs_inside_the_sandbox_without_any_capability(self):
        self.started('targets: [{name: p, probe: exec, interval: 1s, exec: {command: [grep, -c, "^Cap[PEA].*: *0*$", '
                     '/proc/self/status]}}]\n')
        self.wait_state('p', 'up')
        self.assertNotIn('keep capabilities', self.journal())

    def test_a_credential_of_the_unit_reaches_a_probe(self):
        self.system.write('/etc/reachd/token', 'can4ry\n')
        self.started('targets: [{name: p, probe: exec, interval: 1s, exec: {command: [grep, -qz, ^T=can4.y$, '
                     '/proc/self/environ], env: {T: {credential: token}}}}]\n',
                     '[Service]\nLoadCredential=token:/etc/reachd/token\n')
        self.wait_state('p', 'up')
        self.assertNotIn('can4ry', self.journal() + self.fetch('/api/v1/config').text())

    def test_started_means_answering_with_one_capability_and_nothing_of_root(self):
        self.started(ONE)
        # At once: Type=notify has waited for READY, and READY is said when the listeners are open.
        self.assertEqual(self.fetch('/-/ready').status, 200)
        self.assertEqual(self.fetch('/-/ready', '::1').status, 200)
        self.assertEqual(self.show('ActiveState', 'SubState', 'NRestarts'), ['active', 'running', '0'])
        self.wait_state('127.0.0.1', 'up')
        for held in ('CapPrm', 'CapEff', 'CapBnd'):
            self.assertEqual(int(self.process_status(held), 16), 1 << CAP_NET_RAW, held)
        self.assertEqual(int(self.process_status('CapAmb'), 16), 0)  # what programs of exec probes are handed
        self.assertNotIn('0', self.process_status('Uid').split())
        self.assertEqual(self.process_status('NoNewPrivs'), '1')
        self.assertEqual(self.process_status('Seccomp'), '2')
        self.assertIn('kind=raw', self.journal())

    def test_the_status_is_one_line_that_keeps_up(self):
        self.started('targets: [127.0.0.1, "tcp://127.0.0.1:9", {host: 127.0.0.2, paused: true}]\n')
        self.wait_status('3 targets: 1 up, 1 down, 1 paused')
        self.assertRegex(self.system.run('systemctl', 'status', UNIT), r'Status: "3 targets: 1 up, 1 down, 1 paused"')

    def test_ten_thousand_targets_are_ready_within_a_second_and_end_within_one(self):
        def attempt():
            self.started(many(10_000))
            took = self.moment('ActiveEnterTimestamp') - self.moment('ExecMainStartTimestamp')
            self.wait_status('10000 targets: 10000 up', 60)
            told = time.monotonic()
            self.system.run('systemctl', 'stop', UNIT)
            return {'start_to_ready': took, 'stop': time.monotonic() - told}
        measured(attempt, start_to_ready=1, stop=1)
        self.assertIn('Deactivated successfully', self.journal_of_manager())

    def test_a_bad_configuration_ends_it_with_78_and_is_not_tried_again(self):
        self.assertNotEqual(self.start('targets: [127.0.0.1\n').returncode, 0)
        # A restart to come would be `activating (auto-restart)`.
        self.assertEqual(self.show('ActiveState', 'ExecMainStatus', 'NRestarts'), ['failed', '78', '0'])
        self.assertIn('reachd.yaml:', self.journal('-p', 'err'))

    def test_a_reload_waits_for_what_comes_of_it_and_fails_with_a_bad_file(self):
        self.started(ONE)
        process = self.main_process()[0]
        self.system.write('/etc/reachd/reachd.yaml', 'targets: [127.0.0.1, 127.0.0.2]\n')
        self.assertEqual(self.system.ask('systemctl', 'reload', UNIT).returncode, 0)
        self.assertIn('target="127.0.0.2"', self.fetch('/metrics').text())  # at once
        self.system.write('/etc/reachd/reachd.yaml', 'targets: [127.0.0.1, 127.0.0.300]\n')
        self.assertNotEqual(self.system.ask('systemctl', 'reload', UNIT).returncode, 0)
        self.assertIn('reachd.yaml:1:22', self.journal('-p', 'err'))
        self.assertEqual(self.show('ActiveState', 'MainPID'), ['active', str(process)])
        self.assertIn('target="127.0.0.2"', self.fetch('/metrics').text())
        for target in ('127.0.0.1', '127.0.0.2'):
            self.wait_state(target, 'up')
        self.assertTrue(self.system.run('/usr/bin/reachd', 'status').startswith('2 up\nThe configuration was refused'))

    def test_what_is_killed_is_started_again(self):
        self.started(ONE)
        first = self.main_process()[0]
        self.signal(signal.SIGKILL)
        wait_for(lambda: self.show('SubState', 'NRestarts') == ['running', '1'], 'it runs again')
        self.assertNotEqual(self.main_process()[0], first)
        self.assertEqual(self.fetch('/-/ready').status, 200)

    def test_a_loop_that_stands_still_is_ended_and_started_again(self):
        patience = 2

        def attempt():
            self.system.run('systemctl', 'stop', UNIT)
            self.started(ONE, f'[Service]\nWatchdogSec={patience}\n')
            self.wait_state('127.0.0.1', 'up')
            stopped = time.monotonic()
            self.signal(signal.SIGSTOP)
            wait_for(lambda: self.show('SubState', 'NRestarts') == ['running', '1'], 'it runs again')
            return {'running_again': self.moment('ActiveEnterTimestamp') - stopped}
        measured(attempt, running_again=patience + 2)
        self.assertIn('Watchdog timeout (limit 2s)', self.journal_of_manager())

    def test_the_watchdog_leaves_alone_who_turns_with_targets_and_without(self):
        for config in (ONE, 'targets: [{host: 127.0.0.1, paused: true}]\n', many(2000)):
            self.started(config, '[Service]\nWatchdogSec=1\n')
            first = self.main_process()[0]
            time.sleep(4)
            self.assertEqual(self.show('SubState', 'NRestarts', 'MainPID'), ['running', '0', str(first)])
            self.system.run('systemctl', 'stop', UNIT)

    def test_a_client_starts_it_and_waits_through_a_restart(self):
        # What the file says of listening does not count then.
        self.system.write('/etc/reachd/reachd.yaml', 'web: {listen: "192.0.2.1:1"}\n' + ONE)
        self.system.run('systemctl', 'start', 'reachd.socket')
        self.assertEqual(self.show('ActiveState'), 'inactive')
        for host in ('127.0.0.1', '::1'):
            self.assertEqual(self.fetch('/-/ready', host).status, 200)
        self.assertEqual(self.show('ActiveState'), 'active')
        self.assertEqual(self.journal().count('msg="listening" address='), 2)
        self.assertIn('socket=http', self.journal())
        self.system.run('systemctl', 'stop', UNIT)
        with web.connect(('127.0.0.1', WEB_PORT)) as early:
            early.sendall(b'GET /-/ready HTTP/1.0\r\n\r\n')
            self.assertTrue(early.recv(100).startswith(b'HTTP/1.'))
        self.assertEqual(self.show('ActiveState'), 'active')

    def test_without_any_capability_it_takes_ping_sockets(self):
        with open(source('systemd/drop-ins/ping-sockets.conf'), encoding='utf-8') as file:
            drop_in = file.read()
        with open(PING_GROUPS, encoding='ascii') as file:
            closed = file.read()

        def admit(groups):
            with open(PING_GROUPS, 'w', encoding='ascii') as file:
                file.write(groups)
        self.addCleanup(admit, closed)
        admit('0 2147483647')
        self.started(ONE, drop_in)
        self.wait_state('127.0.0.1', 'up')
        for held in ('CapPrm', 'CapEff', 'CapBnd', 'CapAmb'):
            self.assertEqual(int(self.process_status(held), 16), 0, held)
        self.assertIn('kind=ping', self.journal())
        admit(closed)
        self.system.run('systemctl', 'restart', UNIT)
        wait_for(lambda: 'EPERM' in self.journal() or 'EACCES' in self.journal(), 'a refused socket is told')
        self.assertNotEqual(self.page().state('127.0.0.1'), 'down')

    def test_a_credential_is_readable_for_it_and_for_nobody_else(self):
        self.system.write('/etc/reachd/credentials/token', 'secret\n', 0o600)
        with open(source('systemd/drop-ins/credentials.conf'), encoding='utf-8') as file:
            self.started(ONE, file.read())
        number, process = self.main_process()
        with open(process + '/environ', encoding='utf-8') as file:
            folder = dict(entry.split('=', 1) for entry in file.read().split('\0') if entry)['CREDENTIALS_DIRECTORY']
        enter = ('nsenter', '-t', str(number), '-m', 'setpriv', '--clear-groups', '--inh-caps=-all',
                 '--bounding-set=-all')
        read = ('cat', f'{folder}/token')
        self.assertEqual(self.system.run(*enter, '--reuid=reachd', '--regid=reachd', *read), 'secret\n')
        self.assertNotEqual(self.system.ask(*enter, '--reuid=nobody', '--regid=nogroup', *read).returncode, 0)

    def test_the_journal_knows_how_severe_a_line_is(self):
        self.started('targets: ["tcp://127.0.0.1:9"]\n')
        wait_for(lambda: 'msg="target down"' in self.journal('-p', '4..4'), 'a warning')
        self.assertIn('msg="reachd started"', self.journal('-p', '6..6'))
        self.assertNotIn('<', self.journal())

    def test_its_folders_are_its_own(self):
        self.started(ONE)
        for folder, mode in (('/var/lib/reachd', '750'), ('/run/reachd', '755')):
            self.assertEqual(self.system.run('stat', '-c', '%U %a', folder).strip(), f'reachd {mode}')

    def test_systemd_finds_nothing_to_complain_about(self):
        done = self.system.ask('systemd-analyze', 'verify', '--man=no', UNIT, 'reachd.socket')
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, '', ''))


class ExposureTest(case.ServiceCase):
    """`systemd-analyze security` needs no systemd that runs."""

    def exposure(self, threshold, *drop_ins):
        if not shutil.which('systemd-analyze'):
            self.skipTest('systemd-analyze is not installed')
        shutil.copy(source('systemd/reachd.service'), self.path(UNIT))
        os.makedirs(self.path(UNIT + '.d'), exist_ok=True)
        for drop_in in drop_ins:
            shutil.copy(source(f'systemd/drop-ins/{drop_in}'), self.path(UNIT + '.d'))
        judged = subprocess.run(['systemd-analyze', 'security', '--offline=true', f'--threshold={threshold}',
                                 self.path(UNIT)], capture_output=True, text=True)
        print(*(line for line in judged.stdout.splitlines() if 'Overall' in line))
        return judged.returncode

    def test_the_unit_may_do_little(self):
        self.assertEqual(self.exposure(20), 0)
        self.assertNotEqual(self.exposure(5), 0)

    def test_with_ping_sockets_it_may_do_less(self):
        self.assertEqual(self.exposure(12, 'ping-sockets.conf'), 0)


if __name__ == '__main__':
    case.main()
