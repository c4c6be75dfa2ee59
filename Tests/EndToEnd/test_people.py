"""People and keys by the command line: what an administrator changes is true at the gate at once."""

import base64
import contextlib
import json
import re
import secrets
import sqlite3

import pytest

from support.forms import Visitor
from support.keys import one_time_code
from support.people import (
    Person,
    ask,
    claims_without_looking,
    create_client,
    create_person,
    granted,
    refresh,
    tokens_of,
)
from support.places import CALLBACK, READ, api, running, visitor  # noqa: F401
from support.policies import tstapp
from support.waiting import eventually

ADMIN = "tstapp_admin"
DATA, FINANCE = "/tstapp/data/1", "/tstapp/finance"


def policy(port):
    text = tstapp(port).replace("routes:", f"  {ADMIN}: {{ text: Administrate, assigned: true }}\nroutes:")
    return text.replace("scopes:", "claims: [department]\nscopes:") + (
        f"  GET /admin: {ADMIN}\n  GET /finance: {{ all: [{READ}], claims: {{ department: [finance] }} }}\n"
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory, api):
    with running(tmp_path_factory.mktemp("people"), {"tstapp.yaml": policy(api.port)}) as gateway:
        yield gateway


@pytest.fixture(scope="module")
def web(place):
    """A client of the same house, so that nobody is asked for consent."""
    return create_client(
        place, "openid", "offline_access", READ, ADMIN, redirect_uris=[CALLBACK], more=["--first-party"]
    )


def status(place, token, path=DATA):
    return place.get(path, token).status_code


def refused_within_one_second(place, token, path=DATA):
    eventually(lambda: status(place, token, path) == 401, within=1.0, what="the token is refused at the gate")


def may_sign_in(place, person, password=None):
    visitor = Visitor(place.issuer)
    person.sign_in(visitor, visitor.get("/login"), password)
    return "gatehouse-session" in visitor.cookies()


def error_of(answer):
    return answer.status_code, answer.json()["error"]


def is_refused(gateway, *arguments, **options):
    """What the command says when the answer is no."""
    result = gateway.cli(*arguments, "--data", str(gateway.data), check=False, **options)
    assert result.returncode == 1, f"{result.returncode}: {result.stdout}{result.stderr}"
    return result.stdout + result.stderr


# Making and showing


def test_a_person_is_made_listed_and_shown(place):
    made = place.manage(
        "user", "create", "--username", "carol", "--email", "Carol@Example.test", "--name", "Carol Example",
        "--attribute", "department=finance", "--scope", ADMIN,
    )  # fmt: skip
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["sub"])
    assert len(made["password"]) >= 12

    listed = {user["username"]: user for user in place.manage("user", "list")}
    shown = place.manage("user", "show", "carol")

    assert shown == listed["carol"] == place.manage("user", "show", made["sub"])
    assert shown == place.manage("user", "show", "carol@example.test")
    assert shown["attributes"] == {"department": ["finance"]}
    assert shown["scopes"] == [ADMIN]
    assert shown["name"] == "Carol Example"
    assert "password" not in shown and made["password"] not in json.dumps(listed)
    assert "carol" in place.cli("user", "list", "--data", str(place.data)).stdout
    assert may_sign_in(place, Person("carol", "", made["password"]))


def test_an_administrator_is_made_by_a_flag(place):
    made = place.manage("user", "create", "--username", "root-of-all", "--admin")
    assert made["scopes"] == ["gatehouse_admin"]


def test_what_cannot_be_is_said(place):
    place.manage("user", "create", "--username", "dave", "--email", "dave@example.test")

    assert "dave" in is_refused(place, "user", "create", "--username", "DAVE")
    assert "email" in is_refused(place, "user", "create", "--username", "eve", "--email", "dave@example.test")
    is_refused(place, "user", "create", "--username", "frank", "--password-stdin", text_input="short")
    is_refused(place, "user", "create", "--username", "frank", "--password-stdin", text_input="passwordpassword")
    assert ADMIN in is_refused(place, "user", "create", "--username", "frank", "--scope", "tstapp_admim")
    is_refused(place, "user", "create", "--username", "frank", "--scope", READ)
    is_refused(place, "user", "show", "frank")
    assert "dave" in is_refused(place, "user", "disable", "dace")
    wrong_use = place.cli("user", "grant", "dave", "--data", str(place.data), check=False)
    assert wrong_use.returncode == 2


