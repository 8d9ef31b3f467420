# SPDX-License-Identifier: Apache-2.0
"""What an icmp target asks for is what is on the wire: size, TTL, DSCP, don't-fragment, source, interface, mark and
bursts, for IPv4 and IPv6; and what this machine does not have is `local_error` until it has it, never loss."""
import socket
import struct
import threading

import cases
from reachd import tally, wait_until

ETH_P_ALL = 3
V4, V6 = '10.9.0.2', 'fd09::2'


class Tap:
    """What comes in by a device of a namespace: the IP packets that hold an echo request, or a part of it."""

    def __init__(self, namespace, device):
        with namespace.entered():
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
            self.socket.bind((device, ETH_P_ALL))
        self.seen = []
        self.reading = threading.Thread(target=self.read, daemon=True)
        self.reading.start()

    def read(self):
        while True:
            try:
                packet, (_, _, kind, *_) = self.socket.recvfrom(65536)
            except OSError:
                return
            header = self.header_of(packet)
            if kind == socket.PACKET_HOST and header:
                self.seen.append(header)

    @staticmethod
    def header_of(packet):
        if packet[0] >> 4 == 4:
            kind, length, flags = packet[20], *struct.unpack('!H2xH', packet[2:8])
            if packet[9] != 1 or (flags & 0x1fff == 0 and kind != 8):
                return None
            return {'version': 4, 'class': packet[1], 'ttl': packet[8], 'length': length, 'df': bool(flags & 0x4000),
                    'fragment': bool(flags & 0x3fff), 'source': socket.inet_ntop(socket.AF_INET, packet[12:16]),
                    'destination': socket.inet_ntop(socket.AF_INET, packet[16:20])}
        head, length, following, ttl = struct.unpack('!IHBB', packet[:8])
        if not (following == 44 or following == 58 and packet[40] == 128):
            return None
        return {'version': 6, 'class': head >> 20 & 0xff, 'ttl': ttl, 'length': length + 40, 'df': following != 44,
                'fragment': following == 44, 'source': socket.inet_ntop(socket.AF_INET6, packet[8:24]),
                'destination': socket.inet_ntop(socket.AF_INET6, packet[24:40])}

    def to(self, destination):
        return [each for each in list(self.seen) if each['destination'] == destination]

    def close(self):
        self.socket.close()


