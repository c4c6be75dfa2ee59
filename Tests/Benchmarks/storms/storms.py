"""Loads that mean harm, each with what must hold during it and what must be back to normal after it."""

import argparse
import concurrent.futures
import json
import pathlib
import re
import resource
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "EndToEnd"))

from support.certificates import Authority  # noqa: E402
from support.gateway import Gateway  # noqa: E402
from support.policies import tstapp  # noqa: E402
from support.storms import (  # noqa: E402
    MEBIBYTE,
    UPSTREAM_STORMS,
    Client,
    HostileUpstream,
    State,
    ask,
    gauge,
    upstream_storm,
    vanishing_clients,
)

PLAIN_LIMIT, SECURE_LIMIT = 12_000, 40_000
"""Bytes that an idle connection may cost."""


class Verdicts:
    def __init__(self):
        self.failures = 0

    def __call__(self, holds, criterion, figure=""):
        self.failures += not holds
        print(f"{'PASS' if holds else 'FAIL'}  {criterion}{f': {figure}' if figure else ''}", flush=True)

    def returned(self, before, storm):
        problems = before.problems()
        grown = (before.gateway.resident_bytes() - before.resident) / MEBIBYTE
        self(not problems, f"after {storm} memory and descriptors return", "; ".join(problems) or f"{grown:+.1f} MiB")


