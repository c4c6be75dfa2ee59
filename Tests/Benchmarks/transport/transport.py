"""TLS, HTTP/2, large bodies, steady load and large policies: the same load on each proxy in turn, medians over rounds."""

import datetime
import os
import pathlib
import re
import shutil
import ssl
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field

import peers
from bench import (
    CONNECTIONS,
    IDLE_CONNECTIONS,
    LOAD_CORE,
    PROXY_CORE,
    arguments,
    connected,
    cpu_seconds,
    idle_memory,
    is_wanted,
    machine,
    say,
    summary,
    write_tokens,
)
from certificate import server_certificate
from gatehouse import Gatehouse

LOAD = pathlib.Path(__file__).parent.parent / "gate" / "load.lua"
STEADY_RATE = 4000  # requests a second


@dataclass
class Row:
    """One proxy under one kind of load."""

    kind: str
    name: str
    peer: object
    run: object
    samples: list = field(default_factory=list)

    def measure(self, seconds):
        before = cpu_seconds(self.peer.process.pid)
        sample = self.run(self.peer, seconds)
        sample["cpu"] = (cpu_seconds(self.peer.process.pid) - before) / sample.pop("done") * 1e6
        self.samples.append(sample)
        return sample

    def median(self, key):
        return statistics.median(sample[key] for sample in self.samples)

    def spread(self, key, digits):
        values = [sample[key] for sample in self.samples]
        return f"{self.median(key):,.{digits}f} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


# Kinds of load: each answers how many requests were done, and what it saw of them.


def authority(peer):
    return getattr(peer, "host", f"localhost:{peer.port}")


def wrk(scheme, path=peers.PATH, closes=False, connections=CONNECTIONS):
    def run(peer, seconds):
        command = [
            "taskset", "-c", str(LOAD_CORE), "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s",
            "-s", str(LOAD), f"{scheme}://127.0.0.1:{peer.port}", "--",
            "GET", path, authority(peer), str(getattr(peer, "token_file", "-")), "-", "close" if closes else "keep",
        ]  # fmt: skip
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        done, duration, refused, errors, p50, p99 = summary(out)
        # A server that closes after its answer makes wrk count an error of reading now and then.
        if done == 0 or refused > 0 or (errors > 0 and not closes):
            raise SystemExit(f"{done:.0f} requests, {refused:.0f} refused, {errors:.0f} errors\n{out}")
        return {"done": done, "rate": done / (duration / 1e6), "p50": p50 / 1000, "p99": p99 / 1000}

    return run


