"""RFC 9112 §3.2 and RFC 3986: the forms of a target, the host, and paths that two readers could resolve differently."""

from .case import OPEN, Case, Seen, get, passes, refused


def target(text, **options):
    return get(line=f"GET {text} HTTP/1.1", **options)


FORMS = [
    refused("RFC 9112 §3.2.1", "a target without a slash", target("tstapp/open/x")),
    refused("RFC 9112 §3.2.1", "a fragment", target(f"{OPEN}#y")),
    refused("RFC 9112 §3.2.1", "a fragment behind the query", target(f"{OPEN}?a#y")),
    refused("RFC 9112 §3.2.1", "a query without a path", target("?a")),
    refused("RFC 9112 §3.2.1", "a null byte", target("/tstapp/open/\x00")),
    refused("RFC 9112 §3.2.1", "DEL", target("/tstapp/open/\x7f")),
    refused("RFC 9112 §3.2.1", "a control character in the query", target(f"{OPEN}?a=\x01")),
    refused("RFC 9112 §3.2.1", "a carriage return in the target", target(f"{OPEN}\rX")),
    Case("RFC 3986 §2", "a byte that is no UTF-8", target("/tstapp/open/\xff")),
    passes("RFC 3986 §2", "raw UTF-8 is escaped", target("/tstapp/open/\xc3\xa9"), Seen("GET /tstapp/open/%C3%A9")),
    passes("RFC 9112 §3.2.2", "an absolute target", target("http://{host}/tstapp/open/x")),
    passes("RFC 9112 §3.2.2", "an absolute target in capitals", target("HTTP://{host}/tstapp/open/x")),
    *(
        refused("RFC 9112 §3.2.2", name, target(text))
        for name, text in (
            ("an absolute target of another host", "http://other.example/tstapp/open/x"),
            ("an absolute target of another port", "http://localhost:1/tstapp/open/x"),
            ("an absolute target without a port", "http://localhost/tstapp/open/x"),
            ("an absolute target with a user", "http://a@{host}/tstapp/open/x"),
            ("the host as a user of another", "http://{host}@other.example/tstapp/open/x"),
            ("a backslash behind the host", "http://{host}\\tstapp/open/x"),
            ("an absolute target with a fragment", "http://{host}/tstapp/open/x#y"),
            ("another scheme", "ftp://{host}/tstapp/open/x"),
            ("a scheme of files", "file:///etc/passwd"),
            ("a scheme of WebSockets", "ws://{host}/tstapp/open/x"),
            ("a scheme that is none", "1http://{host}/tstapp/open/x"),
            ("one slash behind the scheme", "http:/{host}/tstapp/open/x"),
            ("three slashes behind the scheme", "http:///tstapp/open/x"),
            ("no slash behind the scheme", "http:tstapp/open/x"),
            ("the host escaped", "http://%6cocalhost/tstapp/open/x"),
            ("a space in the host", "http://local host/tstapp/open/x"),
            ("the authority form", "{host}"),
            ("the asterisk form with GET", "*"),
            ("the asterisk form and more", "*/tstapp/open/x"),
        )
    ),
    refused("RFC 9112 §3.2.2", "an absolute target and no Host", target("http://{host}/tstapp/open/x", host=None)),
    refused("RFC 9112 §3.2.2", "an absolute target and another Host",
            target("http://{host}/tstapp/open/x", host="Host: other.example")),
    Case("RFC 9112 §3.2.4", "OPTIONS *", get(line="OPTIONS * HTTP/1.1"), (404,), (), False),
    Case("RFC 9112 §3.2.4", "OPTIONS of a host alone", get(line="OPTIONS http://{host} HTTP/1.1"), (404,), (), False),
]  # fmt: skip

