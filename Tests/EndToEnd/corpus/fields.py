"""RFC 9110 §5 and §7, RFC 9112 §5: field lines, names, folding, and fields that are for one connection only."""

from .case import OPEN, Seen, get, passes, post, refused

NAMES = [
    *(
        refused("RFC 9112 §5.1", name, get(line))
        for name, line in (
            ("a space before the colon", "X-A : b"),
            ("a tab before the colon", "X-A\t: b"),
            ("a field without a name", ": b"),
            ("a field without a colon", "X-A"),
            ("a field without name and colon", "="),
            ("a space in a name", "X A: b"),
            ("a null byte in a name", "X\x00A: b"),
            ("a carriage return in a name", "X\rA: b"),
            ("a name beyond ASCII", "X-\xe9: b"),
            ("a name with a slash", "X/A: b"),
            ("a name in brackets", "[X]: b"),
            ("a quoted name", '"X-A": b'),
            ("a name with an at sign", "X@A: b"),
            ("a name with an equals sign", "X=A: b"),
            ("a pseudo-header of HTTP/2", ":path: /tstapp/data/1"),
            ("a pseudo-header of HTTP/2 for the host", ":authority: other.example"),
            ("a vertical tab before the colon", "X-A\x0b: b"),
            ("a no-break space before the colon", "X-A\xa0: b"),
            ("a semicolon for the colon", "X-A; b"),
            ("a fullwidth colon", "X-A\xef\xbc\x9a b"),
            ("a request line as a field", f"GET {OPEN} HTTP/1.1"),
        )
    ),
    passes("RFC 9112 §5.1", "no space behind the colon", get("X-A:b"), Seen(fields=("X-A:b",))),
    passes("RFC 9112 §5.1", "an empty value", get("X-A:"), Seen(fields=("X-A:",))),
    passes("RFC 9110 §5.1", "an odd name", get("!#$%&'*+-.^_`|~9: b"), Seen(fields=("!#$%&'*+-.^_`|~9: b",))),
]

VALUES = [
    *(
        refused("RFC 9110 §5.5", f"{name} in a value", get(f"X-A: b{byte}c"))
        for name, byte in (
            ("NUL", "\x00"), ("SOH", "\x01"), ("BEL", "\x07"), ("BS", "\x08"), ("VT", "\x0b"), ("FF", "\x0c"),
            ("ESC", "\x1b"), ("US", "\x1f"), ("DEL", "\x7f"), ("CR", "\r"), ("LF", "\n"), ("CR CR", "\r\r"),
        )
    ),
    refused("RFC 9110 §5.5", "NUL at a value's end", get("X-A: b\x00")),
    refused("RFC 9110 §5.5", "NUL as a value", get("X-A: \x00")),
    passes("RFC 9110 §5.5", "a tab in a value", get("X-A: b\tc"), Seen(fields=("X-A: b\tc",))),
    passes("RFC 9110 §5.5", "bytes beyond ASCII in a value", get("X-A: \xe9\xff"), Seen(fields=("X-A: \xe9\xff",))),
    # RFC 5198 and others' line ends mean nothing here.
    passes("RFC 9110 §5.5", "NEL in a value", get("X-A: b\x85c: d"), Seen(fields=("X-A: b\x85c: d",))),
    passes("RFC 9110 §5.5", "an escaped line end", get("X-A: b%0d%0ac: d"), Seen(fields=("X-A: b%0d%0ac: d",))),
    passes("RFC 9110 §5.5", "a line end in UTF-16", get("X-A: b\xe5\x98\x8a\xe5\x98\x8dc: d"),
           Seen(fields=("X-A: b\xe5\x98\x8a\xe5\x98\x8dc: d",))),
    passes("RFC 9110 §5.3", "one name twice, in order", get("X-A: b", "X-B: c", "x-a: d"),
           Seen(fields=("X-A: b", "X-B: c", "x-a: d"))),
]  # fmt: skip

FOLDING = [
    refused("RFC 9112 §5.2", name, get(*fields))
    for name, fields in (
        ("a folded line", ("X-A: b", " c")),
        ("a line folded with a tab", ("X-A: b", "\tc")),
        ("a line folded twice", ("X-A: b", " c", " d")),
        ("a line folded before its value", ("X-A:", " b")),
        ("a folded line that is empty", ("X-A: b", " ")),
        ("a folded line with another field", ("X-A: b", " Content-Length: 5")),
        ("a folded line with a coding", ("X-A: b", " Transfer-Encoding: chunked")),
        ("a folded length", ("Content-Length:", " 5")),
        ("a folded coding", ("Transfer-Encoding:", " chunked")),
        ("a folded list of codings", ("Transfer-Encoding: gzip,", "\tchunked")),
        ("a folded Connection", ("Connection:", " close")),
        ("a folded token", ("Authorization: Bearer", " a")),
    )
]

