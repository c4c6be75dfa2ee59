"""The admin API as other programs use it: with a token of its own, and held to its document by Schemathesis."""

import os
import pathlib
import subprocess
import sys

import pytest
import requests

from support.gateway import Credentials
from support.places import READ, WRITE, api, place  # noqa: F401

SEED = "20"
EXAMPLES = os.environ.get("GATEHOUSE_API_EXAMPLES", "8")


class Administration:
    """The admin API of a gateway, in the name of a client."""

    def __init__(self, gateway, scope):
        made = gateway.manage(
            "client", "create", "--application", "gatehouse", "--name", f"Automation with {scope}",
            "--grant", "client_credentials", "--scope", scope,
        )  # fmt: skip
        self.client = Credentials(made["client_id"], made["client_secret"])
        self.origin = f"http://localhost:{gateway.admin_port}"
        self.token = gateway.token(self.client)

    def ask(self, method, path, **options):
        headers = {"Authorization": f"Bearer {self.token}"} | options.pop("headers", {})
        return requests.request(method, f"{self.origin}{path}", headers=headers, timeout=10, **options)

    def get(self, path, **options):
        return self.ask("GET", path, **options)


@pytest.fixture(scope="module")
def administration(place):
    return Administration(place, "gatehouse_admin")


@pytest.fixture(scope="module")
def reading(place):
    return Administration(place, "gatehouse_read")


def test_a_client_is_made_changed_and_taken_away(place, administration):
    wish = {
        "application": "tstapp", "name": "Made by a program", "grants": ["client_credentials"], "scopes": [READ],
    }  # fmt: skip
    made = administration.ask("POST", "/api/v1/clients", json=wish)
    assert made.status_code == 201, made.text
    path = made.headers["Location"]
    client = Credentials(made.json()["client_id"], made.json()["client_secret"])
    assert place.get("/tstapp/data/1", place.token(client)).status_code == 200

    shown = administration.get(path)
    assert "client_secret" not in shown.json()
    tag = shown.headers["ETag"]
    assert administration.get(path, headers={"If-None-Match": tag}).status_code == 304
    wish.pop("application")  # it stays what it is
    wider = wish | {"scopes": [READ, WRITE]}
    assert administration.ask("PUT", path, json=wider).status_code == 428
    changed = administration.ask("PUT", path, json=wider, headers={"If-Match": tag})
    assert changed.status_code == 200, changed.text
    # Who began with what stood before does not overwrite it.
    late = administration.ask("PUT", path, json=wish, headers={"If-Match": tag})
    assert late.status_code == 412
    assert late.headers["Content-Type"] == "application/problem+json"
    assert place.get("/tstapp/data/1", place.token(client), method="DELETE").status_code == 200

    assert administration.ask("DELETE", path, headers={"If-Match": "*"}).status_code in (200, 204)
    assert administration.get(path).status_code == 404
    assert place.ask("/oauth2/token", client, grant_type="client_credentials").status_code == 401


def test_everything_wrong_is_named_at_once(administration):
    wish = {
        "application": "tstapp", "name": "Wrong", "grants": ["authorization_code"], "scopes": ["tstapp_data.raed"],
        "redirect_uris": ["https://app.example.test/#x"], "policy_uri": "ftp://x",
    }  # fmt: skip
    answer = administration.ask("POST", "/api/v1/clients", json=wish)
    assert answer.status_code == 422
    fields = {problem["field"] for problem in answer.json()["problems"]}
    assert {"scopes", "policy_uri"} <= fields and any(field.startswith("redirect_uris") for field in fields)
    misspelt = administration.ask("POST", "/api/v1/clients", json=wish | {"scope": READ})
    assert misspelt.status_code in (400, 422) and "scope" in misspelt.text


