"""Sends requests of each kind to a gate that runs under callgrind, and prints the instructions that one of them costs."""

import argparse
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "EndToEnd"))

from support.gateway import Gateway  # noqa: E402
from support.policies import tstapp  # noqa: E402
from support.upstream import Upstream  # noqa: E402

LIMITS = HERE / "limits.json"
WARM_UP = 60
# What a limit leaves for another compiler or C library; cryptography has code of its own for each kind of processor.
LEEWAY, LEEWAY_OF_CRYPTOGRAPHY = 1.05, 1.5


class Callgrind:
    """Counts what the one event loop spends, which carries the requests.

    What other threads do, such as writing decisions down, goes by the time and not by the request.
    """

    def __init__(self, process):
        self.process, self.parts, self.loop = process, itertools.count(1), None
        self.dumped()

    def find_loop(self):
        """The event loop is the thread that has done the most since the last time."""
        threads = self.dumped()
        self.loop = max(threads, key=threads.get)

    def counted(self):
        """The instructions since the last time it was asked."""
        return self.dumped()[self.loop]

    def dumped(self):
        """The instructions of each thread since the last time."""
        subprocess.run(["callgrind_control", "-d", str(self.process)], check=True, capture_output=True)
        counts = pathlib.Path(os.environ["COUNTS"])
        threads = {}
        for part in counts.parent.glob(f"{counts.name}.{next(self.parts)}-*"):
            totals = [line for line in part.read_text().splitlines() if line.startswith("totals:")]
            threads[part.name.rsplit("-", 1)[1]] = int(totals[0].split()[1]) if totals else 0
            part.unlink()
        return threads


def send(wire, requests):
    for request in requests:
        wire.send(request)
        wire.read()


def cost(callgrind, wire, requests):
    """Instructions for each of the requests, after some to warm up."""
    send(wire, requests[:WARM_UP])
    callgrind.counted()
    send(wire, requests[WARM_UP:])
    return callgrind.counted() / (len(requests) - WARM_UP)


def measure(count):
    upstream = Upstream()
    upstream.on("/tstapp/data/1", lambda connection, request: connection.answer(body=b"x" * 200))
    upstream.on("/tstapp/open/1", lambda connection, request: connection.answer(body=b"x" * 200))
    with tempfile.TemporaryDirectory() as folder:
        policies = {"tstapp.yaml": tstapp(upstream.port), "gateway.yaml": "access_log: off\n"}
        gateway = Gateway(folder, policies, variables={"GATEHOUSE_EVENT_LOOPS": "1"}).start()
        try:
            yield from measure_cases(gateway, WARM_UP + count)
        finally:
            gateway.stop()
            upstream.close()


def measure_cases(gateway, count):
    client = gateway.create_client("tstapp_data.read")
    host = f"HTTP/1.1\r\nHost: {gateway.authority}\r\n"
    form = f"grant_type=client_credentials&client_id={client.client_id}&client_secret={client.client_secret}"

    def request(line, token=None):
        credential = f"Authorization: Bearer {token}\r\n" if token else ""
        return f"{line} {host}{credential}\r\n".encode()

    seen = gateway.token(client)
    new = [request("GET /tstapp/data/1", gateway.token(client)) for _ in range(count)]
    issue = (
        f"POST /oauth2/token {host}Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(form)}\r\n\r\n{form}"
    ).encode()
    callgrind = Callgrind(gateway.process.pid)
    with gateway.wire(timeout=120) as wire:
        # Tokens are issued on the loop, and nothing else has much to do with it.
        send(wire, [issue] * WARM_UP)
        callgrind.find_loop()
        yield "a token seen before", cost(callgrind, wire, [request("GET /tstapp/data/1", seen)] * count)
        yield "a new token, ES256", cost(callgrind, wire, new)
        yield "a public route", cost(callgrind, wire, [request("GET /tstapp/open/1")] * count)
        yield "a refusal, no token", cost(callgrind, wire, [request("GET /tstapp/data/1")] * count)
        yield "a refusal, missing scope", cost(callgrind, wire, [request("DELETE /tstapp/data/1", seen)] * count)
        yield "issuing a token, ES256", cost(callgrind, wire, [issue] * count)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1000, help="how many of each kind are counted")
    parser.add_argument("--update", action="store_true", help="write what was counted as the new limits")
    options = parser.parse_args()
    limits = json.loads(LIMITS.read_text()) if LIMITS.exists() else {}
    counts, exceeded = {}, []
    print(f"{'instructions a request':32s} {'counted':>9s} {'limit':>9s}")
    for name, instructions in measure(options.requests):
        counts[name] = round(instructions)
        limit = limits.get(name)
        leeway = LEEWAY_OF_CRYPTOGRAPHY if "ES256" in name else LEEWAY
        allowed = round(limit * leeway) if limit else None
        print(f"{name:32s} {counts[name]:>9,d} {f'{allowed:,d}' if allowed else '':>9}", flush=True)
        if allowed and counts[name] > allowed:
            exceeded.append(name)
    if options.update:
        LIMITS.write_text(json.dumps(counts, indent=2) + "\n")
    elif exceeded:
        raise SystemExit(f"more instructions than {LIMITS.name} allows: {', '.join(exceeded)}")


if __name__ == "__main__":
    main()
