"""Upstreams that speak HTTP/2: h2c and TLS with ALPN, served by Hypercorn."""

import concurrent.futures
import http.client
import pathlib
import socket
import subprocess
import sys

import pytest

from support.certificates import Authority
from support.gateway import free_ports
from support.hypercorn_app import TOGETHER
from support.policies import TSTAPP
from support.waiting import eventually


class Hypercorn:
    """Hypercorn in a process of its own: `http://` and `h2c://` on one port, `https://` with h2 on the other."""

    def __init__(self, folder):
        self.authority = Authority()
        self.ca = self.authority.write(folder / "ca.pem")
        self.authority.issue(folder, "server", ("localhost",))
        self.plain, self.secure = free_ports(2)
        command = [sys.executable, "-m", "hypercorn", "support.hypercorn_app:app", "--access-logfile", "/dev/null"]
        command += ["--insecure-bind", f"127.0.0.1:{self.plain}", "--bind", f"127.0.0.1:{self.secure}"]
        command += ["--certfile", str(folder / "server.pem"), "--keyfile", str(folder / "server.key")]
        self.process = subprocess.Popen(
            command, cwd=pathlib.Path(__file__).parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for port in (self.plain, self.secure):
            eventually(lambda port=port: self._listens(port), within=20)

    @staticmethod
    def _listens(port):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return False
        return True

    def close(self):
        self.process.terminate()
        self.process.wait(10)


@pytest.fixture(scope="module")
def hypercorn(tmp_path_factory):
    server = Hypercorn(tmp_path_factory.mktemp("hypercorn"))
    yield server
    server.close()


@pytest.fixture(scope="module", params=["h2c", "https"])
def scheme(request):
    return request.param


@pytest.fixture
def gate(make_gateway, hypercorn, scheme):
    address = f"h2c://127.0.0.1:{hypercorn.plain}" if scheme == "h2c" else f"https://localhost:{hypercorn.secure}"
    policy = TSTAPP.replace("http://127.0.0.1:{port}", address)
    gateway = make_gateway({"tstapp.yaml": policy})
    (gateway.policies / "gateway.yaml").write_text(f"upstream_ca: {hypercorn.ca}\n")
    return gateway.start()


def test_a_request_arrives_in_http2_with_who_calls(gate):
    credentials = gate.create_client("tstapp_data.read")
    answer = gate.get("/tstapp/data/seen?a=b", token=gate.token(credentials, "tstapp_data.read"))
    assert answer.status_code == 200
    seen = answer.json()
    assert (seen["version"], seen["method"], seen["path"]) == ("2", "GET", "/tstapp/data/seen")
    headers = dict(seen["headers"])
    assert headers["x-gatehouse-client"] == credentials.client_id
    assert "authorization" not in headers and "connection" not in headers


def test_refusals_do_not_reach_it(gate):
    assert gate.get("/tstapp/data/seen").status_code == 401


@pytest.mark.parametrize("path", ["seen", "length", "404", "500", "204", "304"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE"])
def test_every_kind_of_answer_ends_where_it_should(gate, path, method):
    connection = http.client.HTTPConnection("127.0.0.1", gate.port, timeout=10)
    for _ in range(3):
        connection.request(method, f"/tstapp/open/{path}", headers={"Host": gate.authority})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == (int(path) if path.isdigit() else 200)
        assert bool(body) == (method != "HEAD" and path not in ("204", "304"))
    connection.close()


def test_many_requests_share_a_connection(gate):
    gate.get("/tstapp/open/seen")
    with concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
        answers = list(pool.map(lambda _: gate.get("/tstapp/open/together").status_code, range(4 * TOGETHER)))
    assert answers == [200] * (4 * TOGETHER)
    metrics = gate.admin("/metrics").text
    connects = [line for line in metrics.splitlines() if line.startswith("gatehouse_upstream_connects_total")]
    # One or two for each event loop, besides those to the issuer's own site.
    assert float(connects[0].split()[-1]) < TOGETHER, connects


def test_ten_megabytes_pass_in_both_directions(gate):
    answer = gate.get("/tstapp/open/large")
    assert len(answer.content) == 160 * 65_536
    assert answer.content[65_536 * 7] == 7
    body = bytes(range(256)) * 40_960
    answer = gate.get("/tstapp/open/echo", method="POST", data=body)
    assert answer.content == body


def test_a_chunked_upload_is_answered_piece_by_piece(gate):
    with gate.wire(timeout=10) as wire:
        head = f"POST /tstapp/open/echo HTTP/1.1\r\nHost: {gate.authority}\r\nTransfer-Encoding: chunked\r\n\r\n"
        wire.send(head.encode())
        for index in range(5):
            wire.send(b"7\r\npiece %d\r\n" % index)
            received = b""
            while b"piece %d" % index not in received:
                received += wire.socket.recv(4096)
        wire.send(b"0\r\n\r\n")


def test_events_arrive_when_they_happen(gate):
    answer = gate.get("/tstapp/open/events", stream=True)
    lines = answer.iter_lines()
    for index in range(3):
        assert next(line for line in lines if line) == b"data: %d" % index
        assert gate.get("/tstapp/open/next").status_code == 200
    assert list(lines) == [b""]


def test_clients_that_leave_leave_the_others_alone(gate):
    for _ in range(50):
        with gate.wire(timeout=10) as wire:
            wire.send(f"GET /tstapp/open/large HTTP/1.1\r\nHost: {gate.authority}\r\n\r\n".encode())
            assert wire.socket.recv(1000)
    assert gate.get("/tstapp/open/seen").status_code == 200


def test_a_websocket_to_an_upstream_over_tls_asks_for_http1(gate, scheme):
    with gate.wire(timeout=10) as wire:
        wire.send(
            f"GET /tstapp/open/ws HTTP/1.1\r\nHost: {gate.authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        status = wire.socket.recv(4096).split(b" ")[1]
    # Hypercorn's application takes none, and says so in HTTP/1.1.
    assert status == (b"501" if scheme == "h2c" else b"403") or status == b"500"
