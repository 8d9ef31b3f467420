# SPDX-License-Identifier: Apache-2.0
"""A running reachd: its configuration, log, page and probe log. Every page that is fetched must balance, and no counter
may ever go back."""
import collections
import json
import os
import signal
import subprocess
import time
import urllib.request

from page import Page


def wait_until(condition, what, seconds=30, pause=0.05):
    """The first true value of condition(), asked again and again until then."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f'not within {seconds} s: {what}')
        time.sleep(pause)
    return value


class Reachd:
    """`settings` is what the YAML file says (JSON is YAML); `launcher` words come before the program's."""

    def __init__(self, program, folder, settings, launcher=()):
        self.log_file, self.probe_file = os.path.join(folder, 'reachd.log'), os.path.join(folder, 'probes.jsonl')
        self.config = os.path.join(folder, 'reachd.yaml')
        self.configure(settings)
        with open(self.log_file, 'wb') as log:
            self.process = subprocess.Popen([*launcher, program, 'run', self.config, '--probe-log', self.probe_file],
                                            stdout=log, stderr=log)
        self.counters = {}
        self.address = wait_until(lambda: self.lines('listening'), 'the page')[0]['address']

    def configure(self, settings):
        """Puts another file in its place; it is followed."""
        with open(self.config + '.new', 'w', encoding='utf-8') as file:
            json.dump({'web': {'listen': '127.0.0.1:0'}, 'log': {'format': 'json'}, **settings}, file)
        os.rename(self.config + '.new', self.config)

    def text(self):
        with open(self.log_file, encoding='utf-8', errors='replace') as file:
            return file.read()

    def lines(self, message=None, **fields):
        """The log's lines that begin their message so and have these fields."""
        if self.process.poll() is not None and self.process.returncode != 0:
            raise AssertionError(f'reachd ended with {self.process.returncode}')
        whole = [json.loads(line) for line in self.text().splitlines(keepends=True) if line.endswith('}\n')]
        return [line for line in whole if line['msg'].startswith(message or '')
                and all(line.get(key) == value for key, value in fields.items())]

    def page(self):
        """To be called from inside the network namespace it was started in."""
        with urllib.request.urlopen(f'http://{self.address}/metrics', timeout=20) as answer:
            page = Page(answer.read().decode())
        if page.unbalanced():
            raise AssertionError(f'sent is not ended + in flight for {page.unbalanced()}')
        now = page.counters()
        back = [series for series, value in self.counters.items() if now.get(series, 0) < value]
        if back:
            raise AssertionError(f'counters went back: {back}')
        self.counters = now
        return page

    def wait_for(self, condition, what, seconds=30):
        """The first page of which condition(page) holds."""
        def matching():
            page = self.page()
            return page if condition(page) else None
        return wait_until(matching, what, seconds)

    def wait_for_states(self, seconds=30, **states):
        """Targets by state: up=[…], down=[…]."""
        wanted = {target: state for state, targets in states.items() for target in targets}
        return self.wait_for(lambda page: all(page.state(target) == state for target, state in wanted.items()),
                             f'states {states}', seconds)

    def signal(self, which):
        self.process.send_signal(which)

    def stop(self):
        """Asks it to end; then probe_log() is complete."""
        if self.process.poll() is None:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGTERM)
        status = self.process.wait(timeout=30)
        if status != 0:
            raise AssertionError(f'reachd ended with {status}')

    def probe_log(self):
        """The lines of each target in the order in which its probes ended."""
        by_target = collections.defaultdict(list)
        with open(self.probe_file, encoding='utf-8') as file:
            for line in file:
                entry = json.loads(line)
                by_target[entry['target']].append(entry)
        return by_target


def sent_in_order(entries):
    """Those that left. The last one may not have: it was begun in the turn in which reachd was asked to end."""
    return sorted((each for each in entries if each['sent_ns'] is not None), key=lambda each: each['seq'])


def tally(entries):
    """How often each outcome."""
    return dict(collections.Counter(entry['outcome'] for entry in entries))
