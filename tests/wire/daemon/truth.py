# SPDX-License-Identifier: Apache-2.0
"""What must have become of each probe, by what the tap saw. The k-th request to a host is the probe with sequence k: a
target's probes leave in order, and each of them is on the wire unless the probe log says that it could not be sent."""
import collections
import sys

BORDER_NS = 2_000_000  # so near to the deadline either side of it is right


class Request:
    """One request on the wire and what came back for it."""

    def __init__(self, at):
        self.at = at
        self.replies, self.forged, self.errors = [], [], []  # ns after the request

    def rtt(self):
        return min(self.replies, default=None)

    def possible_outcomes(self, timeout_ns):
        """What reachd may have made of it."""
        def within(times, slack):
            return any(time <= timeout_ns + slack for time in times)
        best = 'reply' if within(self.replies, -BORDER_NS) else None
        error = 'unreachable' if within(self.errors, -BORDER_NS) else None
        possible = {best or error or 'lost'}
        if not best and within(self.replies, BORDER_NS):
            possible.add('reply')
        if not best and not error and within(self.errors, BORDER_NS):
            possible.add('unreachable')
        return possible


    def extra(self, outcome, timeout_ns, settled_ns):
        """How many of its replies were late, and how many duplicates: the least and the most, which differ only by what
        came near the end of what reachd remembers, or crossed the device after `settled_ns`."""
        kept_ns = timeout_ns + min(10 * timeout_ns, 60_000_000_000)

        def known(slack, until):
            return sum(time <= kept_ns + slack and self.at + time <= until for time in self.replies)
        least, most = known(-BORDER_NS, settled_ns), known(BORDER_NS, float('inf'))
        firsts = (0, 0) if outcome == 'reply' else (min(least, 1), min(most, 1))
        return firsts, (max(least - 1, 0), max(most - 1, 0))


def requests(wire):
    """By host, in the order in which they left."""
    by_host, by_token = collections.defaultdict(list), {}
    forged = {(line['dst'], line['token']) for line in wire.log
              if line['action'] in ('checksum', 'source', 'token', 'code', 'short', 'forged_error')}
    # The tap may have millions of lines: only what is needed of each is kept.
    tapped = sorted((line['t_ns'], line['out'], line['type'], sys.intern(line['dst']), line['token'], 'about' in line)
                    for line in wire.tap)
    for t_ns, out, kind, host, token, is_error in tapped:
        if out:
            if kind in (8, 128):
                by_token[token] = (host, request := Request(t_ns))
                by_host[host].append(request)
        elif token in by_token:
            host, request = by_token[token]
            times = request.errors if is_error else request.replies
            times = request.forged if (host, token) in forged else times
            times.append(t_ns - request.at)
    return by_host
