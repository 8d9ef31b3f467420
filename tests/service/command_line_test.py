# SPDX-License-Identifier: Apache-2.0
"""The commands as a user types them: with and without a running reachd, what they print where, and how they end."""
import os
import re
import resource
import shutil
import subprocess

from case import ServiceCase, main
from daemon import PROGRAM, SANITIZERS, wait_for

CONFIG = '''uplink: off
web: {listen: "127.0.0.1:0"}
defaults: {timeout: 700ms}
templates:
  wan: {interval: 200ms, labels: {net: wan}}
groups:
  - name: core
    use: wan
    up_after: 1
    targets:
      - {name: two, host: 127.0.0.2, retry: ~}
targets:
  - 127.0.0.1
  - tcp://127.0.0.1:1
'''
MINUS = '\N{MINUS SIGN}'
# Figures of the issue: 100,000 targets are checked within so many seconds and bytes.
MOST_SECONDS, MOST_BYTES = 3, 250e6


class CommandLine(ServiceCase):
    def call(self, *arguments, status=0):
        """(standard output, standard error); fails unless it ends with `status`."""
        ended = subprocess.run((PROGRAM, *arguments), capture_output=True, text=True, check=False, cwd=self.folder)
        self.assertEqual(ended.returncode, status, ended.stderr + ended.stdout)
        return ended.stdout, ended.stderr

    def running(self):
        socket = self.path('reachd.sock')
        return self.daemon(CONFIG, '--socket', socket), ('--socket', socket)

    def row(self, text, key):
        """The columns of the line that begins with `key`."""
        lines = [line for line in text.splitlines() if line.startswith(f'  {key} ')]
        self.assertEqual(len(lines), 1, text)
        return re.split(r'  +', lines[0].strip(), maxsplit=3)[1:]

    def test_explain_tells_each_line_and_how_the_target_is(self):
        daemon, socket = self.running()
        with daemon as reachd:
            reachd.wait_log(msg='reachd started')
            wait_for(lambda: 'up since' in self.call('explain', 'two', *socket)[0], 'the target is up')
            output, errors = self.call('explain', 'two', *socket)
            self.assertEqual(errors, '')
            file = reachd.config
            self.assertEqual(output.splitlines()[0], f'two at {file}:11:9')
            self.assertEqual(self.row(output, 'interval'), ['200ms', f'{file}:5:19', "template 'wan'"])
            self.assertEqual(self.row(output, 'timeout'), ['700ms', f'{file}:3:21', 'defaults'])
            self.assertEqual(self.row(output, 'up_after'), ['1', f'{file}:9:15', "group 'core'"])
            self.assertEqual(self.row(output, 'down_after'), ['3', '-', 'built in'])
            self.assertEqual(self.row(output, 'labels.net'), ['wan', f'{file}:5:40', "template 'wan'"])
            self.assertEqual(self.row(output, 'address'), ['127.0.0.2'])
            self.assertTrue(self.row(output, 'schedule')[0].startswith('every 200ms, every 200ms while undecided'))
            self.assertIn('0.0 %', self.row(output, 'loss 1m')[0])
            wait_for(lambda: 'down since' in self.call('explain', 'tcp://127.0.0.1:1', *socket)[0], 'refused is down')
            down = self.call('explain', 'tcp://127.0.0.1:1', *socket)[0]
            self.assertIn('rrr', self.row(down, 'last outcomes')[0])
            self.assertEqual(self.row(down, 'last reply'), ['-'])

    def test_explain_without_a_running_reachd(self):
        file = self.write('hosts.yaml', CONFIG)
        nobody = ('--socket', self.path('none'))
        output, errors = self.call('explain', 'two', '--config', file, *nobody)
        self.assertEqual(self.row(output, 'interval')[0], '200ms')
        self.assertNotIn('running', output)
        self.assertIn('from the file alone', errors)
        self.assertIn("is called 'two'", self.call('explain', '127.0.0.2', '--config', file, *nobody, status=1)[1])
        self.assertIn('--config', self.call('explain', 'two', *nobody, status=1)[1])
        bad = self.write('bad.yaml', 'target: [a]')
        self.assertIn(f'{bad}:1:1: error: ', self.call('explain', 'a', '--config', bad, *nobody, status=1)[1])

    def test_diff_is_what_a_reload_would_say(self):
        daemon, socket = self.running()
        with daemon as reachd:
            reachd.wait_log(msg='reachd started')
            self.assertEqual(self.call('diff', reachd.config, *socket), (f'+0 {MINUS}0 ~0 =3\n', ''))
            new = CONFIG.replace('200ms', '2s').replace('- 127.0.0.1\n', '- 127.0.0.7\n')
            wanted = self.write('new.yaml', new + 'log: {level: debug}\n')
            output, errors = self.call('diff', wanted, *socket, status=1)
            self.assertEqual(errors, '')
            self.assertEqual(output, '~ log.level: info → debug\n- 127.0.0.1\n+ 127.0.0.7\n'
                                     f'~ two: interval 200ms → 2s, retry 200ms → 2s\n+1 {MINUS}1 ~1 =1\n')
            bad = self.write('bad.yaml', 'targets: [1]')
            output, errors = self.call('diff', bad, *socket, status=1)
            self.assertEqual(output, '')
            self.assertIn(f'{bad}:1:11: error: ', errors)
            os.replace(wanted, reachd.config)
            self.call('ctl', 'reload', '--wait', *socket)  # or by itself, where this comes too late
            told = [line['targets'] for line in reachd.log(msg='configuration reloaded')]
            self.assertEqual(told[0], f'+1 {MINUS}1 ~1 =1')
            self.assertEqual(self.call('diff', reachd.config, *socket)[0], f'+0 {MINUS}0 ~0 =3\n')
        self.assertIn('is reachd running?', self.call('diff', reachd.config, *socket, status=3)[1])

    def test_a_dump_is_a_configuration_that_means_the_same(self):
        daemon, socket = self.running()
        with daemon as reachd:
            reachd.wait_log(msg='reachd started')
            dump = self.write('dump.yaml', self.call('check', '--dump', reachd.config)[0])
            self.assertIn('good, 3 targets', self.call('check', dump)[0])
            self.assertEqual(self.call('diff', dump, *socket)[0], f'+0 {MINUS}0 ~0 =3\n')

    def test_a_file_of_tls_and_passwords_is_named_as_anybody_finds_it(self):
        self.write('web.yml', 'http_server_config: {http2: false}\n')
        text = 'web: {listen: "127.0.0.1:0", config_file: web.yml}\nuplink: off\ntargets: [127.0.0.1]\n'
        socket = ('--socket', self.path('socket'))
        with self.daemon(text, *socket) as reachd:
            reachd.wait_log(msg='reachd started')
            same = f'+0 {MINUS}0 ~0 =1\n'
            self.assertEqual(self.call('diff', reachd.config, *socket)[0], same)
            self.assertEqual(self.call('diff', 'reachd.yaml', *socket)[0], same)  # as seen from its folder
            os.mkdir(self.path('elsewhere'))
            dump = self.write('elsewhere/dump.yaml', self.call('check', '--dump', 'reachd.yaml')[0])
            self.assertIn('good, 1 target', self.call('check', dump)[0])
            self.assertEqual(self.call('diff', dump, *socket)[0], same)
            other = self.write('other.yaml', 'uplink: off\nweb: {listen: "127.0.0.1:0"}\ntargets: [127.0.0.1]\n')
            os.remove(self.path('web.yml'))  # what runs does not depend on it
            output, errors = self.call('diff', other, *socket, status=1)
            self.assertEqual((output, errors), (f'~ web.config_file: {self.path("web.yml")} → -\n' + same, ''))
            self.assertIn('127.0.0.1', self.call('explain', '127.0.0.1', *socket)[0])

    def test_every_command_has_help_with_an_example(self):
        listed = self.call('--help')[0].split('Subcommands:')[1].split('Examples:')[0]
        commands = re.findall(r'^  (\w+) +\S', listed, re.M)
        self.assertLessEqual({'run', 'check', 'diff', 'explain', 'ctl', 'status', 'schema', 'completion', 'version'},
                             set(commands))
        for command in [[name] for name in commands] + [['ctl', 'reload']]:
            output, errors = self.call(*command, '--help')
            self.assertRegex(output, r'Examples?:\n  (source <\()?reachd ' + ' '.join(command), command)
            self.assertEqual(errors, '')
        for wrong in (('nothing', 'x', 'y'), ('diff',), ('completion', 'tcsh'), ('check', '--nothing', 'x'), ()):
            output, errors = self.call(*wrong, status=2)
            self.assertEqual(output, '')
            self.assertTrue(errors)
        self.assertEqual(self.call('version'), self.call('--version'))

    def completions(self, *words):
        """What bash offers for the last of `words`."""
        script = 'eval "$("$1" completion bash)"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1));' \
                 'complete -p reachd >/dev/null || exit; _reachd; printf "%s\\n" "${COMPREPLY[@]}"'
        ended = subprocess.run(('bash', '-uc', script, 'bash', PROGRAM, *words), capture_output=True, text=True,
                               check=True, cwd=self.folder)
        self.assertEqual(ended.stderr, '')
        return ended.stdout.split('\n')[:-1]

    def test_bash_completes(self):
        self.write('hosts.yaml', CONFIG)
        self.assertEqual(self.completions('reachd', 'ex'), ['explain'])
        self.assertLessEqual({'run', 'check', 'diff', 'hosts.yaml', '--help'}, set(self.completions('reachd', '')))
        self.assertEqual(self.completions('reachd', 'check', '--d'), ['--dump'])
        self.assertEqual(self.completions('reachd', 'check', 'ho'), ['hosts.yaml'])
        self.assertEqual(self.completions('reachd', 'ctl', 're'), ['reload'])
        self.assertEqual(self.completions('reachd', 'ctl', 'reload', '--w'), ['--wait'])
        self.assertEqual(self.completions('reachd', 'status', '--socket', 'ho'), ['hosts.yaml'])
        self.assertEqual(self.completions('reachd', 'completion', 'z'), ['zsh'])
        self.assertEqual(self.completions('reachd', 'version', 'ho'), [''])

    def test_zsh_and_fish_take_their_scripts_where_they_are_installed(self):
        for shell in ('zsh', 'fish'):
            script = self.write('script', self.call('completion', shell)[0])
            self.assertIn('explain', self.call('completion', shell)[0])
            if shutil.which(shell):
                subprocess.run((shell, '-n', script), check=True)

    def test_a_hundred_thousand_targets(self):
        bare = ''.join(f'  - 10.{at >> 16}.{at >> 8 & 255}.{at & 255}\n' for at in range(100_000))
        maps = ''.join(f'  - {{name: h{at}, host: 10.{at >> 16}.{at >> 8 & 255}.{at & 255}, interval: 10s}}\n'
                       for at in range(100_000))
        for what, text in (('bare', bare), ('maps', maps)):
            file = self.write(what, 'targets:\n' + text)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            output, _ = self.call('check', file)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.assertIn('good, 100000 targets', output)
            seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            print(f'check, {what}: {seconds:.2f} s of CPU, at most {after.ru_maxrss / 1e3:.0f} MB', flush=True)
            if not SANITIZERS:
                self.assertLess(seconds, MOST_SECONDS)
                self.assertLess(after.ru_maxrss * 1024, MOST_BYTES)
        output, _ = self.call('explain', 'h99999', '--config', file, '--socket', 'none')
        self.assertEqual(output.splitlines()[0], f'h99999 at {file}:100001:5')


if __name__ == '__main__':
    main()