def test_a_reader_changes_nothing(place, administration, reading):
    document = reading.get("/api/openapi.json").json()
    tried = 0
    for path, methods in document["paths"].items():
        for method in methods:
            if method in ("post", "put", "patch", "delete"):
                address = path.replace("{", "x").replace("}", "")
                answer = reading.ask(method.upper(), address, json={}, headers={"If-Match": "*"})
                assert answer.status_code == 403, f"{method} {path}: {answer.status_code}"
                assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
                tried += 1
    assert tried > 25
    assert reading.get("/api/v1/clients").status_code == 200


def test_a_cookie_is_no_credential_here(place, administration):
    answer = requests.get(
        f"{administration.origin}/api/v1/clients", cookies={"gatehouse-dashboard": "x"}, timeout=10
    )
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Access-Control-Allow-Origin" not in answer.headers
    other = place.create_client(READ)
    answer = administration.get("/api/v1/clients", headers={"Authorization": f"Bearer {place.token(other)}"})
    assert answer.status_code == 401


def test_lists_are_walked_to_their_end(place, administration):
    made = {place.create_client(READ, name=f"Page {number}").client_id for number in range(5)}
    found, path = set(), "/api/v1/clients?limit=2"
    while path:
        answer = administration.get(path).json()
        assert len(answer["items"]) <= 2
        found |= {item["client_id"] for item in answer["items"]}
        path = answer.get("next")
    assert made <= found


def test_an_application_of_the_store_is_read_and_taken_away_by_the_command_line(place, administration):
    wish = {
        "key": "bystore", "name": "Of the store", "upstreams": ["http://127.0.0.1:9"], "prefix": "/bystore",
        "scopes": [{"name": "bystore_read", "text": "Read it"}],
        "routes": [{"match": "GET /**", "requirement": "bystore_read"}],
    }  # fmt: skip
    made = administration.ask("POST", "/api/v1/applications", json=wish)
    assert made.status_code == 201, made.text
    stranger = place.create_client(READ)
    route = administration.get("/api/v1/applications/bystore/routes").json()["items"][0]
    missing = {client["client_id"]: client for client in route["not_reached_by"]}
    assert missing[stranger.client_id]["missing_scopes"] == ["bystore_read"]
    assert "bystore_read" in missing[stranger.client_id]["reason"]

    listed = place.manage("application", "list")
    assert [row["state"] for row in listed if row["application"] == "bystore"] == ["counts"]
    exported = place.cli("application", "export", "bystore", "--data", str(place.data)).stdout
    assert exported == made.json()["document"]
    place.manage("application", "delete", "bystore")
    assert administration.get("/api/v1/applications/bystore").status_code == 404


def brief(report):
    """A report without the bodies that fill screens."""
    return "\n".join(line[:300] for line in report.splitlines()[-400:])


def test_schemathesis_finds_nothing_against_the_document(place, administration):
    """No 5xx, no answer that the document does not describe. Rotating keys and revoking would end the run's own token."""
    command = pathlib.Path(sys.executable).with_name("schemathesis")
    ran = subprocess.run(
        [
            str(command), "--config-file", str(pathlib.Path(__file__).with_name("schemathesis.toml")),
            "run", f"{administration.origin}/api/openapi.json",
            "--header", f"Authorization: Bearer {administration.token}",
            "--seed", SEED, "--max-examples", EXAMPLES, "--workers", "1", "--no-color",
            "--phases", "examples,coverage,fuzzing", "--generation-deterministic",
            "--exclude-checks", "positive_data_acceptance",
            "--exclude-path-regex", "/keys/rotate|/tokens/revoke",
        ],
        capture_output=True, text=True, timeout=400, cwd=place.folder,
        env={
            **os.environ, "GATEHOUSE_OWN_CLIENT": administration.client.client_id,
            "SCHEMATHESIS_HOOKS": "support.schemathesis_hooks", "PYTHONPATH": str(pathlib.Path(__file__).parent),
        },
    )  # fmt: skip
    # Whoever is refused everywhere finds nothing.
    assert administration.get("/api/v1/clients").status_code == 200, ran.stdout[-12_000:]
    assert ran.returncode == 0, brief(ran.stdout) + ran.stderr[-2_000:]
