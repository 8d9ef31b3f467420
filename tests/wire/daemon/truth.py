# SPDX-License-Identifier: Apache-2.0
"""What must have become of each probe, by what the tap saw. The k-th request to a host is the probe with sequence k: a
target's probes leave in order, and each of them is on the wire unless the probe log says that it could not be sent."""
import collections

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
    for line in sorted(wire.tap, key=lambda line: line['t_ns']):
        if line['out']:
            if line['type'] in (8, 128):
                by_token[line['token']] = (line['dst'], request := Request(line['t_ns']))
                by_host[line['dst']].append(request)
        elif line['token'] in by_token:
            host, request = by_token[line['token']]
            kind = request.errors if 'about' in line else request.replies
            kind = request.forged if (host, line['token']) in forged else kind
            kind.append(line['t_ns'] - request.at)
    return by_host
