"""Starts a server, stores much, signs in, and asks for every page again and again."""

import argparse
import json
import os
import pathlib
import re
import statistics
import sys
import tempfile
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "EndToEnd")]

from seed import copy_clients, copy_decisions, copy_people  # noqa: E402
from support.gateway import Gateway  # noqa: E402
from support.people import create_person  # noqa: E402

APPLICATIONS = 10
LARGEST = 100_000
GOAL_MILLISECONDS = 50


def say(text):
    print(text, file=sys.stderr, flush=True)


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


def policy(number, port):
    key = f"app{number}"
    routes = "".join(f"  GET /area{area}/**: {key}_read\n  POST /area{area}: {key}_write\n" for area in range(10))
    return (
        f"application: {key}\nname: Application {number}\nupstream: http://127.0.0.1:{port}\nprefix: /{key}\n"
        f"scopes:\n  {key}_read: Read your data\n  {key}_write: Change your data\nroutes:\n  GET /health: public\n{routes}"
    )


def prepare(folder, wishes):
    """A stopped server's databases with everything in them; answers who may sign in and what is there."""
    upstream = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    policies = {f"app{number}.yaml": policy(number, upstream.server_port) for number in range(APPLICATIONS)}
    gateway = Gateway(folder, policies, variables={"GATEHOUSE_ACCESS_LOG": "off"}).start()
    administrator = create_person(gateway, "admin", "--admin")
    clients = []
    for number in range(APPLICATIONS):
        scopes = [f"app{number}_read"] + ([f"app{number}_write"] if number % 2 else [])
        clients.append(gateway.create_client(*scopes, application=f"app{number}", name=f"Service {number}"))
    say("requests through the gate")
    for number, client in enumerate(clients):
        token = gateway.token(client)
        for area in range(10):
            path = f"/app{number}/area{area}"
            gateway.get(f"{path}/x", token)
            gateway.get(path, token, method="POST")
            gateway.get(f"{path}/x")
            gateway.get(f"/app{number}/nowhere", token)
    time.sleep(3)  # what was decided is written within two seconds
    assert gateway.stop() == 0
    say(f"{wishes.clients} clients and people")
    ids = copy_clients(gateway.data / "gatehouse.sqlite", wishes.clients)
    copy_people(gateway.data / "gatehouse.sqlite", wishes.clients)
    say(f"{wishes.decisions} decisions")
    request = copy_decisions(gateway.data / "decisions.sqlite", wishes.decisions, ids, int(time.time()))
    return gateway, administrator, ids, request


def paths(ids, request):
    """Every kind of page, with the filters that are hardest for the store."""
    client = urllib.parse.quote(ids[0], safe="")
    rare = urllib.parse.quote(ids[-1], safe="")
    route = urllib.parse.quote("GET /area3/**", safe="")
    return [
        "/", "/?range=hour", "/?range=week",
        "/decisions", "/decisions?verdict=refused", f"/decisions?client={client}", f"/decisions?client={rare}",
        f"/decisions?client={rare}&reason=insufficient_scope", "/decisions?reason=no_route&status=404",
        f"/decisions?application=app3&route={route}", "/decisions?status=401&application=app7",
        f"/decisions?client={rare}&application=app9&status=503", f"/decisions/{request}",
        "/applications", "/applications/new", "/applications/app3", "/routes", "/routes?application=app3&span=week",
        f"/routes/show?application=app3&route={route}",
        "/clients", "/clients?q=copy-00", "/clients?q=nothing-has-this-name", "/clients?application=app3&sort=used&dir=desc",
        "/clients?page=100", f"/clients/{client}", f"/clients/{client}/edit", "/clients/new", "/clients/new/code",
        "/clients/new/service", f"/clients/{client}/try",
        "/people", "/people?q=person0099", "/people?page=150", "/people/new", "/keys", "/audit", "/audit?kind=client.",
    ]  # fmt: skip


class Reader:
    """An administrator's browser."""

    def __init__(self, gateway, person):
        self.origin = f"http://localhost:{gateway.admin_port}"
        self.session = requests.Session()
        answer = self.session.get(self.origin + "/")
        form = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text))
        form |= {"username": person.username, "password": person.password}
        parts = urllib.parse.urlsplit(answer.url)
        answer = self.session.post(
            f"{parts.scheme}://{parts.netloc}/login",
            data=form,
            headers={"Origin": f"{parts.scheme}://{parts.netloc}", "Sec-Fetch-Site": "same-origin"},
        )
        assert answer.url.startswith(self.origin), f"not signed in: {answer.url} {answer.text[:500]}"

    def get(self, path):
        began = time.perf_counter()
        answer = self.session.get(self.origin + path, allow_redirects=False)
        return answer, (time.perf_counter() - began) * 1_000


def processor_milliseconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1_000 / os.sysconf("SC_CLK_TCK")


def measure(reader, gateway, path, rounds):
    answer, first = reader.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code} {answer.headers.get('Location', '')} {answer.text[:300]}")
    before = processor_milliseconds(gateway.process)
    times = sorted(reader.get(path)[1] for _ in range(rounds))
    spent = (processor_milliseconds(gateway.process) - before) / rounds
    return {
        "path": path,
        "bytes": len(answer.content),
        "first_ms": first,
        "median_ms": statistics.median(times),
        "p95_ms": times[min(len(times) - 1, int(len(times) * 0.95))],
        "cpu_ms": spent,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--decisions", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--limit", type=float, help="milliseconds that no page's median may pass; the goal is 50")
    parser.add_argument("--keep", help="a folder for the databases, which stays")
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gatehouse-dashboard-") as temporary:
        gateway, administrator, ids, request = prepare(pathlib.Path(wishes.keep or temporary), wishes)
        began = time.monotonic()
        gateway.start()
        try:
            say(f"started again in {time.monotonic() - began:.1f} s")
            reader = Reader(gateway, administrator)
            results = [measure(reader, gateway, path, wishes.rounds) for path in paths(ids, request)]
        finally:
            gateway.stop()
    if wishes.json:
        print(json.dumps(results, indent=2))
    else:
        print("| page | KB | first, ms | median, ms | p95, ms | processor, ms |\n|---|---|---|---|---|---|")
        for one in results:
            print(
                f"| `{one['path']}` | {one['bytes'] / 1_000:.1f} | {one['first_ms']:.1f} | {one['median_ms']:.1f} "
                f"| {one['p95_ms']:.1f} | {one['cpu_ms']:.1f} |"
            )
    slow = [one["path"] for one in results if one["median_ms"] > GOAL_MILLISECONDS]
    if slow:
        say(f"over {GOAL_MILLISECONDS} ms here: {', '.join(slow)}")
    late = [one["path"] for one in results if wishes.limit and one["median_ms"] > wishes.limit]
    if late:
        raise SystemExit(f"over {wishes.limit:g} ms: {', '.join(late)}")
    large = [one["path"] for one in results if one["bytes"] > LARGEST]
    if large:
        raise SystemExit(f"over {LARGEST} bytes: {', '.join(large)}")


if __name__ == "__main__":
    main()
