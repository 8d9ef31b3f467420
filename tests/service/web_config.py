# SPDX-License-Identifier: Apache-2.0
"""A reachd with a web.config_file of the test's own, certificates for it, and a client that is not ours."""
import http.client
import os
import shutil
import ssl
import unittest

import case
from certificates import Authority
import web

# Of "secret" and of "other", at cost 4.
SECRET = '$2b$04$uzJ6bP6nXFm4SpzjvPOH3euBDsF9egDp1JaqJpLG5DhsrcoPYxlYu'
OTHER = '$2b$04$BfuCPGvfycy9CvwZx5y5aOICLyNGSbdKkQu7a4FQ8DFw3ZYBn8j6K'
ANN, WRONG = {'Authorization': 'Basic YW5uOnNlY3JldA=='}, {'Authorization': 'Basic YW5uOndyb25n'}
TEXT = 'web: {listen: "127.0.0.1:0", config_file: web.yml}\nuplink: off\ntargets: [127.0.0.1]\n'
PLAIN = '{}\n'


@unittest.skipUnless(shutil.which('openssl'), 'openssl is not installed')
class WebConfigCase(case.ServiceCase):
    def setUp(self):
        super().setUp()
        self.authority = Authority(self.folder)
        self.authority.sign('server', 'IP:127.0.0.1', 'serverAuth')
        self.reachd = None

    def start(self, text):
        self.write('web.yml', text)
        self.reachd = self.enterContext(self.daemon(TEXT, '--socket', self.path('socket')))
        self.reachd.wait_log(msg='listening')

    def change(self, text):
        before = len(self.reachd.log(msg='configuration reloaded'))
        with open(self.path('new'), 'w', encoding='utf-8') as file:
            file.write(text)
        os.replace(self.path('new'), self.path('web.yml'))
        self.reachd.wait_log(before + 1, msg='configuration reloaded')

    def tls(self, more=''):
        return f'tls_server_config: {{cert_file: server.pem, key_file: server.key{more}}}\n'

    def context(self, certificate=None):
        out = ssl.create_default_context(cafile=self.path('authority.pem'))
        if certificate:
            out.load_cert_chain(*certificate)
        return out

    def fetch(self, path='/metrics', headers=(), certificate=None, context=None):
        client = http.client.HTTPSConnection(*self.reachd.address(), timeout=30,
                                             context=context or self.context(certificate))
        try:
            client.request('GET', path, headers=dict(headers))
            return web.Answer(client.getresponse())
        finally:
            client.close()
