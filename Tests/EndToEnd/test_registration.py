"""Clients that register themselves (RFC 7591, RFC 7592), and clients whose name is the URL of a document."""

import json
import socket

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session

from support.forms import Visitor
from support.gateway import Credentials
from support.people import Request, granted, redeem
from support.places import CALLBACK, READ, api, person, running, signed_in  # noqa: F401
from support.policies import tstapp

TIMEOUT = 30
ASSIGNED = "tstapp_admin"
EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"


def with_assigned_scope(port):
    return tstapp(port).replace("routes:", f"  {ASSIGNED}: {{ text: Administrate, assigned: true }}\nroutes:")


@pytest.fixture(scope="module")
def place(tmp_path_factory, api):
    """A gateway at which everybody may register clients."""
    folder = tmp_path_factory.mktemp("open")
    settings = {"GATEHOUSE_CLIENTS_REGISTRATION": "open", "GATEHOUSE_CLIENTS_METADATA_DOCUMENTS": "true"}
    with running(folder, {"tstapp.yaml": with_assigned_scope(api.port)}, **settings) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def guarded_place(tmp_path_factory, api):
    """A gateway at which one registers with an initial access token."""
    folder = tmp_path_factory.mktemp("guarded")
    settings = {"GATEHOUSE_CLIENTS_REGISTRATION": "token"}
    with running(folder, {"tstapp.yaml": with_assigned_scope(api.port)}, **settings) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def kept_token(guarded_place):
    """An initial access token that is never used up, because a slip in the metadata does not."""
    return initial_token(guarded_place)


WEB = {"client_name": "Self-made", "redirect_uris": [CALLBACK], "scope": f"openid {READ}"}


def register(place, token=None, /, **metadata):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return requests.post(place.url("/oauth2/register"), json={**WEB, **metadata}, headers=headers, timeout=TIMEOUT)


def manage(registered, method, token=None, **options):
    headers = {"Authorization": f"Bearer {token or registered['registration_access_token']}"}
    return requests.request(
        method, registered["registration_client_uri"], headers=headers, timeout=TIMEOUT, **options
    )


def initial_token(place, *more):
    return place.manage("client", "registration-token", "--application", "tstapp", *more)["token"]


def error_of(answer):
    return answer.status_code, answer.json()["error"]


# Open registration


def test_a_client_registers_itself_and_a_person_signs_in(place, person, signed_in):
    discovered = place.get("/.well-known/openid-configuration").json()["registration_endpoint"]
    assert discovered == place.url("/oauth2/register")

    answer = register(place)

    assert answer.status_code == 201, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    made = answer.json()
    assert made["client_secret_expires_at"] == 0
    assert made["client_id_issued_at"] > 0
    assert made["token_endpoint_auth_method"] == "client_secret_basic"
    assert made["redirect_uris"] == [CALLBACK]
    client = Credentials(made["client_id"], made["client_secret"])
    request = Request.make(place, client, CALLBACK, f"openid {READ}")
    page = signed_in.get(request.url, from_elsewhere=True)
    assert "Self-made" in page.text
    told = person.decide(signed_in, page).parameters()
    answer = redeem(place, client, request.code(place, told), request.key.verifier, CALLBACK)
    assert granted(answer.json()) == {"openid", READ}
    assert place.get("/tstapp/data/1", answer.json()["access_token"]).status_code == 200


