"""Interleaves Gatehouse and Glewlwyd over several rounds and prints medians with their spread, and the goals."""

import argparse
import concurrent.futures
import datetime
import json
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "gate"), str(HERE.parents[1] / "EndToEnd")]

from bench import LOAD_CORE, PROXY_CORE, TICKS, machine, say  # noqa: E402
from codes import make_codes, proof_key, redeem  # noqa: E402
from glewlwyd import REDIRECT, Glewlwyd  # noqa: E402
from issuer import Issuer  # noqa: E402
from peers import SCOPE  # noqa: E402

CONNECTIONS = (1, 8, 32)
CLIENT_CREDENTIALS, REFRESH, CODE, SIGN_IN = "client-credentials", "refresh", "code", "sign-in"
FLOWS = (CLIENT_CREDENTIALS, REFRESH, CODE)
MOST_CODES = 1500
FEWEST_CODES = 64
# As many as Gatehouse computes at once for one address.
SIGN_INS_AT_ONCE = 4
EXTRAS = ("refresh token", "ID token")


def cpu_seconds(pid):
    """User and system time of the process, with that of its threads that have ended. Neither server has children."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


@dataclass
class Row:
    """One flow of one peer at one number of connections."""

    peer: object
    flow: str
    connections: int
    samples: list = field(default_factory=list)

    def __str__(self):
        return f"{self.peer.name}, {self.flow}, {self.connections} connections"

    def median(self, key):
        return statistics.median(sample[key] for sample in self.samples)

    def spread(self, key, digits=0):
        values = [sample[key] for sample in self.samples]
        middle, low, high = statistics.median(values), min(values), max(values)
        return f"{middle:,.{digits}f} ({low:,.{digits}f}–{high:,.{digits}f})"


class Load:
    """Runs the load generator for one row after the other."""

    def __init__(self, folder, binary, seconds):
        self.folder, self.binary, self.seconds = folder, binary, seconds
        self.rates = {}

    def run(self, row):
        form, mode, file = getattr(self, "_" + row.flow.replace("-", "_"))(row)
        peer = row.peer
        head = (
            f"POST {peer.token_path} HTTP/1.1\r\nHost: {peer.host}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
        )
        command = [
            "taskset", "-c", str(LOAD_CORE), self.binary, str(peer.port), str(row.connections), str(self.seconds),
            mode, head, form, *([str(file)] if file else []),
        ]  # fmt: skip
        before = cpu_seconds(peer.process.pid)
        ended = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        spent = cpu_seconds(peer.process.pid) - before
        if ended.returncode != 0:
            raise SystemExit(f"{row}: the load generator ended with {ended.returncode}")
        done, duration, refused, errors, p50, p99, refresh, identity = map(int, ended.stdout.split()[1:])
        if done == 0 or refused or errors:
            raise SystemExit(f"{row}: {done} answers, {refused} refused, {errors} errors")
        rate = done / (duration / 1e6)
        self.rates[str(row)] = rate
        return {
            "rate": rate,
            "cpu": spent / done * 1e6,
            "p50": p50 / 1000,
            "p99": p99 / 1000,
            "refresh token": refresh / done,
            "ID token": identity / done,
        }

    @staticmethod
    def _form(client, **fields):
        return urllib.parse.urlencode({"client_id": client[0], "client_secret": client[1], **fields})

    def _client_credentials(self, row):
        form = self._form(row.peer.service_client, grant_type="client_credentials", scope=SCOPE)
        return form, "fixed", None

    def _refresh(self, row):
        """Every connection has a chain of its own.

        It begins anew with each run: the runs with codes between them leave more grants of one person to one client
        than a server keeps.
        """
        path = self.folder / f"chains-{row.peer.name}"
        say(f"  {max(CONNECTIONS)} first refresh tokens of {row.peer.name}")
        path.write_text("".join(token + "\n" for token in first_refresh_tokens(row.peer, max(CONNECTIONS))))
        form = self._form(row.peer.code_client, grant_type="refresh_token")
        return form + "&refresh_token=", "chain", path

    def _code(self, row):
        """As many codes as fit into the time, by the rate of the run before."""
        expected = self.rates.get(str(row), 0) * self.seconds * 1.2
        count = int(min(MOST_CODES, max(FEWEST_CODES, expected)))
        began, path = time.monotonic(), self.folder / "codes"
        lines = [
            urllib.parse.urlencode(
                {"code": code, "code_verifier": verifier, "client_id": client[0], "client_secret": client[1]}
            )
            for code, verifier, client in make_codes(row.peer, count)
        ]
        path.write_text("\n".join(lines) + "\n")
        say(f"  {count} codes of {row.peer.name} in {time.monotonic() - began:.1f} s")
        form = urllib.parse.urlencode({"grant_type": "authorization_code", "redirect_uri": REDIRECT})
        return form + "&", "each", path


def first_refresh_tokens(peer, count):
    """One a grant, so that every chain is a family of its own."""
    if isinstance(peer, Issuer):
        keys = [proof_key() for _ in range(count)]
        pairs = [(peer.code_with_offline_access(challenge), verifier) for verifier, challenge in keys]
    else:
        pairs = [(code, verifier) for code, verifier, _ in make_codes(peer, count)]
    answers = [redeem(peer, code, verifier, REDIRECT) for code, verifier in pairs]
    return [urllib.parse.quote(answer["refresh_token"], safe="") for answer in answers]


# Signing in, which is slow on purpose


def measure_sign_in(peer, seconds):
    """The time of one sign-in alone, and how many a second when several people come at once."""
    alone = []
    for _ in range(5):
        with_password = peer.sign_in()
        began = time.monotonic()
        with_password()
        alone.append(time.monotonic() - began)
    deadline = time.monotonic() + seconds

    def keep_signing_in(_):
        done = 0
        while time.monotonic() < deadline:
            peer.sign_in()()
            done += 1
        return done

    before, began = cpu_seconds(peer.process.pid), time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(SIGN_INS_AT_ONCE) as pool:
        done = sum(pool.map(keep_signing_in, range(SIGN_INS_AT_ONCE)))
    took = time.monotonic() - began
    return {
        "alone": statistics.median(alone) * 1000,
        "rate": done / took,
        "cpu": (cpu_seconds(peer.process.pid) - before) / done * 1000,
    }


# What durability costs here


def measure_fdatasync(folder):
    """The median microseconds of appending 4 KiB and having it on the disk."""
    spent = []
    with open(folder / "fdatasync", "wb", buffering=0) as file:
        for _ in range(100):
            began = time.monotonic()
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
            spent.append(time.monotonic() - began)
    return statistics.median(spent) * 1e6


def file_system(folder):
    answer = subprocess.run(["df", "--output=fstype", folder], capture_output=True, text=True, check=True)
    return answer.stdout.split()[-1]


def journal_mode(database):
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return connection.execute("PRAGMA journal_mode").fetchone()[0]


def library_default_synchronous():
    """What a connection has that sets nothing, with the SQLite library that Debian's programs share."""
    with sqlite3.connect(":memory:") as connection:
        return {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}[connection.execute("PRAGMA synchronous").fetchone()[0]]


