"""Signing out: where a client asks for it, and how other clients hear of it (OpenID Connect logout)."""

import urllib.parse

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet

from support.forms import Visitor
from support.people import claims_without_looking, create_client, create_person, refresh, tokens_of
from support.places import READ, api, party, person, running, visitor  # noqa: F401
from support.policies import tstapp

TIMEOUT = 30
EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture(scope="module")
def place(tmp_path_factory, api):
    """A gateway that may send logout tokens to this machine."""
    folder = tmp_path_factory.mktemp("sign-out")
    with running(folder, {"tstapp.yaml": tstapp(api.port)}, GATEHOUSE_INSECURE_OUTBOUND="true") as gateway:
        yield gateway


def client_of(place, party, *more, name="Shop"):
    return create_client(
        place, "openid", "offline_access", READ, redirect_uris=[party.redirect_uri], name=name,
        more=["--post-logout-redirect-uri", party.signed_out_uri, *more],
    )  # fmt: skip


def listener(place, party, *more, name="Shop"):
    """A client that wants to hear of sign-outs."""
    return client_of(place, party, "--backchannel-logout-uri", party.back_channel_logout_uri, *more, name=name)


def logout_url(place, **parameters):
    return f"{place.url('/oauth2/logout')}?{urllib.parse.urlencode(parameters)}"


def is_signed_in(visitor):
    return visitor.get("/account").path == "/account"


# RP-initiated logout


def test_a_client_signs_its_person_out_and_gets_the_browser_back(place, party, person, visitor):
    client = client_of(place, party)
    _, tokens = tokens_of(place, client, person, party.redirect_uri, "openid", visitor)
    assert is_signed_in(visitor)

    page = visitor.get(
        logout_url(
            place, id_token_hint=tokens["id_token"], post_logout_redirect_uri=party.signed_out_uri, state="s t&a=te"
        ),
        from_elsewhere=True,
    )

    assert page.location.startswith(party.signed_out_uri + "?")
    assert page.parameters() == {"state": "s t&a=te"}
    assert not is_signed_in(visitor)


def test_a_sign_out_that_nobody_proves_is_asked_about(place, party, person, visitor):
    client = client_of(place, party)
    _, tokens = tokens_of(place, client, person, party.redirect_uri, "openid", visitor)
    other = Visitor(place.issuer)
    _, elsewhere = tokens_of(place, client, person, party.redirect_uri, "openid", other)

    for parameters in (
        {},
        {"client_id": client.client_id, "post_logout_redirect_uri": party.signed_out_uri},
        {"id_token_hint": elsewhere["id_token"]},  # of another session
        {"id_token_hint": tokens["id_token"][:-6] + "AAAAAA"},
    ):
        page = visitor.get(logout_url(place, **parameters), from_elsewhere=True)
        assert page.location is None
        assert is_signed_in(visitor), parameters
    asked = visitor.get(
        logout_url(place, client_id=client.client_id, post_logout_redirect_uri=party.signed_out_uri),
        from_elsewhere=True,
    )
    stayed = visitor.submit(asked, asked.form(with_field="decision"), press="stay")
    assert stayed.path == "/account"

    left = visitor.submit(asked, asked.form(with_field="decision"), press="sign-out")

    assert left.location == party.signed_out_uri
    assert not is_signed_in(visitor)
    assert is_signed_in(other), "one session ends, not all"


def test_an_address_that_is_not_registered_is_never_redirected_to(place, party, person, visitor):
    client, out = client_of(place, party), party.signed_out_uri
    _, tokens = tokens_of(place, client, person, party.redirect_uri, "openid", visitor)

    for target in ("https://evil.example/", f"{out}/", f"{out}?next=/", "javascript:alert(1)", "//evil.example"):
        for named in ({"id_token_hint": tokens["id_token"]}, {"client_id": client.client_id}, {}):
            page = visitor.get(logout_url(place, post_logout_redirect_uri=target, **named), from_elsewhere=True)
            assert page.location is None, (target, named)
            assert page.status == 400, (target, named)
            assert not any("evil" in link or "javascript:" in link for _, link in page.links)
    assert is_signed_in(visitor), "what is refused ends nothing"


