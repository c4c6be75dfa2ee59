"""Pages of other origins, in a real browser: what `cors` of a policy lets them do, and what the upstream sees of it."""

import pytest
import requests
from support.browser import browser, page  # noqa: F401
from support.gateway import Gateway
from support.policies import tstapp
from support.relying_party import RelyingParty
from support.upstream import Upstream
from support.waiting import eventually

FETCH = """async ([url, options]) => {
    try {
        const answer = await fetch(url, options);
        return {status: answer.status, body: await answer.text(), headers: Object.fromEntries(answer.headers)};
    } catch (error) {
        return {failed: error.name};
    }
}"""
FAILED = {"failed": "TypeError"}

CORS = """\
  GET /status: {{ access: public, cors: {{ origins: "*" }} }}
cors:
  origins: [{origin}, "https://*.example.com"]
  expose: [X-Total]
examples:
  - OPTIONS /tstapp/data/1 from {origin} for PUT: permit
  - OPTIONS /tstapp/data/1 from https://evil.example for GET: deny preflight_refused
  - OPTIONS /tstapp/health from {origin} for PUT: deny preflight_refused
"""
DEAD = """\
application: dead
upstream: http://127.0.0.1:9
prefix: /dead
routes:
  GET /**: public
cors: {{ origins: [{origin}] }}
"""