HOSTS = [
    refused("RFC 9112 §3.2", "no Host", get(host=None)),
    refused("RFC 9112 §3.2", "no Host in HTTP/1.0", get(host=None, line=f"GET {OPEN} HTTP/1.0")),
    refused("RFC 9112 §3.2", "two Hosts", get("Host: other.example")),
    refused("RFC 9112 §3.2", "the same Host twice", get("Host: {host}")),
    refused("RFC 9112 §3.2", "a second Host in capitals", get("HOST: other.example")),
    refused("RFC 9112 §3.2", "an empty Host and a good one", get("Host:")),
    refused("RFC 9112 §3.2", "Host folded", get(host="Host:\r\n {host}")),
    refused("RFC 9112 §3.2", "Host behind a folded line", get("X-A: b", " Host: other.example")),
    refused("RFC 9112 §3.2", "space before Host's colon", get(host="Host : {host}")),
    *(
        refused("RFC 9110 §7.2", f"Host {value!r}", get(host=f"Host: {value}"))
        for value in (
            "", " ", "{host}, other.example", "{host} other.example", "user@{host}", "{host}/x", "{host}?x", "{host}#x",
            "{host}\\x", "local host", "localhost:80a", "localhost:99999", "localhost:", "localhost:-1", "localhost:+80",
            "localhost:80:80", ":80", "http://{host}", "//{host}", "%6cocalhost", "localhost%00", "local\x00host",
            "local\thost", "l\xf6calhost", "[::1", "::1", "[::1]x", "[::1%25lo]", "[]", "'{host}'", '"{host}"', "<script>",
            "a" * 300, "{host};x", "$(id)",
        )
    ),
    passes("RFC 9110 §4.2.3", "Host in capitals", get(host="HOST: {host}")),
    passes("RFC 9110 §5.5", "space around the host", get(host="Host: \t {host} \t")),
    passes("RFC 9110 §7.2", "X-Forwarded-Host is not believed", get("X-Forwarded-Host: other.example")),
    passes("RFC 9110 §7.2", "Forwarded is not believed", get("Forwarded: host=other.example;for=192.0.2.1")),
]  # fmt: skip

REFUSED_PATHS = {
    "RFC 3986 §2.1": ("/tstapp/open/%", "/tstapp/open/%4", "/tstapp/open/%zz", "/tstapp/open/%u0041", "/tstapp/open/%%41"),
    "RFC 3986 §2.2": (
        "/tstapp/open/%2Fx", "/tstapp/open/a%2fb", "/tstapp/open/..%2Fdata/1", "/tstapp/open/%2e%2e%2fdata/1",
        "/tstapp%2Fopen/x", "/tstapp/open/x;a=b", "/tstapp/open/..;/data/1", "/tstapp/open/..;a=b/data/1",
        "/tstapp/open;/x", "/;/tstapp/open/x", "/tstapp/open/.;/x", "/tstapp/open/..%3B/data/1", "/tstapp/open/x;",
    ),
    "RFC 3986 §2.4": (
        "/tstapp/open/%252e%252e/data/1", "/tstapp/open/%252Fx", "/tstapp/open/%25%32%46", "/tstapp/open/%255C",
        "/tstapp/open/%2500", "/tstapp/open/%25%30%30", "/tstapp/open/%25252e%25252e/data/1",
    ),
    "RFC 3986 §3.3": (
        "/tstapp//open/x", "/tstapp/open//x", "//tstapp/open/x", "//", "///", "/oauth2//token", "/tstapp/open/.//x",
        "//localhost/tstapp/open/x", "//other.example/tstapp/open/x", "/tstapp/open/x//../y",
    ),
    "RFC 3986 §5.2.4": (
        "/../x", "/tstapp/../../x", "/%2e%2e/x", "/..", "/tstapp/open/../../../x", "/tstapp/open/..../..%00/data/1",
        "/tstapp/open/..%5cdata/1", "/tstapp/open/..\\data\\1", "/tstapp/open/%2e%2e%5cdata/1",
    ),
    "RFC 3986 §6.2.2": (
        "/tstapp/open/%5C", "/tstapp/open/a\\b", "/tstapp/open/%00", "/tstapp/open/x%00.html", "/tstapp/open/%0D%0AX-A:b",
        "/tstapp/open/%0a", "/tstapp/open/%09", "/tstapp/open/%7F", "/tstapp/open/%1b", "/nowhere%2Fx",
    ),
    "RFC 3629 §3": (
        "/tstapp/open/%FF", "/tstapp/open/%C0%AE", "/tstapp/open/%C0%AE%C0%AE/data/1", "/tstapp/open/%C0%AF",
        "/tstapp/open/%E0%80%AF", "/tstapp/open/%F0%80%80%AF", "/tstapp/open/%ED%A0%80", "/tstapp/open/%C3",
        "/tstapp/open/%80", "/tstapp/open/%F5%80%80%80", "/tstapp/open/\xc0\xae\xc0\xae/data/1", "/tstapp/open/%C3/%A9",
    ),
}  # fmt: skip

