"""Storms: many clients or upstreams at once that do what no friend would, and what must be back to normal afterwards."""

import concurrent.futures
import contextlib
import os
import random
import socket
import threading

from .waiting import eventually

MEBIBYTE = 1 << 20
GROWTH = 24 * MEBIBYTE
"""What may stay resident after a storm: free memory that the allocator keeps in pieces. A leak is more."""
RESET = b"\x01\x00\x00\x00\x00\x00\x00\x00"
OPEN = "/tstapp/open"
FLOOD = b"a" * (8 * MEBIBYTE)


# What the gate holds


def descriptors(gateway):
    return len(os.listdir(f"/proc/{gateway.process.pid}/fd"))


def gauge(gateway, name):
    """The sum of a metric's samples."""
    lines = gateway.admin("/metrics").text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.partition("{")[0].partition(" ")[0] == name)


class State:
    """What a gate holds while nobody asks anything of it."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.wait_for_calm()
        self.descriptors = descriptors(gateway)
        self.resident = gateway.resident_bytes()

    def wait_for_calm(self, within=30):
        """Waits until no client is connected and no upstream connection is open."""

        held = ("gatehouse_client_connections", "gatehouse_upstream_connections", "http_server_active_requests")

        def open_now():
            return {name: gauge(self.gateway, name) for name in held}

        eventually(
            lambda: not any(open_now().values()), within=within, every=0.2, what=lambda: f"still open: {open_now()}"
        )

    def problems(self):
        """What did not return: descriptors must, and memory within `GROWTH`."""
        self.wait_for_calm()
        found = []
        with contextlib.suppress(AssertionError):
            eventually(lambda: descriptors(self.gateway) <= self.descriptors, within=10, every=0.2)
        now = descriptors(self.gateway)
        if now > self.descriptors:
            found.append(f"{now} descriptors are open, {self.descriptors} were")
        with contextlib.suppress(AssertionError):
            # What is free goes back to the system every few seconds.
            eventually(lambda: self.gateway.resident_bytes() - self.resident < GROWTH, within=15, every=0.5)
        grown = self.gateway.resident_bytes() - self.resident
        if grown >= GROWTH:
            found.append(f"{grown / MEBIBYTE:.1f} MiB more are resident, {GROWTH / MEBIBYTE:.0f} were allowed")
        return found


# Upstreams that do harm


def length(head):
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


class HostileUpstream:
    """Takes requests and answers each in the way that its path names."""

    def __init__(self):
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._over.set()
        self._listener.close()

    def let_go(self):
        """Ends what hangs."""
        self._over.set()
        self._over = threading.Event()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, contextlib.suppress(OSError):
            connection.settimeout(60)
            waiting = b""
            while True:
                while b"\r\n\r\n" not in waiting:
                    data = connection.recv(1 << 16)
                    if not data:
                        return
                    waiting += data
                head, _, waiting = waiting.partition(b"\r\n\r\n")
                name = head.split(b" ")[1].rsplit(b"/", 1)[1].decode()
                if name == "take":
                    # The answer waits for the body, as most applications' do.
                    left = length(head) - len(waiting)
                    while left > 0:
                        data = connection.recv(1 << 16)
                        if not data:
                            return
                        left -= len(data)
                    waiting, name = b"", "fine"
                if not self._answer(connection, name):
                    return

    def _answer(self, connection, name):
        """Whether the connection goes on."""
        ok = b"HTTP/1.1 200 OK\r\n"
        match name:
            case "fine":
                connection.sendall(ok + b"Content-Length: 2\r\n\r\nok")
                return True
            case "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            case "reset-late":
                connection.sendall(ok + b"Content-Length: 100000\r\n\r\n" + b"a" * 50_000)
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            case "hang":
                self._over.wait(60)
            case "hang-late":
                connection.sendall(ok + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
                self._over.wait(60)
            case "short":
                connection.sendall(ok + b"Content-Length: 1000000\r\n\r\n" + b"a" * 1000)
            case "long":
                connection.sendall(ok + b"Content-Length: 2\r\n\r\nok" + b"a" * 100_000)
            case "early":
                connection.sendall(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno")
            case "twice":
                connection.sendall((ok + b"Content-Length: 2\r\n\r\nok") * 2)
            case "garbage":
                connection.sendall(b"\x16\x03\x01\x02\x00 not HTTP\r\n\r\n")
            case "endless":
                connection.sendall(ok + b"X-Filler: " + b"a" * 1_000_000)
            case "cut":
                connection.sendall(ok + b"Transfer-Encoding: chunked\r\n\r\nffffff\r\n" + b"a" * 10_000)
            case "flood":
                with contextlib.suppress(OSError):
                    connection.sendall(ok + b"Content-Length: %d\r\n\r\n" % len(FLOOD))
                    connection.sendall(FLOOD)
        return False


UPSTREAM_STORMS = {
    "reset": {502, 503}, "reset-late": {200}, "short": {200}, "long": {200}, "early": {413}, "twice": {200},
    "garbage": {502}, "endless": {502}, "cut": {200},
}  # fmt: skip
"""What an upstream does, and what its clients may be answered."""


# Clients that do harm


class Client:
    """One connection that is closed without a word."""

    def __init__(self, gateway, timeout=20):
        self.authority = gateway.authority
        self.socket = socket.create_connection(("127.0.0.1", gateway.port), timeout=timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def head(self, path, *fields, method="GET"):
        lines = [f"{method} {OPEN}/{path} HTTP/1.1", f"Host: {self.authority}", *fields, "", ""]
        return "\r\n".join(lines).encode()

    def status(self):
        data = b""
        while b"\r\n" not in data:
            more = self.socket.recv(4096)
            if not more:
                return 0
            data += more
        return int(data[9:12])

    def vanish(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.socket.close()


def ask(gateway, path, with_body=False):
    """One request and all of its answer; the status, 0 without one."""
    with Client(gateway) as client, contextlib.suppress(ConnectionError):
        if with_body:
            client.socket.sendall(client.head(path, "Content-Length: 100000", method="POST") + b"a" * 1_000)
        else:
            client.socket.sendall(client.head(path))
        status = client.status()
        with contextlib.suppress(ConnectionError, TimeoutError):
            client.socket.settimeout(0.3)
            while client.socket.recv(1 << 16):
                pass
        return status
    return 0


def upstream_storm(gateway, name, count, at_once=32):
    """Many requests to an upstream that does harm; answers the statuses."""
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        return set(pool.map(lambda _: ask(gateway, name, with_body=name == "early"), range(count)))


def vanishing_clients(gateway, count, seed=1):
    """Clients that leave in the middle of everything."""
    dice = random.Random(seed)
    for _ in range(count):
        with contextlib.suppress(ConnectionError):
            client = Client(gateway)
            head = client.head("fine")
            match dice.randrange(7):
                case 0:
                    pass
                case 1:
                    client.socket.sendall(head[: dice.randrange(1, len(head))])
                case 2:
                    client.socket.sendall(head * dice.randrange(1, 20))
                case 3:
                    client.socket.sendall(client.head("fine", "Content-Length: 100000", method="POST") + b"a" * 1_000)
                case 4:
                    chunked = client.head("hang-late", "Transfer-Encoding: chunked", method="POST")
                    client.socket.sendall(chunked + b"5\r\nhello\r\n5\r\nhe")
                case 5:
                    client.socket.sendall(client.head("flood"))
                    client.socket.recv(1)
                case 6:
                    client.socket.sendall(b"POST /oauth2/token HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\ngrant")
            client.vanish() if dice.random() < 0.7 else client.socket.close()
