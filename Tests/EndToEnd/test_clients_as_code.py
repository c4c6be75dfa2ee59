"""Clients as code: made, changed, disabled and enabled by what the policy files say, and never deleted."""

import json
import re

import pytest
from support.gateway import Credentials
from support.policies import tstapp
from support.waiting import eventually

SECRET = "a-secret-from-a-file-0123456789abcdef"
NEXT_SECRET = "the-next-secret-in-the-file-0123456789"


def service(scopes="tstapp_data.read", secret_file="../reporting.secret"):
    return (
        "clients:\n  - id: reporting\n    name: Reporting job\n    grant: client_credentials\n"
        f"    scopes: [{scopes}]\n    secret_file: {secret_file}\n"
    )


@pytest.fixture
def declared(make_gateway, own_upstream):
    """A gateway that is not running yet, whose policy declares a client; `write` changes what follows the routes."""
    gateway = make_gateway({"tstapp.yaml": tstapp(own_upstream.port) + service()})
    write_secret(gateway, SECRET)
    gateway.write = lambda text: gateway.write_policy("tstapp.yaml", tstapp(own_upstream.port) + text)
    return gateway


def write_secret(gateway, secret):
    path = gateway.folder / "reporting.secret"
    path.write_text(secret + "\n")
    path.chmod(0o600)


def asked(gateway, secret=SECRET):
    return gateway.ask("/oauth2/token", Credentials("reporting", secret), grant_type="client_credentials")


def granted(gateway, secret=SECRET):
    answer = asked(gateway, secret)
    return answer.json().get("scope") if answer.status_code == 200 else None


def difference(gateway, *arguments, check=True):
    return gateway.cli(
        "policy", "diff", str(gateway.policies), "--data", str(gateway.data), "--issuer", gateway.issuer, *arguments,
        check=check,
    )  # fmt: skip


def plan(gateway):
    """The clients that would be touched, and how."""
    result = difference(gateway, "--json")
    assert SECRET not in result.stdout + result.stderr
    return {step["client_id"]: step["action"] for step in json.loads(result.stdout)["clients"]}


def show(gateway, client="reporting"):
    return gateway.manage("client", "show", client)


def test_a_client_lives_as_its_file_says(declared):
    gateway = declared
    assert plan(gateway) == {"reporting": "create"}
    gateway.start()
    assert plan(gateway) == {}
    assert granted(gateway) == "tstapp_data.read"
    assert show(gateway)["name"] == "Reporting job"

    gateway.write(service("tstapp_data.read, tstapp_data.write"))
    eventually(lambda: granted(gateway) == "tstapp_data.read tstapp_data.write", within=15)
    token = asked(gateway).json()["access_token"]
    assert gateway.get("/tstapp/data/1", token).status_code == 200

    gateway.write("")
    eventually(lambda: granted(gateway) is None, within=15)
    assert asked(gateway).json()["error"] == "invalid_client"
    eventually(lambda: gateway.get("/tstapp/data/1", token).status_code == 401, within=1)
    assert show(gateway)["disabled_at"], "it is disabled, not deleted"

    gateway.write(service())
    eventually(lambda: granted(gateway) == "tstapp_data.read", within=15)
    assert gateway.get("/tstapp/data/1", token).status_code == 401, "what it held before stays refused"
    fresh = asked(gateway).json()["access_token"]
    eventually(lambda: gateway.get("/tstapp/data/1", fresh).status_code == 200, within=1)


def test_the_plan_is_printed_before_anything_happens(declared, tmp_path):
    gateway = declared.start()
    ahead = tmp_path / "ahead"
    ahead.mkdir()
    text = (gateway.policies / "tstapp.yaml").read_text()
    (ahead / "tstapp.yaml").write_text(
        text.replace("scopes: [tstapp_data.read]", "scopes: [tstapp_data.write]").replace("  GET /feed: optional\n", "")
    )
    (tmp_path / "reporting.secret").write_text(NEXT_SECRET)

    result = gateway.cli("policy", "diff", str(ahead), "--data", str(gateway.data), "--issuer", gateway.issuer)

    assert "    - route GET /feed: optional" in result.stdout
    assert "~ client reporting (tstapp)" in result.stdout
    assert "    - scopes: tstapp_data.read" in result.stdout
    assert "    + scopes: tstapp_data.write" in result.stdout
    assert "    ~ secret: the one in its file" in result.stdout
    assert "Plan: 1 application to change, 1 client to change." in result.stdout
    assert NEXT_SECRET not in result.stdout + result.stderr
    assert granted(gateway) == "tstapp_data.read", "nothing has happened"


def test_a_client_that_disappears_is_named_before_it_is_disabled(declared):
    gateway = declared.start()
    gateway.stop()
    gateway.write("")
    assert plan(gateway) == {"reporting": "disable"}
    gateway.start()
    assert granted(gateway) is None
    gateway.stop()
    gateway.write(service())
    assert plan(gateway) == {"reporting": "enable"}


def test_a_changed_secret_file_rotates_the_secret(declared):
    gateway = declared.start()
    write_secret(gateway, NEXT_SECRET)
    eventually(lambda: granted(gateway, NEXT_SECRET) == "tstapp_data.read", within=15)
    assert granted(gateway, SECRET) == "tstapp_data.read", "the one before stays until the next one comes"
    assert NEXT_SECRET not in gateway.log.text() + gateway.errors.text()


def test_a_reload_with_a_bad_secret_file_changes_nothing(declared):
    gateway = declared.start()
    gateway.write("  GET /new: public\n" + service("tstapp_data.write", secret_file="../missing"))
    gateway.errors.wait_for(lambda line: "tstapp.yaml:" in line and "missing" in line, within=15)
    assert granted(gateway) == "tstapp_data.read"
    assert gateway.get("/tstapp/new").status_code == 404

    result = difference(gateway, check=False)
    assert result.returncode == 1
    assert re.search(r"tstapp\.yaml:\d+:\d+: error: .*missing", result.stderr)


def test_a_server_does_not_start_without_a_secret(declared):
    write_secret(declared, "too short")
    for command in (["policy", "check"], ["serve", "--data", str(declared.data)]):
        result = declared.cli(*command, "--policies", str(declared.policies), "--issuer", declared.issuer, check=False)
        assert result.returncode == 1
        assert "shorter than 32 bytes" in result.stderr
        assert "too short" not in result.stdout + result.stderr


def test_an_application_gives_its_scopes_to_anothers_client(declared, own_upstream):
    gateway = declared
    other = "application: other\nupstream: http://127.0.0.1:%d\nprefix: /other\nscopes:\n  other_read: Read\n"
    other += "routes:\n  GET /**: other_read\n"
    gateway.write_policy("other.yaml", other % own_upstream.port)
    gateway.start()
    billing = gateway.create_client("other_read", application="other", name="Billing")
    gateway.write(f"grants:\n  {billing.client_id}: [tstapp_data.read]\n")
    eventually(lambda: "tstapp_data.read" in show(gateway, billing.client_id)["scopes"], within=15)
    token = gateway.token(billing)
    assert gateway.get("/tstapp/data/1", token).status_code == 200

    gateway.write("")
    eventually(lambda: show(gateway, billing.client_id)["scopes"] == ["other_read"], within=15)
    eventually(lambda: gateway.get("/tstapp/data/1", token).status_code == 401, within=1)
    assert gateway.get("/other/x", gateway.token(billing)).status_code == 200, "its own scope stays"
