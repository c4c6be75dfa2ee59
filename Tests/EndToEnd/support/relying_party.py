"""A web application that people sign in to: it keeps what comes back to it, from browsers and from the server."""

import http.server
import threading
import urllib.parse
from dataclasses import dataclass

from .forms import single

PAGE = b"<!doctype html><html lang=en><title>Back</title><main><h1>You are back</h1></main></html>"


@dataclass(frozen=True)
class Arrival:
    """One request: a callback, or a logout token from the server."""

    method: str
    path: str
    parameters: dict
    headers: dict


class RelyingParty:
    """Listens on 127.0.0.1. Any path takes GET with a query and POST with a form; stories agree on the paths below."""

    def __init__(self):
        self._arrivals, self._changed = [], threading.Condition()
        self.answers = {}  # path: status, where it is not 200
        party = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self._take(urllib.parse.urlsplit(self.path).query)

            def do_POST(self):
                self._take(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

            def _take(self, text):
                path = urllib.parse.urlsplit(self.path).path
                if path != "/favicon.ico":
                    party._keep(Arrival(self.command, path, single(text), dict(self.headers.items())))
                self.send_response(party.answers.get(path, 200))
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(PAGE)))
                self.end_headers()
                self.wfile.write(PAGE)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def _keep(self, arrival):
        with self._changed:
            self._arrivals.append(arrival)
            self._changed.notify_all()

    def url(self, path):
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    @property
    def redirect_uri(self):
        return self.url("/callback")

    @property
    def back_channel_logout_uri(self):
        return self.url("/back-channel-logout")

    @property
    def signed_out_uri(self):
        return self.url("/signed-out")

    def arrivals(self, path="/callback"):
        with self._changed:
            return [arrival for arrival in self._arrivals if arrival.path == path]

    def wait_for(self, path="/callback", count=1, within=10.0):
        """The last of `count` arrivals at that path, as soon as it is there."""
        with self._changed:
            found = lambda: [arrival for arrival in self._arrivals if arrival.path == path]  # noqa: E731
            self._changed.wait_for(lambda: len(found()) >= count, within)
            assert len(found()) >= count, f"{len(found())} of {count} at {path}: {self._arrivals}"
            return found()[count - 1]

    def callback(self, within=10.0):
        """The parameters of the first callback. It is taken, so that the next one is awaited anew."""
        parameters = self.wait_for("/callback", 1, within).parameters
        with self._changed:
            self._arrivals = [arrival for arrival in self._arrivals if arrival.path != "/callback"]
        return parameters
