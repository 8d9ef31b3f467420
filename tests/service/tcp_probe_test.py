# SPDX-License-Identifier: Apache-2.0
"""Probes of TCP that say and expect something: banners, TLS at once or after STARTTLS, and who breaks off."""
import contextlib
import socket
import unittest

import case
import servers
from certificates import Authority, end_of
from daemon import PATIENCE
from talker import Talker


def banner(client):
    client.say('SSH-2.0-Test\r\n')


def echo(client):
    while line := client.hear():
        client.say(line.upper() + '\r\n')


def secure_echo(client):
    client.start_tls()
    echo(client)


def smtp(client):
    client.say('220-mail.test\r\n220 ready\r\n')
    client.hear()
    client.say('250-mail.test greets you\r\n250-SIZE 1000\r\n250 STARTTLS\r\n')
    client.hear()
    client.say('220 go ahead\r\n')
    client.start_tls()
    client.hear()
    client.say('250-mail.test greets you\r\n250 SIZE 2000\r\n')


def imap(client):
    client.say('* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n')
    tag = client.hear().split()[0]
    client.say(f'* NOTHING else\r\n{tag} OK begin\r\n')
    client.start_tls()


def pop3(client):
    client.say('+OK POP3 <1.2@test>\r\n')
    client.hear()
    client.say('+OK begin\r\n')
    client.start_tls()


def smtp_without(client):
    client.say('220 old\r\n')
    client.hear()
    client.say('250-old\r\n250 SIZE 1000\r\n')


def injecting(client):
    """More than the answer before TLS begins: what a man in the middle would add (CVE-2011-0411)."""
    client.say('* OK ready\r\n')
    client.hear()
    client.say('a1 OK begin\r\n* OK injected\r\n')
    client.start_tls()


def closing(client):
    client.connection.shutdown(socket.SHUT_WR)


def talkative(client):
    for _ in range(10_000):
        client.say('x' * 1000)


TLS = 'tls: {ca: authority.pem, warn_before: 2d}'
# name: (talk, secured by whom, options of tcp, why it is down or None)
CASES = {
    'banner': (banner, None, 'expect: "^SSH-2"', None),
    'other banner': (banner, None, 'expect: "^SSH-1"', "the server says 'SSH-2.0-Test"),
    'answer': (echo, None, r"""send: "ping\r\n", expect: '^PING\r\n$'""", None),
    'secure answer': (secure_echo, 'good', rf'{TLS}, send: "ping\r\n", expect: "^PING"', None),
    'smtp': (smtp, 'good', rf'starttls: smtp, {TLS}, send: "EHLO me\r\n", expect: "250[ -]SIZE 2000"', None),
    'imap': (imap, 'good', f'starttls: imap, {TLS}', None),
    'pop3': (pop3, 'good', f'starttls: pop3, {TLS}', None),
    'no starttls': (smtp_without, None, f'starttls: smtp, {TLS}', 'the server offers no STARTTLS'),
    'wrong protocol': (banner, None, f'starttls: smtp, {TLS}', 'the server does not speak SMTP'),
    'injecting': (injecting, 'good', f'starttls: imap, {TLS}', 'the server sends more before TLS begins'),
    'expired': (secure_echo, 'expired', rf'{TLS}, send: "canary\r\n"', 'certificate has expired'),
    'expired smtp': (smtp, 'expired', rf'starttls: smtp, {TLS}, send: "canary\r\n"', 'certificate has expired'),
    'insecure': (secure_echo, 'expired', r'tls: {insecure: true}, send: "ping\r\n", expect: PING', None),
    'closing': (closing, None, 'expect: a', 'the server closed and said nothing'),
    'closing before TLS': (closing, None, f'{TLS}', 'closed'),
    'no TLS': (banner, None, f'{TLS}', ''),
    'talkative': (talkative, None, 'expect: "^y"', "the server says 'xxxxxx"),
}


