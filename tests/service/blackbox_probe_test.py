# SPDX-License-Identifier: Apache-2.0
"""GET /probe keeps where it may go: odd spellings, names that change their address, redirects, and a bound on how many
run at once."""
import contextlib
import http.server
import signal
import socket
import socketserver
import threading
import urllib.parse

import case
import web
from daemon import wait_for
from dns_server import A, DnsServer
from page import Page
from web_config import ANN, SECRET, WRONG

# Where probes may go. All else on this machine is forbidden.
ALLOWED = '127.0.0.2'
BOX = '''uplink: off
blackbox:
  allow: [{net: 127.0.0.2, ports: [7000-7999]}, {net: "fd99::1", ports: 7000}, 127.0.0.4, %s]
  modules:
    icmp: {probe: icmp, timeout: 5s}
    tcp: {probe: tcp, timeout: 5s}
    http_2xx: {probe: http, timeout: 5s, http: {follow: 5, auth: {bearer: {env: REACHD_TEST_TOKEN}}}}
    dns: {probe: dns, timeout: 1s, dns: {name: web.test}}
    patient: {probe: tcp, timeout: 60s}
targets: [127.0.0.1]
''' % case.SILENT_V4
OFF = 'uplink: off\ntargets: [127.0.0.1]\n'
# All of them mean 127.0.0.1 or ::1 to somebody.
SPELLINGS = (
    '127.0.0.1', '127.1', '127.0.1', '0x7f.0.0.1', '0x7f.1', '0x7f000001', '0X7F000001', '0177.0.0.1', '017700000001',
    '2130706433', '127.000.000.001', '127.0.0.1.', '0.0.0.0', '0', '0x0', '00000000000000000000', '127.0.0.256',
    '127.0.0.0x1', '127.0x0.0.1', '%31%32%37.0.0.1', '127。0。0。1', '①②⑦.⓪.⓪.①', 'localhost', 'localhost.', 'LOCALHOST',
    'ip6-localhost', '[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[0000::0001]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:7f00:0001]', '[::FFFF:127.0.0.1]', '[::ffff:0.0.0.0]', '[::127.0.0.1]', '[::7f00:1]',
    '[64:ff9b::127.0.0.1]', '[2002:7f00:1::]', '[::1%25lo]', '[::1%lo]', '[fe80::1%lo]', '127.0.0.3', '[fd99::2]',
    'evil@127.0.0.1', '127.0.0.2@127.0.0.1', '127.0.0.2#@127.0.0.1', '127.0.0.2\\@127.0.0.1', '_gateway', ' 127.0.0.1',
    '127.0.0.1\t', '127.0.0.1\r\nHost: x', '127.0.0.1%00', '127.0.0.1 127.0.0.2',
)
PORT = 7000
AT_ONCE = 128


class Counting(http.server.BaseHTTPRequestHandler):
    """Answers with what the path says: /to/URL redirects there."""

    def do_GET(self):
        self.server.requests.append((self.path, self.headers['Authorization']))
        self.send_response(302 if self.path.startswith('/to/') else 200)
        if self.path.startswith('/to/'):
            self.send_header('Location', urllib.parse.unquote(self.path[4:]).encode().decode('latin-1'))
        self.send_header('Content-Length', '0')
        self.end_headers()

    def log_message(self, *_):
        pass


class Web(http.server.ThreadingHTTPServer):
    """On one address; counts connections, whatever comes over them."""

    def __init__(self, address, port=PORT):
        self.address_family = socket.AF_INET6 if ':' in address else socket.AF_INET
        self.connections = 0
        self.requests = []
        super().__init__((address, port), Counting)
        threading.Thread(target=self.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)  # the other looks up our name

    def get_request(self):
        self.connections += 1
        return super().get_request()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Rebinding(DnsServer):
    """A name that is allowed when it is asked for, and forbidden when it is asked for again."""

    addresses = (ALLOWED, '127.0.0.1')

    def answer(self, question, name, kind):
        if kind == A:
            self.names[name] = self.addresses[(self.times_asked(name) + 1) % 2]
        return super().answer(question, name, kind)


