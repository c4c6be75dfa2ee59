"""The device grant (RFC 8628): a device shows a code, a person types it elsewhere and decides."""

import re

import pytest
from playwright.sync_api import expect

from support.browser import browser, look_over, page  # noqa: F401
from support.calls import error_of
from support.forms import Visitor
from support.people import ask, create_client, create_person, granted
from support.places import READ, WRITE, api, person, place, visitor  # noqa: F401
from support.waiting import eventually

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture
def television(place):
    return create_client(place, READ, WRITE, grants=[DEVICE_GRANT], name="Television", public=True)


def begin(place, client, scope=f"{READ} {WRITE}"):
    answer = ask(place, client, "/oauth2/device_authorization", scope=scope)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json()


def poll(place, client, begun):
    return ask(place, client, "/oauth2/token", grant_type=DEVICE_GRANT, device_code=begun["device_code"])


def go_to_the_decision(visitor, person, target, user_code):
    """Whatever comes first: signing in, typing the code; up to the page that asks."""
    page = visitor.get(target)
    for _ in range(4):
        if page.has_form("password"):
            page = person.sign_in(visitor, page)
        elif page.has_form("decision"):
            return page
        else:
            page = visitor.submit(page, page.form(with_field="user_code"), fill={"user_code": user_code})
    raise AssertionError(f"no decision to make on {page.url}: {page.text[:400]}")


def test_what_a_device_is_told(place, television):
    begun = begin(place, television)

    assert begun["verification_uri"] == place.url("/device")
    assert begun["verification_uri_complete"].startswith(place.url("/device?"))
    assert begun["user_code"] in begun["verification_uri_complete"]
    assert begun["expires_in"] > 60
    assert begun["interval"] >= 1
    letters = begun["user_code"].replace("-", "")
    assert len(letters) >= 8
    assert not re.search(r"[AEIOU01]", letters), "no words, and nothing that is mistaken for something else"
    assert len(begun["device_code"]) >= 43


def test_a_person_connects_a_device(place, api, person, television, visitor):
    begun = begin(place, television)

    asked = go_to_the_decision(visitor, person, begun["verification_uri"], begun["user_code"])
    assert "Television" in asked.text
    assert "Read your data" in asked.text
    done = person.decide(visitor, asked, untick=[WRITE])
    assert done.status == 200

    answer = poll(place, television, begun)
    assert answer.status_code == 200, answer.text
    assert granted(answer.json()) == {READ}
    token = answer.json()["access_token"]
    assert place.get("/tstapp/data/1", token).status_code == 200
    assert place.get("/tstapp/data/1", token, method="POST").status_code == 403

    again = poll(place, television, begun)
    assert again.status_code == 400, "a device code is used once"
    assert again.json()["error"] in ("invalid_grant", "expired_token")


def test_a_device_waits_and_is_told_when_it_asks_too_often(place, person, television, visitor):
    begun = begin(place, television)

    assert error_of(poll(place, television, begun)) == (400, "authorization_pending")
    assert error_of(poll(place, television, begun)) == (400, "slow_down")

    asked = go_to_the_decision(visitor, person, begun["verification_uri"], begun["user_code"])
    person.decide(visitor, asked)
    # RFC 8628 §3.5: after slow_down the device waits five seconds longer than before.
    eventually(
        lambda: poll(place, television, begun).status_code == 200,
        within=60,
        every=begun["interval"] + 5.5,
        what="the device gets its token",
    )


def test_a_person_may_say_no_to_a_device(place, person, television, visitor):
    begun = begin(place, television)

    asked = go_to_the_decision(visitor, person, begun["verification_uri"], begun["user_code"])
    person.decide(visitor, asked, decision="deny")

    assert error_of(poll(place, television, begun)) == (400, "access_denied")


def test_the_link_with_the_code_still_asks_whether_you_started_this(place, person, television, visitor):
    begun = begin(place, television)

    asked = go_to_the_decision(visitor, person, begun["verification_uri_complete"], begun["user_code"])

    assert "Television" in asked.text
    assert begun["user_code"] in asked.text, "to be compared with what the device shows"
    assert error_of(poll(place, television, begun)) == (400, "authorization_pending"), "looking allows nothing"


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code.replace('-', ' ')} "],
    ids=["lower-case", "no-hyphen", "spaces"],
)  # fmt: skip
def test_codes_are_easy_to_type(place, person, television, visitor, typed):
    begun = begin(place, television)

    asked = go_to_the_decision(visitor, person, begun["verification_uri"], typed(begun["user_code"]))

    assert "Television" in asked.text


@pytest.mark.parametrize("typed", ["BCDF-GHJK", "", "<script>alert(1)</script>", "B" * 5000])
def test_a_wrong_code_is_said_and_shown_as_text(place, person, visitor, typed):
    page = visitor.get("/device")
    if page.has_form("password"):
        page = person.sign_in(visitor, page)

    answer = visitor.submit(page, page.form(with_field="user_code"), fill={"user_code": typed})

    assert not answer.has_form("decision")
    assert answer.status < 500
    assert "<script" not in answer.answer.text


def test_a_device_code_is_good_for_its_client_alone(place, person, television, visitor):
    other = create_client(place, READ, grants=[DEVICE_GRANT], name="Another", public=True)
    begun = begin(place, television)
    person.decide(visitor, go_to_the_decision(visitor, person, begun["verification_uri"], begun["user_code"]))

    assert error_of(poll(place, other, begun)) == (400, "invalid_grant")
    assert poll(place, television, begun).status_code == 200


def test_a_device_is_asked_about_every_time(place, television):
    somebody = create_person(place)
    visitor = Visitor(place.issuer)
    for _ in range(2):
        begun = begin(place, television)
        asked = go_to_the_decision(visitor, somebody, begun["verification_uri"], begun["user_code"])
        somebody.decide(visitor, asked)
        assert poll(place, television, begun).status_code == 200


def test_a_device_cannot_ask_for_what_its_client_may_not_have(place, television):
    answer = ask(place, television, "/oauth2/device_authorization", scope="openid")
    assert error_of(answer) == (400, "invalid_scope")
    service = place.create_client(READ, name="Service without devices")
    assert error_of(ask(place, service, "/oauth2/device_authorization", scope=READ)) == (400, "unauthorized_client")


def test_a_device_is_connected_with_a_real_browser(place, television, page):
    somebody = create_person(place)
    begun = begin(place, television)

    page.goto(begun["verification_uri"])
    if page.locator("input[name=password]").count():
        somebody.sign_in_with_browser(page)
    page.locator("input[name=user_code]").fill(begun["user_code"])
    look_over(page, "device-code")
    page.locator("form:has(input[name=user_code]) button").click()
    if page.locator("input[name=password]").count():
        somebody.sign_in_with_browser(page)
    expect(page.locator("button[name=decision][value=allow]")).to_be_visible()
    look_over(page, "device-decision")
    somebody.decide_with_browser(page)
    expect(page.locator("h1")).to_be_visible()
    look_over(page, "device-done")

    assert poll(place, television, begun).status_code == 200
