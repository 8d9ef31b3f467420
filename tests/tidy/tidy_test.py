# SPDX-License-Identifier: Apache-2.0
"""tidy.py finds what is planted in small trees, and nothing in a good one."""
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import tidy  # noqa: E402

SPDX = '// SPDX-License-Identifier: Apache-2.0\n'
GOOD = {
    '.gitignore': '/build*/\n*.swp\n',
    'README.md': 'Lives in /etc/reachd, see https://prometheus.io.\n' + 'word ' * 50 + '\n',
    'lib/core/time.hpp': SPDX + '#include <chrono>\n#include <sys/socket.h>\nint operator_new_count(int a);\n',
    'lib/probe/tcp.hpp': SPDX + '#include "core/time.hpp"\n#include "async/task.hpp"\nprobe(const probe&) = delete;\n',
    'lib/probe/tcp.cpp': SPDX + '#include "probe/tcp.hpp"\n// detach, new, std::regex: words only\nauto s = "new";\n',
    'lib/uv/loop.cpp': SPDX + '#include <new>\n#include <uv.h>\nauto now = uv_hrtime();\n'
                       'void* operator new(std::size_t size);\n',
    'daemon/main.cpp': SPDX + '#include <spdlog/spdlog.h>\n#include "probe/tcp.hpp"\n'
                       'using namespace std::chrono_literals;\nint main() { std::puts("x"); }\n',
    'daemon/run': '#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\necho http://127.0.0.1:10094/\n',
    'tests/unit/core/time_test.cpp': SPDX,
    'tests/unit/probe/tcp_test.cpp': SPDX,
    'tests/unit/uv/loop_test.cpp': SPDX,
    'build/junk.cpp': 'using namespace std;\n',
    'lib/core/.time.hpp.swp': 'x',
}
# What is added to the good tree, and the one rule that must find it.
PLANTED = {
    'a folder at the top': ('docs/page.md', 'x\n', 'top-level'),
    'a file at the top': ('Makefile', 'x\n', 'top-level'),
    'a long line': ('daemon/a.cpp', SPDX + 'x' * 121 + '\n', 'columns'),
    'a long line in a script': ('daemon/run', GOOD['daemon/run'] + 'x' * 121 + '\n', 'columns'),
    'a long file': ('tests/a.cpp', SPDX + 'x\n' * 300, 'lines'),
    'a high median': ({f'daemon/{name}.cpp': SPDX + 'x\n' * 90 for name in 'abcdefgh'}, None, 'median'),
    'no licence line': ('daemon/a.hpp', 'x\n', 'licence'),
    'no licence line in a script': ('daemon/run', '#!/bin/sh\n', 'licence'),
    'an include upwards': ('lib/core/time.hpp', SPDX + '#include "async/task.hpp"\n', 'include'),
    'an include sideways': ('lib/uv/loop.cpp', SPDX + '#include "probe/tcp.hpp"\n', 'include'),
    'an include of the daemon': ('lib/uv/loop.cpp', SPDX + '#include "daemon/log.hpp"\n', 'include'),
    'an include by bare name': ('lib/probe/tcp.cpp', SPDX + '#include "tcp.hpp"\n', 'include'),
    'libuv in a pure folder': ('lib/core/time.hpp', SPDX + '#include <uv.h>\n', 'include'),
    'spdlog in lib': ('lib/uv/loop.cpp', SPDX + '#include <spdlog/spdlog.h>\n', 'include'),
    'yaml in the daemon': ('daemon/main.cpp', SPDX + '#include <yaml-cpp/yaml.h>\n', 'include'),
    'an unknown library': ('daemon/main.cpp', SPDX + '#include <boost/asio.hpp>\n', 'include'),
    'a folder without a place': ('lib/ping/CMakeLists.txt', 'x\n', 'folder'),
    'detach': ('lib/uv/loop.cpp', SPDX + 'thread.detach();\n', 'detach'),
    'using namespace': ('daemon/main.cpp', SPDX + 'using namespace std;\n', 'using-namespace'),
    'new': ('lib/uv/loop.cpp', SPDX + 'auto* a = new int;\n', 'new'),
    'delete': ('lib/uv/loop.cpp', SPDX + 'delete a;\n', 'delete'),
    'printf in lib': ('lib/uv/loop.cpp', SPDX + 'std::printf("x");\n', 'print'),
    'a stream in lib': ('lib/uv/loop.cpp', SPDX + 'std::cerr << 1;\n', 'print'),
    'std::regex': ('daemon/main.cpp', SPDX + 'std::regex r;\n', 'regex'),
    'std::format': ('daemon/main.cpp', SPDX + 'std::format("x");\n', 'format'),
    'a clock in a pure folder': ('lib/core/time.hpp', SPDX + 'std::chrono::steady_clock::now();\n', 'clock'),
    'clock_gettime in a pure folder': ('lib/core/time.hpp', SPDX + 'clock_gettime(0, &t);\n', 'clock'),
    'work without an owner': ('lib/uv/loop.cpp', SPDX + '// TO' 'DO later\n', 'todo'),
    'a path of a machine': ('README.md', 'run it in /ho' 'me/me/reachd\n', 'machine-path'),
    'a host in a script': ('daemon/run', GOOD['daemon/run'] + 'curl https://example.org/x\n', 'host'),
    'a source without a test': ('lib/core/error.cpp', SPDX, 'test'),
    'a header without a test': ('lib/core/error.hpp', SPDX, 'test'),
    'an exception nobody needs': (tidy.EXCEPTIONS, 'new lib/uv/loop.cpp because of it\n', 'exception'),
}


class TidyTest(unittest.TestCase):
    def check(self, files):
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                full = os.path.join(root, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, 'w', encoding='utf-8') as file:
                    file.write(text)
            return tidy.check(root)

    def test_good_tree_has_no_breach(self):
        self.assertEqual([str(breach) for breach in self.check(GOOD)], [])

    def test_each_planted_breach_is_found_and_nothing_else(self):
        for name, (path, text, rule) in PLANTED.items():
            with self.subTest(name):
                added = path if isinstance(path, dict) else {path: text}
                self.assertEqual({breach.rule for breach in self.check(GOOD | added)}, {rule})

    def test_every_rule_has_a_planted_breach(self):
        named = {rule for rule, *_ in tidy.house.BANNED} | {rule for rule, *_ in tidy.house.BANNED_TEXT}
        self.assertLessEqual(named, {rule for _, _, rule in PLANTED.values()})

    def test_an_exception_with_a_reason_lets_one_rule_off_for_one_file(self):
        planted = GOOD | {'lib/uv/loop.cpp': SPDX + 'auto* a = new int;\n'}
        excused = planted | {tidy.EXCEPTIONS: '# why\nnew lib/uv/loop.cpp freed in the close callback\n'}
        self.assertEqual(self.check(excused), [])

    def test_an_exception_without_a_reason_is_refused(self):
        with self.assertRaises(SystemExit):
            self.check(GOOD | {tidy.EXCEPTIONS: 'new lib/uv/loop.cpp\n'})

    def test_the_line_of_a_breach_is_told(self):
        found = self.check(GOOD | {'lib/uv/loop.cpp': SPDX + '/* a\n b */\nauto* a = new int;\n'})
        self.assertEqual([(breach.path, breach.line) for breach in found], [('lib/uv/loop.cpp', 4)])


if __name__ == '__main__':
    unittest.main()