class BlackboxCase(case.ServiceCase):
    def setUp(self):
        super().setUp()
        for address in ('fd99::1', 'fd99::2'):
            case.run('ip', '-6', 'addr', 'replace', address + '/128', 'dev', 'lo')
        self.allowed = self.enterContext(Web(ALLOWED))
        self.forbidden = [self.enterContext(Web(address)) for address in ('127.0.0.1', '::1', '127.0.0.3', 'fd99::2')]

    def running(self, wrapper=(), text=BOX):
        return self.daemon(text, wrapper=('env', 'REACHD_TEST_TOKEN=t0ken-of-the-test', *wrapper))

    def ask(self, daemon, target, module='http_2xx', headers=(), **more):
        asked = urllib.parse.urlencode({'module': module, 'target': target, **more})
        return web.fetch(daemon.address(), '/probe?' + asked, headers=headers)

    def check_untouched(self):
        self.assertEqual([server.connections for server in self.forbidden], [0] * len(self.forbidden))

    def check_refused(self, answer):
        """Forbidden, or no target at all; a 403 says why."""
        if answer.status == 403:
            self.assertIn("'blackbox: {allow: ...}' does not allow a probe of ", answer.text())
        else:
            self.assertEqual((answer.status, Page(answer.text()).one('probe_success')), (200, 0))
        return answer.status


