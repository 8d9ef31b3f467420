# SPDX-License-Identifier: Apache-2.0
"""A metrics page as values. No stricter than these tests need: promtool and support/metrics_page.hpp judge the text."""
import collections
import functools
import json
import re

SAMPLE = re.compile(r'^(\w+)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*")')


@functools.cache
def read_labels(text):
    """Most of the work, and the same on every page; the result is shared."""
    return {key: json.loads(quoted) for key, quoted in LABEL.findall(text or '')}


class Page:
    def __init__(self, text):
        self.samples = collections.defaultdict(list)  # by name, and by name and target: list of (labels, value)
        for line in text.splitlines():
            if line.startswith('#'):
                continue
            name, labels, value = SAMPLE.match(line).groups()
            sample = read_labels(labels), float(value)
            self.samples[name].append(sample)
            if 'target' in sample[0]:
                self.samples[name, sample[0]['target']].append(sample)

    def find(self, name, **labels):
        key = (name, labels['target']) if 'target' in labels else name
        return [(has, value) for has, value in self.samples.get(key, [])
                if all(has.get(label) == wanted for label, wanted in labels.items())]

    def sum(self, name, **labels):
        return sum(value for _, value in self.find(name, **labels))

    def by(self, name, label, **labels):
        """Values by one label, zeros left out."""
        return {has[label]: value for has, value in self.find(name, **labels) if value != 0}

    def outcomes(self, target):
        return self.by('reachd_probes_ended_total', 'outcome', target=target)

    def state(self, target):
        return next(iter(self.by('reachd_state', 'state', target=target)))

    def targets(self):
        return [has['target'] for has, _ in self.find('reachd_probes_sent_total')]

    def unbalanced(self):
        """Targets of which sent is not what ended and what is in flight."""
        sent = self.by('reachd_probes_sent_total', 'target')
        rest = self.by('reachd_probes_in_flight', 'target')
        for has, value in self.find('reachd_probes_ended_total'):
            rest[has['target']] = rest.get(has['target'], 0) + value
        return [name for name in self.targets() if sent.get(name, 0) != rest.get(name, 0)]

    def counters(self):
        """All that may only grow, by series."""
        return {(name, *sorted(has.items())): value for name, samples in self.samples.items()
                if isinstance(name, str) and name.startswith('reachd_') and name.endswith('_total')
                for has, value in samples}
