"""A gateway started as a user starts it: the built binary, a folder of policies, a data directory, free ports."""

import contextlib
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import threading
from dataclasses import dataclass

import requests

from .waiting import eventually
from .wire import Wire

BINARY = pathlib.Path(
    os.environ.get("GATEHOUSE", pathlib.Path(__file__).parents[3] / ".build/debug/gatehouse")
).resolve()


def free_ports(count):
    """Ports that nothing listens on now, and that the system gives to nobody who asks for any port."""
    ports = []
    for port in random.sample(range(10_000, 32_000), 1_000):
        with contextlib.suppress(OSError):
            socket.create_server(("127.0.0.1", port)).close()
            ports.append(port)
        if len(ports) == count:
            return ports
    raise RuntimeError("there are not enough free ports")


def environment(extra=None):
    """The environment of a user who has set nothing of Gatehouse's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GATEHOUSE")}
    return {**kept, **(extra or {})}


@dataclass(frozen=True)
class Credentials:
    client_id: str
    client_secret: str


class Lines:
    """What a process has printed on one stream, line by line."""

    def __init__(self, stream):
        self._lines = []
        self._changed = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._reader.start()

    def _read(self, stream):
        for line in stream:
            with self._changed:
                self._lines.append(line.rstrip("\n"))
                self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def __iter__(self):
        with self._changed:
            return iter(list(self._lines))

    def __len__(self):
        with self._changed:
            return len(self._lines)

    def text(self):
        return "\n".join(self)

    def wait_for(self, accepts, count=1, within=10.0):
        """The first `count` lines that `accepts`, as soon as they are there."""
        with self._changed:
            found = lambda: [line for line in self._lines if accepts(line)]  # noqa: E731
            self._changed.wait_for(lambda: self._ended or len(found()) >= count, within)
            if len(found()) < count and self._ended:
                pass  # the process is gone: what it printed is all there will be
            assert len(found()) >= count, f"{len(found())} of {count} lines in:\n" + "\n".join(self._lines)
            return found()[:count]

    def join(self):
        self._reader.join(10)


class Gateway:
    """`gatehouse serve` (or `demo`) as a process."""

    def __init__(self, folder, policies=None, arguments=(), variables=None, command="serve"):
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "data"
        self.policies = self.folder / "policies"
        self.policies.mkdir(parents=True, exist_ok=True)
        for name, text in (policies or {}).items():
            self.write_policy(name, text)
        self.command, self.arguments, self.variables = command, tuple(arguments), variables
        self.port, self.admin_port = free_ports(2)
        self.process = None
        self.log = self.errors = None

    # Life

    def start(self, wait=True):
        arguments = [str(BINARY), self.command, "--data", str(self.data)]
        if self.command == "serve":
            arguments += ["--policies", str(self.policies)]
        arguments += ["--listen", f"127.0.0.1:{self.port}", "--admin-listen", f"127.0.0.1:{self.admin_port}"]
        self.process = subprocess.Popen(
            [*arguments, *self.arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=environment(self.variables),
        )
        self.log, self.errors = Lines(self.process.stdout), Lines(self.process.stderr)
        if wait:
            eventually(self._is_ready, within=30, every=0.02, what=lambda: f"ready: {self.errors.text()}")
        return self

    def _is_ready(self):
        assert self.process.poll() is None, f"exited with {self.process.returncode}:\n{self.errors.text()}"
        try:
            return self.admin("/readyz").status_code == 200
        except requests.ConnectionError:
            return False

    def stop(self, signal_number=signal.SIGTERM, within=40):
        """Ends the process and answers its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        status = self.process.wait(within)
        self.log.join()
        self.errors.join()
        return status

    def kill(self):
        return self.stop(signal.SIGKILL)

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    # Files

    def write_policy(self, name, text):
        """Replaces a policy file in one step, as an editor or a deployment does."""
        (self.policies / f".{name}.new").write_text(text)
        (self.policies / f".{name}.new").rename(self.policies / name)

    # Talking to it

    @property
    def issuer(self):
        return f"http://localhost:{self.port}"

    @property
    def authority(self):
        return f"localhost:{self.port}"

    def url(self, path):
        return self.issuer + path

    def get(self, path, token=None, method="GET", headers=None, **options):
        headers = dict(headers or {})
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        options.setdefault("timeout", 30)
        return requests.request(method, self.url(path), headers=headers, **options)

    def admin(self, path, **options):
        return requests.get(f"http://127.0.0.1:{self.admin_port}{path}", timeout=10, **options)

    def wire(self, **options):
        return Wire(self.port, **options)

    # Command line

    def cli(self, *arguments, check=True, text_input=None):
        """Runs a command on this gateway's data, as an administrator in another terminal does."""
        result = subprocess.run(
            [str(BINARY), *arguments],
            capture_output=True,
            text=True,
            input=text_input,
            cwd=self.folder,
            env=environment(self.variables),
            timeout=60,
        )
        if check:
            assert result.returncode == 0, f"{arguments}: {result.returncode}\n{result.stdout}{result.stderr}"
        return result

    def manage(self, *arguments):
        """A command with `--json` on this gateway's data directory, and its answer."""
        result = self.cli(*arguments, "--data", str(self.data), "--json")
        return json.loads(result.stdout) if result.stdout.strip() else None

    def create_client(self, *scopes, application="tstapp", name="Test client"):
        wanted = [word for scope in scopes for word in ("--scope", scope)]
        made = self.manage(
            "client", "create", "--application", application, "--name", name, "--grant", "client_credentials", *wanted
        )
        return Credentials(made["client_id"], made["client_secret"])

    # Tokens

    def ask(self, path, credentials, basic=True, **form):
        """A form to one of the authorization server's endpoints."""
        if basic:
            return requests.post(
                self.url(path), data=form, auth=(credentials.client_id, credentials.client_secret), timeout=30
            )
        form |= {"client_id": credentials.client_id, "client_secret": credentials.client_secret}
        return requests.post(self.url(path), data=form, timeout=30)

    def token(self, credentials, scope=None):
        form = {"grant_type": "client_credentials"}
        if scope is not None:
            form["scope"] = scope
        answer = self.ask("/oauth2/token", credentials, **form)
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    def access_lines(self, accepts=lambda line: True, count=1):
        """Access-log lines, which come in batches: waits until there are enough."""

        def is_one(line):
            return line.startswith("{") and accepts(json.loads(line))

        return [json.loads(line) for line in self.log.wait_for(is_one, count)]
