# SPDX-License-Identifier: Apache-2.0
"""One HTTP exchange, told as it came."""
import gzip
import http.client
import socket


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def text(self):
        packed = self.headers['Content-Encoding'] == 'gzip'
        return (gzip.decompress(self.body) if packed else self.body).decode()


def fetch(at, path, method='GET', headers=(), seconds=30):
    """`at` is (host, port)."""
    client = http.client.HTTPConnection(*at, timeout=seconds)
    try:
        client.request(method, path, headers=dict(headers))
        return Answer(client.getresponse())
    finally:
        client.close()


def connect(at, seconds=30):
    return socket.create_connection(at, timeout=seconds)


def exchange(at, request, seconds=30):
    """Sends bytes and returns all that comes until the server closes."""
    with connect(at, seconds) as client:
        client.sendall(request)
        answer = b''
        try:
            while piece := client.recv(65536):
                answer += piece
        except ConnectionResetError:
            pass
        return answer
