# SPDX-License-Identifier: Apache-2.0
"""GET /probe beside Debian's blackbox exporter: the same probe through both gives the same verdict, the same series and
the same values, but for times."""
import contextlib
import json
import socket
import subprocess
import threading
import unittest
import urllib.parse

import case
import servers
import web
from certificates import Authority
from page import Page

EXPORTER = 'prometheus-blackbox-exporter'
AT = ('127.0.0.1', 9115)
DNS = 5353
NGINX = '''
server {
  listen 127.0.0.1:8080; listen 127.0.0.1:8443 ssl http2;
  ssl_certificate server.pem; ssl_certificate_key server.key;
  gzip off;  # of which the exporter asks for none
  root .;
  location = / { return 200 "all is well here"; }
  location = /404 { return 404; }
  location = /204 { return 204; }
  location = /to-ok { return 302 /; }
  location = /twice { return 301 /to-ok; }
  location = /loop { return 302 /loop; }
  location = /away { return 302 https://127.0.0.1:8443/; }
  location = /closed { return 302 http://127.0.0.1:9/; }
  location = /dated { add_header Last-Modified "Wed, 21 Oct 2015 07:28:00 GMT"; return 200 x; }
  location = /host { return 200 "$host $request_method"; }
  location = /basic { auth_basic x; auth_basic_user_file users; try_files /page =404; }
}
server {
  listen 127.0.0.1:8444 ssl; ssl_certificate other.pem; ssl_certificate_key other.key;
  location / { return 200 x; }
}
'''
RECORDS = ('--address=/web.test/192.0.2.10', '--mx-host=web.test,mail.web.test,10', '--auth-zone=zone.test',
           '--auth-server=ns.zone.test,127.0.0.2', '--auth-soa=2026010203,admin.zone.test',
           *(f'--txt-record=many.test,{number:03d}-{"x" * 200}' for number in range(30)))
URL, TLS = 'http://127.0.0.1:8080', 'https://127.0.0.1:8443'
SILENT, NOBODY = case.SILENT_V4, 'nowhere.test'

OF_ICMP = {'icmp': ('', '')}
OF_TCP = {
    'tcp': ('', ''),
    'says': ('query_response: [{expect: "^welcome"}]', 'expect: "^welcome"'),
    'says other': ('query_response: [{expect: "^farewell"}]', 'expect: "^farewell"'),
    'asked': ('query_response: [{send: "GET / HTTP/1.0\\r\\n"}, {expect: "^HTTP/1.[01] 200"}]',
              'send: "GET / HTTP/1.0\\r\\n\\r\\n", expect: "^HTTP/1.[01] 200"'),
    'tls': ('tls: true, tls_config: {ca_file: authority.pem}', 'tls: {ca: authority.pem}'),
    'tls of the system': ('tls: true', 'tls: {}'),
    'tls insecure': ('tls: true, tls_config: {insecure_skip_verify: true}', 'tls: {insecure: true}'),
}
OF_HTTP = {
    'http': ('', 'follow: 10'),
    'first': ('follow_redirects: false', ''),
    'first, 302': ('follow_redirects: false, valid_status_codes: [302]', 'expect: {status: 302}'),
    '404 wanted': ('valid_status_codes: [404]', 'follow: 10, expect: {status: 404}'),
    'body': ('fail_if_body_not_matches_regexp: ["is we.l"]', 'expect: {body: "is we.l"}'),
    'other body': ('fail_if_body_not_matches_regexp: ["was well"]', 'expect: {body: "was well"}'),
    'post': ('method: POST, body: "a=1", fail_if_body_not_matches_regexp: ["POST"]',
             'body: "a=1", expect: {body: POST}'),
    'head': ('method: HEAD', 'method: HEAD'),
    'as ann': ('basic_auth: {username: ann, password_file: password}', 'auth: {user: ann, password: {file: password}}'),
    'host': ('fail_if_body_not_matches_regexp: ["^other.test"]', 'expect: {body: "^other.test"}'),
    'ca': ('tls_config: {ca_file: authority.pem}', 'tls: {ca: authority.pem}'),
    'http1': ('enable_http2: false, tls_config: {ca_file: authority.pem}', 'http2: false, tls: {ca: authority.pem}'),
    'insecure': ('tls_config: {insecure_skip_verify: true}', 'follow: 10, tls: {insecure: true}'),
    'named': ('tls_config: {ca_file: authority.pem, server_name: other.test}',
              'tls: {ca: authority.pem, server_name: other.test}'),
}
RECORD = 'query_name: web.test, query_type: A, validate_answer_rrs: {fail_if_none_matches_regexp: [".*%s"]}'
OF_DNS = {
    'A': ('query_name: web.test, query_type: A', 'name: web.test'),
    'MX': ('query_name: web.test, query_type: MX', 'name: web.test, type: MX'),
    'SOA': ('query_name: zone.test, query_type: SOA', 'name: zone.test, type: SOA'),
    'no such': ('query_name: nowhere.test, query_type: A', 'name: nowhere.test'),
    'no such, wanted': ('query_name: nowhere.test, query_type: A, valid_rcodes: [NXDOMAIN]',
                        'name: nowhere.test, expect: {rcode: NXDOMAIN}'),
    'by TCP': ('query_name: web.test, query_type: A, transport_protocol: tcp', 'name: web.test, tcp: true'),
    'matches': (RECORD % '192.0.2.10', 'name: web.test, expect: {answer: "192.0.2.10"}'),
    'matches not': (RECORD % '192.0.2.99', 'name: web.test, expect: {answer: "192.0.2.99"}'),
}
KINDS = {'icmp': OF_ICMP, 'tcp': OF_TCP, 'http': OF_HTTP, 'dns': OF_DNS}
# What differs from `ip6` with a fall-back, in the exporter's words and in ours.
IPV4, ONLY_IPV4 = 'prefer_4', '4'
THEIR_FAMILY = {'prefer_6': 'preferred_ip_protocol: ip6', IPV4: 'preferred_ip_protocol: ip4',
                ONLY_IPV4: 'preferred_ip_protocol: ip4, ip_protocol_fallback: false'}

