# SPDX-License-Identifier: Apache-2.0
"""SIGTERM and SIGINT end it within a second, whatever it is waiting for, and what is in flight is told as stopped."""
import json
import signal

import case
import web
from daemon import PATIENCE, Ended, wait_for
from dns_server import DnsServer

SILENT = '''
defaults: {interval: 100ms, timeout: 60s}
targets:
  - {name: echo4, host: %s}
  - {name: echo6, host: "%s"}
  - {name: tcp, url: "tcp://%s:9"}
'''
HANGING = '''
targets: [127.0.0.1, %s]
'''


class StopTest(case.ServiceCase):
    def ends_in_time(self, daemon, by=signal.SIGTERM):
        took = daemon.stop(by)
        self.assertEqual(daemon.process.returncode, 0)
        self.assertLess(took, 1 * PATIENCE)
        name = signal.Signals(by).name
        self.assertEqual([line['signal'] for line in daemon.log(msg='stopping')], [name])
        self.assertEqual(daemon.log()[-1]['msg'], 'reachd stopped')

    def test_probes_in_flight_are_told_as_stopped(self):
        self.black_hole()
        for by in (signal.SIGTERM, signal.SIGINT):
            log = self.path(f'probes-{by}')
            text = SILENT % (case.SILENT_V4, case.SILENT_V6, case.SILENT_V4)
            with self.daemon(text, '--probe-log', log) as daemon:
                names = ('echo4', 'echo6', 'tcp')
                page = daemon.wait_page(lambda page: min(map(page.in_flight, names)) >= 3, 'probes in flight')
                self.ends_in_time(daemon, by)
            with open(log, encoding='utf-8') as file:
                probes = [json.loads(line) for line in file]
            self.assertEqual({probe['outcome'] for probe in probes}, {'stopped'})
            self.assertEqual({probe['rtt_ns'] for probe in probes}, {None})
            for name in names:
                told = sorted(probe['seq'] for probe in probes if probe['target'] == name)
                self.assertEqual(told, list(range(1, len(told) + 1)), name)
                self.assertGreaterEqual(len(told), page.sent(name), name)

    def test_a_stop_is_no_failure_of_a_target(self):
        self.black_hole()
        with self.daemon(SILENT % (case.SILENT_V4, case.SILENT_V6, case.SILENT_V4)) as daemon:
            daemon.wait_page(lambda page: page.in_flight('tcp') >= 5, 'probes in flight')
            self.ends_in_time(daemon)
            self.assertEqual([line for line in daemon.log() if line['msg'].startswith('target ')], [])

    def test_it_ends_while_lookups_hang(self):
        names = ', '.join(f'host{number}.test' for number in range(30))
        for by in (signal.SIGTERM, signal.SIGINT):
            with DnsServer(mute=True) as server, self.daemon(HANGING % names, wrapper=self.dns_client()) as daemon:
                daemon.wait_log(msg='target up')
                wait_for(lambda: server.asked, 'a lookup that hangs')
                self.assertGreater(daemon.page().one('reachd_resolver_in_flight'), 0)
                self.ends_in_time(daemon, by)

    def test_it_ends_while_a_client_takes_its_time_with_the_metrics(self):
        hosts = ', '.join(f'127.1.{number // 250}.{number % 250 + 1}' for number in range(2000))
        with self.daemon(f'targets: [{hosts}]') as daemon, web.connect(daemon.address()) as slow:
            slow.sendall(b'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n')
            self.assertTrue(slow.recv(1000).startswith(b'HTTP/1.1 200 '))
            self.ends_in_time(daemon)

    def test_it_ends_while_clients_are_connected_and_silent(self):
        with self.daemon('targets: [127.0.0.1]') as daemon:
            with web.connect(daemon.address()), web.connect(daemon.address()) as half:
                half.sendall(b'GET /metr')
                daemon.wait_page(lambda page: page.one('reachd_web_connections') >= 3, 'two clients and ourselves')
                self.ends_in_time(daemon)

    def test_a_signal_right_after_the_start_ends_it_too(self):
        with self.daemon('targets: [127.0.0.1]') as daemon:
            daemon.wait_log(msg='listening')
            daemon.stop()
            # Before the handler is there, the signal has its default effect; both end it at once.
            self.assertIn(daemon.process.returncode, (0, -signal.SIGTERM))

    def test_a_client_that_goes_away_does_not_end_it(self):
        hosts = ', '.join(f'127.1.{number // 250}.{number % 250 + 1}' for number in range(1000))
        with self.daemon(f'targets: [{hosts}]') as daemon:
            for _ in range(5):
                with web.connect(daemon.address()) as client:
                    client.sendall(b'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n')
                    client.recv(100)
            self.assertEqual(daemon.page().one('reachd_targets'), 1000)
            self.ends_in_time(daemon)

    def test_the_command_line_is_told_apart(self):
        for arguments in (('--nonsense',), ('run',), ('check',), ('check', 'a', 'b'), ('run', 'a', '--nonsense')):
            ended = Ended(*arguments, folder=self.folder)
            self.assertEqual((ended.status, ended.output), (2, ''), arguments)
            self.assertTrue(ended.errors, arguments)
        version = Ended('--version', folder=self.folder)
        self.assertEqual((version.status, version.errors), (0, ''))
        self.assertRegex(version.output, r'^reachd \d+\.\d+\.\d+\n$')
        for arguments in (('--help',), ('-h',), ('run', '--help'), ('check', '--help')):
            usage = Ended(*arguments, folder=self.folder)
            self.assertEqual((usage.status, usage.errors), (0, ''), arguments)
            self.assertIn('Usage', usage.output)


if __name__ == '__main__':
    case.main()
