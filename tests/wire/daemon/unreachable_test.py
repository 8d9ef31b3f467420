# SPDX-License-Identifier: Apache-2.0
"""Hosts that the network says it cannot reach: a neighbour that answers no ARP, a router that knows no way or forbids
it. Each is `unreachable`, with type, code and sender of the ICMP error in the log."""
import cases
from reachd import tally

PATIENT = {'interval': '200ms', 'timeout': '1s'}
LIVE = ['10.9.0.2', 'fd09::2']


class Unreachable(cases.Case):
    tools = ('ip', 'nft')

    def setUp(self):
        super().setUp()
        self.here, self.there = self.pair()

    def expect(self, daemon, reasons):
        """Each of these goes down for its reason, nothing but `unreachable` happens to it, and the rest is well."""
        daemon.wait_for_states(down=list(reasons), up=LIVE)
        for host, reason in reasons.items():
            said = daemon.lines('target down', target=host)
            self.assertEqual([line['reason'] for line in said], [f'unreachable: ICMP {reason}'], host)
        daemon.stop()
        for host, probes in daemon.probe_log().items():
            self.assertEqual(set(tally(probes)) - {'stopped'}, {'unreachable' if host in reasons else 'reply'}, host)
            self.assertGreaterEqual(len(probes), 3)

    def neighbour_failure_is_quick(self):
        for family in ('ipv4', 'ipv6'):
            self.here.sysctl(**{f'{family}__neigh__va__retrans_time_ms': 50})

    def test_a_neighbour_that_is_not_there(self):
        self.neighbour_failure_is_quick()
        daemon = self.start({'defaults': PATIENT, 'targets': ['10.9.0.99', 'fd09::99', *LIVE]})
        self.expect(daemon, {'10.9.0.99': 'type 3 code 1 from 10.9.0.1', 'fd09::99': 'type 1 code 3 from fd09::1'})

    def test_what_a_router_says(self):
        self.here.ip('route add 10.20.0.0/16 via 10.9.0.2', 'route add fd20::/32 via fd09::2')
        self.there.nft('''forward: ip daddr 10.20.1.0/24 reject with icmp type host-unreachable
                          forward: ip daddr 10.20.2.0/24 reject with icmp type admin-prohibited''')
        self.there.ip('route add unreachable fd20:0:1::/48', 'route add prohibit fd20:0:2::/48',
                      'route add default via 10.9.0.1')
        reasons = {'10.20.1.1': 'type 3 code 1 from 10.9.0.2', '10.20.2.1': 'type 3 code 13 from 10.9.0.2',
                   'fd20:0:1::1': 'type 1 code 0 from fd09::2', 'fd20:0:2::1': 'type 1 code 1 from fd09::2'}
        daemon = self.start({'defaults': PATIENT, 'targets': [*reasons, *LIVE]})
        self.expect(daemon, reasons)

    def test_without_raw_sockets(self):
        """The ping socket hears of it through its error queue."""
        self.neighbour_failure_is_quick()
        self.here.sysctl(ipv4__ping_group_range='0 2147483647')
        self.here.ip('route add 10.20.0.0/16 via 10.9.0.2', 'route add fd20::/32 via fd09::2')
        self.there.nft('forward: ip daddr 10.20.1.0/24 reject with icmp type host-unreachable')
        self.there.ip('route add prohibit fd20:0:2::/48', 'route add default via 10.9.0.1')
        reasons = {'10.9.0.99': 'type 3 code 1 from 10.9.0.1', 'fd09::99': 'type 1 code 3 from fd09::1',
                   '10.20.1.1': 'type 3 code 1 from 10.9.0.2', 'fd20:0:2::1': 'type 1 code 1 from fd09::2'}
        daemon = self.start({'defaults': PATIENT, 'targets': [*reasons, *LIVE]}, cases.WITHOUT_RAW)
        self.assertEqual({line['kind'] for line in daemon.lines('ICMP socket open')}, {'ping'})
        self.expect(daemon, reasons)


if __name__ == '__main__':
    cases.main()
