# SPDX-License-Identifier: Apache-2.0
"""The Debian package, built from the tree that is tested: what is in it, and its life on a booted machine."""
import glob
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import booted
import case
from booted import UNIT, source
from daemon import PROGRAM, wait_for

CONFIG = '/etc/reachd/reachd.yaml'
NEWER = '99.0-1'
# What a package manager, or who looks after accounts and pages, changes on any machine.
NOT_OURS = re.compile(r'/var/(lib/(dpkg|systemd)|log|cache)/|'
                      r'/etc/(\.pwd\.lock|(sub)?([ug]id|g?shadow|passwd|group)-?)$')


def has(*tools):
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        raise unittest.SkipTest(f'not installed: {", ".join(missing)}')


def build(folder):
    """The package of the tree that PROGRAM was built in."""
    has('cpack', 'dpkg-shlibdeps')
    tree = os.path.dirname(os.path.dirname(PROGRAM))
    subprocess.run(['cpack', '-G', 'DEB', '-B', folder], cwd=tree, check=True, stdout=subprocess.DEVNULL)
    return only(glob.glob(os.path.join(folder, 'reachd_*.deb')))


def only(things):
    if len(things) != 1:
        raise AssertionError(f'not one: {things}')
    return things[0]


def newer_than(package, folder):
    """The same with a higher version and another configuration."""
    tree = os.path.join(folder, 'newer')
    subprocess.run(['dpkg-deb', '-R', package, tree], check=True)
    with open(tree + '/DEBIAN/control', encoding='utf-8') as file:
        control = re.sub(r'(?m)^Version: .*$', f'Version: {NEWER}', file.read())
    with open(tree + '/DEBIAN/control', 'w', encoding='utf-8') as file:
        file.write(control)
    with open(tree + CONFIG, 'a', encoding='utf-8') as file:
        file.write('  - 127.0.0.7\n')
    built = os.path.join(folder, 'newer.deb')
    subprocess.run(['dpkg-deb', '--root-owner-group', '-b', tree, built], check=True, stdout=subprocess.DEVNULL)
    return built


def setUpModule():
    global PACKAGE, NEWER_PACKAGE
    folder = tempfile.mkdtemp(prefix='reachd-package-')
    unittest.addModuleCleanup(shutil.rmtree, folder)
    PACKAGE = build(folder)
    NEWER_PACKAGE = newer_than(PACKAGE, folder)


class ContentTest(case.ServiceCase):
    def test_lintian_finds_nothing_that_is_not_allowed_with_a_reason(self):
        has('lintian')
        judged = subprocess.run(['lintian', '--fail-on', 'error,warning', '--tag-display-limit', '0', PACKAGE],
                                capture_output=True, text=True)
        self.assertEqual((judged.returncode, judged.stdout), (0, ''), judged.stderr)

    def test_the_pages_are_free_of_warnings(self):
        has('man')
        for page in ('reachd.8', 'reachd.yaml.5'):
            command = 'man', '--warnings', '-E', 'UTF-8', '-l', '-Tutf8', '-Z', source(f'daemon/man/{page}')
            judged = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                                    env={**os.environ, 'LC_ALL': 'C.UTF-8', 'MANWIDTH': '80', 'MANROFFSEQ': ''})
            self.assertEqual((judged.returncode, judged.stderr), (0, ''), page)

    def test_the_pages_tell_of_every_key_and_every_command_and_of_no_other(self):
        schema = ''
        for path in (source('lib/config/schema.cpp'), source('lib/config/target_schema.cpp')):
            with open(path, encoding='utf-8') as file:
                schema += file.read()
        keys = set(re.findall(r'\.name = "(\w+)"', schema))
        self.assertGreater(len(keys), 30)
        bold = self.bold_words('reachd.yaml.5')
        self.assertEqual(keys - bold, set())
        # Those that stand at a margin of their own are keys.
        self.assertEqual(self.tagged_words('reachd.yaml.5') - keys, set())
        usage = subprocess.run([PROGRAM, '--help'], capture_output=True, text=True, check=True).stdout
        commands = set(re.findall(r'(?m)^  ([a-z]+) ', usage.split('Subcommands:')[1].split('\n\n')[0]))
        self.assertIn('run', commands)
        self.assertEqual(commands - self.tagged_words('reachd.8'), set())

    def page(self, name):
        with open(source(f'daemon/man/{name}'), encoding='utf-8') as file:
            return file.read().replace('\\-', '-')

    def bold_words(self, name):
        return set(re.findall(r'[\w.]+', ' '.join(re.findall(r'(?m)^\.B[RI]? (.*)$', self.page(name)))))

    def tagged_words(self, name):
        return set(re.findall(r'(?m)^\.TP\n\.BI? "?([\w.]+)', self.page(name)))

    def test_completion_offers_what_the_program_knows(self):
        has('bash')
        for line, wanted in ((['ch'], 'check'), (['--ver'], '--version'), (['run', '--pro'], '--probe-log'),
                             (['run', '/etc/passwd', '--pro'], '--probe-log'), (['check', '--pro'], '')):
            script = ('source <("$1" completion bash); COMP_WORDS=("${@:2}"); COMP_CWORD=$(($# - 2)); _reachd; '
                      'echo "${COMPREPLY[*]}"')
            said = subprocess.run(['bash', '-c', script, 'bash', PROGRAM, 'reachd',
                                   *line], capture_output=True, text=True)
            self.assertEqual((said.stdout.strip(), said.stderr), (wanted, ''), line)

    def test_the_example_of_every_key_and_the_drop_ins_come_with_it(self):
        listed = subprocess.run(['dpkg-deb', '--fsys-tarfile', PACKAGE], stdout=subprocess.PIPE, check=True).stdout
        names = subprocess.run(['tar', '-t'], input=listed, stdout=subprocess.PIPE, check=True).stdout.decode().split()
        for wanted in ('reachd.full.yaml', 'reachd.web.yml', 'drop-ins/ping-sockets.conf', 'drop-ins/credentials.conf'):
            self.assertIn(f'./usr/share/doc/reachd/examples/{wanted}', names)
        self.assertEqual([name for name in names if name.startswith('./usr/local')], [])


