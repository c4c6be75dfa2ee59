"""Interleaves the targets over several rounds and prints medians with their spread."""

import argparse
import datetime
import os
import pathlib
import platform
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

import peers
from gatehouse import Gatehouse

PROXY_CORE, LOAD_CORE = 0, 1
CONNECTIONS = 64
IDLE_CONNECTIONS = 8000
DISTINCT_TOKENS = 60_000  # several times what the cache of verified tokens holds
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
HERE = pathlib.Path(__file__).parent


def say(text):
    print(text, file=sys.stderr, flush=True)


# What the system knows about a process and its children


def family(pid):
    yield pid
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from family(int(child))


def cpu_seconds(pid):
    total = 0
    for member in family(pid):
        fields = pathlib.Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])  # utime, stime
    return total / TICKS


def resident_bytes(pid):
    return sum(int(pathlib.Path(f"/proc/{member}/statm").read_text().split()[1]) * PAGE for member in family(pid))


def summary(out):
    """What load.lua says at the end: requests, microseconds, refusals, errors, and two percentiles in microseconds."""
    words = next(line.split()[1:] for line in out.splitlines() if line.startswith("SUMMARY"))
    return [float(word) for word in words]


# One target under one load


@dataclass
class Target:
    name: str
    peer: object
    baseline: str = "nginx, same headers set"
    method: str = "GET"
    path: str = peers.PATH
    tokens: pathlib.Path | None = None
    body: str = "-"
    refused: bool = False
    samples: list = field(default_factory=list)

    def load(self, seconds):
        """One run of wrk, and what it cost the target's processes."""
        host = getattr(self.peer, "host", "localhost")
        command = [
            "taskset", "-c", str(LOAD_CORE), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s",
            "-s", str(HERE / "load.lua"), f"http://127.0.0.1:{self.peer.port}", "--",
            self.method, self.path, host, str(self.tokens or "-"), self.body,
        ]  # fmt: skip
        before = cpu_seconds(self.peer.process.pid)
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        spent = cpu_seconds(self.peer.process.pid) - before
        done, duration, refusals, errors, p50, p99 = summary(out)
        expected = done if self.refused else 0
        if done == 0 or abs(refusals - expected) > 0 or errors > 0:
            raise SystemExit(f"{self.name}: {done:.0f} requests, {refusals:.0f} refused, {errors:.0f} errors\n{out}")
        return {
            "rate": done / (duration / 1e6),
            "cpu": spent / done * 1e6,
            "p50": p50 / 1000,
            "p99": p99 / 1000,
            "rss": resident_bytes(self.peer.process.pid) / 1e6,
        }


def median(target, key):
    return statistics.median(sample[key] for sample in target.samples)


def spread(target, key, digits):
    values = [sample[key] for sample in target.samples]
    return f"{statistics.median(values):,.{digits}f} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


# Memory of idle connections


def connected(peer):
    return socket.create_connection(("127.0.0.1", peer.port))


def idle_memory(peer, host, token, connect=connected):
    """Resident bytes with no connection, with thousands of idle ones that were each used once, and after they closed."""
    credential = f"Authorization: Bearer {token}\r\n" if token else ""
    request = f"GET {peers.PATH} HTTP/1.1\r\nHost: {host}\r\n{credential}\r\n".encode()
    before, held = resident_bytes(peer.process.pid), []
    for _ in range(IDLE_CONNECTIONS):
        connection = connect(peer)
        connection.sendall(request)
        if b" 200 " not in connection.recv(4096).partition(b"\r\n")[0]:
            raise SystemExit("an idle connection's request was not answered with 200")
        held.append(connection)
    during = resident_bytes(peer.process.pid)
    for connection in held:
        connection.close()
    after, deadline = during, time.monotonic() + 15
    while time.monotonic() < deadline and after > before * 1.1:
        time.sleep(0.25)
        after = resident_bytes(peer.process.pid)
    return before, during, after


