# SPDX-License-Identifier: Apache-2.0
"""The pages over real sockets: methods, codings, header fields, both address families, and clients that misbehave."""
import re
import time

import case
import web

TEXT = '''
web: {listen: ["127.0.0.1:0", "[::1]:0"]}
targets: [127.0.0.1, "::1"]
'''
PAGES = {'/': 'text/html; charset=utf-8', '/metrics': 'text/plain; version=0.0.4; charset=utf-8',
         '/-/healthy': 'text/plain; charset=utf-8', '/-/ready': 'text/plain; charset=utf-8'}
# As Prometheus 2.42 sends it.
SCRAPE = {'Accept-Encoding': 'gzip', 'User-Agent': 'Prometheus/2.42.0', 'X-Prometheus-Scrape-Timeout-Seconds': '10',
          'Accept': 'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,'
                    'text/plain;version=0.0.4;q=0.5,*/*;q=0.1'}


class HttpTest(case.ServiceCase):
    def setUp(self):
        super().setUp()
        self.reachd = self.enterContext(self.daemon(TEXT))
        self.at = self.reachd.address()
        self.reachd.wait_log(2, msg='target up')

    def test_every_page_is_there_for_get_and_head_over_both_families(self):
        for at in (self.at, self.reachd.address(1)):
            for path, kind in PAGES.items():
                with self.subTest(path=path, at=at):
                    got = web.fetch(at, path)
                    self.assertEqual((got.status, got.headers['Content-Type']), (200, kind))
                    self.assertTrue(got.body)
                    head = web.fetch(at, path, 'HEAD')
                    self.assertEqual((head.status, head.headers['Content-Type'], head.body), (200, kind, b''))

    def test_an_answer_to_head_has_no_body_on_the_wire(self):
        for path in PAGES:
            request = f'HEAD {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
            answer = web.exchange(self.at, request.encode())
            self.assertTrue(answer.startswith(b'HTTP/1.1 200 '), answer)
            self.assertTrue(answer.endswith(b'\r\n\r\n') and answer.count(b'\r\n\r\n') == 1, answer)

    def test_the_index_page_has_links_to_the_others(self):
        links = re.findall(r'href="([^"]+)"', self.reachd.get('/').text())
        self.assertEqual(set(links), set(PAGES) - {'/'})

    def test_other_pages_and_methods_are_refused(self):
        for path in ('/nope', '/metrics/', '/../etc/passwd', '//metrics', '/%2e%2e/etc/passwd', '/probe', '/-/quit'):
            self.assertEqual(web.fetch(self.at, path).status, 404, path)
        self.assertEqual(web.fetch(self.at, '/-/reload').headers['Allow'], 'POST')
        self.assertEqual(web.fetch(self.at, '/-/reload', 'POST').status, 403)  # off unless it is asked for
        for method in ('POST', 'PUT', 'DELETE', 'OPTIONS'):
            for path in PAGES:
                answer = web.fetch(self.at, path, method)
                self.assertEqual((answer.status, answer.headers['Allow']), (405, 'GET, HEAD'), f'{method} {path}')

    def test_gzip_is_sent_to_whom_it_suits(self):
        plain = web.fetch(self.at, '/metrics')
        self.assertIsNone(plain.headers['Content-Encoding'])
        packed = web.fetch(self.at, '/metrics', headers=SCRAPE)
        self.assertEqual(packed.headers['Content-Encoding'], 'gzip')
        self.assertIn('Accept-Encoding', packed.headers['Vary'])
        self.assertEqual(packed.headers['Content-Type'], PAGES['/metrics'])
        self.assertLess(len(packed.body), len(plain.body) / 3)
        self.assertEqual(case.Page(packed.text()).families(), case.Page(plain.text()).families())
        refused = web.fetch(self.at, '/metrics', headers={'Accept-Encoding': 'gzip;q=0, identity'})
        self.assertIsNone(refused.headers['Content-Encoding'])

    def test_no_answer_lets_a_browser_run_or_guess_anything(self):
        for path in [*PAGES, '/nope']:
            headers = web.fetch(self.at, path).headers
            self.assertEqual(headers['X-Content-Type-Options'], 'nosniff', path)
            self.assertEqual(headers['Content-Security-Policy'], "default-src 'self'", path)

    def test_two_hundred_half_open_clients_keep_no_scrape_out(self):
        halves = []
        for _ in range(200):
            client = self.enterContext(web.connect(self.at))
            client.sendall(b'GET /metrics HTTP/1.1\r\nHost:')
            halves.append(client)
        began = time.monotonic()
        page = self.reachd.page()
        self.assertLess(time.monotonic() - began, 3)
        self.assertLessEqual(page.one('reachd_web_connections'), 192)
        self.assertEqual(self.reachd.get('/-/ready').status, 200)

    def test_a_header_that_is_too_long_is_refused(self):
        for size in (9_000, 20_000, 1_000_000):
            request = b'GET /metrics HTTP/1.1\r\nHost: x\r\nX-Long: ' + b'a' * size + b'\r\nConnection: close\r\n\r\n'
            try:
                answer = web.exchange(self.at, request)
            except (BrokenPipeError, ConnectionResetError):
                answer = b''  # closed before it took all of it
            self.assertNotIn(b'reachd_', answer)
            if size < 10_000:
                self.assertTrue(answer.startswith(b'HTTP/1.1 431 '), answer[:100])
        self.assertEqual(self.reachd.get('/-/healthy').status, 200)

    def test_garbage_gets_no_page_and_does_no_harm(self):
        for garbage in (b'\x00' * 100, b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + b'\xaa' * 200 + b'\r\n\r\n',
                        b'GET\r\n\r\n', b'GET /metrics HTTP/9.9\r\n\r\n', b'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n',
                        b'POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n'):
            with web.connect(self.at) as client:
                client.sendall(garbage)
                client.shutdown(1)
                try:
                    answer = client.recv(65536)
                except ConnectionResetError:
                    answer = b''
            self.assertNotIn(b' 200 ', answer[:20], garbage)
        self.assertEqual(self.reachd.get('/-/healthy').status, 200)

    def test_connections_are_kept_and_requests_counted(self):
        before = self.reachd.page().one('reachd_web_requests_total', code='2xx')
        request = b'GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n' * 3
        answer = web.exchange(self.at, request + b'GET /-/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
        self.assertEqual(answer.count(b'HTTP/1.1 200 OK'), 4)
        after = self.reachd.page().one('reachd_web_requests_total', code='2xx')
        self.assertEqual(after - before, 5)


if __name__ == '__main__':
    case.main()
