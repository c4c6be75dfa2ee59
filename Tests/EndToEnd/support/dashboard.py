"""The dashboard: administrators who sign in to it, and what stories do on its pages. A module imports the fixtures that
its stories name."""

import urllib.parse

import pytest

from .people import create_person


class Dashboard:
    """The dashboard of a gateway, under the name that its sign-in leads back to."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.origin = f"http://localhost:{gateway.admin_port}"

    def url(self, path):
        return self.origin + path

    def sign_in(self, page, person, path="/"):
        """Goes to a page of the dashboard, through the sign-in if it is asked for."""
        page.goto(self.url(path))
        if page.locator("input[name=password]").count():
            person.sign_in_with_browser(page)
        page.wait_for_url(f"{self.origin}/**")

    def create_application(self, page, key, upstream):
        """Makes an application with one route and one scope, which lives in the store."""
        page.goto(self.url("/applications/new"))
        fields = {
            "name": f"Application {key}", "key": key, "upstream": upstream, "prefix": f"/{key}",
            "scope_name": f"{key}_read", "scope_text": "Read what is there", "route_match": "GET /things/**",
            "route_requirement": f"{key}_read",
        }  # fmt: skip
        for name, value in fields.items():
            page.locator(f"input[name={name}]").first.fill(value)
        page.get_by_role("button", name="Create application").last.click()
        page.wait_for_url(f"**/applications/{key}")

    def path(self, page):
        return urllib.parse.urlsplit(page.url).path


@pytest.fixture(scope="module")
def dashboard(place):
    return Dashboard(place)


@pytest.fixture(scope="module")
def administrator(place):
    """Somebody who may change everything."""
    return create_person(place, None, "--admin")


@pytest.fixture(scope="module")
def observer(place):
    """Somebody who may look and no more."""
    person = create_person(place)
    place.cli("user", "grant", person.username, "gatehouse_read", "--data", str(place.data))
    return person
