# SPDX-License-Identifier: Apache-2.0
"""The configuration is edited while it runs: by every way to ask for a reload, and with every kind of rubbish in the
place of the file. Whatever is there, the last good configuration runs on and the error tells its place."""
import os
import stat
import subprocess
import threading
import time

import case
import web
from daemon import Ended, PROGRAM, wait_for

WEB = 'web: {listen: "127.0.0.1:0", lifecycle: true}\nuplink: off\n'
ONE = WEB + 'targets: [{name: stays, host: 127.0.0.1, interval: 50ms}]\n'
TWO = WEB + 'targets: [{name: stays, host: 127.0.0.1, interval: 50ms}, {name: new, host: 127.0.0.2, interval: 50ms}]\n'


class ReloadTest(case.ServiceCase):
    def setUp(self):
        super().setUp()
        self.socket = self.path('control')

    def start(self, text=ONE):
        return self.daemon(text, '--socket', self.socket)

    def ctl(self, *words):
        return Ended('ctl', *words, '--socket', self.socket, folder=self.folder)

    def replace(self, daemon, text):
        with open(daemon.config + '.new', 'w', encoding='utf-8') as file:
            file.write(text)
        os.rename(daemon.config + '.new', daemon.config)

    def targets(self, daemon):
        return set(daemon.page().targets())

    def wait_targets(self, daemon, *names):
        wait_for(lambda: self.targets(daemon) == set(names), f'targets {names}')

    def assert_never_anew(self, daemon):
        """`stays` came up once, and again only where the machine had stood still."""
        stood_still = daemon.log(msg='target unknown', target='stays', reason='not measured')
        self.assertLessEqual(len(daemon.log(msg='target up', target='stays')), 1 + len(stood_still))

    def test_every_way_to_ask_and_nothing_is_lost_of_who_stays(self):
        with self.start() as daemon:
            sent = daemon.wait_page(lambda page: page.sent('stays') >= 5, 'probes').sent('stays')

            def by_hup():
                daemon.process.send_signal(1)

            def by_post():
                self.assertEqual(daemon.get('/-/reload', method='POST').status, 200)

            def by_ctl():
                ended = self.ctl('reload', '--wait')
                self.assertEqual((ended.status, ended.errors), (0, ''))
                # Where it has noticed by itself before we asked, nothing is left to change.
                self.assertRegex(ended.output, r'^\+[01] −[01] ~0 =[12]\n$')

            def by_itself():
                pass
            for ask in (by_hup, by_post, by_ctl, by_itself):
                with self.subTest(ask.__name__):
                    self.replace(daemon, TWO)
                    ask()
                    self.wait_targets(daemon, 'stays', 'new')
                    daemon.wait_page(lambda page: page.state('new') == 'up', 'new is up')
                    self.replace(daemon, ONE)
                    ask()
                    self.wait_targets(daemon, 'stays')
            page = daemon.page()
            self.assertGreater(page.sent('stays'), sent)
            self.assertIn(page.state('stays'), ('up', 'unknown'))
            self.assertEqual(page.one('reachd_config_last_reload_successful'), 1)
            self.assert_never_anew(daemon)

    def test_a_bad_file_changes_nothing_and_is_told_everywhere(self):
        with self.start() as daemon:
            daemon.wait_log(msg='target up')
            self.replace(daemon, ONE + 'targetz: []\n')
            ended = self.ctl('reload', '--wait')
            self.assertEqual(ended.status, 1)
            self.assertIn(f"{daemon.config}:4:1: error: unknown key 'targetz'", ended.errors)
            answer = daemon.get('/-/reload', method='POST')
            self.assertEqual((answer.status, answer.text()), (500, ended.errors))
            self.assertEqual(daemon.page().one('reachd_config_last_reload_successful'), 0)
            self.assertIn('The configuration was refused', daemon.get('/').text())
            told = daemon.log(level='error', msg='configuration error')[0]
            self.assertEqual(told['at'], f'{daemon.config}:4:1')
            self.assertEqual(self.targets(daemon), {'stays'})
            status = self.status()
            self.assertIn('The configuration was refused', status.output)
            self.replace(daemon, ONE)
            self.assertEqual(self.ctl('reload', '--wait').status, 0)
            self.assertEqual(daemon.page().one('reachd_config_last_reload_successful'), 1)
            self.assertNotIn('refused', daemon.get('/').text())

    def status(self, *words):
        return Ended('status', *words, '--socket', self.socket, folder=self.folder)

    def test_rubbish_in_the_place_of_the_file(self):
        def emptied(path):
            with open(path, 'w', encoding='ascii'):
                pass

        def directory(path):
            os.unlink(path)
            os.mkdir(path)

        def fifo(path):
            os.unlink(path)
            os.mkfifo(path)

        def loop(path):
            os.unlink(path)
            os.symlink(path, path)

        def binary(path):
            with open(path, 'wb') as file:
                file.write(bytes(range(256)) * 16)
        rubbish = (os.unlink, emptied, directory, fifo, loop, binary, lambda path: os.chmod(path, 0o666),
                   lambda path: os.chown(path, 12345, -1))
        with self.start() as daemon:
            daemon.wait_log(msg='target up')
            for put in rubbish:
                put(daemon.config)
                refused = self.ctl('reload', '--wait')
                with self.subTest(refused.errors):
                    self.assertEqual(refused.status, 1)
                    self.assertTrue(refused.errors.startswith(daemon.config), refused.errors)
                    self.assertEqual(self.targets(daemon), {'stays'})
                    self.assertEqual(daemon.page().one('reachd_config_last_reload_successful'), 0)
                if os.path.isdir(daemon.config):
                    os.rmdir(daemon.config)
                self.replace(daemon, ONE)
                self.assertEqual(self.ctl('reload', '--wait').status, 0)

    def test_a_file_that_is_swapped_all_the_time(self):
        with self.start() as daemon:
            daemon.wait_log(msg='target up')
            for round_number in range(300):
                self.replace(daemon, TWO if round_number % 2 else ONE + 'bad: [')
            self.wait_targets(daemon, 'stays', 'new')
            self.assertLess(len(daemon.log(msg='configuration reloaded')), 50)
            self.assert_never_anew(daemon)

    def test_half_a_file_is_never_applied(self):
        with self.start() as daemon:
            daemon.wait_log(msg='target up')
            with open(daemon.config, 'w', encoding='utf-8') as file:
                file.write(WEB + 'targets:\n  - 127.0.0.2\n')
                file.flush()
                time.sleep(0.6)  # longer than a file settles: only that it is still open holds it back
                self.assertEqual(daemon.log(msg='configuration reloaded'), [])
                file.write('  - 127.0.0.3\n')
            self.wait_targets(daemon, '127.0.0.2', '127.0.0.3')
            self.assertEqual([line['targets'] for line in daemon.log(msg='configuration reloaded')], ['+2 −1 ~0 =0'])

    def test_files_that_are_included_come_and_go(self):
        os.mkdir(self.path('conf.d'))
        with self.start(WEB + 'include: [conf.d/*.yaml]\ntargets: [{name: stays, host: 127.0.0.1}]\n') as daemon:
            self.write('conf.d/more.yaml', 'targets: [127.0.0.5]\n')
            self.wait_targets(daemon, 'stays', '127.0.0.5')
            self.write('conf.d/more.yaml~', 'rubbish: [')
            self.write('conf.d/more.yaml', 'targets: [127.0.0.6]\n')
            self.wait_targets(daemon, 'stays', '127.0.0.6')
            os.unlink(self.path('conf.d/more.yaml'))
            self.wait_targets(daemon, 'stays')
            self.assertEqual(daemon.log(level='error'), [])

    def test_what_may_change_of_a_target_and_what_not(self):
        with self.start() as daemon:
            before = daemon.wait_page(lambda page: page.sent('stays') >= 3, 'probes').sent('stays')
            self.replace(daemon, ONE.replace('name: stays', 'name: renamed, labels: {site: x}'))
            self.wait_targets(daemon, 'renamed')
            page = daemon.page()
            self.assertGreaterEqual(page.sent('renamed'), before)
            self.assertEqual(page.one('reachd_target_info', target='renamed', site='x'), 1)
            self.replace(daemon, ONE.replace('name: stays', 'name: renamed, paused: true'))
            daemon.wait_page(lambda page: page.state('renamed') == 'paused', 'paused')
            self.replace(daemon, ONE.replace('name: stays', 'name: renamed'))
            page = daemon.wait_page(lambda page: page.state('renamed') == 'up', 'up again')
            self.assertGreaterEqual(page.sent('renamed'), before)
            self.replace(daemon, ONE.replace('name: stays, host: 127.0.0.1', 'name: renamed, host: 127.0.0.9'))
            page = daemon.wait_page(lambda page: page.sent('renamed') < before or
                                    page.one('reachd_target_info', address='127.0.0.9'), 'another host')
            self.assertEqual(page.all('reachd_target_info', address='127.0.0.1'), [])

    def test_many_ask_at_once_and_each_is_answered(self):
        with self.start() as daemon:
            daemon.wait_log(msg='target up')
            self.replace(daemon, TWO)
            answers = []

            def ask():
                answers.append(web.fetch(daemon.address(), '/-/reload', method='POST').status)
            threads = [threading.Thread(target=ask) for _ in range(40)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(answers, [200] * 40)
            self.assertEqual(self.targets(daemon), {'stays', 'new'})

    def test_the_control_socket_is_for_its_owner_and_group_and_gone_with_the_program(self):
        with self.start(ONE.replace('lifecycle: true', 'lifecycle: false')) as daemon:
            daemon.wait_log(msg='target up')
            mode = os.stat(self.socket).st_mode
            self.assertTrue(stat.S_ISSOCK(mode))
            self.assertEqual(mode & 0o777, 0o660)
            self.assertEqual(daemon.get('/-/reload', method='POST').status, 403)
            self.assertEqual(self.ctl('reload', '--wait').status, 0)
            self.assertEqual(self.status('--down').output.split('\n')[0], '1 up')
            second = Ended('run', daemon.config, '--socket', self.socket, folder=self.folder)
            self.assertEqual(second.status, 1)
            self.assertIn('another reachd listens there', second.errors)
            stranger = subprocess.run(['setpriv', '--reuid=12345', '--clear-groups', PROGRAM, 'status', '--socket',
                                       self.socket], capture_output=True, text=True, check=False)
            self.assertEqual(stranger.returncode, 1)
            self.assertIn('EACCES', stranger.stderr)
            daemon.stop()
        self.assertFalse(os.path.exists(self.socket))
        nobody = self.status()
        self.assertEqual(nobody.status, 1)
        self.assertIn('is reachd running?', nobody.errors)

    def test_log_level_and_listeners(self):
        with self.start() as daemon:
            daemon.wait_log(msg='target up')
            self.replace(daemon, ONE.replace('127.0.0.1:0', '127.0.0.1:1'))
            daemon.wait_log(msg="'web.listen' has changed: it takes effect when reachd is started again")
            self.replace(daemon, 'log: {level: error}\n' + ONE)
            self.assertEqual(self.ctl('reload', '--wait').status, 0)
            lines = len(daemon.lines())
            self.assertEqual(self.ctl('reload', '--wait').status, 0)
            self.assertEqual(len(daemon.lines()), lines)


if __name__ == '__main__':
    case.main()