class Probe:
    """Another client, who asks ten times a second while a storm rages."""

    def __init__(self, gateway, path="/tstapp/open/fine"):
        self.gateway, self.path = gateway, path
        self.times, self.failures = [], 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join(30)

    def _run(self):
        while not self._over.wait(0.1):
            began = time.monotonic()
            try:
                with Client(self.gateway, timeout=10) as client:
                    client.socket.sendall(f"GET {self.path} HTTP/1.1\r\nHost: {client.authority}\r\n\r\n".encode())
                    self.failures += client.status() != 200
            except OSError:
                self.failures += 1
            self.times.append(time.monotonic() - began)

    @property
    def worst(self):
        return max(self.times, default=float("inf"))

    @property
    def nearly_all(self):
        return sorted(self.times)[len(self.times) * 99 // 100] if self.times else float("inf")


OTHER = """\
application: other
name: Another application
upstream: http://127.0.0.1:{port}
prefix: /other
routes:
  ANY /**: public
"""


class Stage:
    """A gate in front of an upstream that does what the path says."""

    def __init__(self, folder, secure=False):
        self.upstream = HostileUpstream()
        settings = "access_log: off\nlimits: { idle_seconds: 3600 }\n"
        self.context = None
        folder.mkdir()
        if secure:
            authority = Authority()
            ca = authority.write(folder / "ca.pem")
            authority.issue(folder, "server")
            pair = {"certificate": str(folder / "server.pem"), "key": str(folder / "server.key")}
            settings += "tls: " + json.dumps({"certificates": [pair]}) + "\n"
            self.context = ssl.create_default_context(cafile=str(ca))
        self.other = HostileUpstream()
        other = OTHER.format(port=self.other.port)
        policies = {"tstapp.yaml": tstapp(self.upstream.port), "other.yaml": other, "gateway.yaml": settings}
        self.gateway = Gateway(folder / "gate", policies).start()
        ask_all = [*UPSTREAM_STORMS, "fine"] if not secure else []
        for name in ask_all:
            upstream_storm(self.gateway, name, 50)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.upstream.let_go()
        self.gateway.stop()
        self.upstream.close()
        self.other.close()

    def connect(self):
        """A connection that has carried one request."""
        connection = socket.create_connection(("127.0.0.1", self.gateway.port), timeout=30)
        if self.context:
            connection = self.context.wrap_socket(connection, server_hostname="localhost")
        request = f"GET /tstapp/health HTTP/1.1\r\nHost: localhost:{self.gateway.port}\r\n\r\n"
        connection.sendall(request.encode())
        if b"HTTP/1.1 " not in connection.recv(4096):
            raise SystemExit("an idle connection's request was not answered")
        return connection


# Idle connections


def idle(folder, verdict, options, count, secure):
    kind = "TLS" if secure else "plaintext"
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    # The gate keeps 4,096 of its files for upstreams and its own.
    possible = files - 5_000
    if count > possible:
        print(f"      {files:,} files are allowed: {possible:,} connections instead of {count:,}")
        count = possible
    with Stage(folder / f"idle-{kind}-{count}", secure) as stage:
        stage.connect().close()
        before = State(stage.gateway)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            held = list(pool.map(lambda _: stage.connect(), range(count)))
        each = (stage.gateway.resident_bytes() - before.resident) / count
        limit = SECURE_LIMIT if secure else PLAIN_LIMIT
        verdict(each <= limit, f"{count:,} idle {kind} connections take {limit / 1000:.0f} KB each at most", f"{each / 1000:.1f} KB")
        connections = gauge(stage.gateway, "gatehouse_client_connections")
        verdict(connections == count, f"all {count:,} are open", f"{connections:.0f}")
        began = time.monotonic()
        stage.connect().close()
        verdict(time.monotonic() - began < 1, "one more is answered within a second")
        for connection in held:
            connection.close()
        held.clear()
        verdict.returned(before, f"{count:,} idle {kind} connections")


# Storms


def upstreams(folder, verdict, options):
    with Stage(folder / "upstreams") as stage:
        for name, allowed in UPSTREAM_STORMS.items():
            before = State(stage.gateway)
            statuses = upstream_storm(stage.gateway, name, options.requests)
            verdict(statuses <= allowed, f"upstream: {name}, {options.requests} times", f"answers {sorted(statuses)}")
            verdict(ask(stage.gateway, "fine") == 200, f"upstream: {name}: the next request is served")
            verdict.returned(before, name)


def vanishing(folder, verdict, options):
    with Stage(folder / "vanishing") as stage:
        vanishing_clients(stage.gateway, 200)
        stage.upstream.let_go()
        before = State(stage.gateway)
        with Probe(stage.gateway) as probe:
            vanishing_clients(stage.gateway, 4 * options.requests, seed=2)
        stage.upstream.let_go()
        verdict(probe.failures == 0, "while clients vanish others are served", f"{len(probe.times)} asked")
        verdict.returned(before, f"{4 * options.requests:,} clients that vanish")


def overload(folder, verdict, options):
    """Far more requests than an upstream that hangs may hold."""
    count = min(5_000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 2 - 1_000)
    with Stage(folder / "overload") as stage:
        before = State(stage.gateway)
        clients = [Client(stage.gateway) for _ in range(count)]
        began = time.monotonic()
        for client in clients:
            client.socket.sendall(client.head("hang"))
        sent = time.monotonic() - began
        refused = []
        for _ in range(50):
            start = time.monotonic()
            status = ask(stage.gateway, "hang-late")
            refused.append((status, time.monotonic() - start))
            if time.monotonic() - began > sent + 4:
                break
        slowest = max(seconds for _, seconds in refused)
        verdict({status for status, _ in refused} == {503}, f"of {count:,} requests to one upstream what is too much is 503",
                f"{sorted({status for status, _ in refused})}")  # fmt: skip
        verdict(slowest < 1, "it is refused within a second", f"{slowest * 1000:.0f} ms")
        active = gauge(stage.gateway, "http_server_active_requests")
        verdict(active <= 2_100, "no more than connections and queue hold are kept", f"{active:.0f} requests")
        grown = stage.gateway.resident_bytes() - before.resident
        verdict(grown < 128 * MEBIBYTE, "memory stays within 128 MiB", f"{grown / MEBIBYTE:.0f} MiB")
        for client in clients:
            client.socket.close()
        stage.upstream.let_go()
        verdict.returned(before, "overload")


# slowhttptest


def slow(folder, verdict, options, name, *arguments, path="fine"):
    """As many slow clients as may have a connection to one upstream are in nobody's way; more are in their application's alone."""
    for connections, probed in ((800, "/tstapp/open/fine"), (options.connections, "/other/fine")):
        with Stage(folder / f"{name.replace(' ', '-')}-{connections}") as stage:
            before = State(stage.gateway)
            url = f"http://localhost:{stage.gateway.port}/tstapp/open/{path}"
            command = ["slowhttptest", *arguments, "-c", connections, "-r", 500, "-l", options.seconds, "-u", url, "-p", 3]
            storm = f"{connections:,} {name}"
            with Probe(stage.gateway, probed) as probe:
                out = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=folder).stdout
            if probed.startswith("/tstapp"):
                found = re.findall(r"service available:\S*\s+\S*(YES|NO)", re.sub(r"\x1b\[[0-9;]*m", "", out))
                verdict(bool(found) and "NO" not in found, f"{storm}: slowhttptest finds the service available",
                        f"{found.count('YES')} of {len(found)} times")  # fmt: skip
            whom = "the same application" if probed.startswith("/tstapp") else "another application"
            verdict(probe.failures == 0, f"{storm}: {whom} is served", f"{len(probe.times)} asked, {probe.failures} in vain")
            verdict(probe.nearly_all < 1, f"{storm}: 99 of 100 within a second", f"{probe.nearly_all * 1000:.0f} ms")
            stage.upstream.let_go()
            verdict.returned(before, storm)


