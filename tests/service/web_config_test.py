# SPDX-License-Identifier: Apache-2.0
"""web.config_file as it is used: TLS, client certificates and passwords with a client that is not ours, promtool's
opinion of the same file, and changes while it runs."""
import http.client
import os
import shutil
import socket
import ssl
import subprocess
import unittest

import case
from certificates import Authority
from daemon import Ended, wait_for
import web
from web_config import ANN, OTHER, PLAIN, SECRET, TEXT, WRONG, WebConfigCase


class WebConfig(WebConfigCase):
    def test_pages_by_tls_are_the_same_and_plain_http_is_not_answered(self):
        self.start(self.tls())
        page = self.fetch()
        self.assertEqual(page.status, 200)
        self.assertIn('reachd_build_info', page.text())
        self.assertEqual(web.exchange(self.reachd.address(), b'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'), b'')
        status = Ended('status', '--socket', self.path('socket'), folder=self.folder)
        self.assertEqual(status.status, 0, status.errors)

    def test_a_large_page_by_tls_arrives_whole_on_a_connection_that_is_kept(self):
        self.write('web.yml', self.tls())
        hosts = ', '.join(f'127.1.{number // 250}.{number % 250 + 1}' for number in range(2000))
        text = TEXT.replace('127.0.0.1]', hosts + ']').replace('uplink', 'defaults: {interval: 60s}\nuplink')
        self.reachd = self.enterContext(self.daemon(text, '--socket', self.path('socket')))
        client = http.client.HTTPSConnection(*self.reachd.address(), timeout=60, context=self.context())
        self.addCleanup(client.close)
        for _ in range(3):
            client.request('GET', '/metrics', headers={'Accept-Encoding': 'gzip'})
            page = web.Answer(client.getresponse()).text()
            self.assertEqual(page.count('\nreachd_probes_sent_total{'), 2000)
            self.assertTrue(page.endswith('\n'))

    def test_versions_are_kept_to(self):
        self.start(self.tls(', min_version: TLS13'))
        old = self.context()
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.fetch(context=old)
        self.assertEqual(self.fetch().status, 200)

    def test_suites_and_curves_are_kept_to(self):
        suite = 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'
        self.start(self.tls(f', max_version: TLS12, cipher_suites: [{suite}], curve_preferences: [CurveP384]'))
        with socket.create_connection(self.reachd.address()) as raw, \
                self.context().wrap_socket(raw, server_hostname='127.0.0.1') as client:
            self.assertEqual((client.version(), client.cipher()[0]), ('TLSv1.2', 'ECDHE-ECDSA-AES256-GCM-SHA384'))
        other = self.context()
        other.maximum_version = ssl.TLSVersion.TLSv1_2
        other.set_ciphers('ECDHE-ECDSA-AES128-GCM-SHA256')
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            self.fetch(context=other)

    def test_only_clients_with_the_right_certificate_are_answered(self):
        right = self.authority.sign('right', 'DNS:prometheus.test', 'clientAuth')
        misnamed = self.authority.sign('misnamed', 'DNS:other.test', 'clientAuth')
        for_servers = self.authority.sign('misused', 'DNS:prometheus.test', 'serverAuth')
        stranger = Authority(self.folder, 'stranger').sign('foreign', 'DNS:prometheus.test', 'clientAuth')
        authority, named = ', client_ca_file: authority.pem', ', client_allowed_sans: [prometheus.test]'
        wanted = {'RequireAndVerifyClientCert' + authority + named: (403, 200, 403, 403, 403),
                  'VerifyClientCertIfGiven' + authority: (200, 200, 200, 403, 403),
                  'RequireAnyClientCert' + named: (403, 200, 403, 200, 200),
                  'RequestClientCert': (200, 200, 200, 200, 200)}
        self.start(PLAIN)
        for kind, statuses in wanted.items():
            self.change(self.tls(f', client_auth_type: {kind}'))
            got = tuple(self.fetch(certificate=shown).status
                        for shown in (None, right, misnamed, for_servers, stranger))
            self.assertEqual(got, statuses, kind)

    def test_only_the_right_password_opens_and_the_control_socket_needs_none(self):
        self.start(f'basic_auth_users: {{ann: "{SECRET}"}}\n')
        at = self.reachd.address()
        for path in ('/', '/metrics', '/-/ready', '/api/v1/status', '/nope'):
            refused = web.fetch(at, path)
            self.assertEqual(refused.status, 401, path)
            self.assertTrue(refused.headers['WWW-Authenticate'].startswith('Basic realm='))
            self.assertEqual(web.fetch(at, path, headers=WRONG).status, 401, path)
            self.assertEqual(web.fetch(at, path, headers=ANN).status, 404 if path == '/nope' else 200, path)
        for broken in ('Basic', 'Basic %%%', 'Basic YW5u', 'Bearer secret', 'Basic ' + 'A' * 4000):
            self.assertEqual(web.fetch(at, '/', headers={'Authorization': broken}).status, 401, broken[:20])
        status = Ended('status', '--socket', self.path('socket'), folder=self.folder)
        self.assertEqual(status.status, 0, status.errors)

    def test_all_of_it_changes_while_it_runs(self):
        self.start(PLAIN)
        at = self.reachd.address()
        kept = http.client.HTTPConnection(*at, timeout=30)
        self.addCleanup(kept.close)
        kept.request('GET', '/-/ready')
        self.assertEqual(web.Answer(kept.getresponse()).status, 200)
        self.change(self.tls() + f'basic_auth_users: {{ann: "{SECRET}"}}\n')
        kept.auto_open = False
        with self.assertRaises((http.client.HTTPException, ConnectionError)):
            kept.request('GET', '/-/ready')  # what was open in the clear is open no longer
            kept.getresponse()
        self.assertEqual(self.fetch(headers=ANN).status, 200)
        self.change(self.tls() + f'basic_auth_users: {{ann: "{OTHER}"}}\n')
        self.assertEqual(self.fetch(headers=ANN).status, 401)
        self.change(PLAIN)
        self.assertEqual(web.fetch(at, '/metrics').status, 200)
        told = [(line['tls'], line['users']) for line in self.reachd.log(msg='web access')]
        self.assertEqual(told, [('on', '1'), ('on', '1'), ('off', '0')])

    def test_a_renewed_certificate_is_taken_at_once(self):
        """And nobody is turned away for it: not who is in a handshake, and who is connected gets one more answer."""
        self.start(self.tls())
        before = ssl.get_server_certificate(self.reachd.address())
        self.authority.sign('next', 'IP:127.0.0.1', 'serverAuth')
        kept = http.client.HTTPSConnection(*self.reachd.address(), timeout=30, context=self.context())
        self.addCleanup(kept.close)
        kept.request('GET', '/-/ready')
        self.assertEqual(web.Answer(kept.getresponse()).status, 200)
        # A certificate without its key is a moment that every renewal has; a bad pair changes nothing.
        os.replace(self.path('next.pem'), self.path('server.pem'))
        os.replace(self.path('next.key'), self.path('server.key'))
        wait_for(lambda: ssl.get_server_certificate(self.reachd.address()) != before, 'the new certificate')
        self.assertEqual(self.fetch().status, 200)
        kept.request('GET', '/-/ready')
        self.assertEqual(web.Answer(kept.getresponse()).status, 200)

    @unittest.skipUnless(shutil.which('promtool'), 'no promtool in PATH')
    def test_promtool_says_the_same(self):
        users = f'basic_auth_users: {{ann: "{SECRET}"}}\n'
        texts = ('', '{}\n', self.tls(), users, self.tls() + users, self.tls(', min_version: TLS13'),
                 self.tls(', client_auth_type: RequireAndVerifyClientCert, client_ca_file: authority.pem'),
                 self.tls(', client_auth_type: RequestClientCert'), self.tls(', client_ca_file: authority.pem'),
                 self.tls(', client_auth_type: Sometimes'), self.tls(', min_version: TLS9'),
                 self.tls(', cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]'),
                 self.tls(', cipher_suites: [NONE]'), self.tls(', curve_preferences: [X25519, CurveP256]'),
                 self.tls(', curve_preferences: [P1]'), 'tls_server_config: {cert_file: server.pem}\n',
                 'tls_server_config: {cert_file: server.pem, key_file: authority.key}\n',
                 'tls_server_config: {cert_file: none.pem, key_file: server.key}\n', 'basic_auth_users: {ann: x}\n',
                 'http_server_config: {headers: {X-Frame-Options: deny}}\n', 'http_server_config: {http2: false}\n',
                 'http_server_config: {headers: {X-Other: a}}\n', 'unknown: 1\n', '[]\n', 'tls_server_config: 1\n')
        main, own = self.write('reachd.yaml', TEXT), self.path('web.yml')
        good = 0
        for text in texts:
            with self.subTest(text):
                self.write('web.yml', text)
                ours = Ended('check', main, folder=self.folder)
                theirs = subprocess.run(('promtool', 'check', 'web-config', own), capture_output=True, text=True)
                self.assertEqual(ours.status == 0, theirs.returncode == 0, ours.errors + theirs.stderr)
                good += ours.status == 0
        self.assertGreater(good, 8)


if __name__ == '__main__':
    case.main()
