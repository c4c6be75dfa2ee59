"""WebSockets over HTTP/2 (RFC 8441), as a client of `h2` and `wsproto` and a browser meet them."""

import contextlib
import os

import pytest
from wsproto.events import BytesMessage

from support.browser import browser  # noqa: F401
from support.gateway import Gateway
from support.policies import tstapp
from support.sockets import SocketUpstream
from support.streams import Multiplexed
from support.waiting import eventually
from test_tls import Stage


@pytest.fixture(scope="module")
def echo():
    upstream = SocketUpstream()
    yield upstream
    upstream.close()


@pytest.fixture(autouse=True)
def _nothing_seen(echo):
    echo.forget()


def in_the_clear(gateway):
    (gateway.policies / "gateway.yaml").write_text("http2_cleartext: true\n")
    return gateway.start()


@pytest.fixture(scope="module")
def place(tmp_path_factory, echo):
    gateway = in_the_clear(Gateway(tmp_path_factory.mktemp("streams"), {"tstapp.yaml": tstapp(echo.port)}))
    yield gateway
    assert gateway.process.poll() is None, f"the gateway died:\n{gateway.errors.text()}"
    assert gateway.stop() == 0


@pytest.fixture(scope="module")
def client(place):
    return place.create_client("tstapp_data.read", name="Listener")


@pytest.fixture
def token(place, client):
    return place.token(client, "tstapp_data.read")


@pytest.fixture
def connection(place):
    with Multiplexed(place) as connection:
        yield connection


@pytest.mark.parametrize("deflate", [True, False])
def test_messages_of_every_kind_pass_unharmed(connection, echo, token, deflate):
    opened = connection.open(header_token=token, deflate=deflate)
    assert opened.status == 200
    assert ("sec-websocket-extensions" in opened.headers) == deflate
    assert not {"upgrade", "connection", "sec-websocket-accept"} & opened.headers.keys()
    for message in ("hello", "", "grüße ☂", b"", bytes(range(256)), b"x" * 126, os.urandom(65_536), os.urandom(1 << 20)):
        opened.send(message)
        assert opened.receive() == message
    opened.send("half")
    assert opened.receive() == "the first part, the second part"
    assert opened.close() == 1000
    assert echo.wait_for().close_code() == 1000


def test_many_go_on_one_connection_beside_requests(connection, echo, token):
    sockets = [connection.open(header_token=token) for _ in range(20)]
    for index, opened in enumerate(sockets):
        opened.send(f"message {index}")
    assert connection.request("/tstapp/data/1").status == 401
    assert [opened.receive() for opened in reversed(sockets)] == [f"message {index}" for index in reversed(range(20))]
    assert connection.request("/tstapp/open/page").status == 200
    assert {opened.close() for opened in sockets} == {1000}


def test_the_upstream_learns_who_calls_and_never_gets_the_token(place, connection, echo, client, token):
    opened = connection.open(token=token, subprotocols=["chat"])
    assert opened.status == 200 and opened.headers["sec-websocket-protocol"] == "chat"
    visit = echo.wait_for()
    assert visit.path == "/tstapp/data/socket" and visit.headers["X-Gatehouse-Subject"] == client.client_id
    assert visit.headers["Sec-WebSocket-Protocol"] == "chat" and visit.headers["Origin"] == "https://elsewhere.test"
    assert token not in str(visit.headers) and "bearer" not in str(visit.headers)
    identifier = opened.headers["x-request-id"]
    assert opened.close() == 1000
    line = place.access_lines(lambda line: line["request_id"] == identifier)[0]
    assert (line["method"], line["status"], line["decision"], line["route"]) == ("GET", 101, "permit", "GET /data/**")


