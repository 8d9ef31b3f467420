# SPDX-License-Identifier: Apache-2.0
"""Without the right to raw sockets: ping sockets where the kernel grants them, and where it does not, one clear line a
family and no harm to anything else."""
import socket
import threading

import cases
import network
from reachd import tally

ECHO = ['127.0.0.1', '127.0.0.2', '::1']


class PingSocket(cases.Case):
    tools = ('ip', 'setpriv')

    def setUp(self):
        super().setUp()
        self.net = network.Namespace()
        self.addCleanup(self.net.close)
        self.enterContext(self.net.entered())

    def open_port(self):
        listening = self.enterContext(socket.create_server(('127.0.0.1', 0)))
        threading.Thread(target=cases.accept_all, args=(listening,), daemon=True).start()
        return f'tcp://127.0.0.1:{listening.getsockname()[1]}'

    def start_with(self, groups, *more):
        self.net.sysctl(ipv4__ping_group_range=groups)
        defaults = {'interval': '50ms', 'timeout': '1s'}
        return self.start({'defaults': defaults, 'targets': [*ECHO, *more]}, cases.WITHOUT_RAW)

    def test_ping_sockets_take_the_place_of_raw_ones(self):
        port = self.open_port()
        daemon = self.start_with('0 2147483647', port)
        daemon.wait_for_states(up=[*ECHO, port])
        page = daemon.wait_for(lambda page: page.outcomes('::1').get('reply', 0) >= 20, '20 replies')
        daemon.stop()
        opened = {(line['family'], line['kind']) for line in daemon.lines('ICMP socket open')}
        self.assertEqual(opened, {('IPv4', 'ping'), ('IPv6', 'ping')})
        self.assertEqual(page.by('reachd_replies_rejected_total', 'reason'), {})
        for host, probes in daemon.probe_log().items():
            self.assertEqual(set(tally(probes)) - {'stopped'}, {'reply'}, host)
            if host in ECHO:
                stamps = [each['stamps'] for each in probes if each['outcome'] == 'reply']
                self.assertGreaterEqual(stamps.count('kernel/kernel'), 0.9 * len(stamps), host)

    def test_neither_kind_is_allowed(self):
        port = self.open_port()
        daemon = self.start_with('1 0', port)
        daemon.wait_for_states(up=[port], unknown=ECHO)
        daemon.wait_for(lambda page: all(page.sum('reachd_local_errors_total', target=host) >= 5 for host in ECHO),
                        'local errors')
        daemon.stop()
        said = daemon.lines('no ICMP probes of this family')
        self.assertEqual(sorted(line['family'] for line in said), ['IPv4', 'IPv6'])
        for line in said:
            self.assertEqual(line['level'], 'error')
            for word in ('CAP_NET_RAW', 'ping_group_range', 'EPERM', 'EACCES'):
                self.assertIn(word, line['error'])
        self.assertEqual(daemon.lines('ICMP socket open') + daemon.lines('target down'), [])
        for host, probes in daemon.probe_log().items():
            self.assertEqual(set(tally(probes)) - {'stopped'}, {'local_error' if host in ECHO else 'reply'}, host)


if __name__ == '__main__':
    cases.main()
