"""The life of a token, a client and a key: introspection, revocation, rotation, and what the gate makes of each."""

import base64
import hmac
import json
import time

import jwt
import pytest

from support.waiting import eventually


@pytest.fixture
def client(gateway):
    """A client that a story may use up."""
    return gateway.create_client("tstapp_data.read", "tstapp_data.write", name="Short-lived client")


def read(gateway, token):
    return gateway.get("/tstapp/data/1", token).status_code


def refused_within_one_second(gateway, token):
    """In force within one second on a node: contract, section 6."""
    began = time.monotonic()
    eventually(lambda: read(gateway, token) == 401, within=1.0, what="the revoked token is refused")
    return time.monotonic() - began


def introspect(gateway, credentials, token):
    answer = gateway.ask("/oauth2/introspect", credentials, token=token)
    assert answer.status_code == 200
    return answer.json()


def test_a_live_token_introspects_as_active(gateway, client):
    token = gateway.token(client, "tstapp_data.read")

    answer = introspect(gateway, client, token)

    assert answer["active"] is True
    assert answer["client_id"] == answer["sub"] == client.client_id
    assert answer["scope"] == "tstapp_data.read"
    assert answer["iss"] == gateway.issuer
    assert answer["exp"] > time.time()


def test_nonsense_introspects_as_inactive_and_nothing_more(gateway, client):
    assert introspect(gateway, client, "nonsense") == {"active": False}


def test_introspection_needs_an_authenticated_client(gateway, client):
    token = gateway.token(client)
    stranger = type(client)(client.client_id, "wrong")

    answer = gateway.ask("/oauth2/introspect", stranger, token=token)

    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"


def test_a_revoked_token_is_refused_within_a_second(gateway, upstream, client):
    token, other = gateway.token(client), gateway.token(client)
    assert read(gateway, token) == 200

    assert gateway.ask("/oauth2/revoke", client, token=token).status_code == 200

    refused_within_one_second(gateway, token)
    refusal = gateway.get("/tstapp/data/1", token)
    assert 'error="invalid_token"' in refusal.headers["WWW-Authenticate"]
    assert introspect(gateway, client, token) == {"active": False}
    assert read(gateway, other) == 200, "only the token that was named is revoked"


def test_a_client_cannot_revoke_the_token_of_another(gateway, upstream, client, reader):
    token = gateway.token(client)

    assert gateway.ask("/oauth2/revoke", reader, token=token).status_code == 200  # RFC 7009 §2.2

    assert introspect(gateway, client, token)["active"] is True
    assert read(gateway, token) == 200


def test_the_command_line_revokes_a_token(gateway, upstream, client):
    token = gateway.token(client)
    assert read(gateway, token) == 200

    gateway.manage("token", "revoke", token)

    refused_within_one_second(gateway, token)


def test_a_disabled_client_loses_its_tokens_and_gets_no_more(gateway, upstream, client):
    token = gateway.token(client)
    assert read(gateway, token) == 200

    gateway.manage("client", "disable", client.client_id)

    refused_within_one_second(gateway, token)
    answer = gateway.ask("/oauth2/token", client, grant_type="client_credentials")
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_deleted_client_is_gone_and_its_tokens_with_it(gateway, upstream, client):
    token = gateway.token(client)
    assert read(gateway, token) == 200

    gateway.manage("client", "delete", client.client_id)

    refused_within_one_second(gateway, token)
    listed = gateway.manage("client", "list", "--application", "tstapp")
    assert client.client_id not in str(listed)


def test_a_rotated_secret_works_beside_the_old_one(gateway, client):
    made = gateway.manage("client", "rotate-secret", client.client_id)
    renewed = type(client)(client.client_id, made["client_secret"])

    assert renewed.client_secret != client.client_secret
    assert gateway.token(renewed)
    assert gateway.token(client), "the old secret stays while clients are changed over"


