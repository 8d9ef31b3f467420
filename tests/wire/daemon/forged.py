# SPDX-License-Identifier: Apache-2.0
"""Packets as an attacker or a broken stack sends them, byte by byte. All fields are as told, right or wrong; checksums
are right unless a packet is about them."""
import socket
import struct

ECHO = {4: (8, 0), 6: (128, 129)}  # request, reply
PROTOCOL = {4: 1, 6: 58}
UNREACHABLE = {4: (3, 1), 6: (1, 3)}


def checksum(data):
    data += b'\0' * (len(data) % 2)
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Path:
    """From a host to the prober, with what the prober's own requests looked like."""

    def __init__(self, request):
        self.family = request[0] >> 4
        self.request = request
        at = 20 if self.family == 4 else 40
        addresses = request[12:20] if self.family == 4 else request[8:40]
        half = len(addresses) // 2
        self.prober, self.host = addresses[:half], addresses[half:]
        self.icmp = request[at:]
        self.ident, self.sequence = struct.unpack('!HH', self.icmp[4:8])
        self.payload = self.icmp[8:]

    def ip(self, body, options=b'', header_words=None, length=None, protocol=None):
        """The IP packet around an ICMP message."""
        protocol = PROTOCOL[self.family] if protocol is None else protocol
        if self.family == 6:
            return struct.pack('!IHBB', 6 << 28, len(body) if length is None else length, protocol, 64) + \
                self.host + self.prober + options + body
        words = 5 + len(options) // 4 if header_words is None else header_words
        size = 20 + len(options) + len(body) if length is None else length
        head = struct.pack('!BBHHHBBH', 4 << 4 | words, 0, size, 0, 0, 64, protocol, 0) + self.host + self.prober
        head += options
        return head[:10] + struct.pack('!H', checksum(head)) + head[12:] + body

    def seal(self, message):
        """The ICMP message with its checksum put right."""
        if len(message) < 4:
            return message
        message = message[:2] + b'\0\0' + message[4:]
        pseudo = b'' if self.family == 4 else self.host + self.prober + struct.pack('!II', len(message), 58)
        return message[:2] + struct.pack('!H', checksum(pseudo + message)) + message[4:]

    def reply(self, code=0, payload=None, ident=None):
        payload = self.payload if payload is None else payload
        head = struct.pack('!BBHHH', ECHO[self.family][1], code, 0, ident or self.ident, self.sequence)
        return self.seal(head + payload)

    def error(self, quoted, kind=None):
        kind, code = UNREACHABLE[self.family] if kind is None else kind
        return self.seal(struct.pack('!BBHI', kind, code, 0, 0) + quoted)


def capture(interface, family, host):
    """One echo request on its way to `host`, and the link addresses for a packet back: (request, header)."""
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)) as tap:
        tap.bind((interface, 3))
        tap.settimeout(10)
        packed = socket.inet_pton(socket.AF_INET if family == 4 else socket.AF_INET6, host)
        while True:
            frame = tap.recv(65536)
            packet = frame[14:]
            if packet[0] >> 4 != family or frame[12:14] != (b'\x08\0' if family == 4 else b'\x86\xdd'):
                continue
            at, to = (20, packet[16:20]) if family == 4 else (40, packet[24:40])
            if to == packed and packet[at] == ECHO[family][0] and packet[9 if family == 4 else 6] == PROTOCOL[family]:
                return packet, frame[6:12] + frame[0:6] + frame[12:14]
