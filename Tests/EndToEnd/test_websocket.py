"""WebSockets through the gate: authorized when they open, carried unharmed, closed when their token ends."""

import contextlib
import os
import socket
import sqlite3
import time

import jwt
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from support.browser import browser, page  # noqa: F401
from support.gateway import Gateway
from support.policies import tstapp
from support.sockets import HANDSHAKE, SocketUpstream, descriptors, open_socket
from support.waiting import eventually

# A Close with the code 1000: a client's, masked with zeros, and a server's.
CLOSE = b"\x88\x82\x00\x00\x00\x00" + (1000).to_bytes(2, "big")
CLOSED = b"\x88\x02" + (1000).to_bytes(2, "big")

# Its WebSockets may go on without their token.
LASTING = """\
application: lasting
name: Lasting streams
upstream: http://127.0.0.1:{port}
prefix: /lasting
stream_past_expiry: true
scopes:
  lasting_use: Use it
routes:
  GET /**: lasting_use
"""


@pytest.fixture(scope="module")
def echo():
    upstream = SocketUpstream()
    yield upstream
    upstream.close()


def policies(port):
    return {"tstapp.yaml": tstapp(port), "lasting.yaml": LASTING.format(port=port)}


@pytest.fixture(scope="module")
def place(tmp_path_factory, echo):
    gateway = Gateway(tmp_path_factory.mktemp("sockets"), policies(echo.port)).start()
    yield gateway
    assert gateway.process.poll() is None, f"the gateway died:\n{gateway.errors.text()}"
    assert gateway.stop() == 0


@pytest.fixture(autouse=True)
def _nothing_seen(echo):
    echo.forget()


@pytest.fixture(scope="module")
def client(place):
    return place.create_client("tstapp_data.read", name="Listener")


@pytest.fixture
def token(place, client):
    return place.token(client, "tstapp_data.read")


@pytest.fixture(scope="module")
def signer(place):
    """Signs tokens that are older than any story: the key of a gateway without `key_file` is its owner's to read."""
    with contextlib.closing(sqlite3.connect(place.data / "gatehouse.sqlite")) as database:
        row = database.execute("SELECT keyID, privateKey FROM signingKey WHERE state = 'current'").fetchone()

    def sign(token, **changes):
        claims = jwt.decode(token, options={"verify_signature": False}) | changes
        return jwt.encode(claims, row[1], algorithm="ES256", headers={"typ": "at+jwt", "kid": row[0]})

    return sign


def nearly_over(signer, token):
    """The same token, issued long ago: the gate lets it live 60 seconds longer than it says, of which 57 have passed."""
    now = int(time.time())
    return signer(token, iat=now - 657, exp=now - 57)


def closed_with(connection, within=10):
    with pytest.raises(ConnectionClosed):
        while True:
            connection.recv(timeout=within)
    return connection.close_code


# Carrying


@pytest.mark.parametrize("compression", ["deflate", None])
def test_messages_of_every_kind_pass_unharmed(place, echo, token, compression):
    with open_socket(place, header_token=token, compression=compression) as connection:
        assert connection.response.status_code == 101
        for message in ("hello", "", "grüße ☂", b"", bytes(range(256)), b"x" * 125, b"x" * 126, os.urandom(65_536)):
            connection.send(message)
            assert connection.recv(timeout=10) == message
        large = os.urandom(1 << 20)
        connection.send(large)
        assert connection.recv(timeout=20) == large
        connection.send(iter(["in ", "four ", "", "fragments"]))
        assert connection.recv(timeout=10) == "in four fragments"
        connection.send("half")
        assert [part for part in connection.recv_streaming() if part] == ["the first part, ", "the second part"]
        assert connection.ping("are you there?").wait(10)
    assert connection.close_code == 1000
    assert echo.wait_for().close_code() == 1000


def test_much_passes_both_ways_at_once_in_bounded_memory(place, echo, token):
    before = place.resident_bytes()
    piece = os.urandom(1 << 20)
    with open_socket(place, header_token=token, compression=None) as connection:
        for _ in range(20):
            connection.send(piece)
            assert connection.recv(timeout=20) == piece
    assert place.resident_bytes() - before < 40 << 20


