"""The authorization code with PKCE, with Authlib, which knows a discovery URL and a client id and nothing else."""

import secrets
import threading
import time

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

from support.calls import error_of
from support.forms import Visitor
from support.people import (
    Request,
    ask,
    claims_without_looking,
    create_client,
    create_person,
    granted,
    redeem,
    refresh,
    tokens_of,
)
from support.places import READ, WRITE, api, party, person, phone, place, signed_in, visitor, web  # noqa: F401
from support.waiting import eventually

TIMEOUT = 30


@pytest.fixture(autouse=True)
def loopback_without_tls(monkeypatch):
    """Authlib refuses plain http unless told that it is meant."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def metadata(place):
    return requests.get(place.url("/.well-known/openid-configuration"), timeout=TIMEOUT).json()


def read(place, token):
    return place.get("/tstapp/data/1", token).status_code


def refused_within_one_second(place, token):
    eventually(lambda: read(place, token) == 401, within=1.0, what="the token is refused at the gate")


# A whole integration


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post", "none"])
def test_authlib_signs_a_person_in_by_discovery(place, api, party, person, web, phone, metadata, visitor, method):
    api.forget()
    client = phone if method == "none" else web
    assert method in metadata["token_endpoint_auth_methods_supported"]
    assert "S256" in metadata["code_challenge_methods_supported"]
    session = OAuth2Session(
        client.client_id, client.client_secret, token_endpoint_auth_method=method, scope=f"openid {READ}",
        redirect_uri=party.redirect_uri, code_challenge_method="S256",
    )  # fmt: skip
    verifier = secrets.token_urlsafe(48)
    url, state = session.create_authorization_url(
        metadata["authorization_endpoint"], code_verifier=verifier, nonce="n-1"
    )

    told = person.authorize(visitor, url)
    assert told["state"] == state
    assert told["iss"] == metadata["issuer"] == place.issuer
    came_back = f"{party.redirect_uri}?{requests.compat.urlencode(told)}"
    token = session.fetch_token(
        metadata["token_endpoint"], authorization_response=came_back, code_verifier=verifier, state=state
    )

    assert granted(token) == {"openid", READ}
    assert token["token_type"].lower() == "bearer"
    assert "refresh_token" not in token, "offline_access was not asked for"
    assert session.get(place.url("/tstapp/data/1"), timeout=TIMEOUT).status_code == 200
    assert session.post(place.url("/tstapp/data/1"), json={}, timeout=TIMEOUT).status_code == 403
    (seen,) = api.requests
    assert seen.one("X-Gatehouse-Subject-Kind") == "user"
    assert seen.one("X-Gatehouse-Client") == client.client_id
    assert seen.one("X-Gatehouse-Subject") == claims_without_looking(token["access_token"])["sub"]


def test_the_access_token_says_who_signed_in_and_how(place, party, person, web):
    before = int(time.time())
    _, tokens = tokens_of(place, web, person, party.redirect_uri, f"openid {READ}")

    claims = claims_without_looking(tokens["access_token"])

    assert claims["client_id"] == web.client_id
    assert claims["sub"] != web.client_id
    assert set(claims["aud"]) == {f"{place.issuer}/tstapp", place.issuer}
    assert claims["scope"].split() == sorted(claims["scp"]) == ["openid", READ]
    assert before - 1 <= claims["auth_time"] <= time.time()
    assert claims["acr"]
    assert "pwd" in claims["amr"]
    assert claims["sid"]


def test_authlib_validates_the_id_token(place, party, person, web, metadata, signed_in):
    request, tokens = tokens_of(place, web, person, party.redirect_uri, f"openid profile email {READ}", signed_in)

    keys = KeySet.import_key_set(requests.get(metadata["jwks_uri"], timeout=TIMEOUT).json())
    decoded = jwt.decode(
        tokens["id_token"], keys, algorithms=metadata["id_token_signing_alg_values_supported"]
    )
    claims = CodeIDToken(
        decoded.claims, decoded.header,
        options={"iss": {"values": [place.issuer]}, "aud": {"values": [web.client_id]}},
        params={"nonce": request.nonce, "client_id": web.client_id, "access_token": tokens["access_token"]},
    )  # fmt: skip
    claims.validate(leeway=0)

    assert claims["nonce"] == request.nonce
    assert claims["at_hash"]
    assert claims["sid"] == claims_without_looking(tokens["access_token"])["sid"]
    assert claims["auth_time"] <= claims["iat"]
    assert decoded.header.get("typ", "JWT") != "at+jwt", "an ID token is no access token"
    assert read(place, tokens["id_token"]) == 401


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_userinfo_says_what_was_granted(place, party, person, web, metadata, method, signed_in):
    _, tokens = tokens_of(place, web, person, party.redirect_uri, "openid email", signed_in)

    told = requests.request(
        method, metadata["userinfo_endpoint"],
        headers={"Authorization": f"Bearer {tokens['access_token']}"}, timeout=TIMEOUT,
    )  # fmt: skip

    assert told.status_code == 200
    assert told.json()["sub"] == claims_without_looking(tokens["id_token"])["sub"]
    assert told.json()["email"] == person.email
    assert "preferred_username" not in told.json(), "profile was not asked for"


def test_userinfo_wants_a_token_with_openid(place, party, person, web, metadata, signed_in):
    _, tokens = tokens_of(place, web, person, party.redirect_uri, READ, signed_in)

    without = requests.get(metadata["userinfo_endpoint"], timeout=TIMEOUT)
    with_less = requests.get(
        metadata["userinfo_endpoint"], headers={"Authorization": f"Bearer {tokens['access_token']}"}, timeout=TIMEOUT
    )

    assert without.status_code == 401
    assert with_less.status_code in (401, 403)
    assert "id_token" not in tokens
    for answer in (without, with_less):
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


# Refreshing


def test_authlib_refreshes_and_every_refresh_token_is_new(place, api, party, person, web, metadata, signed_in):
    _, tokens = tokens_of(place, web, person, party.redirect_uri, f"offline_access {READ}", signed_in, prompt="consent")
    session = OAuth2Session(web.client_id, web.client_secret, token=tokens)
    seen = {tokens["refresh_token"]}

    for _ in range(3):
        token = session.refresh_token(metadata["token_endpoint"])
        assert token["refresh_token"] not in seen
        seen.add(token["refresh_token"])
        assert granted(token) == {"offline_access", READ}
        assert read(place, token["access_token"]) == 200


def test_a_refresh_may_ask_for_less_but_not_for_more(place, api, party, person, web, signed_in):
    scope = f"offline_access {READ} {WRITE}"
    _, tokens = tokens_of(place, web, person, party.redirect_uri, scope, signed_in, prompt="consent")

    less = refresh(place, web, tokens["refresh_token"], scope=READ)
    assert less.status_code == 200
    assert granted(less.json()) == {READ}
    more = refresh(place, web, less.json()["refresh_token"], scope=f"{READ} profile")
    assert error_of(more) == (400, "invalid_scope")


def test_a_lost_answer_can_be_asked_for_again(place, api, party, person, web, signed_in):
    _, tokens = tokens_of(place, web, person, party.redirect_uri, f"offline_access {READ}", signed_in, prompt="consent")

    first = refresh(place, web, tokens["refresh_token"])
    again = refresh(place, web, tokens["refresh_token"])

    assert first.status_code == again.status_code == 200
    assert first.json()["refresh_token"] == again.json()["refresh_token"]


def test_an_old_refresh_token_ends_the_whole_family(place, api, party, person, web, signed_in):
    _, tokens = tokens_of(place, web, person, party.redirect_uri, f"offline_access {READ}", signed_in, prompt="consent")
    second = refresh(place, web, tokens["refresh_token"]).json()
    third = refresh(place, web, second["refresh_token"]).json()
    assert read(place, third["access_token"]) == 200

    assert error_of(refresh(place, web, tokens["refresh_token"])) == (400, "invalid_grant")

    for dead in (second, third):
        assert error_of(refresh(place, web, dead["refresh_token"])) == (400, "invalid_grant")
    refused_within_one_second(place, third["access_token"])


def test_refreshing_at_the_same_time_gives_one_successor(place, api, party, person, web, signed_in):
    _, tokens = tokens_of(place, web, person, party.redirect_uri, f"offline_access {READ}", signed_in, prompt="consent")

    answers = at_once(16, lambda: refresh(place, web, tokens["refresh_token"]))

    assert {answer.status_code for answer in answers} == {200}
    (successor,) = {answer.json()["refresh_token"] for answer in answers}
    assert refresh(place, web, successor).status_code == 200


def test_a_refresh_token_is_good_for_its_client_alone(place, party, person, web, phone, signed_in):
    _, tokens = tokens_of(place, web, person, party.redirect_uri, f"offline_access {READ}", signed_in, prompt="consent")

    assert error_of(refresh(place, phone, tokens["refresh_token"])) == (400, "invalid_grant")

    assert refresh(place, web, tokens["refresh_token"]).status_code == 200, "a stranger's try does no harm"


def test_an_answered_refresh_survives_the_death_of_the_server(place, api, party, person, web, signed_in):
    _, tokens = tokens_of(place, web, person, party.redirect_uri, f"offline_access {READ}", signed_in, prompt="consent")
    second = refresh(place, web, tokens["refresh_token"]).json()
    third = refresh(place, web, second["refresh_token"]).json()

    place.kill()
    place.start()

    fourth = refresh(place, web, third["refresh_token"])
    assert fourth.status_code == 200
    assert error_of(refresh(place, web, tokens["refresh_token"])) == (400, "invalid_grant"), "and what is used is used"
    assert error_of(refresh(place, web, fourth.json()["refresh_token"])) == (400, "invalid_grant")


# Codes


def at_once(count, act):
    """The results of `count` threads that all begin at the same moment."""
    results, ready = [], threading.Barrier(count)

    def work():
        ready.wait()
        results.append(act())

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == count
    return results


def test_a_code_used_twice_revokes_what_it_issued(place, api, party, person, web, signed_in):
    request = Request.make(place, web, party.redirect_uri, f"offline_access {READ}", prompt="consent")
    code = request.code(place, person.authorize(signed_in, request.url))
    first = redeem(place, web, code, request.key.verifier, party.redirect_uri)
    assert first.status_code == 200
    assert read(place, first.json()["access_token"]) == 200

    second = redeem(place, web, code, request.key.verifier, party.redirect_uri)

    assert error_of(second) == (400, "invalid_grant")
    refused_within_one_second(place, first.json()["access_token"])
    assert error_of(refresh(place, web, first.json()["refresh_token"])) == (400, "invalid_grant")


def test_fifty_redemptions_of_one_code_at_once_give_at_most_one_token(place, api, party, person, web, signed_in):
    request = Request.make(place, web, party.redirect_uri, f"offline_access {READ}", prompt="consent")
    code = request.code(place, person.authorize(signed_in, request.url))

    answers = at_once(50, lambda: redeem(place, web, code, request.key.verifier, party.redirect_uri))

    won = [answer.json() for answer in answers if answer.status_code == 200]
    lost = [error_of(answer) for answer in answers if answer.status_code != 200]
    assert len(won) <= 1
    assert set(lost) == {(400, "invalid_grant")}
    for tokens in won:
        refused_within_one_second(place, tokens["access_token"])
        assert error_of(refresh(place, web, tokens["refresh_token"])) == (400, "invalid_grant")


def test_a_code_is_bound_to_all_that_it_was_asked_for_with(place, party, person, web, phone, signed_in):
    other_client = create_client(place, READ, redirect_uris=[party.redirect_uri], name="Another")

    def answer_with(client=web, verifier=None, redirect_uri=party.redirect_uri):
        request = Request.make(place, web, party.redirect_uri, READ)
        code = request.code(place, person.authorize(signed_in, request.url))
        return redeem(place, client, code, verifier or request.key.verifier, redirect_uri)

    assert error_of(answer_with(verifier="w" * 43)) == (400, "invalid_grant")
    assert error_of(answer_with(client=phone)) == (400, "invalid_grant")
    assert error_of(answer_with(client=other_client)) == (400, "invalid_grant")
    assert error_of(answer_with(redirect_uri=party.url("/callback/"))) == (400, "invalid_grant")
    assert answer_with().status_code == 200


def test_a_code_without_its_verifier_is_worth_nothing(place, party, person, web, signed_in):
    request = Request.make(place, web, party.redirect_uri, READ)
    code = request.code(place, person.authorize(signed_in, request.url))

    answer = ask(
        place, web, "/oauth2/token", grant_type="authorization_code", code=code, redirect_uri=party.redirect_uri
    )

    assert answer.status_code == 400
    assert answer.json()["error"] in ("invalid_request", "invalid_grant")


# The authorization endpoint


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": "javascript:alert(1)"},
        {"client_id": "nobody"},
        {"client_id": "<script>alert(1)</script>"},
        {"client_id": None},
    ],
    ids=["other-site", "script", "unknown-client", "script-as-client", "no-client"],
)
def test_what_cannot_be_trusted_is_answered_with_a_page_and_no_redirect(place, party, web, visitor, change):
    page = visitor.get(Request.make(place, web, party.redirect_uri, READ, **change).url, from_elsewhere=True)

    assert page.location is None
    assert page.status == 400
    assert page.headers["Content-Type"].startswith("text/html")
    assert "<script" not in page.answer.text
    assert not any(target.startswith("javascript:") for _, target in page.links)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"scope": "tstapp_data.nonsense"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(f"{k}={v}" for k, v in value.items())[:40],
)
def test_the_client_is_told_what_is_wrong_with_its_request(place, party, web, visitor, change, error):
    request = Request.make(place, web, party.redirect_uri, READ, **change)

    page = visitor.get(request.url, from_elsewhere=True)

    assert page.location and page.location.startswith(party.redirect_uri + "?"), page.text[:300]
    told = page.parameters()
    assert told["error"] == error
    assert told["state"] == request.state
    assert told["iss"] == place.issuer
    assert "code" not in told


def test_codes_never_travel_in_a_fragment(place, party, web, visitor):
    page = visitor.get(Request.make(place, web, party.redirect_uri, READ, response_mode="fragment").url)

    assert page.location is None or "error=invalid_request" in page.location
    assert "code=" not in (page.location or "")


@pytest.mark.parametrize("name", ["client_id", "scope", "state", "code_challenge", "redirect_uri"])
def test_a_parameter_may_be_there_once(place, party, web, visitor, name):
    request = Request.make(place, web, party.redirect_uri, READ)

    page = visitor.get(f"{request.url}&{name}=again", from_elsewhere=True)

    assert not page.has_form("password"), "nobody is asked to sign in for a request that is broken"
    assert page.status == 400 or page.parameters()["error"] == "invalid_request"


def test_a_form_post_answer_comes_as_a_form(place, party, person, web, visitor):
    request = Request.make(place, web, party.redirect_uri, READ, response_mode="form_post")
    page = visitor.get(request.url, from_elsewhere=True)
    page = person.sign_in(visitor, page)
    page = person.decide(visitor, page)

    form = page.form(with_field="code")
    assert (form.action, form.method) == (party.redirect_uri, "post")
    assert page.headers["Cache-Control"] == "no-store"
    visitor.submit(page, form)

    arrival = party.wait_for()
    assert arrival.method == "POST"
    code = request.code(place, arrival.parameters)
    assert redeem(place, web, code, request.key.verifier, party.redirect_uri).status_code == 200


def test_a_person_may_say_no(place, party, person, web, signed_in):
    request = Request.make(place, web, party.redirect_uri, READ)

    told = person.authorize(signed_in, request.url, decision="deny")

    assert told["error"] == "access_denied"
    assert told["state"] == request.state
    assert told["iss"] == place.issuer


def test_consent_is_remembered_and_asked_again_when_more_is_wanted(place, party, web, visitor):
    newcomer = create_person(place)
    newcomer.authorize(visitor, Request.make(place, web, party.redirect_uri, READ).url)

    same = visitor.get(Request.make(place, web, party.redirect_uri, READ).url, from_elsewhere=True)
    assert same.location and same.parameters()["code"]
    silent = visitor.get(Request.make(place, web, party.redirect_uri, READ, prompt="none").url, from_elsewhere=True)
    assert silent.parameters()["code"]

    more = Request.make(place, web, party.redirect_uri, f"{READ} {WRITE}")
    assert visitor.get(more.url, from_elsewhere=True).has_form("decision")
    silent = Request.make(place, web, party.redirect_uri, f"{READ} {WRITE}", prompt="none")
    assert visitor.get(silent.url, from_elsewhere=True).parameters()["error"] in (
        "consent_required", "interaction_required",
    )  # fmt: skip
    again = Request.make(place, web, party.redirect_uri, READ, prompt="consent")
    assert visitor.get(again.url, from_elsewhere=True).has_form("decision")


def test_a_public_client_on_loopback_is_always_asked_about(place, party, phone, visitor):
    newcomer = create_person(place)
    newcomer.authorize(visitor, Request.make(place, phone, party.redirect_uri, READ).url)

    again = visitor.get(Request.make(place, phone, party.redirect_uri, READ).url, from_elsewhere=True)

    assert again.has_form("decision")


def test_a_native_application_may_listen_on_any_port(place, party, person, signed_in):
    native = create_client(place, READ, redirect_uris=["http://127.0.0.1/callback"], name="Native", public=True)

    _, tokens = tokens_of(place, native, person, party.redirect_uri, READ, signed_in)

    assert granted(tokens) == {READ}


def test_a_fresh_sign_in_can_be_demanded(place, party, person, web, visitor):
    person.authorize(visitor, Request.make(place, web, party.redirect_uri, READ).url)

    for more in ({"prompt": "login"}, {"max_age": "0"}):
        page = visitor.get(Request.make(place, web, party.redirect_uri, READ, **more).url, from_elsewhere=True)
        assert page.has_form("password"), more
        done = person.sign_in(visitor, page)
        assert done.location and done.parameters()["code"], "one sign-in is enough"


# Introspection and revocation


def test_authlib_introspects_and_revokes_refresh_tokens(place, api, party, person, web, metadata, signed_in):
    _, tokens = tokens_of(place, web, person, party.redirect_uri, f"offline_access {READ}", signed_in, prompt="consent")
    session = OAuth2Session(web.client_id, web.client_secret)

    def about(kind):
        answer = session.introspect_token(metadata["introspection_endpoint"], token=tokens[kind], token_type_hint=kind)
        assert answer.status_code == 200
        return answer.json()

    for kind in ("access_token", "refresh_token"):
        told = about(kind)
        assert told["active"] is True, kind
        assert told["client_id"] == web.client_id
        assert told["sub"] == claims_without_looking(tokens["access_token"])["sub"]
        assert granted(told) == {"offline_access", READ}

    answer = session.revoke_token(
        metadata["revocation_endpoint"], token=tokens["refresh_token"], token_type_hint="refresh_token"
    )
    assert answer.status_code == 200

    refused_within_one_second(place, tokens["access_token"])  # RFC 7009 §2.1
    assert about("refresh_token") == {"active": False}
    assert error_of(refresh(place, web, tokens["refresh_token"])) == (400, "invalid_grant")


def test_a_stranger_learns_nothing_about_a_refresh_token(place, api, party, person, web, signed_in):
    _, tokens = tokens_of(place, web, person, party.redirect_uri, f"offline_access {READ}", signed_in, prompt="consent")
    stranger = create_client(place, READ, redirect_uris=[party.redirect_uri], name="Stranger")

    assert ask(place, stranger, "/oauth2/introspect", token=tokens["refresh_token"]).json() == {"active": False}
    assert ask(place, stranger, "/oauth2/revoke", token=tokens["refresh_token"]).status_code == 200

    assert refresh(place, web, tokens["refresh_token"]).status_code == 200


def test_two_people_are_kept_apart(place, party, person, web):
    other = create_person(place)
    subjects = set()
    for somebody in (person, other):
        _, tokens = tokens_of(place, web, somebody, party.redirect_uri, "openid", Visitor(place.issuer))
        subjects.add(claims_without_looking(tokens["id_token"])["sub"])

    assert len(subjects) == 2
