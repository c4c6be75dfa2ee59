"""The corpus of attacks, sent byte for byte: what the client gets, and what the upstream sees.

The rule (contract, section 5): framing by RFC 9112, strictly; anything ambiguous is refused and the connection closes. So a
hidden request can only ever be body, never a request, and the gate must never let one through without its token.
"""

import contextlib
import itertools
import re
import threading

import pytest

from corpus import CHUNKS, REQUESTS, RESPONSES
from corpus.case import HIDDEN
from support.waiting import pause

PROBE = "GET /tstapp/open/probe HTTP/1.1\r\nHost: {host}\r\n\r\n"
OURS = {"x-request-id", "traceparent", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded"}


def numbered(cases):
    """One name twice would hide a case."""
    ids = [case.id for case in cases]
    twice = {name for name in ids if ids.count(name) > 1}
    assert not twice, twice
    return pytest.mark.parametrize("case", cases, ids=ids)


def encoded(text, gateway):
    return text.replace("{host}", gateway.authority).encode("latin-1")


def send(wire, gateway, case):
    """A gate that refuses need not read what comes behind."""
    with contextlib.suppress(ConnectionError):
        for number, piece in enumerate(case.pieces(gateway.authority)):
            if number:
                pause(0.001)
            wire.send(piece)


def read(wire, most):
    """Up to so many answers; fewer if the peer closes, by a reset as well."""
    answers = []
    while len(answers) < most:
        try:
            answers.append(wire.read())
        except (EOFError, ConnectionError):
            assert wire.buffer == b"", wire.buffer
            break
    return answers


def check_seen(seen, expected, gateway):
    """The request arrived as it must, byte for byte, but for the lines that the gate writes."""
    request_line, host, *lines = seen.head.decode("latin-1").split("\r\n")
    assert request_line == f"{expected.line} HTTP/1.1"
    assert [host.partition(":")[0].lower(), host.partition(":")[2].strip()] == ["host", gateway.authority]
    ours = [line for line in lines if line.partition(":")[0].lower() in OURS]
    theirs = [line for line in lines if line not in ours and line not in ("TE: trailers", "Connection: TE")]
    assert tuple(theirs) == expected.fields
    assert sorted(line.partition(":")[0].lower() for line in ours) == sorted(OURS), "ours are there once each"
    assert seen.all("X-Forwarded-For") == ["127.0.0.1"]
    assert seen.all("X-Forwarded-Host") == [gateway.authority]
    assert seen.all("X-Forwarded-Proto") == ["http"]
    assert re.fullmatch("[0-9a-f]{32}", seen.one("X-Request-Id"))
    if expected.body is not None:
        assert seen.body == encoded(expected.body, gateway)
        assert tuple(f"{name}: {value}" for name, value in seen.trailers) == expected.trailers
    else:
        assert seen.digest == "", "the upstream never took it for a whole request"


@numbered(REQUESTS)
def test_a_request_has_one_reading(gateway, upstream, case):
    with gateway.wire(timeout=5) as wire:
        send(wire, gateway, case)
        if not case.answers:
            wire.socket.settimeout(0.05)
            with pytest.raises(TimeoutError):
                wire.read()
            if case.seen:
                upstream.wait_for(len(case.seen))
        answers = read(wire, len(case.answers))
        assert tuple(answer.status for answer in answers) == case.answers
        says_so = bool(answers) and any("close" in value.split(", ") for value in answers[-1].all("Connection"))
        if case.closes or says_so:
            # RFC 9112 §9.6: it is said beforehand, unless the refusal was written before what is wrong had come.
            assert says_so or answers[-1].status == 401
            assert case.closes is not False
            assert wire.is_closed()
        elif answers:
            wire.send(encoded(PROBE, gateway))
            assert wire.read().status == 200, "the connection is not in step"
            assert upstream.requests.pop().target == "/tstapp/open/probe"

    assert len(upstream.requests) == len(case.seen), upstream.lines()
    for seen, expected in zip(upstream.requests, case.seen, strict=True):
        check_seen(seen, expected, gateway)
    assert upstream.malformed == []


@numbered(CHUNKS)
def test_a_broken_chunk_ends_the_request_and_hides_none(gateway, upstream, case):
    with gateway.wire(timeout=5) as wire:
        send(wire, gateway, case)
        answers = wire.read_all()

    assert [answer.status for answer in answers] in ([400], [])
    assert set(upstream.lines()) <= {"POST /tstapp/open/x"}
    assert b"hidden" not in upstream.raw
    assert all(request.digest == "" for request in upstream.requests), "the upstream never took it for a whole request"


def replay(case, spent):
    """An upstream's behaviour that sends what the case says, and tells when the gate has closed the connection."""

    def behave(connection, request):
        if request.method != "POST":
            connection.read_body(request)
        try:
            for number, piece in enumerate(case.pieces):
                if number:
                    pause(0.001)
                connection.send(piece.removesuffix("{close}").encode("latin-1"))
            while case.spends and connection.socket.recv(1 << 16):
                pass
        except ConnectionError:
            pass
        finally:
            if case.spends:
                spent.set()
            if case.pieces[-1].endswith("{close}"):
                connection.close()

    return behave


@numbered(RESPONSES)
def test_an_answer_has_one_reading(gateway, upstream, case):
    spent = threading.Event()
    upstream.on("/tstapp/open/hostile", replay(case, spent))
    body = "Content-Length: 10\r\n\r\nhello" if case.method == "POST" else "\r\n"
    with gateway.wire(timeout=5) as wire:
        wire.send(encoded(f"{case.method} /tstapp/open/hostile HTTP/1.1\r\nHost: {{host}}\r\n{body}", gateway))
        for _ in range(case.interims):
            assert 100 <= wire.read_head().status < 200
        if case.is_cut:
            received = wire.read_to_end()
            # What came together with the end of it all may be gone as well.
            assert received == b"" or received.startswith(f"HTTP/1.1 {case.status} ".encode())
            assert not received.endswith(b"0\r\n\r\n"), "half an answer must not look whole"
            return
        answer = wire.read(case.method)
        while answer.status < 200:
            answer = wire.read(case.method)
        assert answer.status == case.status
        if case.body is None:
            assert answer.one("Content-Type") == "application/problem+json"
        else:
            assert answer.body == case.body.encode("latin-1")
        if case.fields is not None:
            framing = {"content-length", "transfer-encoding", "date", "x-request-id"}
            theirs = [f"{name}: {value}" for name, value in answer.headers if name.lower() not in framing]
            assert tuple(theirs) == case.fields
        if case.method == "POST":
            wire.send(b"world")
        if case.spends:
            assert spent.wait(5), "the upstream's connection is kept"
        for _ in range(2):
            wire.send(encoded(PROBE, gateway))
            answer = wire.read()
            assert answer.status == 200 and b"probe" in answer.body, "an answer that nobody asked for reached a client"
            assert b"poisoned" not in answer.body


@pytest.mark.parametrize("parts", [*itertools.product(("GET", "POST"), ("1.0", "1.1"), ("close", "keep-alive"))], ids="-".join)
def test_the_hidden_request_would_have_been_a_request(gateway, upstream, parts):
    """The corpus proves something only if what it hides is a good request: sent openly, it is asked for its token."""
    method, version, option = parts
    hidden = HIDDEN.replace("GET", method).replace("1.1", version)[:-2] + f"Connection: {option}\r\n\r\n"
    with gateway.wire() as wire:
        wire.send(encoded(hidden, gateway))
        assert wire.read().status == 401
    assert upstream.requests == []


def test_the_corpus_is_as_large_as_it_was():
    assert len(REQUESTS) + len(CHUNKS) + len(RESPONSES) > 700


def test_heads_that_never_end_do_not_hold_the_gate(gateway, upstream):
    wires = [gateway.wire() for _ in range(50)]
    try:
        for wire in wires:
            wire.send(b"GET /tstapp/open/x HTTP/1.1\r\nHost: x\r\nX-A: ")
        assert gateway.get("/tstapp/health").status_code == 200
    finally:
        for wire in wires:
            wire.socket.close()
