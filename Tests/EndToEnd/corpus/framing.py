"""RFC 9112 §6 and §7: where a body ends. CL.TE, TE.CL, TE.TE, CL.0, 0.CL and their relatives."""

from .case import CHUNKED, HIDDEN, OPEN, Case, Seen, chunks, get, passes, post, refused, waits

POSTED = f"POST {OPEN}"
SIX = "0\r\n\r\n" + HIDDEN

LENGTHS = [
    refused("RFC 9112 §6.3", "two different lengths", post("Content-Length: 5", "Content-Length: 6", body="hello" + HIDDEN)),
    refused("RFC 9112 §6.3", "zero, then a length (0.CL)", post("Content-Length: 0", "Content-Length: 44", body=HIDDEN)),
    refused("RFC 9112 §6.3", "a length, then zero (CL.0)", post("Content-Length: 44", "Content-Length: 0", body=HIDDEN)),
    refused("RFC 9112 §6.3", "a list of different lengths", post("Content-Length: 5, 6", body="hello" + HIDDEN)),
    refused("RFC 9112 §6.3", "the same length twice", post("Content-Length: 5", "Content-Length: 5", body="hello")),
    refused("RFC 9112 §6.3", "the same length in two cases", post("Content-Length: 5", "content-length: 5", body="hello")),
    refused("RFC 9112 §6.3", "a list of the same length", post("Content-Length: 5, 5", body="hello")),
    *(
        refused("RFC 9110 §8.6", f"length {value!r}", post(f"Content-Length:{value}", body="hello" + HIDDEN))
        for value in (
            " +5", " -5", " 0x5", " 05x", " 5_0", " 5;", " 5.0", "", " ", " five", " 5 5", " 5\t5", " \x0b5", " 5\x00",
            " 5,", " ,5", " 5e0", " 5L", " 0b101", " '5'", ' "5"', " 5%", " (5)", " 5\x0c", " \xa05", " 5\xa0", " -0",
            " 18446744073709551621", " 9223372036854775808", " 99999999999999999999999999999999", " 4294967301x",
            " \xb2", " \xd9\xa5", " \xef\xbc\x95", " 5#", " 5\\", " infinity", " NaN", " 1" + "0" * 60,
        )
    ),
    refused("RFC 9112 §5.1", "a space before the length's colon", post("Content-Length : 5", body="hello" + HIDDEN)),
    refused("RFC 9112 §5.1", "a tab before the length's colon", post("Content-Length\t: 5", body="hello" + HIDDEN)),
    refused("RFC 9112 §5.1", "a space before the length's name", post(" Content-Length: 5", body="hello" + HIDDEN)),
    refused("RFC 9112 §5.1", "a null byte behind the length's name", post("Content-Length\x00: 5", body="hello" + HIDDEN)),
    passes("RFC 9110 §8.6", "leading zeros are decimal", post("Content-Length: 005", body="hello"),
           Seen(POSTED, ("Content-Length: 005",), "hello")),
    passes("RFC 9110 §8.6", "a length of zero", post("Content-Length: 0"), Seen(POSTED, ("Content-Length: 0",))),
    passes("RFC 9112 §6.3", "no framing, no body", post() + get(), Seen(POSTED), Seen()),
    passes("RFC 9112 §6.3", "what stands behind a body is a request of its own",
           post("Content-Length: 5", body="hello") + get(), Seen(POSTED, ("Content-Length: 5",), "hello"), Seen()),
    *(
        passes("RFC 9110 §8.6", f"{name} is no length", post(f"{name}: 5"), Seen(POSTED))
        for name in ("Content_Length", "Content.Length", "content_LENGTH")
    ),
    *(
        passes("RFC 9110 §8.6", f"{name} is no length but another field", post(f"{name}: 5"), Seen(POSTED, (f"{name}: 5",)))
        for name in ("XContent-Length", "Content-Lengt", "ContentLength", "Content--Length")
    ),
    waits("RFC 9112 §8", "a body without its last byte", post("Content-Length: 6", body="hello"),
          Seen(POSTED, ("Content-Length: 6",), None)),
    waits("RFC 9112 §8", "a length that is much more than what comes", post("Content-Length: 9223372036854775807", body="x"),
          Seen(POSTED, ("Content-Length: 9223372036854775807",), None)),
    waits("RFC 9112 §8", "a whole request within a body that is longer", post("Content-Length: 1000", body=HIDDEN),
          Seen(POSTED, ("Content-Length: 1000",), None)),
]  # fmt: skip

