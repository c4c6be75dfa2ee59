"""Glewlwyd as Debian packages it, with SQLite: configured through its own API, with the flows that are compared."""

import json
import pathlib
import sqlite3
import urllib.parse
import urllib.request

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from peers import SCOPE, Peer, free_port, pinned

SCHEMA = pathlib.Path("/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3")
PASSWORD = "correct horse battery staple"
REDIRECT = "https://client.example.test/callback"
SCOPES = f"openid {SCOPE}"
CLIENT = "load", "a-secret-of-the-load-generator-0123456789"

CONFIG = """\
port={port}
bind_address="127.0.0.1"
external_url="http://localhost:{port}"
login_url="login.html"
api_prefix="api"
log_mode="file"
log_level="ERROR"
log_file="{folder}/glewlwyd.log"
cookie_secure=0
session_expiration=2419200
session_key="GLEWLWYD2_SESSION_ID"
admin_session_authentication="cookie"
profile_session_authentication="cookie"
login_api_enabled=true
admin_scope="g_admin"
profile_scope="g_profile"
user_module_path="/usr/lib/glewlwyd/user"
client_module_path="/usr/lib/glewlwyd/client"
user_auth_scheme_module_path="/usr/lib/glewlwyd/scheme"
plugin_module_path="/usr/lib/glewlwyd/plugin"
hash_algorithm="SHA512"
database = {{ type = "sqlite3"; path = "{folder}/glewlwyd.db"; }};
"""


class Glewlwyd(Peer):
    name = "Glewlwyd"
    code_path = "/api/oidc/auth"
    token_path = "/api/oidc/token"

    def __init__(self, folder, core):
        folder.mkdir(parents=True)
        self.folder, self.database = folder, folder / "glewlwyd.db"
        with sqlite3.connect(self.database) as connection:
            connection.executescript(SCHEMA.read_text())
        port = free_port()
        (folder / "glewlwyd.conf").write_text(CONFIG.format(port=port, folder=folder))
        super().__init__(pinned(core, "glewlwyd", "-c", folder / "glewlwyd.conf"), port)
        self.host = f"localhost:{port}"
        self.service_client = self.code_client = CLIENT
        try:
            self._configure(self._sign_in("admin", "password"))
            person = self._sign_in("alice", PASSWORD)
            self._call("PUT", f"/auth/grant/{CLIENT[0]}", {"scope": SCOPES}, person)
        except BaseException:
            self.stop()
            raise
        self.code_headers = {"Cookie": person}

    def _call(self, method, path, document=None, cookie=None):
        """The headers and the body of the answer to one call of the API."""
        headers = {"Content-Type": "application/json"} | ({"Cookie": cookie} if cookie else {})
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api{path}",
            method=method,
            data=None if document is None else json.dumps(document).encode(),
            headers=headers,
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.headers, answer.read()

    def _sign_in(self, username, password):
        headers, _ = self._call("POST", "/auth/", {"username": username, "password": password})
        return headers["Set-Cookie"].partition(";")[0]

    def _configure(self, admin):
        key = ec.generate_private_key(ec.SECP256R1())
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        parameters = {
            "iss": f"http://{self.host}", "jwt-type": "ecdsa", "jwt-key-size": "256",
            "key": private.decode(), "cert": public.decode(),
            "access-token-duration": 3600, "refresh-token-duration": 1_209_600, "code-duration": 600,
            # As Gatehouse does: a refresh token is good for one use, and a code used twice revokes what it issued.
            "refresh-token-rolling": True, "refresh-token-one-use": "always", "auth-type-code-revoke-replayed": True,
            "allow-non-oidc": True, "subject-type": "public",
            "auth-type-code-enabled": True, "auth-type-client-enabled": True, "auth-type-refresh-enabled": True,
            "auth-type-token-enabled": False, "auth-type-none-enabled": False, "auth-type-password-enabled": False,
            "auth-type-device-enabled": False, "pkce-allowed": True, "pkce-required": True,
        }  # fmt: skip
        plugin = {"module": "oidc", "name": "oidc", "display_name": "oidc", "enabled": True, "parameters": parameters}
        self._call("POST", "/mod/plugin/", plugin, admin)
        self._call(
            "POST", "/scope/", {"name": SCOPE, "password_required": True, "scheme": {}}, admin
        )
        person = {"username": "alice", "password": PASSWORD, "enabled": True}
        self._call("POST", "/user/", person | {"scope": [*SCOPES.split(), "g_profile"]}, admin)
        client = {
            "client_id": CLIENT[0], "name": "Load", "confidential": True, "enabled": True,
            "client_secret": CLIENT[1], "redirect_uri": [REDIRECT], "scope": [SCOPE],
            "authorization_type": ["code", "client_credentials", "refresh_token"],
            "token_endpoint_auth_method": ["client_secret_post"],
        }  # fmt: skip
        self._call("POST", "/client/", client, admin)

    def request_path(self, challenge, client=CLIENT):
        """An authorization request of a person who has a session and has consented."""
        query = {
            "response_type": "code", "client_id": client[0], "redirect_uri": REDIRECT, "scope": SCOPES,
            "state": "state", "nonce": "nonce", "code_challenge": challenge, "code_challenge_method": "S256",
            "g_continue": "",
        }  # fmt: skip
        return f"{self.code_path}?{urllib.parse.urlencode(query)}"

    def sign_in(self):
        """Prepares a sign-in; what it answers does the part with the password."""
        return lambda: self._sign_in("alice", PASSWORD)
