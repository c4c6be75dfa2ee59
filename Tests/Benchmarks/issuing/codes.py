"""Authorization codes made ahead, by asking the authorization endpoint as the browser of a person who has consented."""

import base64
import hashlib
import http.client
import json
import secrets
import threading
import urllib.parse

THREADS = 8


def proof_key():
    verifier = secrets.token_urlsafe(32)
    digest = hashlib.sha256(verifier.encode()).digest()
    return verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def code_of(location):
    found = urllib.parse.parse_qs(urllib.parse.urlsplit(location).query)
    if "code" not in found:
        raise SystemExit(f"no code in {location}")
    return found["code"][0]


def ask(connection, peer, challenge, client):
    headers = {"Host": peer.host, "Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", **peer.code_headers}
    connection.request("GET", peer.request_path(challenge, client), headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status not in (302, 303):
        raise SystemExit(f"{peer.name} answered {answer.status} instead of a code: {body[:600].decode()}")
    return code_of(answer.headers["Location"])


def make_codes(peer, count):
    """`count` codes, each with its verifier and its client, by several threads at once: codes live a minute.

    The clients take turns, because a server keeps only so many grants of one person to one client.
    """
    clients = getattr(peer, "code_clients", [peer.code_client])
    made, failures = [], []

    def work(share, first):
        connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=30)
        try:
            for number in range(share):
                verifier, challenge = proof_key()
                client = clients[(first + number) % len(clients)]
                made.append((ask(connection, peer, challenge, client), verifier, client))
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    shares = [count // THREADS + (number < count % THREADS) for number in range(THREADS)]
    workers = [threading.Thread(target=work, args=(share, first)) for first, share in enumerate(shares)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failures:
        raise failures[0]
    return made


def redeem(peer, code, verifier, redirect):
    """The token endpoint's answer for one code."""
    client_id, client_secret = peer.code_client
    form = {
        "grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect,
        "client_id": client_id, "client_secret": client_secret,
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", peer.port, timeout=30)
    try:
        headers = {"Host": peer.host, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", peer.token_path, urllib.parse.urlencode(form), headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise SystemExit(f"{peer.name} answered {answer.status} to a code: {body[:600].decode()}")
    return json.loads(body)
