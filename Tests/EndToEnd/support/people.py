"""People, and what they do on the pages: with the form driver, or in a real browser."""

import secrets
import urllib.parse
from dataclasses import dataclass

import jwt

from .forms import Visitor
from .gateway import Credentials
from .pkce import ProofKey

PEOPLE_GRANTS = ("authorization_code", "refresh_token")
# Stories sign in more often in a minute, from one address, than people do.
MANY_SIGN_INS = {"GATEHOUSE_SIGN_IN_ATTEMPTS_PER_MINUTE": "1000"}


@dataclass(frozen=True)
class Person:
    username: str
    email: str
    password: str

    # With the form driver

    def sign_in(self, visitor, page, password=None):
        """What comes after the sign-in page was filled in."""
        return visitor.submit(page, fill={"username": self.username, "password": password or self.password})

    def decide(self, visitor, page, untick=(), decision="allow"):
        """What comes after the consent page: every box ticked but those to untick."""
        form = page.form(with_field="decision")
        ticked = [scope for scope in form.checkboxes("scope") if scope not in untick]
        return visitor.submit(page, form, tick={"scope": ticked}, untick={"scope": list(untick)}, press=decision)

    def authorize(self, visitor, url, untick=(), decision="allow"):
        """Goes through whatever pages an authorization request shows, to what the client is told."""
        page = visitor.get(url, from_elsewhere=True)
        if page.has_form("password"):
            page = self.sign_in(visitor, page)
        if page.has_form("decision"):
            page = self.decide(visitor, page, untick, decision)
        return page.parameters()

    # In a real browser

    def sign_in_with_browser(self, page):
        page.locator("input[name=username]").fill(self.username)
        page.locator("input[name=password]").fill(self.password)
        page.locator("form:has(input[name=password]) button").click()

    def decide_with_browser(self, page, untick=(), decision="allow"):
        for box in page.locator("input[type=checkbox][name=scope]:not([disabled])").all():
            box.set_checked(box.get_attribute("value") not in untick)
        page.locator(f"button[name=decision][value={decision}]").click()


def create_person(gateway, username=None, *arguments):
    """A new person, by the command line. `arguments`: more of its flags."""
    name = username or f"person-{secrets.token_hex(4)}"
    person = Person(name, f"{name}@example.test", secrets.token_urlsafe(18))
    gateway.cli(
        "user", "create", "--username", person.username, "--email", person.email, "--password-stdin", *arguments,
        "--data", str(gateway.data), text_input=person.password,
    )  # fmt: skip
    return person


def create_client(
    gateway, *scopes, redirect_uris=(), grants=PEOPLE_GRANTS, name="Web application", public=False, more=()
):
    """A client with which people sign in. A public one has no secret."""
    arguments = ["client", "create", "--application", "tstapp", "--name", name]
    for flag, values in (("--grant", grants), ("--scope", scopes), ("--redirect-uri", redirect_uris)):
        arguments += [word for value in values for word in (flag, value)]
    made = gateway.manage(*arguments, *(["--public"] if public else []), *more)
    return Credentials(made["client_id"], made.get("client_secret"))


@dataclass(frozen=True)
class Request:
    """One authorization request, with what must be known to finish it."""

    url: str
    state: str
    nonce: str
    key: ProofKey

    @classmethod
    def make(cls, gateway, client, redirect_uri, scope, /, **more):
        """`more`: parameters to add or to replace; None leaves one out."""
        key, state, nonce = ProofKey.fresh(), secrets.token_urlsafe(12), secrets.token_urlsafe(12)
        query = {
            "response_type": "code", "client_id": client.client_id, "redirect_uri": redirect_uri, "scope": scope,
            "state": state, "nonce": nonce, "code_challenge": key.challenge, "code_challenge_method": "S256", **more,
        }  # fmt: skip
        query = {name: value for name, value in query.items() if value is not None}
        return cls(f"{gateway.url('/oauth2/authorize')}?{urllib.parse.urlencode(query)}", state, nonce, key)

    def code(self, gateway, told):
        """The code among the parameters that came back, after the client has looked at them as it should."""
        assert told.get("state") == self.state, told
        assert told.get("iss") == gateway.issuer, told  # RFC 9207 §2.4
        assert "error" not in told, told
        return told["code"]


def redeem(gateway, client, code, verifier, redirect_uri, **more):
    """The token endpoint's answer to a code."""
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect_uri}
    return ask(gateway, client, "/oauth2/token", **form, **more)


def refresh(gateway, client, refresh_token, **more):
    return ask(gateway, client, "/oauth2/token", grant_type="refresh_token", refresh_token=refresh_token, **more)


def ask(gateway, client, path, **form):
    """A form from a client to an endpoint: with its secret, or with its id alone if it has none."""
    if client.client_secret is None:
        return gateway.get(path, method="POST", data={"client_id": client.client_id, **form})
    return gateway.ask(path, client, **form)


def tokens_of(gateway, client, person, redirect_uri, scope, visitor=None, **more):
    """A whole sign-in with the form driver: the request, and the answer of the token endpoint."""
    request = Request.make(gateway, client, redirect_uri, scope, **more)
    told = person.authorize(visitor or Visitor(gateway.issuer), request.url)
    answer = redeem(gateway, client, request.code(gateway, told), request.key.verifier, redirect_uri)
    assert answer.status_code == 200, answer.text
    return request, answer.json()


def claims_without_looking(token):
    """What a token says, its signature not looked at: for stories that look at it elsewhere."""
    return jwt.decode(token, options={"verify_signature": False})


def granted(answer):
    """The scopes in an answer of the token endpoint."""
    return set(answer["scope"].split())

