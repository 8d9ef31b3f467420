# SPDX-License-Identifier: Apache-2.0
"""The base of the service tests. Each file runs in tests/support/in_namespace: ports and addresses are its own."""
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest

from daemon import Daemon, wait_for
from page import Page

WEB = 'web: {listen: "127.0.0.1:0"}\n'
# Dropped on their way in by `ServiceCase.black_hole`: nothing is refused, nobody answers.
SILENT_V4, SILENT_V6 = '127.9.9.9', 'fd99::9'
# Uid 0 without its powers: files and sockets are refused to it as to anyone.
POWERLESS = ('setpriv', '--bounding-set=-all', '--inh-caps=-all')


class ServiceCase(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='reachd-service-')
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        mode = 'wb' if isinstance(content, bytes) else 'w'
        with open(self.path(name), mode, encoding=None if mode == 'wb' else 'utf-8') as file:
            file.write(content)
        return self.path(name)

    def daemon(self, text, *options, **more):
        """A running reachd for a `with`; listens on a free port of 127.0.0.1 unless `text` says where."""
        return Daemon(self.folder, text if 'web:' in text else WEB + text, *options, **more)

    def black_hole(self):
        """SILENT_V4 and SILENT_V6 swallow all that is sent to them."""
        run('ip', '-6', 'addr', 'replace', SILENT_V6 + '/128', 'dev', 'lo')
        table = 'table inet reachd_test'
        try:
            run('nft', f'add {table}; flush {table}; add chain inet reachd_test input'
                       ' { type filter hook input priority 0; }; '
                       f'add rule inet reachd_test input ip daddr {SILENT_V4} drop; '
                       f'add rule inet reachd_test input ip6 daddr {SILENT_V6} drop')
        except (OSError, subprocess.CalledProcessError) as problem:
            self.skipTest(f'packets cannot be dropped here: {problem}')

    def dns_client(self, nameserver='127.0.0.1'):
        """The wrapper for a reachd that asks `nameserver` for names, and nobody else."""
        hosts = self.write('resolv.conf', f'nameserver {nameserver}\n')
        switch = self.write('nsswitch.conf', 'hosts: files dns\n')
        script = 'mount --bind "$1" /etc/resolv.conf && mount --bind "$2" /etc/nsswitch.conf && shift 2 && exec "$@"'
        return 'unshare', '-m', 'sh', '-c', script, 'dns_client', hosts, switch


def run(*command):
    """What it prints; CalledProcessError when it fails."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@contextlib.contextmanager
def listening():
    """The port of a TCP listener on 127.0.0.1 that lets the kernel accept."""
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        listener.listen(4096)
        yield listener.getsockname()[1]


def main():
    """Like unittest.main; a file with a skipped test and no failed one ends with 77 and says why."""
    tests = unittest.main(exit=False, verbosity=2).result
    for test, reason in tests.skipped:
        print(f'skipped: {test}: {reason}')
    if not tests.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if tests.skipped else 0)