def test_a_secret_is_shown_once(gateway, client):
    for printed in (
        gateway.manage("client", "show", client.client_id),
        gateway.manage("client", "list", "--application", "tstapp"),
    ):
        assert client.client_secret not in str(printed)


def test_rotating_the_key_keeps_old_tokens_and_signs_new_ones_with_a_key_published_before(own_gateway, own_upstream):
    gateway = own_gateway
    client = gateway.create_client("tstapp_data.read")

    def published():
        return {key["kid"] for key in gateway.get("/.well-known/jwks.json").json()["keys"]}

    def signed_by(token):
        return jwt.get_unverified_header(token)["kid"]

    before, old = published(), gateway.token(client)
    assert read(gateway, old) == 200

    gateway.manage("key", "rotate")

    new = gateway.token(client)
    assert signed_by(new) != signed_by(old)
    assert signed_by(new) in before, "a key is published before it signs"
    assert {signed_by(old), signed_by(new)} < published(), "and the next one is published already"
    assert read(gateway, new) == 200
    assert read(gateway, old) == 200


def altered(token, part):
    """The token with one character of its header, claims or signature changed."""
    parts = token.split(".")
    middle = len(parts[part]) // 2
    changed = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + changed + parts[part][middle + 1 :]
    return ".".join(parts)


@pytest.mark.parametrize("part", [0, 1, 2], ids=["header", "claims", "signature"])
def test_an_altered_token_is_refused(gateway, upstream, read_token, part):
    answer = gateway.get("/tstapp/data/1", altered(read_token, part))

    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert upstream.requests == []


def signed_by_hand(header, claims, key):
    """A token with a symmetric signature whose key is what everybody can read: libraries refuse to make one."""

    def encoded(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    signed = ".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    return f"{signed}.{encoded(hmac.digest(key, signed.encode(), 'sha256'))}"


def test_tokens_nobody_signed_are_refused(gateway, upstream, read_token):
    claims = jwt.decode(read_token, options={"verify_signature": False})
    kid = jwt.get_unverified_header(read_token)["kid"]
    unsigned = jwt.encode(claims, None, algorithm="none", headers={"typ": "at+jwt", "kid": kid})
    public_key = gateway.get("/.well-known/jwks.json").content
    signed_with_it = signed_by_hand({"typ": "at+jwt", "alg": "HS256", "kid": kid}, claims, public_key)

    for token in (unsigned, signed_with_it, "", "a.b.c", "." * 40, "x" * 40_000):
        assert read(gateway, token) in (400, 401), token[:60]
    assert upstream.requests == []


def test_a_token_counts_only_in_the_authorization_header(gateway, upstream, read_token):
    assert gateway.get(f"/tstapp/data/1?access_token={read_token}").status_code in (400, 401)
    assert gateway.get("/tstapp/data/1", headers={"Authorization": f"Basic {read_token}"}).status_code == 401
    with gateway.wire() as wire:
        header = f"Authorization: Bearer {read_token}\r\n"
        wire.send(f"GET /tstapp/data/1 HTTP/1.1\r\nHost: {gateway.authority}\r\n{header}{header}\r\n".encode())
        answer = wire.read()
    assert answer.status == 400
    assert b"invalid_request" in answer.body
    assert upstream.requests == []


def test_another_applications_token_is_refused(make_gateway, own_upstream):
    policy = (
        "application: {key}\nname: {key}\nupstream: http://127.0.0.1:%d\nprefix: /{key}\n"
        "scopes:\n  {key}_read: Read\nroutes:\n  GET /**: {key}_read\n" % own_upstream.port
    )
    gateway = make_gateway({f"{key}.yaml": policy.format(key=key) for key in ("alpha", "beta")}).start()
    token = gateway.token(gateway.create_client("alpha_read", application="alpha"))

    assert gateway.get("/alpha/1", token).status_code == 200
    refusal = gateway.get("/beta/1", token)

    assert refusal.status_code == 401
    assert 'error="invalid_token"' in refusal.headers["WWW-Authenticate"]
