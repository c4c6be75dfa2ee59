"""What an operator sees: probes, metrics, the access log, and an admin listener that strangers cannot reach."""

import json
import pathlib
import re

import requests

from support.gateway import free_ports
from support.policies import tstapp


def test_probes_answer(gateway):
    assert gateway.admin("/healthz").status_code == 200
    assert gateway.admin("/readyz").status_code == 200


def test_metrics_are_prometheus_text_and_count_decisions(gateway, upstream, read_token):
    def counted():
        text = gateway.admin("/metrics").text
        total = 0.0
        for line in text.splitlines():
            if line.startswith("gatehouse_policy_decisions") and 'decision="permit"' in line and "GET /data/**" in line:
                total += float(line.rsplit(" ", 1)[1])
        return total

    before = counted()
    for _ in range(3):
        assert gateway.get("/tstapp/data/1", read_token).status_code == 200

    assert counted() == before + 3
    answer = gateway.admin("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain")
    for line in answer.text.splitlines():
        assert line == "" or line.startswith("# ") or len(line.rsplit(" ", 1)) == 2
    assert "http_server_request_duration" in answer.text


def test_every_metric_is_documented(gateway, reader):
    assert requests.get(gateway.url("/oauth2/token"), timeout=30).status_code >= 400
    docs = pathlib.Path(__file__).parents[2] / "Sources/Gatehouse/Gatehouse.docc/Logging.md"
    documented = set(re.findall(r"`([a-z0-9_]+)`", docs.read_text()))
    on_page = set(re.findall(r"^# TYPE (\S+) ", gateway.admin("/metrics").text, re.MULTILINE))
    assert len(on_page) > 25
    assert on_page <= documented


def test_metrics_name_routes_and_never_paths_or_clients(gateway, upstream, reader, read_token):
    gateway.get("/tstapp/data/a-very-particular-path", read_token)

    text = gateway.admin("/metrics").text

    assert "a-very-particular-path" not in text
    assert reader.client_id not in text


def test_the_admin_listener_answers_only_to_loopback_names(gateway):
    for host in ("evil.example", f"evil.example:{gateway.admin_port}", "127.0.0.1.evil.example"):
        assert gateway.admin("/metrics", headers={"Host": host}).status_code == 421, host
    assert gateway.admin("/metrics", headers={"Host": f"localhost:{gateway.admin_port}"}).status_code == 200


def test_probes_and_metrics_are_not_on_the_public_listener(gateway):
    for path in ("/healthz", "/readyz", "/metrics"):
        assert gateway.get(path).status_code == 404, path


def test_an_operations_listener_serves_probes_alone(make_gateway, own_upstream):
    port = free_ports(1)[0]
    gateway = make_gateway({"tstapp.yaml": tstapp(own_upstream.port)}, arguments=("--ops-listen", f"127.0.0.1:{port}"))
    gateway.start()

    def status(path, host="prober.internal"):
        return requests.get(f"http://127.0.0.1:{port}{path}", headers={"Host": host}, timeout=10).status_code

    assert [status(path) for path in ("/healthz", "/readyz", "/metrics")] == [200, 200, 200]
    assert status("/") == 404


def test_each_request_has_one_access_line_and_no_line_has_a_secret(own_gateway, own_upstream):
    gateway = own_gateway
    client = gateway.create_client("tstapp_data.read")
    token = gateway.token(client)
    served = gateway.get("/tstapp/data/1?token=query-secret", token, method="GET")
    gateway.get("/tstapp/data/1", token, method="DELETE")
    gateway.get("/tstapp/data/1", token + "x")
    gateway.get("/tstapp/nowhere")

    def of_application(line):
        return "tstapp" in json.dumps(line)

    lines = gateway.access_lines(of_application, count=4)
    assert sorted(line["status"] for line in lines) == [200, 401, 403, 404]
    assert gateway.stop() == 0

    everything = gateway.log.text() + gateway.errors.text()
    own_lines = [json.loads(line) for line in gateway.log if line.startswith("{") and "/data/**" in line]
    assert len(own_lines) == 3, "one line for each request, no more"
    permitted = next(line for line in lines if line["status"] == 200)
    assert permitted["client"] == client.client_id
    assert permitted["decision"] == "permit"
    assert permitted["route"] == "GET /data/**"
    assert permitted["request_id"] == own_upstream.requests[0].one("X-Request-Id")
    assert served.status_code == 200
    for secret in (token, token.split(".")[2], client.client_secret, "query-secret"):
        assert secret not in everything


def test_the_access_log_can_be_off(make_gateway, own_upstream):
    gateway = make_gateway(
        {"tstapp.yaml": tstapp(own_upstream.port), "gateway.yaml": "access_log: off\n"},
    ).start()
    assert gateway.get("/tstapp/health").status_code == 200
    assert gateway.stop() == 0
    assert [line for line in gateway.log if "/health" in line] == []