CANONICAL_PATHS = (
    ("/tstapp/data/../open/x", "/tstapp/open/x"),
    ("/tstapp/data/%2e%2E/open/x", "/tstapp/open/x"),
    ("/tstapp/data/.%2e/open/x", "/tstapp/open/x"),
    ("/tstapp/./open/./x", "/tstapp/open/x"),
    ("/./tstapp/open/x", "/tstapp/open/x"),
    ("/tstapp/%2E/open/x", "/tstapp/open/x"),
    ("/x/../tstapp/open/x", "/tstapp/open/x"),
    ("/tstapp/open/x/..", "/tstapp/open/"),
    ("/tstapp/open/x/.", "/tstapp/open/x/"),
    ("/tstapp/open/...", "/tstapp/open/..."),
    ("/tstapp/open/..x", "/tstapp/open/..x"),
    ("/tstapp/open/x..", "/tstapp/open/x.."),
    ("/tstapp/open/%78%7E", "/tstapp/open/x~"),
    ("/tst%61pp/open/x", "/tstapp/open/x"),
    ("/tstapp/open/%c3%a9", "/tstapp/open/%C3%A9"),
    ("/tstapp/open/%EF%BC%8F", "/tstapp/open/%EF%BC%8F"),
    ("/tstapp/open/%E2%80%A5/data", "/tstapp/open/%E2%80%A5/data"),
    ("/tstapp/open/a%20b", "/tstapp/open/a%20b"),
    ("/tstapp/open/%25", "/tstapp/open/%25"),
    ("/tstapp/open/%25zz", "/tstapp/open/%25zz"),
    ("/tstapp/open/%3bx", "/tstapp/open/%3Bx"),
    ("/tstapp/open/%23x", "/tstapp/open/%23x"),
    ("/tstapp/open/%3Fx", "/tstapp/open/%3Fx"),
    ("/tstapp/open/a:b@c!$&'()*+,=", "/tstapp/open/a:b@c!$&'()*+,="),
    ('/tstapp/open/"<>^`{|}', "/tstapp/open/%22%3C%3E%5E%60%7B%7C%7D"),
    ("/tstapp/open/x?", "/tstapp/open/x?"),
    ("/tstapp/open/x?a=%2F..%2f&&b;c=%zz", "/tstapp/open/x?a=%2F..%2f&&b;c=%zz"),
    ("/tstapp/open/x?/../../data/1", "/tstapp/open/x?/../../data/1"),
    ("/tstapp/open/x?a?b\\c", "/tstapp/open/x?a?b\\c"),
)

PATHS = [
    *(
        Case(section, f"path {path}", target(path))
        for section, paths in REFUSED_PATHS.items()
        for path in paths
    ),
    *(
        passes("RFC 3986 §6.2.2", f"path {path} is {seen}", target(path), Seen(f"GET {seen}"))
        for path, seen in CANONICAL_PATHS
    ),
    *(
        Case("RFC 3986 §6.2.2", f"path {path} needs the token of data", target(path), (401,), (), False)
        for path in (
            "/tstapp/open/../data/1", "/tstapp/open/%2e%2e/data/1", "/tstapp/open/.%2e/data/1", "/tstapp/%64ata/1",
            "/tstapp/data/1/", "/tstapp/data/1?x=/tstapp/open/", "/tstapp/./data/1", "/tstapp/open/x/../../data/1",
            "/%74stapp/data/1", "/tstapp/open/%2E./%64%61%74%61/1",
        )
    ),
    *(
        Case("RFC 3986 §6.2.2.1", f"path {path} is no route", target(path), (404,), (), False)
        for path in (
            "/TSTAPP/open/x", "/tstapp/OPEN/x", "/tstapp/Data/1", "/tstappx/open/x", "/tstapp", "/", "/tstapp/openx",
            "/tstapp/open%20/x", "/tstapp/%6Fpen%2E/x", "/tstapp/data%3F/1",
        )
    ),
    *(
        # Upstreams of some frameworks read these instead of the request line.
        Case("RFC 9112 §3.2", f"{name} does not change the path", get(f"{name}: {OPEN}", line="GET /tstapp/data/1 HTTP/1.1"),
             (401,), (), False)
        for name in ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Path")
    ),
    *(
        Case("RFC 9110 §9.3.2", f"{name} does not make it public", get(f"{name}: 127.0.0.1", line="GET /tstapp/data/1 HTTP/1.1"),
             (401,), (), False)
        for name in ("X-Real-IP", "X-Forwarded-For", "True-Client-IP", "X-Gatehouse-Subject", "X-Remote-User")
    ),
]  # fmt: skip

CASES = [*FORMS, *HOSTS, *PATHS]
