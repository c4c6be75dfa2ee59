"""Tokens that are good for their holder alone or for another's errand, and what they say of a person's sign-in."""

import json
import re
import urllib.parse

import pytest
import requests
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

from support.calls import DATA, TIMEOUT, at_gate, error_of, token
from support.forms import Visitor, single
from support.keys import Key, one_time_code
from support.people import (
    Request,
    ask,
    claims_without_looking,
    create_client,
    create_person,
    granted,
    redeem,
    tokens_of,
)
from support.places import CALLBACK, READ, WRITE, api, person, running, signed_in  # noqa: F401
from support.policies import tstapp
from support.waiting import eventually

MAX_AGE = 5
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"


@pytest.fixture(scope="module")
def place(tmp_path_factory, api):
    """A gateway with a route for which the sign-in must be of this moment."""
    policy = tstapp(api.port) + f"  GET /fresh: {{ all: [{READ}], max_age: {MAX_AGE} }}\n"
    with running(tmp_path_factory.mktemp("strong"), {"tstapp.yaml": policy}) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def strict_place(tmp_path_factory, api):
    """A gateway that wants its own nonces in proofs."""
    folder = tmp_path_factory.mktemp("strict")
    with running(folder, {"tstapp.yaml": tstapp(api.port)}, GATEHOUSE_TOKENS_DPOP_NONCES="true") as gateway:
        yield gateway


# DPoP (RFC 9449)


@pytest.fixture(scope="module")
def mobile(place):
    """A public client whose tokens are always bound to its key."""
    return create_client(
        place, "openid", "offline_access", READ, redirect_uris=[CALLBACK], name="Mobile", public=True,
        more=["--require-dpop"],
    )  # fmt: skip


def code_for(place, client, person, visitor, scope, **more):
    request = Request.make(place, client, CALLBACK, scope, **more)
    return request, request.code(place, person.authorize(visitor, request.url))


def redeemed_with(place, client, request, code, headers):
    return token(
        place, headers, grant_type="authorization_code", client_id=client.client_id, code=code,
        code_verifier=request.key.verifier, redirect_uri=CALLBACK,
    )  # fmt: skip


def proved(place, key, method="POST", path="/oauth2/token", access_token=None, **changes):
    return {"DPoP": key.proof(method, place.url(path), access_token, **changes)}


@pytest.fixture(scope="module")
def bound(place, person, signed_in, mobile):
    """A token bound to a key, with the key."""
    key = Key.fresh()
    request, code = code_for(place, mobile, person, signed_in, f"openid {READ}")
    answer = redeemed_with(place, mobile, request, code, proved(place, key))
    assert answer.status_code == 200, answer.text
    return key, answer.json()


def test_a_bound_token_needs_a_proof_for_every_request(place, bound):
    key, answer = bound
    assert answer["token_type"] == "DPoP"
    access_token = answer["access_token"]
    assert claims_without_looking(access_token)["cnf"] == {"jkt": key.thumbprint}

    for _ in range(2):
        proof = proved(place, key, "GET", DATA, access_token)
        assert at_gate(place, access_token, "DPoP", headers=proof).status_code == 200
    replayed = at_gate(place, access_token, "DPoP", headers=proof)
    assert replayed.status_code == 401
    assert 'DPoP error="invalid_dpop_proof"' in replayed.headers["WWW-Authenticate"]
    with_query = proved(place, key, "GET", DATA, access_token)
    assert at_gate(place, access_token, "DPoP", f"{DATA}?page=2", headers=with_query).status_code == 200


def test_a_bound_token_is_no_bearer_token(place, bound):
    key, answer = bound
    access_token = answer["access_token"]

    alone = at_gate(place, access_token)
    with_proof = at_gate(place, access_token, headers=proved(place, key, "GET", DATA, access_token))
    without_proof = at_gate(place, access_token, "DPoP")

    for refused in (alone, with_proof, without_proof):
        assert refused.status_code == 401
    assert 'error="invalid_token"' in alone.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "change",
    [
        {"htm": "POST"}, {"htu": "https://elsewhere.example/tstapp/data/1"}, {"htu": "PLACE/tstapp/data/2"},
        {"ath": None}, {"ath": "A" * 43}, {"jti": None}, {"iat": 1_000_000_000}, {"iat": 4_000_000_000}, {"iat": None},
    ],
    ids=lambda change: "-".join(f"{name}={str(value)[:16]}" for name, value in change.items()),
)  # fmt: skip
def test_a_proof_of_something_else_is_refused(place, bound, change):
    key, answer = bound
    change = {
        name: value.replace("PLACE", place.issuer) if isinstance(value, str) else value
        for name, value in change.items()
    }

    refused = at_gate(
        place, answer["access_token"], "DPoP", headers=proved(place, key, "GET", DATA, answer["access_token"], **change)
    )

    assert refused.status_code == 401
    assert "DPoP" in refused.headers["WWW-Authenticate"]
    assert 'error="invalid_dpop_proof"' in refused.headers["WWW-Authenticate"]


