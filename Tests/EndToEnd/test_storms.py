"""After every storm the gate is what it was: it answers, and memory and descriptors have returned.

The long form, with thousands of clients and files of any size, is `Tests/Benchmarks/storms/run`.
"""

import contextlib
import resource
import select
import time

import pytest

from support.gateway import Gateway
from support.policies import tstapp
from support.storms import (
    MEBIBYTE,
    OPEN,
    UPSTREAM_STORMS,
    Client,
    HostileUpstream,
    State,
    ask,
    gauge,
    upstream_storm,
    vanishing_clients,
)
from support.waiting import eventually


@pytest.fixture(scope="module")
def hostile():
    upstream = HostileUpstream()
    yield upstream
    upstream.close()


@pytest.fixture(scope="module")
def gate(tmp_path_factory, hostile):
    gateway = Gateway(tmp_path_factory.mktemp("storms"), {"tstapp.yaml": tstapp(hostile.port)}).start()
    for name in UPSTREAM_STORMS:
        upstream_storm(gateway, name, 8)
    vanishing_clients(gateway, 50)
    hostile.let_go()
    yield gateway
    assert gateway.process.poll() is None, f"the gate died:\n{gateway.errors.text()}"
    assert gateway.stop() == 0


def test_upstreams_that_do_harm_leave_nothing_behind(gate):
    before = State(gate)
    for name, allowed in UPSTREAM_STORMS.items():
        assert upstream_storm(gate, name, 40) <= allowed, name
        assert ask(gate, "fine") == 200, f"the gate does not answer after {name}"
    assert before.problems() == []


def test_clients_that_vanish_leave_nothing_behind(gate, hostile):
    before = State(gate)
    vanishing_clients(gate, 600)
    hostile.let_go()
    assert ask(gate, "fine") == 200
    assert before.problems() == []


def test_an_upstream_that_hangs_holds_no_more_than_its_share(gate, hostile):
    """Beyond the connections to one upstream and its queue, requests are refused at once instead of gathering."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)
    # The hostile upstream is in this process as well.
    files = min(most[1], 12_000)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, most[1]))
    count = min(2_600, files // 3)
    before = State(gate)
    with contextlib.ExitStack() as held:
        clients = [held.enter_context(Client(gate)) for _ in range(count)]
        for client in clients:
            client.socket.sendall(client.head("hang"))

        def answered():
            """Those that have an answer by now."""
            ready = select.poll()
            for client in clients:
                ready.register(client.socket, select.POLLIN)
            return {number for number, _ in ready.poll(0)}

        eventually(lambda: len(answered()) >= count - 2_100, within=20, every=0.1, what="what is too much is refused at once")
        refused = answered()
        statuses = [client.status() for client in clients if client.socket.fileno() in refused]
        assert set(statuses) <= {503}
        assert gauge(gate, "http_server_active_requests") <= 2_100
        assert gate.get("/.well-known/jwks.json").status_code == 200, "others are served"
    hostile.let_go()
    eventually(lambda: ask(gate, "fine") == 200, within=15, every=0.2, what="the upstream is asked again")
    assert before.problems() == []


def test_slow_clients_keep_nobody_else_from_the_gate(gate, hostile):
    """Slow heads, slow bodies, and readers that do not read, all at once."""
    before = State(gate)
    with contextlib.ExitStack() as held:
        slow = [held.enter_context(Client(gate)) for _ in range(300)]
        for number, client in enumerate(slow):
            match number % 3:
                case 0:
                    client.socket.sendall(client.head("fine")[:-2] + b"X-A: b")
                case 1:
                    client.socket.sendall(client.head("hang", "Content-Length: 100000", method="POST") + b"a")
                case 2:
                    client.socket.sendall(client.head("flood"))
        began = time.monotonic()
        assert [ask(gate, "fine") for _ in range(20)] == [200] * 20
        assert time.monotonic() - began < 15
        # A hundred readers that do not read hold what lies in the buffers on the way, not their eight megabytes.
        assert gate.resident_bytes() - before.resident < 128 * MEBIBYTE
    hostile.let_go()
    assert before.problems() == []


def test_idle_connections_are_cheap(gate):
    before = State(gate)
    with contextlib.ExitStack() as held:
        clients = [held.enter_context(Client(gate)) for _ in range(400)]
        for client in clients:
            client.socket.sendall(client.head("fine"))
            assert client.status() == 200
        grown = gate.resident_bytes() - before.resident
        assert grown < 400 * 64 * 1024 + 8 * MEBIBYTE, f"{grown / 400 / 1024:.1f} KB a connection"
    assert before.problems() == []


def test_the_paths_of_a_storm_are_public(gate):
    """A storm proves something only if its requests reach the upstream."""
    assert gate.get(f"{OPEN}/fine").text == "ok"
