# SPDX-License-Identifier: Apache-2.0
"""config/reachd.schema.json: it is what `reachd schema` prints, it is good JSON Schema, and its verdict on a file is
that of `reachd check` wherever it can be."""
import json
import os
import random
import unittest

from case import ServiceCase, main
from daemon import Ended

try:
    import jsonschema
    import yaml

    import yaml_as_json
except ImportError as missing:
    print(f'skipped: {missing}')
    raise SystemExit(77) from None

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
BAD = os.path.join(ROOT, 'tests', 'config', 'bad')
SCHEMA = os.path.join(ROOT, 'config', 'reachd.schema.json')

# What `check` refuses and the schema does not, because it cannot.
REASONS = {
    'names': 'a schema does not compare texts of different places',
    'other files': 'a schema sees one file',
    'levels': 'a value may come from the template, the group or the defaults, which a schema does not follow',
    'ranges': 'a duration is text, of which a pattern cannot say how long it is',
    'spelling': 'a schema sees numbers, not how they are written',
    'parser': 'this YAML parser takes it',
    'kinds': 'a schema does not follow which probe a target comes to, and what that needs',
    'forms': 'a pattern does not judge a regular expression, nor know a list of names',
    'address': 'a pattern that judges every spelling of an IPv6 address would be longer than this file',
}
INEXPRESSIBLE = {
    'duplicate_name': 'names', 'parent_by_host': 'names', 'parent_cycle': 'names', 'parent_cycle_inherited': 'names',
    'parent_of_itself': 'names', 'parent_too_deep': 'names', 'parent_unknown': 'names',
    'parent_unknown_in_defaults': 'names', 'parent_unknown_in_group': 'names', 'unknown_template': 'names',
    'uplink_unknown_target': 'names', 'include_missing': 'other files', 'tcp_without_port': 'levels',
    'icmp_key_in_tcp': 'kinds', 'burst_too_long': 'levels', 'icmp_source_of_other_family': 'levels',
    **dict.fromkeys(('ca_missing', 'secret_file_missing', 'secret_variable_missing'), 'other files'),
    **dict.fromkeys(('dns_without_name', 'dns_without_server', 'exec_without_command', 'http_in_icmp',
                     'http_without_url', 'no_host'), 'kinds'),
    'parent_spreads': 'names', 'uplink_spreads': 'names', 'family_of_literal': 'address', 'family_inherited': 'levels',
    **dict.fromkeys(('dns_rcode_nonsense', 'dns_server_nonsense', 'dns_type_nonsense', 'exec_command_as_text',
                     'exec_empty_program', 'http_own_header', 'http_pattern_nonsense', 'http_plain_authorization'),
                    'forms'),
    **dict.fromkeys(('dns_server_beside_host', 'dns_two_ports', 'http_user_alone', 'tls_key_without_certificate'),
                    'levels'),
    'blackbox_host_bits': 'address',
    'interval_too_short': 'ranges', 'timeout_too_long': 'ranges', 'port_octal': 'spelling',
}
# Files that both accept: the schema must not refuse what is good.
GOOD = (
    'targets: [{host: a, size: 16, ttl: 255, dscp: 0, df: false, source: "fe80::1%lo", interface: eth0.7, mark: 0}]',
    'targets: [{host: a, dscp: ef, burst: ~}, {host: b, dscp: AF41, burst: {count: 2, gap: 5ms}, df: ~}]',
    'targets: [a]', 'targets: ["::1", "fe80::1%lo", 192.0.2.1, a.b., _gateway, xn--a, tcp://a:1, "tcp://[::1]:65535"]',
    'targets: [{host: a, name: 5, labels: {a: 1, b: true, c: ~, _d: 1.5}}]', 'targets: [{host: a, interval: 1m30s}]',
    'targets: [{host: a, interval: 0.5s, timeout: 1.5s200.25ms, retry: ~, probe: null, port: 1}]',
    'targets: [{host: a, family: 4}, {host: b, family: "6"}, {host: "::1", family: 6}]\ndefaults: {family: any}',
    'targets: [{host: a, family: both, address: first}, {host: b, address: all}, {host: "::1", family: both}]',
    'targets: [{host: ~, url: tcp://a:1}]', 'targets: [{url: ~, host: a, port: ~, probe: icmp}]',
    'targets: [{url: tcp://a:1, port: ~, host: ~, probe: tcp}]', 'targets: [{host: a, parent: b, use: []}, b]',
    'targets: [{host: a, use: [t, 5]}]\ntemplates: {t: , 5: {port: 1}}', 'templates: ~\ngroups: []\ntargets: [a]',
    'groups: [{name: 1, use: ~, labels: ~, targets: [a, {host: b, paused: true}]}]', 'uplink: "off"\ntargets: [a]',
    'uplink: off\ntargets: [a]', 'uplink: ~\ntargets: [a]', 'uplink: {targets: a}\ntargets: [a]',
    'uplink: {targets: [a, b]}\ntargets: [a, b]', 'web: ~\nlog: ~\ndefaults: ~\ninclude: ~\ntargets: [a]',
    'web: {listen: ["127.0.0.1:0", "[::1]:1"], lifecycle: ~}\ntargets: [a]',
    'web: {listen: "0.0.0.0:80"}\ntargets: [a]',
    'targets: ["https://a/b?c=d", {url: "http://[::1]:80", probe: http, http: {expect: {status: [200, 201-204]}}}]',
    'targets: [{name: a, probe: exec, exec: {command: [x, "a\\nb", 5], env: {A: 1, B: {env: PATH}}}}]',
    'targets: [{name: a, probe: dns, dns: {server: "192.0.2.1:53", name: b, type: aaaa, expect: {rcode: NXDOMAIN}}}]',
    'targets: [{url: tcp://a:1, tcp: {tls: {}, starttls: ~, send: "a\\r\\n", expect: 220}}]',
    'targets: [{url: "https://a", http: {expect: {json: {/a: ~, /b: 1}}, headers: {A: ~}}}]',
    'targets: [{url: "https://a", http: {auth: {bearer: {env: PATH}}}}]',
    'log: {level: debug, format: ~}\ntargets: [a]', 'defaults: &d {port: 1}\ntargets: [{<<: *d, host: a}]',
    'targets: [&a {host: a}, {<<: *a, host: b, name: c}]', 'targets: [{host: a, name: "é 中 \U0001F600"}]',
    'blackbox: {allow: [192.0.2.1, "::/0", {net: "::1", ports: [1, 2-3]}], modules: {a: {probe: tcp, tcp: {}}}}\n'
    'targets: [a]',
    'blackbox: ~\ntargets: [a]', 'blackbox: {allow: [::1], modules: {}}\ntargets: [a]'.replace('::1', '"::1"'),
    '"targets": ["a"]', 'include: []\ntargets: [a]', 'defaults: {paused: false, probe: tcp, port: 65535}\ntargets: [a]',
)
# More files that both refuse.
REFUSED = (
    'targets: ~', 'targets: [~]', 'targets: [{}]', 'targets: [{host: ~}]', 'targets: [{host: [a]}]', 'groups: {}',
    'groups: [~]', 'groups: [{name: ~, targets: [a]}]', 'groups: [{name: g, targets: ~}]', 'targets: [a..b]',
    'groups: [{name: g, targets: []}]', 'uplink: {targets: ~}\ntargets: [a]', 'web: {listen: []}\ntargets: [a]',
    'targets: [-a]', 'targets: [a-]', 'targets: [a.1]', 'targets: [a.0x]', 'targets: [256.1.1.1]',
    'targets: [tcp://a:0]',
    'targets: [tcp://a:65536]', 'targets: [tcp://a:080]', 'targets: ["tcp://::1:80"]', 'targets: ["tcp://[a]:80"]',
    'targets: [{host: a, labels: {__x: 1}}]', 'targets: [{host: a, interval: 1s1m}]', 'targets: [{host: a, retry: s}]',
    'targets: [{host: a, interval: 1.s}]', 'targets: [{host: a, interval: -1s}]', 'targets: [{host: a, paused: 1}]',
    'targets: [{host: a, family: 5}]', 'targets: [{host: a, address: any}]', 'targets: [{host: a, family: v4}]',
    'targets: [{host: a, up_after: 1001}]', 'targets: [{host: a, up_after: "2"}]', 'templates: [a]\ntargets: [a]',
    'templates: {t: {use: u}}\ntargets: [a]', 'defaults: {name: a}\ntargets: [a]', 'groups: [{name: g, host: a}]',
    'defaults: {probe: icmp, port: 1}\ntargets: [a]', 'targets: [{probe: icmp, url: tcp://a:1}]',
    'web: x\ntargets: [a]',
    'targets: [{host: a, name: ""}]', 'targets: [{host: a, use: [[t]]}]', 'log: {level: ""}\ntargets: [a]', '',
    '~', '[]', 'blackbox: {}\ntargets: [a]', 'blackbox: {allow: [192.0.2.0/24]}\ntargets: [a]',
    'blackbox: {allow: [a], modules: {}}\ntargets: [a]', 'blackbox: {allow: [{net: a}], modules: {}}\ntargets: [a]',
    'blackbox: {allow: [192.0.2.1], modules: {a: {probe: icmp, interval: 1s}}}\ntargets: [a]',
    'blackbox: {allow: [192.0.2.1], modules: {a: {timeout: 1s}}}\ntargets: [a]',
    'uplink: {}\ntargets: [a]', 'include: {a: b}\ntargets: [a]', f'targets: [{{host: a, name: {"x" * 513}}}]',
)


