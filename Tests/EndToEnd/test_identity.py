"""What an upstream may believe: identity comes from the gate alone, whatever the caller writes."""

import pytest

FORGED = [
    "X-Gatehouse-Subject: admin", "x-gatehouse-subject: admin", "X_Gatehouse_Subject: admin",
    "X-Gatehouse_Subject: admin", "X-GATEHOUSE-SCOPE: everything", "X-Gatehouse-Anything-New: admin",
    "X_GATEHOUSE-CLIENT: admin", "X-Gatehouse-Peer: 10.0.0.1", "Forwarded: for=10.0.0.1", "X-Forwarded-For: 10.0.0.1",
    "X_Forwarded_For: 10.0.0.1", "X-Forwarded-User: admin", "X-Forwarded-Proto: https", "X-Forwarded-Host: evil.example",
    "X-Real-IP: 10.0.0.1", "True-Client-IP: 10.0.0.1", "X-Original-URL: /tstapp/data/1", "X-Original-Host: a",
    "X-Rewrite-URL: /tstapp/data/1", "X-HTTP-Method: DELETE", "X-HTTP-Method-Override: DELETE",
    "X-Method-Override: DELETE", "X_HTTP_Method_Override: DELETE", "X-Auth-Request-User: admin", "Remote-User: admin",
    "Remote_User: admin", "Client-Cert: :AAAA:", "Client-Cert-Chain: :AAAA:", "X-SSL-Client-Verify: SUCCESS",
    "X-SSL-Client-S-DN: CN=admin", "Proxy: http://evil.example", "Proxy-Authorization: Basic YTpi",
    "Proxy-Connection: keep-alive", "Keep-Alive: timeout=1000", "TE: trailers, deflate", "Upgrade: websocket",
]  # fmt: skip

# What the gate itself says to an upstream under such a name.
OWN = {
    "forwarded", "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-gatehouse-subject",
    "x-gatehouse-subject-kind", "x-gatehouse-client", "x-gatehouse-scope", "x-gatehouse-issuer", "te",
}  # fmt: skip


def send(gateway, *headers, path="/tstapp/open/x", body=""):
    with gateway.wire() as wire:
        lines = [f"POST {path} HTTP/1.1", f"Host: {gateway.authority}", "Connection: close", *headers]
        wire.send(("\r\n".join(lines) + "\r\n\r\n" + body).encode("latin-1"))
        return wire.read()


@pytest.mark.parametrize("forged", FORGED)
@pytest.mark.parametrize("route", ["/tstapp/open/x", "/tstapp/data/x", "/tstapp/feed"])
def test_forged_identity_never_arrives(gateway, upstream, write_token, forged, route):
    name, value = (part.strip() for part in forged.split(":", 1))
    with gateway.wire() as wire:
        method = "GET" if route.endswith("feed") else "POST"
        wire.send(
            f"{method} {route} HTTP/1.1\r\nHost: {gateway.authority}\r\nAuthorization: Bearer {write_token}\r\n"
            f"{forged}\r\nContent-Length: 0\r\n\r\n".encode()
        )
        assert wire.read().status == 200

    seen = upstream.requests[0]
    assert value not in [text for key, text in seen.headers if key.lower().replace("_", "-") == name.lower().replace("_", "-")]
    for key, _ in seen.headers:
        assert "_" not in key, f"{key} is a second spelling of a name that some servers fold"
        if key.lower() == name.lower():
            assert key.lower() in OWN, f"{key} arrived"


def test_a_caller_is_described_by_the_gate(gateway, upstream, writer, write_token):
    assert gateway.get("/tstapp/data/1", write_token, method="PUT", data=b"x").status_code == 200

    seen = upstream.requests[0]
    assert seen.one("X-Gatehouse-Subject") == writer.client_id
    assert seen.one("X-Gatehouse-Subject-Kind") == "client"
    assert seen.one("X-Gatehouse-Client") == writer.client_id
    assert seen.one("X-Gatehouse-Scope") == "tstapp_data.read tstapp_data.write"
    assert seen.one("X-Gatehouse-Issuer") == gateway.issuer
    assert seen.one("X-Forwarded-For") == "127.0.0.1"
    assert seen.one("X-Forwarded-Proto") == "http"
    assert seen.one("X-Forwarded-Host") == gateway.authority
    assert "for=127.0.0.1" in seen.one("Forwarded")
    assert len(seen.one("traceparent").split("-")) == 4
    assert seen.one("X-Request-Id")


