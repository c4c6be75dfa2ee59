"""The first story: clients that people already have get a token by discovery and call an API through the gate."""

import json
import subprocess

import jwt
import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session

TIMEOUT = 30


@pytest.fixture(autouse=True)
def loopback_without_tls(monkeypatch):
    """Authlib refuses plain http unless told that it is meant."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture(params=["client_secret_basic", "client_secret_post"])
def session(request, gateway, reader):
    """An Authlib session that knows the issuer, its id and its secret, and nothing else."""
    metadata = requests.get(gateway.url("/.well-known/openid-configuration"), timeout=TIMEOUT).json()
    assert request.param in metadata["token_endpoint_auth_methods_supported"]
    session = OAuth2Session(
        reader.client_id,
        reader.client_secret,
        token_endpoint_auth_method=request.param,
        scope="tstapp_data.read",
        leeway=0,
    )
    session.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    return session


def test_authlib_reads_with_a_token_found_by_discovery(gateway, upstream, reader, session):
    answer = session.get(gateway.url("/tstapp/data/1"), timeout=TIMEOUT)

    assert answer.status_code == 200
    seen = upstream.requests[0]
    assert seen.line() == "GET /tstapp/data/1"
    assert seen.one("X-Gatehouse-Client") == reader.client_id
    assert seen.one("X-Gatehouse-Subject") == reader.client_id
    assert seen.one("X-Gatehouse-Subject-Kind") == "client"
    assert seen.one("X-Gatehouse-Scope") == "tstapp_data.read"
    assert seen.one("X-Gatehouse-Issuer") == gateway.issuer
    assert seen.all("Authorization") == []


def test_authlib_is_refused_where_the_scope_is_missing(gateway, upstream, session):
    answer = session.post(gateway.url("/tstapp/data/1"), json={"a": 1}, timeout=TIMEOUT)

    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    challenge = answer.headers["WWW-Authenticate"]
    assert 'error="insufficient_scope"' in challenge
    assert 'scope="tstapp_data.write"' in challenge
    assert upstream.requests == []


def test_without_a_token_the_challenge_says_what_is_needed(gateway, upstream):
    answer = gateway.get("/tstapp/data/1")

    assert answer.status_code == 401
    metadata = f"{gateway.issuer}/.well-known/oauth-protected-resource/tstapp"
    assert answer.headers["WWW-Authenticate"] == (
        f'Bearer realm="tstapp", scope="tstapp_data.read", resource_metadata="{metadata}"'
    )
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["error"] == "missing_token"
    assert answer.json()["request_id"]
    assert upstream.requests == []


def test_the_challenge_leads_to_the_authorization_server(gateway):
    metadata = requests.get(gateway.url("/.well-known/oauth-protected-resource/tstapp"), timeout=TIMEOUT).json()

    assert metadata["resource"] == f"{gateway.issuer}/tstapp"
    assert metadata["authorization_servers"] == [gateway.issuer]
    assert "tstapp_data.read" in metadata["scopes_supported"]


def test_a_public_route_needs_no_token(gateway, upstream):
    assert gateway.get("/tstapp/health").status_code == 200
    assert upstream.requests[0].all("X-Gatehouse-Subject") == []


def test_both_discovery_documents_name_endpoints_that_answer(gateway):
    openid = requests.get(gateway.url("/.well-known/openid-configuration"), timeout=TIMEOUT).json()
    oauth = requests.get(gateway.url("/.well-known/oauth-authorization-server"), timeout=TIMEOUT).json()

    assert openid == oauth
    assert openid["issuer"] == gateway.issuer
    assert "client_credentials" in openid["grant_types_supported"]
    for name in ("token_endpoint", "introspection_endpoint", "revocation_endpoint"):
        assert requests.post(openid[name], data={}, timeout=TIMEOUT).status_code in (400, 401), name
    assert requests.get(openid["jwks_uri"], timeout=TIMEOUT).json()["keys"]


def test_the_curl_of_the_documentation_gets_a_token(gateway, reader):
    printed = subprocess.run(
        [
            "curl", "--silent", "--show-error", "--request", "POST", gateway.url("/oauth2/token"),
            "--header", "Content-Type: application/x-www-form-urlencoded",
            "--data-urlencode", "grant_type=client_credentials",
            "--data-urlencode", f"client_id={reader.client_id}",
            "--data-urlencode", f"client_secret={reader.client_secret}",
            "--data-urlencode", "scope=tstapp_data.read",
        ],
        capture_output=True, text=True, check=True, timeout=TIMEOUT,
    ).stdout  # fmt: skip

    answer = json.loads(printed)
    assert list(answer) == ["access_token", "expires_in", "scope", "token_type"]
    assert 3590 <= answer["expires_in"] <= 3600
    assert answer["scope"] == "tstapp_data.read"
    assert answer["token_type"] == "bearer"


def test_a_resource_server_verifies_the_token_without_asking(gateway, reader, read_token):
    keys = jwt.PyJWKClient(gateway.url("/.well-known/jwks.json"))
    claims = jwt.decode(
        read_token,
        keys.get_signing_key_from_jwt(read_token).key,
        algorithms=["ES256"],
        audience=f"{gateway.issuer}/tstapp",
        issuer=gateway.issuer,
        options={"require": ["exp", "iat", "nbf", "jti", "sub", "aud", "iss"]},
    )

    assert jwt.get_unverified_header(read_token)["typ"] == "at+jwt"
    assert claims["sub"] == claims["client_id"] == reader.client_id
    assert claims["aud"] == [f"{gateway.issuer}/tstapp"]
    assert claims["scope"] == "tstapp_data.read"
    assert claims["scp"] == ["tstapp_data.read"]
    assert claims["exp"] - claims["iat"] == 3600
    grant, _, random = claims["jti"].partition(".")
    assert len(grant) == len(random) == 22


def test_every_refusal_of_the_token_endpoint_is_one_that_the_rfc_defines(gateway, reader):
    def refusal(credentials, **form):
        answer = gateway.ask("/oauth2/token", credentials, **form)
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.status_code, answer.json()["error"]

    wrong = type(reader)(reader.client_id, "wrong")
    unknown = type(reader)("nobody", "wrong")
    assert refusal(wrong, grant_type="client_credentials") == (401, "invalid_client")
    assert refusal(unknown, grant_type="client_credentials") == (401, "invalid_client")
    assert refusal(reader, grant_type="password") == (400, "unsupported_grant_type")
    assert refusal(reader, grant_type="client_credentials", scope="tstapp_data.write") == (400, "invalid_scope")
    assert refusal(reader, scope="tstapp_data.read") == (400, "invalid_request")
