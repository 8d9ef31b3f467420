# SPDX-License-Identifier: Apache-2.0
"""Holds a probe log against what crossed the wire. Usage: truth.py PROBE_LOG TAP_LOG, prints one JSON object.

A probe is matched with the request to its target that is nearest to its send time, a request with its reply by the
token in both. The error of a reply is its rtt_ns less the time between the two stamps of the tap.
"""
import bisect
import json
import sys

ECHO_REPLY, ECHO_REQUEST = (0, 129), (8, 128)


def read_lines(path):
    with open(path, encoding='utf-8') as file:
        return [json.loads(line) for line in file]


class Wire:
    """Per destination the times of the requests, and each one's true round-trip time or None."""

    def __init__(self, tap_lines):
        replies = {}
        for line in tap_lines:
            if not line['out'] and line['type'] in ECHO_REPLY:
                replies.setdefault((line['src'], line['token']), line['t_ns'])
        self.requests = {}
        for line in tap_lines:
            if line['out'] and line['type'] in ECHO_REQUEST:
                answered = replies.get((line['dst'], line['token']))
                rtt = None if answered is None else answered - line['t_ns']
                self.requests.setdefault(line['dst'], []).append((line['t_ns'], rtt))
        for each in self.requests.values():
            each.sort(key=lambda request: request[0])

    def rtt_of(self, target, sent_ns, tolerance_ns):
        """(seen, rtt): the request nearest to `sent_ns`."""
        requests = self.requests.get(target, [])
        at = bisect.bisect(requests, sent_ns, key=lambda request: request[0])
        near = [r for r in requests[max(at - 1, 0):at + 1] if abs(r[0] - sent_ns) <= tolerance_ns]
        if not near:
            return False, None
        return True, min(near, key=lambda request: abs(request[0] - sent_ns))[1]


def percentile(ordered, part):
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else None


def judge(probes, wire, timeout_ns=1_000_000_000, tolerance_ns=200_000_000):
    """What is wrong with `probes`; the errors in us, as absolute values."""
    errors, false_losses, unseen, counts, stamps = [], 0, 0, {}, {}
    for probe in probes:
        counts[probe['outcome']] = counts.get(probe['outcome'], 0) + 1
        if probe['sent_ns'] is None:
            continue
        seen, true_rtt = wire.rtt_of(probe['target'], probe['sent_ns'], tolerance_ns)
        answered = true_rtt is not None and true_rtt <= timeout_ns
        if probe['outcome'] == 'reply':
            stamps[probe['stamps']] = stamps.get(probe['stamps'], 0) + 1
            if true_rtt is None:
                unseen += 1
            else:
                errors.append(abs(probe['rtt_ns'] - true_rtt) / 1000)
        elif probe['outcome'] == 'lost' and (answered or not seen):
            false_losses += 1
    errors.sort()
    return {
        'probes': len(probes), 'outcomes': counts, 'stamps': stamps, 'judged': len(errors),
        'p50_us': percentile(errors, 0.5), 'p99_us': percentile(errors, 0.99),
        'max_us': errors[-1] if errors else None, 'false_losses': false_losses, 'replies_unseen_on_the_wire': unseen,
    }


if __name__ == '__main__':
    print(json.dumps(judge(read_lines(sys.argv[1]), Wire(read_lines(sys.argv[2])))))
