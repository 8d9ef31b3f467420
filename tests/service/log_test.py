# SPDX-License-Identifier: Apache-2.0
"""What it says: a line per change and per problem, in a form that can be parsed and that no name can forge."""
import json
import socket

import case

QUICK = '''
log: {level: %s, format: %s}
targets:
  - {name: quick, host: 127.0.0.1, interval: 20ms}
  - {name: closed, url: "tcp://127.0.0.1:%d", interval: 100ms}
'''
FORGED = r'''
log: {format: %s}
targets:
  - {name: 'x level=error msg="target down" target=y', host: 127.0.0.1}
  - {name: '","level":"error","msg":"target down","x":"', host: 127.0.0.2}
  - {name: 'back\slash \n \u0022 %%s {} %%v', host: 127.0.0.3}
  - {name: "é \U0001F600", host: 127.0.0.4}
'''
NAMES = ('x level=error msg="target down" target=y', '","level":"error","msg":"target down","x":"',
         r'back\slash \n \u0022 %s {} %v', 'é \U0001F600')


class LogTest(case.ServiceCase):
    def setUp(self):
        super().setUp()
        closed = self.enterContext(socket.socket())
        closed.bind(('127.0.0.1', 0))
        self.port = closed.getsockname()[1]

    def test_there_is_a_line_per_change_and_none_per_packet(self):
        for form in ('logfmt', 'json'):
            with self.daemon(QUICK % ('info', form, self.port)) as daemon:
                daemon.wait_page(lambda page: page.sent('quick') >= 150, '150 probes')
                daemon.stop()
                # A machine that stood still for three intervals is told too: unknown, and up again.
                stood_still = len(daemon.log(msg='target unknown', reason='not measured'))
                said = [line['msg'] for line in daemon.log()]
                self.assertEqual(sorted(said), sorted(
                    ['ICMP socket open'] * 2 + ['listening', 'reachd started', 'target down', 'stopping']
                    + ['reachd stopped', 'target up'] + ['target unknown', 'target up'] * stood_still))
                for line in daemon.log():
                    self.assertRegex(line['ts'], r'^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$')
                    self.assertIn(line['level'], ('info', 'warning'))
                down = daemon.log(msg='target down')[0]
                self.assertEqual({key: down[key] for key in ('level', 'target', 'probe', 'was', 'reason')},
                                 {'level': 'warning', 'target': 'closed', 'probe': 'tcp', 'was': 'unknown',
                                  'reason': 'refused'})
                self.assertTrue(all(line.startswith('{') == (form == 'json') for line in daemon.lines()))

    def test_nothing_goes_to_standard_output(self):
        with self.daemon(QUICK % ('debug', 'logfmt', self.port)) as daemon:
            daemon.wait_log(msg='target up')
            daemon.stop()
            with open(self.path('stdout'), 'rb') as output:
                self.assertEqual(output.read(), b'')

    def test_the_level_is_respected(self):
        for level, expected in (('debug', {'debug', 'info', 'warning'}), ('warning', {'warning'}), ('error', set())):
            port = self.enterContext(socket.socket())
            port.bind(('127.0.0.1', 0))
            at = port.getsockname()
            port.close()
            text = f'web: {{listen: "{at[0]}:{at[1]}"}}\n' + QUICK % (level, 'logfmt', self.port)
            with self.daemon(text) as daemon:
                daemon.address = lambda at=at: at  # what is said below `info` does not tell it
                self.wait_until_it_answers(daemon)
                daemon.wait_page(lambda page: page.state('closed') == 'down', 'down')
                daemon.stop()
                self.assertEqual({line['level'] for line in daemon.log()}, expected)

    def wait_until_it_answers(self, daemon):
        def answers():
            try:
                return daemon.get('/-/ready').status == 200
            except OSError:
                return False
        case.wait_for(answers, 'an answer')

    def test_a_name_forges_no_line_and_no_field(self):
        for form in ('logfmt', 'json'):
            with self.daemon(FORGED % form) as daemon:
                daemon.wait_log(4, msg='target up')
                daemon.stop()
                up = daemon.log(msg='target up')
                self.assertEqual(sorted(line['target'] for line in up), sorted(NAMES))
                self.assertEqual(daemon.log(level='error') + daemon.log(msg='target down'), [])
                keys = {'ts', 'level', 'msg', 'target', 'probe', 'address', 'was', 'reason'}
                self.assertTrue(all(line.keys() == keys for line in up), up)
                if form == 'json':
                    self.assertEqual([json.loads(line) for line in daemon.lines()], daemon.log())

    def test_a_problem_that_lasts_is_one_line(self):
        # No route: every probe fails before it is sent.
        with self.daemon('targets: [{name: gone, host: 203.0.113.1, interval: 20ms}, 127.0.0.1]') as daemon:
            daemon.wait_log(msg='target up', target='127.0.0.1')
            page = daemon.wait_page(lambda page: page.sent('gone') >= 50, '50 probes')
            self.assertEqual(page.ended('gone').keys(), {'local_error'})
            self.assertGreaterEqual(page.one('reachd_local_errors_total', target='gone', errno='ENETUNREACH'), 50)
            self.assertEqual(page.state('gone'), 'unknown')
            told = daemon.log(level='warning')
            self.assertEqual([(line['target'], line['errno']) for line in told], [('gone', 'ENETUNREACH')])


if __name__ == '__main__':
    case.main()