# Steady load


def steady(folder, verdict, options):
    with Stage(folder / "steady") as stage:
        before = State(stage.gateway)
        url = f"http://localhost:{stage.gateway.port}/tstapp/nowhere"
        out = subprocess.run(
            ["wrk", "-t2", "-c64", f"-d{options.seconds}s", "--latency", url], capture_output=True, text=True
        ).stdout
        rate = re.search(r"Requests/sec:\s+([0-9.]+)", out)
        errors = re.search(r"Socket errors: (.*)", out)
        verdict(bool(rate) and float(rate[1]) > 1_000 and errors is None, "wrk: refusals at full speed, no socket error",
                f"{rate[1] if rate else '?'} a second{', ' + errors[1] if errors else ''}")  # fmt: skip
        verdict.returned(before, "wrk")


def h2load(folder, verdict, options, protocol):
    with Stage(folder / f"h2load-{protocol.replace('/', '-')}", secure=True) as stage:
        if protocol == "h2":
            context = ssl.create_default_context(cafile=stage.context and str(folder / "h2load-h2/ca.pem"))
            context.set_alpn_protocols(["h2", "http/1.1"])
            raw = socket.create_connection(("127.0.0.1", stage.gateway.port))
            with context.wrap_socket(raw, server_hostname="localhost") as probe:
                if probe.selected_alpn_protocol() != "h2":
                    return verdict(False, "h2load over h2", "the gate does not offer it")
        stage.connect().close()
        before = State(stage.gateway)
        url = f"https://localhost:{stage.gateway.port}/tstapp/nowhere"
        streams = 32 if protocol == "h2" else 1
        total = options.requests * 50
        out = subprocess.run(
            ["h2load", f"-n{total}", "-c8", f"-m{streams}", f"--npn-list={protocol}", url], capture_output=True, text=True
        ).stdout
        done = re.search(r"requests: (\d+) total, \d+ started, (\d+) done, \d+ succeeded, \d+ failed, (\d+) errored, (\d+) timeout", out)
        rate = re.search(r"finished in .*?, ([0-9.]+) req/s", out)
        verdict(bool(done) and done[2] == done[1] and done[3] == done[4] == "0", f"h2load over {protocol}: {total:,} requests, all answered",
                f"{rate[1] if rate else out[-300:]} a second")  # fmt: skip
        verdict.returned(before, f"h2load over {protocol}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", default=[], help="a part of a load's name; may repeat")
    parser.add_argument("--connections", type=int, default=2_000, help="of slowhttptest")
    parser.add_argument("--requests", type=int, default=1_000, help="of each storm")
    parser.add_argument("--seconds", type=int, default=30, help="of slowhttptest and wrk")
    options = parser.parse_args()
    verdict = Verdicts()
    loads = {
        "idle 8000": lambda folder: idle(folder, verdict, options, 8_000, False),
        "idle 20000": lambda folder: idle(folder, verdict, options, 20_000, False),
        "idle TLS 8000": lambda folder: idle(folder, verdict, options, 8_000, True),
        "upstreams": lambda folder: upstreams(folder, verdict, options),
        "vanishing clients": lambda folder: vanishing(folder, verdict, options),
        "overload": lambda folder: overload(folder, verdict, options),
        "slow heads": lambda folder: slow(folder, verdict, options, "slow heads", "-H", "-i", 2),
        "slow bodies": lambda folder: slow(
            folder, verdict, options, "slow bodies", "-B", "-i", 2, "-s", 8192, path="take"
        ),
        "slow readers": lambda folder: slow(
            folder, verdict, options, "slow readers", "-X", "-n", 1, "-w", 512, "-y", 1024, "-z", 32, path="flood"
        ),
        "wrk": lambda folder: steady(folder, verdict, options),
        "h2load http/1.1": lambda folder: h2load(folder, verdict, options, "http/1.1"),
        "h2load h2": lambda folder: h2load(folder, verdict, options, "h2"),
    }
    folder = pathlib.Path(tempfile.mkdtemp(prefix="storms-"))
    try:
        for name, load in loads.items():
            if not options.only or any(part in name for part in options.only):
                print(f"\n== {name}", flush=True)
                load(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{verdict.failures} failed")
    raise SystemExit(verdict.failures > 0)


if __name__ == "__main__":
    main()
