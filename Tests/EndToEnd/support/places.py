"""Fixtures for stories in which people sign in. A module imports those that it names, and what these stand on."""

import contextlib

import pytest

from .forms import Visitor
from .gateway import Gateway
from .people import MANY_SIGN_INS, create_client, create_person
from .policies import tstapp
from .relying_party import RelyingParty
from .upstream import Upstream

READ, WRITE = "tstapp_data.read", "tstapp_data.write"
EVERYTHING = f"openid profile email offline_access {READ} {WRITE}"


# Where a client says it is; the form driver stops there and never asks.
CALLBACK = "https://app.example.test/callback"


@contextlib.contextmanager
def running(folder, policies, **variables):
    """A gateway at which people may sign in as often as stories do. `variables`: settings from the environment."""
    gateway = Gateway(folder, policies, variables=MANY_SIGN_INS | variables).start()
    yield gateway
    assert gateway.process.poll() is None, f"the gateway died:\n{gateway.errors.text()}"
    assert gateway.stop() == 0


@pytest.fixture(scope="module")
def api():
    """The recording upstream behind the gate of this module."""
    upstream = Upstream()
    yield upstream
    upstream.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory, api):
    """The running gateway of this module."""
    with running(tmp_path_factory.mktemp("people"), {"tstapp.yaml": tstapp(api.port)}) as gateway:
        yield gateway


@pytest.fixture
def party():
    relying_party = RelyingParty()
    yield relying_party
    relying_party.close()


@pytest.fixture
def visitor(place):
    """A browser without scripts, of somebody who has never been here."""
    visitor = Visitor(place.issuer)
    yield visitor
    visitor.close()


@pytest.fixture(scope="module")
def person(place):
    return create_person(place)


@pytest.fixture(scope="module")
def signed_in(place, person):
    """That person's browser, signed in: a password takes longer to check than a whole story."""
    visitor = Visitor(place.issuer)
    person.sign_in(visitor, visitor.get("/login"))
    yield visitor
    visitor.close()


@pytest.fixture
def web(place, party):
    """A confidential client: a web application with a server of its own."""
    return create_client(place, *EVERYTHING.split(), redirect_uris=[party.redirect_uri])


@pytest.fixture
def phone(place, party):
    """A public client: an application on a phone or in a browser."""
    return create_client(place, *EVERYTHING.split(), redirect_uris=[party.redirect_uri], name="Phone", public=True)
