"""WebSockets, spoken by the package `websockets` at both ends: an upstream that echoes, and clients."""

import base64
import http
import os
import threading

from websockets.sync.client import connect
from websockets.sync.server import serve

KEY = base64.b64encode(bytes(range(16))).decode()
HANDSHAKE = ("Connection: Upgrade", "Upgrade: websocket", f"Sec-WebSocket-Key: {KEY}", "Sec-WebSocket-Version: 13")


class Visit:
    """One WebSocket as the upstream saw it."""

    def __init__(self, connection):
        self.path = connection.request.path
        self.headers = connection.request.headers
        self.subprotocol = connection.subprotocol
        self.ended = threading.Event()
        self.code = None

    def close_code(self, within=10):
        assert self.ended.wait(within), "the upstream's side is still open"
        return self.code


class SocketUpstream:
    """Echoes every message; chooses the subprotocol `chat` if it is offered.

    It answers 403 below `/tstapp/open/refused`, and has a page at `/tstapp/open/page`."""

    def __init__(self):
        self.visits = []
        self.heads = []
        self._changed = threading.Condition()
        self._server = serve(
            self._handle,
            "127.0.0.1",
            0,
            max_size=None,
            select_subprotocol=lambda _, offered: "chat" if "chat" in offered else None,
            process_request=self._look_at,
        )
        self.port = self._server.socket.getsockname()[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _look_at(self, connection, request):
        with self._changed:
            self.heads.append(request)
        if request.path.startswith("/tstapp/open/refused"):
            return connection.respond(http.HTTPStatus.FORBIDDEN, "not here\n")
        if request.path == "/tstapp/open/page":
            return connection.respond(http.HTTPStatus.OK, "a page that opens WebSockets\n")
        return None

    def _handle(self, connection):
        visit = Visit(connection)
        with self._changed:
            self.visits.append(visit)
            self._changed.notify_all()
        try:
            for message in connection:
                if message == "half":
                    connection.send(iter(["the first part, ", "the second part"]))
                else:
                    connection.send(message)
        except Exception:
            pass  # how it was closed is told below
        finally:
            visit.code = connection.close_code
            visit.ended.set()

    def wait_for(self, count=1, within=10, path=""):
        """The visit of that number, of those whose path ends so: another's handshake may still be on its way."""

        def visits():
            return [visit for visit in self.visits if visit.path.endswith(path)]

        with self._changed:
            assert self._changed.wait_for(lambda: len(visits()) >= count, within)
            return visits()[count - 1]

    def forget(self):
        with self._changed:
            self.visits.clear()
            self.heads.clear()

    def close(self):
        self._server.shutdown()


def open_socket(gateway, path="/tstapp/data/socket", token=None, header_token=None, subprotocols=(), **options):
    """A WebSocket through the gate. `token`: among the subprotocols, as browsers have to; `header_token`: as others do."""
    wanted = ["bearer", token, *subprotocols] if token else list(subprotocols)
    headers = {"Authorization": f"Bearer {header_token}"} if header_token else {}
    options.setdefault("max_size", None)
    return connect(
        f"ws://localhost:{gateway.port}{path}",
        subprotocols=wanted or None,
        additional_headers=headers,
        proxy=None,
        open_timeout=20,
        **options,
    )


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))
