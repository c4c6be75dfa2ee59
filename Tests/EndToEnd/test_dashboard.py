"""The dashboard in a real browser: administrators hand out access and see why a request was refused; others cannot."""

import json
import re
import subprocess
import urllib.parse

import pytest
import requests
from playwright.sync_api import expect

from support.browser import browser, look_over, page, page_without_scripts  # noqa: F401
from support.dashboard import administrator, dashboard, observer  # noqa: F401
from support.people import Request, create_person, redeem
from support.gateway import Credentials
from support.places import READ, WRITE, api, party, place  # noqa: F401

HOSTILE = '"><img src=x onerror="window.wrecked=1"><script>window.wrecked=1</script>'


def value_of(page, label):
    """A value to paste that stands beside that word."""
    return page.locator(f".copies > div:has(dt:text-is('{label}')) code").inner_text().strip()


def create_service(page, dashboard, name, *scopes):
    page.goto(dashboard.url("/clients/new/service?application=tstapp"))
    page.locator("input[name=name]").fill(name)
    for scope in scopes:
        page.locator(f"#client-form input[name=scope][value='{scope}']").check()
    page.get_by_role("button", name="Create client").last.click()


# The story of the issue


def test_an_administrator_creates_a_service_and_sees_its_requests_arrive(place, api, dashboard, administrator, page):
    dashboard.sign_in(page, administrator)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")

    create_service(page, dashboard, "Reporting job", READ)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reporting job")
    look_over(page, "client-created")
    command = page.locator("pre").first.inner_text()
    answer = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30)
    token = json.loads(answer.stdout)["access_token"]

    page.goto(dashboard.url("/decisions"))
    before = page.locator("tbody[data-live] tr").count()
    assert place.get("/tstapp/data/7", token).status_code == 200
    refused = place.get("/tstapp/data/7", token, method="DELETE")
    assert refused.status_code == 403
    # Nobody reloads the page: the rows come by themselves.
    row = page.locator("tbody[data-live] tr", has_text="insufficient_scope").first
    expect(row).to_be_visible()
    assert page.locator("tbody[data-live] tr").count() >= before + 2
    row.locator("a").first.click()
    page.wait_for_url("**/decisions/*")
    assert page.url.endswith(refused.headers["X-Request-Id"])
    expect(page.get_by_role("heading", level=1)).to_contain_text(WRITE)
    look_over(page, "decision")

    said = place.cli("why", refused.headers["X-Request-Id"], "--data", str(place.data)).stdout
    assert page.get_by_role("heading", level=1).inner_text() in said


def test_the_secret_is_shown_once_and_a_second_press_makes_no_second_client(place, dashboard, administrator, page):
    dashboard.sign_in(page, administrator, "/clients/new/service?application=tstapp")
    page.locator("input[name=name]").fill("Pressed twice")
    page.locator(f"#client-form input[name=scope][value='{READ}']").check()
    form = page.locator("#client-form")
    fields = form.evaluate("form => [...new FormData(form)].map(([name, value]) => [name, value])")
    first = page.request.post(page.url, form=as_form(fields), headers={"Origin": dashboard.origin}, max_redirects=0)
    second = page.request.post(page.url, form=as_form(fields), headers={"Origin": dashboard.origin}, max_redirects=0)
    assert first.ok and second.status == 303
    secret = re.search(r'<div class="secret">.*?<code class="whole">([\w-]{43})</code>', first.text(), re.DOTALL)
    assert secret
    shown = page.goto(urllib.parse.urljoin(dashboard.origin, second.headers["location"]))
    assert shown.ok and secret.group(1) not in shown.text()
    made = [one for one in place.manage("client", "list") if one["name"] == "Pressed twice"]
    assert len(made) == 1


def as_form(fields):
    """Fields as they are sent; of a name that is there twice the last one, which these forms do not have."""
    return dict(fields)


