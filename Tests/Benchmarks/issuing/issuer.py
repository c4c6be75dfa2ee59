"""Gatehouse with a person, who signs in and consents through the pages, and with clients for every flow."""

import json
import os
import subprocess
import urllib.parse

from gatehouse import Gatehouse
from glewlwyd import PASSWORD, REDIRECT
from peers import SCOPE, free_port
from support.forms import Visitor

SCOPES = f"openid offline_access {SCOPE}"
CODE_CLIENTS = 24
SESSION_COOKIE = "gatehouse-session"


class Issuer(Gatehouse):
    name = "Gatehouse"
    code_path = "/oauth2/authorize"
    token_path = "/oauth2/token"
    scopes = SCOPES
    code_headers = {}

    def __init__(self, folder, core, has_people):
        if has_people:  # one person signs in over and over here
            os.environ["GATEHOUSE_SIGN_IN_ATTEMPTS_PER_MINUTE"] = "1000"
        super().__init__(folder, core, free_port())
        self.service_client = self.client_id, self.client_secret
        if has_people:
            try:
                self._create_person()
                self.code_client = self._create_code_client()
                # Of one person to one client a hundred grants are kept, so many codes need several clients.
                self.code_clients = [self._create_code_client("--first-party") for _ in range(CODE_CLIENTS)]
                self._sign_in_and_consent()
            except BaseException:
                self.stop()
                raise

    def _manage(self, *arguments, **options):
        command = [self.binary, *arguments, "--data", self.data]
        ended = subprocess.run(command, capture_output=True, text=True, **options)
        if ended.returncode != 0:
            raise SystemExit(f"gatehouse {' '.join(arguments[:2])} ended with {ended.returncode}: {ended.stderr}")
        return ended.stdout

    def _create_person(self):
        self._manage(
            "user", "create", "--username", "alice", "--email", "alice@example.test", "--password-stdin",
            input=PASSWORD,
        )  # fmt: skip

    def _create_code_client(self, *options):
        scopes = [word for scope in SCOPES.split() for word in ("--scope", scope)]
        made = self._manage(
            "client", "create", "--application", "tstapp", "--name", "Load with people",
            "--grant", "authorization_code", "--grant", "refresh_token", "--redirect-uri", REDIRECT, *scopes, *options, "--json",
        )  # fmt: skip
        answer = json.loads(made)
        return answer["client_id"], answer["client_secret"]

    @property
    def site(self):
        return f"http://{self.host}"

    def request_path(self, challenge, client=None, **more):
        """An authorization request of the client with people."""
        query = {
            "response_type": "code", "client_id": (client or self.code_client)[0], "redirect_uri": REDIRECT, "scope": self.scopes,
            "state": "state", "nonce": "nonce", "code_challenge": challenge, "code_challenge_method": "S256", **more,
        }  # fmt: skip
        return f"{self.code_path}?{urllib.parse.urlencode(query)}"

    def _sign_in_and_consent(self):
        self.visitor = Visitor(self.site)
        page = self.visitor.get(self.request_path("A" * 43))
        page = self.visitor.submit(page, fill={"username": "alice", "password": PASSWORD})
        self._consented(page)
        session = self.visitor.cookies()
        self.code_headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in session.items())}
        if SESSION_COOKIE not in session:
            raise SystemExit(f"Gatehouse set no session cookie, only {list(session)}")

    def _consented(self, page):
        """The redirect with a code, through the consent page if it is asked for."""
        if not page.location:
            boxes = page.form(with_field="decision").checkboxes("scope")
            page = self.visitor.submit(
                page, page.form(with_field="decision"), tick={"scope": [value for value in boxes]}, press="allow"
            )
        return page.parameters()

    def code_with_offline_access(self, challenge):
        """A code of a request that asks for consent, as OpenID Connect Core §11 wants it for offline_access."""
        return self._consented(self.visitor.get(self.request_path(challenge, prompt="consent")))["code"]

    def sign_in(self):
        """Prepares a sign-in; what it answers does the part with the password."""
        visitor = Visitor(self.site)
        page = visitor.get(self.request_path("A" * 43))
        form = page.form(with_field="username")
        entries = form.entries({"username": "alice", "password": PASSWORD})
        url = urllib.parse.urljoin(page.url, form.action) if form.action else page.url

        def with_password():
            answer = visitor.post(url, entries, page.url, follow=False)
            if SESSION_COOKIE not in visitor.cookies():
                raise SystemExit(f"the sign-in was answered with {answer.status}: {answer.text[:300]}")

        return with_password