def test_values_that_begin_with_a_hyphen_are_taken_as_they_are_pasted(place):
    # One in 64 of what is written in base64url does.
    half, whole = "-" + 21 * "A", "-" + 42 * "A"
    for option, value in (("--grant", half), ("--id", f"{half}.{half}"), ("--subject", whole)):
        assert place.manage("token", "revoke", option, value)
    place.manage(
        "client", "create", "--application", "tstapp", "--name", "Certified", "--scope", READ, "--auth-method",
        "self_signed_tls_client_auth", "--tls-thumbprint", whole,
    )  # fmt: skip


# Stopping and signing out


def test_a_disabled_person_is_refused_within_a_second_and_comes_back_anew(place, web, visitor):
    somebody = create_person(place)
    _, tokens = tokens_of(place, web, somebody, CALLBACK, f"offline_access {READ}", visitor)
    # Its tokens do not name the person as others do.
    discreet = create_client(place, READ, redirect_uris=[CALLBACK], more=["--first-party", "--pairwise"])
    _, nameless = tokens_of(place, discreet, somebody, CALLBACK, READ, visitor)
    assert [status(place, each["access_token"]) for each in (tokens, nameless)] == [200, 200]

    place.manage("user", "disable", somebody.username)

    refused_within_one_second(place, tokens["access_token"])
    refused_within_one_second(place, nameless["access_token"])
    assert ask(place, discreet, "/oauth2/introspect", token=nameless["access_token"]).json() == {"active": False}
    assert error_of(refresh(place, web, tokens["refresh_token"])) == (400, "invalid_grant")
    assert visitor.get("/account").has_form("password"), "the session has ended"
    assert not may_sign_in(place, somebody)

    place.manage("user", "enable", somebody.username)

    for before in (tokens, nameless):
        assert status(place, before["access_token"]) == 401, "tokens from before stay refused"
    assert error_of(refresh(place, web, tokens["refresh_token"])) == (400, "invalid_grant")

    _, newer = tokens_of(place, web, somebody, CALLBACK, READ, visitor)
    assert status(place, newer["access_token"]) == 200, "those of after it are good at once (contract §6)"


def test_a_person_who_is_signed_out_signs_in_again(place, web, visitor):
    somebody = create_person(place)
    _, tokens = tokens_of(place, web, somebody, CALLBACK, f"offline_access {READ}", visitor)

    place.manage("user", "sign-out", somebody.username)

    refused_within_one_second(place, tokens["access_token"])
    assert error_of(refresh(place, web, tokens["refresh_token"])) == (400, "invalid_grant")
    _, newer = tokens_of(place, web, somebody, CALLBACK, READ, visitor)
    assert status(place, newer["access_token"]) == 200


def test_a_new_password_ends_the_sessions_of_the_old_one(place, visitor):
    somebody, new = create_person(place), secrets.token_urlsafe(18)
    somebody.sign_in(visitor, visitor.get("/login"))

    place.cli(
        "user", "set-password", somebody.username, "--password-stdin", "--data", str(place.data), text_input=new
    )

    assert visitor.get("/account").has_form("password")
    assert not may_sign_in(place, somebody)
    assert may_sign_in(place, somebody, new)


def test_a_lost_second_factor_is_taken_away(place, visitor):
    somebody = create_person(place)
    somebody.sign_in(visitor, visitor.get("/login"))
    page = visitor.get("/account/two-step")
    secret = re.search(r"secret=([A-Z2-7]+)", page.answer.text)[1]
    visitor.submit(page, fill={"code": one_time_code(secret)})
    assert place.manage("user", "show", somebody.username)["second_factor"] is True
    assert not may_sign_in(place, somebody), "the code is missing"

    place.manage("user", "reset-second-factor", somebody.username)

    assert place.manage("user", "show", somebody.username)["second_factor"] is False
    assert may_sign_in(place, somebody)


# What a person carries