def test_policy_decides_as_about_the_get(place, connection, echo, token):
    assert connection.open().status == 401
    assert connection.open(token=token[:-4] + "AAAA").status == 401
    writer = place.create_client("tstapp_data.write", name="Writer")
    refused = connection.open(token=place.token(writer))
    assert refused.status == 403 and 'error="insufficient_scope"' in refused.headers["www-authenticate"]
    assert connection.open(token=token, header_token=token).status == 400
    assert connection.open("/tstapp/nowhere").status == 404
    old = connection.open(version="8", header_token=token)
    assert old.status == 426 and old.headers["sec-websocket-version"] == "13"
    other = {":method": "CONNECT", ":protocol": "connect-ip"}
    assert connection.request("/tstapp/open/x", **other).status == 501
    assert echo.heads == []
    # What the upstream refuses is an ordinary answer.
    relayed = connection.open("/tstapp/open/refused/x")
    relayed.wait(lambda: relayed.has_ended)
    assert (relayed.status, relayed.body) == (403, b"not here\n")
    # What it takes for an ordinary request has opened nothing.
    assert connection.open("/tstapp/open/page").status == 501


def test_it_ends_when_its_token_is_revoked(place, connection, echo, client, token):
    opened, unharmed = connection.open(token=token), connection.open(header_token=place.token(client))
    assert place.ask("/oauth2/revoke", client, token=token).status_code == 200
    assert opened.receive().code == 4401
    assert echo.wait_for().close_code() == 4401
    opened.finish()
    opened.wait(lambda: opened.has_ended)
    unharmed.send("hello")
    assert unharmed.receive() == "hello"


def test_a_client_that_opens_no_window_costs_no_memory_and_holds_up_nobody(place, connection, echo, token):
    before = place.resident_bytes()
    slow, quick = connection.open(header_token=token), connection.open(header_token=token)
    slow.reads = False
    # The connection's window is for all: what one leaves in it, the others have.
    connection.h2.increment_flow_control_window(1 << 26)
    connection.flush()
    connection.socket.settimeout(1)
    frames = slow.frames.send(BytesMessage(data=b"x" * 4_000)) * 25
    with contextlib.suppress(TimeoutError):
        for _ in range(400):
            slow.send_bytes(frames)
        pytest.fail("the gate takes without end what nobody reads")
    connection.socket.settimeout(20)
    assert place.resident_bytes() - before < 24 << 20
    quick.send("hello")
    assert quick.receive() == "hello"
    slow.cancel()
    assert quick.close() == 1000


def test_a_stream_that_is_cancelled_takes_the_upstreams_side_along(connection, echo, token):
    cancelled, other = connection.open(header_token=token), connection.open(header_token=token)
    cancelled.cancel()
    assert echo.wait_for().close_code() == 1006
    other.send("hello")
    assert other.receive() == "hello"


def test_what_is_no_frame_is_not_carried(connection, echo):
    opened = connection.open("/tstapp/open/socket")
    opened.send_bytes(b"GET /tstapp/data/hidden HTTP/1.1\r\nHost: x\r\n\r\n")
    assert opened.receive().code == 1002
    assert echo.wait_for().close_code() == 1001
    assert "hidden" not in " ".join(seen.path for seen in echo.heads)


def test_a_page_opens_one_beside_its_requests(make_gateway, echo, tmp_path, browser):  # noqa: F811
    stage = Stage(make_gateway, echo, tmp_path).start()
    client = stage.gateway.create_client("tstapp_data.read", name="Page")
    token = stage.token(client)
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(stage.url("/tstapp/open/page"))
    assert page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol") == "h2"
    opened = page.evaluate(
        """([url, token]) => new Promise((resolve, reject) => {
            window.socket = new WebSocket(url, ["bearer", token]);
            window.ended = new Promise(done => socket.onclose = event => done([event.code, event.wasClean]));
            socket.onerror = () => reject("error");
            socket.onopen = () => socket.send("hello from a page");
            socket.onmessage = event => resolve([socket.protocol, event.data]);
        })""",
        [f"wss://localhost:{stage.port}/tstapp/data/page", token],
    )
    assert opened == ["bearer", "hello from a page"]
    # No connection of its own: it is one stream of the page's.
    assert stage.metric("gatehouse_websockets ") == 1
    assert stage.metric("gatehouse_client_connections ") == 1
    form = {"token": token}
    pair = (client.client_id, client.client_secret)
    assert stage.get("/oauth2/revoke", method="POST", data=form, auth=pair).status_code == 200
    assert page.evaluate("window.ended") == [4401, True]
    eventually(lambda: stage.metric("gatehouse_websockets ") == 0, what="the WebSocket's end")
    context.close()