@unittest.skipUnless(servers.program('openssl'), 'openssl is not installed')
class TcpProbe(case.ServiceCase):
    def setUp(self):
        super().setUp()
        own = Authority(self.folder)
        self.certificates = {'good': own.sign('good', 'IP:127.0.0.1', 'serverAuth'),
                             'expired': own.sign('expired', 'IP:127.0.0.1', 'serverAuth', days=-1), None: None}

    def test_what_they_say_is_judged(self):
        with contextlib.ExitStack() as running:
            talkers = {name: running.enter_context(Talker(talk, self.certificates[by]))
                       for name, (talk, by, *_) in CASES.items()}
            text = 'uplink: off\ndefaults: {interval: 300ms, timeout: 2s}\ntargets:\n'
            text += ''.join(f'  - {{name: "{name}", url: "tcp://127.0.0.1:{talkers[name].port}", tcp: {{{options}}}}}\n'
                            for name, (_, _, options, _) in CASES.items())
            daemon = running.enter_context(self.daemon(text))
            page = daemon.wait_page(lambda page: not {page.state(name) for name in CASES} - {'up', 'down'},
                                    'all judged')
            for name, (*_, problem) in CASES.items():
                with self.subTest(name):
                    self.assertEqual(page.state(name), 'up' if problem is None else 'down')
                    if problem is not None:
                        reason = daemon.wait_log(msg='target down', target=name)[0]['reason']
                        self.assertTrue(reason.startswith('mismatch: ') and problem in reason, reason)
            self.check_certificates(page)
            self.check_phases(page)
            heard = [line for name in ('expired', 'expired smtp') for line in talkers[name].heard]
            self.assertEqual([line for line in heard if 'canary' in line], [])
            self.assertEqual(set(heard) - {'EHLO reachd.invalid', 'STARTTLS', ''}, set())

    def check_certificates(self, page):
        told = {labels['target']: (labels['reason'], value) for labels, value in page.samples['reachd_tls_verified']}
        self.assertEqual(told, {**{name: ('ok', 1) for name in ('secure answer', 'smtp', 'imap', 'pop3')},
                                **{name: ('expired', 0) for name in ('expired', 'expired smtp', 'insecure')}})
        for name, by in (('imap', 'good'), ('expired', 'expired'), ('insecure', 'expired')):
            self.assertEqual(page.one('reachd_tls_not_after_timestamp_seconds', target=name),
                             end_of(self.path(by + '.pem')), name)
        self.assertEqual([page.one('reachd_tls_expiring', target=name) for name in ('imap', 'insecure')], [1, None])

    def check_phases(self, page):
        phases = {name: {labels['phase'] for labels, _ in page.samples['reachd_phase_seconds']
                         if labels['target'] == name} for name in CASES}
        self.assertEqual(phases['banner'], {'connect', 'first_byte'})
        self.assertEqual(phases['smtp'], {'connect', 'starttls', 'tls', 'first_byte'})
        self.assertEqual(phases['imap'], {'connect', 'starttls', 'tls'})

    def test_who_says_nothing_is_lost(self):
        with Talker(lambda client: None) as silent:
            text = 'uplink: off\ndefaults: {interval: 300ms, timeout: 300ms}\ntargets:\n'
            for name, options in (('text', 'expect: a'), ('tls', 'tls: {}'), ('smtp', 'starttls: smtp')):
                text += f'  - {{name: {name}, url: "tcp://127.0.0.1:{silent.port}", tcp: {{{options}}}}}\n'
            text += f'  - {{name: plain, url: "tcp://127.0.0.1:{silent.port}"}}\n'
            with self.daemon(text) as daemon:
                told = {line['target']: line['reason'] for line in daemon.wait_log(3, msg='target down')}
                self.assertEqual(told, {'text': 'lost', 'tls': 'lost', 'smtp': 'lost'})
                self.assertEqual(daemon.page().state('plain'), 'up')
                self.assertLess(daemon.stop(), 2 * PATIENCE)


if __name__ == '__main__':
    case.main()
