# SPDX-License-Identifier: Apache-2.0
"""The frame of these tests. A test file is a program: FILE REACHD WIRE_HOST [UNITTEST_ARGUMENT...]. It ends with 77,
and a line `skipped: …`, if a case could not run and none failed."""
import sys
import tempfile
import unittest

import network
from reachd import Reachd

REACHD, WIRE_HOST = sys.argv[1:3]
WITHOUT_RAW = ['setpriv', '--bounding-set', '-net_raw', '--inh-caps', '-net_raw', '--']
WITHOUT_ADMIN = ['setpriv', '--bounding-set', '-net_admin', '--inh-caps', '-net_admin', '--']


def option(name, otherwise):
    """The number behind a word of this program's own, which is taken out of the arguments."""
    if name not in sys.argv:
        return otherwise
    at = sys.argv.index(name)
    return type(otherwise)(sys.argv[at:at + 2] and [sys.argv.pop(at), sys.argv.pop(at)][1])


def accept_all(listening):
    """Until the listener is closed."""
    while True:
        try:
            listening.accept()[0].close()
        except OSError:
            return


class Case(unittest.TestCase):
    """Each case has a folder and what it starts, which ends with it, the last first."""
    maxDiff = 4000
    tools = ('ip',)

    def run(self, result=None):
        self.result = result or self.defaultTestResult()
        self.failed_before = len(self.result.failures) + len(self.result.errors)
        return super().run(self.result)

    def setUp(self):
        network.require(*self.tools)
        self.reachd = None
        self.new_folder()

    def new_folder(self):
        """For what is started from now on."""
        self.folder = self.enterContext(tempfile.TemporaryDirectory(prefix='reachd-wire-'))
        self.addCleanup(self.tell_log)

    def wire(self, *rules, **options):
        """Scripted hosts; the test is inside their namespace from now on."""
        wire = network.Wire(WIRE_HOST, self.folder, rules, **options)
        self.addCleanup(wire.close)
        self.enterContext(wire.entered())
        return wire

    def pair(self):
        """Two joined namespaces; the test is inside the first from now on."""
        here, there = network.joined_pair()
        self.addCleanup(here.close)
        self.addCleanup(there.close)
        self.enterContext(here.entered())
        return here, there

    def start(self, settings, launcher=()):
        self.reachd = Reachd(REACHD, self.folder, settings, launcher)
        self.addCleanup(self.end, self.reachd.process)
        return self.reachd

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
            process.wait()

    def tell_log(self):
        if self.reachd and len(self.result.failures) + len(self.result.errors) > self.failed_before:
            print(self.reachd.text(), file=sys.stderr)
            self.reachd = None


def main():
    program = unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2, exit=False)
    for case, reason in program.result.skipped:
        print(f'skipped: {case}: {reason}')
    if not program.result.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if program.result.skipped else 0)
