"""Mutual TLS to upstreams: what the gate shows, to whom, and how it is replaced while requests run."""

import contextlib
import http.server
import json
import signal
import ssl
import threading

import pytest

from support.certificates import Authority
from support.policies import tstapp
from support.waiting import eventually


class Demanding(http.server.ThreadingHTTPServer):
    """Lets nobody in without a certificate that it believes; every fifth answer ends its connection."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.port = self.server_address[1]
        self.seen, self.served = [], 0
        self.context = None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def use(self, certificate, believing, newest=ssl.TLSVersion.TLSv1_3):
        """Shakes hands with this certificate from now on, and with those whom these authorities vouch for."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.maximum_version = newest
        context.load_cert_chain(certificate.with_suffix(".pem"), certificate.with_suffix(".key"))
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(believing)
        self.context = context

    def finish_request(self, request, client_address):
        request.settimeout(20)
        with contextlib.suppress(OSError), self.context.wrap_socket(request, server_side=True) as secure:
            self.seen.append(secure.getpeercert(binary_form=True))
            super().finish_request(secure, client_address)

    def handle_error(self, request, client_address):
        pass


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.served += 1
        self.send_response(200)
        self.send_header("Content-Length", "5")
        if self.server.served % 5 == 0:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_):
        pass


class Stage:
    """A gate with a certificate of its own, in front of an upstream that demands one."""

    def __init__(self, make_gateway, folder, **settings):
        self.folder = folder
        self.servers, self.clients = Authority("Servers"), Authority("Clients")
        self.servers.write(folder / "servers.pem")
        self.clients.write(folder / "clients.pem")
        self.servers.issue(folder, "upstream", addresses=[])
        self.shown = self.clients.issue(folder, "gate")
        self.upstream = Demanding()
        self.upstream.use(folder / "upstream", folder / "clients.pem")
        policy = tstapp(0).replace("http://127.0.0.1:0", f"https://localhost:{self.upstream.port}")
        self.gateway = make_gateway({"tstapp.yaml": policy + "health_check: { path: /health, interval_seconds: 1 }\n"})
        self.settings = {
            "upstream_ca": str(folder / "servers.pem"),
            "upstream_certificate": str(folder / "gate.pem"),
            "upstream_key": str(folder / "gate.key"),
            **settings,
        }

    def start(self, wait=True):
        settings = {name: value for name, value in self.settings.items() if value is not None}
        (self.gateway.policies / "gateway.yaml").write_text(json.dumps(settings))
        self.gateway.start(wait=wait)
        return self

    def replace(self, name, *authorities):
        """Writes the authorities' certificates into a bundle, in one step."""
        parts = [authority.write(self.folder / "part.pem").read_bytes() for authority in authorities]
        (self.folder / "bundle.new").write_bytes(b"".join(parts))
        (self.folder / "bundle.new").rename(self.folder / name)

    def reloaded(self, count):
        self.gateway.errors.wait_for(lambda line: "upstream certificates reloaded" in line, count)

    def ask(self):
        return self.gateway.get("/tstapp/open/x").status_code

    def metric(self, start):
        for line in self.gateway.admin("/metrics").text.splitlines():
            if line.startswith(start):
                return float(line.rsplit(" ", 1)[1])
        return None


@pytest.fixture
def stage(make_gateway, tmp_path):
    made = []

    def make(**settings):
        made.append(Stage(make_gateway, tmp_path, **settings))
        return made[-1]

    yield make
    for each in made:
        each.upstream.shutdown()
        each.upstream.server_close()


class Requests:
    """Requests one after the other, in the background, until told to stop."""

    def __init__(self, stage):
        self._stage, self._over, self.statuses = stage, threading.Event(), []
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        while not self._over.is_set():
            self.statuses.append(self._stage.ask())

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join(30)


