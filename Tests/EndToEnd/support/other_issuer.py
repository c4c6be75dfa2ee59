"""Another authorization server, as small as can be: it publishes keys, signs what it is told, and answers questions."""

import base64
import json
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .keys import Key


class OtherIssuer:
    """An issuer at a path of its own, as a realm of Keycloak has one."""

    def __init__(self, path="/realms/x", port=0, style="openid"):
        self.path, self.style = path, style
        self.keys = [Key.fresh("RS256")]
        self.members = {}
        self.introspected = {}
        self.seen = []
        self.broken = False
        self.claimed = None
        self.delay = 0
        self._server = None
        self.port = port
        self.open()

    # Life

    def open(self):
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *arguments):
                pass

            def do_GET(self):
                issuer.seen.append(self.path)
                issuer.answer(self, issuer.document(self.path))

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = dict(urllib.parse.parse_qsl(body))
                issuer.seen.append(self.path)
                threading.Event().wait(issuer.delay)
                wanted = "Basic " + base64.b64encode(b"gate:a%20secret").decode()
                if self.headers["Authorization"] != wanted:
                    self.send_response(401)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                issuer.answer(self, issuer.introspected.get(form["token"], {"active": False}))

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    # What it says

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self):
        return self.origin + self.path

    def document(self, path):
        if self.broken:
            return None
        places = {
            "openid": f"{self.path}/.well-known/openid-configuration",
            "rfc8414": f"/.well-known/oauth-authorization-server{self.path}",
        }
        if path == places[self.style]:
            return {"issuer": self.claimed or self.url, "jwks_uri": f"{self.url}/certs"}
        if path == f"{self.path}/certs":
            return {"keys": [self.jwk(key) for key in self.keys]}
        return None

    def jwk(self, key):
        # Entra names no algorithm; Keycloak has keys for encryption beside.
        return {**key.public, "kid": key.thumbprint, "use": "sig", **self.members.get(key.thumbprint, {})}

    @staticmethod
    def answer(handler, document):
        body = json.dumps(document).encode() if document is not None else b"{}"
        handler.send_response(404 if document is None else 200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    # Tokens

    def rotate(self):
        """Signs with a new key from now on; the old one stays published."""
        self.keys.insert(0, Key.fresh("RS256"))

    def token(self, key=None, header=None, **changes):
        """A token as Keycloak makes it. None leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": self.url, "sub": "8c1f3a52-0000-4000-8000-00000000abcd", "aud": "orders-api", "typ": "Bearer",
            "azp": "webshop", "iat": now, "exp": now + 300, "jti": "onrtac:1", "scope": "openid orders",
            "realm_access": {"roles": ["offline_access", "reader"]}, **changes,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return (key or self.keys[0]).sign(claims, **{"typ": "JWT", **(header or {})})