def test_the_token_is_not_forwarded(gateway, upstream, write_token):
    gateway.get("/tstapp/data/1", write_token)
    assert write_token.encode() not in upstream.raw


def test_the_token_is_forwarded_where_the_application_says_so(make_gateway, own_upstream):
    from support.policies import tstapp

    gateway = make_gateway({"tstapp.yaml": tstapp(own_upstream.port) + "forward_token: true\n"}).start()
    token = gateway.token(gateway.create_client("tstapp_data.read"))
    assert gateway.get("/tstapp/data/1", token).status_code == 200
    assert own_upstream.requests[0].one("Authorization") == f"Bearer {token}"


def test_an_anonymous_caller_of_an_optional_route_has_no_identity(gateway, upstream):
    assert gateway.get("/tstapp/feed", headers={"X-Gatehouse-Subject": "admin"}).status_code == 200
    assert [key for key, _ in upstream.requests[0].headers if key.lower().startswith("x-gatehouse")] == []


def test_a_bad_token_on_an_optional_route_is_refused(gateway, upstream):
    assert gateway.get("/tstapp/feed", "nonsense").status_code == 401
    assert upstream.requests == []


def test_what_connection_names_is_removed(gateway, upstream):
    answer = send(gateway, "Connection: X-Secret, X-Other", "X-Secret: 1", "X-Other: 2", "X-Kept: 3", "Content-Length: 0")
    assert answer.status == 200
    seen = upstream.requests[0]
    assert seen.all("X-Secret") == seen.all("X-Other") == []
    assert seen.one("X-Kept") == "3"


def test_trailers_carry_no_identity(gateway, upstream):
    body = "2\r\nhi\r\n0\r\nX-Gatehouse-Subject: admin\r\nX_Forwarded_For: 10.0.0.1\r\nX-Checked: yes\r\n\r\n"
    assert send(gateway, "Transfer-Encoding: chunked", body=body).status == 200

    assert upstream.requests[0].body == b"hi"
    assert b"admin" not in upstream.raw
    assert b"10.0.0.1" not in upstream.raw


def test_the_gates_own_cookies_stay_with_the_gate(gateway, upstream):
    def sets_cookies(connection, request):
        connection.answer(
            headers=[("Set-Cookie", "gatehouse-session=stolen"), ("Set-Cookie", "__Host-gatehouse-x=1"), ("Set-Cookie", "a=b")]
        )

    upstream.on("/tstapp/open/x", sets_cookies)
    answer = send(
        gateway, "Cookie: a=1; gatehouse-session=secret; __Host-gatehouse-session=secret; b=2", "Content-Length: 0"
    )

    assert b"secret" not in upstream.raw
    cookies = upstream.requests[0].one("Cookie")
    assert "a=1" in cookies and "b=2" in cookies
    assert answer.all("Set-Cookie") == ["a=b"]


def test_an_upstream_cannot_speak_hop_by_hop_to_the_client(gateway, upstream):
    def answers(connection, request):
        connection.answer(headers=[("Connection", "keep-alive, X-Inner"), ("X-Inner", "1"), ("Keep-Alive", "timeout=9"),
                                   ("Upgrade", "h2c"), ("X-Outer", "2")])  # fmt: skip

    upstream.on("/tstapp/open/x", answers)
    answer = send(gateway, "Content-Length: 0")
    assert answer.all("X-Inner") == answer.all("Keep-Alive") == answer.all("Upgrade") == []
    assert answer.one("X-Outer") == "2"


def test_the_issuers_site_cannot_be_told_who_calls(gateway, reader):
    """`X-Gatehouse-Peer/-Proto/-Host` mean something on the inner socket only: sent from outside they are removed."""
    answer = gateway.get(
        "/.well-known/openid-configuration",
        headers={"X-Gatehouse-Host": "evil.example", "X-Gatehouse-Proto": "https", "X-Forwarded-Host": "evil.example"},
    )
    assert answer.json()["issuer"] == gateway.issuer
    assert "evil.example" not in answer.text


def test_the_issuers_paths_are_the_issuers_host_alone(gateway):
    assert gateway.get("/oauth2/token", method="POST", headers={"Host": "api.example.test"}).status_code == 404


def test_no_administration_on_the_public_listener(gateway, write_token):
    for path in ("/command", "/oauth2/command", "/api/v1/clients", "/dashboard"):
        assert gateway.get(path, write_token, method="POST", data=b"{}").status_code in (404, 405), path