# (module, target, whether it succeeds[, family[, hostname]])
CASES = (
    ('icmp', '127.0.0.1', True), ('icmp', '::1', True), ('icmp', 'localhost', True), ('icmp', 'localhost', True, IPV4),
    ('icmp', '::ffff:127.0.0.1', True), ('icmp', SILENT, False), ('icmp', NOBODY, False), ('icmp', '[::1]', False),
    ('icmp', '127.0.0.1:80', False), ('icmp', '0x7f.1', False), ('icmp', '::1', False, ONLY_IPV4),
    ('tcp', '127.0.0.1:8080', True), ('tcp', '127.0.0.1:9', False), ('tcp', f'{SILENT}:80', False),
    ('tcp', '127.0.0.1', False), ('tcp', '::1', False), ('tcp', f'{NOBODY}:80', False), ('tcp', '0x7f.1:8080', False),
    ('says', '127.0.0.1:2500', True), ('says other', '127.0.0.1:2500', False),
    ('tls', '127.0.0.1:8443', True), ('tls', '127.0.0.1:8080', False), ('tls', '127.0.0.1:8444', False),
    ('tls of the system', '127.0.0.1:8443', False),
    ('tls insecure', '127.0.0.1:8444', True), ('tls', '127.0.0.1:9', False),
    ('http', URL, True), ('http', '127.0.0.1:8080', True), ('http', URL + '/404', False), ('http', URL + '/204', True),
    ('http', URL + '/twice', True), ('http', URL + '/loop', False), ('http', URL + '/closed', False),
    ('http', URL + '/dated', True), ('http', 'http://127.0.0.1:9/', False), ('http', f'http://{SILENT}/', False),
    ('http', f'http://{NOBODY}/', False), ('http', 'http://0x7f.1/', False), ('http', 'http://127.0.0.1:abc/', False),
    ('http', 'http://[::1', False), ('http', TLS, False), ('http', 'https://127.0.0.1:8080/', False),
    ('http', URL + '/basic', False), ('http', URL + '/away', False), ('first', URL + '/to-ok', False),
    ('first, 302', URL + '/to-ok', True), ('404 wanted', URL + '/404', True), ('404 wanted', URL, False),
    ('body', URL, True), ('other body', URL, False), ('post', URL + '/host', True), ('head', URL, True),
    ('as ann', URL + '/basic', True), ('host', URL + '/host', True, 'prefer_6', 'other.test'),
    ('ca', TLS, True), ('ca', 'https://127.0.0.1:8444/', False), ('http1', TLS, True), ('insecure', TLS, True),
    ('ca', 'https://127.0.0.1:8444/', True, 'prefer_6', 'other.test'), ('insecure', URL + '/away', True),
    ('named', 'https://127.0.0.1:8444/', True), ('named', TLS, False),
    ('A', f'127.0.0.1:{DNS}', True), ('MX', f'127.0.0.1:{DNS}', True), ('SOA', f'127.0.0.2:{DNS}', True),
    ('no such', f'127.0.0.1:{DNS}', False), ('no such, wanted', f'127.0.0.1:{DNS}', True),
    ('by TCP', f'127.0.0.1:{DNS}', True), ('matches', f'127.0.0.1:{DNS}', True), ('A', f'{SILENT}', False),
    ('matches not', f'127.0.0.1:{DNS}', False), ('A', '127.0.0.1:9', False), ('by TCP', '127.0.0.1:9', False),
    ('A', NOBODY, False), ('A', '[::1]:9', False), ('SOA', '127.0.0.1:9', False),
)
TIMES = ('probe_duration_seconds', 'probe_dns_lookup_time_seconds', 'probe_icmp_duration_seconds',
         'probe_http_duration_seconds', 'probe_dns_duration_seconds')


def kind_of(module):
    return next(kind for kind, modules in KINDS.items() if module in modules)


def patience(target):
    return '300ms' if SILENT in target else '20s'