class LifeTest(booted.BootedCase):
    @classmethod
    def setUpClass(cls):
        cls.files = {'/first.deb': PACKAGE, '/newer.deb': NEWER_PACKAGE}
        super().setUpClass()

    def tearDown(self):
        self.system.ask('dpkg', '--purge', 'reachd')

    def install(self, package='/first.deb'):
        self.system.run('dpkg', '--force-confold', '-i', package)

    def version(self):
        return self.system.run('dpkg-query', '-W', '-f=${Version}', 'reachd')

    def all_files(self):
        found = self.system.run('find', '/etc', '/usr', '/var', '/opt', '/lib/systemd', '-xdev').splitlines()
        return {path for path in found if not NOT_OURS.search(path)}

    def test_installed_it_runs_and_answers_and_starts_at_boot(self):
        self.install()
        self.assertEqual(self.show('ActiveState', 'SubState'), ['active', 'running'])
        self.wait_state('127.0.0.1', 'up')
        self.assertIn('_gateway', self.page().targets())
        self.assertEqual(self.system.ask('systemctl', 'is-enabled', UNIT, 'reachd.socket').stdout.split(),
                         ['enabled', 'disabled'])
        self.assertRegex(self.system.run('man', '-w', 'reachd', '5', 'reachd.yaml'), r'reachd\.8')
        judged = self.system.ask('systemd-analyze', 'verify', UNIT, 'reachd.socket')
        self.assertEqual((judged.returncode, judged.stderr), (0, ''))

    def test_an_upgrade_keeps_what_was_edited_and_measured_and_runs_the_new_one(self):
        self.install()
        edited = 'targets: [127.0.0.1, 127.0.0.9]\n'
        self.system.write(CONFIG, edited)
        self.system.write('/var/lib/reachd/kept', 'state')
        first = self.main_process()[0]
        self.install('/newer.deb')
        self.assertEqual(self.version(), NEWER)
        self.assertEqual(self.system.read(CONFIG), edited)
        self.assertEqual(self.system.read('/var/lib/reachd/kept'), 'state')
        self.assertEqual(self.show('ActiveState'), 'active')
        self.assertNotEqual(self.main_process()[0], first)
        self.wait_state('127.0.0.9', 'up')

    def test_a_configuration_that_nobody_edited_comes_with_the_upgrade(self):
        self.install()
        self.install('/newer.deb')
        self.wait_state('127.0.0.7', 'up')

    def test_an_upgrade_does_not_start_or_enable_what_was_stopped(self):
        self.install()
        self.system.run('systemctl', 'disable', '--now', UNIT)
        self.install('/newer.deb')
        self.assertEqual(self.show('ActiveState'), 'inactive')
        self.assertEqual(self.system.ask('systemctl', 'is-enabled', UNIT).stdout.strip(), 'disabled')

    def test_removed_it_is_gone_but_for_what_one_may_want_back(self):
        self.install()
        self.system.run('dpkg', '--remove', 'reachd')
        with self.assertRaises(ConnectionRefusedError):
            self.fetch('/-/ready')
        self.assertTrue(os.path.exists(self.system.path(CONFIG)))
        self.assertTrue(os.path.exists(self.system.path('/var/lib/reachd')))
        self.install()
        wait_for(lambda: self.show('ActiveState') == 'active', 'it runs again')

    def test_purged_it_leaves_no_file(self):
        before = self.all_files()
        self.assertGreater(len(before), 1000)
        self.install()
        self.system.write(CONFIG, 'targets: [127.0.0.1]\n')
        self.assertGreater(len(self.all_files() - before), 15)
        self.install('/newer.deb')
        self.system.run('dpkg', '--purge', 'reachd')
        self.assertEqual(self.all_files() - before, set())
        self.assertEqual(self.system.run('find', '/run', '-xdev', '-name', '*reachd*'), '')
        self.assertEqual(self.system.ask('systemctl', 'is-enabled', UNIT).stdout.strip(), '')


if __name__ == '__main__':
    case.main()
