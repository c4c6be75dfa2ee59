"""Sends the corpus through several proxies at once, each with a recording upstream of its own, and compares what came of it."""

import argparse
import concurrent.futures
import pathlib
import re
import shutil
import sys
import tempfile
import threading
from dataclasses import dataclass

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "EndToEnd"))

import controls  # noqa: E402
from corpus import CHUNKS, REQUESTS, RESPONSES  # noqa: E402
from harmless import HARMLESS  # noqa: E402
from support.gateway import Gateway  # noqa: E402
from support.policies import tstapp  # noqa: E402
from support.upstream import Upstream  # noqa: E402
from support.wire import Wire  # noqa: E402

QUIET = 0.2
"""So long nothing came: the proxy is waiting for more."""


@dataclass
class Outcome:
    statuses: list[int]
    forwarded: list[str]
    """What the upstream took for whole requests."""
    begun: int
    """Requests whose end it never saw."""
    is_over: bool
    """Whether the proxy closed the connection."""

    @property
    def is_refusal(self):
        return not self.forwarded and (self.is_over or any(status >= 400 for status in self.statuses))

    def text(self):
        if self.is_refusal:
            return "refused " + (" ".join(map(str, self.statuses[:4])) or "without a word")
        if not self.forwarded:
            return "waits" if not self.begun else "begun"
        count = f"{len(self.forwarded)} requests" if len(self.forwarded) > 1 else "forwarded"
        if not self.statuses:
            return count + ", no answer"
        shown = " ".join(map(str, self.statuses[:4])) + (" …" if len(self.statuses) > 4 else "")
        return f"{count}, {shown}"


def received(wire):
    """Everything until the proxy is quiet or closes."""
    data = b""
    wire.socket.settimeout(QUIET)
    try:
        while piece := wire.socket.recv(1 << 17):
            data += piece
        return data, True
    except TimeoutError:
        return data, False
    except ConnectionError:
        return data, True


def statuses(data):
    return [int(text) for text in re.findall(rb"HTTP/1\.[01] ([0-9]{3})(?= |\r)", data)]


def send_request(proxy, upstream, case):
    upstream.forget()
    with Wire(proxy.port) as wire:
        try:
            for piece in case.pieces(proxy.authority):
                wire.send(piece)
        except ConnectionError:
            pass
        data, is_over = received(wire)
    whole = [request.line() for request in upstream.requests if request.digest]
    return Outcome(statuses(data), whole, len(upstream.requests) - len(whole), is_over)


def answer_with(proxy, upstream, case):
    upstream.forget()

    def behave(connection, request):
        try:
            for piece in case.pieces:
                connection.send(piece.removesuffix("{close}").encode("latin-1"))
        finally:
            if case.pieces[-1].endswith("{close}"):
                connection.close()

    upstream.on("/tstapp/open/hostile", behave)
    body = "Content-Length: 10\r\n\r\nhello" if case.method == "POST" else "\r\n"
    with Wire(proxy.port) as wire:
        wire.send(f"{case.method} /tstapp/open/hostile HTTP/1.1\r\nHost: {proxy.authority}\r\n{body}".encode())
        data, is_over = received(wire)
    found = statuses(data)
    is_bad = bool(found) and found[-1] in (500, 502, 503, 504)
    return Outcome(found, [] if is_bad or not data else ["answer"], 0, is_over)


class Gate:
    """Gatehouse with the same recording upstream as the others have."""

    def __init__(self, folder, port):
        self.gateway = Gateway(folder, {"tstapp.yaml": tstapp(port)}).start()
        self.port, self.authority = self.gateway.port, self.gateway.authority

    def stop(self):
        self.gateway.stop()


def through(make, folder, cases, answers):
    """Every case through one proxy."""
    folder.mkdir()
    upstream = Upstream()
    proxy = make(folder, upstream.port)
    try:
        return [send_request(proxy, upstream, case) for case in cases], [
            answer_with(proxy, upstream, case) for case in answers
        ]
    finally:
        proxy.stop()
        upstream.close()


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def report(title, names, cases, outcomes, everything):
    """Prints the table of one direction; answers the flagged cases that nobody has looked at."""
    rows, unknown, flagged = [], [], 0
    for number, case in enumerate(cases):
        results = [outcomes[name][number] for name in names]
        gate, others = results[-1], results[:-1]
        flag = ""
        if gate.forwarded and any(other.is_refusal for other in others):
            flagged += 1
            reason = HARMLESS.get(case.id)
            flag = reason or "**look at this**"
            if reason is None:
                unknown.append(case.id)
        differs = len({(bool(result.forwarded), result.is_refusal) for result in results}) > 1
        if everything or flag or differs:
            rows.append([case.id, *(result.text() for result in results), flag])
    print(f"\n## {title}: {len(cases)} cases\n")
    print("| proxy | let through whole | refused | neither |\n|---|---|---|---|")
    for name in names:
        through_count = sum(bool(result.forwarded) for result in outcomes[name])
        refusals = sum(result.is_refusal for result in outcomes[name])
        print(f"| {name} | {through_count} | {refusals} | {len(cases) - through_count - refusals} |")
    print(f"\nLet through by Gatehouse and refused by another: {flagged}.\n")
    print("| case | " + " | ".join(names) + " | note |\n|" + "---|" * (len(names) + 2))
    for row in rows:
        print("| " + " | ".join(map(cell, row)) + " |")
    return unknown


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", default=[], help="a part of a case's name; may repeat")
    parser.add_argument("--all", action="store_true", help="print every case, not only those with a difference")
    options = parser.parse_args()

    def wanted(cases):
        return [case for case in cases if not options.only or any(part in case.id for part in options.only)]

    requests, answers = wanted([*REQUESTS, *CHUNKS]), wanted(RESPONSES)
    makers = {"nginx": controls.nginx, "HAProxy": controls.haproxy, "Envoy": controls.envoy, "Gatehouse": Gate}
    folder = pathlib.Path(tempfile.mkdtemp(prefix="smuggling-"))
    folder.chmod(0o755)
    threading.excepthook = lambda _: None  # a hostile client's leftovers on an upstream's thread
    try:
        with concurrent.futures.ThreadPoolExecutor(len(makers)) as pool:
            runs = {
                name: pool.submit(through, make, folder / name, requests, answers) for name, make in makers.items()
            }
            results = {name: run.result() for name, run in runs.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    unknown = report("Requests", list(makers), requests, {name: one[0] for name, one in results.items()}, options.all)
    unknown += report("Answers", list(makers), answers, {name: one[1] for name, one in results.items()}, options.all)
    for name in unknown:
        print(f"not looked at: {name}", file=sys.stderr)
    raise SystemExit(1 if unknown else 0)


if __name__ == "__main__":
    main()