def measure_idle(folder, upstream):
    """Each proxy in a fresh process, one after the other."""
    rows = {}
    for name, make in (
        ("nginx", lambda: peers.nginx_proxy(folder / "idle-nginx", PROXY_CORE, upstream.port)),
        ("HAProxy", lambda: peers.haproxy(folder / "idle-haproxy", PROXY_CORE, upstream.port)),
        ("**Gatehouse**", lambda: Gatehouse(folder / "idle-gatehouse", PROXY_CORE, upstream.port)),
    ):
        say(f"Idle connections: {name}")
        peer = make()
        try:
            token = next(peer.tokens(1)) if isinstance(peer, Gatehouse) else "none"
            rows[name] = idle_memory(peer, getattr(peer, "host", "localhost"), token)
        finally:
            peer.stop()
    return rows


def write_tokens(path, tokens):
    with open(path, "w") as file:
        for token in tokens:
            file.write(token + "\n")
    return path


def issued(folder, name, gate, count):
    began = time.monotonic()
    path = write_tokens(folder / name, gate.tokens(count))
    say(f"  {count} tokens for {name} in {time.monotonic() - began:.1f} s")
    return path


def build(folder, upstream, wanted, started):
    """The targets, in the order of the table. Only what `wanted` accepts is started."""
    targets = []

    def add(name, make, **options):
        if wanted(name):
            targets.append(Target(name, make(), **options))

    def once(make):
        made = []

        def get():
            if not made:
                made.append(make())
                started.append(made[0])
            return made[0]

        return get

    plain = once(lambda: peers.nginx_proxy(folder / "nginx-plain", PROXY_CORE, upstream.port))
    same = once(lambda: peers.nginx_proxy(folder / "nginx", PROXY_CORE, upstream.port, peers.SAME_HEADERS))
    hap = once(lambda: peers.haproxy(folder / "haproxy", PROXY_CORE, upstream.port))
    es = once(lambda: Gatehouse(folder / "gatehouse-es", PROXY_CORE, upstream.port))
    rs = once(lambda: Gatehouse(folder / "gatehouse-rs", PROXY_CORE, upstream.port, algorithm="RS256"))
    logging = once(lambda: Gatehouse(folder / "gatehouse-log", PROXY_CORE, upstream.port, access_log="stdout"))

    add("nginx, plain", plain)
    add("nginx, same headers set", same)
    add("HAProxy, plain", hap)
    for algorithm in ("RS256", "ES256"):
        signer = once_value(lambda algorithm=algorithm: peers.Signer(algorithm))
        one = once_value(
            lambda a=algorithm, s=signer: write_tokens(folder / f"one-{a}", [s().token(1)])
        )
        many = once_value(
            lambda a=algorithm, s=signer: write_tokens(folder / f"many-{a}", (s().token(n) for n in range(4000)))
        )
        verify = once(
            lambda a=algorithm, s=signer: peers.haproxy(folder / f"haproxy-{a}", PROXY_CORE, upstream.port, s())
        )
        authn = once(lambda a=algorithm, s=signer: peers.envoy(folder / f"envoy-{a}", PROXY_CORE, upstream.port, s()))
        for name, make, tokens in (
            (f"HAProxy `jwt_verify`, {algorithm}, seen token", verify, one),
            (f"HAProxy `jwt_verify`, {algorithm}, new token each request", verify, many),
            (f"Envoy `jwt_authn` + RBAC + JWT cache, {algorithm}, seen token", authn, one),
        ):
            if wanted(name):
                add(name, make, tokens=tokens())
    for algorithm, gate in (("ES256", es), ("RS256", rs)):
        name = f"**Gatehouse**, {algorithm}, seen token"
        if wanted(name):
            add(name, gate, tokens=issued(folder, f"seen-{algorithm}", gate(), 1))
    if wanted("**Gatehouse**, ES256, seen token, access log on"):
        tokens = issued(folder, "seen-logged", logging(), 1)
        add("**Gatehouse**, ES256, seen token, access log on", logging, tokens=tokens)
    for algorithm, gate in (("ES256", es), ("RS256", rs)):
        name = f"**Gatehouse**, {algorithm}, new token each request"
        if wanted(name):
            add(name, gate, tokens=issued(folder, f"new-{algorithm}", gate(), DISTINCT_TOKENS))
    add("**Gatehouse**, refusal 401, no token", es, refused=True)
    if wanted("**Gatehouse**, refusal 403, missing scope"):
        tokens = issued(folder, "refused", es(), 1)
        add("**Gatehouse**, refusal 403, missing scope", es, method="DELETE", tokens=tokens, refused=True)
    if wanted("**Gatehouse**, public route"):
        add("**Gatehouse**, public route", es, path="/tstapp/health")
    if wanted("**Gatehouse**, issuing client-credentials tokens, ES256"):
        add(
            "**Gatehouse**, issuing client-credentials tokens, ES256",
            es,
            method="POST",
            path="/oauth2/token",
            body=es().token_form(),
        )
    for size in ("64k", "1m"):
        for name, make in (("nginx", same), ("HAProxy", hap)):
            add(f"{name}, body {size}", make, path=f"/tstapp/data/{size}", baseline=f"nginx, body {size}")
        if wanted(f"**Gatehouse**, body {size}"):
            tokens = issued(folder, f"body-{size}", es(), 1)
            add(
                f"**Gatehouse**, body {size}", es, path=f"/tstapp/data/{size}", tokens=tokens, baseline=f"nginx, body {size}"
            )
    return targets


