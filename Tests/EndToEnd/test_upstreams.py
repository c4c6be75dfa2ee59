"""Several upstreams: who gets requests, what one that fails costs the client, and what a policy bounds."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from support.gateway import Gateway, free_ports
from support.upstream import Upstream
from support.waiting import eventually

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = sys.argv[1].encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *arguments):
        pass
class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True
Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def policy(ports, *lines, routes="  ANY /**: public\n"):
    upstreams = ", ".join(f"http://127.0.0.1:{port}" for port in ports)
    return f"application: app\nupstream: [{upstreams}]\nroutes:\n{routes}" + "".join(f"{line}\n" for line in lines)


class Process:
    """A server of its own that says its port."""

    def __init__(self, port):
        self.port = port
        self.start()

    def start(self):
        self.process = subprocess.Popen([sys.executable, "-c", SERVER, str(self.port)])
        eventually(self._answers, within=20, what="the server answers")

    def _answers(self):
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/", timeout=2).ok
        except requests.RequestException:
            return False

    def kill(self):
        self.process.kill()
        self.process.wait()


@pytest.fixture
def run(tmp_path):
    """Starts a gateway with one policy."""
    started = []

    def start(text):
        gateway = Gateway(tmp_path / "gateway", {"app.yaml": text}).start()
        started.append(gateway)
        return gateway

    yield start
    for gateway in started:
        assert gateway.stop() == 0


@pytest.fixture
def upstreams():
    made = [Upstream(), Upstream()]
    yield made
    for upstream in made:
        upstream.close()


def metric(gateway, name, **labels):
    for line in gateway.admin("/metrics").text.splitlines():
        if line.startswith(name + "{") and all(f'{key}="{value}' in line for key, value in labels.items()):
            return float(line.rsplit(" ", 1)[1])
    return None


def test_one_of_three_may_die_under_load_and_comes_back(run):
    servers = [Process(port) for port in free_ports(3)]
    gateway = run(
        policy(
            [server.port for server in servers],
            "health_check: { path: /, interval_seconds: 1, timeout_seconds: 1, unhealthy_after: 2, healthy_after: 1 }",
        )
    )
    over = threading.Event()
    counts = [0] * 8

    def load(index):
        answers = []
        with requests.Session() as session:
            while not over.is_set():
                answer = session.get(gateway.url("/x"), timeout=20)
                answers.append((answer.status_code, answer.text))
                counts[index] += 1
        return answers

    dead = servers[1]
    label = f"http://127.0.0.1:{dead.port}"
    try:
        with ThreadPoolExecutor(8) as pool:
            work = [pool.submit(load, index) for index in range(8)]
            eventually(lambda: min(counts) > 20)
            dead.kill()
            eventually(
                lambda: metric(gateway, "gatehouse_upstream_healthy", upstream=label) == 0, within=15
            )
            before = list(counts)
            eventually(lambda: all(now > then + 20 for now, then in zip(counts, before)))
            over.set()
            answers = [answer for part in work for answer in part.result()]
        assert len(answers) > 100 and {status for status, _ in answers} == {200}
        assert {text for _, text in answers} == {str(server.port) for server in servers}

        # It is ejected at once; what lets it return early is a check that it had failed.
        eventually(lambda: "upstream unhealthy" in gateway.errors.text(), within=15)
        dead.start()
        eventually(lambda: metric(gateway, "gatehouse_upstream_healthy", upstream=label) == 1, within=15)
        texts = {requests.get(gateway.url("/x"), timeout=20).text for _ in range(60)}
        assert str(dead.port) in texts
        assert "upstream unhealthy" in gateway.errors.text() and "upstream healthy" in gateway.errors.text()
    finally:
        over.set()
        for server in servers:
            server.kill()


def test_a_post_is_never_sent_twice(run, upstreams):
    good, bad = upstreams

    def breaks(connection, request):
        connection.read_body(request)
        connection.close(reset=True)

    bad.on("/order", breaks)
    gateway = run(policy([good.port, bad.port], "ejection: false"))
    statuses = [
        requests.post(gateway.url("/order"), data=b"x", headers={"X-Number": str(number)}, timeout=20).status_code
        for number in range(30)
    ]
    seen = [request.one("X-Number") for upstream in upstreams for request in upstream.requests]
    assert sorted(seen) == sorted(str(number) for number in range(30))
    assert set(statuses) == {200, 502} and statuses.count(502) == len(bad.requests)

    bad.on("/thing", lambda connection, request: connection.close(reset=True))
    assert {requests.get(gateway.url("/thing"), timeout=20).status_code for _ in range(30)} == {200}
    assert metric(gateway, "gatehouse_upstream_retries_total", application="app", result="sent") > 0


def test_a_slow_one_gets_less(run, upstreams):
    quick, slow = upstreams

    never = threading.Event()

    def late(connection, request):
        never.wait(0.1)
        connection.answer(body=b"slow")

    slow.on("/x", late)
    gateway = run(policy([quick.port, slow.port]))
    with ThreadPoolExecutor(8) as pool:
        assert {answer.status_code for answer in pool.map(lambda _: gateway.get("/x"), range(300))} == {200}
    assert 0 < len(slow.requests) < len(quick.requests) / 2


def test_the_circuit_breaks_at_once(run, upstreams):
    held = threading.Event()
    for upstream in upstreams:
        upstream.on("/held", lambda connection, request: held.wait(30) and connection.answer())
    gateway = run(policy([upstream.port for upstream in upstreams], "concurrency: 2"))
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(gateway.get, "/held") for _ in range(4)]
        eventually(lambda: sum(len(upstream.requests) for upstream in upstreams) == 4)
        refused = gateway.get("/x")
        assert refused.status_code == 503
        assert refused.json()["error"] == "upstream_overloaded"
        held.set()
        assert [answer.result().status_code for answer in waiting] == [200] * 4
    assert gateway.get("/x").status_code == 200

    def told():
        result = gateway.cli("why", refused.headers["X-Request-Id"], "--data", str(gateway.data), check=False)
        return result.returncode == 0 and result.stdout

    assert "as many requests under way" in eventually(told, within=10, every=0.1)


def test_bounds_are_those_of_the_route(run, upstreams):
    upstream, other = upstreams
    over = threading.Event()
    for one in upstreams:
        for path in ("/slow", "/patient"):
            one.on(path, lambda connection, request: over.wait(2.5) or connection.answer())
        one.on("/large", lambda connection, request: connection.answer(body=b"x" * 2000))
    routes = (
        "  GET /slow: { access: public, timeouts: { response_seconds: 1 } }\n"
        "  POST /small: { access: public, size_limits: { request_bytes: 10 } }\n"
        "  ANY /**: public\n"
    )
    gateway = run(policy([upstream.port, other.port], "size_limits: { response_bytes: 1000 }", routes=routes))
    assert gateway.get("/slow").status_code == 504
    assert gateway.get("/patient").status_code == 200
    assert gateway.get("/small", method="POST", data=b"x" * 10).status_code == 200
    assert gateway.get("/small", method="POST", data=b"x" * 11).status_code == 413
    assert gateway.get("/small", method="POST", data=iter([b"x" * 11])).status_code == 413
    assert gateway.get("/large").status_code == 502
    assert gateway.get("/x", headers={"X": "x" * 70_000}).status_code == 431
    assert gateway.get("/" + "x" * 20_000).status_code == 414
    over.set()


@pytest.mark.parametrize("choice", ["keep", "upstream", "api.example.com"])
def test_the_upstream_is_told_the_host_that_is_chosen(run, upstreams, choice):
    gateway = run(policy([upstream.port for upstream in upstreams], f"host_header: {choice}"))
    for _ in range(20):
        assert gateway.get("/x").status_code == 200
    for upstream in upstreams:
        wanted = {"keep": gateway.authority, "upstream": f"127.0.0.1:{upstream.port}"}.get(choice, choice)
        assert upstream.requests and {request.one("Host") for request in upstream.requests} == {wanted}


def test_a_name_with_an_address_that_does_not_listen_is_no_matter(run, upstreams):
    upstream = upstreams[0]
    gateway = run(
        f"application: app\nupstream: http://localhost:{upstream.port}\nroutes:\n  ANY /**: public\n"
        "resolve_seconds: 1\n"
    )
    eventually(
        lambda: metric(gateway, "gatehouse_upstream_healthy", upstream=f"http://localhost:{upstream.port} (127.")
        is not None
    )
    for _ in range(30):
        assert gateway.get("/x", method="POST", data=b"x").status_code == 200


def test_what_is_known_outlives_a_reload(run, upstreams):
    upstream, dead = upstreams[0], free_ports(1)[0]
    gateway = run(policy([upstream.port, dead]))
    label = f"http://127.0.0.1:{dead}"
    eventually(
        lambda: gateway.get("/x").ok and metric(gateway, "gatehouse_upstream_healthy", upstream=label) == 0,
        within=20,
    )
    def generation():
        lines = gateway.admin("/metrics").text.splitlines()
        return [line for line in lines if line.startswith("gatehouse_snapshot_generation ")]

    before = generation()
    gateway.write_policy("app.yaml", policy([upstream.port, dead], "slow_start_seconds: 5"))
    eventually(lambda: generation() != before)
    assert metric(gateway, "gatehouse_upstream_healthy", upstream=label) == 0
    assert metric(gateway, "gatehouse_upstream_ejections_total", upstream=label) == 1


def test_explain_and_schema_know_it(run, upstreams):
    gateway = run(
        policy(
            [upstream.port for upstream in upstreams],
            "balance: round_robin",
            "timeouts: { response_seconds: 7 }",
        )
    )
    result = gateway.cli("policy", "explain", "GET", "/x", "--policies", str(gateway.policies), check=False)
    assert "round_robin" in result.stdout and "response 7 s" in result.stdout
    assert all(str(upstream.port) in result.stdout for upstream in upstreams)
    assert '"health_check"' in gateway.cli("policy", "schema").stdout
