"""One exchange after another: bodies in every framing, pipelining, and parties that hang, vanish or talk nonsense."""

import hashlib
import socket
import threading

import pytest

from support.policies import tstapp
from support.upstream import Upstream
from support.waiting import eventually

MEBIBYTE = 1 << 20


def head(gateway, request_line, *headers):
    lines = [f"{request_line} HTTP/1.1", f"Host: {gateway.authority}", *headers, "", ""]
    return "\r\n".join(lines).encode()


# Bodies


def test_a_body_of_known_length_arrives_and_returns_whole(gateway, upstream):
    body = b"0123456789abcdef" * 65_536
    answer = gateway.get("/tstapp/open/x", method="POST", data=body)
    assert answer.json()["length"] == len(body)
    assert answer.json()["digest"] == hashlib.sha256(body).hexdigest()


def test_chunked_both_ways_with_trailers(gateway, upstream):
    def chunked_echo(connection, request):
        connection.read_body(request)
        connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n")
        connection.send(b"3\r\nabc\r\n4;note=1\r\ndefg\r\n0\r\nX-Sum: 7\r\n\r\n")

    upstream.on("/tstapp/open/x", chunked_echo)
    with gateway.wire() as wire:
        wire.send(head(gateway, "POST /tstapp/open/x", "Transfer-Encoding: chunked"))
        wire.send(b"5\r\nhello\r\n6\r\n world\r\n0\r\nX-Checked: yes\r\n\r\n")
        answer = wire.read()
        assert (answer.status, answer.body) == (200, b"abcdefg")
        assert (upstream.requests[0].body, upstream.requests[0].length) == (b"hello world", 11)

        wire.send(head(gateway, "GET /tstapp/health"))
        assert wire.read().status == 200, "the connection is still in step"


def test_head_204_and_304_have_no_body(gateway, upstream):
    def without_body(status):
        return lambda connection, request: connection.send(
            f"HTTP/1.1 {status} X\r\nETag: \"a\"\r\n{'Content-Length: 5' if status == 200 else 'X-A: b'}\r\n\r\n".encode()
        )

    upstream.on("/tstapp/open/head", without_body(200))
    upstream.on("/tstapp/open/204", without_body(204))
    upstream.on("/tstapp/open/304", without_body(304))
    with gateway.wire() as wire:
        wire.send(head(gateway, "HEAD /tstapp/open/head"))
        answer = wire.read("HEAD")
        assert (answer.status, answer.one("Content-Length")) == (200, "5")
        for status in (204, 304):
            wire.send(head(gateway, f"GET /tstapp/open/{status}"))
            answer = wire.read()
            assert answer.status == status
            assert answer.all("Transfer-Encoding") == []
        wire.send(head(gateway, "GET /tstapp/health"))
        assert wire.read().status == 200, "the connection is still in step"


def test_get_also_answers_head(gateway, upstream, read_token):
    with gateway.wire() as wire:
        wire.send(head(gateway, "HEAD /tstapp/data/1", f"Authorization: Bearer {read_token}"))
        assert wire.read("HEAD").status == 200
        wire.send(head(gateway, "HEAD /tstapp/data/1"))
        assert wire.read("HEAD").status == 401
        assert upstream.lines() == ["HEAD /tstapp/data/1"]


def test_an_answer_without_length_ends_with_the_connection(gateway, upstream):
    def until_close(connection, request):
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nall of it")
        connection.close()

    upstream.on("/tstapp/open/x", until_close)
    with gateway.wire() as wire:
        wire.send(head(gateway, "GET /tstapp/open/x"))
        answer = wire.read()
        assert (answer.status, answer.body) == (200, b"all of it")


def test_expect_continue_is_relayed_from_the_upstream(gateway, upstream):
    def asks_for_more(connection, request):
        assert request.one("Expect").lower() == "100-continue"
        connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.read_body(request)
        connection.answer(body=request.body)

    upstream.on("/tstapp/open/x", asks_for_more)
    with gateway.wire() as wire:
        wire.send(head(gateway, "POST /tstapp/open/x", "Content-Length: 5", "Expect: 100-continue"))
        assert wire.read_head().status == 100
        wire.send(b"hello")
        answer = wire.read()
        assert (answer.status, answer.body) == (200, b"hello")


def test_a_refused_request_with_expect_gets_its_refusal_and_no_100(gateway, upstream):
    with gateway.wire() as wire:
        wire.send(head(gateway, "POST /tstapp/data/1", "Content-Length: 5", "Expect: 100-continue"))
        assert wire.read().status == 401
        assert wire.is_closed()
    assert upstream.requests == []


def test_a_refused_request_with_a_small_body_leaves_the_connection_usable(gateway, upstream):
    with gateway.wire() as wire:
        wire.send(head(gateway, "POST /tstapp/data/1", "Content-Length: 10") + b"0123456789")
        assert wire.read().status == 401
        wire.send(head(gateway, "GET /tstapp/health"))
        assert wire.read().status == 200
    assert upstream.lines() == ["GET /tstapp/health"]


