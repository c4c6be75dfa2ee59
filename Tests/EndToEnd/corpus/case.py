"""What one case of the corpus is made of. `{host}` in what is sent stands for the gate's host and port."""

from dataclasses import dataclass

OPEN = "/tstapp/open/x"
"""A public path: whatever comes through to the upstream has come through framing alone."""

HIDDEN = "GET /tstapp/data/hidden HTTP/1.1\r\nHost: {host}\r\n\r\n"
"""A request that needs a token, put where one reader sees a request and another sees a body."""

CHUNKED = "Transfer-Encoding: chunked"


@dataclass(frozen=True)
class Seen:
    """A request as the upstream must see it: `fields` are all lines but `Host` and those that the gate adds."""

    line: str = f"GET {OPEN}"
    fields: tuple[str, ...] = ()
    body: str = ""
    trailers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    section: str
    name: str
    sent: str
    """One character is one byte."""
    answers: tuple[int, ...] = (400,)
    seen: tuple[Seen, ...] = ()
    closes: bool | None = None
    """Whether the connection must be closed behind the answers, or must go on; None if either will do."""
    cut: int = 0
    """The size of the pieces; 0 sends everything at once."""

    @property
    def id(self):
        return f"{self.section}: {self.name}".replace("§", "")

    def pieces(self, host):
        """The bytes for a gate, as they are sent one after the other."""
        data = self.sent.replace("{host}", host).encode("latin-1")
        size = self.cut or len(data)
        return [data[start : start + size] for start in range(0, len(data), size)]


def lines(*texts):
    return "".join(f"{text}\r\n" for text in texts)


def request(*fields, line=f"GET {OPEN} HTTP/1.1", host="Host: {host}", body=""):
    return lines(line, *([host] if host is not None else []), *fields) + "\r\n" + body


def get(*fields, **options):
    return request(*fields, **options)


def post(*fields, body="", version="HTTP/1.1", path=OPEN, **options):
    return request(*fields, line=f"POST {path} {version}", body=body, **options)


def chunks(*texts, trailers=()):
    return "".join(f"{len(text):x}\r\n{text}\r\n" for text in texts) + "0\r\n" + lines(*trailers) + "\r\n"


def refused(section, name, sent, status=400):
    """The message is refused, the connection is over, and the upstream sees nothing."""
    return Case(section, name, sent, (status,), (), True)


def passes(section, name, sent, *seen, answers=None, closes=False, cut=0):
    """The upstream sees exactly this; by default one plain GET, and the connection goes on."""
    seen = seen or (Seen(),)
    return Case(section, name, sent, answers or (200,) * len(seen), seen, closes, cut)


def waits(section, name, sent, *seen):
    """The message is not over: nothing is answered, whatever the upstream may have seen of it."""
    return Case(section, name, sent, (), seen)
