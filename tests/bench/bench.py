# SPDX-License-Identifier: Apache-2.0
"""The figures of reachd, each beside the bare loop's in the same run, in turn, as medians of rounds.

bench.py load      10,000 targets at 1 s on loopback: schedule kept, replies, lateness, CPU, memory
bench.py http      CPU an HTTP probe, beside a bare libcurl and blackbox_exporter
bench.py tcp       CPU a TCP ping, beside a bare connect
bench.py mixed     every kind at once: how late probes are begun
bench.py accuracy  error of the round-trip times against the wire: idle, every core busy, stopped 30 ms in every 100
Usually started by tests/bench/run, which builds what it needs. Nothing here passes or fails: it prints.
"""
import argparse
import os
import subprocess
import sys
import tempfile

from frame import LOAD_NET, PORT, SUPPORT, WIRE_NET, Bench, addresses, known, median, row, spread
import kinds
import mixed
from page import Page
import truth

FPING_MOST = 6000  # its 16-bit sequence numbers live 10 s: 6,553 a second is all it can

# load -----------------------------------------------------------------------------------------------------------------


def say_schedule(run, targets):
    page, due = Page(run['metrics']), targets * run['lasted']
    sent, replies = page.sum('reachd_probes_sent_total'), page.sum('reachd_probes_ended_total', outcome='reply')
    flying = page.sum('reachd_probes_in_flight')
    row('probes sent / due since its start', f'{sent:.0f} / {due:.0f}', f'within {targets}')
    row('skipped', f'{page.sum("reachd_probes_skipped_total"):.0f}', 'wanted: 0')
    row('lost', f'{page.sum("reachd_probes_ended_total", outcome="lost"):.0f}', 'wanted: 0')
    row('sent - replies - in flight', f'{sent - replies - flying:.0f}', 'wanted: 0')
    row('rejected, receive queue drops', f'{page.sum("reachd_replies_rejected_total"):.0f}, '
        f'{page.sum("reachd_receive_queue_drops_total"):.0f}', 'wanted: 0, 0')
    low, high = page.quantile('reachd_send_lateness_seconds', 0.99)
    in_time = 100 * page.part_below('reachd_send_lateness_seconds', 0.01)
    row('send lateness p99', f'{low * 1000:g} to {high * 1000:g} ms, {in_time:.2f} % <= 10 ms', 'wanted: <= 10 ms')


def say_load(bench, ours, bare, empty):
    targets = bench.given.targets
    for number, run in enumerate(ours, 1):
        print(f'\nround {number}: {targets} targets at 1 s on loopback, {run["lasted"]:.0f} s')
        say_schedule(run, targets)
    cpu, bare_cpu = [run['cpu_percent'] for run in ours], [run['cpu_percent'] for run in bare]
    print(f'\nmedians of {len(ours)} rounds (least to most)')
    row('CPU of one core, reachd', spread(cpu) + ' %', f'{median(cpu) * 1e4 / targets:.1f} us a probe')
    row('CPU of one core, bare loop', spread(bare_cpu) + ' %', f'{median(bare_cpu) * 1e4 / targets:.1f} us a probe')
    row('ratio', spread([a / b for a, b in zip(cpu, bare_cpu)], 2), 'wanted: <= 2')
    row('wake-ups a second, reachd / bare', f'{median([run["sleeps_per_second"] for run in ours]):.0f} / '
        f'{median([run["sleeps_per_second"] for run in bare]):.0f}')
    row('send lateness p99, bare', f'{median([run["own"]["lateness_p99_us"] for run in bare]) / 1000:g} ms')
    for name, key in (('RSS a target', 'rss_kb'), ('  after a scrape', 'rss_after_scrape_kb')):
        each = [(run[key] - empty['rss_kb']) / (targets - 1) for run in ours]
        row(f'{name}, above one target ({empty["rss_kb"]} kB)', spread(each, 2) + ' kB',
            'wanted: <= 1.5 kB' if key == 'rss_kb' else '')


def say_fping(bench, surroundings):
    if not bench.given.fping:
        print('\nfping is not here: no comparison with it')
        return
    count = min(bench.given.targets, FPING_MOST)
    hosts = bench.file('hosts')
    with open(hosts, 'w', encoding='ascii') as file:
        file.write('\n'.join(addresses(LOAD_NET, count)) + '\n')
    print(f'\nfping, {count} targets at 1 s')
    for name, gap in (('all at once (-i 0)', '0'), ('spread (-i 0.1)', '0.1')):
        # Quiet but for one summary an hour: with -l alone it prints a line a reply.
        command = [bench.given.fping, '-Q', '3600', '-l', '-p', '1000', '-i', gap, '-f', hosts]
        run = bench.measure(surroundings, [], command)
        row(name, f'{run["cpu_percent"]:.1f} %', f'{run["cpu_percent"] * 1e4 / count:.1f} us a probe')


def load(bench):
    targets = bench.given.targets
    hosts = addresses(LOAD_NET, targets)
    surroundings = [os.path.join(SUPPORT, 'in_namespace')]
    ours, bare = [], []
    empty = bench.measure(surroundings, [], [bench.reachd, 'run', bench.config(hosts[:1])])
    config = bench.config(hosts)
    for _ in range(bench.given.rounds):
        ours.append(bench.measure(surroundings, ['--scrape', str(PORT)], [bench.reachd, 'run', config]))
        bare.append(bench.measure(surroundings, [], [bench.bare, '--first', hosts[0], '--targets', str(targets)]))
    say_load(bench, ours, bare, empty)
    say_fping(bench, surroundings)


