"""A real browser: Debian's chromium, driven by Playwright. A module imports the fixtures that its stories name."""

import os
import pathlib
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

WIDE, NARROW, NARROWEST = 1280, 390, 320
HEIGHT = 900
# WCAG 2.2 A and AA, and what axe-core counts as good practice.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def browser():
    """One browser process for the stories of a module."""
    executable = shutil.which("chromium")
    assert executable, "chromium is missing: Tests/run installs it"
    arguments = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, headless=True, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A window of a person who has never been here: no cookies, nothing cached."""
    context = browser.new_context(viewport={"width": WIDE, "height": HEIGHT}, locale="en-GB")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def page_without_scripts(browser):
    """The same in a browser that runs no scripts."""
    context = browser.new_context(
        viewport={"width": WIDE, "height": HEIGHT}, locale="en-GB", java_script_enabled=False
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def copied_by(page, button):
    """What a press on that button leaves on the clipboard, which must say something else before."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("navigator.clipboard.writeText('nothing was copied')")
    button.click()
    expect(button).to_contain_text("Copied")
    return page.evaluate("navigator.clipboard.readText()")


def in_both_schemes(page):
    """Goes on in the light, then in the dark, each time when no colour is changing any more."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate("Promise.all(document.getAnimations().map(each => each.finished)).then(() => null)")
        yield scheme
    page.emulate_media(color_scheme="null")


def assert_accessible(page):
    """axe-core finds no violation, in the light and in the dark."""
    for scheme in in_both_schemes(page):
        found = Axe().run(page, options=RULES)
        assert found.violations_count == 0, f"{page.url}, {scheme}: {found.generate_report()}"


def assert_no_sideways_scroll(page, width):
    """Nothing is wider than the window (WCAG 2.2, 1.4.10 asks for this at 320 CSS pixels)."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{page.url} is {wide} px wide in a window of {room} px"


def screenshots(page, name):
    """Pictures of the page, wide and narrow, light and dark, if GATEHOUSE_SCREENSHOTS names a folder for them.

    Always: the page does not scroll sideways, however narrow the window."""
    folder = os.environ.get("GATEHOUSE_SCREENSHOTS")
    for width in (WIDE, NARROW):
        assert_no_sideways_scroll(page, width)
        if folder:
            for scheme in in_both_schemes(page):
                path = pathlib.Path(folder) / f"{name}-{width}-{scheme}.png"
                page.screenshot(path=path, full_page=True)
    assert_no_sideways_scroll(page, NARROWEST)
    page.set_viewport_size({"width": WIDE, "height": HEIGHT})


def look_over(page, name):
    """What every page must pass."""
    screenshots(page, name)
    assert_accessible(page)
