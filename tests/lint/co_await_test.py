# SPDX-License-Identifier: Apache-2.0
"""co_await.py finds every planted trap, line by line, and nothing in the good sample."""
import os
import re
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import co_await  # noqa: E402


def sample(name):
    with open(os.path.join(HERE, 'samples', name), encoding='utf-8') as file:
        return file.read()


class CoAwaitTest(unittest.TestCase):
    def test_every_planted_trap_is_found_and_nothing_else(self):
        text = sample('bad.cpp')
        marks = {number: re.findall(r'\b(?:trap \d|rule)\b', line.rpartition('// ')[2])
                 for number, line in enumerate(text.split('\n'), 1) if not line.startswith('//')}
        planted = [number for number, found in marks.items() for _ in found]
        self.assertEqual(sorted(line for line, _ in co_await.check_text(text)), planted)

    def test_all_six_traps_are_planted(self):
        for trap in range(1, 7):
            self.assertIn(f'// trap {trap}', sample('bad.cpp'))

    def test_good_forms_are_let_through(self):
        self.assertEqual(co_await.check_text(sample('good.cpp')), [])

    def test_other_forms_are_refused(self):
        for statement in ('x = co_await f();', 'auto [a, b] = co_await f();', 'return g(co_await f());',
                          'auto r = !co_await f();', 'auto r = (co_await f());', 'auto r = (co_await f()).value;',
                          'co_await f() && g();', 'for (auto x : co_await f()) g();', 'auto r{co_await f()};',
                          'auto r = co_await f([&] { return 1; });', 'g(1, co_await f(), 2);',
                          'throw co_await f();', '#define GET co_await f()', 'x += co_await f();'):
            with self.subTest(statement):
                self.assertEqual(len(co_await.check_text('task t() {\n' + statement + '\n}')), 1)


if __name__ == '__main__':
    unittest.main()