def once_value(make):
    made = []

    def get():
        if not made:
            made.append(make())
        return made[0]

    return get


def machine():
    model = next(
        (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown CPU"
    )
    memory = os.sysconf("SC_PHYS_PAGES") * PAGE / 2**30
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Linux {platform.release().split('-')[0]}"


def print_table(targets, rounds, seconds):
    by_name = {target.name: target for target in targets}
    print(f"Measured on {datetime.date.today()}, {machine()}; {rounds} rounds of {seconds} s, interleaved, "
          f"{CONNECTIONS} keep-alive connections; medians (smallest–largest).\n")  # fmt: skip
    print("| target | requests/s | CPU µs/request | × nginx | p50 ms | p99 ms | RSS MB |")
    print("|---|---|---|---|---|---|---|")
    for target in targets:
        baseline = by_name.get(target.baseline)
        ratio = f"{median(target, 'cpu') / median(baseline, 'cpu'):.2f}" if baseline else ""
        print(
            f"| {target.name} | {spread(target, 'rate', 0)} | {spread(target, 'cpu', 1)} | {ratio} "
            f"| {median(target, 'p50'):.2f} | {median(target, 'p99'):.2f} | {median(target, 'rss'):.0f} |"
        )


def print_memory(rows):
    print(f"\n| target | RSS MB before load | with {IDLE_CONNECTIONS:,} idle connections | KB a connection | after closing |")
    print("|---|---|---|---|---|")
    for name, (before, during, after) in rows.items():
        each = (during - before) / IDLE_CONNECTIONS / 1000
        print(f"| {name} | {before / 1e6:.1f} | {during / 1e6:.1f} | {each:.1f} | {after / 1e6:.1f} |")


def arguments(description, rounds, seconds, names):
    """The options that were given; also sees that there are cores and files enough."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--seconds", type=int, default=seconds)
    parser.add_argument("--only", action="append", default=[], help=f"a part of {names} name; may repeat")
    parser.add_argument("--without", action="append", default=[], help=f"a part of {names} name; may repeat")
    options = parser.parse_args()
    if (os.cpu_count() or 1) < 2:
        raise SystemExit("two cores are needed: one for the proxy under test, one for the load")
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    return options


def is_wanted(name, options):
    chosen = not options.only or any(part in name for part in options.only)
    return chosen and not any(part in name for part in options.without)


def main():
    options = arguments(__doc__, rounds=7, seconds=5, names="a row's")

    def wanted(name):
        return is_wanted(name, options)

    folder = pathlib.Path(tempfile.mkdtemp(prefix="gate-bench-"))
    os.chmod(folder, 0o755)
    started = []
    try:
        upstream = peers.upstream(folder, LOAD_CORE)
        started.append(upstream)
        memory = measure_idle(folder, upstream) if wanted("idle connections") else {}
        say("Starting the targets")
        targets = build(folder, upstream, wanted, started)
        for target in targets:
            target.load(1)
        for number in range(options.rounds):
            say(f"Round {number + 1} of {options.rounds}")
            for target in targets:
                target.samples.append(target.load(options.seconds))
                last = target.samples[-1]
                say(f"  {target.name}: {last['rate']:,.0f}/s, {last['cpu']:.1f} µs")
        print_table(targets, options.rounds, options.seconds)
        if memory:
            print_memory(memory)
    finally:
        for peer in reversed(started):
            peer.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
