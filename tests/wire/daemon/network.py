# SPDX-License-Identifier: Apache-2.0
"""Network namespaces of a test, and the wire of tests/wire/wire_host.cpp. All of it vanishes with the test process:
each namespace lives as long as a `cat` inside, which ends with its standard input."""
import contextlib
import ctypes
import json
import os
import shutil
import socket
import subprocess
import time
import unittest

os.environ['PATH'] += ':/usr/sbin:/sbin'
CLONE_NEWNET = 0x40000000
HOLD = ['sh', '-c', 'echo $$; exec cat >/dev/null']
libc = ctypes.CDLL(None, use_errno=True)


def require(*tools):
    """Skips the test where it cannot run."""
    if os.geteuid() != 0:
        raise unittest.SkipTest('root is needed for network namespaces and their devices')
    for tool in tools:
        if shutil.which(tool) is None:
            raise unittest.SkipTest(f'no `{tool}`')
    if subprocess.run(['unshare', '-n', 'true'], capture_output=True, check=False).returncode != 0:
        raise unittest.SkipTest('no network namespace can be made here')


def join(path):
    with open(path, encoding='ascii') as file:
        if libc.setns(file.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), f'setns {path}')


class Lines:
    """A file of JSON lines, read again whenever it is gone through: there may be millions."""

    def __init__(self, path):
        self.path = path

    def __iter__(self):
        with open(self.path, encoding='utf-8') as file:
            yield from map(json.loads, file)


