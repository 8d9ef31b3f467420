# SPDX-License-Identifier: Apache-2.0
"""Thousands of packets that no decent host sends, while true replies go on: none is believed, none does harm, and what
reaches the socket with our ident is counted under its reason."""
import random
import socket
import struct

import cases
import forged
from reachd import tally

HOSTS = {4: '10.9.0.2', 6: 'fd09::2'}
VICTIMS = {4: '10.9.0.3', 6: 'fd09::3'}  # probed, but not quoted by any packet
SEED = 20260101


class Malformed(cases.Case):
    def setUp(self):
        super().setUp()
        self.here, self.there = self.pair()
        self.targets = [*HOSTS.values(), *VICTIMS.values()]
        self.daemon = self.start({'defaults': {'interval': '20ms', 'timeout': '2s'}, 'targets': self.targets})
        self.daemon.wait_for_states(up=self.targets)
        self.random = random.Random(SEED)

    def throw(self, packets):
        """Sends them from the other end of the cable; returns how many."""
        with self.there.entered(), socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as sender:
            sender.bind(('vb', 0))
            for packet in packets:
                sender.send((self.link + packet)[:1514])
        return len(packets)

    def path(self, family):
        with self.there.entered():
            request, self.link = forged.capture('vb', family, HOSTS[family])
        return forged.Path(request)

    def counted(self, reason):
        return self.daemon.page().sum('reachd_replies_rejected_total', reason=reason)

    def expect_counted(self, reason, packets):
        """Each of them, and nothing else, is counted so."""
        before = self.daemon.page().by('reachd_replies_rejected_total', 'reason')
        wanted = {**before, reason: before.get(reason, 0) + self.throw(packets)}
        page = self.daemon.wait_for(lambda page: page.sum('reachd_replies_rejected_total', reason=reason) >=
                                    wanted[reason], f'{len(packets)} counted as {reason}', 10)
        self.assertEqual(page.by('reachd_replies_rejected_total', 'reason'), wanted)

    def expect_duplicates(self, host, packets):
        """A true reply that is replayed is counted as a duplicate of its target, and as nothing else."""
        def seen(page):
            return page.by('reachd_replies_duplicate_total', 'target')
        before = self.daemon.page()
        wanted = seen(before).get(host, 0) + self.throw(packets)
        page = self.daemon.wait_for(lambda page: seen(page).get(host, 0) >= wanted, 'the duplicates', 10)
        self.assertEqual(seen(page), {**seen(before), host: wanted})
        self.assertEqual(page.by('reachd_replies_rejected_total', 'reason'),
                         before.by('reachd_replies_rejected_total', 'reason'))

    def all_is_well(self):
        before = {host: sum(self.daemon.page().outcomes(host).values()) for host in self.targets}
        self.daemon.wait_for(lambda page: all(sum(page.outcomes(host).values()) >= before[host] + 20
                                              for host in self.targets), '20 more probes each')
        self.daemon.stop()
        self.assertEqual(self.daemon.lines('target down'), [])
        for host, probes in self.daemon.probe_log().items():
            self.assertEqual(set(tally(probes)) - {'stopped'}, {'reply'}, host)

    def noise(self, size):
        return self.random.randbytes(size)

    def test_what_reaches_the_socket_is_counted_under_its_reason(self):
        for family in HOSTS:
            with self.subTest(family=family):
                path = self.path(family)
                size = len(path.payload)
                sealed = [path.reply(payload=path.payload[:cut]) for cut in range(size)]
                self.expect_counted('short', [path.ip(message) for message in sealed])
                codes = [path.reply(code=code) for code in range(1, 256)]
                self.expect_counted('code', [path.ip(message) for message in codes])
                lies = [path.reply(payload=self.noise(size)) for _ in range(500)]
                self.expect_counted('token', [path.ip(message) for message in lies])
                self.expect_duplicates(HOSTS[family], [path.ip(path.reply())] * 50)
                wrong = [message[:2] + bytes([message[2] ^ 0x55]) + message[3:] for message in lies[:100]]
                self.expect_counted('checksum', [path.ip(message) for message in wrong])
                fits_none = [path.error(path.request[:-size] + self.noise(size)) for _ in range(100)]
                self.expect_counted('icmp_error', [path.ip(message) for message in fits_none])
        self.all_is_well()

    def test_headers_that_lie_and_quotations_that_end_too_soon(self):
        for family in HOSTS:
            path = self.path(family)
            self.throw([*self.lying_headers(path), *self.cut_quotations(path), *self.lying_quotations(path)])
        self.assertGreater(self.counted('icmp_error') + self.counted('short'), 0)
        self.all_is_well()

    def test_noise(self):
        for family in HOSTS:
            path = self.path(family)
            packets = []
            for _ in range(1500):
                whole = bytearray(self.random.choice([path.ip(path.reply()), path.ip(path.error(path.request))]))
                for _ in range(self.random.randint(1, 4)):
                    whole[self.random.randrange(len(whole))] = self.random.randrange(256)
                cut = self.random.randrange(len(whole) + 1)
                message = bytes(whole[20 if family == 4 else 40:])
                packets += [bytes(whole), bytes(whole[:cut]), path.ip(path.seal(message)), path.ip(self.noise(cut)),
                            path.ip(path.seal(bytes([self.random.choice([0, 3, 11, 12, 1, 2, 4, 129])]) +
                                              self.noise(3) + message[4:]))]
            self.throw(packets)
        self.all_is_well()

    def lying_headers(self, path):
        reply = path.reply()
        lengths = [0, 1, 19, 20, 27, 28, 40, 41, 47, 48, 500, 65535]
        packets = [path.ip(reply, length=length) for length in lengths]
        if path.family == 4:
            packets += [path.ip(reply, header_words=words) for words in range(16)]
            packets += [path.ip(reply, options=b'\x01' * 4 * words) for words in range(11)]
            packets += [path.ip(path.reply(payload=b''), header_words=15)]
        else:
            nothing = struct.pack('!BBHI', 58, 0, 0x0104, 0)  # hop-by-hop and destination options: padding alone
            packets += [path.ip(reply, options=nothing, protocol=number) for number in (0, 60, 43, 44, 51)]
        return packets

    def cut_quotations(self, path):
        kinds = [(3, 1), (3, 4), (11, 0), (12, 0), (4, 0), (5, 0)] if path.family == 4 else \
            [(1, 3), (2, 0), (3, 0), (4, 0), (100, 0)]
        return [path.ip(path.error(path.request[:cut], kind)) for kind in kinds for cut in range(len(path.request))]

    def lying_quotations(self, path):
        packets = []
        for first in range(256):  # version and header length, ihl 15 among them
            packets.append(path.ip(path.error(bytes([first]) + path.request[1:])))
            packets.append(path.ip(path.error(bytes([first]) + path.request[1:28])))
        for at in range(len(path.request) - len(path.payload)):
            for value in (0, 1, 0x7f, 0xff):
                packets.append(path.ip(path.error(path.request[:at] + bytes([value]) + path.request[at + 1:])))
        return packets


if __name__ == '__main__':
    cases.main()