class IcmpOptions(cases.Case):
    tools = ('ip', 'nft')

    def setUp(self):
        super().setUp()
        self.here, self.there = self.pair()

    def tap(self, device='vb'):
        tap = Tap(self.there, device)
        self.addCleanup(tap.close)
        return tap

    def probe(self, *targets, **defaults):
        return self.start({'uplink': 'off', 'defaults': {'interval': '50ms', 'timeout': '1s', **defaults},
                           'targets': list(targets)})

    def assert_all(self, packets, **wanted):
        self.assertTrue(packets)
        for each in packets:
            self.assertEqual({key: each[key] for key in wanted}, wanted)

    def assert_stamped(self, probes):
        """By the kernel, both ways."""
        self.assertEqual({each['stamps'] for each in probes if each['outcome'] == 'reply'}, {'kernel/kernel'})

    def errnos(self, page, target):
        return page.by('reachd_local_errors_total', 'errno', target=target).keys()

    def test_packets_are_as_they_were_asked_for(self):
        tap = self.tap()
        self.here.ip('addr add 10.9.0.77/24 dev va', 'addr add fd09::77/64 dev va nodad')
        asked = {'size': 700, 'ttl': 9, 'dscp': 46}
        daemon = self.probe(V4, V6, {'host': '10.9.0.3', **asked}, {'host': 'fd09::3', **asked},
                            {'host': '10.9.0.4', 'source': '10.9.0.77', 'df': True},
                            {'host': 'fd09::4', 'source': 'fd09::77', 'df': False},
                            {'host': '10.9.0.5', 'interface': 'va', 'size': 16, 'df': False})
        daemon.wait_for_states(up=[V4, V6, '10.9.0.3', 'fd09::3', '10.9.0.4', 'fd09::4', '10.9.0.5'])
        daemon.stop()
        self.assert_all(tap.to(V4), ttl=64, length=84)
        self.assert_all(tap.to(V6), ttl=64, length=104)
        self.assert_all(tap.to('10.9.0.3'), ttl=9, length=728, **{'class': 46 << 2})
        self.assert_all(tap.to('fd09::3'), ttl=9, length=748, **{'class': 46 << 2})
        self.assert_all(tap.to('10.9.0.4'), source='10.9.0.77', df=True, length=84)
        self.assert_all(tap.to('fd09::4'), source='fd09::77')
        self.assert_all(tap.to('10.9.0.5'), df=False, length=44)
        for probes in daemon.probe_log().values():
            self.assertLessEqual(set(tally(probes)), {'reply', 'stopped'})
            self.assert_stamped(probes)

    def test_packets_above_the_mtu(self):
        tap = self.tap()
        large = {'size': 4000, 'df': False}
        daemon = self.probe({'host': '10.9.0.3', **large}, {'host': 'fd09::3', **large},
                            {'host': '10.9.0.4', 'size': 4000, 'df': True},
                            {'host': '10.9.0.5', 'size': 20000}, {'host': '10.9.0.6', 'size': 1472, 'df': True})
        daemon.wait_for_states(up=['10.9.0.3', 'fd09::3', '10.9.0.5', '10.9.0.6'])
        page = daemon.wait_for(lambda page: page.sum('reachd_local_errors_total', target='10.9.0.4') > 5, 'refusals')
        self.assertEqual(self.errnos(page, '10.9.0.4'), {'EMSGSIZE'})
        self.assertEqual(page.state('10.9.0.4'), 'unknown')
        daemon.stop()
        self.assert_all(tap.to('10.9.0.3'), fragment=True, df=False)
        self.assert_all(tap.to('fd09::3'), fragment=True)
        self.assert_all(tap.to('10.9.0.6'), fragment=False, df=True, length=1500)
        self.assertEqual(tap.to('10.9.0.4'), [])
        for host in ('10.9.0.3', 'fd09::3', '10.9.0.5'):
            probes = daemon.probe_log()[host]
            self.assertLessEqual(set(tally(probes)), {'reply', 'stopped'})
            self.assert_stamped(probes)

    def test_a_hop_too_far(self):
        self.here.ip('route add 10.10.0.0/24 via 10.9.0.2', 'route add fd10::/64 via fd09::2')
        self.there.ip('link add behind type veth peer name end', 'link set end up', 'addr add 10.10.0.1/24 dev behind',
                      'addr add fd10::1/64 dev behind nodad', 'link set behind up')
        near = {'ttl': 1, 'down_after': 2}
        daemon = self.probe({'host': '10.10.0.9', **near}, {'host': 'fd10::9', **near}, {'host': '10.10.0.1', 'ttl': 1})
        daemon.wait_for_states(down=['10.10.0.9', 'fd10::9'], up=['10.10.0.1'])
        daemon.stop()
        for host in ('10.10.0.9', 'fd10::9'):
            self.assertLessEqual(set(tally(daemon.probe_log()[host])), {'unreachable', 'stopped'})

    def test_an_interface_that_comes_goes_and_is_made_anew(self):
        daemon = self.probe({'name': 'by', 'host': '10.9.1.2', 'interface': 'vc'}, V4)
        page = daemon.wait_for(lambda page: page.sum('reachd_local_errors_total', target='by') > 5, 'no such interface')
        self.assertEqual(self.errnos(page, 'by'), {'ENODEV'})
        for _ in range(2):
            self.here.ip(f'link add vc type veth peer name vd netns {self.there.pid}', 'addr add 10.9.1.1/24 dev vc',
                         'link set vc up')
            self.there.ip('addr add 10.9.1.2/24 dev vd', 'link set vd up')
            daemon.wait_for_states(up=['by', V4])
            self.here.ip('link del vc')
            daemon.wait_for_states(unknown=['by'], up=[V4])
        self.assertIn(len(daemon.lines('no ICMP socket')), (1, 2, 3), 'at most once each time it is missing')
        self.assertEqual(daemon.lines('target down'), [])
        daemon.stop()

    def test_an_interface_is_not_left_for_another_way(self):
        """The route leads by va, the target is asked by vc, where nobody answers for it."""
        self.here.ip(f'link add vc type veth peer name vd netns {self.there.pid}', 'addr add 10.9.1.1/24 dev vc',
                     'link set vc up')
        self.there.ip('addr add 10.9.1.2/24 dev vd', 'link set vd up')
        self.there.sysctl(ipv4__conf__all__arp_ignore=1, ipv4__conf__vd__arp_ignore=1)
        tap = self.tap('vb')
        daemon = self.probe({'host': '10.9.0.3', 'interface': 'vc', 'down_after': 2, 'timeout': '200ms'}, V4)
        daemon.wait_for(lambda page: page.sum('reachd_probes_ended_total', target='10.9.0.3') > 3, 'some ends')
        daemon.stop()
        self.assertEqual(tap.to('10.9.0.3'), [])
        self.assertNotIn('reply', tally(daemon.probe_log()['10.9.0.3']))

    def test_a_source_that_this_machine_does_not_have_yet(self):
        daemon = self.probe({'name': 'from', 'host': V4, 'source': '10.9.0.78'}, V4)
        page = daemon.wait_for(lambda page: page.sum('reachd_local_errors_total', target='from') > 5, 'no such address')
        self.assertEqual(self.errnos(page, 'from'), {'EADDRNOTAVAIL'})
        self.here.ip('addr add 10.9.0.78/24 dev va')
        daemon.wait_for_states(up=['from', V4])
        daemon.stop()

    def test_a_source_that_goes_is_no_loss(self):
        """IPv6 goes on sending from an address that is gone."""
        for address, length, host in (('10.9.0.78', 24, V4), ('fd09::78', 64, V6)):
            self.here.ip(f'addr add {address}/{length} dev va' + ' nodad' * (length == 64))
            daemon = self.probe({'name': 'from', 'host': host, 'source': address, 'timeout': '3s'}, host)
            daemon.wait_for_states(up=['from', host])
            self.here.ip(f'addr del {address}/{length} dev va')
            daemon.wait_for_states(unknown=['from'], up=[host])
            daemon.stop()
            self.assertEqual(daemon.lines('target down'), [])
            self.assertNotIn('lost', tally(daemon.probe_log()['from']))

    def test_a_mark_leads_another_way(self):
        self.here.ip('rule add fwmark 7 table 77 prio 10', 'route add unreachable default table 77')
        daemon = self.probe({'name': 'marked', 'host': V4, 'mark': 7}, {'name': 'other', 'host': V4, 'mark': 8}, V4)
        page = daemon.wait_for(lambda page: page.sum('reachd_local_errors_total', target='marked') > 5, 'no way')
        self.assertEqual(self.errnos(page, 'marked'), {'EHOSTUNREACH'})
        daemon.wait_for_states(up=['other', V4])
        daemon.stop()
        self.assertNotIn('reply', tally(daemon.probe_log()['marked']))

    def test_a_burst_is_one_step_for_the_state(self):
        self.there.nft('input: ip daddr 10.9.0.3 icmp type echo-request numgen inc mod 5 < 2 drop')
        burst = {'burst': {'count': 5, 'gap': '10ms'}, 'interval': '200ms', 'timeout': '100ms', 'down_after': 2}
        daemon = self.probe({'host': '10.9.0.3', **burst}, {'host': '10.9.0.4', **burst}, V4)
        daemon.wait_for_states(up=['10.9.0.3', '10.9.0.4'])
        page = daemon.wait_for(lambda page: page.sum('reachd_probes_sent_total', target='10.9.0.3') >= 40, 'bursts')
        self.assertEqual([value for _, value in page.find('reachd_burst_loss_ratio', target='10.9.0.3')], [0.4])
        self.assertEqual([value for _, value in page.find('reachd_burst_loss_ratio', target='10.9.0.4')], [0])
        self.assertEqual(page.find('reachd_burst_loss_ratio', target=V4), [])
        self.there.nft('input: ip daddr 10.9.0.3 icmp type echo-request drop')
        daemon.wait_for_states(down=['10.9.0.3'], up=['10.9.0.4'])
        self.there.nft('input: accept')
        daemon.wait_for_states(up=['10.9.0.3'])
        daemon.stop()
        self.assertEqual(len(daemon.lines('target down')), 1)
        self.assert_in_bursts(daemon.probe_log()['10.9.0.4'])

    def assert_in_bursts(self, probes):
        """Five in a row 10 ms apart, by the median of each place in a burst: the machine may be busy."""
        sent = [each['sent_ns'] for each in sorted(probes, key=lambda each: each['seq']) if each['sent_ns']]
        gaps = [[] for _ in range(4)]
        for at in range(0, len(sent) - 5, 5):
            for place in range(4):
                gaps[place].append((sent[at + place + 1] - sent[at + place]) / 1e6)
        for each in gaps:
            self.assertAlmostEqual(sorted(each)[len(each) // 2], 10, delta=5)

    def test_options_change_while_it_runs(self):
        tap = self.tap()
        daemon = self.probe({'host': V4})
        daemon.wait_for_states(up=[V4])
        before = daemon.page().sum('reachd_probes_sent_total', target=V4)
        daemon.configure({'uplink': 'off', 'defaults': {'interval': '50ms'}, 'targets': [{'host': V4, 'size': 300}]})
        wait_until(lambda: any(each['length'] == 328 for each in tap.to(V4)), 'the new size')
        self.assertGreaterEqual(daemon.page().sum('reachd_probes_sent_total', target=V4), before)
        self.assertEqual(daemon.lines('target down'), [])
        daemon.stop()


if __name__ == '__main__':
    cases.main()