def test_a_slow_reader_holds_the_upstream_back(place, echo, token):
    before = place.resident_bytes()
    with open_socket(place, header_token=token, compression=None, max_queue=1) as connection:
        piece = b"x" * (1 << 20)
        connection.send(piece)
        assert connection.recv(timeout=20) == piece
        for _ in range(4):
            connection.send(piece)
        assert place.resident_bytes() - before < 40 << 20
        for _ in range(4):
            assert connection.recv(timeout=20) == piece


# Who may


def test_the_upstream_learns_who_calls_and_never_gets_the_token(place, echo, client, token):
    with open_socket(place, token=token) as connection:
        assert connection.subprotocol == "bearer", "the gate's own: the upstream chose none"
        identifier = connection.response.headers["X-Request-Id"]
        visit = echo.wait_for()
        assert visit.headers["X-Gatehouse-Subject"] == client.client_id
        assert visit.headers["X-Gatehouse-Scope"] == "tstapp_data.read"
        assert visit.headers.get_all("Sec-WebSocket-Protocol") == []
        assert token not in str(visit.headers) and "bearer" not in str(visit.headers)
        # While it is open its decision can be asked for.
        why = eventually(
            lambda: place.cli("why", identifier, "--data", str(place.data), check=False).stdout or None,
            what="the decision",
        )
        assert "101" in why and token not in why
    line = place.access_lines(lambda line: line["request_id"] == identifier)[0]
    assert (line["status"], line["decision"], line["route"]) == (101, "permit", "GET /data/**")
    assert token not in place.log.text() + place.errors.text()


def test_subprotocols_are_negotiated_around_the_token(place, echo, token):
    with open_socket(place, token=token, subprotocols=["chat", "other"]) as connection:
        assert connection.subprotocol == "chat"
        assert echo.wait_for().headers["Sec-WebSocket-Protocol"] == "chat, other"
        connection.send("hello")
        assert connection.recv(timeout=10) == "hello"


def refused(place, **options):
    with pytest.raises(InvalidStatus) as refusal:
        open_socket(place, **options)
    return refusal.value.response


def test_without_a_good_token_it_does_not_open(place, echo, token):
    assert refused(place).status_code == 401
    assert refused(place, token=token[:-4] + "AAAA").status_code == 401
    writer = place.create_client("tstapp_data.write", name="Writer")
    answer = refused(place, token=place.token(writer))
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    assert refused(place, token=token, header_token=token).status_code == 400
    assert refused(place, path="/tstapp/nowhere").status_code == 404
    assert echo.heads == []


def test_an_upstream_that_refuses_is_relayed(place, echo):
    answer = refused(place, path="/tstapp/open/refused/x")
    assert (answer.status_code, answer.body) == (403, b"not here\n")


def head(place, *lines, path="/tstapp/open/socket"):
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {place.authority}", *lines, "", ""]).encode()


@pytest.mark.parametrize(
    "lines, status",
    [
        (("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk"), 501),
        (("Connection: Upgrade", "Upgrade: TLS/1.0"), 501),
        ((*HANDSHAKE, "Upgrade: h2c"), 501),
        (HANDSHAKE[1:], 400),
        (HANDSHAKE[:2] + HANDSHAKE[3:], 400),
        ((*HANDSHAKE[:3], "Sec-WebSocket-Version: 8"), 426),
        ((*HANDSHAKE, "Content-Length: 3"), 400),
        ((*HANDSHAKE, "Sec-WebSocket-Protocol: bearer"), 400),
    ],
)
def test_a_wrong_handshake_and_any_other_upgrade_are_refused(place, echo, lines, status):
    with place.wire() as wire:
        wire.send(head(place, *lines))
        answer = wire.read()
        assert answer.status == status
        assert "close" in answer.all("Connection")
        if status == 426:
            assert answer.one("Sec-WebSocket-Version") == "13"
            assert answer.one("Upgrade") == "websocket"
        assert wire.is_closed()
    assert echo.heads == []


