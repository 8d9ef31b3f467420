# SPDX-License-Identifier: Apache-2.0
"""Probes of DNS against a real dnsmasq, and against servers that are silent, closed or lie."""
import socket
import struct
import threading
import unittest

import case
import servers
from dns_server import DnsServer

PORT = 5353
ZONE = ('--auth-zone=zone.test', '--auth-server=ns.zone.test,127.0.0.2', '--auth-soa=2026010203,admin.zone.test')
RECORDS = ('--address=/web.test/192.0.2.10', '--host-record=six.test,2001:db8::10',
           '--mx-host=web.test,mail.web.test,10', '--txt-record=web.test,v=spf1 -all',
           *(f'--txt-record=many.test,{number:03d}-{"x" * 200}' for number in range(30)),
           '--host-record=host.zone.test,192.0.2.20', '--host-record=live.test,192.0.2.30,77')
# name: (options of dns, why it is down or None, {family: value})
ANSWERS = {
    'A': ('name: web.test', None, {'rcode': 0, 'answer_records': 1}),
    'AAAA': ('name: six.test, type: AAAA, expect: {answer: "^2001:db8::10$"}', None, {'rcode': 0}),
    'MX': ('name: web.test, type: MX, expect: {answer: "^10 mail[.]web[.]test[.]$"}', None, {'answer_records': 1}),
    'TXT': ('name: web.test, type: TXT, expect: {answer: "v=spf1 -all"}', None, {'answer_records': 1}),
    'regex': ('name: web.test, expect: {answer: "^192[.]0[.]2[.]1[0-9]$"}', None, {}),
    'other': ('name: web.test, expect: {answer: "^192[.]0[.]2[.]2"}', "none of 1 records matches", {'rcode': 0}),
    'nothing': ('name: web.test, type: SRV, expect: {answer: a}', "none of 0 records matches", {'answer_records': 0}),
    'unknown': ('name: nowhere.test', 'the answer is NXDOMAIN, expected NOERROR', {'rcode': 3, 'answer_records': 0}),
    'wanted': ('name: nowhere.test, expect: {rcode: [NOERROR, NXDOMAIN]}', None, {'rcode': 3}),
    'not wanted': ('name: web.test, expect: {rcode: NXDOMAIN}', 'the answer is NOERROR, expected NXDOMAIN', {}),
    'by TCP': ('name: web.test, tcp: true', None, {'rcode': 0, 'answer_records': 1}),
    'long': ('name: many.test, type: TXT, expect: {answer: "^.?029-x"}', None, {'answer_records': 30}),
    'TTL': ('name: live.test', None, {'answer_ttl_seconds': 77}),
}


