# SPDX-License-Identifier: Apache-2.0
"""Probes of HTTPS against a real nginx with good and bad certificates: what cannot be verified is told and not used."""
import unittest

import case
import servers
from certificates import Authority, end_of

NAMES = {'good': 8443, 'expired': 8444, 'self_signed': 8445, 'wrong_name': 8446, 'stranger': 8447}
SERVER = '''
server {
  listen 127.0.0.1:%d ssl http2; ssl_certificate %s.pem; ssl_certificate_key %s.key;
  location / { return 200 "welcome"; }
}
'''
PICKY = '''
server {
  listen 127.0.0.1:8448 ssl; ssl_certificate good.pem; ssl_certificate_key good.key;
  ssl_verify_client on; ssl_client_certificate authority.pem;
  location / { return 200 "welcome $ssl_client_s_dn"; }
}
'''
# (reason, what the log says)
BAD = {'expired': ('expired', 'certificate has expired'), 'self_signed': ('self_signed', 'self-signed certificate'),
       'wrong_name': ('wrong_name', 'mismatch'), 'stranger': ('unknown_issuer', 'unable to get local issuer')}
OPTIONS = 'auth: {bearer: {env: REACHD_TEST_TOKEN}}'


@unittest.skipUnless(servers.program('nginx'), 'no nginx in PATH')
@unittest.skipUnless(servers.program('openssl'), 'openssl is not installed')
class HttpsProbe(case.ServiceCase):
    def setUp(self):
        super().setUp()
        own = Authority(self.folder)
        here = 'IP:127.0.0.1,DNS:web.test'
        own.sign('good', here, 'serverAuth', days=10)  # longer than its authority, which the server does not show
        own.sign('expired', here, 'serverAuth', days=-1)
        own.sign('wrong_name', 'DNS:other.test', 'serverAuth')
        own.sign('monitor', 'DNS:monitor.test', 'clientAuth')
        Authority(self.folder, 'self_signed')
        Authority(self.folder, 'nobody').sign('stranger', here, 'serverAuth')
        blocks = ''.join(SERVER % (port, name, name) for name, port in NAMES.items())
        self.nginx = self.enterContext(servers.Nginx(self.folder, blocks + PICKY, 8443))

    def run_targets(self, targets):
        text = 'uplink: off\ndefaults: {interval: 200ms, timeout: 2s}\ntargets:\n'
        text += ''.join(f'  - {{name: {name}, url: "{url}", http: {{{OPTIONS}, tls: {{{tls}}}}}}}\n'
                        for name, (url, tls) in targets.items())
        daemon = self.enterContext(self.daemon(text, wrapper=('env', 'REACHD_TEST_TOKEN=t0ken-of-the-test')))
        daemon.wait_page(lambda page: all(page.state(name) in ('up', 'down') for name in targets), 'all judged')
        return daemon

    def verdict(self, page, target):
        told = [(labels['reason'], value) for labels, value in page.samples['reachd_tls_verified']
                if labels['target'] == target]
        self.assertEqual(len(told), 1, told)
        return told[0]

    def test_what_can_be_verified_is(self):
        url, ca = 'https://127.0.0.1:8443/', 'ca: authority.pem'
        daemon = self.run_targets({'good': (url, ca), 'soon': (url, ca + ', warn_before: 11d'),
                                   'later': (url, ca + ', warn_before: 1h'),
                                   'named': ('https://127.0.0.1:8446/', ca + ', server_name: other.test')})
        page = daemon.page()
        for name in ('good', 'soon', 'later', 'named'):
            self.assertEqual(self.verdict(page, name), ('ok', 1), name)
            self.assertEqual(page.state(name), 'up')
        self.assertEqual(page.one('reachd_tls_not_after_timestamp_seconds', target='good'),
                         end_of(self.path('good.pem')))
        self.assertEqual([page.one('reachd_tls_expiring', target=name) for name in ('good', 'soon', 'later')],
                         [None, 1, 0])
        phases = {labels['phase'] for labels, _ in page.samples['reachd_phase_seconds'] if labels['target'] == 'good'}
        self.assertEqual(phases, {'connect', 'tls', 'first_byte', 'transfer'})

    def test_what_cannot_be_verified_is_told_and_hears_nothing(self):
        daemon = self.run_targets({name: (f'https://127.0.0.1:{NAMES[name]}/', 'ca: authority.pem, warn_before: 1h')
                                   for name in BAD})
        page = daemon.page()
        for name, (reason, words) in BAD.items():
            with self.subTest(name):
                self.assertEqual(page.state(name), 'down')
                self.assertEqual(self.verdict(page, name), (reason, 0))
                self.assertEqual(page.one('reachd_tls_not_after_timestamp_seconds', target=name),
                                 end_of(self.path(name + '.pem')))
                self.assertEqual(page.one('reachd_tls_expiring', target=name), int(name == 'expired'))
                told = daemon.wait_log(msg='target down', target=name)[0]['reason']
                self.assertTrue(told.startswith('mismatch: ') and words in told, told)
                self.assertIsNone(page.one('reachd_http_status_code', target=name))
                self.assertEqual(self.nginx.requests(NAMES[name]), [])

    def test_the_systems_authorities_are_not_asked_beside_our_own_nor_ours_where_none_is_named(self):
        daemon = self.run_targets({'good': ('https://127.0.0.1:8443/', '')})
        page = daemon.page()
        self.assertEqual((page.state('good'), self.verdict(page, 'good')), ('down', ('unknown_issuer', 0)))
        self.assertEqual(self.nginx.requests(8443), [])

    def test_insecure_is_up_and_still_tells_what_is_wrong(self):
        daemon = self.run_targets({name: (f'https://127.0.0.1:{port}/', 'ca: authority.pem, insecure: true')
                                   for name, port in NAMES.items()})
        page = daemon.page()
        for name in NAMES:
            with self.subTest(name):
                self.assertEqual(page.state(name), 'up')
                self.assertEqual(page.one('reachd_http_status_code', target=name), 200)
                expected = (BAD[name][0], 0) if name in BAD else ('ok', 1)
                self.assertEqual(self.verdict(page, name), expected)
                self.assertEqual(page.one('reachd_tls_not_after_timestamp_seconds', target=name),
                                 end_of(self.path(name + '.pem')))

    def test_a_client_shows_its_certificate_where_one_is_wanted(self):
        url, ca = 'https://127.0.0.1:8448/', 'ca: authority.pem'
        daemon = self.run_targets({'shown': (url, ca + ', certificate: monitor.pem, key: {file: monitor.key}'),
                                   'none': (url, ca)})
        page = daemon.page()
        self.assertEqual((page.state('shown'), page.one('reachd_http_status_code', target='shown')), ('up', 200))
        self.assertEqual((page.state('none'), page.one('reachd_http_status_code', target='none')), ('down', 400))

    def test_what_speaks_no_tls_is_a_mismatch(self):
        with case.listening() as port:
            daemon = self.run_targets({'plain': ('http://127.0.0.1:8443/', ''),
                                       'silent': (f'https://127.0.0.1:{port}/', 'ca: authority.pem')})
            page = daemon.page()
            self.assertEqual(page.one('reachd_http_status_code', target='plain'), 400)
            self.assertEqual(set(page.ended('silent')), {'lost'})


if __name__ == '__main__':
    case.main()
