"""RFC 9112 §4, §6 and §9, from the other side: what a hostile or broken upstream sends, and what the client gets.

`{close}` at the end of what is sent closes the upstream's connection.
"""

from dataclasses import dataclass

from .case import lines

OK = "HTTP/1.1 200 OK\r\n"


@dataclass(frozen=True)
class Response:
    section: str
    name: str
    sent: str | tuple[str, ...]
    status: int = 502
    body: str | None = None
    """None: any body of a problem; for a cut answer what the client got of it."""
    is_cut: bool = False
    """The answer breaks off, and the client can tell."""
    fields: tuple[str, ...] | None = None
    """What the client gets of the upstream's fields, if that matters: all but Date, X-Request-Id and framing."""
    method: str = "GET"
    interims: int = 0
    """How many interim answers come before."""
    spends: bool = False
    """The upstream's connection must be closed: nothing on it can be trusted again."""

    @property
    def id(self):
        return f"{self.section}: {self.name}".replace("§", "")

    @property
    def pieces(self):
        return (self.sent,) if isinstance(self.sent, str) else self.sent


def whole(*fields, body="ok", status_line="HTTP/1.1 200 OK"):
    return lines(status_line, *fields, f"Content-Length: {len(body)}") + "\r\n" + body


def bad(section, name, sent):
    return Response(section, name, sent, spends="{close}" not in sent)


STATUS_LINES = [
    bad("RFC 9112 §4", f"status line {line!r}"[:70], whole(status_line=line))
    for line in (
        "HTTP/1.1 OK", "HTTP/1.1", "HTTP/1.1 ", "HTTP/1.1  200 OK", "HTTP/1.1\t200 OK", "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK",
        "HTTP/1.1 200OK", "HTTP/1.1 -20 OK", "HTTP/1.1 +20 OK", "HTTP/1.1 2x0 OK", "HTTP/1.1 099 X", "HTTP/1.1 000 X",
        "HTTP/1.1 600 X", "HTTP/1.1 999 X", "HTTP/2.0 200 OK", "HTTP/0.9 200 OK", "HTTP/1.2 200 OK", "HTTP/11 200 OK",
        "http/1.1 200 OK", "ICY 200 OK", "SSH-2.0-OpenSSH_9.2", " HTTP/1.1 200 OK", "\r\nHTTP/1.1 200 OK", "\nHTTP/1.1 200 OK",
        "HTTP/1.1 200 O\x00K", "HTTP/1.1 200 O\rK", "HTTP/1.1 200 O\x7fK", "HTTP/1.1 200\x0bOK", "HTTP/1.1 \xb200 OK",
        "GET / HTTP/1.1", "", "\x00", "HTTPS/1.1 200 OK",
    )
] + [
    Response("RFC 9112 §4", "no reason", whole(status_line="HTTP/1.1 200 "), 200, "ok"),
    Response("RFC 9112 §4", "no reason and no space", whole(status_line="HTTP/1.1 200"), 200, "ok"),
    Response("RFC 9112 §4", "a reason beyond ASCII", whole(status_line="HTTP/1.1 200 \xe9\xff"), 200, "ok"),
    Response("RFC 9110 §15", "an unknown status", whole(status_line="HTTP/1.1 299 Odd"), 299, "ok"),
    Response("RFC 9110 §15.4", "a redirection is the client's matter", whole("Location: http://other.example/", status_line="HTTP/1.1 302 X"),
             302, "ok", fields=("Location: http://other.example/",)),
]  # fmt: skip