def test_nothing_is_carried_before_the_upstream_has_agreed(place, echo):
    hidden = head(place, path="/tstapp/data/hidden")
    with place.wire() as wire:
        wire.send(head(place, *HANDSHAKE) + hidden)
        assert wire.read().status == 400
        assert wire.is_closed()
    # An upstream that does not switch leaves requests, and those are decided upon.
    with place.wire() as wire:
        wire.send(head(place, *HANDSHAKE, path="/tstapp/open/refused/x") + hidden)
        assert [wire.read().status, wire.read().status] == [403, 401]
    assert "hidden" not in " ".join(seen.path for seen in echo.heads)


def test_what_is_no_frame_is_not_carried(place, echo):
    with place.wire() as wire:
        wire.send(head(place, *HANDSHAKE, path="/tstapp/open/no-frame"))
        assert wire.read_head().status == 101
        wire.send(b"GET /tstapp/data/hidden HTTP/1.1\r\nHost: x\r\n\r\n")
        assert wire.read_to_end() == b"\x88\x02" + (1002).to_bytes(2, "big")
    assert echo.wait_for(path="/no-frame").close_code() == 1001


# The end


def test_it_ends_when_its_token_expires(place, echo, token, signer):
    short = nearly_over(signer, token)
    with open_socket(place, token=short) as connection:
        connection.send("still here")
        assert connection.recv(timeout=5) == "still here"
        identifier = connection.response.headers["X-Request-Id"]
        assert closed_with(connection) == 4401
    assert echo.wait_for().close_code() == 4401
    line = place.access_lines(lambda line: line["request_id"] == identifier)[0]
    assert line["upstream_failure"] == "token_ended"
    assert line["request_bytes"] >= 16 and line["response_bytes"] >= 12
    assert refused(place, token=short).status_code == 401


def test_it_ends_when_its_token_is_revoked(place, echo, client, token):
    other = place.token(client)
    with open_socket(place, token=token) as connection, open_socket(place, token=other) as unharmed:
        began = time.monotonic()
        assert place.ask("/oauth2/revoke", client, token=token).status_code == 200
        assert closed_with(connection) == 4401
        assert time.monotonic() - began < 2
        assert echo.wait_for(1).close_code() == 4401
        unharmed.send("hello")
        assert unharmed.recv(timeout=10) == "hello"


def test_it_ends_when_its_client_is_disabled_although_it_never_rests(place, echo):
    talkative = place.create_client("tstapp_data.read", name="Talkative")
    with open_socket(place, token=place.token(talkative), compression=None) as connection:
        place.manage("client", "disable", talkative.client_id)
        with pytest.raises(ConnectionClosed):
            until = time.monotonic() + 10
            while time.monotonic() < until:
                connection.send(b"x" * 10_000)
                connection.recv(timeout=10)
        assert connection.close_code == 4401


def test_an_application_can_let_its_streams_outlive_their_tokens(place, echo, signer):
    user = place.create_client("lasting_use", application="lasting", name="Lasting")
    short = nearly_over(signer, place.token(user))
    with open_socket(place, path="/lasting/socket", token=short) as connection:
        eventually(lambda: refused_now(place, short), within=10, every=0.2, what="the token's end")
        with pytest.raises(TimeoutError):
            connection.recv(timeout=1.5)
        connection.send("still here")
        assert connection.recv(timeout=5) == "still here"


def refused_now(place, token):
    return place.get("/lasting/x", token).status_code == 401


def test_a_server_that_stops_says_that_it_goes_away(make_gateway, echo):
    gateway = make_gateway(policies(echo.port)).start()
    with open_socket(gateway, path="/tstapp/open/socket") as connection:
        began = time.monotonic()
        gateway.process.terminate()
        assert closed_with(connection) == 1001
    assert gateway.stop() == 0
    assert time.monotonic() - began < 10, "the stop did not wait for its time-out"
    assert echo.wait_for().close_code() == 1001


