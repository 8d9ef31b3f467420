# SPDX-License-Identifier: Apache-2.0
"""C++ source as text: comments and the insides of literals blanked out, so that a rule about code sees only code.

Every character that is blanked becomes a space and line ends stay, so offsets and line numbers hold.
"""
import re

TOKEN = re.compile(
    r'//(?:\\\n|[^\n])*'                            # line comment
    r'|/\*.*?\*/'                                   # block comment
    r'|R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"'  # raw string
    r'|"(?:\\.|[^"\\\n])*"'                         # string
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",        # character; not the separator of 1'000
    re.DOTALL)


def blank(text):
    return re.sub(r'[^\n]', ' ', text)


def without_comments(text):
    """Comments blanked, literals kept: for rules about #include."""
    return TOKEN.sub(lambda m: blank(m.group()) if m.group().startswith(('//', '/*')) else m.group(), text)


def code_only(text):
    """Comments and literals blanked; a literal keeps its quotes, so that it still is an operand."""
    def replace(match):
        token = match.group()
        if token.startswith(('//', '/*')):
            return blank(token)
        return '"' + blank(token[1:-1]) + '"'
    return TOKEN.sub(replace, text)


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1
