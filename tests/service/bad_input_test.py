# SPDX-License-Identifier: Apache-2.0
"""Files that are wrong, through the real program: a clear error with its place, soon, and the right exit status."""
import glob
import os
import re

import case
from daemon import PATIENCE, Ended

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
NESTED = 10_000
HUGE = 100_000_000


def alias_bomb():
    levels = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    levels += [f'a{at}: &a{at} [' + ', '.join([f'*a{at - 1}'] * 10) + ']' for at in range(1, 30)]
    return '\n'.join([*levels, 'targets: *a29\n'])


# What is wrong, the file, and what the message must hold besides its place.
AT_A_PLACE = {
    'an unknown key': ('intervall: 1s\ntargets: [a]\n', "did you mean 'interval'|intervall"),
    'an unknown key of a target': ('targets: [{host: a, intervall: 1s}]\n', "'interval'"),
    'a wrong type': ('targets: {a: b}\n', 'list'),
    'a wrong type inside': ('targets: [{host: [a]}]\n', 'host'),
    'a duplicate key': ('targets: [a]\ntargets: [b]\n', 'targets'),
    'a duplicate name': ('targets: [{name: n, host: a}, {name: n, host: b}]\n', "'n'"),
    'an alias bomb': (alias_bomb(), 'alias'),
    'an alias of itself': ('targets: &a [*a]\n', ''),
    'flow lists in each other': ('targets: ' + '[' * NESTED + ']' * NESTED + '\n', 'nested'),
    'flow lists in each other, never closed': ('targets: ' + '[' * NESTED, 'nested'),
    'flow maps in each other': ('targets: ' + '{a: ' * NESTED + '}' * NESTED + '\n', 'nested'),
    'lists in each other': ('targets:\n ' + '- ' * NESTED + 'a\n', 'nested'),
    'maps in each other': (''.join(' ' * at + 'a:\n' for at in range(1000)), 'nested'),
    'a missing include': ('include: nowhere.yaml\ntargets: [a]\n', 'nowhere.yaml'),
    'a file that includes itself': ('include: bad.yaml\ntargets: [a]\n', 'include'),
    'invalid UTF-8': (b'targets: [a]\n# \xff\xfe\n', 'UTF-8'),
    'UTF-16': ('targets: [a]\n'.encode('utf-16'), ''),
    'an empty file': ('', 'empty'),
    'only white space': ('\n\n \n', ''),
    'an unterminated quote': ('targets: ["a]\n', 'quote'),
    'an unterminated list': ('targets: [a\n', ''),
    'two documents': ('targets: [a]\n---\ntargets: [b]\n', 'document'),
    'no targets': ('log: {level: info}\n', 'targets'),
    'a tab': ('targets:\n\t- a\n', ''),
    'zeroes': (b'\0' * 1000, ''),
    'noise': (bytes(range(256)) * 20, ''),
}


def corpus():
    return sorted(glob.glob(os.path.join(ROOT, 'tests', 'config', 'bad', '*.yaml')))


class BadInputTest(case.ServiceCase):
    def refused(self, path, place, said='', wrapper=()):
        """By `check` with 1 and by `run` with 78, both with the same message."""
        told = []
        for command, status in (('check', 1), ('run', 78)):
            with self.subTest(path=path, command=command):
                ended = Ended(command, path, folder=self.folder, wrapper=wrapper)
                self.assertEqual((ended.status, ended.output), (status, ''), ended.errors[:2000])
                first = ended.errors.split('\n')[0]
                self.assertRegex(first, f'^{place}: error: \\S')
                self.assertRegex(first, f'(?i){said}')
                self.assertLess(ended.cpu, 1 * PATIENCE)
                self.assertLess(len(ended.errors), 100_000)
                self.assertTrue(ended.errors.endswith('\n'))
                self.assertIsNone(re.search(r'[\x00-\x08\x0b-\x1f\x7f]', ended.errors), 'control characters')
                told.append(ended.errors)
        self.assertEqual(len(set(told)), 1)

    def test_each_kind_of_bad_file_is_refused_with_its_place(self):
        for wrong, (content, said) in AT_A_PLACE.items():
            with self.subTest(wrong):
                self.refused(os.path.basename(self.write('bad.yaml', content)), r'bad\.yaml:\d+:\d+', said)

    def test_each_file_of_the_corpus_is_refused_with_its_place(self):
        self.assertGreater(len(corpus()), 50)
        for path in corpus():
            self.refused(path, re.escape(path) + r':\d+:\d+')

    def test_what_is_no_file_of_ours_is_refused_by_name(self):
        os.mkdir(self.path('folder'))
        os.mkfifo(self.path('fifo'))
        os.symlink('loop', self.path('loop'))
        for name, said in (('missing.yaml', 'ENOENT'), ('folder', 'directory'), ('fifo', 'FIFO'), ('loop', 'ELOOP'),
                           ('/dev/zero', 'device')):
            self.refused(name, re.escape(name), said)

    def test_an_unreadable_file_is_refused_by_name(self):
        os.chmod(self.write('secret.yaml', 'targets: [a]\n'), 0)
        self.refused('secret.yaml', r'secret\.yaml', 'EACCES', case.POWERLESS)

    def test_a_file_of_100_megabytes_is_refused_by_name(self):
        line = b'# a comment of sixty-four bytes, so that it divides by the size\n'
        self.refused(os.path.basename(self.write('huge.yaml', line * (HUGE // len(line)))), r'huge\.yaml', 'MiB')

    def test_includes_that_are_no_files_are_refused_at_their_place(self):
        os.mkfifo(self.path('fifo'))
        os.mkdir(self.path('folder'))
        for name, said in (('fifo', 'FIFO'), ('folder', 'directory')):
            self.write('bad.yaml', f'include: {name}\ntargets: [a]\n')
            self.refused('bad.yaml', r'bad\.yaml:1:10', said)

    def test_all_errors_come_in_one_pass(self):
        self.write('bad.yaml', 'targets:\n' + ''.join(f'  - {{host: a{at}, pport: 1}}\n' for at in range(5)))
        ended = Ended('check', 'bad.yaml', folder=self.folder)
        self.assertEqual(re.findall(r'^bad\.yaml:(\d+):\d+: error: ', ended.errors, re.M), ['2', '3', '4', '5', '6'])

    def test_good_files_are_good(self):
        self.write('good.yaml', 'targets: [127.0.0.1]\n')
        shipped = sorted(glob.glob(os.path.join(ROOT, 'config', '*.yaml')))
        self.assertGreaterEqual(len(shipped), 2)
        for path in ['good.yaml', *shipped]:
            ended = Ended('check', path, folder=self.folder)
            self.assertEqual((ended.status, ended.errors), (0, ''), path)
            self.assertIn('good', ended.output)


if __name__ == '__main__':
    case.main()