CONFLICTS = [
    refused("RFC 9112 §6.1", name, post(*fields, body=body))
    for name, fields, body in (
        ("length and chunked (CL.TE)", ("Content-Length: 6", CHUNKED), SIX),
        ("chunked and length (TE.CL)", (CHUNKED, "Content-Length: 4"), SIX),
        ("chunked and length with a chunk (TE.CL)", (CHUNKED, "Content-Length: 4"), "2c\r\n" + HIDDEN + "\r\n0\r\n\r\n"),
        ("chunked and length zero", (CHUNKED, "Content-Length: 0"), SIX),
        ("length zero and chunked", ("Content-Length: 0", CHUNKED), SIX),
        ("chunked and a length that fits", (CHUNKED, "Content-Length: 5"), "0\r\n\r\n"),
        ("length and a coding that is none", ("Content-Length: 6", "Transfer-Encoding: xchunked"), SIX),
        ("length and identity", ("Content-Length: 6", "Transfer-Encoding: identity"), SIX),
        ("length and an empty coding", ("Content-Length: 6", "Transfer-Encoding:"), SIX),
        ("length and a coding with a space before its colon", ("Content-Length: 6", "Transfer-Encoding : chunked"), SIX),
        ("length and a folded coding", ("Content-Length: 6", "Transfer-Encoding:", " chunked"), SIX),
        ("length and a coding behind a line feed", ("Content-Length: 6\nTransfer-Encoding: chunked",), SIX),
        ("length and a coding behind a carriage return", ("Content-Length: 6\rTransfer-Encoding: chunked",), SIX),
        ("length and a coding behind a null byte", ("Content-Length: 6", "Transfer-Encoding:\x00chunked"), SIX),
        ("length and a coding behind a vertical tab", ("Content-Length: 6", "Transfer-Encoding:\x0bchunked"), SIX),
        ("length and a coding in a folded value", ("Content-Length: 6", "X-A: b", " Transfer-Encoding: chunked"), SIX),
        ("two lengths and chunked", ("Content-Length: 6", CHUNKED, "Content-Length: 5"), SIX),
    )
]

CODINGS = [
    refused("RFC 9112 §6.1", "chunked twice", post("Transfer-Encoding: chunked, chunked", body=SIX)),
    refused("RFC 9112 §6.1", "two fields of chunked (TE.TE)", post(CHUNKED, CHUNKED, body=SIX)),
    refused("RFC 9112 §6.1", "chunked and a cow (TE.TE)", post(CHUNKED, "Transfer-Encoding: cow", body=SIX)),
    refused("RFC 9112 §6.1", "a cow and chunked (TE.TE)", post("Transfer-Encoding: cow", CHUNKED, body=SIX)),
    refused("RFC 9112 §6.1", "identity and chunked in two fields", post("Transfer-Encoding: identity", CHUNKED, body=SIX)),
    refused("RFC 9112 §6.1", "chunked in two cases", post(CHUNKED, "transfer-encoding: chunked", body=SIX)),
    *(
        refused("RFC 9112 §6.1", f"coding {value!r}", post(f"Transfer-Encoding:{value}", body=SIX), status)
        for value, status in (
            (" xchunked", 400), (" chunkedx", 400), (" chunke", 400), (" chunked chunked", 400), (" \x0bchunked", 400),
            (" chunked\x0b", 400), (' "chunked"', 400), (" 'chunked'", 400), (" chunked;q=1", 400), (" chunked;", 400),
            (" gzip", 400), (" deflate", 400), (" compress", 400), (" trailers", 400), (" identity", 400), ("", 400),
            (" ", 400), (" chunked\x00", 400), (" \x00chunked", 400), (" chunked, identity", 400), (" chunked,", 400),
            (" chunked, gzip", 400), (" chun\x00ked", 400), (" chunked\r", 400), (" [chunked]", 400), (" chunked=1", 400),
            (" c hunked", 400), (" chunk\xe9d", 400), (" \xefhunked", 400), (" chunked\xa0", 400), (" \x85chunked", 400),
            (" ,chunked", 501), (" , chunked", 501), (" gzip, chunked", 501), (" identity, chunked", 501),
            (" cow, chunked", 501), (" gzip;q=1, chunked", 501), (" gzip,chunked", 501), (" chunked, chunked", 400),
            (" chunked , chunked", 400),
        )
    ),
    refused("RFC 9112 §5.1", "a space before the coding's colon", post("Transfer-Encoding : chunked", body=SIX)),
    refused("RFC 9112 §5.1", "a tab before the coding's colon", post("Transfer-Encoding\t: chunked", body=SIX)),
    refused("RFC 9112 §5.1", "a space before the coding's name", post(" Transfer-Encoding: chunked", body=SIX)),
    refused("RFC 9112 §5.1", "a null byte behind the coding's name", post("Transfer-Encoding\x00: chunked", body=SIX)),
    refused("RFC 9112 §5.1", "a coding's name beyond ASCII", post("Transf\xc3\xa9r-Encoding: chunked", body=SIX)),
    refused("RFC 9112 §5.2", "a coding folded in the middle", post("Transfer-Encoding: chun", " ked", body=SIX)),
    refused("RFC 9112 §6.1", "chunked in HTTP/1.0", post(CHUNKED, body=SIX, version="HTTP/1.0")),
    refused("RFC 9112 §6.1", "chunked in HTTP/1.0 that stays open",
            post(CHUNKED, "Connection: keep-alive", body=SIX, version="HTTP/1.0")),
    passes("RFC 9112 §7", "any case of chunked is chunked", post("transfer-ENCODING: ChUnKeD", body=chunks("hello")),
           Seen(POSTED, (CHUNKED,), "hello")),
    passes("RFC 9112 §5.1", "space around chunked", post("Transfer-Encoding:\t chunked \t", body=chunks("hello")),
           Seen(POSTED, (CHUNKED,), "hello")),
    passes("RFC 9112 §6.3", "chunks on GET", get(CHUNKED, body=chunks("hello")), Seen(f"GET {OPEN}", (CHUNKED,), "hello")),
    passes("RFC 9112 §7", "a request within a chunk is body", post(CHUNKED, body=chunks("GET /x HTTP/1.1\r\n\r\n")) + get(),
           Seen(POSTED, (CHUNKED,), "GET /x HTTP/1.1\r\n\r\n"), Seen()),
    *(
        passes("RFC 9112 §6.1", f"{name} is no coding", post(f"{name}: chunked") + get(), Seen(POSTED), Seen())
        for name in ("Transfer_Encoding", "transfer.encoding", "TRANSFER_ENCODING")
    ),
    *(
        passes("RFC 9112 §6.1", f"{name} is no coding but another field", post(f"{name}: chunked") + get(),
               Seen(POSTED, (f"{name}: chunked",)), Seen())
        for name in ("XTransfer-Encoding", "Transfer-Encodin", "TransferEncoding", "Content-Encoding")
    ),
]  # fmt: skip

