"""Requests that two parsers could read differently, sent byte for byte: what the client gets, and what the upstream sees.

The rule (contract, section 5): framing by RFC 9112, strictly; anything ambiguous is 400 and the connection closes. So a
hidden request can only ever be body, never a request, and the gate must never let one through without its token.
"""

from dataclasses import dataclass, field

import pytest

HIDDEN = "GET /tstapp/data/hidden HTTP/1.1\r\nHost: {host}\r\n\r\n"


@dataclass
class Case:
    name: str
    sent: str
    answers: list[int] = field(default_factory=lambda: [400])
    seen: list[str] = field(default_factory=list)  # what reached the upstream, as `METHOD target`


def post(*headers, body="", version="HTTP/1.1", target="/tstapp/open/x"):
    return f"POST {target} {version}\r\nHost: {{host}}\r\n" + "".join(f"{line}\r\n" for line in headers) + "\r\n" + body


def get(*headers, line="GET /tstapp/open/x HTTP/1.1", host="Host: {host}\r\n"):
    return f"{line}\r\n{host}" + "".join(f"{header}\r\n" for header in headers) + "\r\n"


CHUNKED = "Transfer-Encoding: chunked"

LENGTHS = [
    Case("two different lengths", post("Content-Length: 5", "Content-Length: 6", body="hello" + HIDDEN)),
    Case("a list of different lengths", post("Content-Length: 5, 6", body="hello" + HIDDEN)),
    Case("the same length twice", post("Content-Length: 5", "Content-Length: 5", body="hello")),
    Case("a list of the same length", post("Content-Length: 5, 5", body="hello")),
    *(
        Case(f"length {value!r}", post(f"Content-Length:{value}", body="hello" + HIDDEN))
        for value in (
            " +5", " -5", " 0x5", " 5_0", " 5;", " 5.0", "", " ", " five", " 5 5", " \x0b5", " 5\x00",
            " 18446744073709551621", " 9223372036854775808", " 99999999999999999999999999999999",
        )
    ),
    Case("length in another script's digits", post("Content-Length: \u00b2", body="he")),
    Case("a space before the colon", post("Content-Length : 5", body="hello" + HIDDEN)),
    Case("a folded length", post("Content-Length:\r\n 5", body="hello" + HIDDEN)),
    Case(
        "a body on GET is body",
        get("Connection: close", "Content-Length: {length of hidden}") + HIDDEN,
        [200],
        ["GET /tstapp/open/x"],
    ),
]

CODINGS = [
    Case("length and chunked (CL.TE)", post("Content-Length: 6", CHUNKED, body="0\r\n\r\n" + HIDDEN)),
    Case("chunked and length (TE.CL)", post(CHUNKED, "Content-Length: 4", body="0\r\n\r\n" + HIDDEN)),
    Case("chunked and length zero", post(CHUNKED, "Content-Length: 0", body="0\r\n\r\n" + HIDDEN)),
    Case("chunked twice", post("Transfer-Encoding: chunked, chunked", body="0\r\n\r\n" + HIDDEN)),
    Case("two fields of chunked", post(CHUNKED, CHUNKED, body="0\r\n\r\n" + HIDDEN)),
    Case("chunked is not last", post("Transfer-Encoding: chunked, identity", body="0\r\n\r\n" + HIDDEN)),
    Case("identity", post("Transfer-Encoding: identity", "Content-Length: 5", body="hello" + HIDDEN)),
    Case("an empty coding", post("Transfer-Encoding:", body="0\r\n\r\n" + HIDDEN)),
    Case("a comma and chunked", post("Transfer-Encoding: , chunked", body="0\r\n\r\n" + HIDDEN), [501]),
    *(
        Case(f"coding {value!r}", post(f"Transfer-Encoding:{value}", body="0\r\n\r\n" + HIDDEN), [answer])
        for value, answer in (
            (" xchunked", 400), (" \x0bchunked", 400), (" chunked\x0b", 400), (' "chunked"', 400),
            (" chunked;q=1", 400), (" gzip", 400), (" gzip, chunked", 501), (" chunked\x00", 400),
        )
    ),
    Case("a space before the colon", post("Transfer-Encoding : chunked", body="0\r\n\r\n" + HIDDEN)),
    Case("a tab before the colon", post("Transfer-Encoding\t: chunked", body="0\r\n\r\n" + HIDDEN)),
    Case("a folded coding", post("Transfer-Encoding:\r\n chunked", body="0\r\n\r\n" + HIDDEN)),
    Case("coding after a folded line", post("X-A: b", " Transfer-Encoding: chunked", body="0\r\n\r\n" + HIDDEN)),
    Case("chunked in HTTP/1.0", post(CHUNKED, body="0\r\n\r\n" + HIDDEN, version="HTTP/1.0")),
    Case("named in Connection", post("Connection: Transfer-Encoding", CHUNKED, body="0\r\n\r\n" + HIDDEN)),
    Case("length named in Connection", post("Connection: Content-Length", "Content-Length: 5", body="hello" + HIDDEN)),
    Case("Host named in Connection", get("Connection: Host")),
    Case("Authorization named in Connection", get("Connection: close, Authorization")),
    Case(
        "any case of chunked is chunked",
        post("Connection: close", "transfer-ENCODING: ChUnKeD", body="5\r\nhello\r\n0\r\n\r\n"),
        [200],
        ["POST /tstapp/open/x"],
    ),
]