class Guard(BlackboxCase):
    def test_every_spelling_of_a_forbidden_address_is_refused_and_nothing_is_sent(self):
        self.assertGreaterEqual(len(SPELLINGS), 40)
        with self.running(wrapper=self.dns_client('127.0.0.9')) as daemon:
            statuses = {}
            for written in SPELLINGS:
                with self.subTest(written):
                    bare = written.strip('[]') if written.startswith('[') else written
                    statuses[written] = [
                        self.check_refused(self.ask(daemon, f'http://{written}:{PORT}/')),
                        self.check_refused(self.ask(daemon, f'http://{ALLOWED}:{PORT}/to/'
                                                    + urllib.parse.quote(f'http://{written}:{PORT}/', safe=''))),
                        self.check_refused(self.ask(daemon, f'{written}:{PORT}', 'tcp')),
                        self.check_refused(self.ask(daemon, f'{written}:{PORT}', 'dns')),
                        self.check_refused(self.ask(daemon, bare, 'icmp'))]
            for written in ('127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '[::]', '127.0.0.3'):
                self.assertEqual((written, statuses[written]), (written, [403] * 5))
            self.check_untouched()
            self.assertEqual(Page(self.ask(daemon, f'http://{ALLOWED}:{PORT}/').text()).one('probe_success'), 1)

    def test_ports_are_kept_to(self):
        with self.running() as daemon:
            self.assertEqual(self.ask(daemon, f'{ALLOWED}:{PORT}', 'tcp').status, 200)
            self.assertEqual(self.ask(daemon, f'{ALLOWED}:22', 'tcp').status, 403)
            self.assertEqual(self.ask(daemon, f'http://{ALLOWED}/').status, 403)
            self.assertEqual(self.ask(daemon, ALLOWED, 'dns').status, 403)
            self.assertEqual(self.ask(daemon, ALLOWED, 'icmp').status, 403)
            self.assertEqual(Page(self.ask(daemon, '127.0.0.4', 'icmp').text()).one('probe_success'), 1)

    def test_a_name_is_looked_up_once_and_its_address_is_the_one_that_is_dialled(self):
        with Rebinding({'web.test': ALLOWED}) as names, self.running(wrapper=self.dns_client()) as daemon:
            statuses = [self.ask(daemon, f'http://web.test:{PORT}/').status for _ in range(6)]
            self.assertEqual(sorted(statuses), [200] * 3 + [403] * 3)
            self.assertEqual(names.times_asked('web.test'), 6)
            self.assertEqual(self.allowed.connections, 3)
            # One that a redirect leads to is looked up on the way, and judged as well.
            statuses = [self.ask(daemon, f'http://{ALLOWED}:{PORT}/to/http%3A%2F%2Fweb.test%3A{PORT}%2F').status
                        for _ in range(4)]
            self.assertEqual(sorted(statuses), [200] * 2 + [403] * 2)
            self.check_untouched()

    def test_a_secret_of_a_module_stays_with_the_target(self):
        with Web(ALLOWED, PORT + 1) as other, self.running() as daemon:
            there = urllib.parse.quote(f'http://{ALLOWED}:{PORT + 1}/', safe='')
            answer = self.ask(daemon, f'http://{ALLOWED}:{PORT}/to/{there}', debug='true').text()
            self.assertEqual(self.allowed.requests[0][1], 'Bearer t0ken-of-the-test')
            self.assertEqual(other.requests, [('/', None)])
            self.assertNotIn('t0ken', answer)
            self.assertIn('bearer: {env: REACHD_TEST_TOKEN}', answer)


class Answers(BlackboxCase):
    def test_it_is_off_unless_the_configuration_says_otherwise(self):
        with self.running(text=OFF) as daemon:
            self.assertEqual(self.ask(daemon, f'http://{ALLOWED}:{PORT}/').status, 404)
            elsewhere = BOX.replace(f'{ALLOWED},', '127.0.0.7,')
            for text, status in ((BOX, 200), (elsewhere, 403), (OFF, 404)):
                self.write('reachd.yaml', case.WEB + text)
                before = len(daemon.log(msg='configuration reloaded'))
                daemon.process.send_signal(signal.SIGHUP)
                daemon.wait_log(before + 1, msg='configuration reloaded')
                self.assertEqual(self.ask(daemon, f'http://{ALLOWED}:{PORT}/').status, status)

    def test_whoever_may_not_read_the_pages_may_not_probe(self):
        self.write('web.yml', f'basic_auth_users: {{ann: {SECRET}}}\n')
        with self.running(text='web: {listen: "127.0.0.1:0", config_file: web.yml}\n' + BOX) as daemon:
            target = f'http://{ALLOWED}:{PORT}/'
            got = [self.ask(daemon, target, headers=who).status for who in ((), WRONG, ANN)]
            self.assertEqual(got, [401, 401, 200])
        self.assertEqual(self.allowed.connections, 1)

    def test_what_is_wrong_with_a_request_is_told(self):
        with self.running() as daemon:
            for parameters, told in (({'module': 'nmap', 'target': ALLOWED}, "unknown module 'nmap'; there are: icmp"),
                                     ({'module': 'icmp'}, "the parameter 'target' is missing"),
                                     ({'target': ALLOWED, 'hostname': 'a b'}, "the parameter 'hostname': ")):
                answer = web.fetch(daemon.address(), '/probe?' + urllib.parse.urlencode(parameters))
                self.assertEqual(answer.status, 400)
                self.assertIn(told, answer.text())
            late = self.ask(daemon, ALLOWED, headers={'X-Prometheus-Scrape-Timeout-Seconds': 'soon'})
            self.assertEqual(late.status, 400)

    def test_debug_tells_the_way_the_metrics_and_the_module(self):
        with self.running() as daemon:
            text = self.ask(daemon, f'{ALLOWED}:{PORT}/to/%2F', debug='true', hostname='named.test').text()
        for part in ('Logs for the probe:\n', f"the address of '{ALLOWED}' is {ALLOWED}\n",
                     f'GET http://named.test/to/%2F to {ALLOWED}:{PORT}\n', 'HTTP/1.0 302, Location: /\n',
                     'the probe succeeded\n', '\n\n\nMetrics that would have been returned:\n# HELP',
                     '\nprobe_success 1\n', '\n\n\nModule configuration:\n{probe: http, timeout: 5s'):
            self.assertIn(part, text)

    def test_a_scrape_gets_its_answer_before_it_gives_up(self):
        self.black_hole()
        with self.running() as daemon:
            headers = {'X-Prometheus-Scrape-Timeout-Seconds': '0.7'}
            page = Page(self.ask(daemon, case.SILENT_V4 + ':80', 'patient', headers).text())
        self.assertEqual(page.one('probe_success'), 0)
        self.assertGreaterEqual(page.one('probe_duration_seconds'), 0.2)
        self.assertLess(page.one('probe_duration_seconds'), 30)

    def test_so_many_run_at_once_and_those_whose_client_has_gone_end(self):
        self.black_hole()
        silent = f'{case.SILENT_V4}:80'
        with self.running() as daemon, contextlib.ExitStack() as waiting:
            request = f'GET /probe?module=patient&target={silent} HTTP/1.1\r\nHost: x\r\n\r\n'.encode()
            for _ in range(AT_ONCE):
                waiting.enter_context(web.connect(daemon.address())).sendall(request)
            wait_for(lambda: connecting() == AT_ONCE, 'all under way')
            answer = self.ask(daemon, silent, 'patient')
            self.assertEqual(answer.status, 503)
            self.assertIn(f'{AT_ONCE} probes are under way', answer.text())
            self.assertEqual(daemon.page().misfits(), {})  # a scrape is not kept out
            waiting.close()
            wait_for(lambda: connecting() == 0, 'all of them ended')
            self.assertEqual(self.ask(daemon, f'{ALLOWED}:{PORT}', 'tcp').status, 200)
            daemon.stop()
            self.assertEqual(daemon.process.returncode, 0)


def connecting():
    """Connections to SILENT_V4 that are not made yet."""
    syn_sent, silent = '02', bytes(map(int, reversed(case.SILENT_V4.split('.')))).hex().upper()
    with open('/proc/net/tcp', encoding='ascii') as table:
        lines = [line.split() for line in table][1:]
    return sum(line[2].startswith(silent) and line[3] == syn_sent for line in lines)


if __name__ == '__main__':
    case.main()