def test_a_public_client_registers_without_a_secret(place):
    made = register(place, token_endpoint_auth_method="none").json()

    assert "client_secret" not in made
    assert made["token_endpoint_auth_method"] == "none"


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"scope": ASSIGNED}, "invalid_client_metadata"),
        ({"scope": f"openid {READ} {ASSIGNED}"}, "invalid_client_metadata"),
        ({"scope": "gatehouse_admin"}, "invalid_client_metadata"),
        ({"scope": "tstapp_data.nonsense"}, "invalid_client_metadata"),
        ({"grant_types": ["password"]}, "invalid_client_metadata"),
        ({"redirect_uris": ["javascript:alert(1)"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["http://app.example.test/callback"]}, "invalid_redirect_uri"),
        ({"redirect_uris": ["https://app.example.test/callback#here"]}, "invalid_redirect_uri"),
        ({"redirect_uris": []}, "invalid_redirect_uri"),
        ({"redirect_uris": "https://app.example.test/"}, "invalid_client_metadata"),
        ({"client_uri": "javascript:alert(1)"}, "invalid_client_metadata"),
        ({"policy_uri": "data:text/html,x"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "private_key_jwt"}, "invalid_client_metadata"),
        ({"token_endpoint_auth_method": "self_signed_tls_client_auth"}, "invalid_client_metadata"),
        ({"jwks": {"keys": []}}, "invalid_client_metadata"),
        ({"response_types": ["token"]}, "invalid_client_metadata"),
        ({"software_statement": "a.b.c"}, "invalid_client_metadata"),
        ({"client_name": 7}, "invalid_client_metadata"),
    ],
    ids=lambda value: json.dumps(value)[:50] if isinstance(value, dict) else value,
)
def test_what_nobody_may_settle_for_themselves_is_refused(guarded_place, kept_token, metadata, error):
    assert error_of(register(guarded_place, kept_token, **metadata)) == (400, error)


def test_strangers_get_no_grants_without_a_person(place):
    for grants in (["client_credentials"], ["authorization_code", EXCHANGE]):
        assert error_of(register(place, grant_types=grants)) == (400, "invalid_client_metadata")


def test_what_cannot_be_read_is_refused(place):
    form, document = "application/x-www-form-urlencoded", "application/json"
    for body, kind in (("[]", document), ("{", document), ('{"a":1,"a":2}', document), ("a=b", form)):
        answer = requests.post(
            place.url("/oauth2/register"), data=body, headers={"Content-Type": kind}, timeout=TIMEOUT
        )
        assert answer.status_code in (400, 415), (body, answer.text)
    large = requests.post(place.url("/oauth2/register"), json={"client_name": "a" * 200_000}, timeout=TIMEOUT)
    assert large.status_code in (400, 413)


def test_a_client_cannot_make_itself_trusted(place, signed_in):
    made = register(place, first_party=True, access_token_seconds=86_400, consent=False, client_id="chosen").json()

    assert made["client_id"] != "chosen"
    shown = place.manage("client", "show", made["client_id"])
    assert not shown["settings"].get("first_party")
    assert not shown["settings"].get("access_token_seconds")
    client = Credentials(made["client_id"], made["client_secret"])
    assert signed_in.get(Request.make(place, client, CALLBACK, READ).url, from_elsewhere=True).has_form("decision")


def test_a_hostile_name_is_only_text(place, signed_in):
    made = register(place, client_name='<img src=x onerror="alert(1)">').json()
    client = Credentials(made["client_id"], made["client_secret"])

    page = signed_in.get(Request.make(place, client, CALLBACK, READ).url, from_elsewhere=True)

    assert page.has_form("decision")
    assert "<img src=x" not in page.answer.text


# Managing the registration (RFC 7592)


def test_a_client_reads_changes_and_removes_itself(place, signed_in):
    made = register(place).json()
    assert made["registration_client_uri"].startswith(place.url("/oauth2/register/"))
    client = Credentials(made["client_id"], made["client_secret"])

    read = manage(made, "GET")
    assert read.status_code == 200
    assert read.json()["client_name"] == "Self-made"
    assert read.json()["client_id"] == made["client_id"]

    other = "https://other.example.test/callback"
    change = {**WEB, "client_id": made["client_id"], "client_name": "Renamed", "redirect_uris": [other]}
    changed = manage(made, "PUT", json=change)
    assert changed.status_code == 200, changed.text
    assert changed.json()["client_name"] == "Renamed"
    page = signed_in.get(Request.make(place, client, other, READ).url, from_elsewhere=True)
    assert "Renamed" in page.text
    old = signed_in.get(Request.make(place, client, CALLBACK, READ).url, from_elsewhere=True)
    assert (old.status, old.location) == (400, None)

    for wrong in (
        {**change, "client_id": "another"},
        {**change, "scope": ASSIGNED},
        {**change, "client_secret": "chosen"},
        {**change, "registration_access_token": "chosen"},
        {**change, "token_endpoint_auth_method": "none"},
        {**change, "grant_types": ["client_credentials"]},
    ):
        assert error_of(manage(made, "PUT", json=wrong)) == (400, "invalid_client_metadata"), wrong
    assert manage(made, "GET").json()["client_name"] == "Renamed"

    assert manage(made, "DELETE").status_code == 204
    assert manage(made, "GET").status_code == 401
    gone = signed_in.get(Request.make(place, client, other, READ).url, from_elsewhere=True)
    assert (gone.status, gone.location) == (400, None)


