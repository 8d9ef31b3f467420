# SPDX-License-Identifier: Apache-2.0
"""Certificates of a test's own, made by openssl in a folder of the test's."""
import os
import subprocess


def openssl(*arguments):
    subprocess.run(('openssl', *arguments), check=True, capture_output=True)


class Authority:
    """Signs for a day. Everything is a file NAME.pem with its key NAME.key in `folder`."""

    def __init__(self, folder, name='authority'):
        self.folder = folder
        self.name = name
        self.request(name, ('-x509', '-days', '1', '-out', self.path(name + '.pem')))

    def path(self, name):
        return os.path.join(self.folder, name)

    def request(self, name, more):
        openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', f'/CN={name}',
                '-keyout', self.path(name + '.key'), *more)

    def sign(self, name, alternative, purpose):
        """(certificate, key), as paths; `alternative` as openssl writes subjectAltName."""
        self.request(name, ('-out', self.path(name + '.csr')))
        with open(self.path(name + '.ext'), 'w', encoding='ascii') as file:
            file.write(f'subjectAltName={alternative}\nextendedKeyUsage={purpose}\n')
        openssl('x509', '-req', '-days', '1', '-in', self.path(name + '.csr'), '-extfile', self.path(name + '.ext'),
                '-CA', self.path(self.name + '.pem'), '-CAkey', self.path(self.name + '.key'), '-CAcreateserial',
                '-out', self.path(name + '.pem'))
        return self.path(name + '.pem'), self.path(name + '.key')
