# SPDX-License-Identifier: Apache-2.0
"""YAML as yaml-language-server reads it for a JSON Schema: the core schema of YAML 1.2, merge keys, keys as text."""
import re

import yaml


class _Loader(yaml.SafeLoader):
    """Without the words of YAML 1.1: there `off` is false and 1:30 is 90."""
    yaml_implicit_resolvers = {}

    def construct_mapping(self, node, deep=False):
        keys = [key.value if isinstance(key, yaml.ScalarNode) else None for key, _ in node.value]
        if None in keys or len(set(keys)) != len(keys):
            raise yaml.YAMLError('a key that is no text, or is there twice')
        self.flatten_mapping(node)
        return {key.value: self.construct_object(value, deep=True) for key, value in node.value}

    def construct_map(self, node):
        yield self.construct_mapping(node, deep=True)


for tag, pattern, first in (
        ('null', r'~|null|Null|NULL|', ['~', 'n', 'N', '']),
        ('bool', r'true|True|TRUE|false|False|FALSE', list('tTfF')),
        ('int', r'[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+', list('-+0123456789')),
        ('float', r'[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)',
         list('-+0123456789.')),
        ('merge', r'<<', ['<'])):
    _Loader.add_implicit_resolver(f'tag:yaml.org,2002:{tag}', re.compile(f'^(?:{pattern})$'), first)
_Loader.add_constructor('tag:yaml.org,2002:map', _Loader.construct_map)
_Loader.add_constructor('tag:yaml.org,2002:int', lambda loader, node: int(
    node.value, 0 if node.value[:2] in ('0o', '0x') else 10))


def load(path):
    """The value; yaml.YAMLError or UnicodeDecodeError when it is no YAML, ValueError when it holds itself."""
    with open(path, encoding='utf-8', newline='') as file:
        value = yaml.load(file.read(), _Loader)
    _refuse_cycles(value, ())
    return value


def _refuse_cycles(value, above):
    if any(value is outer for outer in above):
        raise ValueError('an anchor stands inside itself')
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_cycles(inner, (*above, value))
