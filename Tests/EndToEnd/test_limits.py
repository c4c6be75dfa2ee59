"""Limits of a policy: who sends too much is told when to come back, and nobody else notices."""

import pytest
from support.gateway import Gateway
from support.policies import tstapp
from support.upstream import Upstream
from support.waiting import eventually

LIMITS = """\
limits:
  - { by: client, rate: 3/hour, routes: [GET /data/**] }
  - { by: address, rate: 100/second, burst: 1000 }
"""


@pytest.fixture
def gate(tmp_path):
    upstream = Upstream()
    gateway = Gateway(tmp_path, {"tstapp.yaml": tstapp(upstream.port) + LIMITS}).start()
    yield gateway
    assert gateway.stop() == 0
    upstream.close()


def test_a_client_is_refused_beyond_its_limit_and_told_when_to_come_back(gate):
    token = gate.token(gate.create_client("tstapp_data.read"))
    # Over several connections, so over several event loops.
    answers = [gate.get("/tstapp/data/1", token) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert '"client";q=3;w=3600' in answers[0].headers["RateLimit-Policy"]
    assert '"client";r=2;t=1200' in answers[0].headers["RateLimit"]
    refused = answers[3]
    assert 1100 <= int(refused.headers["Retry-After"]) <= 1200
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["error"] == "rate_limited"

    assert gate.get("/tstapp/health").status_code == 200
    other = gate.token(gate.create_client("tstapp_data.read", name="Other"))
    assert gate.get("/tstapp/data/1", other).status_code == 200

    def told():
        result = gate.cli("why", refused.headers["X-Request-Id"], "--data", str(gate.data), check=False)
        return result.returncode == 0 and result.stdout

    assert "sent more than 3 an hour" in eventually(told, within=10, every=0.1)
    metrics = gate.admin("/metrics").text
    assert any("rate_limited" in line and line.rstrip().endswith(" 2") for line in metrics.splitlines())


def test_explain_names_the_limits(gate):
    result = gate.cli(
        "policy", "explain", "GET", "/tstapp/data/1", "--policies", str(gate.policies), check=False
    )
    assert "client 3/hour" in result.stdout and "address 100/second, burst 1000" in result.stdout