CHUNKS = [
    Case(f"chunk {body!r}"[:50], post(CHUNKED, body=body + HIDDEN))
    for body in (
        "0x5\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n",
        "5 5\r\nhello\r\n0\r\n\r\n",
        "g\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "5\r\nhello0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhelloX\r\n0\r\n\r\n",
        "5;a\nb\r\nhello\r\n0\r\n\r\n",
        "5;a\rb\r\nhello\r\n0\r\n\r\n",
        "5;\x00\r\nhello\r\n0\r\n\r\n",
        "10000000000000005\r\nhello\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
        "5;" + "a" * 100_000 + "\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello\r\n0\r\nContent-Length : 3\r\n\r\n",
        "5\r\nhello\r\n0\r\n folded: x\r\n\r\n",
        "5\r\nhello\r\n0\r\nbad name: x\r\n\r\n",
    )
]

LINES = [
    Case("line feeds alone", "GET /tstapp/open/x HTTP/1.1\nHost: {host}\n\n"),
    Case("one line feed alone", "GET /tstapp/open/x HTTP/1.1\r\nHost: {host}\nX-A: b\r\n\r\n"),
    Case("a carriage return in a value", get("X-A: b\rTransfer-Encoding: chunked")),
    Case("a null byte in a value", get("X-A: b\x00c")),
    Case("a control character in a value", get("X-A: b\x01c")),
    Case("a folded line", get("X-A: b", " c")),
    Case("a space before the first field", "GET /tstapp/open/x HTTP/1.1\r\n Host: {host}\r\n\r\n"),
    Case("a space before the colon", get("X-A : b")),
    Case("a field without a name", get(": b")),
    Case("a field without a colon", get("X-A")),
    Case("a space in a name", get("X A: b")),
    Case("a null byte in a name", get("X\x00A: b")),
    Case("a name beyond ASCII", get("X-\u00e9: b")),
    Case("two spaces in the request line", get(line="GET  /tstapp/open/x HTTP/1.1")),
    Case("a tab in the request line", get(line="GET\t/tstapp/open/x HTTP/1.1")),
    Case("a third word", get(line="GET /tstapp/open/x /y HTTP/1.1")),
    Case("no version", get(line="GET /tstapp/open/x")),
    Case("a trailing space", get(line="GET /tstapp/open/x HTTP/1.1 ")),
    Case("the version in small letters", get(line="GET /tstapp/open/x http/1.1")),
    Case("a long version", get(line="GET /tstapp/open/x HTTP/1.10")),
    Case("version 2 in plain text", get(line="GET /tstapp/open/x HTTP/2.0"), [505]),
    Case("version 3 in plain text", get(line="GET /tstapp/open/x HTTP/3.0"), [505]),
    Case("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    Case("a method that is no token", get(line="GE(T /tstapp/open/x HTTP/1.1")),
    Case("a null byte in the target", get(line="GET /tstapp/open/\x00 HTTP/1.1")),
    Case("bytes beyond ASCII in the target", get("Connection: close", line="GET /tstapp/open/\u00ff HTTP/1.1")),
    Case("a fragment", get(line="GET /tstapp/open/x#y HTTP/1.1")),
    Case("a target without a slash", get(line="GET tstapp/open/x HTTP/1.1")),
    Case("a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\x00" * 64 + "\r\n\r\n"),
    Case(
        "an empty line before the request",
        "\r\n" + get("Connection: close"),
        [200],
        ["GET /tstapp/open/x"],
    ),
]

HOSTS = [
    Case("no Host", get(host="")),
    Case("two Hosts", get("Host: other.example")),
    Case("the same Host twice", get("Host: {host}")),
    Case("a list of Hosts", get(host="Host: {host}, other.example\r\n")),
    Case("an empty Host", get(host="Host:\r\n")),
    Case("a user in Host", get(host="Host: user@{host}\r\n")),
    Case("a path in Host", get(host="Host: {host}/x\r\n")),
    Case("a space in Host", get(host="Host: local host\r\n")),
    Case("a port that is no number", get(host="Host: localhost:80a\r\n")),
    Case("a port out of range", get(host="Host: localhost:99999\r\n")),
    Case("an absolute target that disagrees", get(line="GET http://other.example/tstapp/open/x HTTP/1.1")),
    Case("an absolute target with a user", get(line="GET http://a@{host}/tstapp/open/x HTTP/1.1")),
    Case(
        "an absolute target that agrees",
        get("Connection: close", line="GET http://{host}/tstapp/open/x HTTP/1.1"),
        [200],
        ["GET /tstapp/open/x"],
    ),
]

PATHS = [
    Case(f"path {path}", get("Connection: close", line=f"GET {path} HTTP/1.1"))
    for path in (
        "/tstapp/open/%2Fx", "/tstapp/open/a%2fb", "/tstapp/open/..%2Fdata/1", "/tstapp/open/%5C", "/tstapp/open/a\\b",
        "/tstapp/open/%00", "/tstapp/open/%0D%0AX-A:b", "/tstapp/open/%7F", "/tstapp/open/..;/data/1",
        "/tstapp/open/x;a=b", "/tstapp/open/%252e%252e/data/1", "/tstapp/open/%252Fx",
        "/tstapp//open/x", "/tstapp/open//x", "//tstapp/open/x", "//", "/nowhere%2Fx", "/oauth2//token", "/../x", "/tstapp/../../x", "/%2e%2e/x",
        "/tstapp/open/%FF", "/tstapp/open/%C0%AE", "/tstapp/open/%ED%A0%80", "/tstapp/open/%", "/tstapp/open/%4",
        "/tstapp/open/%zz",
    )
] + [
    Case(f"path {path} is {seen}", get("Connection: close", line=f"GET {path} HTTP/1.1"), [200], [f"GET {seen}"])
    for path, seen in (
        ("/tstapp/data/../open/x", "/tstapp/open/x"),
        ("/tstapp/data/%2e%2E/open/x", "/tstapp/open/x"),
        ("/tstapp/./open/./x", "/tstapp/open/x"),
        ("/tstapp/open/%78%7E", "/tstapp/open/x~"),
        ("/tstapp/open/%c3%a9", "/tstapp/open/%C3%A9"),
        ("/tstapp/open/a%20b", "/tstapp/open/a%20b"),
        ("/tstapp/open/%25", "/tstapp/open/%25"),
        ("/tstapp/open/%3bx", "/tstapp/open/%3Bx"),
        ("/tstapp/open/%23x", "/tstapp/open/%23x"),
        ("/tstapp/open/x?a=%2F..%2f&&b;c=%zz", "/tstapp/open/x?a=%2F..%2f&&b;c=%zz"),
    )
] + [
    Case(f"path {path} needs the token of data", get("Connection: close", line=f"GET {path} HTTP/1.1"), [401])
    for path in (
        "/tstapp/open/../data/1", "/tstapp/open/%2e%2e/data/1", "/tstapp/open/.%2e/data/1", "/tstapp/%64ata/1",
        "/tstapp/data/1/", "/tstapp/data/1?x=/tstapp/open/",
    )
] + [
    Case(f"path {path} is no route", get("Connection: close", line=f"GET {path} HTTP/1.1"), [404])
    for path in ("/TSTAPP/open/x", "/tstapp/OPEN/x", "/tstapp/Data/1", "/tstappx/open/x", "/tstapp", "/")
]  # fmt: skip

METHODS = [
    Case("a method of no route", get("Connection: close", line="PROPFIND /tstapp/data/1 HTTP/1.1"), [405]),
    Case("a method in small letters", get("Connection: close", line="get /tstapp/open/x HTTP/1.1"), [501]),
    Case("TRACE is never ANY", get("Connection: close", line="TRACE /tstapp/open/x HTTP/1.1"), [501]),
    Case("an upgrade is refused", get("Connection: Upgrade, close", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"), [501]),
    Case("an upgrade that Connection does not name asks for nothing",
         get("Connection: close", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"), [200], ["GET /tstapp/open/x"]),
]  # fmt: skip


def cases(*lists):
    return pytest.mark.parametrize("case", [case for one in lists for case in one], ids=lambda case: case.name)


def exchange(gateway, case):
    hidden = len(HIDDEN.format(host=gateway.authority))
    sent = case.sent.replace("{host}", gateway.authority).replace("{length of hidden}", str(hidden))
    with gateway.wire(timeout=5) as wire:
        wire.send(sent.encode("latin-1"))
        return wire.read_all()


@cases(LENGTHS, CODINGS, LINES, HOSTS, PATHS, METHODS)
def test_a_request_has_one_reading(gateway, upstream, case):
    answers = exchange(gateway, case)

    assert [answer.status for answer in answers] == case.answers
    assert upstream.lines() == case.seen
    assert upstream.malformed == []
    if case.answers in ([400], [501], [505]):
        assert answers[0].one("Connection").lower() == "close"
    for request in upstream.requests:
        assert request.all("Upgrade") == request.all("HTTP2-Settings") == []


@cases(CHUNKS)
def test_a_broken_chunk_ends_the_request_and_hides_none(gateway, upstream, case):
    answers = exchange(gateway, case)

    assert [answer.status for answer in answers] in ([400], [])
    assert set(upstream.lines()) <= {"POST /tstapp/open/x"}
    assert b"hidden" not in upstream.raw
    assert all(request.digest == "" for request in upstream.requests), "the upstream never took it for a whole request"


def test_the_hidden_request_would_have_been_a_request(gateway, upstream):
    """The corpus proves something only if what it hides is a good request: sent openly, it is asked for its token."""
    with gateway.wire() as wire:
        wire.send(HIDDEN.format(host=gateway.authority).encode())
        assert wire.read().status == 401


def test_connect_is_not_a_method_of_a_gate(gateway, upstream):
    with gateway.wire() as wire:
        wire.send(b"CONNECT other.example:443 HTTP/1.1\r\nHost: other.example:443\r\n\r\n")
        assert wire.read().status == 501
    assert upstream.requests == []


def test_heads_that_never_end_do_not_hold_the_gate(gateway, upstream):
    wires = [gateway.wire() for _ in range(50)]
    try:
        for wire in wires:
            wire.send(b"GET /tstapp/open/x HTTP/1.1\r\nHost: x\r\nX-A: ")
        assert gateway.get("/tstapp/health").status_code == 200
    finally:
        for wire in wires:
            wire.socket.close()
