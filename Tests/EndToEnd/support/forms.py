"""Visits the pages as a browser without scripts does: follows redirects, keeps cookies, fills in and submits forms."""

import urllib.parse
from dataclasses import dataclass, field
from html.parser import HTMLParser

import requests

REDIRECTS = (301, 302, 303, 307, 308)
TYPED = ("text", "password", "email", "url", "number", "search", "tel")


@dataclass
class Control:
    """An input, a button, a text area or a choice of a form."""

    kind: str
    name: str | None
    value: str
    checked: bool = False
    disabled: bool = False

    def is_successful(self):
        """Whether it is sent although nobody touched it (HTML, constructing the entry list)."""
        if not self.name or self.disabled or self.kind in ("submit", "button", "reset", "image", "file"):
            return False
        return self.checked if self.kind in ("checkbox", "radio") else True


@dataclass
class Form:
    action: str
    method: str
    identifier: str | None = None
    controls: list[Control] = field(default_factory=list)
    text: str = ""

    def named(self, name):
        return [control for control in self.controls if control.name == name]

    def values(self, name):
        return [control.value for control in self.named(name)]

    def checkboxes(self, name):
        """The values of the boxes with that name that a person can tick or untick, and whether each is ticked."""
        return {
            control.value: control.checked
            for control in self.named(name)
            if control.kind == "checkbox" and not control.disabled
        }

    def buttons(self):
        return [control for control in self.controls if control.kind == "submit"]

    def entries(self, fill=None, tick=None, untick=None, press=None):
        """What a browser sends. `fill`: typed text by name. `tick`, `untick`: values of boxes by name.
        `press`: the value of the button, where there are several with a name."""
        fill, tick, untick = dict(fill or {}), dict(tick or {}), dict(untick or {})
        for name in fill:
            assert any(control.kind in TYPED or control.kind == "textarea" for control in self.named(name)), (
                f"no field {name} in {[control.name for control in self.controls]}"
            )
        for name, wanted in [*tick.items(), *untick.items()]:
            missing = set(wanted) - set(self.checkboxes(name))
            assert not missing, f"no box {name} for {missing}, only {self.checkboxes(name)}"
        sent = []
        for control in self.controls:
            if control.kind == "checkbox" and not control.disabled:
                if control.value in tick.get(control.name, ()):
                    control.checked = True
                if control.value in untick.get(control.name, ()):
                    control.checked = False
            if control.name in fill and control.kind not in ("hidden", "checkbox", "submit"):
                control.value = fill[control.name]
            if control.is_successful():
                sent.append((control.name, control.value))
        return sent + self._pressed(press)

    def _pressed(self, press):
        """The button with that value; without one, the first button, as when Enter is pressed."""
        buttons = self.buttons()
        if press is not None:
            buttons = [button for button in buttons if button.value == press]
            assert buttons, f"no button {press} among {[button.value for button in self.buttons()]}"
        return [(button.name, button.value) for button in buttons[:1] if button.name]


class _Reader(HTMLParser):
    """Collects forms, links and what can be read. An element that HTML closes by itself is not closed here."""

    UNREAD = ("script", "style", "template", "title")

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.forms, self.links, self.title, self.words = [], [], "", []
        self._form = self._button = self._area = self._link = self._choice = None
        self._unread = []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self._form = Form(found.get("action") or "", (found.get("method") or "get").lower(), found.get("id"))
            self.forms.append(self._form)
        elif tag == "input":
            kind = (found.get("type") or "text").lower()
            value = found.get("value", "on" if kind == "checkbox" else "") or ""
            self._add(found, Control(kind, found.get("name"), value, "checked" in found, "disabled" in found))
        elif tag == "button":
            kind = (found.get("type") or "submit").lower()
            self._add(found, Control(kind, found.get("name"), found.get("value") or "", False, "disabled" in found))
        elif tag == "textarea":
            self._area = Control("textarea", found.get("name"), "", False, "disabled" in found)
            self._add(found, self._area)
        elif tag == "select":
            self._choice = Control("select", found.get("name"), "", False, "disabled" in found)
            self._add(found, self._choice)
        elif tag == "option" and self._choice is not None:
            if "selected" in found or not self._choice.value:
                self._choice.value = found.get("value") or ""
        elif tag == "a" and found.get("href"):
            self._link = [found["href"], ""]
            self.links.append(self._link)
        if tag in self.UNREAD:
            self._unread.append(tag)

    def _add(self, attributes, control):
        owner = self._form
        if "form" in attributes:
            owner = next((form for form in self.forms if form.identifier == attributes["form"]), None)
        if owner is not None:
            owner.controls.append(control)

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._choice = None
        elif tag == "a":
            self._link = None
        if self._unread and self._unread[-1] == tag:
            self._unread.pop()

    def handle_data(self, data):
        if self._unread:
            if self._unread[-1] == "title":
                self.title += data
            return
        if self._area is not None:
            self._area.value += data
        if self._link is not None:
            self._link[1] += data
        if self._form is not None:
            self._form.text += data
        self.words.append(data)


