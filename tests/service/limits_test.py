# SPDX-License-Identifier: Apache-2.0
"""What the system refuses: descriptors and sockets. What can go on goes on, and our own want is no loss."""
import case
from daemon import SANITIZERS, wait_for

TCP_ONLY = 60
ICMP_AND_TCP = '''
targets:
  - 127.0.0.1
  - "::1"
  - {name: tcp, url: "tcp://127.0.0.1:%d", interval: 100ms}
'''


def limited(soft, hard):
    return 'prlimit', f'--nofile={soft}:{hard}'


class LimitsTest(case.ServiceCase):
    def test_the_limit_of_descriptors_is_raised(self):
        with self.daemon('targets: [127.0.0.1]', wrapper=limited(256, 4096)) as daemon:
            page = daemon.page()
            self.assertEqual(page.one('process_max_fds'), 4096)
            self.assertLess(page.one('process_open_fds'), 64)

    def test_without_descriptors_it_answers_and_counts_no_loss(self):
        if 'undefined' in SANITIZERS:
            self.skipTest('UBSan opens pipes to look at memory and takes their want for bad memory')
        self.black_hole()
        targets = ''.join(f'  - {{name: t{number}, url: "tcp://{case.SILENT_V4}:{number + 1}"}}\n'
                          for number in range(TCP_ONLY))
        text = 'defaults: {interval: 1s, timeout: 60s, down_after: 3}\ntargets:\n  - 127.0.0.1\n' + targets
        with self.daemon(text, wrapper=limited(40, 40)) as daemon:
            daemon.wait_page(lambda page: sum(page.all('reachd_local_errors_total', errno='EMFILE')) >= 50, 'EMFILE')
            for _ in range(5):
                self.assertEqual(daemon.get('/-/ready').status, 200)
            page = daemon.page()
            self.assertEqual(page.one('process_max_fds'), 40)
            names = [f't{number}' for number in range(TCP_ONLY)]
            outcomes = set().union(*(page.ended(name) for name in names))
            self.assertEqual(outcomes, {'local_error'})
            self.assertEqual({page.state(name) for name in names}, {'unknown'})
            self.assertEqual((page.state('127.0.0.1'), page.ended('127.0.0.1').keys()), ('up', {'reply'}))
            told = [line for line in daemon.log(level='warning') if line.get('errno') == 'EMFILE']
            self.assertEqual(len(told), 1)
            self.assertLess(daemon.stop(), 2)
            self.assertEqual(daemon.process.returncode, 0)

    def test_without_permission_for_icmp_the_rest_goes_on(self):
        with case.listening() as port:
            with self.daemon(ICMP_AND_TCP % port, wrapper=case.POWERLESS) as daemon:
                daemon.wait_log(msg='target up', target='tcp')
                page = daemon.wait_page(lambda page: page.sent('127.0.0.1') and page.sent('::1'), 'echoes')
                for name in ('127.0.0.1', '::1'):
                    self.assertEqual(page.ended(name).keys() | {'local_error'}, {'local_error'})
                    self.assertEqual(page.state(name), 'unknown')
                refused = daemon.log(level='error')
                self.assertEqual(sorted(line['family'] for line in refused), ['IPv4', 'IPv6'])

    def test_without_a_raw_socket_the_ping_socket_does(self):
        case.run('sysctl', '-qw', 'net.ipv4.ping_group_range=0 2147483647')
        self.addCleanup(case.run, 'sysctl', '-qw', 'net.ipv4.ping_group_range=1 0')
        with case.listening() as port:
            with self.daemon(ICMP_AND_TCP % port, wrapper=case.POWERLESS) as daemon:
                daemon.wait_log(3, msg='target up')
                self.assertEqual([line['kind'] for line in daemon.log(msg='ICMP socket open')], ['ping', 'ping'])
                wait_for(lambda: daemon.page().ended('::1') == {'reply': daemon.page().sent('::1')}, 'replies only')


if __name__ == '__main__':
    case.main()
