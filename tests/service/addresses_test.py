# SPDX-License-Identifier: Apache-2.0
"""A name with many addresses, each a target: they come and go as dnsmasq answers, and all others go on."""
import contextlib
import http.server
import json
import os
import signal
import threading
import unittest

import case
import servers
from daemon import Ended, wait_for

TEXT = '''uplink: off
defaults: {interval: 100ms}
targets:
  - {name: db, host: many.test, address: all, labels: {role: sql}}
  - {name: both, host: two.test, family: both}
  - 127.0.0.1
'''
SPREAD = 2  # names that are looked up
HOSTS = {'many.test': ['127.0.0.2', '127.0.0.3'], 'two.test': ['127.0.0.5', '127.0.0.6', '::1']}


class Backend(http.server.BaseHTTPRequestHandler):
    """One machine behind a name; `statuses` says what each address answers, `hosts` what it was asked for."""
    statuses = {'127.0.0.2': 200, '127.0.0.3': 503}
    hosts = set()

    def do_GET(self):
        address = self.connection.getsockname()[0]
        self.hosts.add((address, self.headers['Host']))
        self.send_response(self.statuses[address])
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def backends():
    """On all addresses; the port."""
    with http.server.ThreadingHTTPServer(('0.0.0.0', 0), Backend) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@unittest.skipUnless(servers.program('dnsmasq'), 'no dnsmasq in PATH')
