# SPDX-License-Identifier: Apache-2.0
"""Lets through only the forms of co_await that GCC 12.2 compiles rightly. Usage: co_await.py FILE_OR_FOLDER...

    auto result = co_await f(arguments);      co_await f(arguments);      co_return co_await f(arguments);

The declared type may be any (`const auto`, `core::result<int>`); the statement may be the body of an `if` or a loop.
In the awaited expression: no braces, no lambda, no `?:`, no second co_await, no operator around the call. Other forms
are miscompiled silently or may be: aggregates and capturing lambdas as temporaries are destroyed twice, `?:` of class
type too, an initializer list does not compile, a condition can get the wrong frame.
"""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import cpp_text  # noqa: E402

TOKEN = re.compile(r'[A-Za-z_]\w*|\d[\w.\']*|"\s*"|::|->|&&|\|\||<<|<=|>=|==|!=|[-+*/%&|^]=|\+\+|--|\S')
WORD = re.compile(r'[A-Za-z_]\w*')
OPEN, CLOSE = {'(': ')', '[': ']', '{': '}'}, {')', ']', '}'}
CONTROL = {'if', 'while', 'for', 'switch'}
# Around the awaited call at its own level. `<`, `>`, `*` and `&` may be part of a template argument.
OPERATORS = {'+', '-', '/', '%', '|', '^', '&&', '||', '<<', '<=', '>=', '==', '!=', '=', ',', '!', '++', '--',
             '+=', '-=', '*=', '/=', '|=', '&=', '^=', '%='}


def tokens_of(code):
    return [(match.group(), match.start()) for match in TOKEN.finditer(code)]


def statement_start(tokens, at):
    """Index of the first token of the statement that holds `at`, or the reason why there is none."""
    depth, start = 0, None
    for index in range(at - 1, -1, -1):
        token = tokens[index][0]
        if depth == 0 and start is None and token in (';', '}'):
            start = index + 1
        if token in CLOSE:
            depth += 1
        elif token in OPEN and depth > 0:
            depth -= 1
        elif token == '{':
            return start or index + 1
        elif token in OPEN:
            return enclosing_reason(tokens, index)
    return start or 0


def enclosing_reason(tokens, opener):
    before = [tokens[index][0] for index in range(max(0, opener - 2), opener)]
    if CONTROL & set(before):
        return f'in the head of `{(CONTROL & set(before)).pop()}`; await first, then test the result'
    return 'inside another expression; give the result a name first'


def skip_heads(words):
    """Drops labels and the heads of if, else, for and while before the statement they govern."""
    while words:
        if words[0] in ('else', 'do'):
            words = words[1:]
        elif words[0] in CONTROL:
            depth, index = 0, words.index('(')
            for index in range(index, len(words)):
                depth += (words[index] == '(') - (words[index] == ')')
                if depth == 0:
                    break
            words = words[index + 1:]
        elif words[0] in ('case', 'default') and ':' in words:
            words = words[words.index(':') + 1:]
        else:
            break
    return words


def prefix_reason(words):
    """None where what stands before co_await is nothing, co_return, or a declaration with `=`."""
    words = skip_heads(words)
    if not words or words == ['co_return']:
        return None
    if words[0] == '[' and words[1:2] == ['[']:
        words = words[words.index(']') + 2:]
    if words[-1] == '=' and len(words) >= 3 and WORD.fullmatch(words[-2]):
        declared = words[:-2]
        plain = all(WORD.fullmatch(word) or word in ('::', '<', '>', ',', '*', '&', '&&') for word in declared)
        if plain and declared[-1] not in (',', '::'):
            return None
    return f'after `{" ".join(words)}`; only `auto name =`, `co_return` or nothing may stand there'


def operand_reason(tokens, start):
    """None where the awaited expression, up to its `;`, is one plain call or name."""
    depth, previous, last = 0, 'co_await', None
    for token, _ in tokens[start:]:
        if depth == 0 and token == ';':
            return None if last else 'awaits nothing'
        if token == 'co_await' or token == 'co_yield':
            return 'a second one inside; give the inner result a name first'
        if token == '?':
            return 'with `?:`; choose before, in a statement of its own'
        if token == '{':
            return 'with braces; build the value in a statement of its own'
        if token == '[' and not (WORD.fullmatch(previous) or previous in (')', ']')):
            return 'with a lambda; give the lambda a name first'
        if depth == 0 and token in OPERATORS:
            return f'with `{token}` around the call; await first, then use the result'
        depth += (token in OPEN) - (token in CLOSE)
        if depth < 0:
            return 'inside another expression; give the result a name first'
        previous = last = token
    return 'without an end'


def check_text(text):
    """[(line, what is wrong)] of one source text."""
    code = cpp_text.code_only(text)
    found = [(cpp_text.line_of(code, match.start()), 'in a macro, where no check can follow it')
             for match in re.finditer(r'^[ \t]*#[ \t]*define(?:[^\n]*\\\n)*[^\n]*co_await', code, re.M)]
    code = re.sub(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', lambda match: cpp_text.blank(match.group()), code, flags=re.M)
    tokens = tokens_of(code)
    for index, (token, offset) in enumerate(tokens):
        if token != 'co_await' or tokens[index - 1][0] == 'operator':
            continue
        start = statement_start(tokens, index)
        if isinstance(start, str):
            reason = start
        else:
            reason = prefix_reason([word for word, _ in tokens[start:index]]) or operand_reason(tokens, index + 1)
        if reason:
            found.append((cpp_text.line_of(code, offset), reason))
    return found


def sources(paths):
    for path in paths:
        if os.path.isfile(path):
            yield path
        for folder, _, names in os.walk(path):
            yield from (os.path.join(folder, name) for name in sorted(names) if name.endswith(('.hpp', '.cpp')))


def main():
    count = awaits = 0
    for path in sources(sys.argv[1:]):
        with open(path, encoding='utf-8') as file:
            text = file.read()
        awaits += len(re.findall(r'\bco_await\b', cpp_text.code_only(text)))
        for line, reason in check_text(text):
            print(f'{path}:{line}: co_await {reason}')
            count += 1
    print(f'{count} of {awaits} in a form that GCC 12.2 may miscompile')
    return 1 if count else 0


if __name__ == '__main__':
    sys.exit(main())
