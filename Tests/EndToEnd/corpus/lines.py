"""RFC 9112 §2 and §3: line ends, the request line, methods and versions."""

from .case import OPEN, Case, Seen, get, lines, passes, post, refused, waits

HOST = "Host: {host}"

PARSING = [
    passes("RFC 9112 §2.2", "an empty line before the request line", "\r\n" + get()),
    refused("RFC 9112 §2.2", "two empty lines before the request line", "\r\n\r\n" + get()),
    refused("RFC 9112 §2.2", "a line feed before the request line", "\n" + get()),
    refused("RFC 9112 §2.2", "a carriage return before the request line", "\r" + get()),
    refused("RFC 9112 §2.2", "a space before the request line", " " + get()),
    refused("RFC 9112 §2.2", "a null byte before the request line", "\x00" + get()),
    refused("RFC 9112 §2.2", "a byte order mark before the request line", "\xef\xbb\xbf" + get()),
    refused("RFC 9112 §2.2", "line feeds alone", get().replace("\r\n", "\n")),
    refused("RFC 9112 §2.2", "carriage returns alone", get().replace("\r\n", "\r") + "\r\n\r\n"),
    refused("RFC 9112 §2.2", "a line feed behind the request line", f"GET {OPEN} HTTP/1.1\n" + lines(HOST) + "\r\n"),
    refused("RFC 9112 §2.2", "a line feed behind Host", f"GET {OPEN} HTTP/1.1\r\n{HOST}\nX-A: b\r\n\r\n"),
    refused("RFC 9112 §2.2", "a line feed as the empty line", f"GET {OPEN} HTTP/1.1\r\n{HOST}\r\n\n"),
    refused("RFC 9112 §2.2", "a line feed and a whole empty line", f"GET {OPEN} HTTP/1.1\r\n{HOST}\n\r\n"),
    refused("RFC 9112 §2.2", "line feed, carriage return", f"GET {OPEN} HTTP/1.1\n\r{HOST}\n\r\n\r"),
    refused("RFC 9112 §2.2", "two carriage returns and a line feed", f"GET {OPEN} HTTP/1.1\r\r\n{HOST}\r\n\r\n"),
    refused("RFC 9112 §2.2", "two carriage returns behind a field", f"GET {OPEN} HTTP/1.1\r\n{HOST}\r\r\n\r\n"),
    refused("RFC 9112 §2.2", "a carriage return before the last line", f"GET {OPEN} HTTP/1.1\r\n{HOST}\r\n\r\r\n"),
    refused("RFC 9112 §2.2", "a carriage return in a value", get("X-A: b\rTransfer-Encoding: chunked")),
    refused("RFC 9112 §2.2", "a carriage return at a value's end", get("X-A: b\r")),
    refused("RFC 9112 §2.2", "a line feed in a value", get("X-A: b\nTransfer-Encoding: chunked")),
    refused("RFC 9112 §2.2", "space behind the request line", f"GET {OPEN} HTTP/1.1\r\n {HOST}\r\n\r\n"),
    refused("RFC 9112 §2.2", "a tab behind the request line", f"GET {OPEN} HTTP/1.1\r\n\t{HOST}\r\n\r\n"),
    refused("RFC 9112 §2.2", "a line of spaces behind the request line", get().replace(HOST, "  \r\n" + HOST)),
    refused("RFC 9112 §2.2", "NEL is no line end", f"GET {OPEN} HTTP/1.1\x85\r\n{HOST}\r\n\r\n"),
    refused("RFC 9112 §2.2", "a TLS greeting", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\x00" * 64 + "\r\n\r\n"),
    refused("RFC 9112 §2.2", "an answer instead of a request", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    refused("RFC 9112 §2.2", "another protocol", "EHLO localhost\r\n"),
    refused("RFC 9112 §2.2", "the preface of PROXY", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + get()),
    passes("RFC 9112 §2.2", "bytes one by one", get(), cut=1),
    waits("RFC 9112 §8", "a request line that does not end", "GET /tstapp/open/x HT"),
    waits("RFC 9112 §8", "a head without its empty line", f"GET {OPEN} HTTP/1.1\r\n{HOST}\r\n"),
    waits("RFC 9112 §8", "a head without its last byte", f"GET {OPEN} HTTP/1.1\r\n{HOST}\r\n\r"),
]

REQUEST_LINES = [
    refused("RFC 9112 §3", name, get(line=line))
    for name, line in (
        ("two spaces behind the method", f"GET  {OPEN} HTTP/1.1"),
        ("two spaces behind the target", f"GET {OPEN}  HTTP/1.1"),
        ("a tab behind the method", f"GET\t{OPEN} HTTP/1.1"),
        ("a tab behind the target", f"GET {OPEN}\tHTTP/1.1"),
        ("a vertical tab behind the method", f"GET\x0b{OPEN} HTTP/1.1"),
        ("a form feed behind the target", f"GET {OPEN}\x0cHTTP/1.1"),
        ("a no-break space behind the method", f"GET\xa0{OPEN} HTTP/1.1"),
        ("a carriage return behind the method", f"GET\r{OPEN} HTTP/1.1"),
        ("a third word", f"GET {OPEN} /y HTTP/1.1"),
        ("a version twice", f"GET {OPEN} HTTP/1.1 HTTP/1.1"),
        ("a hidden version", f"GET {OPEN} HTTP/1.1 /tstapp/data/1 HTTP/1.1"),
        ("space behind the version", f"GET {OPEN} HTTP/1.1 "),
        ("a tab behind the version", f"GET {OPEN} HTTP/1.1\t"),
        ("no target", "GET  HTTP/1.1"),
        ("no target and one space", "GET HTTP/1.1"),
        ("no method", f" {OPEN} HTTP/1.1"),
        ("a method alone", "GET"),
        ("a colon behind the method", f"GET: {OPEN} HTTP/1.1"),
        ("a quoted target", f'GET "{OPEN}" HTTP/1.1'),
    )
]

METHODS = [
    *(
        refused("RFC 9110 §9.1", f"method {method!r}", get(line=f"{method} {OPEN} HTTP/1.1"))
        for method in ("GE(T", "G@T", "GET/", "G\x00T", "G\xc9T", '"GET"', "GET,POST", "G{E}T", "GE:T", "[GET]")
    ),
    *(
        refused("RFC 9110 §9.1", f"method {method}", get(line=f"{method} {OPEN} HTTP/1.1"), 501)
        for method in ("get", "Get", "gET", "post", "A" * 33)
    ),
    refused("RFC 9110 §9.3.8", "TRACE", get("Max-Forwards: 0", line=f"TRACE {OPEN} HTTP/1.1"), 501),
    refused("RFC 9110 §9.3.6", "CONNECT", get(line="CONNECT other.example:443 HTTP/1.1"), 501),
    refused("RFC 9110 §9.3.6", "CONNECT to a path", get(line=f"CONNECT {OPEN} HTTP/1.1"), 501),
    refused("RFC 9113 §3.4", "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    refused("RFC 9113 §3.4", "PRI with another version", get(line="PRI * HTTP/1.1")),
    Case("RFC 9110 §15.5.6", "a method of no route", get(line="PROPFIND /tstapp/data/1 HTTP/1.1"), (405,), (), False),
    *(
        passes("RFC 9110 §9.1", f"method {method}", get(line=f"{method} {OPEN} HTTP/1.1"), Seen(f"{method} {OPEN}"))
        for method in ("DELETE", "OPTIONS", "PROPFIND", "M-SEARCH", "GET1", "G!#$%&'*+-.^_`|~T", "A" * 32)
    ),
    *(
        # RFC 9110 §9.3.1: what a method means for a body is for the origin; the framing is the same for all.
        passes(
            "RFC 9112 §6",
            f"a body on {method}",
            get("Content-Length: 5", line=f"{method} {OPEN} HTTP/1.1", body="hello"),
            Seen(f"{method} {OPEN}", ("Content-Length: 5",), "hello"),
        )
        for method in ("GET", "DELETE", "OPTIONS", "SEARCH")
    ),
    *(
        # Upstreams of some frameworks believe these; the policy has decided about the method of the request line.
        passes(
            "RFC 9110 §9.1",
            f"{name} does not change the method",
            get(f"{name}: DELETE"),
        )
        for name in ("X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override")
    ),
]

VERSIONS = [
    *(
        refused("RFC 9112 §2.3", f"version {version!r}", get(line=f"GET {OPEN} {version}"))
        for version in (
            "http/1.1", "HTTP/1.10", "HTTP/1.01", "HTTP/01.1", "HTTP/1", "HTTP/1.", "HTTP/.1", "HTTP/1,1", "HTTP/11",
            "HTTP/1.1a", "HTTP 1.1", "HTTP/ 1.1", "HTTPS/1.1", "HTTP/1.x", "HTTP/\xb9.1", "HTTP/1.1\x00", "XTTP/1.1",
            "HTTP/-1.1", "HTTP\\1.1", "HTTP/1.1/1.1",
        )
    ),
    *(
        refused("RFC 9112 §2.3", f"version {version}", get(line=f"GET {OPEN} {version}"), 505)
        for version in ("HTTP/2.0", "HTTP/3.0", "HTTP/1.2", "HTTP/0.9", "HTTP/9.9", "HTTP/0.0", "HTTP/2.1")
    ),
    refused("RFC 9112 §2.3", "HTTP/0.9", f"GET {OPEN}\r\n"),
    refused("RFC 9112 §2.3", "HTTP/0.9 with a head", get(line=f"GET {OPEN}")),
    refused("RFC 9112 §2.3", "HTTP/0.9 with a space", f"GET {OPEN} \r\n\r\n"),
    passes("RFC 9112 §9.3", "HTTP/1.0 is answered and closed", get(line=f"GET {OPEN} HTTP/1.0"), closes=True),
    passes(
        "RFC 9112 §9.3",
        "HTTP/1.0 with keep-alive is closed all the same",
        get("Connection: keep-alive", line=f"GET {OPEN} HTTP/1.0"),
        closes=True,
    ),
    passes(
        "RFC 9112 §9.3",
        "what follows HTTP/1.0 is no request",
        get(line=f"GET {OPEN} HTTP/1.0") + get(),
        closes=True,
    ),
    passes(
        "RFC 9110 §10.1.1",
        "HTTP/1.0 expects nothing",
        post("Content-Length: 5", "Expect: 100-continue", body="hello", version="HTTP/1.0"),
        Seen(f"POST {OPEN}", ("Content-Length: 5",), "hello"),
        closes=True,
    ),
]  # fmt: skip

LIMITS = [
    refused("RFC 9112 §3", "a target of 17,000 bytes", get(line=f"GET /tstapp/open/{'a' * 17_000} HTTP/1.1"), 414),
    refused("RFC 9112 §3", "a query of 17,000 bytes", get(line=f"GET {OPEN}?{'a' * 17_000} HTTP/1.1"), 414),
    refused("RFC 9112 §3", "a target that never ends", f"GET /tstapp/open/{'a' * 70_000}", 414),
    refused("RFC 9112 §3", "a method that never ends", "A" * 70_000, 414),
    refused("RFC 9110 §5.4", "a field of 70,000 bytes", get("X-A: " + "a" * 70_000), 431),
    refused("RFC 9110 §5.4", "a field that never ends", get()[:-2] + "X-A: " + "a" * 70_000, 431),
    refused("RFC 9110 §5.4", "a name of 300 bytes", get("X" * 300 + ": a")),
    refused("RFC 9110 §5.4", "a name that never ends", get()[:-2] + "X" * 70_000, 431),
    refused("RFC 9110 §5.4", "201 fields", get(*(f"X-{n}: a" for n in range(201))), 431),
    refused("RFC 9110 §5.4", "20,000 fields", get(*("A:" for _ in range(20_000))), 431),
    passes(
        "RFC 9110 §5.4",
        "199 fields besides Host",
        get(*(f"X-{n}: a" for n in range(199))),
        Seen(f"GET {OPEN}", tuple(f"X-{n}: a" for n in range(199))),
    ),
    passes(
        "RFC 9112 §3",
        "a target of 8,000 bytes",
        get(line=f"GET /tstapp/open/{'a' * 8_000} HTTP/1.1"),
        Seen(f"GET /tstapp/open/{'a' * 8_000}"),
    ),
]

CASES = [*PARSING, *REQUEST_LINES, *METHODS, *VERSIONS, *LIMITS]