class Addresses(case.ServiceCase):
    def setUp(self):
        super().setUp()
        command = [servers.program('dnsmasq'), '--keep-in-foreground', '--conf-file=/dev/null', '--user=', '--group=',
                   '--pid-file=', '--port=53', '--listen-address=127.0.0.1', '--bind-interfaces', '--log-facility=-',
                   '--no-resolv', '--no-hosts', '--local=/test/', f'--addn-hosts={self.hosts(HOSTS)}']
        self.name_server = self.enterContext(servers.Server(self.folder, command, '127.0.0.1', 53))

    def hosts(self, names):
        return self.write('hosts', ''.join(f'{address} {name}\n' for name in names for address in names[name]))

    def run_reachd(self, text=TEXT):
        os.makedirs(self.path('state'), exist_ok=True)
        return self.daemon(text, '--state-dir', self.path('state'), '--socket', self.path('socket'),
                           wrapper=self.dns_client())

    def answer(self, *addresses):
        """From now on; dnsmasq says in its log when it has read them."""
        read = self.name_server.output().count('read ')
        self.hosts({**HOSTS, 'many.test': addresses})
        self.name_server.process.send_signal(signal.SIGHUP)
        wait_for(lambda: self.name_server.output().count('read ') > read, 'the addresses are read')

    def look_again(self, daemon):
        """A reload looks up every name that is a target for each of its addresses."""
        lookups = daemon.page().one('reachd_resolver_lookups_total')
        daemon.process.send_signal(signal.SIGHUP)
        daemon.wait_page(lambda page: page.one('reachd_resolver_lookups_total') >= lookups + SPREAD, 'lookups')

    def until_up(self, daemon, *targets):
        def all_up(page):
            return {name for name in page.targets() if page.state(name) == 'up'} >= set(targets)
        return daemon.wait_page(all_up, f'up: {targets}')

    def ask(self, *command):
        return Ended(*command, '--socket', self.path('socket'), folder=self.folder)

    def test_addresses_come_and_go_and_the_others_go_on(self):
        with self.run_reachd() as daemon:
            page = self.until_up(daemon, 'db/127.0.0.2', 'db/127.0.0.3', 'both/::1')
            self.assertEqual(len(page.targets()), 5)
            self.assertNotIn('db', page.targets())
            self.assertEqual(page.all('reachd_target_info', target='db/127.0.0.2', address='127.0.0.2', role='sql'),
                             [1])
            self.assertEqual([line['address'] for line in daemon.log(msg='address added', target='db')],
                             ['127.0.0.2', '127.0.0.3'])
            before = page.sent('db/127.0.0.3')

            self.answer('127.0.0.3', '127.0.0.4')
            self.look_again(daemon)
            daemon.wait_log(msg='address added', target='db', address='127.0.0.4')
            for _ in range(4):
                self.look_again(daemon)  # no reload takes an address away
            page = self.until_up(daemon, *(f'db/127.0.0.{last}' for last in (2, 3, 4)))
            self.assertGreater(page.sent('db/127.0.0.3'), before)
            self.assertEqual(page.one('reachd_state_changes_total', target='db/127.0.0.3'), 1)
            self.assertEqual(daemon.log(msg='address removed'), [])
            self.check_what_is_told(daemon)
            self.check_changes_of_the_file(daemon)

    def check_what_is_told(self, daemon):
        parts = json.loads(daemon.get('/api/v1/targets/db').text())['targets']
        self.assertEqual([(part['name'], part['state']) for part in parts],
                         [(f'db/127.0.0.{last}', 'up') for last in (2, 3, 4)])
        self.assertEqual(json.loads(daemon.get('/api/v1/targets/db%2F127.0.0.3').text())['address'], '127.0.0.3')
        told = self.ask('explain', 'db').output
        self.assertRegex(told, r'(?m)^  address +all +\S+:5:\d+ +target$')
        self.assertRegex(told, r'(?m)^  db/127\.0\.0\.4 +up ')
        told = self.ask('explain', 'db/127.0.0.4').output
        self.assertRegex(told, r'(?m)^  address +all ')
        self.assertRegex(told, r'(?m)^  address +127\.0\.0\.4$')
        self.assertEqual(self.ask('explain', '127.0.0.1/127.0.0.4').status, 1)
        self.assertIn('db/127.0.0.4', self.ask('status').output)

    def check_changes_of_the_file(self, daemon):
        """The parts keep their counters, whatever is written of them, until the name is removed."""
        sent = daemon.page().sent('db/127.0.0.3')
        self.write('reachd.yaml', case.WEB + TEXT.replace('role: sql', 'role: db').replace('address: all',
                                                                                           'address: all, timeout: 2s'))
        self.assertEqual(self.ask('ctl', 'reload', '--wait').output, '+0 −0 ~1 =2\n')
        page = self.until_up(daemon, 'db/127.0.0.3', 'db/127.0.0.4')
        self.assertEqual(page.all('reachd_target_info', target='db/127.0.0.3', role='db'), [1])
        self.assertGreaterEqual(page.sent('db/127.0.0.3'), sent)
        self.write('reachd.yaml', case.WEB + 'uplink: off\ntargets: [127.0.0.1]\n')
        self.assertEqual(self.ask('ctl', 'reload', '--wait').output, '+0 −2 ~1 =0\n')
        daemon.wait_page(lambda page: page.targets() == ['127.0.0.1'], 'the parts are gone')

    def test_counters_go_on_after_a_restart_though_nobody_answers_for_the_name(self):
        with self.run_reachd() as daemon:
            page = self.until_up(daemon, 'db/127.0.0.2', 'db/127.0.0.3')
            sent = page.sent('db/127.0.0.2')
            daemon.stop()
        self.name_server.process.kill()
        with self.run_reachd() as daemon:
            page = self.until_up(daemon, 'db/127.0.0.2', 'db/127.0.0.3', 'both/::1')
            self.assertGreaterEqual(page.sent('db/127.0.0.2'), sent)
            self.assertEqual(daemon.log(msg='address added'), [])
            self.assertEqual(daemon.log(msg='state restored')[0]['targets_continued'], '5')

    def test_the_one_machine_of_many_that_is_broken_is_seen(self):
        with backends() as port:
            place = f'many.test:{port}'
            text = f'uplink: off\ntargets: [{{name: web, url: "http://{place}/", address: all, interval: 100ms}}]\n'
            with self.run_reachd(text) as daemon:
                self.assertEqual(daemon.wait_log(msg='target down')[0]['target'], 'web/127.0.0.3')
                self.until_up(daemon, 'web/127.0.0.2')
        self.assertEqual(Backend.hosts, {('127.0.0.2', place), ('127.0.0.3', place)})

    def test_until_the_first_answer_the_name_stands_there(self):
        self.answer()
        with self.run_reachd() as daemon:
            daemon.wait_log(msg='name lookup failed', target='db')
            page = daemon.page()
            self.assertEqual(page.state('db'), 'unresolved')
            self.assertEqual(json.loads(daemon.get('/api/v1/targets/db').text())['targets'], [])
            self.answer('127.0.0.7')
            page = self.until_up(daemon, 'db/127.0.0.7')
            self.assertNotIn('db', page.targets())


if __name__ == '__main__':
    case.main()
