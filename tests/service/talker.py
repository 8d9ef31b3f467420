# SPDX-License-Identifier: Apache-2.0
"""A TCP server on 127.0.0.1 that talks as a test's function says, with TLS when that asks for it."""
import socketserver
import ssl
import threading


class Talker:
    """`talk(client)` is called for each connection, in a thread of its own; what it raises ends the connection."""

    def __init__(self, talk, certificate=None):
        self.context = None
        self.heard = []  # lines, of all clients
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*certificate)
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                client = Client(self.request, outer)
                try:
                    talk(client)
                except OSError:  # SSLError is one
                    pass
                finally:
                    client.close()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            request_queue_size = 128

        self.server = Server(('127.0.0.1', 0), Handler)
        self.port = self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={'poll_interval': 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


class Client:
    def __init__(self, connection, of):
        self.connection, self.of = connection, of

    def say(self, text):
        self.connection.sendall(text if isinstance(text, bytes) else text.encode())

    def hear(self):
        """A line without its end; '' when there are no more."""
        line = b''
        while not line.endswith(b'\n') and (letter := self.connection.recv(1)):
            line += letter
        self.of.heard.append(line.decode('latin-1').rstrip('\r\n'))
        return self.of.heard[-1]

    def start_tls(self):
        self.connection = self.of.context.wrap_socket(self.connection, server_side=True, do_handshake_on_connect=False)
        self.connection.do_handshake()

    def close(self):
        """Waits until the client has closed, so that nothing unread makes it a reset."""
        try:
            while self.connection.recv(4096):
                pass
        except OSError:
            pass
        self.connection.close()
