"""The same server, with requests-oauthlib: code with PKCE, refresh, client credentials, and the device grant."""

import secrets
import urllib.parse

import pytest
import requests
from oauthlib.oauth2 import BackendApplicationClient, DeviceClient, InvalidGrantError, OAuth2Error
from requests_oauthlib import OAuth2Session

from support.forms import Visitor
from support.people import create_client, granted
from support.places import READ, WRITE, api, party, person, phone, place, signed_in, web  # noqa: F401

TIMEOUT = 30


@pytest.fixture(autouse=True)
def loopback_without_tls(monkeypatch):
    """oauthlib refuses plain http unless told that it is meant."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def metadata(place):
    return requests.get(place.url("/.well-known/oauth-authorization-server"), timeout=TIMEOUT).json()


def sign_in(metadata, client, person, party, visitor, scope, **parameters):
    """A session with tokens, as the documentation of requests-oauthlib shows it."""
    session = OAuth2Session(client.client_id, redirect_uri=party.redirect_uri, scope=scope.split(), pkce="S256")
    url, state = session.authorization_url(metadata["authorization_endpoint"], **parameters)
    told = person.authorize(visitor, url)
    assert told["state"] == state
    session.fetch_token(
        metadata["token_endpoint"],
        authorization_response=f"{party.redirect_uri}?{urllib.parse.urlencode(told)}",
        client_secret=client.client_secret,
        include_client_id=True,
    )
    return session


@pytest.mark.parametrize("kind", ["confidential", "public"])
def test_requests_oauthlib_signs_a_person_in(place, api, party, person, web, phone, metadata, signed_in, kind):
    client = web if kind == "confidential" else phone

    session = sign_in(metadata, client, person, party, signed_in, f"openid {READ}", nonce=secrets.token_urlsafe(8))

    assert set(session.token["scope"]) == {"openid", READ}
    assert session.get(place.url("/tstapp/data/1"), timeout=TIMEOUT).status_code == 200
    assert session.delete(place.url("/tstapp/data/1"), timeout=TIMEOUT).status_code == 403


def test_requests_oauthlib_refreshes(place, api, party, person, web, metadata, signed_in):
    session = sign_in(metadata, web, person, party, signed_in, f"offline_access {READ}", prompt="consent")
    before = dict(session.token)

    session.refresh_token(
        metadata["token_endpoint"], client_id=web.client_id, client_secret=web.client_secret
    )

    assert session.token["access_token"] != before["access_token"]
    assert session.token["refresh_token"] != before["refresh_token"]
    assert session.get(place.url("/tstapp/data/1"), timeout=TIMEOUT).status_code == 200


def test_oauthlib_reads_the_error_of_a_code_used_twice(place, party, person, web, metadata, signed_in):
    session = OAuth2Session(web.client_id, redirect_uri=party.redirect_uri, scope=[READ], pkce="S256")
    url, _ = session.authorization_url(metadata["authorization_endpoint"])
    told = person.authorize(signed_in, url)
    options = {
        "authorization_response": f"{party.redirect_uri}?{urllib.parse.urlencode(told)}",
        "client_secret": web.client_secret,
        "include_client_id": True,
    }
    session.fetch_token(metadata["token_endpoint"], **options)

    with pytest.raises(InvalidGrantError):
        session.fetch_token(metadata["token_endpoint"], **options)


def test_oauthlib_reads_the_error_of_a_person_who_says_no(place, party, person, web, metadata, signed_in):
    session = OAuth2Session(web.client_id, redirect_uri=party.redirect_uri, scope=[READ], pkce="S256")
    url, _ = session.authorization_url(metadata["authorization_endpoint"])
    told = person.authorize(signed_in, url, decision="deny")

    with pytest.raises(OAuth2Error) as refusal:
        session.fetch_token(
            metadata["token_endpoint"],
            authorization_response=f"{party.redirect_uri}?{urllib.parse.urlencode(told)}",
            client_secret=web.client_secret,
        )
    assert refusal.value.error == "access_denied"


def test_requests_oauthlib_gets_a_token_for_a_service(place, api, metadata):
    service = place.create_client(READ, WRITE, name="Service")
    session = OAuth2Session(client=BackendApplicationClient(service.client_id, scope=[READ]))

    session.fetch_token(metadata["token_endpoint"], client_secret=service.client_secret)

    assert session.token["scope"] == [READ]
    assert session.get(place.url("/tstapp/data/1"), timeout=TIMEOUT).status_code == 200


def test_oauthlib_gets_a_token_for_a_device(place, api, person, metadata):
    client = create_client(place, READ, grants=["urn:ietf:params:oauth:grant-type:device_code"], public=True)
    device = DeviceClient(client.client_id, scope=[READ])
    begun = requests.post(
        metadata["device_authorization_endpoint"],
        data={"client_id": client.client_id, "scope": READ},
        timeout=TIMEOUT,
    ).json()

    visitor = Visitor(place.issuer)
    page = person.sign_in(visitor, visitor.get(begun["verification_uri_complete"]))
    if not page.has_form("decision"):
        page = visitor.submit(page, page.form(with_field="user_code"))
    person.decide(visitor, page)

    body = device.prepare_request_body(device_code=begun["device_code"], include_client_id=True)
    answer = requests.post(
        metadata["token_endpoint"], data=dict(urllib.parse.parse_qsl(body)), timeout=TIMEOUT
    )
    token = device.parse_request_body_response(answer.text)
    assert granted(answer.json()) == {READ}
    assert place.get("/tstapp/data/1", token["access_token"]).status_code == 200
