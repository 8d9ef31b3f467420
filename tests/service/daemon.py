# SPDX-License-Identifier: Apache-2.0
"""A reachd of a test's own: started on a configuration, watched through its log, asked over HTTP, and ended."""
import json
import os
import re
import resource
import signal
import subprocess
import time

from page import Page
import web

PROGRAM = os.path.abspath(os.environ.get('REACHD', 'build/daemon/reachd'))
# The sanitizers the program was built with, and how much longer than on a plain build things may take with them.
SANITIZERS = os.environ.get('REACHD_SANITIZE', '')
PATIENCE = 5 if SANITIZERS else 1


def wait_for(probe, what, seconds=20):
    """Asks again and again until the answer is true, and gives it back."""
    deadline = time.monotonic() + seconds * PATIENCE
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f'not within {seconds * PATIENCE:g} s: {what}')
        time.sleep(0.02)


def parse_logfmt(line):
    """{key: value} of a line; ValueError when it is none."""
    fields, at = {}, 0
    pattern = re.compile(r'([a-z_]+)=("(?:[^"\\]|\\.)*"|[^\s"=]+)(?: |$)')
    while at < len(line):
        match = pattern.match(line, at)
        if not match or match.group(1) in fields:
            raise ValueError(f'no logfmt: {line}')
        text = match.group(2)
        fields[match.group(1)] = json.loads(text) if text.startswith('"') else text
        at = match.end()
    return fields


class Daemon:
    """A context manager. `wrapper` is a command in front of the program; it execs it, so that signals arrive."""

    def __init__(self, folder, text, *options, wrapper=(), program=(PROGRAM, 'run')):
        self.folder = folder
        self.config = os.path.join(folder, 'reachd.yaml')
        self.error_path = os.path.join(folder, 'stderr')
        with open(self.config, 'w', encoding='utf-8') as file:
            file.write(text)
        with open(self.error_path, 'wb') as errors, open(os.path.join(folder, 'stdout'), 'wb') as output:
            self.process = subprocess.Popen([*wrapper, *program, self.config, *options], stdout=output,
                                            stderr=errors, stdin=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if kind is not None:
            print(f'--- log of reachd, ended with {self.process.returncode}\n{self.log_text()[-20000:]}', flush=True)

    def log_text(self):
        with open(self.error_path, encoding='utf-8', newline='\n') as file:
            return file.read()

    def lines(self):
        """Whole lines so far."""
        return self.log_text().split('\n')[:-1]

    def log(self, **wanted):
        """The fields of the log lines that have all of `wanted`."""
        read = [json.loads(line) if line.startswith('{') else parse_logfmt(line) for line in self.lines()]
        return [fields for fields in read if all(fields.get(key) == value for key, value in wanted.items())]

    def wait_log(self, count=1, seconds=20, **wanted):
        def heard():
            if self.process.poll() not in (None, 0):
                raise AssertionError(f'reachd ended with {self.process.returncode} before: {wanted}')
            return len(self.log(**wanted)) >= count
        wait_for(heard, f'{count} log lines with {wanted}', seconds)
        return self.log(**wanted)

    def address(self, which=0):
        """(host, port) of a listener."""
        host, _, port = self.wait_log(which + 1, msg='listening')[which]['address'].rpartition(':')
        return host.strip('[]'), int(port)

    def get(self, path, **options):
        return web.fetch(self.address(), path, **options)

    def page(self):
        """The metrics now; what holds on every page is checked on every one that is read."""
        page = Page(self.get('/metrics').text())
        if page.misfits():
            raise AssertionError(f'sent is not ended + in flight: {page.misfits()}')
        return page

    def wait_page(self, holds, what, seconds=20):
        kept = []

        def asked():
            kept[:] = [self.page()]
            return holds(kept[0])
        wait_for(asked, what, seconds)
        return kept[0]

    def stop(self, by=signal.SIGTERM):
        """Ends it; the seconds that took."""
        began = time.monotonic()
        self.process.send_signal(by)
        self.process.wait(60)
        return time.monotonic() - began


class Ended:
    """A run of the program to its end: status, output and errors as text, and the CPU seconds it took."""

    def __init__(self, *arguments, folder, wrapper=(), seconds=30):
        with open(os.path.join(folder, 'out'), 'w+b') as output, open(os.path.join(folder, 'err'), 'w+b') as errors:
            process = subprocess.Popen([*wrapper, PROGRAM, *arguments], stdout=output, stderr=errors,
                                       stdin=subprocess.DEVNULL, cwd=folder)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            try:
                self.status = process.wait(seconds * PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                raise AssertionError(f'still running after {seconds} s: {arguments}') from None
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            self.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            output.seek(0)
            errors.seek(0)
            self.output = output.read().decode()
            self.errors = errors.read().decode()