def durability(peers, folder):
    lines = [f"One fdatasync of 4 KiB takes {measure_fdatasync(folder):,.0f} µs on this {file_system(folder)}."]
    for peer in peers:
        if isinstance(peer, Issuer):
            mode = journal_mode(peer.data / "gatehouse.sqlite")
            lines.append(
                f"Gatehouse: journal_mode={mode}, synchronous=FULL; answers that wait at the same time share a commit. "
                "A client-credentials token writes no row."
            )
        else:
            mode = journal_mode(peer.database)
            lines.append(
                f"Glewlwyd: journal_mode={mode}, synchronous={library_default_synchronous()}: "
                "it sets neither, so these are SQLite's own. Every statement is a commit of its own, "
                "also for client credentials."
            )
    return lines


# Results


def goals(rows):
    """Each goal with what was measured: (text, reached)."""
    found = []
    by_key = {(row.peer.name, row.flow, row.connections): row for row in rows}
    for flow in FLOWS:
        ratios = {
            connections: ours.median("rate") / theirs.median("rate")
            for connections in CONNECTIONS
            if (ours := by_key.get(("Gatehouse", flow, connections)))
            and (theirs := by_key.get(("Glewlwyd", flow, connections)))
        }
        wanted = 5 if flow == CLIENT_CREDENTIALS else 1
        if ratios:
            words = "at least 5 × Glewlwyd's rate" if wanted == 5 else "no slower than Glewlwyd"
            measured = ", ".join(f"{ratio:.1f} × at {connections}" for connections, ratio in ratios.items())
            found.append((f"{flow}: {words} ({measured})", min(ratios.values()) >= wanted))
        ours = by_key.get(("Gatehouse", flow, 32))
        if ours and flow != CLIENT_CREDENTIALS:
            rate = ours.median("rate")
            found.append((f"{flow}: at least 2,000/s at 32 connections ({rate:,.0f}/s)", rate >= 2000))
    return found


