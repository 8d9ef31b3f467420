# SPDX-License-Identifier: Apache-2.0
"""Enforces the house of lib/README.md on a source tree. Usage: tidy.py ROOT

Prints one line `path:line: rule: message` for each breach and ends with 1 if there was one. Exceptions are named one
by one, with a reason, in tests/tidy/exceptions.txt; one that is no longer needed is itself a breach.
"""
import fnmatch
import os
import re
import statistics
import sys
from dataclasses import dataclass

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import cpp_text  # noqa: E402
import house  # noqa: E402

CPP = ('.hpp', '.cpp')
TEXT = CPP + ('.py', '.sh', '.txt', '.md', '.yaml', '.yml', '.json', '.service', '.conf', '.cmake', '.js', '.css',
              '.html')
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
EXCEPTIONS = 'tests/tidy/exceptions.txt'


@dataclass(frozen=True)
class Breach:
    path: str
    line: int
    rule: str
    message: str

    def __str__(self):
        return f'{self.path}:{self.line}: {self.rule}: {self.message}'


def within(path, folders):
    return any(path == folder or path.startswith(folder + '/') for folder in folders)


class Tree:
    """The files of a source tree by relative path, without what .gitignore's plain patterns leave out."""

    def __init__(self, root):
        self.root = root
        self.top = []
        self.files = {}
        ignored = self.ignored_names()
        for folder, folders, names in os.walk(root):
            relative = os.path.relpath(folder, root)
            keep = [name for name in folders + names if name != '.git' and not any(
                fnmatch.fnmatch(name, pattern) for pattern, at_top in ignored if relative == '.' or not at_top)]
            folders[:] = [name for name in folders if name in keep]
            if relative == '.':
                self.top = keep
            for name in names:
                path = os.path.normpath(os.path.join(relative, name))
                if name in keep and not os.path.islink(os.path.join(root, path)):
                    self.files[path] = self.read(path)

    def ignored_names(self):
        try:
            with open(os.path.join(self.root, '.gitignore'), encoding='utf-8') as file:
                lines = [line.strip() for line in file if line.strip() and not line.startswith('#')]
        except FileNotFoundError:
            lines = []
        return [(line.strip('/'), line.startswith('/')) for line in lines]

    def read(self, path):
        """The text of a file, or None for one that is not text of ours."""
        with open(os.path.join(self.root, path), 'rb') as file:
            data = file.read()
        is_script = data.startswith(b'#!')
        if within(path, house.VENDORED) or not (is_script or path.endswith(TEXT) or path.startswith('.')):
            return None
        return data.decode('utf-8', errors='replace')

    def texts(self):
        return ((path, text) for path, text in sorted(self.files.items()) if text is not None)

    def sources(self, *folders):
        return ((path, text) for path, text in self.texts() if path.endswith(CPP) and within(path, folders))


def top_level(tree):
    for name in sorted(tree.top):
        if name not in house.TOP_LEVEL and not name.startswith('.'):
            yield Breach(name, 1, 'top-level', 'nothing but the folders and files of the design lies here')


def size_and_header(tree):
    for path, text in tree.texts():
        lines = text.split('\n')
        code = path.endswith(CPP + ('.py', '.sh')) or text.startswith('#!')
        for number, line in enumerate(lines, 1):
            if len(line) > house.MAX_COLUMNS and (code or path.endswith(('.txt', '.yaml'))):
                yield Breach(path, number, 'columns', f'{len(line)} columns, {house.MAX_COLUMNS} allowed')
        if not code:
            continue
        if len(lines) - 1 > house.MAX_LINES:
            yield Breach(path, 1, 'lines', f'{len(lines) - 1} lines, {house.MAX_LINES} allowed')
        first = lines[1] if text.startswith('#!') else lines[0]
        if not re.fullmatch(r'(//|#) SPDX-License-Identifier: Apache-2\.0', first):
            yield Breach(path, 1, 'licence', 'the first line (after #!) is the SPDX line')
    lengths = [text.count('\n') for _, text in tree.sources('lib', 'daemon')]
    if lengths and statistics.median(lengths) > house.MAX_MEDIAN:
        yield Breach('lib', 1, 'median', f'median file {statistics.median(lengths)} lines, {house.MAX_MEDIAN} allowed')


