"""HTTP/2 as curl, httpx, a gRPC client and nghttp2's load generator meet it."""

import concurrent.futures
import hashlib
import socket
import subprocess
import threading
import time

import grpc
import httpx
import pytest

from support.gateway import environment
from support.policies import tstapp
from support.waiting import eventually
from test_tls import Stage


@pytest.fixture
def stage(make_gateway, own_upstream, tmp_path):
    return Stage(make_gateway, own_upstream, tmp_path).start()


@pytest.fixture
def cleartext(make_gateway, own_upstream):
    gateway = make_gateway({"tstapp.yaml": tstapp(own_upstream.port)})
    (gateway.policies / "gateway.yaml").write_text("http2_cleartext: true\n")
    gateway.start()
    return gateway


@pytest.fixture
def client(stage):
    with httpx.Client(http2=True, http1=False, verify=stage.context(), base_url=stage.url(""), timeout=20) as client:
        yield client


def curl(*arguments):
    command = ["curl", "--silent", "--max-time", "20", "--output", "/dev/null", "--write-out", "%{http_code} %{http_version}"]
    return subprocess.run(
        [*command, *map(str, arguments)], capture_output=True, text=True, env=environment(), timeout=30
    ).stdout


def standing_still(counted):
    """The sum of what was counted, once nothing has come for a while."""
    last = [None, 0.0]

    def stands():
        total, now = sum(counted), time.monotonic()
        if total != last[0]:
            last[:] = [total, now]
        return total > 0 and now - last[1] > 0.7

    eventually(stands, within=20, what="nothing moves any more")
    return last[0]


def refuses(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return True
    return False


def test_curl_agrees_on_http_2_and_may_still_speak_http_1(stage):
    for flag, version in (("--http2", "2"), ("--http1.1", "1.1")):
        assert curl(flag, "--cacert", stage.ca, stage.url("/tstapp/open/x")) == f"200 {version}"


def test_prior_knowledge_is_for_those_who_set_it(cleartext, gateway):
    assert curl("--http2-prior-knowledge", cleartext.url("/tstapp/open/x")) == "200 2"
    assert curl("--http1.1", cleartext.url("/tstapp/open/x")) == "200 1.1"
    # Not asked for: no HTTP/2, neither at once nor by Upgrade.
    assert not curl("--http2-prior-knowledge", gateway.url("/tstapp/open/x")).startswith("200")
    assert curl("--http2", gateway.url("/tstapp/open/x")) == "501 1.1"


def test_a_token_is_got_and_used(stage, client, own_upstream):
    credentials = stage.gateway.create_client("tstapp_data.read")
    answer = client.post(
        "/oauth2/token",
        data={"grant_type": "client_credentials"},
        auth=(credentials.client_id, credentials.client_secret),
    )
    assert answer.http_version == "HTTP/2" and answer.status_code == 200, answer.text
    token = answer.json()["access_token"]
    answer = client.get("/tstapp/data/1?q=%20", headers={"Authorization": f"Bearer {token}", "Cookie": "a=1; b=2"})
    assert answer.http_version == "HTTP/2" and answer.status_code == 200
    seen = own_upstream.wait_for(1)[0]
    assert seen.line() == "GET /tstapp/data/1?q=%20" and seen.version == "HTTP/1.1"
    assert seen.one("X-Forwarded-Proto") == "https" and seen.one("Cookie") == "a=1; b=2"
    assert not seen.all("Authorization") and seen.one("Host")


def test_refusals_are_those_of_http_1(stage, client):
    answer = client.get("/tstapp/data/1")
    assert answer.status_code == 401 and answer.json()["error"] == "missing_token"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert "Connection" not in answer.headers
    assert client.get("/tstapp/nowhere").status_code == 404
    assert client.request("PUT", "/tstapp/health").headers["Allow"]


def test_many_streams_are_carried_at_once(client, own_upstream):
    gate = threading.Barrier(32)

    def together(connection, request):
        gate.wait(10)
        connection.answer(body=b"together")

    own_upstream.on("/tstapp/open/together", together)
    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda _: client.get("/tstapp/open/together"), range(32)))
    assert [answer.text for answer in answers] == ["together"] * 32
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == 32


def test_large_bodies_pass_in_both_directions(client, own_upstream):
    body = b"0123456789abcdef" * 1_250_000
    own_upstream.on("/tstapp/open/large", lambda connection, request: connection.answer(body=body))
    echoed = client.post("/tstapp/open/x", content=body).json()
    assert echoed["length"] == len(body)
    # Without a length, in pieces as they come.
    echoed = client.post("/tstapp/open/x", content=iter([body[:7], body[7:100_000], body[100_000:]])).json()
    assert echoed["length"] == len(body)
    assert hashlib.sha256(client.get("/tstapp/open/large").content).digest() == hashlib.sha256(body).digest()


