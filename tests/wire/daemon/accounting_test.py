# SPDX-License-Identifier: Apache-2.0
"""Hosts that misbehave in nineteen ways, IPv4 and IPv6: what reachd counts is what was on the wire. For the figure:
`--hosts 1000 --minutes 10`; with more hosts all times are longer, so that the rate stays about the same.

smokeping_prober knows no timeout, takes what comes after it for a reply, and shows more responses than requests at the
edge of a scrape; like fping it believes a corrupt reply and one from another address. check_icmp counts a duplicate as
one more reply, ping ends at the first ICMP error, and ping_exporter's only receiver at the first read error."""
import collections
import itertools
import re
import time

import cases
import truth
from reachd import sent_in_order, tally, wait_until

ROUTER = {4: '10.77.255.1', 6: 'fd00:77:ffff::1'}
HOSTS = cases.option('--hosts', 100)
MINUTES = cases.option('--minutes', 0.0)
SCALE = max(1, HOSTS // 100)  # of all times
# What hosts do, and how long their probes wait (their interval is 100 ms or 200 ms).
KINDS = {
    'clean': ('', '100ms'),
    'delayed': ('delay=1ms..40ms', '100ms'),
    'overlapping': ('delay=250ms', '600ms'),
    'late': ('delay=300ms', '100ms'),
    'late_doubled': ('delay=300ms duplicate=1/2', '100ms'),
    'lossy': ('lose=1/7', '100ms'),
    'unlucky': ('lose=20%', '100ms'),
    'silent': ('lose=all', '100ms'),
    'doubled': ('duplicate=1/3', '100ms'),
    'reordered': ('hold=1/4:250ms', '600ms'),
    'unreachable': ('error=3/1 from={router}', '100ms'),
    'answers_after_error': ('error=3/10:1/5 from={router} and_reply', '100ms'),
    'checksum': ('checksum=1/3', '100ms'),
    'source': ('source=1/3', '100ms'),
    'token': ('token=1/3', '100ms'),
    'code': ('code=1/3', '100ms'),
    'short': ('short=1/3', '100ms'),
    'forged_error': ('forged_error=1/3', '100ms'),
    'mixed': ('delay=1ms..40ms lose=1/9 duplicate=1/4 hold=1/5:250ms', '600ms'),
    'corrupt': ('delay=1ms..40ms lose=1/9 hold=1/5:250ms checksum=1/7 token=1/11 code=1/13', '600ms'),
}
KINDS = {kind: tuple(re.sub(r'(\d+)ms', lambda ms: f'{int(ms[1]) * SCALE}ms', words) for words in row)
         for kind, row in KINDS.items()}
HOSTS_OF_A_KIND = -(-HOSTS // (2 * len(KINDS)))
PROBES = 20 if MINUTES else 50  # of the slowest target
QUIET = 12  # probes of the slowest target that cannot leave: long enough for every reply to come
LATE = ('late', 'late_doubled')


def rule(kind, family, number):
    words = KINDS[kind][0].format(router=ROUTER[family])
    if family == 6:
        words = words.replace('error=3/10', 'error=1/1').replace('error=3/1', 'error=1/3')
    return f'10.77.{number}.0/24 {words}' if family == 4 else f'fd00:77:{number:x}::/48 {words}'


def address(family, number, host):
    # Even ones: a reply from the "wrong source" comes from the odd neighbour.
    return f'10.77.{number}.{2 * host}' if family == 4 else f'fd00:77:{number:x}::{2 * host:x}'


def hosts():
    """KIND, FAMILY, ADDRESS, INTERVAL of each target."""
    for (number, kind), family, host in itertools.product(enumerate(KINDS, 1), (4, 6), range(1, 1 + HOSTS_OF_A_KIND)):
        slow = host == HOSTS_OF_A_KIND
        yield kind, family, address(family, number, host), f'{SCALE * (200 if slow else 100)}ms'


class Accounting(cases.Case):
    def setUp(self):
        super().setUp()
        self.net = self.wire(*(rule(kind, family, number)
                               for number, kind in enumerate(KINDS, 1) for family in (4, 6)))
        self.kinds = {host: kind for kind, _, host, _ in hosts()}
        self.held_up = 0

    def test_what_is_counted_is_what_was_on_the_wire(self):
        targets = [{'host': host, 'interval': interval, 'timeout': KINDS[kind][1]}
                   for kind, _, host, interval in hosts()]
        daemon = self.start({'targets': targets})
        pages, until = [], time.monotonic() + 60 * MINUTES

        def enough():
            pages.append(daemon.page())  # each of them balances
            sent = min(pages[-1].by('reachd_probes_sent_total', 'target').values())
            return sent >= PROBES and time.monotonic() > until
        wait_until(enough, f'{PROBES} probes to each host', 60 * SCALE + 60 * MINUTES, pause=0.5 + 3 * MINUTES)
        self.assertEqual(len(pages[-1].targets()), len(targets))
        settled_ns = self.fall_silent(daemon, pages)
        daemon.stop()
        self.net.close()

        probes, asked = daemon.probe_log(), truth.requests(self.net)
        self.assertEqual(set(probes), set(self.kinds))
        for host, kind in self.kinds.items():
            with self.subTest(host=host, kind=kind):
                self.judge(probes[host], asked[host], KINDS[kind][1])
                self.match_pages(probes[host], pages, host)
        self.match_patterns(probes)
        self.match_extra(probes, pages[-1], asked, settled_ns)
        self.match_rejections(pages[-1], asked)
        self.match_states(daemon, pages[-1])

    def fall_silent(self, daemon, pages):
        """Takes the routes away, so that nothing leaves any more, and waits until nothing can come. The last page then
        tells of everything that crossed the device until the time that is returned."""
        for family in ('-4', '-6'):
            self.net.run(['ip', family, 'route', 'flush', 'dev', 'wire0'])
        before = pages[-1].by('reachd_local_errors_total', 'target')

        def quiet(page):
            failed = page.by('reachd_local_errors_total', 'target')
            return all(failed.get(host, 0) >= before.get(host, 0) + QUIET for host in self.kinds) and \
                not page.by('reachd_probes_in_flight', 'target')

        def silent():
            asked_ns = time.time_ns()
            page = daemon.page()
            return (asked_ns, page) if quiet(page) else None
        asked_ns, page = wait_until(silent, 'the end of all that was under way', 60)
        pages.append(page)
        return asked_ns - truth.BORDER_NS

    def judge(self, probes, requests, timeout):
        """Each request is one probe, and its outcome what the wire made of it."""
        sent = sent_in_order(probes)
        self.assertEqual([each['seq'] for each in sent], list(range(1, len(sent) + 1)), 'each sequence once')
        self.assertEqual(len(sent), len(requests), 'requests on the wire')
        timeout_ns = int(timeout.removesuffix('ms')) * 1_000_000
        for probe, request in zip(sent, requests):
            if probe['outcome'] == 'stopped':
                continue
            self.assertIn(probe['outcome'], request.possible_outcomes(timeout_ns), f'{probe} {vars(request)}')
        failed = [each['seq'] for each in probes if each['outcome'] == 'local_error']
        self.assertTrue(all(seq > len(requests) for seq in failed), 'until the routes went nothing failed here')

    def match_pages(self, probes, pages, host):
        """What a page says has ended is how the first so many probes of the log ended."""
        for page in pages:
            counted = page.outcomes(host)
            self.assertEqual(tally(probes[:int(sum(counted.values()))]), counted)

    def match_patterns(self, probes):
        """Where the script is exact, so is the loss."""
        every = {'lossy': 7, 'checksum': 3, 'source': 3, 'token': 3, 'code': 3, 'short': 3, 'forged_error': 3}
        for host, kind in self.kinds.items():
            lost = {each['seq'] for each in probes[host] if each['outcome'] == 'lost'}
            if kind in every:
                ended = {each['seq'] for each in probes[host] if each['outcome'] not in ('stopped', 'local_error')}
                self.assertLessEqual({seq for seq in ended if seq % every[kind] == 0}, lost, f'{kind} {host}')
            if kind in ('silent', *LATE):
                self.assertEqual(set(tally(probes[host])) - {'stopped', 'local_error'}, {'lost'}, f'{kind} {host}')

    def match_extra(self, probes, page, asked, settled_ns):
        """Late replies with their RTTs, and duplicates, of each host."""
        doubtful, totals = 0, collections.Counter()
        for host, kind in self.kinds.items():
            sent = list(zip(sent_in_order(probes[host]), asked[host]))
            timeout_ns = int(KINDS[kind][1].removesuffix('ms')) * 1_000_000
            extra = [request.extra(probe['outcome'], timeout_ns, settled_ns) for probe, request in sent]
            late, duplicates = ([sum(each[which][end] for each in extra) for end in (0, 1)] for which in (0, 1))
            doubtful += late[0] != late[1] or duplicates[0] != duplicates[1]
            for name, (least, most) in (('late', late), ('duplicate', duplicates)):
                counted = page.sum(f'reachd_replies_{name}_total', target=host)
                self.assertTrue(least <= counted <= most, f'{kind} {host}: {counted} {name}, {least} to {most}')
                totals[name] += counted
            rtts_ns = sum(request.rtt() for (_, request), (first, _) in zip(sent, extra) if first[0])
            if late[0] == late[1]:
                counted_ns = page.sum('reachd_replies_late_rtt_seconds_total', target=host) * 1e9
                self.assertLess(abs(counted_ns - rtts_ns), truth.BORDER_NS * max(late[0], 1), f'{kind} {host}')
        print(f'{totals["late"]:.0f} late and {totals["duplicate"]:.0f} duplicates, each where it was on the wire; '
              f'{doubtful} hosts with a packet that might be either')
        self.assertGreater(totals['late'], 2 * len(LATE) * HOSTS_OF_A_KIND * PROBES * 0.9)
        self.assertGreater(totals['duplicate'], 2 * HOSTS_OF_A_KIND * PROBES / 3)
        self.assertLess(doubtful, len(self.kinds) / 4, 'this machine is too slow to tell')

    def match_rejections(self, page, asked):
        """Each forgery is counted under its reason, but one that a slow machine held up for longer than its probe is
        remembered, which is stale then; so is an ICMP error whose probe has ended."""
        rejected = page.by('reachd_replies_rejected_total', 'reason')
        actions = collections.Counter(line['action'] for line in self.net.log if line['t_reply_ns'] is not None)
        self.held_up = old = late_errors = 0
        for host, kind in self.kinds.items():
            limit = int(KINDS[kind][1].removesuffix('ms')) * 1_000_000 - truth.BORDER_NS
            for request in asked[host]:
                self.held_up += kind not in LATE and any(time > limit for time in request.replies)
                old += sum(time > 11 * limit for time in request.replies + request.forged)
                late_errors += sum(time > limit for time in request.errors)
        for reason in ('checksum', 'code', 'short', 'source', 'token', 'icmp_error', 'stale'):
            action = 'forged_error' if reason == 'icmp_error' else reason
            least = actions[action] - (old if reason in ('source', 'token') else 0)
            most = actions[action] + {'icmp_error': late_errors, 'stale': old}.get(reason, 0)
            print(f'{reason}: {rejected.get(reason, 0):.0f} counted, {least} to {most} on the wire')
            self.assertTrue(least <= rejected.get(reason, 0) <= most, reason)
            self.assertTrue(least > 0 or reason == 'stale', reason)
        print(f'held up by the machine: {self.held_up}, {late_errors} errors among them; {old} too long to be known')

    def match_states(self, daemon, page):
        """Who never answers is down and who does was never; a turn too late to probe leaves either unknown for a while.
        What a slow machine held up beyond its deadline is loss too, so nothing is said of states then."""
        said = collections.defaultdict(set)
        for line in daemon.lines('target down'):
            said[line['target']].add(line['reason'])
        for host, kind in self.kinds.items():
            if kind in ('unlucky', 'mixed', 'corrupt') or self.held_up:
                continue
            reasons = {'silent': {'lost'}, 'late': {'lost'}, 'late_doubled': {'lost'},
                       'unreachable': {self.reason_of(host)}}.get(kind, set())
            self.assertEqual(said[host], reasons, f'{kind} {host}')
            self.assertIn(page.state(host), {'down' if reasons else 'up', 'unknown'}, f'{kind} {host}')

    @staticmethod
    def reason_of(host):
        family, error = (4, 'type 3 code 1') if '.' in host else (6, 'type 1 code 3')
        return f'unreachable: ICMP {error} from {ROUTER[family]}'


if __name__ == '__main__':
    cases.main()