# accuracy -------------------------------------------------------------------------------------------------------------

SITUATIONS = {'idle': 'idle', 'busy': 'every core busy', 'stopped': 'stopped 30 ms in every 100'}


def run_against_truth(bench, situation, name, command):
    tap, log = bench.file(f'{name}.tap'), bench.file(f'{name}.log')
    for path in (tap, log):
        if os.path.exists(path):
            os.remove(path)
    surroundings = [bench.wire_host, '--rule', '10.77.0.0/16 delay=10ms', '--tap', tap, '--']
    run = bench.measure(surroundings, ['--stall'] if situation == 'stopped' else [], command + [log])
    return truth.judge(truth.read_lines(log), truth.Wire(truth.read_lines(tap))) | {'cpu': run['cpu_percent']}


def with_hogs(count, work):
    hogs = [subprocess.Popen([sys.executable, '-c', 'while True: pass']) for _ in range(count)]
    try:
        return work()
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


def say_accuracy(results):
    for name, runs in results.items():
        print(f'  {name:<8}|error| p50 {spread([r["p50_us"] for r in runs])}  p99 {spread([r["p99_us"] for r in runs])}'
              f'  most {max(known([r["max_us"] for r in runs])):.0f} us')
        print(f'  {"":<8}{sum(r["judged"] for r in runs)} replies, false losses '
              f'{sum(r["false_losses"] for r in runs)}, without both kernel stamps '
              f'{sum(r["judged"] - r["stamps"].get("kernel/kernel", 0) for r in runs)}, CPU '
              f'{spread([r["cpu"] for r in runs])} %')


def say_wanted(situation, results):
    ours, bare = (median([run['p99_us'] for run in results[name]]) for name in ('reachd', 'bare'))
    wanted = 'wanted: p99 <= 20 us' if situation == 'idle' else 'wanted: p99 <= bare + 15 us'
    print(f'  p99 reachd - bare: {ours - bare:+.1f} us, ratio {ours / bare:.2f}; {wanted}, no false loss')


def accuracy(bench):
    targets = bench.given.targets
    hosts = addresses(WIRE_NET, targets)
    programs = {
        'reachd': [bench.reachd, 'run', bench.config(hosts), '--probe-log'],
        'bare': [bench.bare, '--first', hosts[0], '--targets', str(targets), '--log'],
    }
    for situation in bench.given.only or SITUATIONS:
        results = {name: [] for name in programs}

        def rounds(results=results, situation=situation):
            for _ in range(bench.given.rounds):
                for name, command in programs.items():
                    results[name].append(run_against_truth(bench, situation, name, command))

        with_hogs(os.cpu_count() if situation == 'busy' else 0, rounds)
        print(f'\n{SITUATIONS[situation]}: {targets} targets at 1 s, answered after 10 ms, {bench.given.rounds} rounds')
        say_accuracy(results)
        say_wanted(situation, results)


# what each part takes when nothing else is said: targets, seconds of a run
PARTS = {'load': (load, 10_000, 60), 'accuracy': (accuracy, 1000, 10), 'http': (kinds.http, 500, 10),
         'tcp': (kinds.tcp, 1000, 10), 'mixed': (mixed.mixed, 0, 20)}
INSIDE = ('http', 'tcp', 'mixed')  # as a whole in a namespace, with the servers that are probed


def parse_arguments():
    parser = argparse.ArgumentParser(prog='tests/bench/run')
    parser.add_argument('what', choices=PARTS)
    parser.add_argument('--build', required=True, help=argparse.SUPPRESS)
    parser.add_argument('--fping', help=argparse.SUPPRESS)
    parser.add_argument('--tools', help=argparse.SUPPRESS)
    parser.add_argument('--inside', action='store_true', help=argparse.SUPPRESS)
    parser.add_argument('--targets', type=int, help='10000 for load, 1000 for accuracy and tcp, 500 for http')
    parser.add_argument('--seconds', type=float, help='measured in each run: 60 for load, 20 for mixed, else 10')
    parser.add_argument('--settle', type=float, default=2, help='seconds before that')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--interval-ms', type=int, default=1000, help='of http and tcp')
    parser.add_argument('--only', choices=SITUATIONS, action='append', help='of accuracy')
    for kind, count in (('icmp', 1000), ('http', 100), ('tcp', 100), ('dns', 100), ('exec', 100)):
        parser.add_argument(f'--{kind}', type=int, default=count, help=f'targets of mixed, at 1 s: {count}')
    given = parser.parse_args()
    _, targets, seconds = PARTS[given.what]
    given.targets = given.targets or targets
    given.seconds = given.seconds or seconds
    return given


def main():
    given = parse_arguments()
    if given.what in INSIDE and not given.inside:
        command = [os.path.join(SUPPORT, 'in_namespace'), sys.executable, '-B', *sys.argv, '--inside']
        os.execv(command[0], command)
    with tempfile.TemporaryDirectory() as folder:
        PARTS[given.what][0](Bench(given, folder))


if __name__ == '__main__':
    main()