def test_a_client_with_people_works_as_its_page_says(place, dashboard, administrator, party, page):
    person = create_person(place)
    dashboard.sign_in(page, administrator, "/clients/new/code?application=tstapp")
    page.locator("input[name=name]").fill("Reporting Studio")
    # The preview follows what is typed.
    expect(page.locator("#preview")).to_contain_text("Reporting Studio")
    page.locator("input[name=policy_uri]").fill("reporting.example.test/privacy")
    page.get_by_role("button", name="Create client").last.click()
    # Everything that is wrong at once, beside the fields, with what was typed.
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("input[name=name]")).to_have_value("Reporting Studio")
    expect(page.locator("input[name=policy_uri]")).to_have_attribute("aria-invalid", "true")
    assert page.locator("#problems li").count() >= 2
    look_over(page, "client-form-errors")

    page.locator("input[name=policy_uri]").fill("https://reporting.example.test/privacy")
    page.locator("input[name=redirect_uri]").first.fill(party.redirect_uri)
    for scope in ("openid", READ):
        page.locator(f"#client-form input[name=scope][value='{scope}']").check()
    expect(page.locator("#preview")).to_contain_text("Read your data")
    page.get_by_role("button", name="Create client").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reporting Studio")
    look_over(page, "client-created-code")
    assert value_of(page, "OpenID configuration URL") == place.url("/.well-known/openid-configuration")
    client = Credentials(value_of(page, "Client id"), value_of(page, "Client secret, shown once"))

    request = Request.make(place, client, party.redirect_uri, f"openid {READ}")
    other = page.context.browser.new_context().new_page()
    other.goto(request.url)
    person.sign_in_with_browser(other)
    person.decide_with_browser(other)
    other.wait_for_url(re.compile(re.escape(party.redirect_uri)))
    told = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(other.url).query))
    other.context.close()
    answer = redeem(place, client, request.code(place, told), request.key.verifier, party.redirect_uri)
    assert answer.status_code == 200, answer.text
    assert place.get("/tstapp/data/1", answer.json()["access_token"]).status_code == 200


def test_the_forms_work_without_scripts(place, dashboard, administrator, page_without_scripts):
    page = page_without_scripts
    dashboard.sign_in(page, administrator, "/clients/new/code?application=tstapp")
    page.locator("input[name=name]").fill("Without scripts")
    page.locator("button[name=add][value=redirect_uri]").click()
    assert page.locator("input[name=redirect_uri]").count() == 2
    page.locator("input[name=redirect_uri]").first.fill("https://app.example.test/callback")
    page.locator("#client-form input[name=scope][value=openid]").check()
    page.locator("button[name=preview]").last.click()
    expect(page.locator("#preview")).to_contain_text("Without scripts")
    page.get_by_role("button", name="Create client").last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Without scripts")


def test_trying_a_client_shows_each_step(place, api, dashboard, administrator, page):
    dashboard.sign_in(page, administrator)
    create_service(page, dashboard, "Tried", READ)
    page.get_by_role("link", name="Try it").click()
    look_over(page, "client-try")
    page.get_by_role("button", name=re.compile("^(Try|Send)")).first.click()
    expect(page.locator("main")).to_contain_text("200")
    look_over(page, "client-tried")


# Applications