GOOD_CHUNKS = [
    passes("RFC 9112 §7.1", name, post(CHUNKED, body=body), Seen(POSTED, (CHUNKED,), whole))
    for name, body, whole in (
        ("one chunk", chunks("hello"), "hello"),
        ("several chunks", chunks("he", "l", "lo"), "hello"),
        ("no chunk", chunks(), ""),
        ("a size in capitals", "A\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
        ("leading zeros", "0005\r\nhello\r\n000\r\n\r\n", "hello"),
        ("an extension", "5;a=b\r\nhello\r\n0\r\n\r\n", "hello"),
        ("a quoted extension", '5;a="b;c"\r\nhello\r\n0;d\r\n\r\n', "hello"),
        ("an extension without a value", "5;a\r\nhello\r\n0\r\n\r\n", "hello"),
        ("a chunk of line ends", chunks("\r\n\r\n0\r\n\r\n"), "\r\n\r\n0\r\n\r\n"),
        ("a chunk of zeros", chunks("0\r\n\r\n" * 3), "0\r\n\r\n" * 3),
    )
] + [
    passes("RFC 9112 §7.1", "chunks byte by byte", post(CHUNKED, body=chunks("hello", "x")), Seen(POSTED, (CHUNKED,), "hellox"), cut=1),
    passes("RFC 9112 §7.1.2", "a trailer", post(CHUNKED, "Trailer: X-Sum", body=chunks("hello", trailers=("X-Sum: 7",))),
           Seen(POSTED, ("Trailer: X-Sum", CHUNKED), "hello", ("X-Sum: 7",))),
    *(
        passes("RFC 9110 §6.5.1", f"trailer {line.partition(':')[0]} goes no further",
               post(CHUNKED, body=chunks("hello", trailers=(line,))), Seen(POSTED, (CHUNKED,), "hello"))
        for line in (
            "Content-Length: 5", "Transfer-Encoding: chunked", "Host: other.example", "Authorization: Bearer a",
            "X-Gatehouse-Subject: root", "X_Gatehouse_Subject: root", "X-Forwarded-For: 192.0.2.7", "Connection: close",
            "Content_Length: 5", "Cookie: a=b", "Expect: 100-continue", "Max-Forwards: 0", "Content-Type: text/html",
            "Content-Encoding: gzip", "Range: bytes=0-1", "Cache-Control: no-store", "TE: trailers", "Trailer: X-A",
            "Upgrade: h2c", "DPoP: a.b.c", "Forwarded: for=1", "If-Match: a", "Remote-User: root", "X-Request-Id: a",
        )
    ),
    passes("RFC 9110 §6.5.1", "a trailer that Connection names goes no further",
           post(CHUNKED, "Connection: X-A", body=chunks("hello", trailers=("X-A: b", "X-B: c"))),
           Seen(POSTED, (CHUNKED,), "hello", ("X-B: c",))),
]  # fmt: skip

BROKEN_CHUNKS = [
    Case("RFC 9112 §7.1", f"{number}: chunk {body!r}"[:60], post(CHUNKED, body=body + HIDDEN))
    for number, body in enumerate((
        "0x5\r\nhello\r\n0\r\n\r\n",
        "+5\r\nhello\r\n0\r\n\r\n",
        "-5\r\nhello\r\n0\r\n\r\n",
        "-0\r\n\r\n",
        " 5\r\nhello\r\n0\r\n\r\n",
        "\t5\r\nhello\r\n0\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n",
        "5\t\r\nhello\r\n0\r\n\r\n",
        "5 ;a=b\r\nhello\r\n0\r\n\r\n",
        "5\x00\r\nhello\r\n0\r\n\r\n",
        "5\x0b\r\nhello\r\n0\r\n\r\n",
        "\r\nhello\r\n0\r\n\r\n",
        ";a=b\r\nhello\r\n0\r\n\r\n",
        "5 5\r\nhello\r\n0\r\n\r\n",
        "5,5\r\nhello\r\n0\r\n\r\n",
        "5.0\r\nhello\r\n0\r\n\r\n",
        "5_\r\nhello\r\n0\r\n\r\n",
        "g\r\nhello\r\n0\r\n\r\n",
        "5h\r\nhello\r\n0\r\n\r\n",
        "\xb5\r\nhello\r\n0\r\n\r\n",
        "5\nhello\r\n0\r\n\r\n",
        "5\rhello\r\n0\r\n\r\n",
        "5\r\r\nhello\r\n0\r\n\r\n",
        "5\n\r\nhello\r\n0\r\n\r\n",
        "5\r\nhello0\r\n\r\n",
        "5\r\nhello\n0\r\n\r\n",
        "5\r\nhello\r0\r\n\r\n",
        "5\r\nhello\n\r0\r\n\r\n",
        "5\r\nhelloX\r\n0\r\n\r\n",
        "5\r\nhell\r\n0\r\n\r\n",
        "5\r\nhello\r\n\r\n0\r\n\r\n",
        "5;a\nb\r\nhello\r\n0\r\n\r\n",
        "5;a\rb\r\nhello\r\n0\r\n\r\n",
        "5;\nhello\r\n0\r\n\r\n",
        "5;\x00\r\nhello\r\n0\r\n\r\n",
        "5;a=\x7f\r\nhello\r\n0\r\n\r\n",
        "10000000000000005\r\nhello\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFB\r\nhello\r\n0\r\n\r\n",
        "8000000000000005\r\nhello\r\n0\r\n\r\n",
        "00000000000000000005\r\nhello\r\n0\r\n\r\n",
        "5;" + "a" * 100_000 + "\r\nhello\r\n0\r\n\r\n",
        "0" * 2_000,
        "5\r\nhello\r\n0\r\nContent-Length : 3\r\n\r\n",
        "5\r\nhello\r\n0\r\n folded: x\r\n\r\n",
        "5\r\nhello\r\n0\r\nX-A: b\r\n c\r\n\r\n",
        "5\r\nhello\r\n0\r\nbad name: x\r\n\r\n",
        "5\r\nhello\r\n0\r\nX-A: b\nX-B: c\r\n\r\n",
        "5\r\nhello\r\n0\r\nX-A: b\x00\r\n\r\n",
        "5\r\nhello\r\n0\r\nX-A\r\n\r\n",
        "5\r\nhello\r\n0\r\n: b\r\n\r\n",
        "5\r\nhello\r\n0\r\n\n",
        "5\r\nhello\r\n0\n\r\n",
        "5\r\nhello\r\n0\r\n\r\r\n",
        "5\r\nhello\r\n0\r\n" + "X-A: b\r\n" * 70 + "\r\n",
        "5\r\nhello\r\n0\r\nX-A: " + "b" * 20_000 + "\r\n\r\n",
        "5\r\nhello\r\n0\r\nX-A: " + "b" * 20_000,
        "".join("1;" + "a" * 900 + "\r\nx\r\n" for _ in range(100)) + "0\r\n\r\n",
    ), 1)
]

INCOMPLETE_CHUNKS = [
    waits("RFC 9112 §8", f"chunks that end with {body[-6:]!r}", post(CHUNKED, body=body), Seen(POSTED, (CHUNKED,), None))
    for body in ("", "5", "5\r", "5\r\n", "5\r\nhell", "5\r\nhello", "5\r\nhello\r", "5\r\nhello\r\n", "5\r\nhello\r\n0",
                 "5\r\nhello\r\n0\r\n", "5\r\nhello\r\n0\r\nX-A: b\r\n", "5\r\nhello\r\n0\r\n\r")
]  # fmt: skip

CASES = [*LENGTHS, *CONFLICTS, *CODINGS, *GOOD_CHUNKS, *INCOMPLETE_CHUNKS]