def test_an_assigned_scope_is_there_only_while_it_is_given(place, web, visitor):
    somebody = create_person(place)
    scope = f"offline_access {READ} {ADMIN}"

    _, tokens = tokens_of(place, web, somebody, CALLBACK, scope, visitor)
    assert granted(tokens) == {"offline_access", READ}, "left out, and the answer says so"
    assert status(place, tokens["access_token"], "/tstapp/admin") == 403

    place.manage("user", "grant", somebody.username, ADMIN)
    _, tokens = tokens_of(place, web, somebody, CALLBACK, scope, visitor)
    assert granted(tokens) == {"offline_access", READ, ADMIN}
    assert status(place, tokens["access_token"], "/tstapp/admin") == 200

    shown = place.manage("user", "grant", somebody.username, "--take", ADMIN)
    assert shown["scopes"] == []
    refused_within_one_second(place, tokens["access_token"], "/tstapp/admin")
    _, tokens = tokens_of(place, web, somebody, CALLBACK, scope, visitor)
    assert granted(tokens) == {"offline_access", READ}
    assert "gatehouse" in is_refused(place, "user", "grant", somebody.username, "gatehouse_root")


@pytest.mark.parametrize(
    ("departments", "claim", "answer"),
    [(["sales"], "sales", 403), (["sales", "finance"], ["sales", "finance"], 200)],
    ids=["one", "two"],
)
def test_attributes_travel_in_tokens_and_open_routes(place, web, departments, claim, answer):
    flags = [word for each in departments for word in ("--attribute", f"department={each}")]
    somebody = create_person(place, None, *flags, "--attribute", "shoe_size=43")

    _, tokens = tokens_of(place, web, somebody, CALLBACK, READ)

    claims = claims_without_looking(tokens["access_token"])
    assert claims["department"] == claim
    assert "shoe_size" not in claims, "the policy does not ask for it"
    assert status(place, tokens["access_token"], FINANCE) == answer


# The stopped server


def test_commands_work_on_a_stopped_server_and_hold_after_its_start(tmp_path, api):
    with running(tmp_path, {"tstapp.yaml": policy(api.port)}) as place:
        web = create_client(
            place, "offline_access", READ, ADMIN, redirect_uris=[CALLBACK], more=["--first-party"]
        )
        person, other = create_person(place), create_person(place)
        kept = [tokens_of(place, web, each, CALLBACK, f"offline_access {READ}")[1] for each in (person, other)]
        assert place.stop() == 0
        policies = ["--policies", str(place.policies)]

        made = place.manage("user", "create", "--username", "offline", *policies)
        place.manage("user", "grant", person.username, ADMIN, *policies)
        place.manage("user", "disable", other.username, *policies)
        assert {user["username"] for user in place.manage("user", "list", *policies)} >= {"offline", person.username}
        place.start()

        assert may_sign_in(place, Person("offline", "", made["password"]))
        assert status(place, kept[0]["access_token"]) == 200
        assert status(place, kept[1]["access_token"]) == 401, "refused from the first request on"
        _, tokens = tokens_of(place, web, person, CALLBACK, f"{READ} {ADMIN}")
        assert granted(tokens) == {READ, ADMIN}


def test_an_acknowledged_refresh_survives_kill_9(tmp_path, api):
    with running(tmp_path, {"tstapp.yaml": policy(api.port)}) as place:
        web = create_client(place, "offline_access", READ, redirect_uris=[CALLBACK], more=["--first-party"])
        person, visitor = create_person(place), Visitor(place.issuer)
        person.sign_in(visitor, visitor.get("/login"))
        families = []
        for _ in range(3):
            _, tokens = tokens_of(place, web, person, CALLBACK, f"offline_access {READ}", visitor)
            second = refresh(place, web, tokens["refresh_token"]).json()
            third = refresh(place, web, second["refresh_token"]).json()
            families.append((tokens["refresh_token"], third["refresh_token"]))
        place.kill()

        place.start()

        for first, last in families:
            answer = refresh(place, web, last)
            assert answer.status_code == 200, "what was acknowledged is there"
            assert status(place, answer.json()["access_token"]) == 200
            assert error_of(refresh(place, web, first)) == (400, "invalid_grant"), "what was used is used"
            assert error_of(refresh(place, web, answer.json()["refresh_token"])) == (400, "invalid_grant")
            refused_within_one_second(place, answer.json()["access_token"])