class Page:
    """One answer: a page with its forms, or a redirect that leaves the site (`location`)."""

    def __init__(self, answer, url, location=None):
        self.answer, self.url, self.location = answer, url, location
        self.status, self.headers = answer.status_code, answer.headers
        reader = _Reader()
        if "html" in answer.headers.get("Content-Type", ""):
            reader.feed(answer.text)
            reader.close()
        self.forms, self.title = reader.forms, " ".join(reader.title.split())
        self.links = [(" ".join(text.split()), target) for target, text in reader.links]
        self.text = " ".join(" ".join(reader.words).split())

    @property
    def path(self):
        return urllib.parse.urlsplit(self.url).path

    def parameters(self):
        """What a redirect that leaves the site carries to its target, each name once."""
        assert self.location, f"no redirect but {self.status} {self.url}: {self.text[:400] or self.answer.text[:400]}"
        return single(urllib.parse.urlsplit(self.location).query)

    def form(self, with_field=None, with_text=None):
        """The form that has that field, or holds that text; without either, the only one."""
        found = [
            form
            for form in self.forms
            if (with_field is None or form.named(with_field)) and (with_text is None or with_text in form.text)
        ]
        assert len(found) == 1, (
            f"{len(found)} forms with {with_field or with_text or 'anything'} "
            f"on {self.status} {self.url}: {self.text[:600]}"
        )
        return found[0]

    def has_form(self, with_field):
        return any(form.named(with_field) for form in self.forms)


def single(query):
    """The parameters of a query or form, none of which may be there twice."""
    pairs = urllib.parse.parse_qsl(query, keep_blank_values=True)
    assert len({name for name, _ in pairs}) == len(pairs), f"a name twice: {query}"
    return dict(pairs)


def origin_of(url):
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class Visitor:
    """A browser without scripts at one site: it stops where a redirect leaves the site, and shows it."""

    def __init__(self, site):
        self.site = origin_of(site)
        self.session = requests.Session()
        self.session.headers["Accept"] = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
        self.session.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) Stories/1.0"

    def close(self):
        """Ends the connections that are kept open, for which a server that stops would wait a moment."""
        self.session.close()

    def cookies(self):
        return {cookie.name: cookie.value for cookie in self.session.cookies}

    def get(self, target, from_elsewhere=False):
        url = urllib.parse.urljoin(self.site + "/", target)
        return self._follow("GET", url, None, "cross-site" if from_elsewhere else "none", {})

    def submit(self, page, form=None, fill=None, tick=None, untick=None, press=None):
        """Sends a form of the page: the given one, or the only one that has all the named fields."""
        if form is None:
            names = [*(fill or {}), *(tick or {}), *(untick or {})]
            form = page.form(with_field=names[0] if names else None)
        entries = form.entries(fill, tick, untick, press)
        url = urllib.parse.urljoin(page.url, form.action) if form.action else page.url
        if form.method == "get":
            return self.get(f"{url.partition('?')[0]}?{urllib.parse.urlencode(entries)}")
        return self.post(url, entries, page.url)

    def post(self, url, entries, from_page=None, origin=None, follow=True):
        """A form sent as a browser on `from_page` sends it, or as another origin's page would."""
        url = urllib.parse.urljoin(self.site + "/", url)
        origin = origin or origin_of(from_page or url)
        headers = {"Origin": origin}
        if from_page:
            headers["Referer"] = from_page
        fetch_site = "same-origin" if origin == self.site else "cross-site"
        return self._follow("POST", url, entries, fetch_site, headers, follow)

    def _follow(self, method, url, entries, fetch_site, headers, follow=True):
        headers = headers | {
            "Sec-Fetch-Dest": "document",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Site": fetch_site,
            "Sec-Fetch-User": "?1",
        }
        for _ in range(12):
            answer = self.session.request(
                method, url, data=entries, headers=headers, allow_redirects=False, timeout=60
            )
            if answer.status_code not in REDIRECTS:
                return Page(answer, url)
            target = urllib.parse.urljoin(url, answer.headers["Location"])
            if origin_of(target) != self.site or not follow:
                return Page(answer, url, location=target)
            if answer.status_code not in (307, 308):
                method, entries = "GET", None
                headers.pop("Origin", None)
            url = target
        raise AssertionError(f"redirected in circles at {url}")
