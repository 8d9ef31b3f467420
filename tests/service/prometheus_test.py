# SPDX-License-Identifier: Apache-2.0
"""Debian's Prometheus scrapes reachd, and promtool has nothing to say about the page in any of its states."""
import json
import os
import shutil
import signal
import socket
import subprocess
import unittest
import urllib.parse

import case
import web
from certificates import Authority
from daemon import wait_for
from dns_server import DnsServer
from talker import Talker

TARGETS = '''
web: {listen: ["127.0.0.1:0", "[::1]:0"]}
targets: [127.0.0.1, "::1", {name: web, url: "tcp://127.0.0.1:%d"}]
'''
SCRAPES = '''
global: {scrape_interval: 1s, scrape_timeout: 900ms}
scrape_configs:
  - job_name: reachd
    static_configs: [{targets: ["127.0.0.1:%d", "[::1]:%d"]}]
'''
PROBED = '''
web: {listen: "127.0.0.1:0"}
uplink: off
blackbox: {allow: [127.0.0.0/24], modules: {tcp: {probe: tcp}, icmp: {probe: icmp}}}
targets: [127.0.0.1]
'''
# As those who have a blackbox exporter have it.
PROBES = '''
global: {scrape_interval: 1s, scrape_timeout: 900ms}
scrape_configs:
  - job_name: probes
    metrics_path: /probe
    params: {module: [tcp]}
    static_configs: [{targets: ["127.0.0.1:%(open)d", "127.0.0.1:%(closed)d", "127.1.1.1:%(open)d"]}]
    relabel_configs:
      - {source_labels: [__address__], target_label: __param_target}
      - {source_labels: [__param_target], target_label: instance}
      - {target_label: __address__, replacement: "127.0.0.1:%(reachd)d"}
'''
NASTY = r'''
targets:
  - name: "quote \" backslash \\ brace { comma , equals = #"
    host: 127.0.0.1
    labels: {team: "a\"b\\c", x: "é 漢 \U0001F600"}
  - {name: "\\n \\\" \\", host: 127.0.0.2, labels: {y: "\\"}}
  - {name: "x} 1 # reachd_up 0", host: 127.0.0.3, labels: {y: "", z: "0.1\"} 3"}}
  - {name: "  ", host: 127.0.0.4}
'''
STATES = '''
web: {listen: "127.0.0.1:0"}
defaults: {interval: 50ms}
targets:
  - {name: up, host: 127.0.0.1}
  - {name: down, url: "tcp://127.0.0.1:%d"}
  - {name: paused, host: 127.0.0.1, paused: true}
  - {name: unresolved, host: nowhere.test}
  - {name: unknown, host: %s, timeout: 60s}
'''

KINDS = """
web: {listen: "127.0.0.1:0"}
uplink: off
defaults: {interval: 200ms, timeout: 2s}
targets:
  - {name: icmp, host: 127.0.0.1}
  - {name: tcp, url: "tcp://127.0.0.1:%(tls)d", tcp: {tls: {ca: authority.pem, warn_before: 2d}}}
  - {name: http, url: "http://127.0.0.1:%(web)d/", http: {expect: {body: well}}}
  - {name: https, url: "https://127.0.0.1:%(tls)d/", http: {tls: {insecure: true}}}
  - {name: dns, probe: dns, dns: {server: 127.0.0.1, name: web.test}}
  - name: exec
    probe: exec
    exec: {command: [echo, "OK|'a b'=1s;2;3 '\\\"q\\\\b{x=\\\"1\\\"}'=5%% c=7MB c=8MB d=1e999 e=nan \\n f=9"]}
"""
# Those that only some kind has; the serial takes an answer that our server does not give.
OF_KINDS = {'reachd_phase_seconds', 'reachd_http_status_code', 'reachd_http_version', 'reachd_http_redirects',
            'reachd_http_body_bytes', 'reachd_tls_not_after_timestamp_seconds', 'reachd_tls_verified',
            'reachd_tls_expiring', 'reachd_exec_exit_status', 'reachd_exec_warning', 'reachd_exec_perfdata',
            'reachd_dns_rcode', 'reachd_dns_answer_records', 'reachd_dns_answer_ttl_seconds'}


