"""TLS on the public listener, as curl, Python's ssl and an operator meet it."""

import http.server
import json
import signal
import socket
import ssl
import subprocess
import threading
import time

import pytest
import requests

from support.certificates import Authority
from support.gateway import BINARY, environment, free_ports
from support.policies import tstapp
from support.waiting import eventually


class Stage:
    """A gateway that speaks TLS, with an authority that its clients trust."""

    def __init__(self, make_gateway, upstream, folder, hosts=("localhost",), **settings):
        self.folder = folder
        self.authority = Authority()
        self.ca = self.authority.write(folder / "ca.pem")
        self.shown = {"first": self.authority.issue(folder, "first", hosts)}
        settings = {"certificates": [self.pair("first")], **settings}
        self.gateway = make_gateway({"tstapp.yaml": tstapp(upstream.port)})
        self.settings = settings

    def pair(self, name):
        return {"certificate": str(self.folder / f"{name}.pem"), "key": str(self.folder / f"{name}.key")}

    def add(self, name, *hosts):
        self.shown[name] = self.authority.issue(self.folder, name, hosts)
        self.settings["certificates"].append(self.pair(name))

    def start(self):
        (self.gateway.policies / "gateway.yaml").write_text("tls: " + json.dumps(self.settings) + "\n")
        self.gateway.start()
        return self

    @property
    def port(self):
        return self.gateway.port

    def url(self, path):
        return f"https://localhost:{self.port}{path}"

    def get(self, path, token=None, method="GET", certificate=None, **options):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        pair = certificate and tuple(self.pair(certificate).values())
        return requests.request(
            method, self.url(path), headers=headers, verify=str(self.ca), cert=pair, timeout=20, **options
        )

    def token(self, client, **form):
        form = {"grant_type": "client_credentials", **form}
        return self.get(
            "/oauth2/token", method="POST", data=form, auth=(client.client_id, client.client_secret)
        ).json()["access_token"]

    def context(self, newest=None, certificate=None):
        context = ssl.create_default_context(cafile=str(self.ca))
        context.check_hostname = False
        if newest is not None:
            context.maximum_version = newest
        if certificate is not None:
            context.load_cert_chain(*self.pair(certificate).values())
        return context

    def connect(self, host=None, **options):
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        return self.context(**options).wrap_socket(plain, server_hostname=host)

    def certificate(self, host=None):
        with self.connect(host) as connection:
            return connection.getpeercert(binary_form=True)

    def metric(self, start):
        for line in self.gateway.admin("/metrics").text.splitlines():
            if line.startswith(start):
                return float(line.rsplit(" ", 1)[1])
        return None


@pytest.fixture
def stage(make_gateway, own_upstream, tmp_path):
    def make(**options):
        return Stage(make_gateway, own_upstream, tmp_path, **options)

    return make


def ask(connection, path="/tstapp/open/x"):
    """One request on an open connection, and its answer's status."""
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += connection.recv(65536)
    head, _, body = answer.partition(b"\r\n\r\n")
    length = int(next(line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))[15:])
    while len(body) < length:
        body += connection.recv(65536)
    return int(head.split(b" ")[1])


def test_a_client_gets_a_token_and_calls_over_tls(stage, own_upstream):
    stage = stage(hsts_seconds=60).start()
    discovery = stage.get("/.well-known/oauth-authorization-server").json()
    assert discovery["issuer"] == f"https://localhost:{stage.port}"
    client = stage.gateway.create_client("tstapp_data.read")
    answer = stage.get("/tstapp/data/1", stage.token(client))

    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=60"
    seen = own_upstream.wait_for(1)[0]
    assert seen.one("X-Forwarded-Proto") == "https"
    assert "proto=https" in seen.one("Forwarded")
    refused = stage.get("/tstapp/data/1")
    assert refused.status_code == 401
    assert refused.headers["Strict-Transport-Security"] == "max-age=60"
    assert "https://localhost" in refused.headers["WWW-Authenticate"]