def test_the_proof_of_another_key_is_refused(place, bound):
    _, answer = bound
    access_token = answer["access_token"]

    refused = at_gate(place, access_token, "DPoP", headers=proved(place, Key.fresh(), "GET", DATA, access_token))

    assert refused.status_code == 401


def test_userinfo_wants_the_proof_too(place, bound):
    key, answer = bound
    access_token = answer["access_token"]

    told = at_gate(
        place, access_token, "DPoP", "/userinfo", headers=proved(place, key, "GET", "/userinfo", access_token)
    )

    assert told.status_code == 200, told.text
    assert told.json()["sub"] == claims_without_looking(access_token)["sub"]
    assert at_gate(place, access_token, path="/userinfo").status_code == 401


def test_a_client_that_must_prove_its_key_gets_nothing_without(place, person, signed_in, mobile):
    request, code = code_for(place, mobile, person, signed_in, READ)
    key = Key.fresh()

    assert error_of(redeemed_with(place, mobile, request, code, {})) == (400, "invalid_dpop_proof")
    proof = proved(place, key)
    assert redeemed_with(place, mobile, request, code, proof).status_code == 200
    assert error_of(redeemed_with(place, mobile, request, code, proof)) == (400, "invalid_dpop_proof"), "replayed"


def test_the_code_of_a_named_key_is_bound_to_it(place, person, signed_in, mobile):
    key = Key.fresh()
    request, code = code_for(place, mobile, person, signed_in, READ, dpop_jkt=key.thumbprint)

    stolen = redeemed_with(place, mobile, request, code, proved(place, Key.fresh()))

    assert stolen.status_code == 400
    assert stolen.json()["error"] in ("invalid_grant", "invalid_dpop_proof")


def test_a_refresh_token_of_a_public_client_is_bound_to_its_key(place, person, signed_in, mobile):
    key = Key.fresh()
    request, code = code_for(place, mobile, person, signed_in, f"offline_access {READ}", prompt="consent")
    first = redeemed_with(place, mobile, request, code, proved(place, key)).json()

    def refreshed(refresh_token, headers):
        return token(
            place, headers, grant_type="refresh_token", client_id=mobile.client_id, refresh_token=refresh_token
        )

    for wrong in ({}, proved(place, Key.fresh())):
        answer = refreshed(first["refresh_token"], wrong)
        assert answer.status_code == 400
        assert answer.json()["error"] in ("invalid_grant", "invalid_dpop_proof")
    second = refreshed(first["refresh_token"], proved(place, key))
    assert second.status_code == 200, "what a thief tried does no harm"
    access_token = second.json()["access_token"]
    assert claims_without_looking(access_token)["cnf"] == {"jkt": key.thumbprint}


def test_nonces_are_given_and_asked_for(strict_place):
    place, key = strict_place, Key.fresh()
    service = place.create_client(READ, name="Service")
    form = {
        "grant_type": "client_credentials", "client_id": service.client_id, "client_secret": service.client_secret
    }  # fmt: skip

    first = token(place, proved(place, key), **form)
    assert error_of(first) == (400, "use_dpop_nonce")
    nonce = first.headers["DPoP-Nonce"]
    second = token(place, proved(place, key, nonce=nonce), **form)
    assert second.status_code == 200, second.text
    assert error_of(token(place, proved(place, key, nonce="made-up"), **form)) == (400, "use_dpop_nonce")

    access_token = second.json()["access_token"]
    without = at_gate(place, access_token, "DPoP", headers=proved(place, key, "GET", DATA, access_token))
    assert without.status_code == 401
    assert 'DPoP error="use_dpop_nonce"' in without.headers["WWW-Authenticate"]
    nonce = without.headers["DPoP-Nonce"]
    proof = proved(place, key, "GET", DATA, access_token, nonce=nonce)
    assert at_gate(place, access_token, "DPoP", headers=proof).status_code == 200


# Token exchange (RFC 8693)


@pytest.fixture(scope="module")
def exchanger(place):
    """The backend of an API, which calls another one on behalf of people."""
    return create_client(place, READ, WRITE, grants=[TOKEN_EXCHANGE], name="Exchanger")


@pytest.fixture(scope="module")
def web(place):
    return create_client(place, "openid", READ, WRITE, redirect_uris=[CALLBACK], name="Web for exchange")


def exchanged(place, client, subject_token, **more):
    return ask(
        place, client, "/oauth2/token", grant_type=TOKEN_EXCHANGE, subject_token=subject_token,
        subject_token_type=ACCESS_TOKEN, **more,
    )  # fmt: skip


