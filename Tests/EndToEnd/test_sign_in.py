"""A person with a real browser: signs in, allows a part, comes back, and takes it back. And the pages themselves."""

import re

import pytest
from playwright.sync_api import expect

from support.browser import browser, look_over, page, page_without_scripts, screenshots  # noqa: F401
from support.forms import Visitor
from support.keys import one_time_code
from support.people import Request, create_client, create_person, granted, redeem, refresh, tokens_of
from support.places import EVERYTHING, READ, WRITE, api, party, place, visitor  # noqa: F401
from support.policies import tstapp
from support.waiting import eventually


def status(place, token, method="GET"):
    return place.get("/tstapp/data/1", token, method=method).status_code


@pytest.fixture
def newcomer(place):
    """A person whose consents and sessions belong to one story."""
    return create_person(place)


@pytest.fixture
def studio(place, party):
    return create_client(
        place, *EVERYTHING.split(), redirect_uris=[party.redirect_uri], name="Reporting Studio",
        more=["--policy-uri", "https://studio.example.test/privacy", "--tos-uri", "https://studio.example.test/terms"],
    )  # fmt: skip


# The story


def test_a_person_allows_a_part_and_takes_it_back(place, api, party, newcomer, studio, page):
    api.forget()
    request = Request.make(place, studio, party.redirect_uri, f"openid {READ} {WRITE}")

    page.goto(request.url)
    expect(page.locator("input[name=password]")).to_be_visible()
    look_over(page, "login")
    newcomer.sign_in_with_browser(page)

    expect(page.locator("button[name=decision][value=allow]")).to_be_visible()
    consent = page.locator("main").inner_text()
    assert "Reporting Studio" in consent
    for sentence in ("Read your data", "Create, change and delete your data"):
        assert sentence in consent
    for link in ("https://studio.example.test/privacy", "https://studio.example.test/terms"):
        assert page.locator(f'a[href="{link}"]').count() == 1
    look_over(page, "consent")
    for opener in page.locator("main summary").all():
        opener.click()
    screenshots(page, "consent-open")
    newcomer.decide_with_browser(page, untick=[WRITE])

    page.wait_for_url(re.compile(re.escape(party.redirect_uri)))
    code = request.code(place, party.callback())
    tokens = redeem(place, studio, code, request.key.verifier, party.redirect_uri).json()
    assert granted(tokens) == {"openid", READ}
    assert status(place, tokens["access_token"]) == 200
    assert status(place, tokens["access_token"], "POST") == 403
    assert [seen.line() for seen in api.requests] == ["GET /tstapp/data/1"]

    page.goto(place.url("/account"))
    expect(page.get_by_text("Reporting Studio").first).to_be_visible()
    look_over(page, "account")
    page.get_by_role("button", name=re.compile("^Withdraw")).click()
    look_over(page, "account-withdraw")
    page.get_by_role("button", name="Withdraw access").click()
    expect(page).to_have_url(re.compile("/account"))
    look_over(page, "account-withdrawn")

    eventually(lambda: status(place, tokens["access_token"]) == 401, within=1.0, what="refused after the withdrawal")
    assert "Reporting Studio" not in page.locator("main").inner_text()


def test_a_person_who_has_consented_only_signs_in(place, party, newcomer, studio, visitor, page):
    newcomer.authorize(visitor, Request.make(place, studio, party.redirect_uri, READ).url)
    request = Request.make(place, studio, party.redirect_uri, READ)

    page.goto(request.url)
    newcomer.sign_in_with_browser(page)

    # Chromium holds every redirect after a form to the page's form-action: from the sign-in page to the client, too.
    page.wait_for_url(re.compile(re.escape(party.redirect_uri)))
    code = request.code(place, party.callback())
    assert redeem(place, studio, code, request.key.verifier, party.redirect_uri).status_code == 200


def test_a_form_post_answer_arrives_by_itself(place, party, newcomer, studio, page):
    request = Request.make(place, studio, party.redirect_uri, READ, response_mode="form_post")

    page.goto(request.url)
    newcomer.sign_in_with_browser(page)
    newcomer.decide_with_browser(page)

    page.wait_for_url(party.redirect_uri)
    arrival = party.wait_for()
    assert arrival.method == "POST"
    assert request.code(place, arrival.parameters)