def test_files_are_replaced_while_requests_run(stage):
    stage = stage().start()
    stage.gateway.errors.wait_for(lambda line: "upstream certificates" in line and "gate.pem" in line)
    with Requests(stage) as running:
        eventually(lambda: len(running.statuses) > 20)
        assert set(stage.upstream.seen) == {stage.shown}

        # A new certificate for the gate.
        new = stage.clients.issue(stage.folder, "gate")
        stage.reloaded(1)
        eventually(lambda: stage.upstream.seen[-1] == new, what="the new certificate is shown")

        # Another authority for the upstream: first both are believed, then the upstream changes, then the old one goes.
        others = Authority("Others")
        stage.replace("servers.pem", stage.servers, others)
        stage.reloaded(2)
        others.issue(stage.folder, "moved", addresses=[])
        stage.upstream.use(stage.folder / "moved", stage.folder / "clients.pem")
        stage.replace("servers.pem", others)
        stage.reloaded(3)

        # What is broken changes nothing.
        (stage.folder / "gate.pem").write_text("nonsense")
        broken = stage.gateway.errors.wait_for(lambda line: "upstream certificates not reloaded" in line)
        assert "upstream_certificate: " in broken[0] and "gate.pem" in broken[0]
        before = len(stage.upstream.seen)
        eventually(lambda: len(stage.upstream.seen) > before + 3)
        assert stage.upstream.seen[-1] == new

        last = stage.clients.issue(stage.folder, "gate")
        stage.gateway.process.send_signal(signal.SIGHUP)
        eventually(lambda: stage.upstream.seen[-1] == last, what="the last certificate is shown")
        count = len(running.statuses)
        eventually(lambda: len(running.statuses) > count + 20)
    assert set(running.statuses) == {200}
    assert stage.metric('gatehouse_upstream_healthy{application="tstapp"') == 1

    # The old authority is believed no more.
    stage.upstream.use(stage.folder / "upstream", stage.folder / "clients.pem")
    eventually(lambda: stage.ask() == 503, what="the former certificate is not believed")


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("shows", [None, "stranger"])
def test_who_is_not_let_in_says_why(stage, newest, shows):
    files = {"upstream_certificate": None, "upstream_key": None}
    stage = stage(**files)
    if shows:
        Authority("Strangers").issue(stage.folder, shows)
        stage.settings["upstream_certificate"] = str(stage.folder / f"{shows}.pem")
        stage.settings["upstream_key"] = str(stage.folder / f"{shows}.key")
    stage.upstream.use(stage.folder / "upstream", stage.folder / "clients.pem", newest)
    stage.start()

    answer = stage.gateway.get("/tstapp/open/x")
    assert answer.status_code == 502
    assert stage.upstream.served == 0
    identifier = answer.headers["X-Request-Id"]
    line = stage.gateway.access_lines(lambda line: line.get("request_id") == identifier)[0]
    assert line["upstream_failure"] == "upstream_certificate_refused"
    told = "does not accept this server's certificate" if shows else "there is no upstream_certificate"
    stage.gateway.errors.wait_for(lambda line: told in line)
    why = eventually(
        lambda: stage.gateway.cli("why", identifier, "--data", str(stage.gateway.data), check=False).stdout or None,
        what="the decision is recorded",
    )
    assert "did not accept what it was shown" in why and "`upstream_certificate`" in why
    eventually(lambda: stage.metric('gatehouse_upstream_healthy{application="tstapp"') == 0)


def test_its_end_is_warned_of_and_a_metric(stage):
    stage = stage()
    stage.clients.issue(stage.folder, "gate", days=3.5)
    (stage.folder / "gate.key").chmod(0o640)
    stage.start()
    stage.gateway.errors.wait_for(lambda line: "gate.pem: the certificate expires in 3 days" in line)
    stage.gateway.errors.wait_for(lambda line: "gate.key: others than its owner can read this private key" in line)
    assert stage.metric("gatehouse_tls_certificate_expires_seconds{") > 0


@pytest.mark.parametrize(
    ("break_it", "status", "sentence"),
    [
        (lambda s: (s.folder / "gate.pem").unlink(), 3, "upstream_certificate: error: {}/gate.pem: the file cannot be"),
        (lambda s: (s.folder / "gate.key").unlink(), 3, "upstream_key: error: {}/gate.key: the file cannot be read"),
        (lambda s: (s.folder / "servers.pem").unlink(), 3, "upstream_ca: error: {}/servers.pem: the file cannot be read"),
        (lambda s: (s.folder / "servers.pem").write_text("x"), 2, "upstream_ca: error: {}/servers.pem: there is no cert"),
        (lambda s: s.clients.issue(s.folder, "gate", days=-1), 3, "the certificate has expired"),
        (
            lambda s: (s.folder / "upstream.key").rename(s.folder / "gate.key"),
            2,
            "upstream_certificate: error: {0}/gate.pem with {0}/gate.key: the key does not belong to the certificate",
        ),
        (lambda s: s.settings.update(upstream_key=None), 2, "this certificate has no key; write upstream_key: PATH"),
    ],
)
def test_files_that_cannot_be_used_end_the_start(stage, break_it, status, sentence):
    stage = stage()
    break_it(stage)
    stage.start(wait=False)
    assert stage.gateway.process.wait(20) == status
    stage.gateway.errors.join()
    assert sentence.format(stage.folder) in stage.gateway.errors.text()
    assert not stage.gateway.data.exists()