def test_a_slow_reader_holds_its_upstream_back_and_nobody_else(stage, client, own_upstream):
    sent = []

    def pour(connection, request):
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n")
        for _ in range(600):
            connection.send(b"x" * 100_000)
            sent.append(100_000)

    own_upstream.on("/tstapp/open/pour", pour)
    before = stage.gateway.resident_bytes()
    with client.stream("GET", "/tstapp/open/pour") as slow:
        pieces = slow.iter_raw()
        received = len(next(pieces))
        assert standing_still(sent) < 30_000_000
        assert stage.gateway.resident_bytes() - before < 20_000_000
        received += sum(len(piece) for piece in pieces)
    assert received == 60_000_000


def test_a_slow_upstream_holds_its_client_back(stage, client, own_upstream):
    go_on = threading.Event()
    seen = []

    def sip(connection, request):
        go_on.wait(20)
        seen.append(sum(len(piece) for piece in connection.pieces(request)))
        connection.answer(body=b"done")

    own_upstream.on("/tstapp/open/sip", sip)
    given = []

    def pieces():
        for _ in range(400):
            given.append(100_000)
            yield b"y" * 100_000

    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.post, "/tstapp/open/sip", content=pieces())
        assert standing_still(given) < 30_000_000
        go_on.set()
        assert answer.result(30).text == "done"
    assert seen == [40_000_000]


def test_trailers_arrive_as_trailers(client, own_upstream):
    def answer(connection, request):
        connection.send(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 9\r\nX-Gatehouse-Subject: root\r\n\r\n"
        )

    own_upstream.on("/tstapp/open/trailers", answer)
    answer = client.get("/tstapp/open/trailers")
    assert answer.text == "abc" and answer.http_version == "HTTP/2"


def test_events_come_as_they_are_said(client, own_upstream):
    go_on = threading.Event()

    def events(connection, request):
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        connection.send(b"9\r\ndata: 1\n\n\r\n")
        assert go_on.wait(10)
        connection.send(b"9\r\ndata: 2\n\n\r\n0\r\n\r\n")

    own_upstream.on("/tstapp/open/events", events)
    with client.stream("GET", "/tstapp/open/events") as stream:
        lines = stream.iter_lines()
        assert next(lines) == "data: 1"
        go_on.set()
        assert [line for line in lines if line] == ["data: 2"]


def test_an_answer_cut_short_is_no_whole_one(client, own_upstream):
    def cut(connection, request):
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        connection.close()

    own_upstream.on("/tstapp/open/cut", cut)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/tstapp/open/cut")
    assert client.get("/tstapp/open/x").status_code == 200


def test_a_grpc_client_reads_refusals(stage):
    credentials = grpc.ssl_channel_credentials(root_certificates=stage.ca.read_bytes())
    with grpc.secure_channel(f"localhost:{stage.port}", credentials) as channel:
        for path, code in (
            ("/tstapp/data/Call", grpc.StatusCode.UNAUTHENTICATED),
            ("/nowhere.Service/Call", grpc.StatusCode.UNIMPLEMENTED),
        ):
            call = channel.unary_unary(path, lambda data: data, lambda data: data)
            with pytest.raises(grpc.RpcError) as refused:
                call(b"hello", timeout=10)
            assert refused.value.code() == code
            names = [name for name, _ in (*refused.value.initial_metadata(), *refused.value.trailing_metadata())]
            assert "x-request-id" in names
            assert ("www-authenticate" in names) == (code == grpc.StatusCode.UNAUTHENTICATED)


def test_a_server_that_stops_finishes_what_is_open(stage, own_upstream):
    began, go_on = threading.Event(), threading.Event()

    def late(connection, request):
        began.set()
        go_on.wait(10)
        connection.answer(body=b"late")

    own_upstream.on("/tstapp/open/late", late)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        answer = pool.submit(curl, "--http2", "--cacert", stage.ca, stage.url("/tstapp/open/late"))
        assert began.wait(10)
        stopped = pool.submit(stage.gateway.stop)
        eventually(lambda: refuses(stage.port), what="the listener closes")
        go_on.set()
        assert answer.result(20) == "200 2"
        assert stopped.result(30) == 0


def test_a_load_generator_finds_no_fault(cleartext):
    loaded = subprocess.run(
        ["h2load", "-n", "3000", "-c", "8", "-m", "32", cleartext.url("/.well-known/openid-configuration")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "3000 succeeded, 0 failed, 0 errored" in loaded.stdout, loaded.stdout