def print_table(rows, options):
    print(f"Measured on {datetime.date.today()}, {machine()}; {options.rounds} rounds of {options.seconds:g} s, "
          "interleaved; one core for the server, ES256; medians (smallest–largest).\n")  # fmt: skip
    print("| flow | connections | server | answers/s | × Glewlwyd | CPU µs/answer | p50 ms | p99 ms |")
    print("|---|---|---|---|---|---|---|---|")
    theirs = {(row.flow, row.connections): row for row in rows if row.peer.name == "Glewlwyd"}
    for row in rows:
        other = theirs.get((row.flow, row.connections))
        ratio = f"{row.median('rate') / other.median('rate'):.1f}" if other else ""
        name = "**Gatehouse**" if row.peer.name == "Gatehouse" else row.peer.name
        print(
            f"| {row.flow} | {row.connections} | {name} | {row.spread('rate')} | {ratio} | {row.spread('cpu')} "
            f"| {row.median('p50'):.2f} | {row.median('p99'):.2f} |"
        )
    for row in rows:
        if row.flow != CLIENT_CREDENTIALS and row.connections == CONNECTIONS[-1]:
            carried = [f"{what} in {share:.0%}" for what in EXTRAS if (share := row.median(what)) > 0]
            print(f"\n{row.peer.name}, {row.flow}: an access token in every answer, {', '.join(carried) or 'no more'}.")


def print_sign_ins(sign_ins):
    print(f"\n| sign-in with a password | ms alone | a second, {SIGN_INS_AT_ONCE} people at once | CPU ms |")
    print("|---|---|---|---|")
    for name, found in sign_ins.items():
        print(f"| {name} | {found['alone']:,.0f} | {found['rate']:,.1f} | {found['cpu']:,.0f} |")


def as_document(rows, sign_ins, notes, found):
    return {
        "date": str(datetime.date.today()),
        "machine": machine(),
        "durability": notes,
        "rows": [
            {"server": row.peer.name, "flow": row.flow, "connections": row.connections}
            | {key: row.median(key) for key in ("rate", "cpu", "p50", "p99")}
            | {"rates": [sample["rate"] for sample in row.samples]}
            for row in rows
        ],
        "sign_in": sign_ins,
        "goals": [{"goal": text, "reached": reached} for text, reached in found],
    }


def parsed():
    parser = argparse.ArgumentParser(prog="Tests/Benchmarks/issuing/run", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--quick", action="store_true", help="one round of one second: does it work at all?")
    parser.add_argument("--only", action="append", default=[], choices=[*FLOWS, SIGN_IN], metavar="FLOW",
                        help=f"one of {', '.join([*FLOWS, SIGN_IN])}; may repeat")  # fmt: skip
    parser.add_argument("--no-peer", action="store_true", help="Gatehouse alone")
    parser.add_argument("--only-peer", action="store_true", help="Glewlwyd alone")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds = 1, 1
    options.only = options.only or [*FLOWS, SIGN_IN]
    if (os.cpu_count() or 1) < 2:
        raise SystemExit("two cores are needed: one for the server, one for the load")
    return options


def main():
    options = parsed()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="issuing-bench-"))
    started = []
    if os.getloadavg()[0] > 0.5:
        say(f"Something else is running (load {os.getloadavg()[0]:.1f}): the figures will not be good for much.")
    try:
        say("Starting the servers")
        if not options.only_peer:
            started.append(Issuer(folder / "gatehouse", PROXY_CORE, has_people=options.only != [CLIENT_CREDENTIALS]))
        if not options.no_peer:
            started.append(Glewlwyd(folder / "glewlwyd", PROXY_CORE))
        os.sched_setaffinity(0, {LOAD_CORE})
        load = Load(folder, os.environ["LOAD_GENERATOR"], options.seconds)
        flows = [flow for flow in FLOWS if flow in options.only]
        rows = [Row(peer, flow, count) for flow in flows for count in CONNECTIONS for peer in started]
        steps, step = (options.rounds + 1) * len(rows), 0
        for number in range(options.rounds + 1):
            for row in rows:  # round 0 warms up, and tells how many codes a round needs
                step += 1
                sample = load.run(row)
                if number > 0:
                    row.samples.append(sample)
                say(f"[{step}/{steps}] round {number}: {row}: {sample['rate']:,.0f}/s, {sample['cpu']:,.0f} µs")
        sign_ins = {}
        if SIGN_IN in options.only:
            for peer in started:
                sign_ins[peer.name] = measure_sign_in(peer, options.seconds)
                say(f"{peer.name}: {sign_ins[peer.name]['rate']:.1f} sign-ins/s")
        notes, found = durability(started, folder), goals(rows)
        if options.json:
            print(json.dumps(as_document(rows, sign_ins, notes, found), indent=2))
            return
        if rows:
            print_table(rows, options)
        if sign_ins:
            print_sign_ins(sign_ins)
        print()
        for line in notes:
            print(line)
        if found:
            print("\nGoals:")
            for text, reached in found:
                print(f"- {'reached' if reached else 'MISSED'}: {text}")
    finally:
        for peer in reversed(started):
            peer.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
