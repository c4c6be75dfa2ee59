"""The dashboard in a real browser: administrators hand out access and see why a request was refused; others cannot."""

import json
import re
import signal
import subprocess
import urllib.parse

import pytest
import requests
from playwright.sync_api import expect

from support.browser import browser, copied_by, look_over, page, page_without_scripts  # noqa: F401
from support.dashboard import administrator, dashboard, observer  # noqa: F401
from support.people import Request, create_client, create_person, redeem, tokens_of
from support.gateway import Credentials
from support.places import CALLBACK, READ, WRITE, api, party, place  # noqa: F401
from support.waiting import eventually

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


def test_a_press_on_copy_puts_the_value_on_the_clipboard(place, dashboard, administrator, page):
    dashboard.sign_in(page, administrator)
    create_service(page, dashboard, "Copied", READ)
    shown = page.locator(".copies > div")
    assert shown.count() >= 5
    for place_of_value in shown.all():
        value = place_of_value.locator("code").inner_text().strip()
        assert copied_by(page, place_of_value.locator("[data-copy]")) == value
    command = page.locator("pre").first
    copied = copied_by(page, page.locator(f"[data-copy='{command.get_attribute('id')}']"))
    assert copied == command.evaluate("element => element.textContent")
    answer = subprocess.run(["bash", "-c", copied], capture_output=True, text=True, timeout=30)
    assert json.loads(answer.stdout)["access_token"]

    page.goto(dashboard.url("/applications/tstapp/edit"))
    page.locator("input[name=name]").fill("Renamed")
    page.get_by_role("button", name="Show the diff").last.click()
    diff = page.locator("#diff-text").evaluate("element => element.textContent")
    assert "+name: Renamed" in diff
    assert copied_by(page, page.locator("[data-copy=diff-text]")) == diff


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


def test_tables_are_sorted_by_links_that_keep_everything_else(place, dashboard, administrator, page_without_scripts):
    page = page_without_scripts
    for name in ("Sorted one", "Sorted two", "sorted Three"):
        place.create_client(READ, name=name)
    dashboard.sign_in(page, administrator, "/clients?q=sorted")

    def names():
        return [one.strip() for one in page.locator("tbody td:first-child .row-link").all_inner_texts()]

    def press(head):
        page.locator("thead").get_by_role("link", name=head, exact=True).click()

    assert names() == ["Sorted one", "sorted Three", "Sorted two"]
    press("Client")
    assert names() == ["Sorted two", "sorted Three", "Sorted one"]
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Client")
    press("Created")
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Created")
    assert len(names()) == 3

    # Each table of a page has an order of its own, and keeps that of the others.
    page.goto(dashboard.url("/applications/tstapp"))
    for head, order in (("Held by", "descending"), ("Kind", "ascending"), ("refused", "descending")):
        press(head)
        expect(page.locator(f"th[aria-sort={order}]", has_text=head)).to_have_count(1)
    assert page.locator("th[aria-sort]").count() == 3

    for path in ("/applications", "/keys", "/routes"):
        page.goto(dashboard.url(path))
        for index in range(page.locator("thead").first.locator("a").count()):
            page.locator("thead").first.locator("a").nth(index).click()
            assert page.locator("thead").first.locator("th[aria-sort]").count() == 1, page.url


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


def hostile_policy():
    """An application whose every free text is hostile."""
    quoted = json.dumps(HOSTILE)
    scope = json.dumps("hostile_<script>window.wrecked=1</script>")
    return f"""application: hostile
name: {quoted}
upstream: {json.dumps("unix:/run/" + HOSTILE.replace(" ", "/"))}
prefix: /hostile
scopes:
  {scope}: {quoted}
  hostile_assigned: {{ text: {quoted}, assigned: true }}
routes:
  GET /things/**: {scope}
  POST /things: {{ all: [hostile_assigned], claims: {{ department: {quoted} }} }}
"""