# Keys


def test_after_a_leak_no_token_of_the_old_keys_is_good(tmp_path, api):
    with running(tmp_path, {"tstapp.yaml": policy(api.port)}) as place:
        web = create_client(
            place, "openid", "offline_access", READ, redirect_uris=[CALLBACK], more=["--first-party"]
        )
        person, visitor = create_person(place), Visitor(place.issuer)
        _, tokens = tokens_of(place, web, person, CALLBACK, f"openid offline_access {READ}", visitor)
        service = place.create_client(READ)
        old = place.token(service)
        before = {key["kid"] for key in place.get("/.well-known/jwks.json").json()["keys"]}
        assert [status(place, token) for token in (tokens["access_token"], old)] == [200, 200]

        place.manage("key", "rotate", "--compromised")

        for token in (tokens["access_token"], old):
            refused_within_one_second(place, token)
        after = {key["kid"] for key in place.get("/.well-known/jwks.json").json()["keys"]}
        assert after and not after & before
        assert place.get("/userinfo", tokens["access_token"]).status_code == 401
        assert place.ask("/oauth2/introspect", service, token=old).json() == {"active": False}
        assert status(place, place.token(service)) == 200
        renewed = refresh(place, web, tokens["refresh_token"])
        assert renewed.status_code == 200, "refresh tokens stay good"
        assert status(place, renewed.json()["access_token"]) == 200

        place.kill()
        place.start()
        assert status(place, old) == 401
        assert status(place, renewed.json()["access_token"]) == 200


def plain_secrets(gateway):
    """The private keys as they stand in a database that is not sealed."""
    with contextlib.closing(sqlite3.connect(gateway.data / "gatehouse.sqlite")) as database:
        rows = database.execute("SELECT privateKey FROM signingKey UNION SELECT secret FROM rootKey")
        return [row[0] for row in rows]


def holding(gateway, needles):
    """The files of the data directory in which one of the texts stands."""
    return [
        path.name
        for path in gateway.data.rglob("*")
        if path.is_file() and any(needle.encode() in path.read_bytes() for needle in needles)
    ]


def test_with_a_key_file_no_private_key_can_be_read_in_the_database(make_gateway, api, tmp_path):
    place = make_gateway({"tstapp.yaml": policy(api.port)}).start()
    service = place.create_client(READ)
    token = place.token(service)
    assert place.stop() == 0
    plain = plain_secrets(place)
    assert len(plain) >= 3 and holding(place, plain)

    key_file = tmp_path / "gatehouse.key"
    key_file.write_text(base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
    place.arguments = ("--key-file", str(key_file))
    place.start()
    assert status(place, token) == 200, "the same keys"
    assert holding(place, plain) == [], "neither in the file nor in its log, already while it runs"
    place.manage("key", "rotate", "--now", "--key-file", str(key_file))
    assert place.stop() == 0
    stored = plain_secrets(place)
    assert len(stored) >= len(plain) and all(text.startswith("sealed:") for text in stored)
    assert holding(place, ["PRIVATE KEY", *plain]) == []

    other = tmp_path / "other.key"
    other.write_text(base64.b64encode(secrets.token_bytes(32)).decode())
    for arguments in ((), ("--key-file", str(other))):
        place.arguments = arguments
        place.start(wait=False)
        assert place.process.wait(30) == 3
        place.errors.join()
        assert "sealed" in place.errors.text() and "--key-file" in place.errors.text()
    offline = place.cli("key", "list", "--data", str(place.data), check=False)
    assert offline.returncode == 3
    for wrong in ("nonsense", str(tmp_path / "none.key")):
        place.arguments = ("--key-file", wrong)
        place.start(wait=False)
        assert place.process.wait(30) == 2
    key_text = key_file.read_text().strip()
    place.arguments, place.variables = (), {"GATEHOUSE_KEY": key_text}
    place.start()
    assert status(place, token) == 200
    assert key_text not in place.cli("serve", "--print-config").stdout