def test_what_nobody_uses_is_closed(make_gateway, echo):
    gateway = make_gateway(policies(echo.port), variables={"GATEHOUSE_LIMITS_WEBSOCKET_IDLE_SECONDS": "1"}).start()
    with open_socket(gateway, path="/tstapp/open/socket", ping_interval=None) as connection:
        assert closed_with(connection) == 1001


def test_a_client_that_has_sent_its_last_byte_is_still_answered(place, echo):
    with place.wire() as wire:
        wire.send(head(place, *HANDSHAKE))
        assert wire.read_head().status == 101
        wire.send(CLOSE)
        wire.finish_sending()
        assert wire.read_to_end() == CLOSED
    assert echo.wait_for().close_code() == 1000


def test_a_frame_byte_by_byte_is_one_message(place, echo):
    with place.wire() as wire:
        for byte in head(place, *HANDSHAKE):
            wire.send(bytes([byte]))
        assert wire.read_head().status == 101
        for byte in b"\x81\x85\x00\x00\x00\x00hello":
            wire.send(bytes([byte]))
        assert wire.read_exactly(7) == b"\x81\x05hello"
        wire.send(CLOSE)
        assert wire.read_to_end() == CLOSED


def test_a_client_that_does_not_read_costs_no_memory(place, echo):
    before = place.resident_bytes()
    # Small messages: what waits for the client must not keep the buffers that they came in.
    with place.wire() as wire:
        wire.send(head(place, *HANDSHAKE))
        assert wire.read_head().status == 101
        wire.socket.settimeout(0.5)
        frames = b"\x82\x84\x00\x00\x00\x00abcd" * 10_000
        with contextlib.suppress(TimeoutError):
            for _ in range(400):
                wire.socket.sendall(frames)
        assert place.resident_bytes() - before < 24 << 20
    assert place.get("/tstapp/data/x").status_code == 401


def test_a_client_that_vanishes_takes_the_upstreams_side_along(place, echo):
    for reset in (False, True):
        echo.forget()
        wire = place.wire()
        wire.send(head(place, *HANDSHAKE))
        assert wire.read_head().status == 101
        visit = echo.wait_for()
        if reset:
            wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        wire.socket.close()
        assert visit.close_code() == 1006


def test_many_that_rest_give_back_what_they_took(place, echo):
    def figure(name):
        return float(next(line for line in place.admin("/metrics").text.splitlines() if line.startswith(name + " "))[len(name):])

    eventually(lambda: figure("gatehouse_websockets") == 0, what="a quiet gate")
    before_files, before_bytes = descriptors(place.process), place.resident_bytes()
    wires = [place.wire() for _ in range(200)]
    for wire in wires:
        wire.send(head(place, *HANDSHAKE))
        assert wire.read_head().status == 101
    assert figure("gatehouse_websockets") == 200
    assert descriptors(place.process) >= before_files + 390
    for wire in wires:
        wire.socket.close()
    eventually(lambda: figure("gatehouse_websockets") == 0, what="no WebSocket is open")
    eventually(lambda: descriptors(place.process) <= before_files + 10, what="the descriptors came back")
    assert place.resident_bytes() - before_bytes < 16 << 20


# A browser


def test_a_page_opens_one_with_its_token_and_is_told_when_it_ends(place, echo, client, token, page):  # noqa: F811
    page.goto(place.url("/tstapp/open/page"))
    opened = page.evaluate(
        """([url, token]) => new Promise((resolve, reject) => {
            window.socket = new WebSocket(url, ["bearer", token]);
            window.ended = new Promise(done => socket.onclose = event => done([event.code, event.wasClean]));
            socket.onerror = () => reject("error");
            socket.onopen = () => socket.send("hello from a page");
            socket.onmessage = event => resolve([socket.protocol, event.data]);
        })""",
        [f"ws://localhost:{place.port}/tstapp/data/page", token],
    )
    assert opened == ["bearer", "hello from a page"]
    assert echo.wait_for().headers["Origin"] == place.issuer
    assert place.ask("/oauth2/revoke", client, token=token).status_code == 200
    assert page.evaluate("window.ended") == [4401, True]
