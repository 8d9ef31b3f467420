# SPDX-License-Identifier: Apache-2.0
"""The configuration changes again and again while probes are on the way: of each host the wire has as many requests as
reachd has told of, and who stays in the file loses no probe, doubles none and keeps its place in the interval. For the
figure: `--hosts 10000 --reloads 1000`.

Gatus fires all probes at once on a reload and forgets what it had counted; smokeping_prober starts all series anew;
blackbox_exporter drops probes that are under way."""
import json
import os
import random
import statistics
import time
import urllib.request

import cases
import truth
from reachd import sent_in_order

HOSTS = cases.option('--hosts', 200)
RELOADS = cases.option('--reloads', 30)
EVERY_SECONDS = 60 / 1000  # a reload, at most
STAY = HOSTS * 7 // 10     # of the hosts; a tenth of all is changed at a time, among the others
INTERVAL_NS = 1_000_000_000


def address(number):
    return f'10.77.{number // 200 + 1}.{number % 200 + 1}'


class Reload(cases.Case):
    def setUp(self):
        super().setUp()
        self.net = self.wire('10.77.0.0/16')
        self.draws = random.Random(7)
        self.targets = {number: address(number) for number in range(HOSTS)}

    def change(self):
        """A tenth of the hosts goes, comes, or gets another interval."""
        for number in self.draws.sample(range(STAY, HOSTS), HOSTS // 10):
            there = self.targets.pop(number, None)
            if there is None:
                self.targets[number] = address(number)
            elif self.draws.random() < 0.5:
                slow = isinstance(there, str)
                self.targets[number] = {'host': address(number), 'interval': '2s'} if slow else address(number)

    def settings(self):
        return {'uplink': 'off', 'targets': list(self.targets.values())}

    def write(self):
        """As JSON, which is YAML, in the place of the file before."""
        path = os.path.join(self.folder, 'reachd.yaml')
        with open(path + '.new', 'w', encoding='utf-8') as file:
            json.dump({'web': {'listen': '127.0.0.1:0', 'lifecycle': True}, 'log': {'format': 'json'},
                       **self.settings()}, file)
        os.rename(path + '.new', path)

    def reload(self, daemon):
        request = urllib.request.Request(f'http://{daemon.address}/-/reload', method='POST')
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read().decode()

    def memory(self, daemon):
        with open(f'/proc/{daemon.process.pid}/statm', encoding='ascii') as file:
            return int(file.read().split()[1]) * os.sysconf('SC_PAGE_SIZE')

    def test_hosts_come_and_go_and_every_packet_is_told(self):
        daemon = self.start({**self.settings(), 'web': {'listen': '127.0.0.1:0', 'lifecycle': True}})
        stay = {address(number) for number in range(STAY)}
        daemon.wait_for(lambda page: all(page.state(host) == 'up' for host in stay), 'all up', 60)
        began, memory, took = time.monotonic(), [], []
        for count in range(RELOADS):
            self.change()
            self.write()
            at = time.monotonic()
            self.reload(daemon)
            took.append(time.monotonic() - at)
            memory.append(self.memory(daemon))
            time.sleep(max(0.0, began + (count + 1) * EVERY_SECONDS - time.monotonic()))
        lasted = time.monotonic() - began
        # Who came back counts anew.
        daemon.counters = {series: value for series, value in daemon.counters.items()
                           if dict(series[1:]).get('target') in stay}
        # Every probe of the last moments ends, and what stays is probed on.
        sent = daemon.page().by('reachd_probes_sent_total', 'target')
        page = daemon.wait_for(lambda page: all(page.sum('reachd_probes_sent_total', target=host) >= sent[host] + 2
                                                for host in stay), 'two more probes', 60)
        daemon.stop()
        self.net.close()
        print(f'{RELOADS} reloads of {HOSTS} targets in {lasted:.1f} s; each took '
              f'{statistics.median(took) * 1e3:.1f} ms (median), {max(took) * 1e3:.1f} ms at most')
        self.tell_lateness(page)
        asked, probes = truth.requests(self.net), daemon.probe_log()
        self.match_wire(asked, probes, stay)
        self.match_stay(asked, probes, page, stay)
        self.match_memory(memory)
        reloads = [line for line in daemon.lines('configuration reloaded')]
        self.assertGreaterEqual(len(reloads), RELOADS)
        self.assertEqual(daemon.lines('configuration refused'), [])
        if not any('lost' in each.possible_outcomes(INTERVAL_NS) for host in asked.values() for each in host):
            self.assertEqual(daemon.lines('target down'), [], 'the wire has answered all in time')

    def tell_lateness(self, page):
        buckets = sorted((float(has['le']), value) for has, value in page.find('reachd_send_lateness_seconds_bucket'))
        total = buckets[-1][1]
        for le, count in buckets:
            if count >= 0.99 * total:
                print(f'send lateness: 99 % of {total:.0f} within {le * 1e3:g} ms')
                break

    def match_wire(self, asked, probes, stay):
        self.assertLessEqual(stay, set(asked))
        for number in range(HOSTS):
            host = address(number)
            told = [each for each in probes.get(host, ()) if each['sent_ns'] is not None]
            self.assertEqual(len(told), len(asked.get(host, ())), host)
        print(f'{sum(map(len, asked.values()))} requests on the wire, each told')

    def match_stay(self, asked, probes, page, stay):
        """None lost but by the wire, none doubled, each in its place."""
        distances, late = [], 0
        for host in stay:
            sent = sent_in_order(probes[host])
            self.assertEqual([each['seq'] for each in sent], list(range(1, len(sent) + 1)), host)
            for each, request in zip(sent, asked[host]):
                possible = request.possible_outcomes(INTERVAL_NS)
                late += 'lost' in possible  # this machine was too slow to answer
                self.assertIn(each['outcome'], possible | ({'stopped'} if each is sent[-1] else set()), host)
            for each in sent[1:]:
                off = (each['sent_ns'] - sent[0]['sent_ns']) % INTERVAL_NS
                distances.append(min(off, INTERVAL_NS - off))
            due = round((sent[-1]['sent_ns'] - sent[0]['sent_ns']) / INTERVAL_NS) + 1
            skipped = page.sum('reachd_probes_skipped_total', target=host)
            self.assertLessEqual(abs(len(sent) + skipped - due), 1, host)
        print(f'{late} replies that the wire had too late; all others were taken')
        print(f'distance from its place: {statistics.median(distances) / 1e6:.1f} ms (median)')
        self.assertLess(statistics.median(distances), INTERVAL_NS / 20)

    def match_memory(self, memory):
        """Flat after the first tenth: what is given back is used again."""
        early, late = max(memory[:max(RELOADS // 10, 10)]), statistics.median(memory[-10:])
        print(f'resident: {early / 1e6:.1f} MB after the first tenth, {late / 1e6:.1f} MB at the end')
        if not os.environ.get('REACHD_SANITIZE'):  # which keeps freed memory for a while
            self.assertLess(late, early * 1.25 + 4e6)


if __name__ == '__main__':
    cases.main()