def test_a_token_is_exchanged_for_a_narrower_one(place, api, person, signed_in, web, exchanger):
    _, tokens = tokens_of(place, web, person, CALLBACK, f"openid {READ} {WRITE}", signed_in)
    before = claims_without_looking(tokens["access_token"])

    answer = exchanged(place, exchanger, tokens["access_token"], scope=READ)

    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["issued_token_type"] == ACCESS_TOKEN
    assert granted(told) == {READ}
    assert "refresh_token" not in told
    claims = claims_without_looking(told["access_token"])
    assert claims["sub"] == before["sub"]
    assert claims["act"] == {"sub": exchanger.client_id}
    assert claims["client_id"] == exchanger.client_id
    assert claims["exp"] <= before["exp"]
    assert at_gate(place, told["access_token"]).status_code == 200
    assert at_gate(place, told["access_token"], method="POST").status_code == 403


def test_an_exchange_never_widens(place, person, signed_in, web, exchanger):
    _, tokens = tokens_of(place, web, person, CALLBACK, f"openid {READ}", signed_in)

    for scope in (WRITE, f"{READ} {WRITE}", "openid", "gatehouse_admin"):
        assert error_of(exchanged(place, exchanger, tokens["access_token"], scope=scope)) == (400, "invalid_scope")
    for wrong in (tokens["id_token"], "nonsense"):
        assert error_of(exchanged(place, exchanger, wrong)) == (400, "invalid_request")
    stranger = create_client(place, READ, redirect_uris=[CALLBACK], name="Not allowed to")
    assert error_of(exchanged(place, stranger, tokens["access_token"])) == (400, "unauthorized_client")


def test_an_exchanged_token_ends_with_what_it_came_from(place, person, signed_in, exchanger):
    client = create_client(place, READ, redirect_uris=[CALLBACK], name="To be withdrawn")
    _, tokens = tokens_of(place, client, person, CALLBACK, READ, signed_in)
    passed_on = exchanged(place, exchanger, tokens["access_token"]).json()["access_token"]
    assert at_gate(place, passed_on).status_code == 200

    account = signed_in.get("/account")
    asked = signed_in.submit(account, account.form(with_text="of To be withdrawn"))
    signed_in.submit(asked, asked.form(with_field="confirmed"))

    eventually(lambda: at_gate(place, passed_on).status_code == 401, within=1.0, what="the exchanged token is refused")
    assert error_of(exchanged(place, exchanger, tokens["access_token"])) == (400, "invalid_request")


# Who a person is to whom (OpenID Connect Core §8), and what is told (§5.5)


def test_pairwise_subjects_differ_by_client_and_agree_everywhere(place, person, signed_in):
    subjects = set()
    for host in ("one", "two"):
        redirect = f"https://{host}.example.test/callback"
        client = create_client(place, "openid", READ, redirect_uris=[redirect], name=host, more=["--pairwise"])
        _, tokens = tokens_of(place, client, person, redirect, f"openid {READ}", signed_in)
        access_token = tokens["access_token"]
        told = {
            claims_without_looking(tokens["id_token"])["sub"],
            claims_without_looking(access_token)["sub"],
            at_gate(place, access_token, path="/userinfo").json()["sub"],
            ask(place, client, "/oauth2/introspect", token=access_token).json()["sub"],
        }
        assert len(told) == 1
        subjects |= told
    assert len(subjects) == 2
    assert place.manage("user", "show", person.username)["sub"] not in subjects


def test_single_claims_can_be_asked_for(place, person, signed_in):
    client = create_client(
        place, "openid", "email", "profile", redirect_uris=[CALLBACK], name="Claims", more=["--first-party"]
    )
    wish = {"id_token": {"email": None, "auth_time": {"essential": True}}, "userinfo": {"acr": None}}
    _, tokens = tokens_of(place, client, person, CALLBACK, "openid email", signed_in, claims=json.dumps(wish))

    identity = claims_without_looking(tokens["id_token"])
    assert identity["email"] == person.email
    assert identity["auth_time"]
    told = at_gate(place, tokens["access_token"], path="/userinfo").json()
    assert told["acr"] == identity["acr"] == "aal1"
    assert "preferred_username" not in identity and "preferred_username" not in told, "profile was not granted"

    broken = Request.make(place, client, CALLBACK, "openid", claims="{")
    assert signed_in.get(broken.url, from_elsewhere=True).parameters()["error"] == "invalid_request"
    other = json.dumps({"id_token": {"sub": {"value": "somebody else"}}})
    wrong = Request.make(place, client, CALLBACK, "openid", claims=other, prompt="none")
    assert signed_in.get(wrong.url, from_elsewhere=True).parameters()["error"] == "login_required"


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_authlib_validates_id_tokens_of_the_algorithm_that_was_asked_for(place, person, signed_in, algorithm):
    metadata = place.get("/.well-known/openid-configuration").json()
    assert algorithm in metadata["id_token_signing_alg_values_supported"]
    client = create_client(
        place, "openid", redirect_uris=[CALLBACK], name=f"Likes {algorithm}", more=["--id-token-alg", algorithm]
    )
    request, tokens = tokens_of(place, client, person, CALLBACK, "openid", signed_in)

    keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=TIMEOUT).json())
    decoded = jwt.decode(tokens["id_token"], keys, algorithms=[algorithm])
    claims = CodeIDToken(
        decoded.claims, decoded.header,
        options={"iss": {"values": [place.issuer]}, "aud": {"values": [client.client_id]}},
        params={"nonce": request.nonce, "client_id": client.client_id, "access_token": tokens["access_token"]},
    )  # fmt: skip
    claims.validate(leeway=0)
    assert decoded.header["alg"] == algorithm