def test_a_form_post_answer_has_a_button_for_browsers_without_scripts(
    place, party, newcomer, studio, page_without_scripts
):
    page = page_without_scripts
    request = Request.make(place, studio, party.redirect_uri, READ, response_mode="form_post")

    page.goto(request.url)
    newcomer.sign_in_with_browser(page)
    newcomer.decide_with_browser(page)
    go_on = page.locator(f'form[action="{party.redirect_uri}"] button')
    expect(go_on).to_be_visible()
    screenshots(page, "form-post")
    go_on.click()

    page.wait_for_url(party.redirect_uri)
    arrival = party.wait_for()
    assert arrival.method == "POST"
    assert request.code(place, arrival.parameters)


def test_the_consent_page_names_the_routes_that_a_scope_opens(place, party, newcomer, studio, visitor):
    consent = newcomer.sign_in(visitor, visitor.get(Request.make(place, studio, party.redirect_uri, WRITE).url))

    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert method in consent.text
    assert "/tstapp/data/" in consent.text


def test_unticking_everything_allows_nothing(place, party, newcomer, studio, visitor):
    told = newcomer.authorize(
        visitor, Request.make(place, studio, party.redirect_uri, f"{READ} {WRITE}").url, untick=[READ, WRITE]
    )

    assert told["error"] == "access_denied"
    assert "code" not in told


# The pages


def test_a_wrong_password_is_said_kindly_and_tells_nobody_who_exists(place, party, newcomer, studio, visitor, page):
    request = Request.make(place, studio, party.redirect_uri, READ)
    first = visitor.get(request.url)
    wrong = visitor.submit(first, fill={"username": newcomer.username, "password": "not the password"})
    unknown = visitor.submit(wrong, fill={"username": "nobody-of-that-name", "password": "not the password"})

    assert wrong.has_form("password") and unknown.has_form("password")
    assert wrong.status == unknown.status

    def without_names(text):
        return text.replace(newcomer.username, "X").replace("nobody-of-that-name", "X")

    assert without_names(wrong.text) == without_names(unknown.text)

    page.goto(request.url)
    page.locator("input[name=username]").fill(newcomer.username)
    page.locator("input[name=password]").fill("not the password")
    page.locator("form:has(input[name=password]) button").click()
    expect(page.locator("input[name=password]")).to_be_visible()
    assert page.locator("input[name=password]").input_value() == ""
    look_over(page, "login-wrong")


def test_every_page_a_person_may_meet_is_in_order(place, party, newcomer, studio, page):
    page.goto(Request.make(place, studio, "https://elsewhere.example/callback", READ).url)
    expect(page.locator("h1")).to_be_visible()
    look_over(page, "error")

    page.goto(place.url("/login"))
    newcomer.sign_in_with_browser(page)
    expect(page).to_have_url(re.compile("/account$"))
    look_over(page, "account-empty")

    page.goto(place.url("/device"))
    expect(page.locator("input[name=user_code]")).to_be_visible()
    look_over(page, "device")

    page.goto(place.url("/account/password"))
    page.locator("input[name=current_password]").fill("not the password")
    page.locator("input[name=new_password]").fill("one thing")
    page.locator("input[name=new_password_again]").fill("and another")
    page.locator("form:has(input[name=new_password]) button").first.click()
    expect(page.get_by_text("not the same")).to_be_visible()
    look_over(page, "password")

    page.goto(Request.make(place, studio, party.redirect_uri, READ, prompt="select_account").url)
    expect(page.locator("h1")).to_be_visible()
    look_over(page, "account-choice")

    page.goto(place.url("/oauth2/logout"))
    look_over(page, "logout")
    page.locator("button[name=decision][value=sign-out]").click()
    expect(page.get_by_role("heading", name="signed out")).to_be_visible()
    look_over(page, "signed-out")