def test_a_registration_is_managed_with_its_own_token_alone(place):
    mine, other = register(place).json(), register(place).json()
    administrated = place.create_client(READ)

    for token in (other["registration_access_token"], mine["client_secret"], "nonsense"):
        for method in ("GET", "PUT", "DELETE"):
            assert manage(mine, method, token, json={} if method == "PUT" else None).status_code == 401
    theirs = {
        "registration_client_uri": place.url(f"/oauth2/register/{administrated.client_id}"),
        "registration_access_token": mine["registration_access_token"],
    }
    assert manage(theirs, "DELETE").status_code == 401
    assert manage(mine, "GET").status_code == 200


# With an initial access token


def test_an_initial_access_token_registers_one_client(guarded_place):
    place, token = guarded_place, initial_token(guarded_place)
    assert error_of(register(place)) == (401, "invalid_token")
    assert error_of(register(place, "nonsense")) == (401, "invalid_token")
    assert error_of(register(place, token, scope=ASSIGNED)) == (400, "invalid_client_metadata")

    made = register(place, token, grant_types=["client_credentials"], redirect_uris=[], scope=READ)

    assert made.status_code == 201, made.text
    assert error_of(register(place, token)) == (401, "invalid_token"), "it is used up"
    session = OAuth2Session(made.json()["client_id"], made.json()["client_secret"], scope=READ)
    answer = session.fetch_token(place.url("/oauth2/token"), grant_type="client_credentials")
    assert place.get("/tstapp/data/1", answer["access_token"]).status_code == 200


@pytest.fixture(autouse=True)
def loopback_without_tls(monkeypatch):
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")


# Off by default


def test_registration_is_off_unless_asked_for(gateway):
    document = gateway.get("/.well-known/openid-configuration").json()
    assert "registration_endpoint" not in document
    assert "client_id_metadata_document_supported" not in document

    assert register(gateway).status_code == 404
    refused = gateway.cli(
        "client", "registration-token", "--application", "tstapp", "--data", str(gateway.data), check=False
    )
    assert refused.returncode == 1
    assert "registration" in (refused.stdout + refused.stderr).lower()


# Client ID metadata documents


@pytest.fixture
def listening():
    """A port of this machine, where a document could be, and whether anybody came."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def was_visited(server):
    try:
        server.accept()[0].close()
        return True
    except BlockingIOError:
        return False


def shown_for(gateway, client_id):
    return Visitor(gateway.issuer).get(
        Request.make(gateway, Credentials(client_id, None), CALLBACK, READ).url, from_elsewhere=True
    )


def test_documents_of_clients_are_not_fetched_unless_asked_for(gateway, listening):
    page = shown_for(gateway, f"https://127.0.0.1:{listening.getsockname()[1]}/client.json")

    assert (page.status, page.location) == (400, None)
    assert not was_visited(listening)


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1:PORT/client.json", "https://localhost:PORT/client.json", "https://[::1]:PORT/client.json",
        "https://[::ffff:127.0.0.1]:PORT/client.json", "https://2130706433:PORT/client.json",
        "https://0.0.0.0:PORT/client.json", "http://127.0.0.1:PORT/client.json",
        "https://user@127.0.0.1:PORT/client.json", "https://169.254.169.254/c.json", "https://10.0.0.1/c.json",
        "file:///etc/passwd",
    ],
)  # fmt: skip
def test_documents_are_never_fetched_from_private_addresses(place, listening, address):
    assert place.get("/.well-known/openid-configuration").json()["client_id_metadata_document_supported"] is True

    page = shown_for(place, address.replace("PORT", str(listening.getsockname()[1])))

    assert (page.status, page.location) == (400, None)
    assert not page.has_form("password")
    assert not was_visited(listening)
