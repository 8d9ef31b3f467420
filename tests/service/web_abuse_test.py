# SPDX-License-Identifier: Apache-2.0
"""web.config_file against those who mean harm, and against its own secrets: guesses, handshakes that do not end,
monstrous certificates, bad files."""
import base64
import http.client
import os
import socket
import ssl
import time

import case
from daemon import PATIENCE, Ended
from page import Page
import web
from web_config import ANN, PLAIN, SECRET, TEXT, WebConfigCase

DEAR = '$2b$14$mK05aes9/kQAeBv00YdzBe2d4yu0FCWY9vN1wO9g3ySu1v59B5CmO'  # of "secret", at cost 14


class WebAbuse(WebConfigCase):
    def test_no_secret_is_in_anything_that_is_shown(self):
        """The key in the file itself, a hash, and a password that a client sends: none is in a page, an answer, an
        output, the log or the state file, be the file good or bad."""
        with open(self.path('server.key'), encoding='ascii') as file:
            key = file.read()
        canaries = [line for line in key.splitlines() if len(line) > 40] + [SECRET, SECRET[-31:], 'wr0ng-canary']
        indented = ''.join(f'    {line}\n' for line in key.splitlines())
        text = (f"tls_server_config:\n  cert_file: server.pem\n  key: |\n{indented}"
                f"basic_auth_users: {{ann: \"{SECRET}\"}}\n")
        self.write('web.yml', text)
        state = self.path('state')
        os.mkdir(state)
        self.reachd = self.enterContext(self.daemon(TEXT, '--socket', self.path('socket'), '--state-dir', state))
        self.reachd.wait_log(msg='target up')
        guess = {'Authorization': 'Basic ' + base64.b64encode(b'ann:wr0ng-canary').decode()}
        shown = [self.fetch('/', headers=guess).text()]
        pages = ('/', '/metrics', '/api/v1/status', '/api/v1/config', '/api/v1/targets/127.0.0.1')
        shown += [self.fetch(path, headers=ANN).text() for path in pages]
        main, to = self.path('reachd.yaml'), ('--socket', self.path('socket'))

        def ask():
            for command in (('check', main), ('check', '--dump', main), ('diff', *to, main), ('status', *to),
                            ('explain', *to, '127.0.0.1'), ('explain', '--config', main, '127.0.0.1'),
                            ('ctl', 'reload', '--wait', *to)):
                ended = Ended(*command, folder=self.folder)
                shown.append(ended.output + ended.errors)
        ask()
        self.write('web.yml', text.replace('basic_auth_users', 'basic_auth_user').replace('-----END', '-----ENT'))
        self.reachd.wait_log(msg='configuration refused: the one before stays')
        ask()
        shown += [self.fetch(path, headers=ANN).text() for path in pages]
        self.reachd.stop()
        shown.append(self.reachd.log_text())
        for name in os.listdir(state):
            with open(os.path.join(state, name), encoding='latin-1') as file:
                shown.append(file.read())
        self.assertEqual([canary for canary in canaries for text in shown if canary in text], [])
        self.assertTrue(all(shown))

    def turns(self):
        page = Page(self.fetch().text())
        return page.one('reachd_loop_lag_seconds_count')

    def test_a_handshake_that_does_not_end_costs_nothing_and_is_closed(self):
        self.start(self.tls())
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        hello = self.context().wrap_bio(incoming, outgoing, server_hostname='127.0.0.1')
        with self.assertRaises(ssl.SSLWantReadError):
            hello.do_handshake()
        with socket.create_connection(self.reachd.address(), timeout=60) as client:
            client.sendall(outgoing.read())
            client.recv(1)  # its answer has begun
            began, before = time.monotonic(), self.turns()
            time.sleep(1)
            rate = (self.turns() - before) / (time.monotonic() - began)
            self.assertLess(rate, 300)  # 890 where libmicrohttpd has its way, 50 of the timer
            while client.recv(4096):
                pass
        self.assertEqual(self.fetch().status, 200)

    def test_a_monstrous_certificate_is_not_looked_at(self):
        names = ','.join(f'DNS:host{number}.example.test' for number in range(1500))
        monster = self.authority.sign('monster', names, 'clientAuth')
        self.start(self.tls(', client_auth_type: RequestClientCert'))
        with self.assertRaises((ssl.SSLError, ConnectionError, http.client.HTTPException)):
            self.fetch(certificate=monster)
        self.assertEqual(self.fetch().status, 200)

    def test_guesses_lock_out_neither_the_scraper_nor_the_control_socket(self):
        """Each guess takes a second of a core, and its client does not wait for it."""
        self.start(f'basic_auth_users: {{ann: "{SECRET}", bob: "{DEAR}"}}\n')
        at = self.reachd.address()
        self.assertEqual(web.fetch(at, '/', headers=ANN).status, 200)
        guessers = []
        for number in range(100):
            guess = base64.b64encode(f'bob:{number}'.encode()).decode()
            client = socket.create_connection(at, timeout=60)
            client.sendall(f'GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {guess}\r\n\r\n'.encode())
            guessers.append(client)
        began = time.monotonic()
        self.assertEqual(web.fetch(at, '/metrics', headers=ANN).status, 200)
        status = Ended('status', '--socket', self.path('socket'), folder=self.folder)
        self.assertEqual(status.status, 0, status.errors)
        self.assertLess(time.monotonic() - began, 10 * PATIENCE)
        for client in guessers:
            client.close()
        self.assertEqual(web.fetch(at, '/metrics', headers=ANN).status, 200)

    def test_a_key_that_does_not_fit_is_told_by_the_reload(self):
        self.start(PLAIN)
        for bad in (self.tls().replace('server.key', 'authority.key'), self.tls(', client_ca_file: none.pem')):
            self.write('web.yml', bad)
            ended = Ended('ctl', 'reload', '--wait', '--socket', self.path('socket'), folder=self.folder)
            self.assertEqual(ended.status, 1, ended.output)
            self.assertEqual(web.fetch(self.reachd.address(), '/-/ready').status, 200)

    def test_a_bad_file_changes_nothing_and_shows_no_secret(self):
        self.start(f'basic_auth_users: {{ann: "{SECRET}"}}\n')
        self.write('web.yml', 'basic_auth_users: {ann: hunter2}\n')
        self.reachd.wait_log(msg='configuration refused: the one before stays')
        self.assertEqual(web.fetch(self.reachd.address(), '/', headers=ANN).status, 200)
        page = web.fetch(self.reachd.address(), '/', headers=ANN).text()
        self.assertNotIn('hunter2', page + self.reachd.log_text())
        ended = Ended('check', self.path('reachd.yaml'), folder=self.folder)
        self.assertEqual(ended.status, 1)
        self.assertIn('web.yml:1:20: error: a password is kept as a bcrypt hash', ended.errors)
        self.assertNotIn('hunter2', ended.errors)


if __name__ == '__main__':
    case.main()