def test_curl_shakes_hands_and_uses_http_2(stage):
    stage = stage().start()
    command = ["curl", "--silent", "--show-error", "--max-time", "20", "--cacert", str(stage.ca)]
    shown = subprocess.run(
        [*command, "--output", "/dev/null", "--write-out", "%{http_code} %{http_version}", stage.url("/tstapp/open/x")],
        capture_output=True,
        text=True,
        env=environment(),
        timeout=30,
    )
    assert shown.stdout == "200 2", shown.stderr


def test_large_bodies_pass_in_both_directions(stage, own_upstream):
    stage = stage().start()
    size = 20_000_000
    own_upstream.on("/tstapp/open/large", lambda connection, request: connection.answer(body=b"x" * size))
    echoed = stage.get("/tstapp/open/x", method="POST", data=b"y" * size).json()
    assert echoed["length"] == size
    assert len(stage.get("/tstapp/open/large").content) == size


def test_the_name_chooses_the_certificate(stage):
    stage = stage()
    stage.add("second", "shop.example.test")
    stage.add("third", "*.example.test")
    stage.start()
    for host, name in [
        ("localhost", "first"), ("shop.example.test", "second"), ("SHOP.example.test", "second"),
        ("other.example.test", "third"), ("a.b.example.test", "first"), ("unknown.test", "first"), (None, "first"),
    ]:  # fmt: skip
        assert stage.certificate(host) == stage.shown[name], host


@pytest.mark.parametrize("minimum", ["1.2", "1.3"])
def test_old_versions_are_refused_and_counted(stage, minimum):
    stage = stage(minimum_version=minimum).start()
    newest = ssl.TLSVersion.TLSv1_1 if minimum == "1.2" else ssl.TLSVersion.TLSv1_2
    with pytest.raises((ssl.SSLError, ConnectionError)):
        context = stage.context()
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = newest
        plain = socket.create_connection(("127.0.0.1", stage.port), timeout=10)
        context.wrap_socket(plain, server_hostname="localhost")
    with stage.connect("localhost") as connection:
        assert connection.version() == "TLSv1.3"
        assert ask(connection) == 200
    assert eventually(lambda: stage.metric('gatehouse_tls_handshakes_total{result="refused"}') == 1)
    assert stage.metric('gatehouse_tls_handshakes_total{result="done"}') == 1
    assert "TLS handshake failed" not in stage.gateway.errors.text()


def test_certificates_are_reloaded_under_open_connections(stage):
    stage = stage().start()
    before = stage.connect("localhost")
    assert ask(before) == 200

    new = stage.authority.issue(stage.folder, "first", days=90)
    eventually(lambda: stage.certificate("localhost") == new, what="the new certificate is shown")
    assert ask(before) == 200
    assert before.getpeercert(binary_form=True) == stage.shown["first"]

    (stage.folder / "first.pem").write_text("nonsense")
    stage.gateway.errors.wait_for(lambda line: "TLS certificates not reloaded" in line)
    assert stage.certificate("localhost") == new
    assert ask(before) == 200

    last = stage.authority.issue(stage.folder, "first", days=90)
    stage.gateway.process.send_signal(signal.SIGHUP)
    eventually(lambda: stage.certificate("localhost") == last, what="the last certificate is shown")
    before.close()


def test_what_soon_expires_is_warned_of_and_its_end_is_a_metric(stage):
    stage = stage()
    stage.authority.issue(stage.folder, "first", days=3.5)
    (stage.folder / "first.key").chmod(0o644)
    stage.start()
    stage.gateway.errors.wait_for(lambda line: "expires in 3 days" in line)
    stage.gateway.errors.wait_for(lambda line: "others than its owner can read this private key" in line)
    expires = stage.metric("gatehouse_tls_certificate_expires_seconds")
    assert expires == pytest.approx(time.time() + 3.5 * 86_400, abs=60)


