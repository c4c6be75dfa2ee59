"""Clients that prove more than a secret: with keys, with requests that they pushed or signed, with certificates."""

import time
import urllib.parse

import jwt
import pytest
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey

from support.calls import DATA, at_gate, error_of, token
from support.forms import single
from support.keys import Certificate, Key
from support.people import Request, ask, claims_without_looking, create_client, granted, redeem
from support.places import CALLBACK, READ, WRITE, api, person, running, signed_in  # noqa: F401
from support.policies import tstapp


@pytest.fixture(scope="module")
def place(tmp_path_factory, api):
    """A gateway behind a proxy that it trusts."""
    folder = tmp_path_factory.mktemp("strong")
    with running(folder, {"tstapp.yaml": tstapp(api.port)}, GATEHOUSE_TRUSTED_PROXIES="127.0.0.1/32") as gateway:
        yield gateway


@pytest.fixture(autouse=True)
def loopback_without_tls(monkeypatch):
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


def parameters_of(request):
    return single(urllib.parse.urlsplit(request.url).query)


def authorize_url(place, **parameters):
    return f"{place.url('/oauth2/authorize')}?{urllib.parse.urlencode(parameters)}"


def is_refused_without_redirect(page):
    return page.status == 400 and page.location is None and not page.has_form("decision")


# private_key_jwt (RFC 7523)


def key_client(place, folder, key, *scopes, grants=("client_credentials",), more=(), **options):
    return create_client(
        place, *(scopes or [READ]), grants=grants,
        more=["--auth-method", "private_key_jwt", "--jwks", key.key_set_file(folder), *more], **options,
    )  # fmt: skip


@pytest.fixture(scope="module")
def reporter(place, tmp_path_factory):
    """A service that authenticates with a key, and the key."""
    key = Key.fresh()
    return key_client(place, tmp_path_factory.mktemp("keys"), key, name="Reporter"), key


def test_authlib_authenticates_with_a_private_key(place, reporter):
    client, key = reporter
    assert client.client_secret is None
    endpoint = place.url("/oauth2/token")
    signing = ECKey.import_key(key.pem, {"kid": key.thumbprint})
    session = OAuth2Session(client.client_id, signing, token_endpoint_auth_method="private_key_jwt", scope=READ)
    session.register_client_auth_method(PrivateKeyJWT(endpoint, alg="ES256", headers={"kid": key.thumbprint}))

    for _ in range(2):
        answer = session.fetch_token(endpoint, grant_type="client_credentials")

    assert granted(answer) == {READ}
    assert at_gate(place, answer["access_token"]).status_code == 200


def test_every_advertised_algorithm_authenticates(place, tmp_path):
    advertised = place.get("/.well-known/openid-configuration").json()
    for algorithm in advertised["token_endpoint_auth_signing_alg_values_supported"]:
        key = Key.fresh(algorithm)
        client = key_client(place, tmp_path, key)
        answer = token(
            place, grant_type="client_credentials", **key.assertion(client.client_id, advertised["token_endpoint"])
        )
        assert answer.status_code == 200, (algorithm, answer.text)


def test_an_assertion_is_good_for_one_request(place, reporter):
    client, key = reporter
    assertion = key.assertion(client.client_id, place.issuer)

    assert token(place, grant_type="client_credentials", **assertion).status_code == 200
    assert error_of(token(place, grant_type="client_credentials", **assertion)) == (401, "invalid_client")


@pytest.mark.parametrize(
    "change",
    [
        {"audience": "https://elsewhere.example"},
        {"audience": ["https://elsewhere.example", "ISSUER"]},
        {"exp": 0},
        {"exp": None},
        {"jti": None},
        {"iss": "somebody"},
        {"nbf": 600},
        {"exp": 7 * 86_400},
    ],
    ids=["audience", "two-audiences", "expired", "no-end", "no-jti", "issuer", "not-yet", "too-long"],
)
def test_an_assertion_that_is_not_right_is_refused(place, reporter, change):
    client, key = reporter
    change = dict(change)
    audience = change.pop("audience", place.issuer)
    if isinstance(audience, list):
        audience = [place.issuer if each == "ISSUER" else each for each in audience]
    now = int(time.time())
    change = {name: value + now - (120 if value == 0 else 0) if isinstance(value, int) else value
              for name, value in change.items()}  # fmt: skip

    answer = token(place, grant_type="client_credentials", **key.assertion(client.client_id, audience, **change))

    assert error_of(answer) == (401, "invalid_client")


def test_an_assertion_of_another_key_is_refused(place, reporter, tmp_path):
    client, key = reporter
    others_key = Key.fresh()
    other = key_client(place, tmp_path, others_key, name="Other")

    forged = others_key.assertion(client.client_id, place.issuer)
    renamed = key.assertion(client.client_id, place.issuer) | {"client_id": other.client_id}
    unsigned = jwt.encode(
        claims_without_looking(key.assertion(client.client_id, place.issuer)["client_assertion"]), None, "none"
    )
    for wrong in (forged, renamed, forged | {"client_assertion": unsigned}):
        assert error_of(token(place, grant_type="client_credentials", **wrong)) == (401, "invalid_client")