def liar(packets):
    """A UDP socket whose answers are made of the question by `packets`, a function that gives a list."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(('127.0.0.1', 0))

    def answer():
        while True:
            question, client = server.recvfrom(4096)
            if not question:
                return
            for packet in packets(question):
                server.sendto(packet, client)
    threading.Thread(target=answer, daemon=True).start()
    return server


def reply_to(question, flags=0x8180, records=b'', count=0):
    return question[:2] + struct.pack('>HHHHH', flags, 1, count, 0, 0) + question[12:] + records


ADDRESS = struct.pack('>HHHIH', 0xc00c, 1, 1, 60, 4) + bytes((192, 0, 2, 99))
LOOP = struct.pack('>HHHIH', 0xc018, 1, 1, 60, 4) + bytes(4)  # behind the question for a.test, its name is itself


class DnsCase(case.ServiceCase):
    def run_targets(self, targets, server, **options):
        text = 'uplink: off\ndefaults: {interval: 200ms, timeout: 1s}\ntargets:\n'
        text += ''.join(f'  - {{name: "{name}", probe: dns, dns: {{server: "{server}", {asks}}}}}\n'
                        for name, asks in targets.items())
        daemon = self.enterContext(self.daemon(text, **options))
        return daemon, daemon.wait_page(lambda page: all(page.state(name) in ('up', 'down') for name in targets),
                                        'all judged')

    def reason(self, daemon, target):
        return daemon.wait_log(msg='target down', target=target)[0]['reason']


@unittest.skipUnless(servers.program('dnsmasq'), 'no dnsmasq in PATH')
class Dnsmasq(DnsCase):
    def setUp(self):
        super().setUp()
        command = [servers.program('dnsmasq'), '--keep-in-foreground', '--conf-file=/dev/null', '--user=', '--group=',
                   '--pid-file=', f'--port={PORT}', '--listen-address=127.0.0.1,127.0.0.2', '--bind-interfaces',
                   '--no-resolv', '--no-hosts', '--local=/test/', *RECORDS, *ZONE]
        self.enterContext(servers.Server(self.folder, command, '127.0.0.1', PORT))

    def test_what_it_answers_is_judged(self):
        targets = {name: asks for name, (asks, *_) in ANSWERS.items()}
        daemon, page = self.run_targets(targets, f'127.0.0.1:{PORT}')
        for name, (_, problem, figures) in ANSWERS.items():
            with self.subTest(name):
                self.assertEqual(page.state(name), 'down' if problem else 'up')
                if problem:
                    self.assertIn('mismatch: ' + problem, self.reason(daemon, name))
                got = {family: page.one('reachd_dns_' + family, target=name, probe='dns') for family in figures}
                self.assertEqual(got, figures)
        phases = {name: {labels['phase'] for labels, _ in page.samples['reachd_phase_seconds']
                         if labels['target'] == name} for name in ('A', 'by TCP', 'long')}
        self.assertEqual(phases, {'A': {'query'}, 'by TCP': {'connect', 'query'}, 'long': {'connect', 'query'}})

    def test_the_serial_of_a_zone_is_told(self):
        asks = {'zone': 'name: zone.test, type: SOA, expect: {answer: "2026010203"}'}
        _, page = self.run_targets(asks, f'127.0.0.2:{PORT}')
        self.assertEqual((page.state('zone'), page.one('reachd_dns_soa_serial', target='zone')), ('up', 2026010203))

    def test_its_server_may_be_a_name(self):
        with DnsServer({'ns.test': '127.0.0.1'}):
            _, page = self.run_targets({'named': 'name: web.test'}, f'ns.test:{PORT}', wrapper=self.dns_client())
        self.assertEqual(page.state('named'), 'up')
        self.assertEqual(page.one('reachd_target_info', target='named', address='127.0.0.1'), 1)


class Others(DnsCase):
    def test_who_does_not_answer_is_lost_and_who_is_closed_refused(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(('127.0.0.1', 0))
            text = 'uplink: off\ndefaults: {probe: dns, interval: 200ms, timeout: 300ms, dns: {name: a.test}}\n'
            text += 'targets:\n'
            text += f'  - {{name: silent, dns: {{server: "127.0.0.1:{silent.getsockname()[1]}"}}}}\n'
            text += '  - {name: closed, dns: {server: "127.0.0.1:9"}}\n'
            text += '  - {name: closed by TCP, dns: {server: "127.0.0.1:9", tcp: true}}\n'
            daemon = self.enterContext(self.daemon(text))
            told = {name: self.reason(daemon, name) for name in ('silent', 'closed', 'closed by TCP')}
        self.assertEqual(told, {'silent': 'lost', 'closed': 'refused', 'closed by TCP': 'refused'})

    def judged(self, packets):
        with liar(packets) as server:
            text = 'uplink: off\ndefaults: {interval: 200ms, timeout: 300ms}\ntargets:\n'
            text += '  - {name: liar, probe: dns, dns: {server: "127.0.0.1:%d", name: a.test}}\n'
            with self.daemon(text % server.getsockname()[1]) as daemon:
                page = daemon.wait_page(lambda page: page.state('liar') in ('up', 'down'), 'a verdict')
                reason = self.reason(daemon, 'liar') if page.state('liar') == 'down' else 'up'
                daemon.stop()
            server.sendto(b'', server.getsockname())
        return reason

    def test_a_wrong_id_or_question_is_no_answer_and_the_right_one_after_it_is(self):
        good = [ADDRESS, 1]
        self.assertEqual(self.judged(lambda asked: [b'\0\0' + reply_to(asked, 0x8180, *good)[2:], b'\1', b'x' * 4000,
                                                    reply_to(asked, 0x8180, *good)]), 'up')
        wrong = self.judged(lambda asked: [bytes((asked[0] ^ 1,)) + reply_to(asked, 0x8180, *good)[1:]])
        self.assertTrue(wrong.startswith('mismatch: what came is no answer to the question: '), wrong)
        other = self.judged(lambda asked: [reply_to(asked[:13] + b'b' + asked[14:], 0x8180, *good)])
        self.assertTrue(other.startswith('mismatch: what came is no answer to the question: '), other)

    def test_names_that_do_not_end_and_counts_that_lie_are_a_mismatch(self):
        for packets in (lambda asked: [reply_to(asked, 0x8180, LOOP, 1)],
                        lambda asked: [reply_to(asked, 0x8180, ADDRESS, 65535)],
                        lambda asked: [reply_to(asked, 0x8180, ADDRESS[:-2], 1)],
                        lambda asked: [asked] * 40):
            reason = self.judged(packets)
            self.assertTrue(reason.startswith('mismatch: '), reason)


if __name__ == '__main__':
    case.main()
