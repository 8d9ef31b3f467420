# SPDX-License-Identifier: Apache-2.0
"""Secrets of probes: they go to whom they are for, and are in nothing that is shown, be the file good or bad."""
import os
import signal
import unittest

import case
import servers
from certificates import Authority
from daemon import Ended
from talker import Talker

BEARER, PASSWORD, HEADER, VARIABLE, LATER = ('can4ry-bearer', 'can4ry-password', 'can4ry-header', 'can4ry-variable',
                                             'can4ry-later')
BASIC = 'YW5uOmNhbjRyeS1wYXNzd29yZA=='  # of ann and her password
TEXT = '''
web: {listen: "127.0.0.1:0"}
log: {level: debug}
uplink: off
defaults: {interval: 200ms, timeout: 2s}
targets:
  - name: bearer
    url: http://127.0.0.1:%(port)d/bearer
    http: {auth: {bearer: {file: token}}, headers: {X-Key: {env: REACHD_TEST_HEADER}}, expect: {body: welcome}}
  - name: echoing
    url: http://127.0.0.1:%(port)d/echo
    http: {auth: {bearer: {file: token}}, expect: {json: {/said: nothing}}}
  - name: basic
    url: http://127.0.0.1:%(port)d/basic
    http: {auth: {user: ann, password: {credential: ann}}}
  - name: secure
    url: https://127.0.0.1:%(secure)d/
    http: {tls: {ca: authority.pem, certificate: own.pem, key: {file: own.key}}}
  - name: program
    probe: exec
    exec: {command: [sh, -c, "test ${#TOKEN} = 15"], env: {TOKEN: {env: REACHD_TEST_VARIABLE}}}
  - name: printing
    probe: exec
    exec:
      command: [sh, -c, "echo \\"bad: $TOKEN | $TOKEN=1\\"; env >&2; exit 2"]
      env: {TOKEN: {env: REACHD_TEST_VARIABLE}}
'''


def answer(client, status, text):
    client.say(f'HTTP/1.1 {status} x\r\nContent-Length: {len(text)}\r\nConnection: close\r\n\r\n{text}')


def web_server(client):
    path = client.hear().split()[1]
    fields = {}
    while ': ' in (line := client.hear()):
        name, _, value = line.partition(': ')
        fields[name.lower()] = value
    said = fields.get('authorization', '')
    if path == '/bearer':
        good = said == 'Bearer ' + BEARER and fields.get('x-key') == HEADER
        return answer(client, *((200, 'welcome') if good else (403, 'no')))
    if path == '/echo':
        return answer(client, 200, '{"said": "%s"}' % said)
    return answer(client, 200 if said == 'Basic ' + BASIC else 401, 'so')


def secure_server(client):
    client.start_tls()
    client.hear()
    answer(client, 200, 'welcome')


@unittest.skipUnless(servers.program('openssl'), 'openssl is not installed')
class ProbeSecrets(case.ServiceCase):
    def setUp(self):
        super().setUp()
        own = Authority(self.folder)
        key = own.sign('own', 'IP:127.0.0.1', 'serverAuth,clientAuth')[1]
        with open(key, encoding='ascii') as file:
            self.canaries = [line for line in file.read().splitlines() if len(line) > 40]
        self.canaries += ['can4ry', 'YW5uOmNhbjRyeS', BASIC]
        self.write('token', BEARER + '\n')
        os.mkdir(self.path('credentials'))
        self.write('credentials/ann', PASSWORD)
        os.mkdir(self.path('state'))
        plain = self.enterContext(Talker(web_server))
        secure = self.enterContext(Talker(secure_server, (self.path('own.pem'), key)))
        self.text = TEXT % {'port': plain.port, 'secure': secure.port}
        self.environment = ('env', f'CREDENTIALS_DIRECTORY={self.path("credentials")}',
                            f'REACHD_TEST_HEADER={HEADER}', f'REACHD_TEST_VARIABLE={VARIABLE}')
        self.shown = {}

    def ask(self, daemon, when):
        main, to = self.path('reachd.yaml'), ('--socket', self.path('socket'))
        targets = ('bearer', 'echoing', 'basic', 'secure', 'program', 'printing')
        for path in ('/', '/metrics', '/api/v1/status', '/api/v1/config',
                     *(f'/api/v1/targets/{name}' for name in targets)):
            self.shown[when, path] = daemon.get(path).text()
        for command in (('check', main), ('check', '--dump', main), ('diff', *to, main), ('status', *to),
                        ('status', '--json', *to), ('ctl', 'reload', '--wait', *to),
                        *(('explain', *to, name) for name in targets),
                        *(('explain', '--config', main, name) for name in targets)):
            ended = Ended(*command, folder=self.folder, wrapper=self.environment)
            self.shown[when, command] = ended.output + ended.errors

    def test_they_arrive_and_are_shown_nowhere(self):
        with self.daemon(self.text, '--socket', self.path('socket'), '--state-dir', self.path('state'),
                         '--probe-log', self.path('probes'), wrapper=self.environment) as daemon:
            page = daemon.wait_page(lambda page: not {page.state(name) for name in page.targets()} - {'up', 'down'},
                                    'all judged')
            self.assertEqual({name: page.state(name) for name in page.targets()},
                             {'bearer': 'up', 'echoing': 'down', 'basic': 'up', 'secure': 'up', 'program': 'up',
                              'printing': 'down'})
            self.ask(daemon, 'good')
            # By somebody who has none of the secrets.
            same = Ended('diff', '--socket', self.path('socket'), self.path('reachd.yaml'), folder=self.folder)
            self.assertEqual((same.status, same.errors), (0, ''), same.output)
            self.write('token', LATER)
            daemon.process.send_signal(signal.SIGHUP)
            daemon.wait_log(msg='target down', target='bearer')  # another token than the server knows
            self.ask(daemon, 'changed')
            self.write('reachd.yaml', self.text.replace('bearer: {file', 'bearer: can4ry-written, x: {file'))
            daemon.wait_log(msg='configuration refused: the one before stays')
            self.ask(daemon, 'bad')
            with open(self.path('token'), 'w', encoding='utf-8') as file:
                file.write('can4ry\x01broken\n')
            self.write('reachd.yaml', self.text)
            self.ask(daemon, 'broken secret')
            daemon.stop()
            self.shown['log'] = daemon.log_text()
        for name in (*(os.path.join('state', each) for each in os.listdir(self.path('state'))), 'probes', 'stdout'):
            with open(self.path(name), encoding='latin-1') as file:
                self.shown[name] = file.read()
        leaks = sorted({(str(where), canary, text[max(0, text.index(canary) - 80):][:200])
                        for where, text in self.shown.items() for canary in self.canaries if canary in text})
        self.assertEqual(leaks, [], "\n".join(map(str, leaks)))


if __name__ == '__main__':
    case.main()
