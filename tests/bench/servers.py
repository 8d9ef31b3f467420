# SPDX-License-Identifier: Apache-2.0
"""What is probed in a benchmark: nginx and dnsmasq on the loopback of the namespace, alive for a `with`."""
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time

WEB_PORT, DNS_PORT, BLACKBOX_PORT = 8080, 5353, 9115
NGINX = f'''daemon off; master_process off; pid nginx.pid; error_log nginx.errors warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  server {{ listen 127.0.0.1:{WEB_PORT} backlog=4096; location / {{ return 200 "all is well\\n"; }} }}
}}
'''


def program(tools, name):
    """Its path: unpacked into `tools`, or installed; None: neither."""
    folders = [os.path.join(tools, 'usr', part) for part in ('bin', 'sbin')] if tools else []
    return shutil.which(name, path=os.pathsep.join(folders + [os.environ['PATH'], '/usr/sbin', '/sbin']))


def environment(path):
    """With the shared libraries that were unpacked beside a program."""
    libraries = os.path.join(os.path.dirname(os.path.dirname(path)), 'lib', os.uname().machine + '-linux-gnu')
    return {**os.environ, **({'LD_LIBRARY_PATH': libraries} if os.path.isdir(libraries) else {})}


def wait_for_port(port, process):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(('127.0.0.1', port), timeout=5).close()
            return
        time.sleep(0.02)
    sys.exit(f'{process.args[0]}: does not listen on port {port}')


@contextlib.contextmanager
def running(tools, folder, name, arguments, port):
    path = program(tools, name)
    if path is None:
        print(f'skipped: {name} is not here')
        sys.exit(77)
    with open(os.path.join(folder, name + '.out'), 'ab') as output:
        process = subprocess.Popen([path, *arguments], cwd=folder, env=environment(path), stdin=subprocess.DEVNULL,
                                   stdout=output, stderr=output)
    try:
        wait_for_port(port, process)
        yield process
    finally:
        process.kill()
        process.wait()


def nginx(tools, folder):
    config = os.path.join(folder, 'nginx.conf')
    with open(config, 'w', encoding='ascii') as file:
        file.write(NGINX)
    return running(tools, folder, 'nginx', ['-p', folder, '-e', 'nginx.errors', '-c', config], WEB_PORT)


def dnsmasq(tools, folder):
    """Knows example.org."""
    arguments = ['-k', '-C', '/dev/null', '-R', '-h', '-u', 'root', '-z', '-a', '127.0.0.1', '-p', str(DNS_PORT),
                 f'--pid-file={folder}/dnsmasq.pid', '--address=/example.org/192.0.2.1']
    return running(tools, folder, 'dnsmasq', arguments, DNS_PORT)
