# SPDX-License-Identifier: Apache-2.0
"""Names: nobody waits for them, a dead resolver is no dead host, and what resolves is probed."""
import json
import math
import time

import case
from daemon import wait_for
from dns_server import DnsServer

UP = 'targets: [web.test, six.test, 127.0.0.1]\n'
NOWHERE = 'targets: [nowhere.test, 127.0.0.1]\n'
FAMILIES = """targets:
  - {name: four, host: both.test, family: 4}
  - {name: six, host: both.test, family: 6}
  - {name: none, host: old.test, family: 6}
"""
LITERALS = [f'127.0.1.{number}' for number in range(1, 21)]


class NamesTest(case.ServiceCase):
    def test_a_name_that_resolves_is_probed(self):
        with DnsServer({'web.test': '127.0.0.2', 'six.test': '::1'}) as server:
            with self.daemon(UP, wrapper=self.dns_client()) as daemon:
                daemon.wait_log(3, msg='target up')
                page = daemon.page()
                self.assertEqual(page.all('reachd_target_info', target='web.test', address='127.0.0.2'), [1])
                self.assertEqual(page.all('reachd_target_info', target='six.test', address='::1'), [1])
                self.assertEqual(page.one('reachd_resolver_lookups_total'), 2)
                self.assertEqual(page.one('reachd_resolver_failures_total'), 0)
                self.assertEqual(sorted(server.asked), ['six.test', 'web.test'])

    def test_a_name_that_does_not_resolve_hurts_nobody_and_is_told_once(self):
        with DnsServer() as server, self.daemon(NOWHERE, wrapper=self.dns_client()) as daemon:
            daemon.wait_log(msg='target up', target='127.0.0.1')
            wait_for(lambda: server.times_asked('nowhere.test') >= 3, 'two more attempts')
            page = daemon.page()
            self.assertEqual(page.state('nowhere.test'), 'unresolved')
            self.assertEqual(page.sent('nowhere.test'), 0)
            self.assertIsNone(page.one('reachd_up', target='nowhere.test'))
            self.assertEqual(page.state('127.0.0.1'), 'up')
            told = daemon.log(msg='name lookup failed')
            self.assertEqual([(line['target'], line['keeps_address']) for line in told], [('nowhere.test', 'none')])

    def test_a_family_is_looked_up_and_probed_alone(self):
        with DnsServer({'both.test': ['127.0.0.2', '::1'], 'old.test': '127.0.0.3'}) as server:
            with self.daemon(FAMILIES, wrapper=self.dns_client()) as daemon:
                daemon.wait_log(2, msg='target up')
                page = daemon.page()
                self.assertEqual(page.all('reachd_target_info', target='four', address='127.0.0.2'), [1])
                self.assertEqual(page.all('reachd_target_info', target='six', address='::1'), [1])
                told = daemon.wait_log(msg='name lookup failed')
                self.assertIn('has no IPv6 address', told[0]['error'])
                self.assertEqual(page.state('none'), 'unresolved')
                self.assertEqual(server.asked, ['both.test'])
                self.assertEqual(set(server.asked_v6), {'both.test', 'old.test'})

    def test_a_name_that_comes_to_exist_is_found(self):
        with DnsServer() as server, self.daemon(NOWHERE, wrapper=self.dns_client()) as daemon:
            daemon.wait_log(msg='name lookup failed')
            server.names['nowhere.test'] = '127.0.0.7'
            daemon.wait_log(msg='name resolved', target='nowhere.test', address='127.0.0.7')
            daemon.wait_log(msg='target up', target='nowhere.test')

    def test_a_resolver_that_dies_leaves_the_last_good_address(self):
        # A name is looked up again after 48 to 60 s, and a lookup without an answer takes 4 s.
        with DnsServer({'web.test': '127.0.0.2'}) as server:
            with self.daemon('targets: [web.test]', wrapper=self.dns_client()) as daemon:
                daemon.wait_log(msg='target up', target='web.test')
                server.mute = True
                daemon.wait_log(msg='name lookup failed', keeps_address='127.0.0.2', seconds=90)
                asked = server.times_asked('web.test')
                sent = daemon.page().sent('web.test')
                wait_for(lambda: server.times_asked('web.test') >= asked + 3, 'the next attempts')
                page = daemon.wait_page(lambda page: page.sent('web.test') > sent, 'probes that go on')
                self.assertEqual(page.state('web.test'), 'up')
                self.assertEqual(page.ended('web.test').keys(), {'reply'})
                self.assertEqual(page.one('reachd_state_changes_total', target='web.test'), 2)
                self.assertEqual(len(daemon.log(msg='name lookup failed')), 1)

    def test_ready_does_not_wait_for_names(self):
        with DnsServer(mute=True), self.daemon('targets: [web.test]', wrapper=self.dns_client()) as daemon:
            began = time.monotonic()
            self.assertEqual(daemon.get('/-/ready').status, 200)
            page = daemon.page()
            self.assertLess(time.monotonic() - began, 2)  # the lookup takes 4 s to fail
            self.assertEqual(page.state('web.test'), 'unresolved')
            self.assertEqual(page.one('reachd_resolver_failures_total'), 0)

    def test_two_hundred_names_without_an_answer_delay_no_probe(self):
        names = [f'host{number}.test' for number in range(200)]
        log = self.path('probes')
        with DnsServer(mute=True), self.daemon(f'targets: [{", ".join(names + LITERALS)}]', '--probe-log', log,
                                               wrapper=self.dns_client()) as daemon:
            page = daemon.wait_page(lambda page: min(page.sent(each) for each in LITERALS) >= 6, 'six probes each')
            self.assertEqual({page.state(name) for name in names}, {'unresolved'})
            self.assertGreater(page.one('reachd_resolver_queued'), 100)
            daemon.stop()
        self.check_schedule(log, page)

    def check_schedule(self, log, page):
        """Until the page was made: as many probes as there are seconds between the first and the last, for each
        literal, but for those that a machine which stood still for a quarter of a second made it skip."""
        sent = {each: [] for each in LITERALS}
        with open(log, encoding='utf-8') as file:
            # The last one of a target may have been stopped before it left.
            for probe in sorted(map(json.loads, file), key=lambda probe: probe['sent_ns'] or math.inf):
                sent[probe['target']].append(probe)
        for each, probes in sent.items():
            probes = probes[:int(page.sent(each))]
            self.assertEqual({probe['outcome'] for probe in probes}, {'reply'}, each)
            span = (probes[-1]['sent_ns'] - probes[0]['sent_ns']) / 1e9
            # Either of the two may have been sent up to a second late where the machine is slow.
            self.assertLessEqual(math.floor(span) + 1 - len(probes), page.skipped(each), f'{each}: {span} s')
            self.assertLessEqual(len(probes), math.ceil(span) + 1, f'{each}: {span} s')


if __name__ == '__main__':
    case.main()