@contextlib.contextmanager
def welcoming():
    """A server that says one line and closes."""
    with socket.create_server(('127.0.0.1', 2500)) as server:
        thread = threading.Thread(target=welcome, args=(server,), daemon=True)
        thread.start()
        yield
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def welcome(server):
    with contextlib.suppress(OSError):
        while True:
            client, _ = server.accept()
            with client:
                client.sendall(b'welcome to the test\r\n')


def version():
    """Of the exporter; empty where there is none. Later ones have more series."""
    found = servers.program(EXPORTER)
    told = subprocess.run((found, '--version'), capture_output=True, text=True, check=True) if found else None
    return (told.stdout + told.stderr).split()[2] if told else ''


@unittest.skipUnless(version().startswith('0.23.'), f'no {EXPORTER} 0.23 in PATH')
@unittest.skipUnless(servers.program('nginx') and servers.program('dnsmasq'), 'no nginx or dnsmasq in PATH')
@unittest.skipUnless(servers.program('openssl'), 'openssl is not installed')
class Compare(case.ServiceCase):
    def setUp(self):
        super().setUp()
        self.black_hole()
        self.write('users', 'ann:{PLAIN}s3cret-of-ann\n')
        self.write('password', 's3cret-of-ann')
        self.write('page', 'only for ann')
        own = Authority(self.folder)
        own.sign('server', 'IP:127.0.0.1,DNS:web.test', 'serverAuth')
        own.sign('other', 'DNS:other.test', 'serverAuth')
        self.enterContext(servers.Nginx(self.folder, NGINX, 8080))
        self.enterContext(welcoming())
        dnsmasq = [servers.program('dnsmasq'), '--keep-in-foreground', '--conf-file=/dev/null', '--user=', '--group=',
                   '--pid-file=', f'--port={DNS}', '--listen-address=127.0.0.1,127.0.0.2', '--bind-interfaces',
                   '--no-resolv', '--no-hosts', '--local=/test/', *RECORDS]
        self.enterContext(servers.Server(self.folder, dnsmasq, '127.0.0.1', DNS))

    def modules(self, ours):
        """{name: YAML} of all combinations in CASES."""
        out = {}
        for module, target, _, *more in CASES:
            kind, family = kind_of(module), more[0] if more else 'prefer_6'
            theirs_says, ours_says = KINDS[kind][module]
            name = self.name_of(module, target, family)
            if ours:
                inside = f', {kind}: {{{ours_says}}}' if ours_says else ''
                out[name] = f'{{probe: {kind}, timeout: {patience(target)}, family: {family}{inside}}}'
            else:
                inside = ', '.join(part for part in (THEIR_FAMILY[family], theirs_says) if part)
                out[name] = f'{{prober: {kind}, timeout: {patience(target)}, {kind}: {{{inside}}}}}'
        return ''.join(f'    {json.dumps(name)}: {yaml}\n' for name, yaml in out.items())

    @staticmethod
    def name_of(module, target, family):
        return f'{module}, {family}, {patience(target)}'

    def ask(self, at, module, target, family, hostname):
        asked = {'module': self.name_of(module, target, family), 'target': target}
        if hostname:
            asked['hostname'] = hostname
        answer = web.fetch(at, '/probe?' + urllib.parse.urlencode(asked))
        self.assertEqual(answer.status, 200, answer.text())
        return Page(answer.text())

    def test_both_say_the_same(self):
        with open(self.path('blackbox.yml'), 'w', encoding='utf-8') as file:
            file.write('modules:\n' + self.modules(ours=False))
        command = [servers.program(EXPORTER), '--config.file=blackbox.yml', '--web.listen-address=%s:%d' % AT]
        text = 'uplink: off\nblackbox:\n  allow: [0.0.0.0/0, "::/0"]\n  modules:\n' + self.modules(ours=True)
        resolver = self.dns_client('127.0.0.3')  # where nobody is
        with servers.Server(self.folder, [*resolver, *command], *AT), \
                self.daemon(text + 'targets: [127.0.0.1]\n', wrapper=resolver) as daemon:
            for module, target, succeeds, *more in CASES:
                family, hostname = (*more, *(None, None))[:2]
                with self.subTest(module=module, target=target, family=family, hostname=hostname):
                    asked = module, target, family or 'prefer_6', hostname
                    self.compare(self.ask(AT, *asked), self.ask(daemon.address(), *asked), succeeds)

    def compare(self, theirs, ours, succeeds):
        self.assertEqual((theirs.one('probe_success'), ours.one('probe_success')), (succeeds, succeeds))
        self.assertEqual(series_of(ours), series_of(theirs))
        self.assertEqual(values_of(ours), values_of(theirs))


def series_of(page):
    """Names, with the names of their labels, and which phases there are."""
    return sorted((name, sorted(labels), labels.get('phase')) for name, samples in page.samples.items()
                  for labels, _ in samples)


def values_of(page):
    return {name: samples for name, samples in page.samples.items() if name not in TIMES}


if __name__ == '__main__':
    case.main()