def speaks_for_itself(connection, request):
    """An upstream with CORS of its own."""
    connection.read_body(request)
    connection.answer(
        headers=[("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "*"), ("X-Total", "7")],
        body={"method": request.method},
    )


@pytest.fixture(scope="module")
def site():
    """Serves the page that may call."""
    party = RelyingParty()
    yield party
    party.close()


@pytest.fixture(scope="module")
def stranger():
    """Serves a page of an origin that the policy does not list."""
    party = RelyingParty()
    yield party
    party.close()


@pytest.fixture(scope="module")
def api():
    upstream = Upstream()
    yield upstream
    upstream.close()


@pytest.fixture(scope="module")
def gate(tmp_path_factory, api, site):
    origin = site.url("")
    policies = {
        "tstapp.yaml": tstapp(api.port) + CORS.format(origin=origin),
        "dead.yaml": DEAD.format(origin=origin),
        # Nothing is said here, so the upstream speaks for itself.
        "other.yaml": f"application: other\nupstream: http://127.0.0.1:{api.port}\nprefix: /other\n"
        "routes:\n  ANY /**: public\n",
    }
    gateway = Gateway(tmp_path_factory.mktemp("cors"), policies).start()
    yield gateway
    assert gateway.process.poll() is None, f"the gateway died:\n{gateway.errors.text()}"
    assert gateway.stop() == 0


@pytest.fixture
def seen(api):
    api.forget()
    return api


@pytest.fixture(scope="module")
def token(gate):
    return gate.token(gate.create_client("tstapp_data.read", "tstapp_data.write"))


@pytest.fixture
def call(page, gate):
    """Sends a request from a page of a site, as its script would."""

    def fetch(party, path, method="GET", token=None, headers=None, **options):
        if not page.url.startswith(party.url("")):
            page.goto(party.url("/"))
        headers = dict(headers or {}) | ({"Authorization": f"Bearer {token}"} if token else {})
        return page.evaluate(FETCH, [gate.url(path), {"method": method, "headers": headers, **options}])

    return fetch


def preflight(gate, path, origin, method="GET", **headers):
    asked = {"Origin": origin, "Access-Control-Request-Method": method} | headers
    return requests.options(gate.url(path), headers=asked, timeout=30)


def test_a_listed_page_calls_with_its_token_and_no_preflight_reaches_the_upstream(call, site, seen, token):
    seen.on("/tstapp/data/1", speaks_for_itself)

    got = call(site, "/tstapp/data/1", token=token)

    assert got["status"] == 200
    assert got["headers"]["x-total"] == "7"
    assert len(got["headers"]["x-request-id"]) == 32
    assert seen.lines() == ["GET /tstapp/data/1"]


def test_a_listed_page_sends_what_needs_a_preflight(call, site, seen, token):
    headers = {"Content-Type": "application/json", "X-Trace": "abc"}

    put = call(site, "/tstapp/data/2", "PUT", token, headers, body='{"a": 1}')
    delete = call(site, "/tstapp/data/2", "DELETE", token)

    assert (put["status"], delete["status"]) == (200, 200)
    assert seen.lines() == ["PUT /tstapp/data/2", "DELETE /tstapp/data/2"]


def test_a_listed_page_reads_why_it_was_refused(call, site, seen):
    missing = call(site, "/tstapp/data/1")
    assert missing["status"] == 401
    assert missing["headers"]["www-authenticate"].startswith('Bearer realm="tstapp", scope="tstapp_data.read"')
    assert '"error":"missing_token"' in missing["body"]

    bad = call(site, "/tstapp/data/1", token="nonsense")
    assert bad["status"] == 401
    assert 'error="invalid_token"' in bad["headers"]["www-authenticate"]

    assert call(site, "/tstapp/none")["status"] == 404
    assert call(site, "/tstapp/health", "POST")["status"] == 405
    assert call(site, "/dead/x")["status"] == 503
    assert seen.lines() == []


def test_a_method_without_a_route_is_stopped_by_the_browser(call, site, seen, token):
    assert call(site, "/tstapp/health", "PUT", token) == FAILED
    assert seen.lines() == []


def test_a_page_of_another_origin_gets_nothing(call, stranger, seen, token):
    seen.on("/tstapp/health", speaks_for_itself)

    assert call(stranger, "/tstapp/data/1", token=token) == FAILED
    assert call(stranger, "/tstapp/data/1", "DELETE", token) == FAILED
    assert seen.lines() == []

    # Browsers send simple requests without asking: the page cannot read the answer, whatever the upstream says.
    assert call(stranger, "/tstapp/health") == FAILED
    assert seen.lines() == ["GET /tstapp/health"]


def test_a_route_may_be_for_every_page(call, stranger, seen):
    assert call(stranger, "/tstapp/status")["status"] == 200
    assert call(stranger, "/tstapp/status", headers={"X-Trace": "abc"})["status"] == 200
    assert seen.lines() == ["GET /tstapp/status"] * 2


def test_a_sandboxed_page_has_no_origin_and_gets_nothing(page, site, gate, seen):
    page.goto(site.url("/"))
    failed = page.evaluate(
        """url => new Promise(resolve => {
            addEventListener("message", event => resolve(event.data), {once: true});
            const frame = document.createElement("iframe");
            frame.sandbox = "allow-scripts";
            frame.srcdoc = `<script>fetch("${url}").then(() => "read", () => "failed")
                .then(word => parent.postMessage(word, "*"))</script>`;
            document.body.append(frame);
        })""",
        gate.url("/tstapp/health"),
    )
    assert failed == "failed"
    assert seen.lines() == ["GET /tstapp/health"]


def test_without_cors_the_upstream_speaks_for_itself(call, stranger, seen):
    def answers(connection, request):
        connection.read_body(request)
        allowed = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Headers", "X-Trace")]
        connection.answer(headers=allowed, body={})

    seen.on("/other/x", answers)
    assert call(stranger, "/other/x", headers={"X-Trace": "abc"})["status"] == 200
    assert seen.lines() == ["OPTIONS /other/x", "GET /other/x"]


def test_caches_are_told_that_the_answer_depends_on_the_origin(gate, site, seen):
    for origin in (None, site.url(""), "https://evil.example"):
        answer = gate.get("/tstapp/health", headers={"Origin": origin} if origin else {})
        assert answer.headers["Vary"] == "Origin"
        allowed = answer.headers.get("Access-Control-Allow-Origin")
        assert allowed == (origin if origin == site.url("") else None)


@pytest.mark.parametrize(
    ("path", "origin", "method", "says"),
    [
        ("/tstapp/data/1", "https://evil.example", "GET", "pages of https://evil.example may not call"),
        ("/tstapp/data/1", "https://example.com", "GET", "pages of https://example.com may not call"),
        ("/tstapp/health", "https://app.example.com", "PUT", "may not send PUT there"),
        ("/tstapp/data/1", "https://app.example.com", "PUT", "Permitted: a browser's preflight"),
    ],
)
def test_why_tells_what_became_of_a_preflight(gate, path, origin, method, says):
    identifier = preflight(gate, path, origin, method).headers["X-Request-Id"]

    def told():
        result = gate.cli("why", identifier, "--data", str(gate.data), check=False)
        return result.returncode == 0 and result.stdout

    text = eventually(told, within=10, every=0.1)
    assert says in text
    assert "What the route asks for" not in text


def test_explain_answers_as_the_gate_does(gate, site):
    def explain(*arguments):
        result = gate.cli("policy", "explain", *arguments, "--policies", str(gate.policies), check=False)
        return result.returncode, result.stdout + result.stderr

    question = ["OPTIONS", "/tstapp/data/1", "--for", "PUT", "--from"]
    code, text = explain(*question, site.url(""))
    assert code == 0 and "permit" in text
    code, text = explain(*question, "https://evil.example")
    assert code == 1 and "preflight_refused" in text and "origin" in text
    assert "https://*.example.com" in explain("GET", "/tstapp/data/1")[1]
    assert explain("OPTIONS", "/tstapp/data/1", "--from", "https://evil.example")[0] == 2


def test_mistakes_are_named_with_their_place(make_gateway):
    wrong = "cors:\n  origins: [app.example.com, 'https://app.example.com/x']\n  credentials: true\n"
    gateway = make_gateway({"tstapp.yaml": tstapp(9) + wrong})
    result = gateway.cli("policy", "check", "--policies", str(gateway.policies), check=False)
    assert result.returncode == 1
    printed = result.stdout + result.stderr
    assert "write 'https://app.example.com'" in printed
    assert "tstapp.yaml:16:" in printed and "'https://app.example.com/x' is more than an origin" in printed