def test_an_application_made_here_is_protected_at_once(place, api, dashboard, administrator, page):
    dashboard.sign_in(page, administrator, "/applications/new")
    page.locator("input[name=name]").fill("Made here")
    page.locator("input[name=key]").fill("Made")
    expect(page.locator("#key-checked .error")).to_be_visible()
    page.locator("input[name=key]").fill("madehere")
    expect(page.locator("#key-checked")).to_contain_text("madehere_")
    page.locator("input[name=upstream]").fill(f"http://127.0.0.1:{api.port}")
    page.locator("input[name=prefix]").fill("/made")
    page.locator("input[name=scope_name]").first.fill("madehere_read")
    page.locator("input[name=scope_text]").first.fill("Read what was made")
    page.locator("input[name=route_match]").first.fill("GET /things/**")
    page.locator("input[name=route_requirement]").first.fill("madehere_raed")
    page.get_by_role("button", name="Create application").last.click()
    expect(page.locator("#route-0-requirement")).to_have_attribute("aria-invalid", "true")
    look_over(page, "application-form-errors")
    page.locator("input[name=route_requirement]").first.fill("madehere_read")
    page.get_by_role("button", name="Create application").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Made here")
    look_over(page, "application")
    assert place.get("/made/things/1").status_code == 401
    client = place.create_client("madehere_read", application="madehere")
    assert place.get("/made/things/1", place.token(client)).status_code == 200

    page.goto(dashboard.url("/applications/madehere/delete"))
    expect(page.locator("main")).to_contain_text("1 client")
    place.cli("client", "delete", client.client_id, "--data", str(place.data))
    page.goto(dashboard.url("/applications/madehere/delete"))
    page.get_by_role("button", name="Delete 1 application").click()
    page.wait_for_url("**/applications")
    assert place.get("/made/things/1").status_code == 404


def test_an_edit_of_a_declared_application_is_a_diff_that_patch_takes(place, dashboard, administrator, page, tmp_path):
    dashboard.sign_in(page, administrator, "/applications/tstapp/edit")
    page.locator("button[name=add][value=scope]").click()
    page.locator("input[name=scope_name]").last.fill("tstapp_reports.read")
    page.locator("input[name=scope_text]").last.fill("Read reports")
    page.get_by_role("button", name="Show the diff").last.click()
    diff = page.locator("#diff-text").inner_text()
    look_over(page, "application-diff")
    declared = place.policies / "tstapp.yaml"
    copy = tmp_path / "tstapp.yaml"
    copy.write_text(declared.read_text())
    subprocess.run(["patch", str(copy)], input=diff + "\n", text=True, check=True, capture_output=True)
    changed = copy.read_text()
    assert "tstapp_reports.read" in changed
    assert [line for line in declared.read_text().splitlines() if line not in changed.splitlines()] == []


# Who may what


def every_form(page, dashboard, path):
    """The actions of the forms on a page that change something."""
    page.goto(dashboard.url(path))
    return page.evaluate("[...document.querySelectorAll('form[method=post]')].map(form => form.getAttribute('action'))")


PAGES = [
    "/", "/decisions", "/routes", "/applications", "/applications/tstapp", "/clients", "/people", "/keys", "/audit",
]  # fmt: skip


def test_a_reader_sees_everything_and_changes_nothing(place, dashboard, administrator, observer, page):
    client = place.create_client(READ, name="Untouched")
    person = place.manage("user", "show", administrator.username)["sub"]
    paths = [*PAGES, f"/clients/{client.client_id}", f"/people/{person}"]
    dashboard.sign_in(page, observer)
    for path in paths:
        assert set(every_form(page, dashboard, path)) <= {"/sign-out"}, path
        assert page.locator("main").is_visible()
    token = page.locator("input[name=csrf]").first.get_attribute("value")
    changing = [
        "/applications/new", "/applications/tstapp/edit", "/applications/tstapp/delete", "/clients/new/service",
        "/clients/new/code", f"/clients/{client.client_id}/edit", f"/clients/{client.client_id}/delete",
        f"/clients/{client.client_id}/disable", "/people/new", f"/people/{person}/edit", f"/people/{person}/disable",
        f"/people/{person}/password", "/keys/rotate", "/revoke",
    ]  # fmt: skip
    for path in changing:
        answer = page.request.post(
            dashboard.url(path), form={"csrf": token, "confirmed": "yes"}, headers={"Origin": dashboard.origin}
        )
        assert answer.status in (403, 404), f"{path}: {answer.status}"
    assert place.token(client)


def test_without_the_scope_the_door_stays_shut(place, dashboard, page):
    person = create_person(place)
    dashboard.sign_in(page, person)
    expect(page.locator("main, body")).to_contain_text(["gatehouse user grant"])
    look_over(page, "no-access")