def test_no_text_of_an_application_becomes_markup(place, dashboard, administrator, page):
    files = {"hostile.yaml": hostile_policy(), "broken.yaml": f"application: broken\n{json.dumps(HOSTILE)}: 1\n"}

    def shown(path):
        answer = page.goto(dashboard.url(path))
        harmless(path)
        return answer

    def harmless(path):
        assert page.evaluate("window.wrecked") is None, path
        assert page.locator("main img[src=x]").count() == 0, path

    dashboard.sign_in(page, administrator)
    try:
        place.write_policy("hostile.yaml", files["hostile.yaml"])
        eventually(lambda: shown("/applications/hostile").status == 200, within=15)
        for path in [
            "/", "/applications", "/applications/hostile?scopes_sort=sentence", "/applications/hostile/edit", "/routes",
            "/routes?application=hostile&sort=refused", "/routes/show?application=hostile&route=GET%20%2Fthings%2F**",
            "/routes/show?application=hostile&route=POST%20%2Fthings", "/clients/new/code?application=hostile",
            "/people/new", "/applications/hostile/delete",
        ]:  # fmt: skip
            assert shown(path).status in (200, 409), path
            assert page.get_by_text("window.wrecked=1").count() > 0 or path in ("/", "/people/new"), path
        shown("/applications/hostile/edit")
        page.locator("input[name=audience]").fill("https://api.example.test/" + HOSTILE.replace(" ", ""))
        page.get_by_role("button", name="Show the diff").last.click()
        page.wait_for_load_state()
        harmless("the diff, or what is wrong with it")

        place.write_policy("broken.yaml", files["broken.yaml"])
        eventually(lambda: shown("/applications") and page.get_by_text("broken.yaml").count() > 0, within=15)
        shown("/")
    finally:
        for name in files:
            (place.policies / name).unlink(missing_ok=True)
    # Only whoever asks for it means that an application disappears.
    place.process.send_signal(signal.SIGHUP)
    eventually(lambda: shown("/applications/hostile").status == 404, within=15)

    shown("/applications/new")
    for field in page.locator("main form input:not([type=hidden]):not([type=checkbox])").all():
        field.fill(HOSTILE)
    page.get_by_role("button", name="Create application").last.click()
    expect(page.locator("#problems")).to_be_visible()
    harmless("the form that came back")


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


@pytest.fixture(scope="module")
def things(place):
    """A client with which somebody signed in, that person, and a service."""
    client = create_client(place, "openid", READ, redirect_uris=[CALLBACK], name="Looked at")
    person = create_person(place, None, "--name", "Ada Example", "--attribute", "department=finance")
    tokens_of(place, client, person, CALLBACK, f"openid {READ}")
    service = place.create_client(READ, name="Looked at too")
    assert place.get("/tstapp/data/1", place.token(service)).status_code == 200
    return client.client_id, service.client_id, place.manage("user", "show", person.username)["sub"]


def test_the_pages_of_one_thing_can_be_used_by_everybody(place, api, dashboard, administrator, page, things):
    client, service, person = things
    dashboard.sign_in(page, administrator)
    dashboard.create_application(page, "lookedat", f"http://127.0.0.1:{api.port}")
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    route = "/routes/show?application=tstapp&route=GET%20%2Fdata%2F**"
    paths = {
        "client": f"/clients/{client}", "service": f"/clients/{service}?routes_sort=permitted&routes_dir=desc",
        "client-edit": f"/clients/{client}/edit", "client-delete": f"/clients/{client}/delete",
        "person": f"/people/{person}", "person-sorted": f"/people/{person}?grants_sort=used",
        "person-edit": f"/people/{person}/edit", "person-password": f"/people/{person}/password",
        "person-disable": f"/people/{person}/disable", "person-sign-out": f"/people/{person}/sign-out",
        "person-revoke": f"/people/{person}/revoke", "person-withdraw": f"/people/{person}/withdraw?client={client}",
        "route": route, "route-sorted": f"{route}&sort=client&missing_sort=reason&span=week",
        "routes-of-one": "/routes?application=tstapp&sort=refused&dir=desc",
        "applications-sorted": "/applications?sort=refused&dir=desc", "keys-sorted": "/keys?sort=age&dir=desc",
        "application-stored": "/applications/lookedat?scopes_sort=holders",
        "overview-sorted": "/?sort=requests&dir=desc",
        "application-edit": "/applications/lookedat/edit", "application-delete": "/applications/lookedat/delete",
        "application-declared": "/applications/tstapp/edit",
    }  # fmt: skip
    for name, path in paths.items():
        answer = page.goto(dashboard.url(path))
        assert answer.status == 200, path
        assert len(answer.body()) < 100_000, path
        look_over(page, f"thing-{name}")

    # What is only there after a button was pressed.
    page.goto(dashboard.url(f"/clients/{service}"))
    page.locator("input[name=label]").fill("Second")
    page.get_by_role("button", name="Add a secret").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A new secret")
    look_over(page, "thing-second-secret")
    page.goto(dashboard.url(f"/clients/{service}?secrets_sort=secret"))
    page.locator("form[action$='/secrets/remove'] button").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("secret")
    look_over(page, "thing-remove-secret")
    page.goto(dashboard.url(f"/clients/{service}"))
    page.get_by_role("button", name="Disable this client").click()
    expect(page.locator("main")).to_contain_text("Looked at too")
    look_over(page, "thing-disable-client")
    assert not errors, errors
