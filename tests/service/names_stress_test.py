# SPDX-License-Identifier: Apache-2.0
"""A thousand names that nobody answers for, beside nine thousand addresses: the addresses are probed as if alone."""
import json
import time

import case
from daemon import PATIENCE, SANITIZERS, wait_for
from dns_server import DnsServer
from page import Page

SCALE = 10 if SANITIZERS else 1
LITERALS = [f'127.{number // 62500 + 1}.{number // 250 % 250}.{number % 250 + 1}' for number in range(9000 // SCALE)]
NAMES = [f'host{number}.test' for number in range(1000 // SCALE)]
TEXT = 'uplink: off\ndefaults: {interval: 2s}\ntargets: [%s]\n'
FAMILIES = ('reachd_probes_sent', 'reachd_probes_skipped', 'reachd_send_lateness', 'reachd_resolver')
LATE = '0.1'  # seconds: a bucket of the lateness


class NamesStress(case.ServiceCase):
    def measure(self, targets):
        """(seconds until all addresses are up, share of probes that began late or not at all, seconds of the end)."""
        began = time.monotonic()
        with self.daemon(TEXT % ', '.join(targets), wrapper=self.dns_client()) as daemon:
            wait_for(lambda: self.states(daemon)['up'] == len(LITERALS), 'all addresses up', 60)
            up = time.monotonic() - began
            until = time.monotonic() + 4
            wait_for(lambda: time.monotonic() > until, 'two rounds')
            last = self.figures(daemon)
            if len(targets) > len(LITERALS):
                self.assertEqual(self.states(daemon)['unresolved'], len(NAMES))
                self.assertEqual(sum(last.sent(name) for name in NAMES), 0)
                self.assertGreater(last.one('reachd_resolver_queued'), len(NAMES) / 2)
            return up, self.share_late(last), daemon.stop()

    def states(self, daemon):
        return json.loads(daemon.get('/api/v1/status?state=down').text())['states']

    def figures(self, daemon):
        """The part of the page that is looked at; all of it takes Python longer than the whole test may."""
        return Page('\n'.join(line for line in daemon.get('/metrics').text().split('\n') if line.startswith(FAMILIES)))

    def share_late(self, page):
        begun = page.one('reachd_send_lateness_seconds_count')
        on_time = page.one('reachd_send_lateness_seconds_bucket', le=LATE)
        self.assertGreater(on_time, len(LITERALS))
        return (begun - on_time + sum(page.all('reachd_probes_skipped_total'))) / begun

    def test_a_thousand_names_without_an_answer_change_nothing_for_the_addresses(self):
        with DnsServer(mute=True):
            alone = self.measure(LITERALS)
            beside = self.measure([*LITERALS[:100], *NAMES, *LITERALS[100:]])
        print(f'seconds until up, share late, seconds until ended: {alone} alone, {beside} beside names', flush=True)
        # A lookup that held the loop would hold it for seconds, and then most probes are late; less is the machine.
        self.assertLess(beside[0], alone[0] * 3 + 5 * PATIENCE)
        self.assertLess(beside[1], alone[1] * 2 + 0.25)
        self.assertLess(beside[2], 2 * PATIENCE)


if __name__ == '__main__':
    case.main()