def test_what_is_taken_away_is_gone_at_the_next_click(place, dashboard, page):
    person = create_person(place, None, "--admin")
    dashboard.sign_in(page, person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    place.cli("user", "grant", person.username, "--take", "gatehouse_admin", "--data", str(place.data))
    page.goto(dashboard.url("/clients"))
    assert page.get_by_role("heading", level=1).inner_text() != "Clients"


def test_forms_from_elsewhere_and_without_a_token_change_nothing(place, dashboard, administrator, page):
    dashboard.sign_in(page, administrator, "/people/new")
    token = page.locator("input[name=csrf]").first.get_attribute("value")
    form = {"username": "intruder", "password_way": "chance"}
    tries = [
        (form, {"Origin": dashboard.origin}),
        (form | {"csrf": "x" * 43}, {"Origin": dashboard.origin}),
        (form | {"csrf": token}, {"Origin": "https://evil.example.test"}),
        (form | {"csrf": token}, {"Origin": place.issuer}),
        (form | {"csrf": token}, {"Sec-Fetch-Site": "cross-site"}),
        (form | {"csrf": token}, {"Sec-Fetch-Site": "same-site"}),
    ]
    for fields, headers in tries:
        answer = page.request.post(dashboard.url("/people/new"), form=fields, headers=headers)
        assert answer.status == 403, (headers, answer.status)
    assert "intruder" not in [one["username"] for one in place.manage("user", "list")]


def test_no_page_can_be_framed(place, dashboard, administrator, page, party):
    dashboard.sign_in(page, administrator)
    answer = page.goto(dashboard.url("/clients"))
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    page.set_content(f'<iframe src="{dashboard.url("/clients")}"></iframe>')
    framed = page.frames[-1]
    framed.wait_for_load_state()
    assert framed.locator("h1", has_text="Clients").count() == 0


def test_another_name_for_this_machine_is_not_answered(place, dashboard):
    answer = requests.get(dashboard.url("/"), headers={"Host": "evil.example.test"}, timeout=10, allow_redirects=False)
    assert answer.status_code == 421


# What others wrote


def test_no_text_of_others_becomes_markup(place, dashboard, administrator, page):
    client = place.create_client(READ, name=HOSTILE)
    person = create_person(place, None, "--name", HOSTILE, "--attribute", f"department={HOSTILE}")
    sub = place.manage("user", "show", person.username)["sub"]
    place.get(f"/tstapp/data/{urllib.parse.quote(HOSTILE, safe='')}", place.token(client))
    place.get("/tstapp/data/1", "not.a.token" + HOSTILE.replace(" ", ""))
    dashboard.sign_in(page, administrator)
    paths = [*PAGES, f"/clients/{client.client_id}", f"/clients/{client.client_id}/edit", f"/people/{sub}"]
    for path in [*paths, f"/people/{sub}/edit", f"/decisions?client={urllib.parse.quote(HOSTILE)}"]:
        answer = page.goto(dashboard.url(path))
        assert answer.status < 500, path
        assert page.evaluate("window.wrecked") is None, path
        assert page.locator("main img[src=x]").count() == 0, path


# Every page


@pytest.mark.parametrize(
    "path",
    [*PAGES, "/?range=hour", "/?range=week", "/applications/new", "/clients/new", "/clients/new/code",
     "/clients/new/service", "/people/new", "/revoke", "/decisions?verdict=refused", "/keys/rotate"],
)  # fmt: skip
def test_every_page_can_be_used_by_everybody(place, dashboard, administrator, page, path):
    dashboard.sign_in(page, administrator, path)
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    answer = page.goto(dashboard.url(path))
    assert answer.status == 200
    assert len(answer.body()) < 100_000
    look_over(page, "page-" + re.sub(r"\W+", "-", path).strip("-"))
    assert not errors, errors
