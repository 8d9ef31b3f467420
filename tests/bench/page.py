# SPDX-License-Identifier: Apache-2.0
"""Sums of a metrics page: what a benchmark needs of the Prometheus text format."""
import re

SAMPLE = re.compile(r'^([a-zA-Z_:]\w*)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Page:
    def __init__(self, text):
        self.samples = {}
        for line in text.splitlines():
            match = SAMPLE.match(line)
            if match:
                labels = dict(LABEL.findall(match[2] or ''))
                self.samples.setdefault(match[1], []).append((labels, float(match[3])))

    def sum(self, name, **wanted):
        return sum(value for labels, value in self.samples.get(name, [])
                   if all(labels.get(key) == text for key, text in wanted.items()))

    def buckets(self, name):
        """[(upper edge in seconds, cumulative count)] of a histogram without labels."""
        return sorted((float(labels['le']), value) for labels, value in self.samples[name + '_bucket'])

    def part_below(self, name, edge):
        buckets = self.buckets(name)
        return dict(buckets)[edge] / max(buckets[-1][1], 1)

    def quantile(self, name, part):
        """(low, high): the bucket that the quantile lies in."""
        buckets = self.buckets(name)
        wanted, low = part * buckets[-1][1], 0.0
        for high, count in buckets:
            if count >= wanted:
                return low, high
            low = high
        return low, float('inf')