def test_a_client_that_posts_its_wish_is_understood_too(place, party, person, visitor):
    client = client_of(place, party)
    _, tokens = tokens_of(place, client, person, party.redirect_uri, "openid", visitor)

    page = visitor.post(
        "/oauth2/logout",
        {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": party.signed_out_uri},
        origin="https://shop.example.test",
    )

    assert page.location == party.signed_out_uri
    assert not is_signed_in(visitor)


# Back-channel logout


def logout_token(place, arrival, client, algorithm="ES256"):
    """The claims of a logout token, validated as Back-Channel Logout §2.6 says."""
    assert arrival.method == "POST"
    assert arrival.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
    keys = KeySet.import_key_set(requests.get(place.url("/.well-known/jwks.json"), timeout=TIMEOUT).json())
    decoded = jwt.decode(arrival.parameters["logout_token"], keys, algorithms=[algorithm])
    assert decoded.header["typ"] == "logout+jwt"
    registry = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": place.issuer}, aud={"essential": True, "value": client.client_id},
        iat={"essential": True}, exp={"essential": True}, jti={"essential": True}, sid={"essential": True},
    )  # fmt: skip
    registry.validate(decoded.claims)
    assert decoded.claims["events"] == {EVENT: {}}
    assert "nonce" not in decoded.claims
    return decoded.claims


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
def test_clients_hear_that_a_session_has_ended(place, party, person, visitor, algorithm):
    client = listener(place, party, "--id-token-alg", algorithm)
    _, tokens = tokens_of(place, client, person, party.redirect_uri, "openid", visitor)
    identity = claims_without_looking(tokens["id_token"])

    visitor.get(logout_url(place, id_token_hint=tokens["id_token"]), from_elsewhere=True)

    told = logout_token(place, party.wait_for("/back-channel-logout"), client, algorithm)
    assert told["sub"] == identity["sub"]
    assert told["sid"] == identity["sid"]


def test_every_way_to_end_a_session_is_heard_of_by_each_client_of_it(place, party):
    clients = [listener(place, party, name="One"), listener(place, party, "--pairwise", name="Two")]
    somebody = create_person(place)

    def from_the_account(visitor, text):
        account = visitor.get("/account")
        asked = visitor.submit(account, account.form(with_text=text))
        if asked.has_form("confirmed"):
            visitor.submit(asked, asked.form(with_field="confirmed"))

    ways = [
        lambda visitor: from_the_account(visitor, "Sign out everywhere"),
        lambda visitor: place.manage("user", "sign-out", somebody.username),
        lambda visitor: place.manage("user", "disable", somebody.username),
    ]
    for count, end in enumerate(ways, 1):
        visitor, sessions, subjects = Visitor(place.issuer), set(), {}
        for client in clients:
            _, tokens = tokens_of(place, client, somebody, party.redirect_uri, "openid", visitor)
            identity = claims_without_looking(tokens["id_token"])
            sessions.add(identity["sid"])
            subjects[client.client_id] = identity["sub"]
        end(visitor)
        party.wait_for("/back-channel-logout", count * len(clients))
        arrived = [
            claims_without_looking(arrival.parameters["logout_token"])
            for arrival in party.arrivals("/back-channel-logout")[-len(clients) :]
        ]
        assert {told["aud"]: told["sub"] for told in arrived} == subjects
        assert {told["sid"] for told in arrived} == sessions


def test_a_client_that_is_down_hears_of_it_later(place, party, person, visitor):
    client = listener(place, party)
    _, tokens = tokens_of(place, client, person, party.redirect_uri, "openid", visitor)
    party.answers["/back-channel-logout"] = 500

    visitor.get(logout_url(place, id_token_hint=tokens["id_token"]), from_elsewhere=True)
    first = logout_token(place, party.wait_for("/back-channel-logout"), client)
    party.answers.clear()

    second = logout_token(place, party.wait_for("/back-channel-logout", 2), client)
    assert second["sid"] == first["sid"]


def test_offline_access_outlives_the_session(place, party, person, visitor):
    client = client_of(place, party)
    _, tokens = tokens_of(
        place, client, person, party.redirect_uri, f"openid offline_access {READ}", visitor, prompt="consent"
    )

    visitor.get(logout_url(place, id_token_hint=tokens["id_token"]), from_elsewhere=True)

    # Contract §6, OpenID Connect Core §11: offline access is for the time when nobody is signed in.
    assert refresh(place, client, tokens["refresh_token"]).status_code == 200


def test_a_notice_survives_a_restart(place, party, person, visitor):
    client = listener(place, party)
    _, tokens = tokens_of(place, client, person, party.redirect_uri, "openid", visitor)
    party.answers["/back-channel-logout"] = 503
    visitor.get(logout_url(place, id_token_hint=tokens["id_token"]), from_elsewhere=True)
    party.wait_for("/back-channel-logout")

    place.kill()
    party.answers.clear()
    place.start()

    told = party.wait_for("/back-channel-logout", 2)
    assert logout_token(place, told, client)["sid"] == claims_without_looking(tokens["id_token"])["sid"]