class Namespace:
    """A network namespace with its loopback up."""

    def __init__(self, keeper=('unshare', '-n')):
        self.process = subprocess.Popen([*keeper, *HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        first = self.process.stdout.readline()
        if first.startswith('skipped: '):
            self.close()
            raise unittest.SkipTest(first.removeprefix('skipped: ').strip())
        if not first.strip().isdigit():
            raise AssertionError(f'{keeper[0]} ended with {self.process.wait()}')
        self.pid = int(first)
        self.ip('link set lo up')

    def close(self):
        """Its end; the keeper's exit status."""
        self.process.stdin.close()
        self.process.stdout.close()
        return self.process.wait()

    @contextlib.contextmanager
    def entered(self):
        """This thread, and what it starts, is inside meanwhile: sockets, children, /proc/sys/net."""
        with open('/proc/thread-self/ns/net', encoding='ascii') as home:
            join(f'/proc/{self.pid}/ns/net')
            try:
                yield
            finally:
                if libc.setns(home.fileno(), CLONE_NEWNET) != 0:
                    raise OSError(ctypes.get_errno(), 'setns')

    def run(self, command, given=''):
        with self.entered():
            done = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise AssertionError(f'{command} ended with {done.returncode}: {done.stderr}\n{given}')
        return done.stdout

    def ip(self, *commands):
        self.run(['ip', '-batch', '-'], '\n'.join(commands) + '\n')

    def nft(self, rules):
        """Replaces the whole rule set by chains of one table, `CHAIN: RULE` a line; CHAIN is a hook."""
        lines = [line.strip().split(': ', 1) for line in rules.strip().splitlines()]
        chains = ''
        for hook in dict.fromkeys(hook for hook, _ in lines):
            body = '\n'.join(rule for chain, rule in lines if chain == hook)
            chains += f'chain {hook} {{\ntype filter hook {hook} priority 0;\n{body}\n}}\n'
        try:
            self.run(['nft', '-f', '-'], f'flush ruleset\ntable inet test {{\n{chains}}}\n')
        except AssertionError as problem:
            if 'Operation not supported' in str(problem) or 'Protocol not supported' in str(problem):
                raise unittest.SkipTest('this kernel has no nftables') from problem
            raise

    def shape(self, device, words):
        """A token bucket filter, see tc-tbf(8)."""
        try:
            self.run(['tc', 'qdisc', 'add', 'dev', device, 'root', 'tbf', *words.split()])
        except AssertionError as problem:
            if 'unknown' in str(problem) or 'No such file' in str(problem):
                raise unittest.SkipTest('this kernel has no token bucket filter') from problem
            raise

    def sysctl(self, **values):
        """Names with `__` for `/`, below net/."""
        with self.entered():
            for name, value in values.items():
                with open('/proc/sys/net/' + name.replace('__', '/'), 'w', encoding='ascii') as file:
                    file.write(str(value))


class Wire(Namespace):
    """A namespace whose only way out is a TUN device with scripted hosts behind it (rules as in tests/wire/script.hpp).
    After close(): `log`, what the hosts did, and `tap`, what crossed the device by the kernel's stamps. With `forge`
    packets a forger sends so many at `forge_rate` a second, and there is no tap: it would double the work."""

    def __init__(self, program, folder, rules, seed=1, forge=0, forge_rate=20_000):
        self.files = [os.path.join(folder, name) for name in ('wire.jsonl', 'tap.jsonl')]
        self.forgery_file = os.path.join(folder, 'forged.jsonl')
        words = [word for rule in rules for word in ('--rule', rule)]
        words += ['--forge', str(forge), '--forge-rate', str(forge_rate), '--forge-log', self.forgery_file] \
            if forge else ['--tap', self.files[1]]
        super().__init__([program, *words, '--seed', str(seed), '--log', self.files[0], '--'])
        self.log, self.tap, self.tapped = (), (), not forge

    def close(self):
        if self.process.returncode is not None:
            return
        status = super().close()
        if status == 77:
            return
        if status != 0:
            raise AssertionError(f'the wire cannot be trusted: wire_host ended with {status}')
        self.log = list(Lines(self.files[0]))
        self.tap = Lines(self.files[1]) if self.tapped else ()

    def forgeries(self):
        """How many were sent, a line each kind and the total last; nothing before the last one was sent."""
        lines = list(Lines(self.forgery_file))
        return lines if lines and 'total' in lines[-1] else []


def joined_pair():
    """Two namespaces and an Ethernet cable: `va` of the first, 10.9.0.1/24 and fd09::1/64, to `vb` of the second, which
    is 10.9.0.2 to .9 and fd09::2 to ::9, forwards, and sends ICMP errors without limit, from the first of its addresses
    (but those of its own unreachable routes, which Linux counts on its own for IPv4: reject by nft there)."""
    here, there = Namespace(), Namespace()
    here.ip(f'link add va type veth peer name vb netns {there.pid}')
    here.sysctl(ipv6__conf__va__keep_addr_on_down=1, ipv6__conf__va__accept_dad=0)
    there.sysctl(ipv4__icmp_ratelimit=0, ipv6__icmp__ratelimit=0, ipv4__icmp_msgs_per_sec=1000000)
    there.sysctl(ipv4__ip_forward=1, ipv6__conf__all__forwarding=1)
    here.ip('addr add 10.9.0.1/24 dev va', 'addr add fd09::1/64 dev va nodad', 'link set va up')
    there.ip(*(f'addr add 10.9.0.{host}/24 dev vb' for host in range(2, 10)), 'addr add fd09::2/64 dev vb nodad',
             *(f'addr add fd09::{host}/64 dev vb nodad preferred_lft 0' for host in range(3, 10)), 'link set vb up')
    with here.entered():
        for host in range(2, 10):
            wait_for_answer(socket.AF_INET, f'10.9.0.{host}')
            wait_for_answer(socket.AF_INET6, f'fd09::{host}')
    return here, there


def wait_for_answer(family, address, seconds=10):
    """Until a new link carries packets and the neighbour is known: a datagram to a closed port comes back refused."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket(family, socket.SOCK_DGRAM) as asking:
            asking.settimeout(0.1)
            asking.connect((address, 9))
            try:
                asking.send(b'?')
                asking.recv(1)
            except ConnectionRefusedError:
                return
            except OSError:
                time.sleep(0.01)
    raise AssertionError(f'{address} does not answer')