def test_a_client_with_a_key_cannot_come_without(place, reporter):
    client, _ = reporter
    for form in ({"client_id": client.client_id}, {"client_id": client.client_id, "client_secret": "guess"}):
        assert error_of(token(place, grant_type="client_credentials", **form)) == (401, "invalid_client")


# Pushed requests (RFC 9126)


@pytest.fixture(scope="module")
def pushing(place):
    return create_client(place, "openid", READ, redirect_uris=[CALLBACK], name="Pushing", more=["--require-par"])


def push(place, client, request, **more):
    return ask(place, client, "/oauth2/par", **(parameters_of(request) | more))


def test_a_request_is_pushed_and_used_once(place, person, signed_in, pushing):
    request = Request.make(place, pushing, CALLBACK, f"openid {READ}")
    pushed = push(place, pushing, request)
    assert pushed.status_code == 201, pushed.text
    assert pushed.headers["Cache-Control"] == "no-store"
    assert 5 <= pushed.json()["expires_in"] <= 600
    url = authorize_url(place, client_id=pushing.client_id, request_uri=pushed.json()["request_uri"])

    code = request.code(place, person.authorize(signed_in, url))

    answer = redeem(place, pushing, code, request.key.verifier, CALLBACK)
    assert granted(answer.json()) == {"openid", READ}
    again = signed_in.get(url, from_elsewhere=True)
    assert "code=" not in (again.location or "")
    assert not again.has_form("decision")


def test_a_client_that_has_to_push_is_refused_without(place, signed_in, pushing):
    page = signed_in.get(Request.make(place, pushing, CALLBACK, READ).url, from_elsewhere=True)

    assert is_refused_without_redirect(page) or page.parameters()["error"] == "invalid_request"


def test_a_pushed_request_is_checked_at_once(place, pushing):
    request = Request.make(place, pushing, CALLBACK, READ)

    assert error_of(push(place, pushing, request, redirect_uri="https://evil.example/")) == (400, "invalid_request")
    assert error_of(push(place, pushing, request, scope="tstapp_data.nonsense")) == (400, "invalid_scope")
    assert error_of(push(place, pushing, request, code_challenge_method="plain")) == (400, "invalid_request")
    assert error_of(push(place, pushing, request, request_uri="urn:x")) == (400, "invalid_request")
    stranger = type(pushing)(pushing.client_id, "not-the-secret-not-the-secret-not-the-secret")
    assert error_of(push(place, stranger, request)) == (401, "invalid_client")


def test_a_pushed_request_is_good_for_its_client_alone(place, signed_in, pushing):
    other = create_client(place, READ, redirect_uris=[CALLBACK], name="Other")
    pushed = push(place, pushing, Request.make(place, pushing, CALLBACK, READ)).json()

    for url in (
        authorize_url(place, client_id=other.client_id, request_uri=pushed["request_uri"]),
        authorize_url(place, client_id=pushing.client_id, request_uri="https://evil.example/request"),
        authorize_url(place, client_id=pushing.client_id, request_uri=pushed["request_uri"][:-4] + "AAAA"),
    ):
        assert is_refused_without_redirect(signed_in.get(url, from_elsewhere=True))


# Signed requests (RFC 9101)


@pytest.fixture(scope="module")
def signing(place, tmp_path_factory):
    """A client that has to sign its requests, and its key."""
    key = Key.fresh()
    client = create_client(
        place, "openid", READ, WRITE, redirect_uris=[CALLBACK], name="Signing",
        more=["--require-signed-requests", "--jwks", key.key_set_file(tmp_path_factory.mktemp("keys"))],
    )  # fmt: skip
    return client, key


def signed(place, client, key, request, **changes):
    now = int(time.time())
    claims = {
        **parameters_of(request), "iss": client.client_id, "aud": place.issuer, "iat": now, "exp": now + 60, **changes,
    }  # fmt: skip
    return key.sign({name: value for name, value in claims.items() if value is not None}, typ="oauth-authz-req+jwt")


def test_only_what_is_signed_counts(place, person, signed_in, signing):
    client, key = signing
    request = Request.make(place, client, CALLBACK, f"openid {READ}")
    url = authorize_url(
        place, client_id=client.client_id, request=signed(place, client, key, request),
        scope=f"openid {READ} {WRITE}", state="another", redirect_uri="https://evil.example/",
    )  # fmt: skip

    code = request.code(place, person.authorize(signed_in, url))

    assert granted(redeem(place, client, code, request.key.verifier, CALLBACK).json()) == {"openid", READ}