# Surer sign-ins (RFC 9470, RFC 6238)


def test_a_second_factor_makes_a_surer_sign_in(place):
    client = create_client(place, "openid", redirect_uris=[CALLBACK], name="Careful", more=["--first-party"])
    somebody, visitor = create_person(place), Visitor(place.issuer)
    essential = json.dumps({"id_token": {"acr": {"essential": True, "values": ["aal2"]}}})

    def ask_for(**more):
        return Request.make(place, client, CALLBACK, "openid", **more)

    page = somebody.sign_in(visitor, visitor.get("/login"))
    wished = visitor.get(ask_for(acr_values="aal2").url, from_elsewhere=True)
    assert wished.parameters()["code"], "a wish that nothing can meet is no error"
    unmet = visitor.get(ask_for(claims=essential).url, from_elsewhere=True)
    assert unmet.parameters()["error"] == "unmet_authentication_requirements"

    page = visitor.get("/account/two-step")
    link = next(target for _, target in page.links if target.startswith("otpauth://totp/"))
    secret = single(urllib.parse.urlsplit(link).query)["secret"]
    wrong = visitor.submit(page, fill={"code": "000000"})
    assert wrong.has_form("code") and secret in wrong.text.replace(" ", "")
    kept = visitor.submit(wrong, fill={"code": one_time_code(secret)})
    assert "recovery codes" in kept.text

    other, request = Visitor(place.issuer), ask_for(acr_values="aal2")
    page = somebody.sign_in(other, other.get(request.url, from_elsewhere=True))
    refused = other.submit(page, page.forms[0], fill={"code": "000000"})
    assert refused.has_form("code") and refused.location is None
    # A code is used once, and the next one is good already.
    done = other.submit(refused, refused.forms[0], fill={"code": one_time_code(secret, ahead=1)})
    answer = redeem(place, client, request.code(place, done.parameters()), request.key.verifier, CALLBACK)
    for token_text in (answer.json()["id_token"], answer.json()["access_token"]):
        claims = claims_without_looking(token_text)
        assert claims["acr"] == "aal2"
        assert {"pwd", "otp", "mfa"} <= set(claims["amr"])
    assert other.get(ask_for(claims=essential).url, from_elsewhere=True).parameters()["code"]

    recovery_code, *others = re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", kept.text)
    assert len(others) == 9
    lost = Visitor(place.issuer)
    page = somebody.sign_in(lost, lost.get("/login"))
    assert lost.submit(page, page.forms[-1], fill={"code": recovery_code}).path == "/account"
    again = Visitor(place.issuer)
    page = somebody.sign_in(again, again.get("/login"))
    used = again.submit(page, page.forms[-1], fill={"code": recovery_code})
    assert used.has_form("code"), "a recovery code works once"


def test_the_gate_asks_for_a_sign_in_of_today_and_gets_it(place, person, signed_in, web):
    fresh = "/tstapp/fresh"
    _, tokens = tokens_of(place, web, person, CALLBACK, f"openid {READ}", signed_in)

    def challenged():
        return at_gate(place, tokens["access_token"], path=fresh).headers.get("WWW-Authenticate")

    challenge = eventually(challenged, within=MAX_AGE + 3, every=0.2, what="the sign-in is too old")
    assert 'error="insufficient_user_authentication"' in challenge
    assert f'max_age="{MAX_AGE}"' in challenge

    request = Request.make(place, web, CALLBACK, f"openid {READ}", max_age=str(MAX_AGE))
    page = signed_in.get(request.url, from_elsewhere=True)
    assert page.has_form("password"), "the session is too old for this request"
    told = person.sign_in(signed_in, page).parameters()
    newer = redeem(place, web, request.code(place, told), request.key.verifier, CALLBACK).json()
    assert at_gate(place, newer["access_token"], path=fresh).status_code == 200