@pytest.mark.parametrize(
    ("break_it", "status", "sentence"),
    [
        (lambda stage: (stage.folder / "first.pem").unlink(), 3, "first.pem: the file cannot be read"),
        (lambda stage: stage.authority.issue(stage.folder, "first", days=-1), 3, "the certificate has expired"),
        (lambda stage: (stage.folder / "first.key").write_text("x"), 2, "there is no private key in it"),
        (
            lambda stage: stage.authority.issue(stage.folder, "other")
            and (stage.folder / "other.key").rename(stage.folder / "first.key"),
            2,
            "the key does not belong to the certificate",
        ),
    ],
)
def test_a_certificate_that_cannot_be_used_ends_the_start(stage, break_it, status, sentence):
    stage = stage()
    break_it(stage)
    (stage.gateway.policies / "gateway.yaml").write_text("tls: " + json.dumps(stage.settings) + "\n")
    stage.gateway.start(wait=False)
    assert stage.gateway.process.wait(20) == status
    stage.gateway.errors.join()
    assert sentence in stage.gateway.errors.text()
    assert not stage.gateway.data.exists()


def test_settings_are_checked_all_at_once_and_printed(stage, tmp_path):
    stage = stage()
    file = stage.gateway.policies / "gateway.yaml"
    file.write_text(
        "issuer: http://localhost:1\ntls:\n  certificates: [{ certificate: a }, { certificate: b, kee: c }]\n"
        "  minimum_version: 1.1\n  client_certificates: require\n  redirect_listen: nowhere\n"
    )
    command = [str(BINARY), "serve", "--print-config", "--policies", str(stage.gateway.policies)]
    shown = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=30)
    assert shown.returncode == 2
    for problem in (
        "gateway.yaml:3:18: error: this certificate has no key; write key: PATH beside its certificate",
        "gateway.yaml:3:56: error: a certificate has no setting kee here; did you mean 'key'?",
        "gateway.yaml:4:20: error: 1.1 is none of 1.2, 1.3",
        "gateway.yaml:5:24: error: nobody is named who may vouch for clients; write client_ca: PATH beside it",
        "gateway.yaml:6:20: error: nowhere is not HOST:PORT",
        "gateway.yaml:1:9: error: the public listener speaks TLS, and http://localhost:1 does not; write https://",
    ):
        assert problem in shown.stderr, shown.stderr
    assert "tls has no certificate" not in shown.stderr

    file.write_text("tls: { certificates: [{ certificate: a, key: b }], hsts_seconds: 5 }\nlisten: 127.0.0.1:443\n")
    shown = subprocess.run(command, capture_output=True, text=True, env=environment(), timeout=30)
    assert shown.returncode == 0, shown.stderr
    assert "issuer: \"https://localhost\"" in shown.stdout
    assert "    - { certificate: a, key: b }\n" in shown.stdout
    assert '  minimum_version: "1.2"\n  hsts_seconds: 5\n' in shown.stdout


def test_plain_http_is_sent_to_the_same_host_over_tls(stage, own_upstream):
    port = free_ports(1)[0]
    stage = stage(redirect_listen=f"127.0.0.1:{port}").start()

    def asked(method="GET", path="/tstapp/open/x?a=b", host=None):
        return requests.request(
            method,
            f"http://127.0.0.1:{port}{path}",
            headers={"Host": host or f"localhost:{port}"},
            allow_redirects=False,
            timeout=10,
        )

    for method in ("GET", "POST", "DELETE"):
        answer = asked(method)
        assert answer.status_code == 308
        assert answer.headers["Location"] == stage.url("/tstapp/open/x?a=b")
    assert asked(host="api.example.test").headers["Location"].startswith(f"https://api.example.test:{stage.port}/")
    assert asked(host="evil.test/x").status_code == 400
    assert "Strict-Transport-Security" not in asked().headers
    assert own_upstream.requests == []
    followed = requests.get(f"http://localhost:{port}/tstapp/open/x", verify=str(stage.ca), timeout=10)
    assert followed.status_code == 200


def test_a_slow_handshake_holds_nothing(stage):
    stage = stage().start()
    idle = [socket.create_connection(("127.0.0.1", stage.port), timeout=30) for _ in range(20)]
    for connection in idle:
        connection.sendall(b"\x16\x03\x01\x02")
    assert stage.get("/tstapp/open/x").status_code == 200
    for connection in idle:
        assert connection.recv(100) == b""
        connection.close()
    assert eventually(lambda: stage.metric('gatehouse_tls_handshakes_total{result="timeout"}') == 20)