def test_100_megabytes_pass_in_both_directions_in_bounded_memory(own_gateway, own_upstream):
    size, piece = 100 * MEBIBYTE, bytes(range(256)) * 1024

    def mirror(connection, request):
        """Sends back what comes, piece by piece, so both directions are under way at once."""
        connection.send(f"HTTP/1.1 200 OK\r\nContent-Length: {request.one('Content-Length')}\r\n\r\n".encode())
        for part in connection.pieces(request):
            connection.send(part)

    own_upstream.on("/tstapp/open/mirror", mirror)
    own_gateway.get("/tstapp/open/x")
    before = own_gateway.resident_bytes()
    sent, received, largest = hashlib.sha256(), hashlib.sha256(), before
    with own_gateway.wire(timeout=60) as wire:

        def send():
            wire.send(head(own_gateway, "POST /tstapp/open/mirror", f"Content-Length: {size}"))
            for _ in range(size // len(piece)):
                sent.update(piece)
                wire.send(piece)

        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        assert wire.read_head().status == 200
        left = size
        while left:
            part = wire.socket.recv(MEBIBYTE) if not wire.buffer else wire.buffer
            assert part, "the answer ends early"
            wire.buffer = b""
            received.update(part)
            left -= len(part)
            largest = max(largest, own_gateway.resident_bytes())
        sender.join(30)
    assert sent.digest() == received.digest()
    assert largest - before < 48 * MEBIBYTE


def test_a_slow_reader_holds_the_upstream_back(own_gateway, own_upstream):
    sent = []

    def flood(connection, request):
        connection.send(f"HTTP/1.1 200 OK\r\nContent-Length: {64 * MEBIBYTE}\r\n\r\n".encode())
        connection.socket.settimeout(1.0)
        try:
            for _ in range(64):
                connection.send(bytes(MEBIBYTE))
                sent.append(1)
        except TimeoutError:
            sent.append("held back")

    own_upstream.on("/tstapp/open/flood", flood)
    with own_gateway.wire() as wire:
        wire.send(head(own_gateway, "GET /tstapp/open/flood"))
        eventually(lambda: sent and sent[-1] == "held back", within=20, what="back-pressure reaches the upstream")
        assert len(sent) < 48


# Order


def test_pipelined_requests_are_answered_in_order(gateway, upstream, read_token):
    requests = [
        head(gateway, "GET /tstapp/open/1"),
        head(gateway, "POST /tstapp/open/2", "Content-Length: 3") + b"abc",
        head(gateway, "GET /tstapp/data/3"),
        head(gateway, "POST /tstapp/open/4", "Transfer-Encoding: chunked") + b"2\r\nhi\r\n0\r\n\r\n",
        head(gateway, "GET /tstapp/data/5", f"Authorization: Bearer {read_token}"),
        head(gateway, "GET /tstapp/nowhere"),
        head(gateway, "GET /tstapp/open/7", "Connection: close"),
    ]
    with gateway.wire() as wire:
        wire.send(b"".join(requests))
        answers = wire.read_all()

    assert [answer.status for answer in answers] == [200, 200, 401, 200, 200, 404, 200]
    assert upstream.lines() == [
        "GET /tstapp/open/1", "POST /tstapp/open/2", "POST /tstapp/open/4", "GET /tstapp/data/5", "GET /tstapp/open/7",
    ]  # fmt: skip
    assert upstream.malformed == []


def test_requests_cut_into_single_bytes_are_the_same_requests(gateway, upstream):
    with gateway.wire() as wire:
        for byte in head(gateway, "POST /tstapp/open/1", "Content-Length: 3") + b"abc":
            wire.send(bytes([byte]))
        assert wire.read().status == 200
    assert upstream.requests[0].body == b"abc"


def test_http_1_0_is_answered_and_closed(gateway, upstream):
    with gateway.wire() as wire:
        wire.send(f"GET /tstapp/open/x HTTP/1.0\r\nHost: {gateway.authority}\r\n\r\n".encode())
        answer = wire.read()
        assert answer.status == 200
        assert answer.all("Transfer-Encoding") == []
        assert wire.is_closed()


def test_an_upstream_connection_is_used_again(gateway, upstream):
    with gateway.wire() as wire:
        for _ in range(5):
            wire.send(head(gateway, "GET /tstapp/open/x"))
            assert wire.read().status == 200
    assert len({request.connection for request in upstream.requests}) == 1


def test_a_request_survives_an_upstream_that_closed_its_idle_connection(gateway, upstream):
    def answer_and_close(connection, request):
        connection.answer(body=b"one")
        connection.close()

    upstream.on("/tstapp/open/x", answer_and_close)
    assert [gateway.get("/tstapp/open/x").status_code for _ in range(20)] == [200] * 20


# Trouble


def test_an_upstream_that_is_down_is_503(make_gateway):
    closed = Upstream()
    closed.close()
    gateway = make_gateway({"tstapp.yaml": tstapp(closed.port)}).start()
    answer = gateway.get("/tstapp/open/x")
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"


GARBAGE = {
    "not http": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "no status": b"HTTP/1.1 OK\r\n\r\n",
    "status out of range": b"HTTP/1.1 99 X\r\nContent-Length: 0\r\n\r\n",
    "two framings": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
    "length that is no number": b"HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nhello",
    "unknown coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: rot13\r\n\r\nhello",
    "space before colon": b"HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello",
    "folded line": b"HTTP/1.1 200 OK\r\nX-A: a\r\n b\r\nContent-Length: 0\r\n\r\n",
    "bare line feeds": b"HTTP/1.1 200 OK\nContent-Length: 0\n\n",
    "null byte": b"HTTP/1.1 200 OK\r\nX-A: a\x00b\r\nContent-Length: 0\r\n\r\n",
    "head without end": b"HTTP/1.1 200 OK\r\n" + b"X-Filler: " + b"a" * 200_000,
    "closes at once": b"",
    "closes within the head": b"HTTP/1.1 200 OK\r\nContent-Le",
}


@pytest.mark.parametrize("bytes_sent", GARBAGE.values(), ids=GARBAGE.keys())
def test_an_answer_that_is_not_http_is_502(gateway, upstream, bytes_sent):
    def garbage(connection, request):
        connection.read_body(request)
        try:
            connection.send(bytes_sent)
        finally:
            connection.close()

    upstream.on("/tstapp/open/x", garbage)
    answer = gateway.get("/tstapp/open/x", method="POST", data=b"x")
    assert answer.status_code == 502
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert gateway.get("/tstapp/health").status_code == 200


def test_an_answer_cut_short_ends_the_clients_connection_without_an_end_of_body(gateway, upstream):
    def cut(connection, request):
        connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        connection.close()

    upstream.on("/tstapp/open/x", cut)
    with gateway.wire() as wire:
        wire.send(head(gateway, "GET /tstapp/open/x"))
        received = wire.read_to_end()
    assert received.startswith(b"HTTP/1.1 200") and b"hello" in received
    assert not received.endswith(b"0\r\n\r\n"), "half an answer must not look whole"


def test_bytes_after_an_answer_never_reach_the_next_client(gateway, upstream):
    def one_and_a_half(connection, request):
        connection.answer(body=b"mine")
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned")

    upstream.on("/tstapp/open/poison", one_and_a_half)
    for _ in range(3):
        assert gateway.get("/tstapp/open/poison").text == "mine"
        assert "poisoned" not in gateway.get("/tstapp/open/x").text


def test_a_client_that_leaves_in_mid_body_frees_the_upstream(gateway, upstream):
    gone = threading.Event()

    def reads_until_eof(connection, request):
        try:
            connection.read_body(request)
        finally:
            gone.set()

    upstream.on("/tstapp/open/x", reads_until_eof)
    with gateway.wire() as wire:
        wire.send(head(gateway, "POST /tstapp/open/x", "Content-Length: 1000") + b"only this")
        upstream.wait_for(1)
    assert gone.wait(10), "the upstream learns that no more is coming"
    assert gateway.get("/tstapp/health").status_code == 200


def test_a_client_that_leaves_before_the_answer_costs_nobody_else(gateway, upstream):
    def floods(connection, request):
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n")
        for _ in range(500):
            connection.send(bytes(100_000))

    upstream.on("/tstapp/open/x", floods)
    for _ in range(3):
        with gateway.wire() as wire:
            wire.send(head(gateway, "GET /tstapp/open/x"))
            wire.read_head()
            wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    assert gateway.get("/tstapp/health").status_code == 200


def test_an_early_answer_to_an_unfinished_body_is_delivered(gateway, upstream):
    def refuses_early(connection, request):
        connection.answer(413, body=b"too much", headers=[("Connection", "close")], reason="Content Too Large")
        connection.close()

    upstream.on("/tstapp/open/x", refuses_early)
    with gateway.wire() as wire:
        wire.send(head(gateway, "POST /tstapp/open/x", "Content-Length: 1000000") + b"a" * 1000)
        assert wire.read().status == 413


def test_a_head_over_the_limit_is_refused(gateway, upstream):
    with gateway.wire() as wire:
        wire.send(head(gateway, "GET /tstapp/open/x", "X-Filler: " + "a" * 70_000))
        answer = wire.read()
        assert answer.status in (400, 414, 431)
        assert wire.is_closed()
    assert upstream.requests == []


def test_a_body_over_a_set_limit_is_413(make_gateway, own_upstream):
    gateway = make_gateway(
        {"tstapp.yaml": tstapp(own_upstream.port), "gateway.yaml": "limits: { body_bytes: 1000 }\n"}
    ).start()
    assert gateway.get("/tstapp/open/x", method="POST", data=b"a" * 1000).status_code == 200
    assert gateway.get("/tstapp/open/x", method="POST", data=b"a" * 1001).status_code == 413

    with gateway.wire() as wire:
        wire.send(head(gateway, "POST /tstapp/open/x", "Transfer-Encoding: chunked"))
        wire.send(b"258\r\n" + b"a" * 600 + b"\r\n" + b"258\r\n" + b"a" * 600 + b"\r\n0\r\n\r\n")
        assert wire.read().status == 413
