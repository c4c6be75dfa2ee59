"""Tokens of other authorization servers: by their keys, by asking them, and only where an application says so."""

import base64
import hashlib
import hmac
import json
import time

import jwt
import httpx
import pytest
import requests
from cryptography.hazmat.primitives import serialization

from support.gateway import Gateway
from support.keys import Key
from support.other_issuer import OtherIssuer
from support.policies import tstapp
from support.upstream import Upstream
from support.waiting import eventually

READ = "tstapp_data.read"
WRITE = "tstapp_data.write"
DATA = "/tstapp/data/1"

# The same upstream behind a second application, which accepts no other issuer.
PLAIN = """\
application: plain
name: Plain
upstream: http://127.0.0.1:{port}
prefix: /plain
scopes:
  plain_read: Read
routes:
  ANY /me: authenticated
"""

ISSUERS = """\
issuers:
  gatehouse:
  keycloak:
    audience: [orders-api]
    scopes:
      {read}: [reader]
      {write}: [writer]
"""


def settings(issuer, *, more="", name="keycloak"):
    return f"""\
  - name: {name}
    issuer: {issuer.url}
    token_type: JWT
    claims: {{ scope: [scope, realm_access.roles, permissions, roles, scp] }}
{more}"""


def with_issuers(port):
    return tstapp(port) + ISSUERS.format(read=READ, write=WRITE)


@pytest.fixture(scope="module")
def upstream():
    upstream = Upstream()
    yield upstream
    upstream.close()


@pytest.fixture
def keycloak():
    issuer = OtherIssuer()
    yield issuer
    issuer.close()


@pytest.fixture
def start(tmp_path, upstream, request):
    """Starts gateways that trust issuers, and stops them."""

    def start(*issuers, folder="gate", policies=None):
        upstream.forget()
        text = "trusted_issuers:\n" + "".join(issuers)
        files = {"tstapp.yaml": with_issuers(upstream.port), "plain.yaml": PLAIN.format(port=upstream.port)}
        gateway = Gateway(tmp_path / folder, {"gateway.yaml": text, **files, **(policies or {})}).start()
        request.addfinalizer(gateway.stop)
        return gateway

    return start


def metric(gateway, line):
    found = [text for text in gateway.admin("/metrics").text.splitlines() if text.startswith(line + " ")]
    return float(found[0].split()[-1]) if found else None


def with_keys(gateway, name="keycloak"):
    eventually(lambda: metric(gateway, f'gatehouse_issuer_keys_fetched_seconds{{issuer="{name}"}}'), what="keys")
    return gateway


def error_of(answer):
    return answer.status_code, answer.json()["error"]


def test_a_token_of_another_issuer_is_accepted_where_the_application_says_so(start, keycloak, upstream):
    gateway = with_keys(start(settings(keycloak)))
    answer = gateway.get(DATA, keycloak.token())
    assert answer.status_code == 200, answer.text
    seen = upstream.requests[0]
    assert seen.one("X-Gatehouse-Issuer") == keycloak.url
    assert seen.one("X-Gatehouse-Subject") == "8c1f3a52-0000-4000-8000-00000000abcd"
    assert seen.one("X-Gatehouse-Subject-Kind") == "user"
    assert seen.one("X-Gatehouse-Client") == "webshop"
    # What is no scope of the application does not arrive.
    assert seen.one("X-Gatehouse-Scope") == READ

    assert error_of(gateway.get(DATA, keycloak.token(), method="POST")) == (403, "insufficient_scope")
    writer = keycloak.token(realm_access={"roles": ["writer"]})
    assert gateway.get(DATA, writer, method="POST").status_code == 200
    # Beside it our own go on, and the other application knows nothing of it.
    own = gateway.create_client(READ)
    assert gateway.get(DATA, gateway.token(own, READ)).status_code == 200
    assert error_of(gateway.get("/plain/me", keycloak.token())) == (401, "invalid_token")
    # Clients find out where tokens come from (RFC 9728).
    metadata = gateway.get("/.well-known/oauth-protected-resource/tstapp").json()
    assert metadata["authorization_servers"] == [gateway.issuer, keycloak.url]