class Schema(ServiceCase):
    @classmethod
    def setUpClass(cls):
        with open(SCHEMA, encoding='utf-8') as file:
            cls.text = file.read()
        cls.validator = jsonschema.Draft7Validator(json.loads(cls.text))

    def refused_by_schema(self, path):
        """Why, or an empty text."""
        try:
            value = yaml_as_json.load(path)
        except (yaml.YAMLError, UnicodeDecodeError, ValueError) as problem:
            return f'no YAML: {problem}'
        error = next(self.validator.iter_errors(value), None)
        return f'{error.json_path}: {error.message[:200]}' if error else ''

    def refused_by_check(self, path):
        ended = Ended('check', path, folder=self.folder)
        self.assertIn(ended.status, (0, 1))
        return ended.errors if ended.status else ''

    def verdicts(self, text):
        path = self.write('reachd.yaml', text)
        return self.refused_by_schema(path), self.refused_by_check(path)

    def test_the_file_is_what_the_program_prints(self):
        printed = Ended('schema', folder=self.folder)
        self.assertEqual(printed.status, 0)
        self.assertTrue(printed.output == self.text,
                        'renew it with: build/daemon/reachd schema > config/reachd.schema.json')

    def test_it_is_a_schema(self):
        jsonschema.Draft7Validator.check_schema(json.loads(self.text))

    def test_the_shipped_configurations_are_good_and_name_the_schema(self):
        for name in ('reachd.yaml', 'reachd.full.yaml'):
            path = os.path.join(ROOT, 'config', name)
            with open(path, encoding='utf-8') as file:
                self.assertEqual(file.readline(), '# yaml-language-server: $schema=reachd.schema.json\n')
            self.assertEqual((self.refused_by_schema(path), self.refused_by_check(path)), ('', ''))

    def test_every_bad_file_has_the_same_verdict_where_a_schema_can_give_it(self):
        names = sorted(os.listdir(BAD))
        self.assertGreaterEqual(len(names) - len(INEXPRESSIBLE), 40)
        for name in names:
            path, stem = os.path.join(BAD, name), name.removesuffix('.yaml')
            with self.subTest(name):
                self.assertTrue(self.refused_by_check(path))
                refused = self.refused_by_schema(path)
                if stem in INEXPRESSIBLE:
                    self.assertEqual(refused, '', f'no longer inexpressible ({REASONS[INEXPRESSIBLE[stem]]})')
                else:
                    self.assertTrue(refused, 'the schema takes it')

    def test_the_schema_refuses_nothing_that_is_good(self):
        for text in GOOD:
            with self.subTest(text):
                self.assertEqual(self.verdicts(text), ('', ''))

    def test_both_refuse(self):
        for text in REFUSED:
            with self.subTest(text):
                self.assertTrue(all(self.verdicts(text)))

    def test_no_text_is_refused_as_a_host_that_check_takes(self):
        draw = random.Random(20261124)
        pieces = ('a', 'x-1', '-', '_', '.', '..', '1', '255', '256', '0x1f', ':', '::', '[', ']', '%lo', 'tcp://', '/',
                  '80',
                  '65536', '192.0.2.1', 'fe80::1', 'z' * 63, ' ', '@')
        taken = 0
        for _ in range(400):
            text = ''.join(draw.choices(pieces, k=draw.randint(1, 5)))
            schema, check = self.verdicts('targets: [' + json.dumps(text) + ']')
            with self.subTest(text):
                self.assertFalse(schema and not check, schema)
                self.assertFalse(check and not schema and ':' not in text.replace('tcp://', ''), check)
            taken += not check
        self.assertGreater(taken, 20)


if __name__ == '__main__':
    main()