def reachable(folder):
    found = {folder}
    for used in house.USES.get(folder, ()):
        found |= reachable(used)
    return found


def check_angle(path, name):
    for prefix, folders in house.THIRD_PARTY.items():
        if name == prefix or (prefix.endswith('/') and name.startswith(prefix)):
            return None if within(path, folders + ('tests',)) else f'<{name}> belongs to {" and ".join(folders)}'
    plain = '.' not in name and '/' not in name
    if plain or name in house.SYSTEM_HEADERS or name.split('/')[0] in house.SYSTEM_FOLDERS:
        return None
    return f'<{name}>: this third-party header has no folder in tests/tidy/house.py'


def check_quoted(path, name):
    if not path.startswith('lib/'):
        return None
    own, other = path.split('/')[1], name.split('/')[0]
    if other not in house.USES:
        return f'"{name}": includes are written relative to lib/'
    return None if other in reachable(own) else f'lib/{own} may not use lib/{other}'


def includes(tree):
    for path, text in tree.sources('lib', 'daemon', 'tests'):
        for match in INCLUDE.finditer(cpp_text.without_comments(text)):
            check = check_angle if match.group(1) == '<' else check_quoted
            if message := check(path, match.group(2)):
                yield Breach(path, cpp_text.line_of(text, match.start()), 'include', message)


def folders_of_lib(tree):
    inside = (path for path in tree.files if path.startswith('lib/') and path.count('/') > 1)
    for folder in sorted({path.split('/')[1] for path in inside}):
        if folder not in house.USES:
            yield Breach(f'lib/{folder}', 1, 'folder', 'this folder has no place in tests/tidy/house.py')


def banned_words(tree):
    for path, text in tree.sources('lib', 'daemon', 'tests'):
        code = cpp_text.code_only(text)
        for rule, pattern, folders, why in house.BANNED:
            if not within(path, folders):
                continue
            for match in re.finditer(pattern, code):
                yield Breach(path, cpp_text.line_of(code, match.start()), rule, f'`{match.group().strip()}`: {why}')


def banned_text(tree):
    for path, text in tree.texts():
        for rule, pattern, why in house.BANNED_TEXT:
            for match in re.finditer(pattern, text):
                yield Breach(path, cpp_text.line_of(text, match.start()), rule, f'`{match.group()}`: {why}')
        if text.startswith('#!') or path.endswith('.sh'):
            for match in re.finditer(house.SCRIPT_URL, text):
                line = cpp_text.line_of(text, match.start())
                yield Breach(path, line, 'host', f'{match.group()}: a script fetches nothing')


def unit_tests(tree):
    """Every name in a folder of lib/ has a test of that name."""
    for path, _ in tree.sources('lib'):
        stem = os.path.splitext(path)[0]
        test = f'tests/unit/{stem.removeprefix("lib/")}_test.cpp'
        twin = path.endswith('.hpp') and stem + '.cpp' in tree.files
        if test not in tree.files and not twin:
            yield Breach(path, 1, 'test', f'{test} is missing')


RULES = (top_level, size_and_header, includes, folders_of_lib, banned_words, banned_text, unit_tests)


def exceptions(tree):
    """{(rule, path): line number}; a line is `RULE PATH REASON…`."""
    allowed, text = {}, tree.files.get(EXCEPTIONS) or ''
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if words and not line.startswith('#'):
            if len(words) < 3:
                raise SystemExit(f'{EXCEPTIONS}:{number}: rule, path and a reason are needed')
            allowed[words[0], words[1]] = number
    return allowed


def check(root):
    """All breaches of the tree, exceptions applied."""
    tree = Tree(root)
    allowed, used, found = exceptions(tree), set(), []
    for rule in RULES:
        for breach in rule(tree):
            key = breach.rule, breach.path
            if key in allowed:
                used.add(key)
            else:
                found.append(breach)
    found += [Breach(EXCEPTIONS, number, 'exception', f'{rule} {path} is not needed')
              for (rule, path), number in allowed.items() if (rule, path) not in used]
    return found


def main():
    found = check(sys.argv[1])
    for breach in found:
        print(breach)
    print(f'{len(found)} breaches')
    return 1 if found else 0


if __name__ == '__main__':
    sys.exit(main())