def web_server(client):
    while client.hear():
        pass
    client.say('HTTP/1.0 200 OK\r\n\r\nall is well')
    client.connection.shutdown(socket.SHUT_WR)


def secure_web_server(client):
    client.start_tls()
    client.hear()
    client.say('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell')


class Prometheus:
    """A Prometheus of our own; its storage lies in `folder`."""

    def __init__(self, folder, config):
        with socket.socket() as free:
            free.bind(('127.0.0.1', 0))
            self.at = free.getsockname()
        self.folder = folder
        file = os.path.join(folder, 'prometheus.yaml')
        with open(file, 'w', encoding='utf-8') as out:
            out.write(config)
        with open(os.path.join(folder, 'prometheus.log'), 'wb') as log:
            self.process = subprocess.Popen(
                ['prometheus', f'--config.file={file}', f'--storage.tsdb.path={folder}/tsdb',
                 f'--web.listen-address={self.at[0]}:{self.at[1]}'], stdout=log, stderr=log)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        if kind is not None:
            with open(os.path.join(self.folder, 'prometheus.log'), encoding='utf-8') as log:
                print(f'--- log of Prometheus\n{log.read()[-10000:]}', flush=True)

    def ask(self, query):
        """The result of an instant query; [] while Prometheus is not there yet."""
        try:
            answer = web.fetch(self.at, '/api/v1/query?' + urllib.parse.urlencode({'query': query}))
        except OSError:
            return []
        return json.loads(answer.text())['data']['result'] if answer.status == 200 else []


def value(result):
    return float(result['value'][1])


