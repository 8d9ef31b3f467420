# SPDX-License-Identifier: Apache-2.0
"""Where it listens: what is asked for must work, of the default addresses one is enough."""
import socket

import case
import web
from daemon import Daemon, Ended

DEFAULT_PORT = 10094  # the namespace is the test's own
DEFAULTS = 'targets: [127.0.0.1]\n'


def taken(family, host, port=0):
    other = socket.socket(family)
    if family == socket.AF_INET6:
        other.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    other.bind((host, port))
    other.listen()
    return other


def without_ipv6(*command):
    """`command` in a namespace in its own turn, whose loopback has no IPv6 address."""
    script = 'echo 1 >/proc/sys/net/ipv6/conf/lo/disable_ipv6 && ip link set lo up && exec "$@"'
    return 'unshare', '-n', 'sh', '-c', script, 'without_ipv6', *command


class ListenersTest(case.ServiceCase):
    def ends_with_one_line(self, text, wrapper, *parts):
        ended = Ended('run', self.write('reachd.yaml', text), folder=self.folder, wrapper=wrapper)
        self.assertEqual((ended.status, ended.output), (1, ''))
        told = [line for line in ended.errors.splitlines() if 'level=error' in line]
        self.assertEqual(len(told), 1, ended.errors)
        for part in parts:
            self.assertIn(part, told[0])

    def test_a_busy_port_that_was_asked_for_ends_it_with_one_clear_line(self):
        for family, host in ((socket.AF_INET, '127.0.0.1'), (socket.AF_INET6, '::1')):
            with taken(family, host) as other:
                shown = f'[{host}]' if ':' in host else host
                at = f'{shown}:{other.getsockname()[1]}'
                text = f'web: {{listen: "{at}"}}\ntargets: [127.0.0.1]\n'
                self.ends_with_one_line(text, (), at, 'EADDRINUSE', 'another program listens there')

    def test_one_busy_default_address_is_one_line_and_the_other_serves(self):
        for family, host, left in ((socket.AF_INET, '127.0.0.1', '::1'), (socket.AF_INET6, '::1', '127.0.0.1')):
            with taken(family, host, DEFAULT_PORT), Daemon(self.folder, DEFAULTS) as daemon:
                daemon.wait_log(msg='target up')
                self.assertEqual(len(daemon.log(level='error')), 1)
                self.assertEqual(daemon.address(), (left, DEFAULT_PORT))
                self.assertEqual(daemon.get('/-/ready').status, 200)

    def test_with_both_default_addresses_busy_it_ends(self):
        with taken(socket.AF_INET, '127.0.0.1', DEFAULT_PORT), taken(socket.AF_INET6, '::1', DEFAULT_PORT):
            ended = Ended('run', self.write('reachd.yaml', DEFAULTS), folder=self.folder)
            self.assertEqual(ended.status, 1)
            self.assertIn('no listener is left', ended.errors)

    def test_the_default_addresses_are_both_served(self):
        with Daemon(self.folder, DEFAULTS) as daemon:
            self.assertEqual({daemon.address(0), daemon.address(1)},
                             {('127.0.0.1', DEFAULT_PORT), ('::1', DEFAULT_PORT)})
            for which in (0, 1):
                self.assertEqual(web.fetch(daemon.address(which), '/-/ready').status, 200)

    def test_a_family_the_kernel_lacks_is_one_line_and_it_goes_on(self):
        with Daemon(self.folder, DEFAULTS, wrapper=without_ipv6()) as daemon:
            daemon.wait_log(msg='target up', target='127.0.0.1')
            lacking = [line for line in daemon.log() if f'[::1]:{DEFAULT_PORT}' in line.values()]
            self.assertEqual([line['msg'] for line in lacking], ['not listening: this machine lacks the address'])
            self.assertEqual(len(daemon.log(msg='listening')), 1)

    def test_a_listener_of_that_family_that_was_asked_for_ends_it(self):
        text = 'web: {listen: ["127.0.0.1:0", "[::1]:0"]}\ntargets: [127.0.0.1]\n'
        self.ends_with_one_line(text, without_ipv6(), '[::1]:0', 'EADDRNOTAVAIL')

    def test_an_address_of_nobody_ends_it(self):
        text = 'web: {listen: "203.0.113.7:0"}\ntargets: [127.0.0.1]\n'
        self.ends_with_one_line(text, (), '203.0.113.7:0', 'no interface of this machine has that address')

    def test_a_port_below_1024_needs_a_capability(self):
        text = 'web: {listen: "127.0.0.1:81"}\ntargets: ["tcp://127.0.0.1:1"]\n'
        ended = Ended('run', self.write('reachd.yaml', text), folder=self.folder, wrapper=case.POWERLESS)
        self.assertEqual(ended.status, 1)
        self.assertIn('CAP_NET_BIND_SERVICE', ended.errors)


if __name__ == '__main__':
    case.main()
