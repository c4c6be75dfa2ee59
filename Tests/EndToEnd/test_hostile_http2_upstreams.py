"""Upstreams that break HTTP/2 on purpose, frame by frame: each costs its own requests an answer, and nobody else anything."""

import socket
import struct
import threading

import pytest
import requests

from support.policies import TSTAPP
from support.waiting import eventually

SETTINGS, ACK = struct.pack(">I", 0)[1:] + b"\x04\x00" + bytes(4), struct.pack(">I", 0)[1:] + b"\x04\x01" + bytes(4)
END_STREAM, END_HEADERS = 1, 4


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


# `:status: 200` of the static table.
OK = b"\x88"
FLOODS = {
    "pings": lambda: frame(6, 0, 0, bytes(8)) * 20_000,
    "settings": lambda: frame(4, 0, 0) * 20_000,
    "continuations": lambda: frame(1, 0, 1, OK) + frame(9, 0, 1, b"") * 20_000,
    "a head that never ends": lambda: frame(1, 0, 1, OK) + frame(9, 0, 1, b"\x00\x01a\x7f\x81\x7d" + b"b" * 16_000) * 12,
    "a head of bombs": lambda: frame(
        1, 5, 1, OK + b"\x40\x01a\x7f\x81\x1e" + b"b" * 4_000 + b"\xbe" * 8_000
    ),
    "empty data": lambda: frame(1, END_HEADERS, 1, OK) + frame(0, 0, 1) * 20_000,
    "resets": lambda: frame(3, 0, 1, bytes(4)) * 20_000,
    "a push": lambda: frame(5, END_HEADERS, 1, struct.pack(">I", 2) + b"\x82\x87\x84"),
    "data before a head": lambda: frame(0, END_STREAM, 1, b"hello"),
    "data of no stream": lambda: frame(0, END_STREAM, 7, b"hello"),
    "more than the window": lambda: frame(1, END_HEADERS, 1, OK) + frame(0, 0, 1, bytes(16_384)) * 2_000,
    "a window that overflows": lambda: frame(8, 0, 0, struct.pack(">I", 0x7FFFFFFF)) * 2,
    "a frame that is too large": lambda: b"\xff\xff\xff\x00\x00" + struct.pack(">I", 1),
    "no compression of ours": lambda: frame(1, 5, 1, b"\xff\xff\xff\xff\xff\xff"),
    "garbage": lambda: b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
    "an interim end": lambda: frame(1, 5, 1, b"\x08\x03103"),
    "nothing": lambda: b"",
}


class Hostile:
    """Greets like a server of HTTP/2, and answers the first request with bytes of a story's choice."""

    def __init__(self):
        self.answer = b""
        self.awaited = 1
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            connection.settimeout(10)
            try:
                connection.sendall(SETTINGS + ACK)
                received = b""
                # The preface, and after it frames of type HEADERS.
                while self._heads(received) < self.awaited:
                    more = connection.recv(65_536)
                    if not more:
                        return
                    received += more
                connection.sendall(self.answer)
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65_536):
                    pass
            except OSError:
                pass

    @staticmethod
    def _heads(received):
        position, heads = 24, 0
        while position + 9 <= len(received):
            heads += received[position + 3] == 1
            position += 9 + int.from_bytes(received[position : position + 3], "big")
        return heads

    def close(self):
        self.listener.close()


@pytest.fixture(scope="module")
def hostile():
    upstream = Hostile()
    yield upstream
    upstream.close()


@pytest.fixture
def gate(make_gateway, hostile, own_upstream):
    own_upstream.on("/other/x", lambda connection, request: connection.answer(body=b"well"))
    policies = {
        "tstapp.yaml": TSTAPP.replace("http://127.0.0.1:{port}", f"h2c://127.0.0.1:{hostile.port}"),
        "other.yaml": "application: other\nname: Other\nprefix: /other\nroutes:\n  GET /**: public\n"
        f"upstream: http://127.0.0.1:{own_upstream.port}\n",
    }
    return make_gateway(policies).start()


def test_no_flood_harms_anybody_else(gate, hostile):
    before = gate.resident_bytes()
    for name, answer in FLOODS.items():
        hostile.answer = answer()
        for _ in range(5):
            try:
                status = gate.get("/tstapp/open/x", timeout=10).status_code
            except requests.ReadTimeout:
                raise
            except OSError:
                # It had begun to answer.
                status = 502
            assert status in (502, 503), name
        assert gate.get("/other/x").text == "well", name
    assert gate.resident_bytes() - before < 100_000_000


def test_a_stream_that_breaks_off_leaves_the_answer_of_another_alone(make_gateway):
    upstream = Hostile()
    upstream.awaited = 2
    # Between the pieces of the first answer stands what the second may not begin with.
    length = b"\x0f\x0d\x03200"
    upstream.answer = (
        frame(1, END_HEADERS, 1, OK + length)
        + frame(0, 0, 1, b"A" * 100)
        + frame(0, 0, 3, b"q" * 10)
        + frame(0, END_STREAM, 1, b"A" * 100)
    )
    policies = {
        "tstapp.yaml": TSTAPP.format(port=upstream.port).replace("http://127.0.0.1", "h2c://127.0.0.1"),
        "gateway.yaml": "event_loops: 1\n",
    }
    gate = make_gateway(policies).start()
    request = f"GET /tstapp/open/x HTTP/1.1\r\nHost: {gate.authority}\r\n\r\n".encode()
    with gate.wire() as first, gate.wire() as second:
        first.send(request)
        eventually(lambda: 'http_server_active_requests 1' in gate.admin("/metrics").text, what="the first is under way")
        second.send(request)
        answer = first.read()
        assert (answer.status, answer.body) == (200, b"A" * 200)
        assert second.read().status == 502
    upstream.close()
