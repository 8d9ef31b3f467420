# SPDX-License-Identifier: Apache-2.0
"""What a probe of one kind costs: reachd beside a bare loop that does the same, and beside blackbox_exporter."""
import json
import os
import subprocess

from frame import PORT, median, row, spread
from page import Page
import servers

BLACKBOX = 'prometheus-blackbox-exporter'
MODULES = '{modules: {http_2xx: {prober: http, timeout: 5s, http: {preferred_ip_protocol: ip4}}}}'


def config(bench, name, lines):
    path = bench.file(name)
    with open(path, 'w', encoding='ascii') as file:
        file.write(f'web: {{listen: "127.0.0.1:{PORT}"}}\nuplink: off\nlog: {{level: error}}\ntargets:\n')
        file.writelines(line + '\n' for line in lines)
    return path


def ended(run, **how):
    """Replies, and all that was begun but skipped ones, of the seconds that were measured."""
    before, after = Page(run['metrics_before']), Page(run['metrics'])
    return after.sum('reachd_probes_ended_total', **how) - before.sum('reachd_probes_ended_total', **how)


def per_probe(run, idle, probes):
    """Microseconds of CPU."""
    return (run['cpu_percent'] - idle) / 100 * run['measured'] * 1e6 / probes


def our_run(bench, path):
    return bench.measure([], ['--scrape', str(PORT)], [bench.reachd, 'run', path])


def say(kind, ours, bare, given):
    rate = given.targets * 1000 / given.interval_ms
    print(f'\n{kind}: {rate:.0f} probes a second, medians of {given.rounds} rounds of {given.seconds:g} s '
          '(least to most)')
    row('CPU a probe, reachd less its idle', spread([one['each'] for one in ours]) + ' us')
    row('CPU a probe, bare loop', spread([one['each'] for one in bare]) + ' us')
    row('ratio', spread([a['each'] / b['each'] for a, b in zip(ours, bare)], 2),
        'wanted: <= 1.2' if kind == 'http' else 'wanted: <= 1.4')
    row('replies, reachd', f'{sum(one["replies"] for one in ours):.0f} of {sum(one["all"] for one in ours):.0f}')
    row('wake-ups a second, reachd / bare', f'{median([one["sleeps_per_second"] for one in ours]):.0f} / '
        f'{median([one["sleeps_per_second"] for one in bare]):.0f}')


def compare(bench, kind, target, bare_command, third=None):
    """Rounds of reachd, the bare loop and, where there is one, `third`."""
    given = bench.given
    pace = ['--targets', str(given.targets), '--interval-ms', f'{given.interval_ms}']
    quiet = config(bench, 'idle.yaml', [target.format(number=0, interval='60s')])
    busy = config(bench, 'busy.yaml', [target.format(number=number, interval=f'{given.interval_ms}ms')
                                       for number in range(given.targets)])
    idle = our_run(bench, quiet)['cpu_percent']
    ours, bare, others = [], [], []
    for _ in range(given.rounds):
        run = our_run(bench, busy)
        probes = ended(run)
        ours.append(run | {'all': probes, 'replies': ended(run, outcome='reply'),
                           'each': per_probe(run, idle, probes)})
        run = bench.measure([], [], bare_command + pace)
        # It counts from its start on; what it does in the seconds that are measured is the same.
        per_second = run['own']['sent'] / run['lasted']
        bare.append(run | {'each': run['cpu_percent'] * 1e4 / per_second})
        if third is not None:
            others.append(third(pace))
    say(kind, ours, bare, given)
    return ours, others


def blackbox_run(bench, pace):
    """The exporter, asked for as many probes by connections that are kept."""
    path = servers.program(bench.given.tools, BLACKBOX)
    modules = bench.file('blackbox.yml')
    with open(modules, 'w', encoding='ascii') as file:
        file.write(MODULES)
    url = (f'http://127.0.0.1:{servers.BLACKBOX_PORT}/probe?module=http_2xx'
           f'&target=http://127.0.0.1:{servers.WEB_PORT}/')
    command = [path, f'--config.file={modules}', f'--web.listen-address=127.0.0.1:{servers.BLACKBOX_PORT}',
               '--log.level=error']
    driver = [os.path.join(bench.given.build, 'tests/bench/bare_http'), '--url', url, '--reuse', *pace]
    with subprocess.Popen(driver, stdout=subprocess.PIPE) as driving:
        run = bench.measure([], [], command)
        driving.terminate()
        told = json.loads(driving.communicate()[0])
    return run | {'driver': told, 'driven': told['replies'] / run['lasted']}


def http(bench):
    tools = bench.given.tools
    bare = [os.path.join(bench.given.build, 'tests/bench/bare_http'), '--url', f'http://127.0.0.1:{servers.WEB_PORT}/']
    target = f'- {{{{name: "w{{number}}", url: "http://127.0.0.1:{servers.WEB_PORT}/", interval: {{interval}}}}}}'
    has_blackbox = servers.program(tools, BLACKBOX) is not None
    with servers.nginx(tools, bench.folder):
        ours, others = compare(bench, 'http', target, bare,
                               (lambda pace: blackbox_run(bench, pace)) if has_blackbox else None)
    if not others:
        print('  blackbox_exporter is not here: no comparison with it')
        return
    each = [run['cpu_percent'] * 1e4 / run['driven'] for run in others]
    row('CPU a probe, blackbox_exporter 0.23', spread(each) + ' us')
    row('ratio, reachd to it', spread([a['each'] / b for a, b in zip(ours, each)], 2), 'wanted: <= 0.33')


def tcp(bench):
    bare = [os.path.join(bench.given.build, 'tests/bench/bare_tcp'), '--port', str(servers.WEB_PORT)]
    target = f'- {{{{name: "t{{number}}", url: "tcp://127.0.0.1:{servers.WEB_PORT}", interval: {{interval}}}}}}'
    with servers.nginx(bench.given.tools, bench.folder):
        compare(bench, 'tcp', target, bare)
