# SPDX-License-Identifier: Apache-2.0
"""Probes that are programs: Debian's monitoring plugins, and programs that mean harm and leave nothing behind."""
import json
import os
import signal
import unittest

import case
import servers
from daemon import PATIENCE, SANITIZERS, wait_for

PLUGINS = servers.plugins()
HEAD = 'uplink: off\ndefaults: {interval: %s, timeout: %s}\ntargets:\n'
# Uid 0 that may become anybody and kill nobody but its own: what sudo makes of a plugin cannot be killed either.
KILLS_NOBODY = ('setpriv', '--bounding-set=-kill', '--inh-caps=-kill')
NOBODY = 'setpriv, --reuid=65534, --regid=65534, --clear-groups'
AMBIENT = ('setpriv', '--inh-caps=+net_raw', '--ambient-caps=+net_raw')


def processes(mark):
    """The ids of those that have `mark` among their arguments."""
    found = set()
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/cmdline', 'rb') as arguments:
                if mark.encode() in arguments.read().split(b'\0'):
                    found.add(int(pid))
        except (FileNotFoundError, ProcessLookupError):
            pass
    return found


def zombies(parent):
    found = set()
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try:
            with open(f'/proc/{pid}/stat', encoding='latin-1') as stat:
                state, owner = stat.read().rpartition(')')[2].split()[:2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if state == 'Z' and int(owner) == parent:
            found.add(int(pid))
    return found


class ExecCase(case.ServiceCase):
    def start(self, targets, interval='200ms', timeout='5s', more='', **options):
        """`targets` is {name: command as YAML}."""
        text = HEAD % (interval, timeout)
        for name, command in targets.items():
            text += f'  - {{name: "{name}", probe: exec, exec: {{command: {command}{more}}}}}\n'
        return self.enterContext(self.daemon(text, **options))

    def errors_of(self, page, target):
        return {labels['errno'] for labels, value in page.samples['reachd_local_errors_total']
                if labels['target'] == target and value}


@unittest.skipUnless(PLUGINS, 'no monitoring plugins in PATH')
class Plugins(ExecCase):
    def test_real_plugins_are_understood(self):
        with case.listening() as port:
            disk = f'[{PLUGINS}/check_disk, -w, %s, -c, %s, -p, {self.folder}]'
            targets = {'disk': disk % ('0', '0'), 'warning': disk % ('100%', '0'), 'critical': disk % ('100%', '100%'),
                       'load': f'[{PLUGINS}/check_load, -w, "9999,9999,9999", -c, "9999,9999,9999"]',
                       'tcp': f'[{PLUGINS}/check_tcp, -H, 127.0.0.1, -p, "{port}"]',
                       'closed': f'[{PLUGINS}/check_tcp, -H, 127.0.0.1, -p, "9"]',
                       'unknown': f'[{PLUGINS}/check_dummy, "3", "nobody knows"]',
                       'usage': f'[{PLUGINS}/check_tcp]'}
            daemon = self.start(targets)
            never_judged = ('unknown', 'usage')
            page = daemon.wait_page(lambda page: all(page.state(name) in ('up', 'down') for name in targets
                                                     if name not in never_judged)
                                    and all(page.ended(name).get('local_error', 0) >= 4 for name in never_judged),
                                    'all judged')
        states = {name: page.state(name) for name in targets}
        self.assertEqual(states, {'disk': 'up', 'warning': 'up', 'critical': 'down', 'load': 'up', 'tcp': 'up',
                                  'closed': 'down', 'unknown': 'unknown', 'usage': 'unknown'})
        warned = {name: page.one('reachd_exec_warning', target=name) for name in targets}
        self.assertEqual({name for name, value in warned.items() if value}, {'warning'})
        self.assertEqual({name: page.one('reachd_exec_exit_status', target=name) for name in targets},
                         {'disk': 0, 'warning': 1, 'critical': 2, 'load': 0, 'tcp': 0, 'closed': 2, 'unknown': 3,
                          'usage': 3})
        self.assertEqual(page.ended('unknown').keys(), {'local_error'})
        self.assertEqual(self.errors_of(page, 'unknown'), {'ENODATA'})
        self.check_words(daemon)
        self.check_figures(page)

    def check_words(self, daemon):
        for name, words in (('critical', 'DISK CRITICAL'), ('closed', 'refused')):
            reason = daemon.wait_log(msg='target down', target=name)[0]['reason']
            self.assertTrue(reason.startswith('mismatch: exit status 2: ') and words in reason, reason)
        told = [line for line in daemon.log(level='warning') if line.get('errno') == 'ENODATA']
        self.assertEqual({line['target'] for line in told}, {'unknown', 'usage'})
        self.assertEqual(len(told), 2)
        for line in told:
            self.assertTrue(line['msg'].startswith('a program could not tell (UNKNOWN)'), line)
            self.assertTrue(line['error'].startswith('exit status 3: '), line)

    def check_figures(self, page):
        load = {labels['label']: labels['unit'] for labels, _ in page.samples['reachd_exec_perfdata']
                if labels['target'] == 'load'}
        self.assertEqual(load, {'load1': '', 'load5': '', 'load15': ''})
        used = [(labels['unit'], value) for labels, value in page.samples['reachd_exec_perfdata']
                if labels['target'] == 'disk']
        self.assertEqual(len(used), 1, used)
        self.assertIn(used[0][0], ('MB', 'MiB', 'B'))
        self.assertGreater(used[0][1], 0)
        self.assertEqual([labels['unit'] for labels, _ in page.samples['reachd_exec_perfdata']
                          if labels['target'] == 'tcp'], ['s'])


class Programs(ExecCase):
    def test_what_cannot_be_started_is_our_own_error(self):
        self.write('plain', 'no program')
        targets = {'missing': '[/nowhere/check]', 'plain': f'[{self.path("plain")}]', 'folder': f'[{self.folder}]',
                   'no such name': '[reachd-no-such-program]'}
        daemon = self.start(targets)
        page = daemon.wait_page(lambda page: all(page.ended(name).get('local_error', 0) >= 4 for name in targets),
                                'four attempts each')
        self.assertEqual({name: self.errors_of(page, name) for name in targets},
                         {'missing': {'ENOENT'}, 'plain': {'EACCES'}, 'folder': {'EACCES'}, 'no such name': {'ENOENT'}})
        self.assertEqual({page.state(name) for name in targets}, {'unknown'})
        # Each is said once.
        said = sorted((line['target'], line['errno']) for line in daemon.log(level='warning') if 'errno' in line)
        self.assertEqual(said, [('folder', 'EACCES'), ('missing', 'ENOENT'), ('no such name', 'ENOENT'),
                                ('plain', 'EACCES')])
        told = json.loads(daemon.get('/api/v1/targets/missing').text())['evidence']['problem']
        self.assertEqual(told, 'start /nowhere/check: No such file or directory (ENOENT)')

    def test_the_deadline_kills_all_that_it_has_started(self):
        mark = f'3{os.getpid()}.5'
        stubborn = f'[sh, -c, "trap \'\' TERM; sleep {mark} & sleep {mark}; sleep {mark}"]'
        daemon = self.start({'slow': stubborn}, interval='1s', timeout='300ms')
        told = daemon.wait_log(msg='target down', target='slow')[0]
        self.assertEqual(told['reason'], 'lost')
        page = daemon.wait_page(lambda page: page.in_flight('slow') == 0, 'a moment between two probes')
        self.assertEqual(page.ended('slow').keys(), {'lost'})
        wait_for(lambda: not processes(mark), 'nothing left of a probe')
        daemon.stop()
        self.assertEqual(processes(mark), set())

    def test_a_flood_of_output_is_thrown_away(self):
        daemon = self.start({'flood': '[sh, -c, "echo OK; head -c 50000000 /dev/zero; exit 0"]',
                             'errors': '[sh, -c, "head -c 5000000 /dev/zero >&2; exit 2"]'})
        page = daemon.wait_page(lambda page: page.state('flood') == 'up' and page.state('errors') == 'down', 'judged')
        if not SANITIZERS:  # which hold on to what was freed
            self.assertLess(page.one('process_resident_memory_bytes'), 100e6)
        self.assertLess(len(daemon.log_text()), 10_000)

    def test_it_gets_its_environment_and_nothing_of_ours(self):
        targets = {'environment': f'[cp, /proc/self/environ, {self.path("environ")}]',
                   'descriptors': f'[sh, -c, "ls /proc/self/fd > {self.path("descriptors")}"]',
                   'powers': f'[cp, /proc/self/status, {self.path("status")}]'}
        more = ', env: {LC_ALL: C, TOKEN: {env: REACHD_TEST_TOKEN}}'
        daemon = self.start(targets, more=more, wrapper=(*AMBIENT, 'env', 'REACHD_TEST_TOKEN=t0ken', 'OTHER=x'))
        daemon.wait_log(3, msg='target up')
        daemon.stop()
        with open(self.path('environ'), encoding='utf-8') as file:
            environment = dict(each.split('=', 1) for each in file.read().split('\0')[:-1])
        self.assertEqual(environment, {'PATH': os.environ['PATH'], 'LC_ALL': 'C', 'TOKEN': 't0ken',
                                       'REACHD_TARGET': 'environment', 'REACHD_HOST': '',
                                       'REACHD_TIMEOUT_SECONDS': '5.000000'})
        with open(self.path('descriptors'), encoding='utf-8') as file:
            self.assertEqual(file.read().split(), ['0', '1', '2', '3'])  # the last is that of ls
        with open(self.path('status'), encoding='utf-8') as file:
            powers = dict(line.split(':\t') for line in file.read().split('\n') if line.startswith('Cap'))
        self.assertEqual((powers['CapAmb'], powers['CapInh']), ('0' * 16, '0' * 16))

    def test_two_hundred_a_second_leave_nothing_behind(self):
        daemon = self.start({f'p{number}': '["true"]' for number in range(200)}, interval='1s')
        # However many of them a busy machine makes it skip.
        before = daemon.wait_page(lambda page: sum(page.all('reachd_probes_sent_total')) > 200, 'the first 200', 60)
        after = daemon.wait_page(lambda page: sum(page.all('reachd_probes_sent_total')) > 1000, '800 more', 60)
        self.assertEqual({how for number in range(200) for how in after.ended(f'p{number}')}, {'reply'})
        dead = zombies(daemon.process.pid)  # each has an instant between its end and when it is reaped
        wait_for(lambda: not dead & zombies(daemon.process.pid), 'that who ended is reaped', 2)
        # At most 64 programs run at once, each with two pipes, of which a start holds both ends, and one descriptor
        # of the process.
        self.assertLess(after.one('process_open_fds'), before.one('process_open_fds') + 64 * 5)
        with open(daemon.config, 'w', encoding='utf-8') as file:
            file.write(case.WEB + 'uplink: off\ntargets: [127.0.0.1]\n')
        daemon.wait_page(lambda page: page.one('reachd_targets') == 1 and page.one('process_open_fds') <= 40,
                         'nothing of those that ran')
        wait_for(lambda: not zombies(daemon.process.pid), 'all are reaped')

    def test_what_cannot_be_killed_holds_neither_its_probe_nor_the_end(self):
        mark = f'5{os.getpid()}.5'
        self.addCleanup(lambda: [os.kill(pid, signal.SIGKILL) for pid in processes(mark)])
        # On a busy machine a deadline may come before the program is another user: that one can be killed.
        daemon = self.start({'stuck': f'[{NOBODY}, sleep, "{mark}"]', 'well': '["true"]'}, interval='500ms',
                            timeout='500ms', wrapper=KILLS_NOBODY)
        told = daemon.wait_log(msg='a program could not be killed: counted as lost', target='stuck')[0]
        self.assertTrue(told['error'].startswith('the program was killed and has not ended: '), told)
        page = daemon.wait_page(lambda page: page.one('reachd_exec_unkillable') >= 3, 'three that hang')
        self.assertEqual({name for name, count in page.ended('stuck').items() if count} - {'local_error'}, {'lost'})
        self.assertEqual(page.state('well'), 'up')
        # Whenever one of them ends, it is reaped.
        for pid in processes(mark):
            os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not zombies(daemon.process.pid), 'those are reaped')
        daemon.wait_page(lambda page: page.one('reachd_exec_unkillable') >= 2, 'the next ones')
        self.assertLess(daemon.stop(), 5 * PATIENCE)
        self.assertEqual(daemon.process.returncode, 0)

    def test_the_end_does_not_wait_for_programs(self):
        mark = f'4{os.getpid()}.5'
        daemon = self.start({f'p{number}': f'[sh, -c, "sleep {mark}; true"]' for number in range(20)}, timeout='60s',
                            interval='60s')
        wait_for(lambda: len(processes(mark)) == 20, 'twenty programs')
        self.assertLess(daemon.stop(), 2 * PATIENCE)
        self.assertEqual(daemon.process.returncode, 0)
        self.assertEqual(processes(mark), set())


if __name__ == '__main__':
    case.main()
