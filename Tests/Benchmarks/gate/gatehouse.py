"""Gatehouse as the measurement starts it, and the tokens that its own token endpoint issues."""

import json
import os
import socket
import ssl
import subprocess
import time
import urllib.parse
import urllib.request

from peers import SCOPE, Peer, free_port, pinned

POLICY = """\
application: tstapp
name: Test application
upstream: http://127.0.0.1:{port}
prefix: /tstapp
scopes:
  tstapp_data.read:  Read your data
  tstapp_data.write: Create, change and delete your data
routes:
  GET /health: public
  GET /data/**: tstapp_data.read
  POST,PUT,PATCH,DELETE /data/**: tstapp_data.write
"""


def another_application(number, port):
    routes = "".join(f"  GET /things/{n}/{{id}}: a{number}_read\n" for n in range(100))
    return (
        f"application: a{number}\nname: Application {number}\nupstream: http://127.0.0.1:{port}\n"
        f"prefix: /a{number}\nscopes: {{ a{number}_read: Read }}\nroutes:\n{routes}"
    )


class Gatehouse(Peer):
    def __init__(
        self, folder, core, upstream_port, algorithm="ES256", access_log="off", tls=None, applications=0
    ):
        """With `tls` the port speaks TLS alone; `applications` more have a hundred routes each."""
        self.folder, self.data, self.policies = folder, folder / "data", folder / "policies"
        self.policies.mkdir(parents=True)
        (self.policies / "tstapp.yaml").write_text(POLICY.format(port=upstream_port))
        (self.policies / "gateway.yaml").write_text(
            f"access_log: {access_log}\ntokens: {{ algorithm: {algorithm} }}\nlimits: {{ idle_seconds: 3600 }}\n"
        )
        for number in range(applications):
            (self.policies / f"a{number}.yaml").write_text(another_application(number, upstream_port))
        port, self.admin_port = free_port(), free_port()
        if tls:
            with open(self.policies / "gateway.yaml", "a") as settings:
                pair = f"{{ certificate: {tls[0]}, key: {tls[1]} }}"
                settings.write(f"tls: {{ certificates: [{pair}] }}\nissuer: https://localhost:{port}\n")
        self.binary = os.environ["GATEHOUSE"]
        command = [
            self.binary, "serve", "--policies", self.policies, "--data", self.data,
            "--listen", f"127.0.0.1:{port}", "--admin-listen", f"127.0.0.1:{self.admin_port}",
        ]  # fmt: skip
        with open(folder / "out.log", "wb") as out, open(folder / "err.log", "wb") as errors:
            process = pinned(
                core, *command, stdout=out, stderr=errors, env={**os.environ, "GATEHOUSE_EVENT_LOOPS": "1"}
            )
        super().__init__(process, port)
        self.wait_until_ready()
        self.host = f"localhost:{port}"
        self.tls = tls
        self.client_id, self.client_secret = self.create_client()

    def wait_until_ready(self):
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.admin_port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.05)

    def create_client(self):
        made = subprocess.run(
            [
                self.binary, "client", "create", "--application", "tstapp", "--name", "Load",
                "--grant", "client_credentials", "--scope", SCOPE, "--data", self.data, "--json",
            ],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        answer = json.loads(made.stdout)
        return answer["client_id"], answer["client_secret"]

    def token_form(self):
        return urllib.parse.urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "scope": SCOPE,
            }
        )

    def connection(self):
        plain = socket.create_connection(("127.0.0.1", self.port))
        if not self.tls:
            return plain
        return ssl.create_default_context(cafile=self.tls[0]).wrap_socket(plain, server_hostname="localhost")

    def tokens(self, count, at_once=16):
        """Tokens from the token endpoint, asked for in bursts on one connection."""
        body = self.token_form().encode()
        request = (
            f"POST /oauth2/token HTTP/1.1\r\nHost: {self.host}\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        ).encode() + body
        with self.connection() as connection:
            reader = connection.makefile("rb", buffering=1 << 18)
            while count > 0:
                burst = min(count, at_once)
                connection.sendall(request * burst)
                for _ in range(burst):
                    yield json.loads(read_body(reader))["access_token"]
                count -= burst


def read_body(reader):
    status = reader.readline()
    if b" 200 " not in status:
        raise SystemExit(f"no token: {status!r} {reader.read(2000)!r}")
    length, chunked = 0, False
    while (line := reader.readline().strip().lower()) != b"":
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
        chunked = chunked or line == b"transfer-encoding: chunked"
    if not chunked:
        return reader.read(length)
    body = b""
    while size := int(reader.readline(), 16):
        body += reader.read(size)
        reader.readline()
    reader.readline()
    return body