def test_tokens_are_bound_to_the_certificate_of_the_handshake(stage, own_upstream):
    stage = stage()
    stage.settings["client_ca"] = str(stage.ca)
    stage.start()
    for name in ("machine", "thief"):
        stage.authority.issue(stage.folder, name)
    made = stage.gateway.manage(
        "client", "create", "--application", "tstapp", "--name", "Machine", "--grant", "client_credentials",
        "--scope", "tstapp_data.read", "--bind-certificate",
    )  # fmt: skip
    form = {"grant_type": "client_credentials"}
    secret = (made["client_id"], made["client_secret"])
    issued = stage.get("/oauth2/token", method="POST", data=form, auth=secret, certificate="machine")
    assert issued.status_code == 200, issued.text
    token = issued.json()["access_token"]

    assert stage.get("/tstapp/data/1", token, certificate="machine").status_code == 200
    assert "Client-Cert" not in dict(own_upstream.requests[-1].headers)
    assert stage.get("/tstapp/data/1", token).status_code == 401
    assert stage.get("/tstapp/data/1", token, certificate="thief").status_code == 401
    bare = stage.get("/oauth2/token", method="POST", data=form, auth=secret)
    assert bare.status_code in (400, 401), bare.text

    Authority("Stranger").issue(stage.folder, "stranger")
    with pytest.raises(requests.ConnectionError):
        stage.get("/tstapp/open/x", certificate="stranger")


def test_a_client_authenticates_by_its_certificate_alone(stage):
    stage = stage()
    stage.settings["client_ca"] = str(stage.ca)
    stage.start()
    stage.authority.issue(stage.folder, "machine")
    stage.authority.issue(stage.folder, "thief")
    made = stage.gateway.manage(
        "client", "create", "--application", "tstapp", "--name", "Machine", "--grant", "client_credentials",
        "--scope", "tstapp_data.read", "--auth-method", "tls_client_auth", "--tls-subject", "CN=machine",
    )  # fmt: skip
    form = {"grant_type": "client_credentials", "client_id": made["client_id"]}
    issued = stage.get("/oauth2/token", method="POST", data=form, certificate="machine")
    assert issued.status_code == 200, issued.text
    assert stage.get("/oauth2/token", method="POST", data=form, certificate="thief").status_code == 401
    assert stage.get("/oauth2/token", method="POST", data=form).status_code == 401


def test_memory_comes_back_after_a_storm_of_handshakes(stage):
    stage = stage().start()
    for _ in range(50):
        with stage.connect("localhost") as connection:
            assert ask(connection) == 200
    settled = stage.gateway.resident_bytes()
    for _ in range(6):
        open_now = [stage.connect("localhost") for _ in range(100)]
        for connection in open_now:
            connection.close()
    eventually(lambda: stage.metric("gatehouse_client_connections") == 0)
    assert stage.gateway.resident_bytes() < settled + 40_000_000


@pytest.mark.parametrize(("hosts", "trusts", "status"), [("localhost", True, 200), ("other.test", True, 503), ("localhost", False, 503)])
def test_an_upstream_over_tls_has_to_prove_its_name(make_gateway, tmp_path, hosts, trusts, status):
    authority = Authority()
    ca = authority.write(tmp_path / "ca.pem")
    authority.issue(tmp_path, "upstream", [hosts], addresses=[])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "upstream.pem", tmp_path / "upstream.key")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hello) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        policy = tstapp(0).replace("http://127.0.0.1:0", f"https://localhost:{server.server_address[1]}")
        gateway = make_gateway({"tstapp.yaml": policy})
        if trusts:
            (gateway.policies / "gateway.yaml").write_text(f"upstream_ca: {ca}\n")
        gateway.start()
        assert gateway.get("/tstapp/open/x").status_code == status
        server.shutdown()


class Hello(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_):
        pass