def test_a_person_sets_up_a_second_step_and_uses_it(place, party, newcomer, studio, page):
    page.goto(place.url("/login"))
    newcomer.sign_in_with_browser(page)
    page.get_by_role("link", name="Set up codes from an app").click()
    expect(page.locator("svg[role=img]")).to_be_visible()
    look_over(page, "two-step")
    secret = page.locator("code.totp-key").inner_text()

    page.locator("input[name=code]").fill("000000")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("did not match")).to_be_visible()
    look_over(page, "two-step-wrong")
    page.locator("input[name=code]").fill(one_time_code(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="recovery codes").first).to_be_visible()
    look_over(page, "recovery-codes")
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("button", name="New recovery codes")).to_be_visible()
    look_over(page, "account-two-step")

    page.context.clear_cookies()
    request = Request.make(place, studio, party.redirect_uri, READ)
    page.goto(request.url)
    newcomer.sign_in_with_browser(page)
    expect(page.locator("#code")).to_be_visible()
    look_over(page, "second-factor")
    # The code of now is used up, and the next one is good already.
    page.locator("#code").fill(one_time_code(secret, ahead=1))
    page.get_by_role("button", name="Go on").click()
    newcomer.decide_with_browser(page)
    page.wait_for_url(re.compile(re.escape(party.redirect_uri)))
    assert request.code(place, party.callback())

    page.goto(place.url("/account"))
    page.get_by_role("button", name="Turn off codes from an app").click()
    look_over(page, "two-step-off")
    page.locator("input[name=password]").fill(newcomer.password)
    page.locator("form:has(input[name=password]) button").click()
    expect(page.get_by_role("link", name="Set up codes from an app")).to_be_visible()


@pytest.mark.parametrize("path", ["/login", "/device", "/account", "/oauth2/authorize"])
def test_every_page_keeps_strangers_out(place, visitor, path):
    page = visitor.get(path)

    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] in ("no-referrer", "same-origin", "strict-origin")
    assert "no-store" in page.headers["Cache-Control"]
    assert "<script" not in page.answer.text and " style=" not in page.answer.text
    for form in page.forms:
        if form.method == "post":
            assert any(control.kind == "hidden" and "csrf" in control.name.lower() for control in form.controls)


@pytest.mark.parametrize(
    "hostile", ['"><script>alert(1)</script>', "'onfocus='alert(1)", "{{username}}", "\u202eecila", "a" * 4000]
)
def test_a_hostile_login_hint_is_only_text(place, party, studio, page, hostile):
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))

    page.goto(Request.make(place, studio, party.redirect_uri, READ, login_hint=hostile).url)

    assert said == []
    assert page.locator("script").count() == 0
    if page.locator("input[name=username]").count():
        assert hostile.startswith(page.locator("input[name=username]").input_value())


def test_a_hostile_client_name_is_only_text(place, party, newcomer, page):
    name = '<img src=x onerror="alert(1)"> & Söhne'
    client = create_client(place, READ, redirect_uris=[party.redirect_uri], name=name)

    page.goto(Request.make(place, client, party.redirect_uri, READ).url)
    newcomer.sign_in_with_browser(page)

    expect(page.locator("button[name=decision][value=allow]")).to_be_visible()
    assert name in page.locator("main").inner_text()
    assert page.locator("main img[src=x]").count() == 0


# Forms


def test_a_form_from_another_site_is_refused(place, party, newcomer, studio):
    request = Request.make(place, studio, party.redirect_uri, READ)

    def filled(change=lambda entries: entries, origin=None):
        visitor = Visitor(place.issuer)
        shown = visitor.get(request.url)
        form = shown.form(with_field="password")
        entries = form.entries({"username": newcomer.username, "password": newcomer.password})
        action = form.action or shown.url
        return visitor, visitor.post(action, change(entries), shown.url, origin=origin)

    def without_csrf(entries):
        return [(name, value) for name, value in entries if "csrf" not in name.lower()]

    def with_wrong_csrf(entries):
        return [(name, "A" * len(value) if "csrf" in name.lower() else value) for name, value in entries]

    for refused in (
        filled(origin="https://evil.example"),
        filled(origin="null"),
        filled(without_csrf),
        filled(with_wrong_csrf),
    ):
        visitor, answer = refused
        assert answer.status in (400, 403)
        assert answer.location is None
        assert "gatehouse-session" not in visitor.cookies()

    visitor, answer = filled()
    assert answer.has_form("decision")
    assert "gatehouse-session" in visitor.cookies()


