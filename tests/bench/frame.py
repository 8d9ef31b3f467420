# SPDX-License-Identifier: Apache-2.0
"""What the benchmarks share: where the programs are, one run of one of them, and how figures are printed."""
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SUPPORT = os.path.join(HERE, '..', 'support')
PORT = 10094
LOAD_NET, WIRE_NET = (127, 1, 0, 0), (10, 77, 0, 0)


def addresses(net, count):
    base = int.from_bytes(bytes(net), 'big')
    return ['.'.join(map(str, (base + i).to_bytes(4, 'big'))) for i in range(1, count + 1)]


class Bench:
    def __init__(self, given, folder):
        self.given = given
        self.folder = folder
        self.reachd = os.path.join(given.build, 'daemon/reachd')
        self.bare = os.path.join(given.build, 'tests/bench/bare_paced')
        self.wire_host = os.path.join(given.build, 'tests/wire/wire_host')

    def file(self, name):
        return os.path.join(self.folder, name)

    def config(self, hosts):
        path = self.file('reachd.yaml')
        with open(path, 'w', encoding='ascii') as file:
            file.write(f'web: {{listen: "127.0.0.1:{PORT}"}}\nlog: {{level: warning}}\ntargets:\n')
            file.writelines(f'- {host}\n' for host in hosts)
        return path

    def measure(self, surroundings, options, command):
        """One run inside `surroundings`, a command line; the figures of measure.py."""
        given = ['--seconds', str(self.given.seconds), '--settle', str(self.given.settle)]
        words = surroundings + [sys.executable, os.path.join(HERE, 'measure.py')] + given + options + ['--'] + command
        done = subprocess.run(words, stdout=subprocess.PIPE, check=False, encoding='utf-8')
        if done.returncode == 77:
            print(done.stdout.strip())
            sys.exit(77)
        if done.returncode != 0:
            sys.exit(f'{" ".join(words)}: ended with {done.returncode}')
        return json.loads(done.stdout)


def known(values):
    """Those that could be measured; a run without a single reply has none."""
    return [value for value in values if value is not None] or [float('nan')]


def median(values):
    return statistics.median(known(values))


def spread(values, digits=1):
    return f'{median(values):.{digits}f} ({min(known(values)):.{digits}f} to {max(known(values)):.{digits}f})'


def row(name, figure, wanted=''):
    print(f'  {name:<44}{figure:<38}{wanted}')
