"""Fixtures: one shared gateway with a recording upstream for most stories, and fresh ones for those that stop theirs."""

import pathlib
import sys
import threading

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from support.gateway import BINARY, Gateway  # noqa: E402
from support.policies import tstapp  # noqa: E402
from support.upstream import Upstream  # noqa: E402


def pytest_configure():
    if not BINARY.exists():
        pytest.exit(f"{BINARY} does not exist: build first, or name a binary in GATEHOUSE", returncode=2)


@pytest.fixture(scope="session")
def _shared_upstream():
    with_requests = Upstream()
    yield with_requests
    with_requests.close()


@pytest.fixture(scope="session")
def _silent_upstream():
    """Takes requests and never answers."""
    over = threading.Event()
    upstream = Upstream()
    upstream.on("/silent/x", lambda connection, request: over.wait())
    yield upstream
    over.set()
    upstream.close()


@pytest.fixture(scope="session")
def gateway(tmp_path_factory, _shared_upstream, _silent_upstream):
    """A running gateway that no story stops."""
    policies = {
        "tstapp.yaml": tstapp(_shared_upstream.port),
        "silent.yaml": "application: silent\nname: Silent\nprefix: /silent\nroutes:\n  GET /**: public\n"
        f"upstream: http://127.0.0.1:{_silent_upstream.port}\n",
    }
    gateway = Gateway(tmp_path_factory.mktemp("shared"), policies).start()
    yield gateway
    assert gateway.process.poll() is None, f"the shared gateway died:\n{gateway.errors.text()}"
    assert gateway.stop() == 0


@pytest.fixture(scope="session", autouse=True)
def unanswered(gateway):
    """A request that no upstream answers, sent before all others: its story takes a minute, so it starts first."""
    with gateway.wire(timeout=90) as wire:
        wire.send(f"GET /silent/x HTTP/1.1\r\nHost: {gateway.authority}\r\n\r\n".encode())
        yield wire


@pytest.fixture
def upstream(_shared_upstream):
    """The shared gateway's upstream, with nothing recorded yet."""
    _shared_upstream.forget()
    return _shared_upstream


@pytest.fixture(scope="session")
def reader(gateway):
    return gateway.create_client("tstapp_data.read", name="Reader")


@pytest.fixture(scope="session")
def writer(gateway):
    return gateway.create_client("tstapp_data.read", "tstapp_data.write", name="Writer")


@pytest.fixture(scope="session")
def read_token(gateway, reader):
    return gateway.token(reader, "tstapp_data.read")


@pytest.fixture(scope="session")
def write_token(gateway, writer):
    return gateway.token(writer)


@pytest.fixture
def own_upstream():
    """An upstream of this test alone."""
    upstream = Upstream()
    yield upstream
    upstream.close()


@pytest.fixture
def make_gateway(tmp_path):
    """Makes gateways that end with the test."""
    made = []

    def make(policies=None, name="gateway", **options):
        gateway = Gateway(tmp_path / name, policies, **options)
        made.append(gateway)
        return gateway

    yield make
    for gateway in made:
        if gateway.process is not None and gateway.process.poll() is None:
            gateway.kill()


@pytest.fixture
def own_gateway(make_gateway, own_upstream):
    """A running gateway of this test alone, in front of `own_upstream`."""
    return make_gateway({"tstapp.yaml": tstapp(own_upstream.port)}).start()
