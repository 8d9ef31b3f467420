# SPDX-License-Identifier: Apache-2.0
"""Certificates of a test's own, made by openssl in a folder of the test's."""
import email.utils
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

    def sign(self, name, alternative, purpose, days=1):
        """(certificate, key), as paths; `alternative` as openssl writes subjectAltName. With -1 days it has expired."""
        self.request(name, ('-out', self.path(name + '.csr')))
        with open(self.path(name + '.ext'), 'w', encoding='ascii') as file:
            file.write(f'subjectAltName={alternative}\nextendedKeyUsage={purpose}\n')
        openssl('x509', '-req', '-days', str(days), '-in', self.path(name + '.csr'),
                '-extfile', self.path(name + '.ext'), '-CA', self.path(self.name + '.pem'), '-CAkey',
                self.path(self.name + '.key'), '-CAcreateserial', '-out', self.path(name + '.pem'))
        return self.path(name + '.pem'), self.path(name + '.key')


def end_of(path):
    """When a certificate ends, in seconds since the epoch."""
    shown = subprocess.run(('openssl', 'x509', '-noout', '-enddate', '-in', path), check=True, capture_output=True,
                           text=True).stdout
    month, day, clock, year, _ = shown.removeprefix('notAfter=').split()
    return email.utils.parsedate_to_datetime(f'{day} {month} {year} {clock} +0000').timestamp()
