"""RFC 9112 §9 and §10, RFC 9110 §7.8 and §10.1.1: pipelining, persistence, upgrades, expectations."""

from .case import CHUNKED, HIDDEN, OPEN, Case, Seen, chunks, get, passes, post, refused

POSTED = f"POST {OPEN}"
KEY = "AAECAwQFBgcICQoLDA0ODw=="

PIPELINES = [
    passes("RFC 9112 §9.3.2", "ten requests at once", get() * 10, *[Seen()] * 10),
    passes("RFC 9112 §9.3.2", "ten requests cut where they like", get() * 10, *[Seen()] * 10, cut=17),
    passes("RFC 9112 §9.3.2", "bodies of both kinds in between",
           post("Content-Length: 3", body="abc") + get() + post(CHUNKED, body=chunks("de", "f")) + get(),
           Seen(POSTED, ("Content-Length: 3",), "abc"), Seen(), Seen(POSTED, (CHUNKED,), "def"), Seen()),
    Case("RFC 9112 §9.3.2", "a request that needs a token is refused, the next one is not",
         HIDDEN + get(), (401, 200), (Seen(),), False),
    Case("RFC 9112 §9.3.2", "a malformed request ends what came before it",
         get() + get("X-A : b") + get(), (200, 400), (Seen(),), True),
    passes("RFC 9112 §9.6", "what follows close is no request", get("Connection: close") + get(), closes=True),
    passes("RFC 9112 §9.6", "close in a list", get("Connection: keep-alive, close") + HIDDEN, closes=True),
    Case("RFC 9112 §9.3.2", "an empty line between two requests", get() + "\r\n" + get(), (200, 200), (Seen(), Seen()), False),
    Case("RFC 9112 §9.3.2", "a body that was not announced is the next request", get(body="x=y\r\n\r\n"),
         (200, 400), (Seen(),), True),
    Case("RFC 9112 §9.3.2", "a body of a refused request is no request",
         post(f"Content-Length: {len(get())}", path="/tstapp/data/1", body=get().replace("{host}", "a.b")).replace(
             str(len(get())), str(len(get().replace("{host}", "a.b")))) + get(), (401, 200), (Seen(),), False),
    Case("RFC 9112 §9.3.2", "chunks of a refused request are no request",
         post(CHUNKED, path="/tstapp/data/1", body=chunks(HIDDEN.replace("{host}", "a.b"))) + get(), (401, 200), (Seen(),), False),
    Case("RFC 9112 §9.3.2", "broken chunks of a refused request are no request",
         post(CHUNKED, path="/tstapp/data/1", body="5x\r\n" + get()), (401,), (), True),
    Case("RFC 9112 §9.3.2", "a large body of a refused request is not read to its end",
         post("Content-Length: 10000000", path="/tstapp/data/1", body="a" * 70_000), (401,), (), True),
]  # fmt: skip

UPGRADES = [
    refused("RFC 9110 §7.8", name, get(*fields), 501)
    for name, fields in (
        ("h2c", ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk")),
        ("h2c without its settings", ("Connection: Upgrade", "Upgrade: h2c")),
        ("h2c in capitals", ("Connection: upgrade", "Upgrade: H2C")),
        ("h2c in a list", ("Connection: Upgrade", "Upgrade: websocket, h2c")),
        ("h2", ("Connection: Upgrade", "Upgrade: h2")),
        ("TLS", ("Connection: Upgrade", "Upgrade: TLS/1.2")),
        ("HTTP/1.1", ("Connection: Upgrade", "Upgrade: HTTP/1.1")),
        ("connect-udp", ("Connection: Upgrade", "Upgrade: connect-udp", "Capsule-Protocol: ?1")),
        ("nothing", ("Connection: Upgrade", "Upgrade:")),
        ("an unknown protocol", ("Connection: Upgrade", "Upgrade: foo/2")),
    )
] + [
    passes("RFC 9110 §7.8", "an upgrade that Connection does not name", get("Upgrade: h2c", "HTTP2-Settings: AAMAAABk")),
    passes("RFC 9110 §7.8", "Connection names an upgrade that is not there", get("Connection: Upgrade")),
    passes("RFC 9110 §7.8", "HTTP/1.0 upgrades to nothing", get("Connection: Upgrade", "Upgrade: h2c", line=f"GET {OPEN} HTTP/1.0"),
           closes=True),
    passes("RFC 9113 §3.1", "settings of HTTP/2 alone", get("Connection: HTTP2-Settings", "HTTP2-Settings: AAMAAABk")),
    *(
        Case("RFC 6455 §4.2.1", name, get("Connection: Upgrade", "Upgrade: websocket", *fields), (status,), (), None)
        for name, fields, status in (
            ("a WebSocket without a key", ("Sec-WebSocket-Version: 13",), 400),
            ("a WebSocket without a version", (f"Sec-WebSocket-Key: {KEY}",), 400),
            ("a WebSocket of another version", (f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 8"), 426),
            ("a WebSocket with a short key", ("Sec-WebSocket-Key: AAAA", "Sec-WebSocket-Version: 13"), 400),
            ("a WebSocket with two keys",
             (f"Sec-WebSocket-Key: {KEY}", f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13"), 400),
            ("a WebSocket with a body",
             (f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13", "Content-Length: 5"), 400),
        )
    ),
    # The upstream answers 200: nothing is switched, and what was sent behind the handshake is a request like any other.
    Case("RFC 6455 §4.1", "a WebSocket with POST",
         post("Connection: Upgrade", "Upgrade: websocket", f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13"), (400,), ()),
]  # fmt: skip

EXPECTATIONS = [
    passes("RFC 9110 §10.1.1", "an expectation in capitals", post("Content-Length: 5", "Expect: 100-CONTINUE", body="hello"),
           Seen(POSTED, ("Content-Length: 5", "Expect: 100-CONTINUE"), "hello")),
    passes("RFC 9110 §10.1.1", "an expectation without a body", get("Expect: 100-continue"),
           Seen(fields=("Expect: 100-continue",))),
    Case("RFC 9110 §10.1.1", "a refused expectation", post("Content-Length: 5", "Expect: 100-continue", path="/tstapp/data/1"),
         (401,), (), True),
    Case("RFC 9110 §10.1.1", "a refused expectation whose body comes all the same",
         post("Content-Length: 5", "Expect: 100-continue", path="/tstapp/data/1", body="hello") + get(), (401,), (), True),
]  # fmt: skip

CASES = [*PIPELINES, *UPGRADES, *EXPECTATIONS]
