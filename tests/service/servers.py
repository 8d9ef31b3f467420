# SPDX-License-Identifier: Apache-2.0
"""Real servers of a test's own: Debian's, unpacked by tests/run, found in PATH, alive for a `with`."""
import os
import shutil
import socket
import subprocess

from daemon import wait_for


def program(name):
    """Its path, or None. tests/run has the folders of what it unpacks in PATH."""
    return shutil.which(name)


def plugins():
    """The folder of the monitoring plugins, or None."""
    known = shutil.which('check_disk', path=os.environ['PATH'] + ':/usr/lib/nagios/plugins')
    return os.path.dirname(known) if known else None


def environment(path):
    """With the shared libraries that were unpacked beside a program."""
    libraries = os.path.join(os.path.dirname(os.path.dirname(path)), 'lib', os.uname().machine + '-linux-gnu')
    unpacked = os.path.dirname(os.path.dirname(path)) != '/usr' and os.path.isdir(libraries)
    return {**os.environ, **({'LD_LIBRARY_PATH': libraries} if unpacked else {})}


def accepts(host, port):
    try:
        socket.create_connection((host, port), timeout=5).close()
        return True
    except OSError:
        return False


class Server:
    """`command` runs in `folder` in the foreground; what it prints is in the file `NAME.out` there."""

    def __init__(self, folder, command, host, port):
        self.output_path = os.path.join(folder, os.path.basename(command[0]) + '.out')
        self.command, self.folder, self.at = command, folder, (host, port)
        self.process = None

    def __enter__(self):
        with open(self.output_path, 'ab') as output:
            self.process = subprocess.Popen(self.command, cwd=self.folder, env=environment(self.command[0]),
                                            stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            wait_for(self.ready, f'{self.command[0]} accepts connections: {self.output()}')
        except AssertionError:
            self.__exit__()
            raise
        return self

    def ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f'{self.command[0]} ended with {self.process.returncode}: {self.output()}')
        return accepts(*self.at)

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def output(self):
        with open(self.output_path, encoding='utf-8', errors='replace') as file:
            return file.read()


NGINX = '''
daemon off; master_process off; pid nginx.pid; error_log nginx.errors warn;
events { worker_connections 4096; }
http {
  log_format told '$server_port $server_protocol $request_method $request_uri $status $gzip_ratio $http_authorization';
  access_log nginx.access told;
  client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
  default_type text/plain;
  gzip on; gzip_min_length 100; gzip_types text/plain;
  %s
}
'''


class Nginx(Server):
    """With the `server` blocks of a test; paths in them are those of `folder`."""

    def __init__(self, folder, servers, port):
        config = os.path.join(folder, 'nginx.conf')
        with open(config, 'w', encoding='utf-8') as file:
            file.write(NGINX % servers)
        command = [program('nginx'), '-p', folder, '-e', 'nginx.errors', '-c', config]
        super().__init__(folder, command, '127.0.0.1', port)

    def requests(self, port):
        """[[version, method, path, status, times smaller or -, authorization]] of a port, in their order."""
        with open(os.path.join(self.folder, 'nginx.access'), encoding='utf-8') as file:
            lines = [line.split(None, 6) for line in file.read().split('\n')[:-1]]
        return [line[1:] for line in lines if line[0] == str(port)]
