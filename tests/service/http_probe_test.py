# SPDX-License-Identifier: Apache-2.0
"""Probes of HTTP against a real nginx: what it answers, in both versions, packed, redirected and behind passwords."""
import os
import signal
import unittest

import case
from certificates import Authority
import servers

NGINX = '''
map $http_authorization $known { default 0; "Bearer t0ken-of-the-test" 1; }
server {
  listen 127.0.0.1:8080; listen 127.0.0.1:8443 ssl http2;
  ssl_certificate server.pem; ssl_certificate_key server.key;
  root .;
  location = /ok { return 200 "all is well here"; }
  location = /json { return 200 '{"status": "ok", "parts": [{"up": true}], "error": null, "a/b": 3}'; }
  location = /404 { return 404; }
  location = /503 { return 503; }
  location = /to-ok { return 302 /ok; }
  location = /twice { return 301 /to-ok; }
  location = /loop { return 302 /loop; }
  location = /away { return 302 http://127.0.0.2:8081/ok; }
  location = /nowhere { return 302 http://nowhere.test/; }
  location = /basic { auth_basic x; auth_basic_user_file users; try_files /page =404; }
  location = /bearer { if ($known = 0) { return 401; } return 200 welcome; }
  location = /echo { return 200 "$http_x_shown $http_user_agent $request_method"; }
}
server { listen 127.0.0.2:8081; location = /ok { return 200 "the other host"; } }
'''
BASE = 'http://127.0.0.1:8080'
TOKEN = 't0ken-of-the-test'

# name: (path, options of http, why it is down or None, {family: value})
ANSWERS = {
    'ok': ('/ok', '{}', None, {'http_status_code': 200, 'http_version': 1.1, 'http_body_bytes': 16,
                               'http_redirects': 0}),
    '404': ('/404', '{}', 'the status is 404, expected 200-299', {'http_status_code': 404}),
    '503': ('/503', '{}', 'the status is 503, expected 200-299', {'http_status_code': 503}),
    '404 wanted': ('/404', '{expect: {status: [200, 400-410]}}', None, {'http_status_code': 404}),
    '503 not wanted': ('/503', '{expect: {status: [200, 400-410]}}', 'the status is 503, expected 200 or 400-410', {}),
    'body': ('/ok', '{expect: {body: "^all is w[aeo]ll"}}', None, {}),
    'no such body': ('/ok', '{expect: {body: "all was well"}}', "the body does not match 'all was well'", {}),
    'json': ('/json', '{expect: {json: {/status: ok, /parts/0/up: true, /error: null, /a~1b: 3}}}', None, {}),
    'other json': ('/json', '{expect: {json: {/parts/0/up: false}}}', '/parts/0/up', {}),
    'no json': ('/ok', '{expect: {json: {/status: ok}}}', 'JSON', {}),
    'packed': ('/packed', '{expect: {body: "^x{900}"}}', None, {'http_body_bytes': 100_000}),
    'too large': ('/packed', '{max_bytes: 99999}', 'the body is larger than 99999 bytes', {'http_status_code': 200}),
    'not followed': ('/to-ok', '{}', 'the status is 302', {'http_status_code': 302, 'http_redirects': 0}),
    'not followed, wanted': ('/to-ok', '{expect: {status: [302]}}', None, {'http_status_code': 302}),
    'followed': ('/twice', '{follow: 2, expect: {body: well}}', None, {'http_status_code': 200, 'http_redirects': 2}),
    'followed too little': ('/twice', '{follow: 1}', 'the status is 302', {'http_redirects': 1}),
    'loop': ('/loop', '{follow: 5}', 'the status is 302', {'http_status_code': 302, 'http_redirects': 5}),
    'away': ('/away', '{follow: 1, auth: {bearer: {env: REACHD_TEST_TOKEN}}, expect: {body: other host}}', None,
             {'http_redirects': 1}),
    'nowhere': ('/nowhere', '{follow: 1}', "the redirect leads to 'nowhere.test'", {}),
    'no password': ('/basic', '{}', 'the status is 401', {'http_status_code': 401}),
    'wrong password': ('/basic', '{auth: {user: ann, password: {file: wrong}}}', 'the status is 401', {}),
    'password': ('/basic', '{auth: {user: ann, password: {file: password}}}', None, {}),
    'token of env': ('/bearer', '{auth: {bearer: {env: REACHD_TEST_TOKEN}}}', None, {}),
    'token of file': ('/bearer', '{auth: {bearer: {file: token}}}', None, {}),
    'token of credential': ('/bearer', '{auth: {bearer: {credential: api-token}}}', None, {}),
    'header': ('/echo', '{headers: {X-Shown: here}, expect: {body: "^here reachd/[0-9].* GET$"}}', None, {}),
    'post': ('/echo', '{body: "a=1", expect: {body: "POST$"}}', None, {}),
    'head': ('/ok', '{method: HEAD}', None, {'http_status_code': 200, 'http_body_bytes': 0}),
}


