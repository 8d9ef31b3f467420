# SPDX-License-Identifier: Apache-2.0
"""Twenty thousand forged packets a second, each about a probe in flight, while every host answers truly: none is
believed, each is counted, and no true reply is missed. `--count 1000000` for the figure.

fping and smokeping_prober believe the reply from another address and the one with a wrong checksum; ping the one from
another address, the one with a code, and the one cut to nothing, of which it makes a round trip of 292,000 years.
ping_exporter matches by id and sequence alone, and check_icmp takes a replay for one more reply."""
import collections
import signal

import cases
from reachd import sent_in_order, tally, wait_until

COUNT = cases.option('--count', 60_000)
RATE = 20_000
STRAY = ('reachd_replies_rejected_total', 'reachd_replies_late_total', 'reachd_replies_duplicate_total')
DROPS = 'reachd_receive_queue_drops_total'
LONG = '0.25'  # seconds by which a turn may be late before a full queue is the machine's doing


def counted(page):
    """Packets that came in and were no reply to anything."""
    return sum(page.sum(name) for name in STRAY) + page.sum(DROPS)


def by_reason(page):
    """A replay is a duplicate where its probe is still remembered, and stale where not."""
    reasons = collections.Counter(page.by('reachd_replies_rejected_total', 'reason'))
    reasons['stale'] += sum(page.sum(name) for name in STRAY[1:])
    return dict(reasons)


def failures(page, hosts):
    return sum(page.outcomes(host).get('local_error', 0) for host in hosts)


def long_stalls(page):
    lag = 'reachd_loop_lag_seconds_bucket'
    return page.sum(lag, le='+Inf') - page.sum(lag, le=LONG)


class Flood(cases.Case):
    tools = ('ip', 'setpriv')

    def flood(self, count, rate, delay_ms, launcher=()):
        """The wire, the daemon, and the targets; the forger begins with the first replies."""
        self.delay_ns = delay_ms * 1_000_000
        net = self.wire(f'10.77.0.0/16 delay={delay_ms}ms', f'fd00:77::/32 delay={delay_ms}ms',
                        forge=count, forge_rate=rate)
        hosts = [f'10.77.0.{2 * host}' for host in range(1, 41)] + [f'fd00:77::{2 * host:x}' for host in range(1, 41)]
        return net, self.start({'defaults': {'interval': '100ms', 'timeout': '3s'}, 'targets': hosts}, launcher), hosts

    def wait_for_forger(self, net, count):
        sent = wait_until(net.forgeries, 'all forgeries sent', 60 + 5 * count / RATE)
        total = sent.pop()
        print(f'{total["total"]} forged packets in {total["seconds"]} s')
        self.assertEqual(sum(line['sent'] for line in sent), count)
        self.assertGreater(min(line['sent'] for line in sent), 0, 'each kind')
        return sent

    def match_replies(self, daemon, net, hosts):
        """Each probe that had time to is answered, by the true reply: any other would have come sooner."""
        probes, replies, requests = daemon.probe_log(), collections.Counter(), collections.Counter()
        for line in net.log:
            requests[line['dst']] += 1
            replies[line['dst']] += line['action'] == 'reply'
        for host in hosts:
            ended = tally(probes[host])
            self.assertEqual(len(sent_in_order(probes[host])), requests[host], host)
            self.assertLessEqual(ended.get('reply', 0), replies[host], host)
            self.assertLessEqual(replies[host], sum(ended.values()), host)
            rtts = [each['rtt_ns'] for each in probes[host] if each['outcome'] == 'reply']
            self.assertGreaterEqual(min(rtts), 0.99 * self.delay_ns, f'{host} believed what came before its reply')
        return collections.Counter(each['outcome'] for host in hosts for each in probes[host])

    def test_none_is_believed_and_each_is_counted(self):
        net, daemon, hosts = self.flood(COUNT, RATE, 50)
        sent = self.wait_for_forger(net, COUNT)
        daemon.wait_for(lambda page: counted(page) >= COUNT, 'each forgery counted')
        answered = {host: daemon.page().outcomes(host)['reply'] for host in hosts}
        page = daemon.wait_for(lambda page: all(page.outcomes(host)['reply'] >= answered[host] + 5 for host in hosts),
                               'five more replies each')
        daemon.stop()
        net.close()

        outcomes = self.match_replies(daemon, net, hosts)
        print(f'{dict(outcomes)}, counted {by_reason(page)}, dropped {page.sum(DROPS):.0f}')
        self.assertEqual(counted(page), COUNT)
        self.assertEqual(daemon.lines('target down'), [])
        if long_stalls(page) and page.sum(DROPS):
            return  # the machine held us up until the queue was full; the next test is about that
        self.assertEqual(page.sum(DROPS), 0)
        self.assertEqual(set(outcomes) - {'stopped'}, {'reply'})
        wanted = collections.Counter()
        for line in sent:
            wanted[line['reason']] += line['sent']
        self.assertEqual(by_reason(page), wanted)

    def test_what_a_full_queue_dropped_is_counted_too(self):
        """Stopped until the queues are full: true replies are lost to it, and that is no fault of their hosts."""
        count = 100_000  # 40,000 of 768 bytes each are more than twice the 8 MiB that reachd asks for, in either family
        net, daemon, hosts = self.flood(count, 2 * RATE, 1000, cases.WITHOUT_ADMIN)
        daemon.wait_for(lambda page: sum(page.outcomes(host).get('reply', 0) for host in hosts), 'the first reply')
        daemon.signal(signal.SIGSTOP)
        self.wait_for_forger(net, count)
        daemon.signal(signal.SIGCONT)
        sent = daemon.page().by('reachd_probes_sent_total', 'target')
        # The wire, too, may be slow: a reply that comes after its probe failed counts as late when it comes.
        page = daemon.wait_for(lambda page: counted(page) >= count + failures(page, hosts) and
                               all(sum(page.outcomes(host).values()) >= sent[host] for host in hosts),
                               'the probes of that time, and each packet')
        daemon.stop()
        net.close()

        outcomes = self.match_replies(daemon, net, hosts)
        failed = failures(page, hosts)
        print(f'{dict(outcomes)}, counted {by_reason(page)}, dropped {page.sum(DROPS):.0f}, {failed} of them true')
        self.assertGreater(failed, 0)
        self.assertEqual(counted(page), count + failed)
        self.assertLessEqual(set(outcomes), {'stopped', 'reply', 'local_error'})
        self.assertEqual(daemon.lines('target down'), [])


if __name__ == '__main__':
    cases.main()
