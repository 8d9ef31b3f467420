# SPDX-License-Identifier: Apache-2.0
"""The metrics page as a test reads it: samples by name and labels, and the sum that holds in every one."""
import re

SAMPLE = re.compile(r'([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)')
LABEL = re.compile(r'(\w+)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)')
ESCAPES = {'\\\\': '\\', '\\"': '"', '\\n': '\n'}


def read_labels(text):
    labels, at = {}, 0
    while at < len(text):
        match = LABEL.match(text, at)
        if not match or match.group(1) in labels:
            raise ValueError(f'labels cannot be read: {text}')
        labels[match.group(1)] = re.sub(r'\\[\\"n]', lambda pair: ESCAPES[pair.group()], match.group(2))
        at = match.end()
    return labels


class Page:
    def __init__(self, text):
        self.text = text
        self.samples = {}  # name → [(labels, value)]
        for line in text.split('\n'):
            if line and not line.startswith('#'):
                match = SAMPLE.fullmatch(line)
                if not match:
                    raise ValueError(f'no sample: {line}')
                labels = read_labels(match.group(2) or '')
                self.samples.setdefault(match.group(1), []).append((labels, float(match.group(3))))

    def families(self):
        return set(re.findall(r'^# TYPE (\S+) ', self.text, re.M))

    def all(self, name, **labels):
        return [value for known, value in self.samples.get(name, ())
                if all(known.get(key) == wanted for key, wanted in labels.items())]

    def one(self, name, **labels):
        """The value of the only such sample; None where there is none."""
        values = self.all(name, **labels)
        if len(values) > 1:
            raise ValueError(f'{len(values)} samples of {name}{labels}')
        return values[0] if values else None

    def targets(self):
        return [labels['target'] for labels, _ in self.samples.get('reachd_probes_sent_total', ())]

    def sent(self, target):
        return self.one('reachd_probes_sent_total', target=target)

    def in_flight(self, target):
        return self.one('reachd_probes_in_flight', target=target)

    def skipped(self, target):
        return self.one('reachd_probes_skipped_total', target=target)

    def ended(self, target):
        """{outcome: count} without those that never happened."""
        return {labels['outcome']: value for labels, value in self.samples.get('reachd_probes_ended_total', ())
                if labels['target'] == target and value}

    def state(self, target):
        states = [labels['state'] for labels, value in self.samples['reachd_state']
                  if labels['target'] == target and value == 1]
        if len(states) != 1:
            raise ValueError(f'states of {target}: {states}')
        return states[0]

    def misfits(self):
        """Targets for which sent is not the sum of ended and in flight."""
        totals = {labels['target']: value for labels, value in self.samples.get('reachd_probes_sent_total', ())}
        for name in ('reachd_probes_ended_total', 'reachd_probes_in_flight'):
            for labels, value in self.samples[name]:
                totals[labels['target']] -= value
        return {target: left for target, left in totals.items() if left}