def test_the_form_of_one_browser_is_worth_nothing_in_another(place, party, newcomer, studio):
    mine, theirs = Visitor(place.issuer), Visitor(place.issuer)
    shown = mine.get(Request.make(place, studio, party.redirect_uri, READ).url)
    theirs.get(Request.make(place, studio, party.redirect_uri, READ).url)
    form = shown.form(with_field="password")

    answer = theirs.post(
        form.action or shown.url,
        form.entries({"username": newcomer.username, "password": newcomer.password}),
        shown.url,
    )

    assert answer.status in (400, 403)
    assert "gatehouse-session" not in theirs.cookies()


def test_cookies_are_out_of_reach_of_scripts(place, party, newcomer, studio, visitor):
    newcomer.authorize(visitor, Request.make(place, studio, party.redirect_uri, READ).url)

    cookies = {cookie.name: cookie for cookie in visitor.session.cookies}
    session = cookies["gatehouse-session"]
    assert session.has_nonstandard_attr("HttpOnly")
    assert session.get_nonstandard_attr("SameSite") == "Lax"
    assert not session.domain_specified


def test_an_oversized_form_and_a_wrong_content_type_are_refused(place, visitor):
    shown = visitor.get("/login")

    large = visitor.post("/login", {"username": "a" * 2_000_000, "password": "b"}, shown.url)
    assert large.status in (400, 413)
    json = visitor.session.post(
        place.url("/login"), json={"username": "a", "password": "b"}, headers={"Origin": place.issuer}, timeout=30
    )
    assert json.status_code in (400, 403, 415)


def test_guessing_is_slowed_down_with_a_clear_message(make_gateway, own_upstream, page):
    few = {"GATEHOUSE_SIGN_IN_ATTEMPTS_PER_MINUTE": "2"}
    gateway = make_gateway({"tstapp.yaml": tstapp(own_upstream.port)}, variables=few).start()
    somebody = create_person(gateway)
    visitor = Visitor(gateway.issuer)
    shown = visitor.get("/login")

    for _ in range(2):
        shown = visitor.submit(shown, fill={"username": somebody.username, "password": "a wrong guess"})
    slowed = visitor.submit(shown, fill={"username": somebody.username, "password": somebody.password})

    assert "gatehouse-session" not in visitor.cookies(), "not even with the right password"
    assert slowed.status == 429
    assert int(slowed.headers["Retry-After"]) > 0
    assert re.search(r"minute|second|later", slowed.text)

    page.goto(gateway.url("/login"))
    somebody.sign_in_with_browser(page)
    expect(page.locator("input[name=password]")).to_be_visible()
    look_over(page, "login-slowed")


# The account


def test_signing_out_everywhere_ends_every_session(place, party, newcomer, studio):
    here, there = Visitor(place.issuer), Visitor(place.issuer)
    for somewhere in (here, there):
        newcomer.authorize(somewhere, Request.make(place, studio, party.redirect_uri, READ).url)
    account = here.get("/account")
    assert account.path == "/account"

    asked = here.submit(account, account.form(with_text="Sign out everywhere"))
    assert there.get("/account").path == "/account", "asking ends nothing"
    here.submit(asked, asked.form(with_field="confirmed"))

    for somewhere in (here, there):
        assert somewhere.get("/account").has_form("password")


def test_a_withdrawn_refresh_token_is_dead_too(place, party, newcomer, studio, visitor):
    _, tokens = tokens_of(
        place, studio, newcomer, party.redirect_uri, f"offline_access {READ}", visitor, prompt="consent"
    )
    account = visitor.get("/account")
    assert "Reporting Studio" in account.text

    asked = visitor.submit(account, account.form(with_text="Withdraw"))
    assert refresh(place, studio, tokens["refresh_token"]).status_code == 200, "asking ends nothing"
    account = visitor.submit(asked, asked.form(with_field="confirmed"))

    assert "Reporting Studio" not in account.text
    answer = refresh(place, studio, tokens["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    again = visitor.get(Request.make(place, studio, party.redirect_uri, READ).url)
    assert again.has_form("decision"), "consent is asked for again"