def test_a_signed_request_may_be_pushed(place, person, signed_in, signing):
    client, key = signing
    request = Request.make(place, client, CALLBACK, READ)
    pushed = ask(place, client, "/oauth2/par", request=signed(place, client, key, request))
    assert pushed.status_code == 201, pushed.text

    url = authorize_url(place, client_id=client.client_id, request_uri=pushed.json()["request_uri"])
    code = request.code(place, person.authorize(signed_in, url))

    assert redeem(place, client, code, request.key.verifier, CALLBACK).status_code == 200


def test_a_request_that_is_not_signed_as_it_should_be_is_refused(place, signed_in, signing):
    client, key = signing
    request = Request.make(place, client, CALLBACK, READ)
    good = signed(place, client, key, request)
    head, body, signature = good.split(".")
    tampered = ".".join([head, signed(place, client, key, request, scope=WRITE).split(".")[1], signature])

    for wrong in (
        tampered,
        f"{head}.{body}.",
        jwt.encode(claims_without_looking(good), None, "none", {"typ": "oauth-authz-req+jwt"}),
        signed(place, client, Key.fresh(), request),
        signed(place, client, key, request, aud="https://elsewhere.example"),
        signed(place, client, key, request, iss="somebody"),
        signed(place, client, key, request, exp=int(time.time()) - 120),
        signed(place, client, key, request, exp=None),
        signed(place, client, key, request, client_id="somebody"),
        key.assertion(client.client_id, place.issuer)["client_assertion"],
        "nonsense",
    ):
        url = authorize_url(place, client_id=client.client_id, request=wrong)
        assert is_refused_without_redirect(signed_in.get(url, from_elsewhere=True)), wrong
    assert is_refused_without_redirect(signed_in.get(request.url, from_elsewhere=True)), "not signed at all"


# Mutual TLS behind a proxy (RFC 8705, RFC 9440)


def test_a_client_is_known_by_its_own_certificate(place):
    certificate, other = Certificate.fresh(), Certificate.fresh()
    client = create_client(
        place, READ, grants=["client_credentials"], name="Certified",
        more=["--auth-method", "self_signed_tls_client_auth", f"--tls-thumbprint={certificate.thumbprint}",
              "--bind-certificate"],
    )  # fmt: skip
    form = {"grant_type": "client_credentials", "client_id": client.client_id}

    answer = token(place, certificate.headers, **form)

    assert answer.status_code == 200, answer.text
    access_token = answer.json()["access_token"]
    assert claims_without_looking(access_token)["cnf"] == {"x5t#S256": certificate.thumbprint}
    assert at_gate(place, access_token, headers=certificate.headers).status_code == 200
    assert at_gate(place, access_token).status_code == 401
    assert at_gate(place, access_token, headers=other.headers).status_code == 401
    for wrong in ({}, other.headers, {"Client-Cert": "nonsense"}, {"Client-Cert": ":AAAA:"}):
        assert error_of(token(place, wrong, **form)) == (401, "invalid_client")

    # A proxy that only adds a field lets a client send one of its own: which one is meant is not certain.
    two = "".join(f"Client-Cert: {each.headers['Client-Cert']}\r\n" for each in (certificate, other))
    with place.wire() as wire:
        head = f"GET {DATA} HTTP/1.1\r\nHost: {place.authority}\r\nAuthorization: Bearer {access_token}\r\n"
        wire.send(f"{head}{two}\r\n".encode())
        assert wire.read().status in (400, 401)


def test_a_client_is_known_by_the_subject_of_its_certificate(place):
    assert "tls_client_auth" in place.get("/.well-known/openid-configuration").json()[
        "token_endpoint_auth_methods_supported"
    ]
    client = create_client(
        place, READ, grants=["client_credentials"], name="Certified by name",
        more=["--auth-method", "tls_client_auth", "--tls-subject", "CN=job,O=Example"],
    )  # fmt: skip
    form = {"grant_type": "client_credentials", "client_id": client.client_id}

    assert token(place, Certificate.fresh().headers, **form).status_code == 200
    assert error_of(token(place, Certificate.fresh("jobs").headers, **form)) == (401, "invalid_client")


def test_a_certificate_from_anybody_is_ignored(gateway, upstream):
    certificate = Certificate.fresh()
    client = create_client(
        gateway, READ, grants=["client_credentials"], name="Certified",
        more=["--auth-method", "self_signed_tls_client_auth", f"--tls-thumbprint={certificate.thumbprint}"],
    )  # fmt: skip

    answer = token(gateway, certificate.headers, grant_type="client_credentials", client_id=client.client_id)
    assert error_of(answer) == (401, "invalid_client")

    gateway.get("/tstapp/health", headers=certificate.headers)
    (seen,) = upstream.requests
    assert seen.all("Client-Cert") == []
