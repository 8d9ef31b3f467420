# SPDX-License-Identifier: Apache-2.0
"""The judge of the accuracy figures is judged: it sees an error, a false loss and a reply that never was."""
import unittest

import truth

MS = 1_000_000
SECOND = 1000 * MS


def exchange(host, at, token, rtt=None):
    lines = [{'t_ns': at, 'out': True, 'src': 'us', 'dst': host, 'type': 8, 'token': token}]
    if rtt is not None:
        lines.append({'t_ns': at + rtt, 'out': False, 'src': host, 'dst': 'us', 'type': 0, 'token': token})
    return lines


def probe(host, at, outcome, rtt=None):
    return {'target': host, 'seq': 1, 'sent_ns': at, 'rtt_ns': rtt, 'outcome': outcome, 'stamps': 'kernel/kernel'}


class Judge(unittest.TestCase):
    def judge(self, probes, *exchanges):
        return truth.judge(probes, truth.Wire([line for lines in exchanges for line in lines]))

    def test_the_error_is_the_distance_from_the_rtt_on_the_wire(self):
        found = self.judge([probe('a', SECOND, 'reply', 5 * MS), probe('a', 2 * SECOND, 'reply', 9 * MS)],
                           exchange('a', SECOND, '1', 5 * MS + 3000), exchange('a', 2 * SECOND, '2', 9 * MS))
        self.assertEqual((found['judged'], found['max_us'], found['false_losses']), (2, 3.0, 0))

    def test_a_probe_called_lost_that_was_answered_in_time_is_a_false_loss(self):
        answered = exchange('a', SECOND, '1', 5 * MS)
        self.assertEqual(self.judge([probe('a', SECOND, 'lost')], answered)['false_losses'], 1)

    def test_a_probe_that_was_not_answered_in_time_is_truly_lost(self):
        found = self.judge([probe('a', SECOND, 'lost'), probe('b', SECOND, 'lost')], exchange('a', SECOND, '1'),
                           exchange('b', SECOND, '2', 2 * SECOND))
        self.assertEqual(found['false_losses'], 0)

    def test_a_probe_called_lost_that_never_left_is_a_false_loss(self):
        self.assertEqual(self.judge([probe('a', SECOND, 'lost')])['false_losses'], 1)

    def test_a_reply_of_another_host_is_none(self):
        lines = exchange('a', SECOND, '1') + exchange('b', SECOND, '2', 5 * MS)
        found = self.judge([probe('a', SECOND, 'reply', 5 * MS)], lines)
        self.assertEqual((found['judged'], found['replies_unseen_on_the_wire']), (0, 1))


if __name__ == '__main__':
    unittest.main()
