# SPDX-License-Identifier: Apache-2.0
"""The house in tables: what may lie where, who may include whom, which words are banned in which folder."""

TOP_LEVEL = {'daemon', 'lib', 'config', 'systemd', 'tests', 'CMakeLists.txt', 'README.md', 'LICENSE', 'CHANGELOG.md'}

# Which folders of lib/ a folder may include directly; what those may include comes with them.
USES = {
    'core': (),
    'match': ('core',),
    'options': ('match',),
    'plugin': ('core',),
    'wire': ('core',),
    'stats': ('core',),
    'state': ('stats', 'wire'),
    'access': ('core',),
    'dns': ('core',),
    'config': ('access', 'dns', 'options'),
    'route': ('core',),
    'async': ('core',),
    'uv': ('async',),
    'tls': ('uv', 'options'),
    'fetch': ('uv', 'options'),
    'icmp': ('async', 'wire'),
    'probe': ('icmp', 'uv', 'stats', 'route', 'dns', 'options', 'plugin', 'tls', 'fetch'),
    'metrics': ('stats', 'options'),
    'blackbox': ('probe', 'metrics'),
    'history': ('stats',),
    'http': ('uv', 'access'),
    'client': ('core',),
}

# Folders that decide without reading a clock, making a system call for time or knowing the loop.
PURE = ('core', 'match', 'options', 'plugin', 'wire', 'stats', 'state', 'config', 'dns', 'async')

# Third-party headers by prefix, and the only folders that may include them.
THIRD_PARTY = {
    'uv.h': ('lib/uv',),
    'yaml-cpp/': ('lib/config',),
    'microhttpd.h': ('lib/http',),
    'zlib.h': ('lib/http',),
    'gnutls/': ('lib/access',),
    'crypt.h': ('lib/access',),
    'prometheus/': ('lib/metrics',),
    'curl/': ('lib/client', 'lib/fetch', 'tests'),
    'openssl/': ('lib/tls', 'tests'),
    're2/': ('lib/match',),
    'sqlite3.h': ('lib/history',),
    'CLI/': ('daemon',),
    'spdlog/': ('daemon',),
    'fmt/': ('daemon',),
    'nlohmann/': ('daemon', 'lib/match'),
    'doctest/': ('tests',),
}

# Headers with a dot that the system itself brings: glibc and the kernel.
SYSTEM_FOLDERS = ('sys', 'netinet', 'linux', 'arpa', 'net', 'asm', 'bits', 'netpacket')
SYSTEM_HEADERS = {
    'aio.h', 'dirent.h', 'dlfcn.h', 'errno.h', 'execinfo.h', 'fcntl.h', 'fnmatch.h', 'getopt.h', 'glob.h', 'grp.h',
    'ifaddrs.h', 'limits.h', 'malloc.h', 'netdb.h', 'poll.h', 'pthread.h', 'pwd.h', 'resolv.h', 'sched.h', 'signal.h',
    'spawn.h', 'stdlib.h', 'string.h', 'strings.h', 'syslog.h', 'termios.h', 'time.h', 'unistd.h',
}

# Banned in code (comments and literals do not count): rule, pattern, folders, why.
EVERYWHERE = ('lib', 'daemon', 'tests')
PURE_FOLDERS = tuple(f'lib/{name}' for name in PURE)
BANNED = (
    ('detach', r'\bdetach\b', EVERYWHERE, 'work is started by a scope and joined by it'),
    ('using-namespace', r'\busing\s+namespace\b(?!\s+std::\w*literals\b)', ('lib', 'daemon'), 'name what you use'),
    ('new', r'(?<!operator )(?<!<)\bnew\b', ('lib', 'daemon'), 'owners are values or smart pointers'),
    ('delete', r'(?<!=)(?<!= )(?<!operator )\bdelete\b', ('lib', 'daemon'), 'owners are values or smart pointers'),
    ('print', r'\b(?:v?f?printf|puts|fputs|putchar|perror|syslog)\s*\(|\bstd::(?:cout|cerr|clog)\b|<iostream>'
              r'|\bspdlog::', ('lib',), 'lib/ returns errors and never prints or logs'),
    ('regex', r'\bstd::w?regex\b|<regex>', EVERYWHERE, 'std::regex overflows the stack on long input'),
    ('format', r'\bstd::v?format\b|<format>', EVERYWHERE, 'GCC 12 has no std::format'),
    ('clock', r'\b(?:steady_clock|system_clock|high_resolution_clock|clock_gettime|gettimeofday|timespec_get)\b'
              r'|\bstd::time\b|\buv_(?:hrtime|now)\b', PURE_FOLDERS, 'a pure folder gets the time as an argument'),
)

MAX_COLUMNS = 120
MAX_LINES = 300
MAX_MEDIAN = 90

# Text that may not be in any file: rule, pattern, why. Each pattern is broken so that it does not match itself.
BANNED_TEXT = (
    ('todo', r'\b(?:TO' r'DO|FIX' r'ME|XX' r'X)\b(?!\([a-z]+\))', 'name the owner in brackets, or do it'),
    ('machine-path', r'(?<![\w.-])/(?:wo' r'rk|ro' r'ot|ho' r'me)/[\w.]', 'a path of one machine'),
)

# A script names no host to fetch from: packages come from apt as the machine has it set up.
SCRIPT_URL = r'\b(?:https?|ftp)://(?!127\.0\.0\.1|localhost|\[::1\])[\w.-]+'

# Not ours: kept as published, with licence and checksum.
VENDORED = ('daemon/web/vendor',)