@unittest.skipUnless(servers.program('nginx'), 'no nginx in PATH')
@unittest.skipUnless(servers.program('openssl'), 'openssl is not installed')
class HttpProbe(case.ServiceCase):
    def setUp(self):
        super().setUp()
        for name, text in (('users', 'ann:{PLAIN}s3cret-of-ann\n'), ('password', 's3cret-of-ann\n'), ('wrong', 'no\n'),
                           ('token', TOKEN + '\n'), ('packed', 'x' * 100_000), ('page', 'only for ann')):
            self.write(name, text)
        os.mkdir(self.path('credentials'))
        self.write('credentials/api-token', TOKEN)
        Authority(self.folder).sign('server', 'IP:127.0.0.1', 'serverAuth')
        self.nginx = self.enterContext(servers.Nginx(self.folder, NGINX, 8080))

    def run_targets(self, targets, more=''):
        """A reachd that has judged all of {name: (url, options)}."""
        text = 'uplink: off\ndefaults: {interval: 200ms, timeout: 2s}\n' + more + 'targets:\n'
        for name, (url, options) in targets.items():
            text += f'  - {{name: "{name}", url: "{url}", http: {options}}}\n'
        wrapper = ('env', f'CREDENTIALS_DIRECTORY={self.path("credentials")}', f'REACHD_TEST_TOKEN={TOKEN}')
        daemon = self.enterContext(self.daemon(text, wrapper=(*wrapper, *self.dns_client('127.0.0.3'))))
        daemon.wait_page(lambda page: all(page.state(name) in ('up', 'down') for name in targets), 'all judged')
        return daemon

    def check_verdict(self, daemon, page, name, problem):
        self.assertEqual(page.state(name), 'down' if problem else 'up')
        if problem:
            told = daemon.wait_log(msg='target down', target=name)[0]['reason']
            self.assertTrue(told.startswith('mismatch: '), told)
            self.assertIn(problem, told)

    def test_what_it_answers_is_judged(self):
        daemon = self.run_targets({name: (BASE + path, options) for name, (path, options, *_) in ANSWERS.items()})
        page = daemon.page()
        for name, (path, _, problem, figures) in ANSWERS.items():
            with self.subTest(name):
                self.check_verdict(daemon, page, name, problem)
                got = {family: page.one('reachd_' + family, target=name, probe='http') for family in figures}
                self.assertEqual(got, figures)
        phases = {labels['phase'] for labels, _ in page.samples['reachd_phase_seconds'] if labels['target'] == 'ok'}
        self.assertEqual(phases, {'connect', 'first_byte', 'transfer'})
        self.assertEqual({request[5] for request in self.nginx.requests(8081)}, {'-'})  # the token stays with its host
        self.assertNotIn('-', {request[4] for request in self.nginx.requests(8080) if request[2] == '/packed'})
        self.assertIn(f'Bearer {TOKEN}', {request[5] for request in self.nginx.requests(8080)})

    def test_both_versions_are_spoken(self):
        tls, url = 'tls: {ca: authority.pem}', 'https://127.0.0.1:8443/ok'
        daemon = self.run_targets({'two': (url, f'{{{tls}}}'), 'one': (url, f'{{http2: false, {tls}}}'),
                                   'body of two': (url[:-2] + 'packed', f'{{{tls}, expect: {{body: "x$"}}}}')})
        page = daemon.page()
        self.assertEqual([page.one('reachd_http_version', target=name) for name in ('two', 'one', 'body of two')],
                         [2, 1.1, 2])
        self.assertEqual(page.all('reachd_up'), [1, 1, 1])
        self.assertEqual({request[0] for request in self.nginx.requests(8443)}, {'HTTP/2.0', 'HTTP/1.1'})

    def test_a_changed_secret_is_taken_by_a_reload(self):
        daemon = self.run_targets({'api': (BASE + '/bearer', '{auth: {bearer: {file: token}}}')})
        self.write('token', 'outdated')
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_log(msg='target down', target='api')
        before = daemon.page().sent('api')
        self.write('token', TOKEN)
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_log(msg='target up', target='api', was='down')
        self.assertGreater(daemon.page().sent('api'), before)  # and is the same target, with all it has counted

    def test_a_server_that_ends_is_refused(self):
        daemon = self.run_targets({'ok': (BASE + '/ok', '{}')})
        self.nginx.process.kill()
        daemon.wait_log(msg='target down', target='ok')
        self.assertIn('refused', daemon.page().ended('ok'))
        self.assertIsNone(daemon.page().one('reachd_http_status_code', target='ok'))


if __name__ == '__main__':
    case.main()
