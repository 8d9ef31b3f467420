# SPDX-License-Identifier: Apache-2.0
"""A name server on 127.0.0.1:53 of the test's namespace: says what it was told to, or nothing."""
import ipaddress
import socket
import struct
import threading

A, AAAA = 1, 28
NAME_ERROR = 3


class DnsServer(threading.Thread):
    """`names` is {name: address or list of addresses}; other names do not exist. Names in `silent`, or all with
    `mute`, get no answer."""

    def __init__(self, names=(), silent=(), mute=False):
        super().__init__(daemon=True)
        self.names = dict(names)
        self.silent = set(silent)
        self.mute = mute
        self.asked = []  # names in the order of their A questions
        self.asked_v6 = []  # and of their AAAA questions
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(('127.0.0.1', 53))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.socket.sendto(b'', self.socket.getsockname())
        self.join()
        self.socket.close()

    def times_asked(self, name):
        return self.asked.count(name)

    def run(self):
        while True:
            question, client = self.socket.recvfrom(4096)
            if not question:
                return
            name, kind, end = read_question(question)
            if kind in (A, AAAA):
                (self.asked if kind == A else self.asked_v6).append(name)
            if not self.mute and name not in self.silent:
                self.socket.sendto(self.answer(question[:end], name, kind), client)

    def answer(self, question, name, kind):
        known = self.names.get(name, [])
        addresses = map(ipaddress.ip_address, [known] if isinstance(known, str) else known)
        wanted = [one.packed for one in addresses if kind == (A if one.version == 4 else AAAA)]
        status = 0 if name in self.names else NAME_ERROR
        header = question[:2] + struct.pack('>HHHHH', 0x8180 | status, 1, len(wanted), 0, 0)
        records = [struct.pack('>HHHIH', 0xc00c, kind, 1, 1, len(data)) + data for data in wanted]
        return header + question[12:] + b''.join(records)


def read_question(packet):
    """(name, type, where the question ends) of a query with one question."""
    labels, at = [], 12
    while size := packet[at]:
        labels.append(packet[at + 1:at + 1 + size].decode())
        at += 1 + size
    return '.'.join(labels), struct.unpack_from('>H', packet, at + 1)[0], at + 5