def h2load(scheme, *options, rate=None):
    def run(peer, seconds):
        log = pathlib.Path(tempfile.mkstemp(prefix="h2load-")[1])
        headers = [f"-H:authority: {authority(peer)}"]
        if hasattr(peer, "token_file"):
            headers.append(f"-Hauthorization: Bearer {peer.token_file.read_text().strip()}")
        command = [
            "taskset", "-c", str(LOAD_CORE), "h2load", "-t1", f"-D{seconds}", *options, *headers,
            *([f"--rps={rate / CONNECTIONS}"] if rate else []),
            f"--log-file={log}", f"{scheme}://127.0.0.1:{peer.port}{peers.PATH}",
        ]  # fmt: skip
        log.unlink()
        try:
            out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            lines = [line.split("\t") for line in log.read_text().splitlines()]
        finally:
            log.unlink(missing_ok=True)
        bad = sum(status != "200" for _, status, *_ in lines)
        counts = re.search(r"(\d+) failed, (\d+) errored, (\d+) timeout", out)
        if not lines or bad or not counts or any(int(count) for count in counts.groups()):
            raise SystemExit(f"{len(lines)} requests, {bad} not 200\n{out}")
        times = sorted(int(duration) for _, _, duration, *_ in lines)
        return {
            "done": len(times),
            "rate": len(times) / seconds,
            "p50": times[len(times) // 2] / 1000,
            "p99": times[len(times) * 99 // 100] / 1000,
        }

    return run


# Memory of idle connections over TLS


def idle_memory_of_tls(peer, certificate):
    context = ssl.create_default_context(cafile=certificate)
    token = peer.token_file.read_text().strip() if hasattr(peer, "token_file") else None

    def secured(peer):
        return context.wrap_socket(connected(peer), server_hostname="localhost")

    return idle_memory(peer, authority(peer), token, secured)


# The whole


class Peers:
    """Starts each proxy when the first row asks for it."""

    def __init__(self, folder, upstream_port, tls):
        self.folder, self.upstream_port, self.tls = folder, upstream_port, tls
        self.started = {}

    def get(self, name, secure, applications=0):
        key = f"{name.strip('*').lower()}-{'tls' if secure else 'plain'}-{applications}"
        if key not in self.started:
            self.started[key] = self.make(name, self.folder / key, self.tls if secure else None, applications)
        return self.started[key]

    def make(self, name, folder, tls, applications):
        if name == GATE:
            gate = Gatehouse(folder, PROXY_CORE, self.upstream_port, tls=tls, applications=applications)
            gate.token_file = write_tokens(folder / "token", gate.tokens(1))
            return gate
        if name == "nginx":
            peer = peers.nginx_proxy(folder, PROXY_CORE, self.upstream_port, peers.SAME_HEADERS, tls=tls)
        elif name == "HAProxy":
            peer = peers.haproxy(folder, PROXY_CORE, self.upstream_port, tls=tls)
        else:
            peer = peers.envoy(folder, PROXY_CORE, self.upstream_port, tls=tls)
        # The same requests for all, to the byte: the peers carry the token through.
        peer.token_file = self.get(GATE, False).token_file
        return peer

    def stop(self):
        for peer in reversed(self.started.values()):
            peer.stop()


GATE = "**Gatehouse**"
PROXIES = ("nginx", "HAProxy", "Envoy", GATE)


def rows(proxies, wanted):
    """The rows in the order of the tables."""
    kinds = [
        ("HTTP/1.1 over TLS 1.3", True, wrk("https")),
        ("a TLS 1.3 handshake for each request", True, wrk("https", closes=True)),
        ("HTTP/2 over TLS 1.3, 8 connections × 32 streams", True, h2load("https", "-c8", "-m32")),
        ("body 64k", False, wrk("http", "/tstapp/data/64k")),
        ("body 10m, 8 connections", False, wrk("http", "/tstapp/data/10m", connections=8)),
        (f"steady {STEADY_RATE:,} requests/s", False, h2load("http", "--h1", f"-c{CONNECTIONS}", rate=STEADY_RATE)),
    ]
    for kind, secure, run in kinds:
        for name in PROXIES:
            if wanted(kind, name):
                yield Row(kind, name, proxies.get(name, secure), run)
    for applications, name in ((0, f"{GATE}, 1 application"), (1000, f"{GATE}, 1,001 applications × 100 routes")):
        if wanted("size of the policy", name):
            yield Row("size of the policy", name, proxies.get(GATE, False, applications), wrk("http"))


def print_table(kind, table):
    print(f"\n### {kind}\n\n| proxy | requests/s | CPU µs/request | × {table[0].name} | p50 ms | p99 ms |")
    print("|---|---|---|---|---|---|")
    for row in table:
        ratio = row.median("cpu") / table[0].median("cpu")
        print(
            f"| {row.name} | {row.spread('rate', 0)} | {row.spread('cpu', 1)} | {ratio:.2f} "
            f"| {row.median('p50'):.2f} | {row.median('p99'):.2f} |"
        )


def print_idle(proxies, wanted, certificate):
    names = [name for name in ("nginx", "HAProxy", GATE) if wanted("idle connections", name)]
    if not names:
        return
    print(f"\n### {IDLE_CONNECTIONS:,} idle connections over TLS\n")
    print("| proxy | RSS MB before | with them | KB a connection | after closing |\n|---|---|---|---|---|")
    for name in names:
        say(f"Idle connections over TLS: {name}")
        peer = proxies.make(name, proxies.folder / f"idle-{name.strip('*')}", proxies.tls, 0)
        try:
            before, during, after = idle_memory_of_tls(peer, certificate)
        finally:
            peer.stop()
        each = (during - before) / IDLE_CONNECTIONS / 1000
        print(f"| {name} | {before / 1e6:.1f} | {during / 1e6:.1f} | {each:.1f} | {after / 1e6:.1f} |")


def main():
    options = arguments(__doc__, rounds=5, seconds=4, names="a table's or row's")

    def wanted(kind, name):
        return is_wanted(f"{kind}, {name}", options)

    folder = pathlib.Path(tempfile.mkdtemp(prefix="transport-bench-"))
    os.chmod(folder, 0o755)
    tls = server_certificate(folder)
    upstream = peers.upstream(folder, LOAD_CORE)
    proxies = Peers(folder, upstream.port, tls)
    try:
        measured = list(rows(proxies, wanted))
        for row in measured:
            row.measure(1)
            row.samples.clear()
        for number in range(options.rounds):
            say(f"Round {number + 1} of {options.rounds}")
            for row in measured:
                sample = row.measure(options.seconds)
                say(f"  {row.kind}, {row.name}: {sample['rate']:,.0f}/s, {sample['cpu']:.1f} µs")
        print(
            f"Measured on {datetime.date.today()}, {machine()}; {options.rounds} rounds of {options.seconds} s, "
            f"interleaved, {CONNECTIONS} connections where not said otherwise; medians (smallest–largest)."
        )
        for kind in dict.fromkeys(row.kind for row in measured):
            print_table(kind, [row for row in measured if row.kind == kind])
        print_idle(proxies, wanted, tls[0])
    finally:
        proxies.stop()
        upstream.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