LINES = [
    bad("RFC 9112 §2.2", "line feeds alone", whole().replace("\r\n", "\n")),
    bad("RFC 9112 §2.2", "a line feed behind the status line", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n"),
    bad("RFC 9112 §2.2", "a line feed as the empty line", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\n"),
    bad("RFC 9112 §2.2", "carriage returns alone", whole().replace("\r\n", "\r") + "\r\n\r\n"),
    bad("RFC 9112 §2.2", "two carriage returns", "HTTP/1.1 200 OK\r\r\nContent-Length: 0\r\n\r\n"),
    *(
        bad("RFC 9112 §5", name, whole(line))
        for name, line in (
            ("a space before the colon", "X-A : b"), ("a folded line", "X-A: a\r\n b"), ("a line folded with a tab", "X-A: a\r\n\tb"),
            ("a null byte", "X-A: a\x00b"), ("a carriage return (splitting)", "X-A: a\rSet-Cookie: b=c"),
            ("a line feed (splitting)", "X-A: a\nSet-Cookie: b=c"), ("no colon", "X-A"), ("no name", ": b"),
            ("a space in a name", "X A: b"), ("a name beyond ASCII", "X-\xe9: b"), ("DEL in a value", "X-A: \x7f"),
            ("a vertical tab in a value", "X-A: \x0b"),
        )
    ),
    bad("RFC 9110 §5.4", "a head that never ends", OK + "X-Filler: " + "a" * 200_000),
    bad("RFC 9110 §5.4", "a status line that never ends", "HTTP/1.1 200 " + "a" * 200_000),
    bad("RFC 9110 §5.4", "fields that never end", OK + "X-A: b\r\n" * 20_000),
    bad("RFC 9110 §5.4", "300 fields", whole(*(f"X-{n}: a" for n in range(300)))),
    bad("RFC 9112 §8", "nothing", "{close}"),
    bad("RFC 9112 §8", "a part of the status line", "HTTP/1.1 20{close}"),
    bad("RFC 9112 §8", "a part of the head", "HTTP/1.1 200 OK\r\nContent-Le{close}"),
    bad("RFC 9112 §8", "a head without its empty line", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n{close}"),
]  # fmt: skip

FRAMINGS = [
    *(
        bad("RFC 9112 §6.3", name, lines("HTTP/1.1 200 OK", *fields) + "\r\n" + body)
        for name, fields, body in (
            ("length and chunked", ("Content-Length: 5", "Transfer-Encoding: chunked"), "0\r\n\r\n"),
            ("chunked and length zero", ("Transfer-Encoding: chunked", "Content-Length: 0"), "0\r\n\r\n"),
            ("two lengths", ("Content-Length: 5", "Content-Length: 6"), "hello!"),
            ("the same length twice", ("Content-Length: 5", "Content-Length: 5"), "hello"),
            ("a list of lengths", ("Content-Length: 5, 5",), "hello"),
            ("a hexadecimal length", ("Content-Length: 0x5",), "hello"),
            ("a negative length", ("Content-Length: -5",), "hello"),
            ("a signed length", ("Content-Length: +5",), "hello"),
            ("an empty length", ("Content-Length:",), "hello"),
            ("a length of 20 digits", ("Content-Length: 99999999999999999999",), "hello"),
            ("an unknown coding", ("Transfer-Encoding: rot13",), "hello"),
            ("identity", ("Transfer-Encoding: identity",), "hello"),
            ("gzip and chunked", ("Transfer-Encoding: gzip, chunked",), "0\r\n\r\n"),
            ("chunked twice", ("Transfer-Encoding: chunked, chunked",), "0\r\n\r\n"),
            ("two fields of chunked", ("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), "0\r\n\r\n"),
            ("a space before the length's colon", ("Content-Length : 5",), "hello"),
            ("a space before the coding's colon", ("Transfer-Encoding : chunked",), "0\r\n\r\n"),
            ("a vertical tab before chunked", ("Transfer-Encoding: \x0bchunked",), "0\r\n\r\n"),
            ("Connection names the length", ("Connection: Content-Length", "Content-Length: 5"), "hello"),
        )
    ),
    bad("RFC 9112 §6.1", "chunked in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    Response("RFC 9112 §6.3", "until the connection closes", OK + "\r\nall of it{close}", 200, "all of it"),
    Response("RFC 9112 §6.3", "HTTP/1.0 until the connection closes", "HTTP/1.0 200 OK\r\n\r\nall of it{close}", 200, "all of it"),
    Response("RFC 9112 §6.3", "chunks", OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 200, "ok"),
    Response("RFC 9112 §7.1", "chunks byte by byte", tuple(OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"), 200, "ok"),
    Response("RFC 9112 §6.3", "HEAD with a length", lines("HTTP/1.1 200 OK", "Content-Length: 5") + "\r\n", 200, "", method="HEAD"),
    Response("RFC 9112 §6.3", "HEAD with a body all the same", whole(body="hello"), 200, "", method="HEAD"),
    Response("RFC 9112 §6.3", "204 with a length", "HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\nhello", 204, "", spends=True),
    Response("RFC 9112 §6.3", "204 with chunks", "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 204, ""),
    Response("RFC 9112 §6.3", "304 with a length", "HTTP/1.1 304 Not\r\nContent-Length: 5\r\n\r\n", 304, ""),
    Response("RFC 9112 §6.3", "205 has a body like any other", whole(status_line="HTTP/1.1 205 R"), 205, "ok"),
]  # fmt: skip

SURPLUS = [
    Response("RFC 9112 §9.2", "two answers to one request", whole() + whole(body="poisoned"), 200, "ok", spends=True),
    Response("RFC 9112 §9.2", "a second answer later", (whole(), whole(body="poisoned")), 200, "ok", spends=True),
    Response("RFC 9112 §6.3", "more than the length", whole() + "poisoned", 200, "ok", spends=True),
    Response("RFC 9112 §6.3", "more than the last chunk",
             OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n" + whole(body="poisoned"), 200, "ok", spends=True),
    Response("RFC 9112 §6.3", "a body behind 304", "HTTP/1.1 304 Not\r\n\r\n" + whole(body="poisoned"), 304, "", spends=True),
    Response("RFC 9112 §6.3", "an answer within an answer to HEAD", lines("HTTP/1.1 200 OK", "Content-Length: 80") + "\r\n"
             + whole(body="poisoned"), 200, "", method="HEAD", spends=True),
    Response("RFC 9112 §6.3", "an early answer before a body", whole(status_line="HTTP/1.1 413 Too"), 413, "ok", method="POST", spends=True),
]  # fmt: skip

CUT = [
    Response("RFC 9112 §8", "less than the length", lines("HTTP/1.1 200 OK", "Content-Length: 10") + "\r\nhello{close}", 200, "hello", True),
    Response("RFC 9112 §8", "no last chunk", OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n{close}", 200, "hello", True),
    Response("RFC 9112 §8", "a part of a chunk", OK + "Transfer-Encoding: chunked\r\n\r\na\r\nhello{close}", 200, "hello", True),
    Response("RFC 9112 §8", "a last chunk without its end", OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n{close}", 200,
             "hello", True),
    *(
        Response("RFC 9112 §7.1", name, OK + f"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n{rest}", 200, "hello", True)
        for name, rest in (
            ("a signed chunk", "+5\r\nworld\r\n0\r\n\r\n"), ("a chunk with 0x", "0x5\r\nworld\r\n0\r\n\r\n"),
            ("a chunk behind a line feed", "5\nworld\r\n0\r\n\r\n"), ("a chunk that is longer", "4\r\nworld\r\n0\r\n\r\n"),
            ("a chunk of 17 digits", "fffffffffffffffff\r\nworld"), ("a chunk size that is none", "x\r\n"),
            ("a chunk size that never ends", "0" * 5_000), ("trailers that never end", "0\r\n" + "X-A: b\r\n" * 5_000),
            ("a folded trailer", "0\r\nX-A: b\r\n c\r\n\r\n"), ("a split trailer", "0\r\nX-A: b\nSet-Cookie: c=d\r\n\r\n"),
            ("a null byte in a trailer", "0\r\nX-A: \x00\r\n\r\n"),
        )
    ),
]  # fmt: skip

INTERIMS = [
    Response("RFC 9110 §15.2", "100, then the answer", "HTTP/1.1 100 Continue\r\n\r\n" + whole(), 200, "ok", interims=1),
    Response("RFC 8297 §2", "103 with a link", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + whole(), 200, "ok", interims=1),
    Response("RFC 9110 §15.2", "three in a row", "HTTP/1.1 102 Processing\r\n\r\n" * 3 + whole(), 200, "ok", interims=3),
    bad("RFC 9110 §15.2", "interim answers without an end", "HTTP/1.1 100 Continue\r\n\r\n" * 200),
    Response("RFC 9112 §6.3", "100 with a length has no body", "HTTP/1.1 100 C\r\nContent-Length: 5\r\n\r\n" + whole(), 200, "ok",
             interims=1),
    bad("RFC 9112 §6.3", "100 with two framings", "HTTP/1.1 100 C\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + whole()),
    bad("RFC 9110 §15.2.2", "101 that nobody asked for", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
    bad("RFC 9110 §15.2.2", "101 to h2c that nobody asked for", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"),
    bad("RFC 9110 §15.2.2", "101 and an answer behind it", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: a\r\n\r\n" + whole()),
    bad("RFC 9112 §8", "nothing behind 100", "HTTP/1.1 100 Continue\r\n\r\n{close}"),
]  # fmt: skip

FIELDS = [
    Response("RFC 9110 §7.6.1", "fields for one connection", whole("Connection: X-A, keep-alive", "Keep-Alive: timeout=5", "X-A: b",
             "Proxy-Connection: close", "Upgrade: h2c", "TE: a", "X-B: c"), 200, "ok", fields=("X-B: c",)),
    Response("RFC 9110 §7.6.1", "close is not the client's", whole("Connection: close"), 200, "ok", fields=()),
    Response("contract §2", "the gate's own cookies", whole("Set-Cookie: a=b", "Set-Cookie: gatehouse-s=x", "Set-Cookie: __Host-gatehouse-s=x",
             "Set-Cookie: =gatehouse-s=x"), 200, "ok", fields=("Set-Cookie: a=b",)),
    Response("contract §2", "what speaks for the whole origin", whole('Clear-Site-Data: "*"', "Service-Worker-Allowed: /"), 200, "ok",
             fields=()),
    Response("RFC 9110 §6.5.1", "trailers that frame or set cookies", OK + "Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n"
             "Content-Length: 5\r\nTransfer-Encoding: chunked\r\nSet-Cookie: gatehouse-s=x\r\nConnection: close\r\n\r\n", 200, "ok"),
    Response("RFC 9112 §5.1", "other spellings of the framing", whole("Content_Length: 1", "Transfer_Encoding: chunked"), 200, "ok"),
]  # fmt: skip

CASES = [*STATUS_LINES, *LINES, *FRAMINGS, *SURPLUS, *CUT, *INTERIMS, *FIELDS]
