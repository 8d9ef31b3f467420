# SPDX-License-Identifier: Apache-2.0
"""Every kind of probe at once: how late are they begun, and the echoes among them?"""
import contextlib
import json

from frame import PORT, addresses, median, row
from kinds import config, ended
from page import Page
import servers

INTERVAL_NS = 1_000_000_000


def targets(given):
    hosts = addresses((127, 1, 0, 0), given.icmp)
    out = [f'- {{name: "echo{at}", host: {host}, interval: 1s}}' for at, host in enumerate(hosts)]
    out += [f'- {{name: "http{at}", url: "http://127.0.0.1:{servers.WEB_PORT}/", interval: 1s}}'
            for at in range(given.http)]
    out += [f'- {{name: "tcp{at}", url: "tcp://127.0.0.1:{servers.WEB_PORT}", interval: 1s}}'
            for at in range(given.tcp)]
    out += [f'- {{name: "dns{at}", probe: dns, interval: 1s, '
            f'dns: {{server: "127.0.0.1:{servers.DNS_PORT}", name: example.org}}}}' for at in range(given.dns)]
    out += [f'- {{name: "exec{at}", probe: exec, interval: 1s, exec: {{command: ["true"]}}}}'
            for at in range(given.exec)]
    return out


def latenesses(log):
    """Nanoseconds of every echo, against the phase of its target: the earliest that it was ever sent at."""
    sent = {}
    with open(log, encoding='utf-8') as file:
        for line in file:
            probe = json.loads(line)
            if probe['target'].startswith('echo') and probe['sent_ns'] is not None:
                sent.setdefault(probe['target'], []).append(probe['sent_ns'] % INTERVAL_NS)
    out = []
    for each in sent.values():
        ordered = sorted(each)
        # The phase stands behind the widest gap of the circle.
        gaps = [(ordered[at] - ordered[at - 1]) % INTERVAL_NS for at in range(len(ordered))]
        phase = ordered[max(range(len(ordered)), key=gaps.__getitem__)]
        out += sorted((one - phase) % INTERVAL_NS for one in each)
    return sorted(out)


def difference(run, name):
    """The histogram of the seconds that were measured: [(upper edge, cumulative count)]."""
    before = dict(Page(run['metrics_before']).buckets(name))
    return [(edge, count - before[edge]) for edge, count in Page(run['metrics']).buckets(name)]


def quantile(buckets, part):
    return next(edge for edge, count in buckets if count >= part * buckets[-1][1])


def sent_and_skipped(run, kind):
    before, after = Page(run['metrics_before']), Page(run['metrics'])
    return [after.sum(name, probe=kind) - before.sum(name, probe=kind)
            for name in ('reachd_probes_sent_total', 'reachd_probes_skipped_total')]


def say(number, run, late):
    print(f'\nround {number}')
    for kind in ('icmp', 'http', 'tcp', 'dns', 'exec'):
        sent, skipped = sent_and_skipped(run, kind)
        if sent or skipped:
            replies = ended(run, probe=kind, outcome='reply')
            row(f'{kind}: sent, replies, skipped', f'{sent:.0f}, {replies:.0f}, {skipped:.0f}')
    for name, words in (('reachd_send_lateness_seconds', 'all kinds, lateness p99'),
                        ('reachd_loop_lag_seconds', 'lag of the loop p99')):
        row(words, f'<= {quantile(difference(run, name), 0.99) * 1000:g} ms')
    if late:
        row('echoes, lateness p50, p99, most', ', '.join(
            f'{late[min(len(late) - 1, int(len(late) * part))] / 1e6:.1f}' for part in (0.5, 0.99, 1)) + ' ms',
            'wanted: p99 <= 20 ms')
    row('CPU of one core', f'{run["cpu_percent"]:.1f} %')


def mixed(bench):
    given = bench.given
    path, log = config(bench, 'mixed.yaml', targets(given)), bench.file('probes')
    p99 = []
    with contextlib.ExitStack() as stack:
        if given.http or given.tcp:
            stack.enter_context(servers.nginx(given.tools, bench.folder))
        if given.dns:
            stack.enter_context(servers.dnsmasq(given.tools, bench.folder))
        for number in range(1, given.rounds + 1):
            with open(log, 'w', encoding='utf-8'):
                pass
            run = bench.measure([], ['--scrape', str(PORT)], [bench.reachd, 'run', path, '--probe-log', log])
            late = latenesses(log)
            say(number, run, late)
            p99.append(late[int(len(late) * 0.99)] / 1e6 if late else None)
    print(f'\nechoes, lateness p99, median of {given.rounds} rounds: {median(p99):.1f} ms')