def test_explain_says_whose_tokens_count(start, keycloak, upstream):
    gateway = start(settings(keycloak))
    where = ("--policies", str(gateway.policies), "--issuer", gateway.issuer)
    text = gateway.cli("policy", "explain", "GET", DATA, *where, check=False).stdout
    assert f"gatehouse, {gateway.issuer}: this server" in text
    assert f"keycloak, {keycloak.url}: aud orders-api" in text and f"{READ} is reader" in text
    assert f"http://127.0.0.1:{upstream.port}" in text
    told = json.loads(gateway.cli("policy", "explain", "GET", DATA, "--json", *where, check=False).stdout)
    assert [issuer["url"] for issuer in told["issuers"]] == [gateway.issuer, keycloak.url]
    assert told["upstreams"] == [f"http://127.0.0.1:{upstream.port}"]


def test_the_log_tells_changes_in_plain_words(start, keycloak):
    gateway = with_keys(start(settings(keycloak)))

    def told():
        return [line for line in gateway.errors.text().splitlines() if "keys of an issuer" in line]

    gateway.errors.wait_for(lambda line: "keys of an issuer fetched" in line)
    keycloak.close()
    # Each token with an unknown key would have the keys fetched again.
    keycloak.rotate()
    gateway.get(DATA, keycloak.token())
    gateway.errors.wait_for(lambda line: "cannot be fetched: the last ones stay in force" in line)
    assert "the connection was refused" in told()[-1] and keycloak.url in told()[-1]
    keycloak.open()
    gateway.errors.wait_for(lambda line: "keys of an issuer have changed" in line, within=15)
    assert len(told()) == 3


def test_the_shapes_of_entra_and_auth0(start, keycloak, upstream):
    gateway = with_keys(start(settings(keycloak)))
    entra = keycloak.token(
        azp=None, typ=None, appid="11112222-bbbb-3333-cccc-4444dddd5555", scp="reader", scope=None, realm_access=None
    )
    assert gateway.get(DATA, entra).status_code == 200
    assert upstream.requests[-1].one("X-Gatehouse-Client") == "11112222-bbbb-3333-cccc-4444dddd5555"
    app = keycloak.token(azp=None, typ=None, appid="daemon", idtyp="app", roles=["reader"], scope=None, realm_access=None)
    assert gateway.get(DATA, app).status_code == 200
    assert upstream.requests[-1].one("X-Gatehouse-Subject-Kind") == "client"
    auth0 = keycloak.token(
        typ=None, sub="auth0|5f7c8ec7c33c6c004bbafe82", permissions=["reader"], scope="openid", realm_access=None,
        aud=["orders-api", "https://tenant.example/userinfo"],
    )  # fmt: skip
    assert gateway.get(DATA, auth0).status_code == 200
    assert upstream.requests[-1].one("X-Gatehouse-Subject") == "auth0|5f7c8ec7c33c6c004bbafe82"


def test_what_is_not_this_issuers_token_for_this_application(start, keycloak):
    gateway = with_keys(start(settings(keycloak)))
    stranger = Key.fresh("RS256")
    kid = keycloak.keys[0].thumbprint
    public = keycloak.keys[0].private.public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    claims = jwt.decode(keycloak.token(), options={"verify_signature": False})

    def forged(header, secret):
        def part(data):
            return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()

        text = part(header) + "." + part(claims)
        signature = hmac.new(secret, text.encode(), hashlib.sha256).digest()
        return text + "." + base64.urlsafe_b64encode(signature).rstrip(b"=").decode()

    wrong = {
        "audience": keycloak.token(aud="another"),
        "no audience": keycloak.token(aud=None),
        "issuer": keycloak.token(iss=keycloak.url + "/"),
        "our issuer": keycloak.token(iss=gateway.issuer),
        "type": keycloak.token(header={"typ": "logout+jwt"}),
        "no type": keycloak.token(header={"typ": ""}),
        "id token": keycloak.token(at_hash="x"),
        "Keycloak's id token": keycloak.token(typ="ID"),
        "Keycloak's refresh token": keycloak.token(typ="Refresh"),
        "expired": keycloak.token(exp=int(time.time()) - 120),
        "without expiry": keycloak.token(exp=None),
        "not yet": keycloak.token(nbf=int(time.time()) + 600),
        "subject": keycloak.token(sub=None),
        "subject with a line": keycloak.token(sub="a\r\nX-Gatehouse-Scope: all"),
        "signature": keycloak.token(key=stranger, header={"kid": kid}),
        "key in the header": keycloak.token(key=stranger, header={"jwk": stranger.public, "kid": kid}),
        "algorithm": keycloak.token(key=Key.fresh("ES256"), header={"kid": kid}),
        "public key as secret": forged({"alg": "HS256", "typ": "JWT", "kid": kid}, pem),
        "no algorithm": forged({"alg": "none", "typ": "JWT", "kid": kid}, b""),
        "bound to a key": keycloak.token(cnf={"jkt": stranger.thumbprint}),
        "kid": keycloak.token(header={"kid": "unknown"}),
        "kid after a moment": keycloak.token(header={"kid": "unknown2"}),
    }
    answers = {name: gateway.get(DATA, token).status_code for name, token in wrong.items()}
    assert answers == dict.fromkeys(wrong, 401)
    # A token that names no key means the only one there is.
    assert gateway.get(DATA, keycloak.token(header={"kid": None})).status_code == 200