@unittest.skipUnless(shutil.which('prometheus') and shutil.which('promtool'), 'no prometheus and promtool in PATH')
class PrometheusTest(case.ServiceCase):
    def closed_or_open_port(self, backlog=None):
        port = socket.socket()
        port.bind(('127.0.0.1', 0))
        self.addCleanup(port.close)
        if backlog is not None:
            port.listen(backlog)
        return port.getsockname()[1]

    def promtool_is_silent(self, page):
        told = subprocess.run(['promtool', 'check', 'metrics'], input=page.text.encode(), capture_output=True,
                              check=False)
        self.assertEqual((told.returncode, told.stdout, told.stderr), (0, b'', b''))

    def test_a_real_prometheus_has_every_series_and_they_add_up(self):
        with self.daemon(TARGETS % self.closed_or_open_port(4096)) as daemon:
            scrapes = SCRAPES % (daemon.address(0)[1], daemon.address(1)[1])
            with Prometheus(self.folder, scrapes) as prometheus:
                enough = 'min(count_over_time(up{job="reachd"}[5m])) >= 6 and count(up{job="reachd"}) == 2'
                wait_for(lambda: prometheus.ask(enough), 'six scrapes', 60)
                self.check_series(prometheus)

    def test_it_scrapes_probe_as_it_would_a_blackbox_exporter(self):
        ports = {'open': self.closed_or_open_port(4096), 'closed': self.closed_or_open_port()}
        with self.daemon(PROBED) as daemon:
            page = case.Page(daemon.get('/probe?module=icmp&target=127.0.0.1').text())
            self.promtool_is_silent(page)
            with Prometheus(self.folder, PROBES % {**ports, 'reachd': daemon.address()[1]}) as prometheus:
                wait_for(lambda: prometheus.ask('count(count_over_time(up[5m]) >= 3) == 3'), 'three scrapes', 60)
                found = {name: {each['metric']['instance']: value(each) for each in prometheus.ask(name)}
                         for name in ('up', 'probe_success', 'probe_ip_protocol')}
        opened, closed, elsewhere = (f'127.0.0.1:{ports["open"]}', f'127.0.0.1:{ports["closed"]}',
                                     f'127.1.1.1:{ports["open"]}')
        self.assertEqual(found['up'], {opened: 1, closed: 1, elsewhere: 0})  # which is not allowed
        self.assertEqual(found['probe_success'], {opened: 1, closed: 0})
        self.assertEqual(found['probe_ip_protocol'], {opened: 4, closed: 4})

    def check_series(self, prometheus):
        names = {'127.0.0.1', '::1', 'web'}
        self.assertEqual([value(each) for each in prometheus.ask('min_over_time(up{job="reachd"}[5m])')], [1, 1])
        buckets = prometheus.ask('count by (target) (reachd_rtt_seconds_bucket{le="+Inf"} > 0)')
        self.assertEqual({each['metric']['target'] for each in buckets}, names)
        up = prometheus.ask('reachd_up == 1')
        self.assertEqual(sorted(each['metric']['target'] for each in up), sorted([*names, *names]))
        # Each scrape, not only the last: a subquery looks at every second of the past minutes.
        left = ('(reachd_probes_sent_total - on (instance, target) sum by (instance, target)'
                ' (reachd_probes_ended_total) - on (instance, target) reachd_probes_in_flight)')
        for bound in ('max', 'min'):
            sums = prometheus.ask(f'{bound}_over_time({left}[2m:1s])')
            self.assertEqual([value(each) for each in sums], [0] * 6)
        self.assertGreaterEqual(min(value(each) for each in prometheus.ask(f'count_over_time({left}[2m:1s])')), 5)

    def test_promtool_is_silent_about_nasty_names_and_labels(self):
        with self.daemon(NASTY) as daemon:
            daemon.wait_log(4, msg='target up')
            page = daemon.page()
            self.promtool_is_silent(page)
            self.assertIn('quote " backslash \\ brace { comma , equals = #', page.targets())
            self.assertEqual(page.all('reachd_target_info', team='a"b\\c', x='é 漢 \U0001F600'), [1])
            self.assertEqual(page.all('reachd_up'), [1] * 4)

    def test_promtool_is_silent_about_two_thousand_targets(self):
        hosts = ', '.join(f'127.1.{number // 250}.{number % 250 + 1}' for number in range(2000))
        with self.daemon(f'targets: [{hosts}]') as daemon:
            page = daemon.wait_page(lambda page: sum(page.all('reachd_up')) == 2000, '2,000 targets up')
            self.promtool_is_silent(page)
            self.assertEqual(page.one('reachd_targets'), 2000)

    def test_promtool_is_silent_in_every_state(self):
        states = ['up', 'down', 'paused', 'unresolved', 'unknown']
        self.black_hole()
        text = STATES % (self.closed_or_open_port(), case.SILENT_V4)
        with DnsServer(), self.daemon(text, wrapper=self.dns_client()) as daemon:
            daemon.wait_log(msg='name lookup failed')
            daemon.wait_log(msg='target down')
            daemon.wait_log(msg='target up', target='up')
            page = daemon.page()
            self.assertEqual([page.state(name) for name in states], states)
            self.assertEqual({name: page.one('reachd_up', target=name) for name in states},
                             {'up': 1, 'down': 0, 'paused': None, 'unresolved': None, 'unknown': None})
            self.promtool_is_silent(page)

    def test_promtool_is_silent_about_every_kind_of_probe(self):
        pair = Authority(self.folder).sign('server', 'IP:127.0.0.1', 'serverAuth')
        with DnsServer({'web.test': '192.0.2.1'}), Talker(web_server) as plain, \
                Talker(secure_web_server, pair) as secure, \
                self.daemon(KINDS % {'web': plain.port, 'tls': secure.port}) as daemon:
            page = daemon.wait_page(lambda page: page.all('reachd_up') == [1] * 6, 'six kinds up')
            self.promtool_is_silent(page)
            self.assertEqual(OF_KINDS - page.samples.keys(), set())
            told = {(labels['label'], labels['unit']) for labels, _ in page.samples['reachd_exec_perfdata']}
            self.assertLessEqual({('a b', 's'), ('"q\\b{x="1"}', '%'), ('c', 'MB')}, told)


if __name__ == '__main__':
    case.main()
