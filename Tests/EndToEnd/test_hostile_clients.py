"""Clients that mean harm: what one of them can cost, and what it cannot reach."""

import contextlib
import resource
import socket
import threading

import pytest

from support.policies import tstapp

MEBIBYTE = 1 << 20


def flood(wire, data, most):
    """Sends until nobody takes it any more; says how much went."""
    wire.socket.settimeout(2)
    sent = 0
    with contextlib.suppress(TimeoutError):
        while sent < most:
            sent += wire.socket.send(data)
    return sent


@pytest.fixture
def stalling_upstream(own_upstream):
    """Takes connections and heads, and reads no further."""
    over = threading.Event()
    own_upstream.on("/tstapp/open/stall", lambda connection, request: over.wait())
    yield own_upstream
    over.set()


def test_a_client_that_takes_no_answers_is_not_read_on(own_gateway):
    request = f"GET /nowhere HTTP/1.1\r\nHost: {own_gateway.authority}\r\n\r\n".encode()
    before = own_gateway.resident_bytes()
    with own_gateway.wire() as wire:
        assert flood(wire, request * 1000, 64 * MEBIBYTE) < 64 * MEBIBYTE, "the gate reads on"
        assert own_gateway.resident_bytes() - before < 32 * MEBIBYTE
        wire.socket.settimeout(10)
        assert wire.read().status == 404


def test_requests_held_back_are_answered_once_their_answers_are_taken(own_gateway):
    # Ten megabytes of answers: more than the buffers on the way hold.
    count = 30_000
    request = f"GET /nowhere HTTP/1.1\r\nHost: {own_gateway.authority}\r\n\r\n".encode()
    with own_gateway.wire(timeout=60) as wire:
        sender = threading.Thread(target=wire.send, args=(request * count,), daemon=True)
        sender.start()
        assert {wire.read().status for _ in range(count)} == {404}
        sender.join(10)


def test_tiny_chunks_to_an_upstream_that_does_not_read_cost_no_large_memory(make_gateway, stalling_upstream):
    gateway = make_gateway({"tstapp.yaml": tstapp(stalling_upstream.port)}).start()
    before = gateway.resident_bytes()
    with contextlib.ExitStack() as open_wires:
        for _ in range(4):
            wire = open_wires.enter_context(gateway.wire())
            head = f"POST /tstapp/open/stall HTTP/1.1\r\nHost: {gateway.authority}\r\nTransfer-Encoding: chunked\r\n\r\n"
            wire.send(head.encode())
            flood(wire, b"1\r\na\r\n" * 500, 16 * MEBIBYTE)
        assert gateway.resident_bytes() - before < 48 * MEBIBYTE


def test_slow_forms_leave_the_issuer_reachable(own_gateway):
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(limit[1], 4096)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, limit[1]))
    head = (
        f"POST /oauth2/token HTTP/1.1\r\nHost: {own_gateway.authority}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\ng"
    ).encode()
    with contextlib.ExitStack() as open_sockets:
        # More than the connections that the gate opens to the issuer's site.
        for _ in range(min(2300, wanted - 500)):
            connection = open_sockets.enter_context(socket.create_connection(("127.0.0.1", own_gateway.port)))
            connection.sendall(head)
        assert own_gateway.get("/.well-known/jwks.json").status_code == 200
        assert own_gateway.token(own_gateway.create_client("tstapp_data.read"))


def test_a_form_is_limited_in_either_framing(gateway):
    head = f"POST /oauth2/token HTTP/1.1\r\nHost: {gateway.authority}\r\n"
    with gateway.wire() as wire:
        wire.send(f"{head}Content-Length: 65537\r\n\r\n".encode())
        assert wire.read().status == 413
    with gateway.wire() as wire:
        wire.send(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(5):
            wire.send(b"4000\r\n" + b"a" * 0x4000 + b"\r\n")
        assert wire.read().status == 413


def test_a_client_of_the_issuer_may_wait_for_100_continue(gateway, reader):
    body = f"grant_type=client_credentials&client_id={reader.client_id}&client_secret={reader.client_secret}"
    with gateway.wire() as wire:
        wire.send(
            f"POST /oauth2/token HTTP/1.1\r\nHost: {gateway.authority}\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\n\r\n".encode()
        )
        assert wire.read_head().status == 100
        wire.send(body.encode())
        assert wire.read().status == 200


def test_a_chunked_form_gets_a_token(gateway, reader):
    body = f"grant_type=client_credentials&client_id={reader.client_id}&client_secret={reader.client_secret}"
    with gateway.wire() as wire:
        wire.send(
            f"POST /oauth2/token HTTP/1.1\r\nHost: {gateway.authority}\r\nTransfer-Encoding: chunked\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode()
        )
        for byte in body.encode():
            wire.send(b"1\r\n" + bytes([byte]) + b"\r\n")
        wire.send(b"0\r\n\r\n")
        assert wire.read().status == 200


@pytest.mark.parametrize("line", ["PROPFIND /oauth2/token", "M-SEARCH /.well-known/jwks.json", "GET /oauth2/token?\xff"])
def test_what_the_issuers_site_cannot_be_asked_is_told_as_a_problem(gateway, line):
    with gateway.wire() as wire:
        wire.send(f"{line} HTTP/1.1\r\nHost: {gateway.authority}\r\n\r\n".encode("latin-1"))
        answer = wire.read()
    assert answer.status in (400, 405)
    assert answer.one("Content-Type") == "application/problem+json"


OTHER = """\
application: other
name: Other application
upstream: http://127.0.0.1:{port}
prefix: /other
forward_token: true
scopes:
  other_read: Read
routes:
  GET /mine: other_read
  ANY /open/**: public
"""


def test_an_upstream_is_given_no_token_that_another_application_takes(make_gateway, own_upstream):
    policies = {"tstapp.yaml": tstapp(own_upstream.port), "other.yaml": OTHER.format(port=own_upstream.port)}
    gateway = make_gateway(policies).start()
    client = gateway.create_client("other_read", "tstapp_data.read", application="other")
    both, alone = gateway.token(client), gateway.token(client, "other_read")

    assert gateway.get("/other/mine", both).status_code == 200
    assert gateway.get("/other/mine", alone).status_code == 200
    # On a public route no token is looked at, so none is known to be this application's.
    assert gateway.get("/other/open/x", alone).status_code == 200
    assert gateway.get("/other/open/x", headers={"Authorization": "Basic YTpi"}).status_code == 200

    seen = [request.all("Authorization") for request in own_upstream.requests]
    assert seen == [[], [f"Bearer {alone}"], [], []]