def test_a_bound_token_needs_its_proof(start, keycloak):
    gateway = with_keys(start(settings(keycloak)))
    key = Key.fresh()
    token = keycloak.token(cnf={"jkt": key.thumbprint}, typ="DPoP")
    url = gateway.url(DATA)
    answer = requests.get(
        url, headers={"Authorization": f"DPoP {token}", "DPoP": key.proof("GET", url, token)}, timeout=30
    )
    assert answer.status_code == 200, answer.text


def test_a_new_key_costs_one_request_to_the_issuer_however_many_tokens_name_it(start, keycloak):
    gateway = with_keys(start(settings(keycloak)))
    assert gateway.get(DATA, keycloak.token()).status_code == 200
    keycloak.seen.clear()
    keycloak.rotate()
    # Nobody has to try twice.
    assert [gateway.get(DATA, keycloak.token()).status_code for _ in range(5)] == [200] * 5
    assert keycloak.seen == ["/realms/x/certs"]
    # What nobody knows is asked about once, not at every token.
    keycloak.seen.clear()
    unknown = [gateway.get(DATA, keycloak.token(header={"kid": f"unknown{i}"})).status_code for i in range(20)]
    assert unknown == [401] * 20
    assert keycloak.seen == []


def test_without_keys_its_tokens_wait_and_nobody_elses(start, keycloak):
    keycloak.close()
    gateway = start(settings(keycloak))
    answer = gateway.get(DATA, keycloak.token())
    assert error_of(answer) == (503, "issuer_unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    own = gateway.create_client(READ)
    assert gateway.get(DATA, gateway.token(own, READ)).status_code == 200
    assert gateway.get("/tstapp/health").status_code == 200
    # Where it is not accepted, its tokens are as bad as any stranger's.
    assert gateway.get("/plain/me", keycloak.token()).status_code == 401
    gateway.errors.wait_for(lambda line: "cannot be fetched: its tokens get 503" in line)
    keycloak.open()
    eventually(lambda: gateway.get(DATA, keycloak.token()).status_code == 200, within=15, every=0.2)


def test_the_last_keys_serve_a_start_without_the_issuer(start, keycloak, upstream):
    gateway = with_keys(start(settings(keycloak)))
    kept = gateway.data / "issuer-keycloak.json"
    eventually(kept.exists)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert gateway.stop() == 0
    keycloak.close()
    gateway.start()
    assert gateway.get(DATA, keycloak.token()).status_code == 200
    # A key that came since cannot be told from one that never was: the client is to try again.
    keycloak.rotate()
    gateway.errors.wait_for(lambda line: "the last ones stay in force" in line)
    assert error_of(gateway.get(DATA, keycloak.token())) == (503, "issuer_unavailable")
    assert gateway.get(DATA, keycloak.token(key=keycloak.keys[1])).status_code == 200
    # What is kept of another issuer counts for nothing.
    assert gateway.stop() == 0
    kept.write_text(kept.read_text().replace(keycloak.url, "https://elsewhere.example"))
    gateway.start()
    assert gateway.get(DATA, keycloak.token(key=keycloak.keys[1])).status_code == 503
    keycloak.open()


@pytest.mark.parametrize("style", ["openid", "rfc8414"])
def test_discovery_by_both_standards(start, style):
    issuer = OtherIssuer(style=style)
    try:
        assert with_keys(start(settings(issuer))).get(DATA, issuer.token()).status_code == 200
    finally:
        issuer.close()


def test_a_discovery_document_of_somebody_else_is_not_believed(start, keycloak):
    keycloak.claimed = keycloak.url + "/"
    gateway = start(settings(keycloak))
    gateway.errors.wait_for(lambda line: "is that of another issuer" in line)
    assert gateway.get(DATA, keycloak.token()).status_code == 503


def test_keys_that_are_not_for_signatures_are_left_out(start, keycloak):
    encryption = Key.fresh("RS256")
    keycloak.keys.append(encryption)
    keycloak.members[encryption.thumbprint] = {"use": "enc"}
    gateway = with_keys(start(settings(keycloak)))
    assert gateway.get(DATA, keycloak.token()).status_code == 200
    assert gateway.get(DATA, keycloak.token(key=encryption)).status_code == 401


def test_its_names_are_never_taken_for_ours(start, keycloak, upstream):
    policy = with_issuers(upstream.port).replace(
        "routes:", f"routes:\n  GET /jobs: {{ all: [{READ}], clients: [reporting] }}"
    )
    gateway = with_keys(start(settings(keycloak), policies={"tstapp.yaml": policy}))
    own = gateway.create_client(READ)
    # The same client id, and the same subject, from another issuer.
    token = keycloak.token(azp="reporting", sub="reporting")
    assert error_of(gateway.get("/tstapp/jobs", token)) == (403, "client_not_allowed")
    same = keycloak.token(azp=own.client_id, sub=own.client_id)
    assert gateway.get(DATA, same).status_code == 200
    gateway.manage("client", "disable", own.client_id)
    eventually(lambda: gateway.get(DATA, same).status_code == 200)
    answer = gateway.get(DATA, same)
    ask = ("why", answer.headers["X-Request-Id"], "--data", str(gateway.data))
    why = eventually(lambda: gateway.cli(*ask, check=False).stdout, every=0.2, what="a decision")
    assert f"{keycloak.url}, trusted as keycloak" in why
    assert f"keycloak:{own.client_id}" in why
    # Its word opens nothing of our own.
    admin = keycloak.token(scope="gatehouse_admin", aud=[gateway.issuer, "orders-api"])
    answer = gateway.admin("/api/v1/clients", headers={"Authorization": f"Bearer {admin}"})
    assert answer.status_code == 401
    inspected = gateway.cli("token", "inspect", "-", "--data", str(gateway.data), check=False, text_input=same)
    assert f"It says that it comes from {keycloak.url}" in inspected.stdout


def test_another_gatehouse_is_an_issuer_like_any(start, tmp_path, upstream):
    policy = tstapp(upstream.port).replace("tstapp", "orders") + "audience: urn:orders\n"
    other = Gateway(tmp_path / "other", {"orders.yaml": policy}).start()
    try:
        entry = f"  - name: other\n    issuer: {other.issuer}\n    audience: urn:orders\n"
        mapped = tstapp(upstream.port) + "issuers:\n  other:\n    scopes: { tstapp_data.read: orders_data.read }\n"
        gateway = with_keys(start(entry, policies={"tstapp.yaml": mapped}), "other")
        client = other.create_client("orders_data.read", application="orders")
        token = other.token(client, "orders_data.read")
        assert gateway.get(DATA, token).status_code == 200
        assert upstream.requests[-1].one("X-Gatehouse-Scope") == READ
        assert upstream.requests[-1].one("X-Gatehouse-Issuer") == other.issuer
        # Our own are not accepted here, because `issuers` does not say so.
        own = gateway.create_client(READ)
        assert gateway.get(DATA, gateway.token(own, READ)).status_code == 401
        # After it has changed its key, too.
        other.cli("key", "rotate", "--data", str(other.data))
        assert gateway.get(DATA, other.token(client, "orders_data.read")).status_code == 200
    finally:
        other.stop()


def introspecting(issuer, folder, cache=60):
    secret = folder / "secret"
    secret.write_text("a secret\n")
    more = (
        f"    introspection: {{ endpoint: '{issuer.url}/introspect', client_id: gate, "
        f"client_secret_file: {secret}, cache_seconds: {cache} }}\n"
    )
    return settings(issuer, more=more)


def active(issuer, **changes):
    now = int(time.time())
    return {
        "active": True, "iss": issuer.url, "sub": "alice", "client_id": "webshop", "aud": "orders-api",
        "scope": "reader", "token_type": "Bearer", "exp": now + 300, "iat": now, **changes,
    }  # fmt: skip


def test_an_opaque_token_is_what_its_issuer_says(start, keycloak, tmp_path, upstream):
    keycloak.introspected["opaque-1"] = active(keycloak)
    gateway = with_keys(start(introspecting(keycloak, tmp_path)))
    keycloak.seen.clear()
    assert [gateway.get(DATA, "opaque-1").status_code for _ in range(5)] == [200] * 5
    assert upstream.requests[-1].one("X-Gatehouse-Subject") == "alice"
    assert upstream.requests[-1].one("X-Gatehouse-Scope") == READ
    # Each event loop asks once at most.
    assert set(keycloak.seen) == {"/realms/x/introspect"}
    asked = len(keycloak.seen)
    assert 1 <= asked <= 5
    assert error_of(gateway.get(DATA, "opaque-1", method="POST")) == (403, "insufficient_scope")
    assert error_of(gateway.get(DATA, "unknown")) == (401, "invalid_token")
    for name, changes in {
        "inactive": {"active": False}, "issuer": {"iss": "https://elsewhere.example"}, "audience": {"aud": "another"},
        "expired": {"exp": int(time.time()) - 120}, "refresh": {"token_use": "refresh_token"},
    }.items():  # fmt: skip
        keycloak.introspected[name] = active(keycloak, **changes)
        assert gateway.get(DATA, name).status_code == 401, name
    # A token of ours is shown to nobody else, nor is one for an application that accepts no such issuer.
    keycloak.seen.clear()
    own = gateway.create_client(READ)
    token = gateway.token(own, READ)
    assert gateway.get(DATA, token).status_code == 200
    assert gateway.get(DATA, token[:-2] + "AA").status_code == 401
    assert gateway.get("/plain/me", "opaque-1").status_code == 401
    assert keycloak.seen == []


def test_without_an_answer_an_opaque_token_is_neither_good_nor_bad(start, keycloak, tmp_path):
    keycloak.introspected["opaque-1"] = active(keycloak)
    gateway = with_keys(start(introspecting(keycloak, tmp_path)))
    keycloak.close()
    answer = gateway.get(DATA, "opaque-1")
    assert error_of(answer) == (503, "issuer_unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    # What is signed goes on, with the keys that are there.
    assert gateway.get(DATA, keycloak.token()).status_code == 200
    keycloak.open()
    assert gateway.get(DATA, "opaque-1").status_code == 200


def test_waiting_for_an_issuer_holds_up_nobody_else(start, keycloak, tmp_path):
    keycloak.introspected["opaque-1"] = active(keycloak)
    gateway = with_keys(start(introspecting(keycloak, tmp_path)))
    keycloak.delay = 3
    request = f"GET {DATA} HTTP/1.1\r\nHost: {gateway.authority}\r\nAuthorization: Bearer %s\r\n\r\n"
    with gateway.wire() as patient, gateway.wire() as hasty:
        patient.send((request % "opaque-1").encode() + (request % "opaque-1").encode())
        hasty.send((request % "opaque-2").encode())
        hasty.socket.close()
        started = time.monotonic()
        assert [gateway.get("/tstapp/health").status_code for _ in range(5)] == [200] * 5
        # The issuer has not answered yet.
        assert time.monotonic() - started < 3
        assert patient.read().status == 200
        assert patient.read().status == 200


def test_a_policy_that_names_an_unknown_issuer_does_not_compile(start, keycloak, tmp_path, upstream):
    gateway = start(settings(keycloak))
    gateway.write_policy("tstapp.yaml", tstapp(upstream.port) + "issuers: [keyclaok]\n")
    checked = gateway.cli("policy", "check", "--policies", str(gateway.policies), check=False)
    assert checked.returncode == 1
    assert "unknown issuer 'keyclaok'; did you mean 'keycloak'?" in checked.stdout + checked.stderr


def test_a_reload_takes_an_issuers_trust_back_at_once(start, keycloak, upstream):
    gateway = with_keys(start(settings(keycloak)))
    token = keycloak.token()
    assert [gateway.get(DATA, token).status_code for _ in range(3)] == [200] * 3
    gateway.write_policy("tstapp.yaml", tstapp(upstream.port))
    eventually(lambda: gateway.get(DATA, token).status_code == 401)


def test_a_body_that_comes_while_an_issuer_is_asked_is_carried_and_measured(start, keycloak, tmp_path, upstream):
    for name in ("opaque-1", "opaque-2"):
        keycloak.introspected[name] = active(keycloak, scope="writer")
    more = "http2_cleartext: true\nlimits: { body_bytes: 1000 }\n"
    gateway = with_keys(start(introspecting(keycloak, tmp_path), more))
    keycloak.delay = 0.5

    def post(token, content):
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(http1=False, http2=True, timeout=20) as client:
            return client.post(gateway.url(DATA), content=content, headers=headers)

    answer = post("opaque-1", b"hello")
    assert (answer.http_version, answer.status_code) == ("HTTP/2", 200)
    assert upstream.requests[-1].body == b"hello"
    # Without a length nobody knows before.
    assert post("opaque-2", iter([b"x" * 600, b"x" * 600])).status_code == 413
