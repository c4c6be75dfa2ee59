"""A client that sends the bytes it is given, and reads answers strictly."""

import socket
from dataclasses import dataclass

from .fields import Fields


@dataclass
class Answer(Fields):
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    head: bytes


class Wire:
    def __init__(self, port, timeout=10.0):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def finish_sending(self):
        self.socket.shutdown(socket.SHUT_WR)

    def _more(self):
        data = self.socket.recv(1 << 17)
        if not data:
            raise EOFError(self.buffer)
        self.buffer += data

    def _until(self, mark):
        while mark not in self.buffer:
            self._more()
        before, self.buffer = self.buffer.split(mark, 1)
        return before

    def _exactly(self, count):
        pieces = []
        while count > 0:
            if not self.buffer:
                self._more()
            pieces.append(self.buffer[:count])
            count -= len(pieces[-1])
            self.buffer = self.buffer[len(pieces[-1]) :]
        return b"".join(pieces)

    def read_exactly(self, count):
        return self._exactly(count)

    def read_head(self):
        head = self._until(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        version, status = lines[0].split(" ")[:2]
        assert version == "HTTP/1.1", lines[0]
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            assert colon and name == name.strip(), line
            headers.append((name, value.strip()))
        return Answer(int(status), headers, b"", head)

    def read(self, method="GET"):
        """One whole answer, framed as RFC 9112 §6.3 says."""
        answer = self.read_head()
        lengths, codings = answer.all("Content-Length"), answer.all("Transfer-Encoding")
        assert not (lengths and codings), answer.head
        if method == "HEAD" or answer.status in (204, 304) or 100 <= answer.status < 200:
            return answer
        if codings:
            assert codings == ["chunked"], answer.head
            body = b""
            while size := int(self._until(b"\r\n").partition(b";")[0], 16):
                body += self._exactly(size)
                assert self._until(b"\r\n") == b""
            while self._until(b"\r\n"):
                pass
            answer.body = body
        elif lengths:
            assert len(set(lengths)) == 1, answer.head
            answer.body = self._exactly(int(lengths[0]))
        else:
            answer.body = self.read_to_end()
        return answer

    def read_to_end(self):
        """What is left until the peer closes; a reset counts as closing."""
        try:
            while True:
                self._more()
        except (EOFError, ConnectionError):
            rest, self.buffer = self.buffer, b""
            return rest

    def read_all(self):
        """Every answer until the peer closes."""
        answers = []
        while True:
            try:
                answers.append(self.read())
            except (EOFError, ConnectionError):
                assert self.buffer == b"", self.buffer
                return answers

    def is_closed(self):
        """Whether the peer closes now, without another byte."""
        return self.read_to_end() == b""
