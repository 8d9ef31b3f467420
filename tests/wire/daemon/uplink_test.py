# SPDX-License-Identifier: Apache-2.0
"""One outage, one alarm. A thousand hosts behind a gateway that goes away are unknown, not down, and one line says why;
a host that is dead beside a living gateway is down. Uptime Kuma (#1089) and Gatus (#109) send an alarm for each host;
fping, SmokePing, smokeping_prober and blackbox_exporter have no notion of an uplink: all of their hosts are down."""
import time

import cases
from reachd import wait_until

QUICK = {'interval': '1s', 'timeout': '500ms'}
GATEWAY = ['10.9.0.2', 'fd09::2']
FAR4, FAR6 = '10.20.{}.{}', 'fd20::{:x}'


class Uplink(cases.Case):
    tools = ('ip', 'nft')

    def setUp(self):
        super().setUp()
        self.here, self.there = self.pair()
        self.there.sysctl(ipv6__conf__vb__keep_addr_on_down=1, ipv6__conf__vb__accept_dad=0)
        # All of two networks answers, behind the far end of the cable.
        self.there.ip('route add local 10.20.0.0/16 dev lo', 'route add local fd20::/64 dev lo')
        self.here.ip(f'route add default via {GATEWAY[0]}', f'route add ::/0 via {GATEWAY[1]}')

    def far(self, count):
        """Half of them IPv6."""
        v4 = [FAR4.format(host // 250, host % 250 + 1) for host in range(count)]
        return [v4[host] if host % 2 else FAR6.format(host + 1) for host in range(count)]

    def watch(self, hosts, settings=None, **more):
        daemon = self.start({'defaults': {**QUICK, **(settings or {})}, 'targets': hosts, **more})
        daemon.wait_for_states(60, up=[each if isinstance(each, str) else each['host'] for each in hosts])
        wait_until(lambda: daemon.page().sum('reachd_uplink_up') >= 1, 'the uplink is judged')
        return daemon

    def in_state(self, page, state):
        return {has['target'] for has, value in page.find('reachd_state', state=state) if value == 1}

    def silence(self):
        """The far end takes no ICMP echo any more and passes none on; neighbours still find each other."""
        self.there.nft('''input: icmp type echo-request drop
                          input: icmpv6 type echo-request drop''')

    def speak(self):
        self.there.nft('input: accept')

    def assert_one_outage(self, daemon, why):
        lines = daemon.lines('uplink down')
        self.assertEqual(len(lines), 1, lines)
        self.assertIn(why, lines[0]['why'])
        self.assertEqual(daemon.lines('target down'), [])

    def assert_judged_within_three_probes(self, daemon, hosts):
        """From now on. Who is not up yet has not had three more probes."""
        before = daemon.page().by('reachd_probes_sent_total', 'target')

        def all_up():
            page = daemon.page()
            late = set(hosts) - self.in_state(page, 'up')
            sent = page.by('reachd_probes_sent_total', 'target')
            flying = page.by('reachd_probes_in_flight', 'target')
            for host in late:
                self.assertLess(sent[host] - before[host] - flying.get(host, 0), 3, host)
            return not late
        wait_until(all_up, 'all judged again', 30, pause=0.1)

    def test_a_thousand_targets_behind_a_gateway_that_falls_silent(self):
        hosts = self.far(1000)
        daemon = self.watch(hosts)
        self.silence()
        daemon.wait_for(lambda page: self.in_state(page, 'unknown') == set(hosts), 'all unknown', 60)
        self.assert_one_outage(daemon, GATEWAY[0])
        self.assertIn(GATEWAY[1], daemon.lines('uplink down')[0]['why'])
        self.assertEqual(daemon.page().sum('reachd_uplink_up'), 0)
        self.speak()
        self.assert_judged_within_three_probes(daemon, hosts)
        wait_until(lambda: len(daemon.lines('uplink up')) == 1, 'the end of the outage')
        daemon.stop()
        self.assert_one_outage(daemon, GATEWAY[0])
        self.assertLess(len(daemon.lines()), 100, 'a crowd is a few lines and a count')
        print(f"the outage lasted {daemon.lines('uplink up')[0]['lasted_seconds']:.1f} s")

    def test_the_cable_is_cut(self):
        hosts = self.far(20) + ['10.9.0.5', 'fd09::5']  # the last two are on the link
        daemon = self.watch(hosts)
        self.there.ip('link set vb down')
        daemon.wait_for(lambda page: self.in_state(page, 'unknown') == set(hosts), 'all unknown', 60)
        self.assert_one_outage(daemon, 'the link of the default route is down: va')
        self.there.ip('link set vb up')
        daemon.wait_for_states(60, up=hosts)
        daemon.stop()
        self.assertEqual(daemon.lines('target down'), [])

    def test_the_default_route_is_removed(self):
        hosts = self.far(20)
        daemon = self.watch(hosts + ['10.9.0.5', '127.0.0.1'])
        self.here.ip('route del default', 'route del ::/0')
        daemon.wait_for(lambda page: self.in_state(page, 'unknown') == set(hosts), 'all beyond it unknown', 60)
        self.assertEqual(self.in_state(daemon.page(), 'up'), {'10.9.0.5', '127.0.0.1'})
        wait_until(lambda: daemon.lines('uplink down'), 'the event')
        self.assert_one_outage(daemon, 'no default route any more')
        self.here.ip(f'route add default via {GATEWAY[0]}', f'route add ::/0 via {GATEWAY[1]}')
        daemon.wait_for_states(60, up=hosts)
        daemon.stop()
        self.assert_one_outage(daemon, 'no default route any more')

    def test_a_host_that_is_dead_beside_a_living_gateway_is_down(self):
        hosts = self.far(6)
        daemon = self.watch(hosts)
        self.there.nft(f'''input: ip daddr {hosts[1]} drop
                           input: ip6 daddr {hosts[2]} drop''')
        daemon.wait_for_states(60, down=hosts[1:3], up=[hosts[0], *hosts[3:]])
        daemon.stop()
        self.assertEqual(daemon.lines('uplink'), [])
        down = daemon.lines('target down', target=hosts[1])[0]
        self.assertTrue(down['outcomes'].endswith('.xxx'), down)
        self.assertLess(down['last_reply'], down['first_lost'])

    def test_behind_a_gateway_that_never_answers_a_dead_host_is_down_too(self):
        self.there.nft(f'''input: ip daddr {GATEWAY[0]} icmp type echo-request drop
                           input: ip6 daddr {GATEWAY[1]} icmpv6 type echo-request drop''')
        hosts = self.far(6)
        daemon = self.watch(hosts)
        self.there.nft(f'''input: ip daddr {GATEWAY[0]} icmp type echo-request drop
                           input: ip6 daddr {GATEWAY[1]} icmpv6 type echo-request drop
                           input: ip daddr {hosts[1]} drop
                           input: ip6 daddr {hosts[2]} drop''')
        daemon.wait_for_states(60, down=hosts[1:3], up=[hosts[0], *hosts[3:]])
        daemon.stop()
        self.assertEqual(daemon.lines('uplink'), [])

    def test_a_gateway_that_drops_echoes_from_some_time_on_hides_no_dead_host(self):
        hosts = self.far(6)
        daemon = self.watch(hosts)
        drop_echoes = f'''input: ip daddr {GATEWAY[0]} icmp type echo-request drop
                          input: ip6 daddr {GATEWAY[1]} icmpv6 type echo-request drop'''
        self.there.nft(drop_echoes)
        time.sleep(8)
        self.assertEqual(daemon.page().sum('reachd_uplink_up'), 2)
        self.assertEqual(self.in_state(daemon.page(), 'up'), set(hosts))
        self.there.nft(f'''{drop_echoes}
                           input: ip daddr {hosts[1]} drop
                           input: ip6 daddr {hosts[2]} drop''')
        daemon.wait_for_states(60, down=hosts[1:3], up=[hosts[0], *hosts[3:]])
        daemon.stop()
        self.assertEqual(len(daemon.lines('uplink down')), len(daemon.lines('uplink up')))

    def test_a_dead_parent_is_one_target_down(self):
        parent, *children = self.far(12)[::2]
        daemon = self.watch([parent, *({'host': child, 'parent': parent} for child in children)])
        self.silence_far()
        daemon.wait_for_states(60, down=[parent], unknown=children)
        self.speak()
        daemon.wait_for_states(60, up=[parent, *children])
        daemon.stop()
        self.assertEqual([line['target'] for line in daemon.lines('target down')], [parent])
        self.assertEqual({line['reason'] for line in daemon.lines('target unknown')}, {'parent'})

    def silence_far(self):
        """All beyond the gateway, and not the gateway."""
        self.there.nft('''input: ip daddr 10.20.0.0/16 drop
                          input: ip6 daddr fd20::/64 drop''')

    def test_an_uplink_that_targets_stand_for(self):
        hosts = self.far(10)
        daemon = self.watch(hosts, uplink={'targets': hosts[:2]})
        self.silence_far()
        daemon.wait_for(lambda page: self.in_state(page, 'unknown') == set(hosts), 'all unknown', 60)
        self.assert_one_outage(daemon, 'none of the uplink targets answers')
        self.speak()
        daemon.wait_for_states(60, up=hosts)
        daemon.stop()
        self.assert_one_outage(daemon, 'none of the uplink targets answers')

    def test_switched_off_every_host_is_down_for_itself(self):
        hosts = self.far(10)
        daemon = self.start({'defaults': QUICK, 'targets': hosts, 'uplink': 'off'})
        daemon.wait_for_states(60, up=hosts)
        self.silence()
        daemon.wait_for_states(60, down=hosts)
        self.assertEqual(daemon.page().find('reachd_uplink_up'), [])
        daemon.stop()
        self.assertEqual(daemon.lines('uplink'), [])

    def test_the_gateway_as_a_target(self):
        daemon = self.start({'defaults': QUICK, 'targets': ['_gateway']})
        daemon.wait_for_states(up=['_gateway'])
        self.assertIn(GATEWAY[0], [has['address'] for has, _ in daemon.page().find('reachd_target_info')])
        daemon.stop()

    def test_the_gateway_as_a_target_follows_the_default_route_also_where_no_uplink_is_judged(self):
        self.here.ip('route del default', 'route del ::/0')
        daemon = self.start({'defaults': QUICK, 'targets': ['_gateway'], 'uplink': 'off'})

        def has_address(wanted):
            return lambda page: wanted in [has.get('address') for has, _ in page.find('reachd_target_info')]
        daemon.wait_for_states(unresolved=['_gateway'])
        self.here.ip(f'route add default via {GATEWAY[0]}')
        daemon.wait_for(has_address(GATEWAY[0]), 'the gateway that came', 30)
        self.here.ip('route replace default via 10.9.0.3')
        daemon.wait_for(has_address('10.9.0.3'), 'the other gateway', 90)
        daemon.wait_for_states(up=['_gateway'])
        daemon.stop()


if __name__ == '__main__':
    cases.main()
