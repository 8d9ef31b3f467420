# SPDX-License-Identifier: Apache-2.0
"""A systemd of a test's own (systemd_boot), with reachd in it as the package would put it there."""
import glob
import os
import re
import shutil
import subprocess
import tempfile
import unittest

import web
from daemon import PROGRAM, wait_for
from page import Page

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, '..', '..')
SCRIPT = os.path.join(HERE, 'systemd_boot')
WEB_PORT = 10094  # the network namespace is the test's own
UNIT = 'reachd.service'


class Booted:
    """Boots at once; `files` is {path in it: path of what is copied there before}."""

    def __init__(self, files):
        can = subprocess.run([SCRIPT, 'check'], capture_output=True, text=True)
        if can.returncode:
            raise unittest.SkipTest((can.stdout or can.stderr).strip())
        self.folder = tempfile.mkdtemp(prefix='reachd-boot-')
        for place, source in files.items():
            at = os.path.join(self.folder, 'add', place.lstrip('/'))
            os.makedirs(os.path.dirname(at), exist_ok=True)
            shutil.copy(source, at)
        with open(os.path.join(self.folder, 'log'), 'wb') as log:
            self.process = subprocess.Popen([SCRIPT, 'boot', self.folder], stdin=subprocess.PIPE, stdout=log,
                                            stderr=log)
        try:
            wait_for(self.is_up, 'systemd is up', 60)
        except BaseException:
            with open(os.path.join(self.folder, 'log'), encoding='utf-8') as log:
                print(log.read())
            self.end()
            raise

    def is_up(self):
        if self.process.poll() is not None:
            raise AssertionError('systemd_boot has ended')
        return os.path.exists(os.path.join(self.folder, 'leader')) and self.ask(
            'systemctl', 'is-system-running').stdout.strip() in ('running', 'degraded')

    def end(self):
        self.process.stdin.close()
        self.process.wait(60)
        subprocess.run(['rm', '-rf', '--one-file-system', self.folder], check=True)

    def ask(self, *command, **options):
        """Runs it in there, whatever comes of it."""
        return subprocess.run([SCRIPT, 'enter', self.folder, *command], capture_output=True, text=True,
                              **{'timeout': 120, **options})

    def run(self, *command):
        """What it prints; it must succeed."""
        done = self.ask(*command)
        if done.returncode:
            raise AssertionError(f'{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}')
        return done.stdout

    def path(self, place):
        """The file in there, from here."""
        with open(os.path.join(self.folder, 'leader'), encoding='ascii') as leader:
            return f'/proc/{leader.read().strip()}/root{place}'

    def write(self, place, text, mode=0o644):
        os.makedirs(os.path.dirname(self.path(place)), exist_ok=True)
        with open(self.path(place), 'w', encoding='utf-8') as file:
            os.fchmod(file.fileno(), mode)
            file.write(text)

    def read(self, place):
        with open(self.path(place), encoding='utf-8') as file:
            return file.read()


class BootedCase(unittest.TestCase):
    """One boot a class. What is asked of `system` about reachd.service, and what it looks like from outside."""
    maxDiff = 4000
    files = {}

    @classmethod
    def setUpClass(cls):
        cls.system = Booted(cls.files)
        cls.addClassCleanup(cls.system.end)

    def run(self, result=None):
        before = len(result.failures) + len(result.errors)
        outcome = super().run(result)
        if len(result.failures) + len(result.errors) > before and hasattr(self, 'system'):
            print(self.system.ask('journalctl', '--no-pager', '-q', '-o', 'short-monotonic', '-n', '60').stdout)
        return outcome

    def show(self, *names, unit=UNIT):
        """The properties, as text; one is given alone."""
        lines = self.system.run('systemctl', 'show', unit, '-p', ','.join(names)).splitlines()
        values = dict(line.split('=', 1) for line in lines)
        return [values[name] for name in names] if len(names) > 1 else values[names[0]]

    def moment(self, name):
        """Seconds of the monotonic clock."""
        return int(self.show(name + 'Monotonic')) / 1e6

    def main_process(self):
        """(its number in there, its /proc folder from here)"""
        number = self.show('MainPID')
        return int(number), self.system.path(f'/proc/{number}')

    def process_status(self, key):
        with open(self.main_process()[1] + '/status', encoding='utf-8') as file:
            return dict(line.split(':', 1) for line in file)[key].strip()

    def signal(self, number):
        """To the main process, at once: it is looked for by its number in there."""
        inside, space = self.show('MainPID'), os.stat(self.system.path('/proc/1/ns/pid')).st_ino
        for folder in glob.glob('/proc/[0-9]*'):
            try:
                with open(folder + '/status', encoding='utf-8') as file:
                    known = re.search(r'(?m)^NSpid:.*\t(\d+)$', file.read())
                if known and known.group(1) == inside and os.stat(folder + '/ns/pid').st_ino == space:
                    return os.kill(int(os.path.basename(folder)), number)
            except OSError:
                continue  # it has ended meanwhile
        raise AssertionError('the main process is not there')

    def fetch(self, path, host='127.0.0.1'):
        return web.fetch((host, WEB_PORT), path)

    def page(self):
        return Page(self.fetch('/metrics').text())

    def wait_state(self, target, state, seconds=20):
        def reached():
            page = self.page()
            return target in page.targets() and page.state(target) == state
        wait_for(reached, f'{target} is {state}', seconds)

    def wait_status(self, wanted, seconds=20):
        wait_for(lambda: self.show('StatusText') == wanted, f'the status {wanted}', seconds)

    def journal(self, *options):
        """What the present run of it, or the last one, has said."""
        self.system.run('journalctl', '--sync')
        return self.system.run('journalctl', '--no-pager', '-q', '-o', 'cat', *options,
                               '_SYSTEMD_INVOCATION_ID=' + self.show('InvocationID'))


def measured(attempt, **bounds):
    """`attempt` gives the seconds of each of `bounds`. What else the machine does can only add to them, so one in three
    attempts within all bounds is enough."""
    for _ in range(3):
        taken = attempt()
        told = [f'{what} {taken[what]:.3f} s (bound {bound:g} s)' for what, bound in bounds.items()]
        print('measured:', ', '.join(told), flush=True)
        if all(taken[what] <= bound for what, bound in bounds.items()):
            return
    raise AssertionError(f'too long: {taken}, allowed are {bounds}')


def source(path):
    return os.path.normpath(os.path.join(SOURCE, path))


PROGRAM_AND_UNITS = {
    '/usr/bin/reachd': PROGRAM,
    '/usr/lib/systemd/system/reachd.service': source('systemd/reachd.service'),
    '/usr/lib/systemd/system/reachd.socket': source('systemd/reachd.socket'),
    '/usr/lib/sysusers.d/reachd.conf': source('systemd/sysusers.d/reachd.conf'),
}