HOP_BY_HOP = [
    passes("RFC 9110 §7.6.1", f"{line.partition(':')[0]} goes no further", get(line))
    for line in (
        "Keep-Alive: timeout=5", "Proxy-Connection: keep-alive", "TE: gzip", "Upgrade: h2c", "Trailer: X-A",
    )
] + [
    passes("RFC 9110 §7.6.1", "a field that Connection names", get("Connection: X-A", "X-A: b", "X-B: c"),
           Seen(fields=("X-B: c",))),
    passes("RFC 9110 §7.6.1", "named in another case", get("Connection: x-a", "X-A: b")),
    passes("RFC 9110 §7.6.1", "named with another separator", get("Connection: X_A", "X-A: b", "x_a: c")),
    passes("RFC 9110 §7.6.1", "named in a second Connection", get("Connection: X-B", "Connection: X-A", "X-A: b", "X-B: c")),
    passes("RFC 9110 §7.6.1", "named before it comes", get("X-A: b", "Connection: keep-alive, X-A")),
    passes("RFC 9110 §5.6.1.2", "empty members", get("Connection: , ,keep-alive,, ,", "X-A: b"), Seen(fields=("X-A: b",))),
    passes("RFC 9110 §7.6.1", "an option in capitals closes", get("Connection: CLOSE"), closes=True),
    passes("RFC 9110 §7.6.1", "keep-alive and close", get("Connection: keep-alive", "Connection: close"), closes=True),
    *(
        refused("RFC 9110 §7.6.1", f"Connection names {name}", get(f"Connection: close, {name}"))
        for name in ("Host", "Authorization", "Content-Length", "Transfer-Encoding", "DPoP", "Client-Cert",
                     "content_length", "TRANSFER_ENCODING", "host")
    ),
    refused("RFC 9110 §7.6.1", "Connection names the length that is there",
            post("Connection: Content-Length", "Content-Length: 5", body="hello")),
    refused("RFC 9110 §7.6.1", "Connection names the coding that is there",
            post("Connection: Transfer-Encoding", "Transfer-Encoding: chunked", body="0\r\n\r\n")),
    refused("RFC 9110 §7.6.1", "Connection names no token", get("Connection: a b")),
    refused("RFC 9110 §7.6.1", "Connection with a quoted name", get('Connection: "close"')),
    refused("RFC 9110 §7.6.1", "Connection with too many names", get("Connection: " + ", ".join(f"x{n}" for n in range(40)))),
    passes("RFC 9110 §7.6.1", "the identity cannot be named away", get("Connection: X-Gatehouse-Client, X-Forwarded-For")),
    passes("RFC 9110 §7.6.1", "our own fields cannot be named away", get("Connection: X-Request-Id, traceparent, Forwarded")),
]  # fmt: skip

FORGED = [
    passes("contract §3", f"a forged {line!r}", get(line))
    for line in (
        "X-Gatehouse-Subject: root", "x-gatehouse-subject: root", "X_Gatehouse_Subject: root", "X-Gatehouse_Scope: all",
        "X.Gatehouse.Client: c-1", "X-GATEHOUSE-ISSUER: a", "X-Gatehouse-Unknown: a", "X-Forwarded-For: 192.0.2.7",
        "X-Forwarded-Proto: https", "X_Forwarded_For: 192.0.2.7", "X-Real-IP: 192.0.2.7", "Forwarded: for=192.0.2.7",
        "X-Request-Id: mine", "Remote-User: root", "REMOTE_USER: root", "Content_Length: 5", "Transfer_Encoding: chunked",
        "Content.Length: 5", "Client-Cert: :AAAA:", "tracestate: a=b",
        "traceparent: 00-zz-b-01",
    )
] + [
    passes("contract §5", "the gate's own cookies stay here", get("Cookie: a=b; gatehouse-session=x; __Host-gatehouse-y=z; c=d"),
           Seen(fields=("Cookie: a=b; c=d",))),
    passes("contract §5", "a token of nobody stays here", get("Authorization: Bearer abc")),
    passes("contract §5", "another scheme stays here", get("Authorization: Basic YTpi")),
    passes("contract §5", "two tokens stay here", get("Authorization: Bearer a", "authorization: Bearer b")),
    passes("RFC 9449 §4", "a proof stays here", get("DPoP: a.b.c")),
]  # fmt: skip

CASES = [*NAMES, *VALUES, *FOLDING, *HOP_BY_HOP, *FORGED]
