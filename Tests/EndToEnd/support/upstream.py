"""An upstream that records exactly what reached it, and answers as a test tells it to."""

import hashlib
import json
import socket
import threading
from dataclasses import dataclass, field

from .fields import Fields

KEPT = 1 << 16


class Malformed(Exception):
    """The gate sent something that is not one well-framed request."""


@dataclass
class Seen(Fields):
    """One request as it arrived."""

    connection: int
    method: str
    target: str
    version: str
    headers: list[tuple[str, str]]
    head: bytes
    body: bytes = b""  # the first KEPT bytes
    length: int = 0
    digest: str = ""
    trailers: list[tuple[str, str]] = field(default_factory=list)

    def line(self):
        return f"{self.method} {self.target}"


class Connection:
    """The upstream's side of one connection."""

    def __init__(self, upstream, number, sock):
        self.upstream, self.number, self.socket = upstream, number, sock
        self.buffer = b""

    def send(self, data):
        self.socket.sendall(data)

    def answer(self, status=200, body=b"", headers=(), reason="OK"):
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            headers = [("Content-Type", "application/json"), *headers]
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers)]
        lines.append(f"Content-Length: {len(body)}")
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def close(self, reset=False):
        if reset:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        try:
            if not reset:
                self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.socket.close()

    def _more(self):
        data = self.socket.recv(1 << 17)
        if not data:
            raise EOFError
        self.upstream._keep(self.number, data)
        self.buffer += data

    def read_line(self):
        while b"\r\n" not in self.buffer:
            self._more()
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line

    def read_head(self):
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        method, target, version = lines[0].split(" ")
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon or name != name.strip():
                raise Malformed(line)
            headers.append((name, value.strip()))
        return Seen(self.number, method, target, version, headers, head)

    def pieces(self, request):
        """The body, piece by piece, read as strictly as RFC 9112 allows."""
        lengths, codings = request.all("Content-Length"), request.all("Transfer-Encoding")
        if lengths and codings or len(lengths) > 1 or len(codings) > 1:
            raise Malformed(f"framing: {lengths} {codings}")
        if codings:
            if codings[0].lower() != "chunked":
                raise Malformed(f"Transfer-Encoding: {codings[0]}")
            while True:
                size = int(self.read_line().decode().partition(";")[0], 16)
                if size == 0:
                    break
                yield from self._exactly(size)
                if self.read_line() != b"":
                    raise Malformed("chunk without its line end")
            while line := self.read_line().decode("latin-1"):
                name, _, value = line.partition(":")
                request.trailers.append((name, value.strip()))
        elif lengths:
            yield from self._exactly(int(lengths[0]))

    def _exactly(self, count):
        while count > 0:
            if not self.buffer:
                self._more()
            piece, self.buffer = self.buffer[:count], self.buffer[count:]
            count -= len(piece)
            yield piece

    def read_body(self, request):
        digest = hashlib.sha256()
        for piece in self.pieces(request):
            digest.update(piece)
            request.length += len(piece)
            if len(request.body) < KEPT:
                request.body += piece[: KEPT - len(request.body)]
        request.digest = digest.hexdigest()


def echo(connection, request):
    """Answers with what it saw."""
    connection.read_body(request)
    connection.answer(
        body={
            "method": request.method,
            "target": request.target,
            "headers": request.headers,
            "length": request.length,
            "digest": request.digest,
        }
    )


class Upstream:
    """Listens on a free port of loopback. `on(path, behaviour)` decides how a path is answered; without one it echoes."""

    def __init__(self):
        self.requests: list[Seen] = []
        self.malformed: list[str] = []
        self.connections = 0
        self._bytes: dict[int, bytes] = {}
        self._open: set[socket.socket] = set()
        self._behaviours = {}
        self._changed = threading.Condition()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def on(self, path, behaviour):
        """`behaviour(connection, request)` is called with the head read and the body still on the socket."""
        self._behaviours[path] = behaviour

    def _accept(self):
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._changed:
                self.connections += 1
                number = self.connections
                self._open.add(sock)
            threading.Thread(target=self._serve, args=(Connection(self, number, sock),), daemon=True).start()

    def _serve(self, connection):
        try:
            while connection.socket.fileno() >= 0:
                request = connection.read_head()
                with self._changed:
                    self.requests.append(request)
                    self._changed.notify_all()
                behaviour = self._behaviours.get(request.target.partition("?")[0], echo)
                behaviour(connection, request)
        except (EOFError, ConnectionError, TimeoutError):
            pass
        except OSError:
            pass  # closed by a behaviour or at the end of a test
        except (Malformed, ValueError) as error:
            with self._changed:
                self.malformed.append(str(error))
        finally:
            connection.socket.close()
            with self._changed:
                self._open.discard(connection.socket)

    def _keep(self, number, data):
        with self._changed:
            kept = self._bytes.get(number, b"")
            if len(kept) < KEPT:
                self._bytes[number] = kept + data[: KEPT - len(kept)]

    @property
    def raw(self):
        """Every byte that arrived since `forget`, up to a bound for each connection."""
        with self._changed:
            return b"".join(self._bytes.values())

    def wait_for(self, count=1, within=10.0):
        """The first `count` requests since `forget`."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.requests) >= count, within), (
                f"{len(self.requests)} of {count} requests reached the upstream"
            )
            return self.requests[:count]

    def lines(self):
        return [request.line() for request in self.requests]

    def forget(self):
        with self._changed:
            self.requests.clear()
            self.malformed.clear()
            self._bytes.clear()
        self._behaviours.clear()

    def close(self):
        """Refuses new connections and ends those there are."""
        self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread in accept()
        self._listener.close()
        with self._changed:
            sockets = list(self._open)
        for sock in sockets:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
