"""The process among others: starting, being started wrongly, dying, stopping, and what is still true afterwards."""

import contextlib
import os
import signal
import socket
import sqlite3
import stat
import threading
import time

import pytest
import requests

from support.gateway import free_ports
from support.policies import tstapp
from support.waiting import eventually


def read(gateway, token):
    return gateway.get("/tstapp/data/1", token).status_code


def starts_with_status(gateway):
    gateway.start(wait=False)
    return gateway.process.wait(30)


def test_a_second_server_on_the_same_data_exits_3(own_gateway, make_gateway):
    second = make_gateway({"tstapp.yaml": tstapp(9)}, name="second")
    second.data = own_gateway.data

    assert starts_with_status(second) == 3
    assert own_gateway.admin("/readyz").status_code == 200


@pytest.mark.parametrize("which", ["port", "admin_port"])
def test_a_taken_port_exits_3_and_is_named(make_gateway, which):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        gateway = make_gateway({"tstapp.yaml": tstapp(9)})
        setattr(gateway, which, taken.getsockname()[1])

        assert starts_with_status(gateway) == 3
        gateway.errors.join()
        assert str(taken.getsockname()[1]) in gateway.errors.text()


def test_a_policy_that_does_not_compile_does_not_start(make_gateway):
    gateway = make_gateway({"tstapp.yaml": "application: tstapp\nroutes: 7\n"})

    assert starts_with_status(gateway) != 0
    gateway.errors.join()
    assert "tstapp.yaml:" in gateway.errors.text()


def test_wrong_use_exits_2(make_gateway):
    gateway = make_gateway({"tstapp.yaml": tstapp(9)}, arguments=("--no-such-option",))
    assert starts_with_status(gateway) == 2


def test_an_open_listener_without_an_issuer_exits_2(make_gateway):
    gateway = make_gateway({"tstapp.yaml": tstapp(9)}, arguments=("--listen", f"0.0.0.0:{free_ports(1)[0]}"))
    assert starts_with_status(gateway) == 2


def test_a_data_directory_that_cannot_be_made_exits_3(make_gateway):
    gateway = make_gateway({"tstapp.yaml": tstapp(9)})
    gateway.data = gateway.folder / "file" / "data"
    (gateway.folder / "file").write_text("in the way")
    assert starts_with_status(gateway) == 3


def test_a_corrupt_database_exits_3_and_is_left_as_it_is(make_gateway):
    gateway = make_gateway({"tstapp.yaml": tstapp(9)})
    gateway.data.mkdir(mode=0o700)
    database = gateway.data / "gatehouse.sqlite"
    database.write_bytes(b"this is not a database at all, " * 400)
    before = database.read_bytes()

    assert starts_with_status(gateway) == 3
    assert database.read_bytes() == before


def test_the_data_directory_is_for_its_owner_alone(own_gateway):
    own_gateway.create_client("tstapp_data.read")
    for path in [own_gateway.data, *own_gateway.data.rglob("*")]:
        assert stat.S_IMODE(os.stat(path).st_mode) & 0o077 == 0, path


def test_a_restart_keeps_clients_keys_and_revocations(own_gateway, own_upstream):
    gateway = own_gateway
    client, disabled = gateway.create_client("tstapp_data.read"), gateway.create_client("tstapp_data.read")
    live, revoked, orphan = gateway.token(client), gateway.token(client), gateway.token(disabled)
    gateway.ask("/oauth2/revoke", client, token=revoked)
    gateway.manage("client", "disable", disabled.client_id)
    assert gateway.stop() == 0

    gateway.start()

    assert [read(gateway, token) for token in (live, revoked, orphan)] == [200, 401, 401]
    assert read(gateway, gateway.token(client)) == 200


def test_what_was_acknowledged_survives_kill_9(own_gateway, own_upstream):
    gateway = own_gateway
    client = gateway.create_client("tstapp_data.read")
    tokens = [gateway.token(client) for _ in range(12)]
    acknowledged, stop = [], threading.Event()

    def revoke_until_it_dies():
        for token in tokens:
            try:
                if gateway.ask("/oauth2/revoke", client, token=token).status_code == 200:
                    acknowledged.append(token)
            except requests.RequestException:
                return
            if len(acknowledged) == 6:
                stop.set()

    thread = threading.Thread(target=revoke_until_it_dies)
    thread.start()
    assert stop.wait(30)
    gateway.kill()
    thread.join(30)

    gateway.start()

    assert len(acknowledged) >= 6
    assert [read(gateway, token) for token in acknowledged] == [401] * len(acknowledged)
    assert read(gateway, gateway.token(client)) == 200


def test_a_client_made_while_no_server_runs_is_there_when_one_does(make_gateway, own_upstream):
    gateway = make_gateway({"tstapp.yaml": tstapp(own_upstream.port)}).start()
    assert gateway.stop() == 0

    client = gateway.manage(
        "client", "create", "--application", "tstapp", "--name", "Made offline", "--grant", "client_credentials",
        "--scope", "tstapp_data.read", "--policies", str(gateway.policies),
    )  # fmt: skip

    gateway.start()
    listed = gateway.manage("client", "list", "--application", "tstapp")
    assert client["client_id"] in str(listed)


def test_sigterm_lets_a_request_in_flight_finish(own_gateway, own_upstream):
    gateway, finish = own_gateway, threading.Event()

    def slow(connection, request):
        finish.wait(30)
        connection.answer(body=b"at last")

    own_upstream.on("/tstapp/open/slow", slow)
    with gateway.wire(timeout=30) as wire:
        wire.send(f"GET /tstapp/open/slow HTTP/1.1\r\nHost: {gateway.authority}\r\n\r\n".encode())
        own_upstream.wait_for(1)

        gateway.process.send_signal(signal.SIGTERM)
        eventually(lambda: not is_accepting(gateway.port), what="the listener closes")
        finish.set()

        answer = wire.read()
        assert (answer.status, answer.body) == (200, b"at last")
        assert answer.one("Connection").lower() == "close"
        assert wire.is_closed()
    assert gateway.stop() == 0


def is_accepting(port):
    """Whether a request on a new connection is still served."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as probe:
            probe.sendall(b"GET /tstapp/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return probe.recv(1) != b""
    except OSError:
        return False


def test_sigterm_with_idle_connections_stops_at_once(own_gateway):
    with own_gateway.wire() as wire:
        wire.send(f"GET /tstapp/health HTTP/1.1\r\nHost: {own_gateway.authority}\r\n\r\n".encode())
        assert wire.read().status == 200
        assert own_gateway.stop(within=10) == 0
        assert wire.is_closed()


def test_settings_come_from_flags_then_environment_then_file(make_gateway):
    gateway = make_gateway(variables={"GATEHOUSE_ISSUER": "https://environment.example.test"})
    gateway.write_policy("gateway.yaml", "issuer: https://file.example.test\ntokens: { access_token_seconds: 77 }\n")

    def printed(*flags):
        return gateway.cli("serve", "--print-config", "--policies", str(gateway.policies), *flags).stdout

    assert "https://environment.example.test" in printed()
    assert "77" in printed()
    assert "https://flag.example.test" in printed("--issuer", "https://flag.example.test")


def test_a_setting_that_is_not_known_is_refused_by_name(make_gateway):
    gateway = make_gateway({"gateway.yaml": "issuerr: https://file.example.test\n"})
    result = gateway.cli("serve", "--print-config", "--policies", str(gateway.policies), check=False)
    assert result.returncode != 0
    assert "issuerr" in result.stdout + result.stderr


def test_the_last_use_of_a_secret_is_shown_while_the_server_runs(make_gateway, own_upstream):
    gateway = make_gateway({"tstapp.yaml": tstapp(own_upstream.port)}).start()
    client = gateway.create_client("tstapp_data.read")

    def last_used():
        shown = gateway.manage("client", "show", client.client_id)
        return [secret["last_used_at"] for secret in shown["secrets"] if secret.get("last_used_at")]

    assert last_used() == []
    before = int(time.time())
    gateway.token(client)

    (used,) = eventually(last_used, within=20)
    assert before - 1 <= used <= time.time() + 1


def keys_of(gateway, *arguments):
    """The listed keys, without what changes from one second to the next."""
    listed = gateway.manage("key", "list", *arguments)
    return [{name: value for name, value in key.items() if name != "age_seconds"} for key in listed]


def test_a_relative_data_directory_is_reached_from_elsewhere(make_gateway, tmp_path):
    gateway = make_gateway({"tstapp.yaml": tstapp(9)})
    elsewhere, absolute = tmp_path / "elsewhere", gateway.data
    elsewhere.mkdir()
    gateway.data = absolute.relative_to(gateway.folder)
    gateway.start()
    before = keys_of(gateway)

    gateway.folder, gateway.data = elsewhere, absolute

    assert keys_of(gateway) == before
    rotated = gateway.manage("key", "rotate")
    assert rotated[0]["kid"] in gateway.get("/.well-known/jwks.json").text


def rows(database):
    """Everything that stands in a database."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def test_commands_on_a_stopped_server_keep_what_it_ran_with(make_gateway):
    settings = "issuer: http://localhost:9191\ntokens: { algorithm: EdDSA, access_token_seconds: 86400 }\n"
    gateway = make_gateway({"tstapp.yaml": tstapp(9), "gateway.yaml": settings}).start()
    keys = keys_of(gateway)
    assert gateway.stop() == 0
    before = rows(gateway.data / "gatehouse.sqlite")

    assert keys_of(gateway, "--policies", str(gateway.folder)) == keys
    assert rows(gateway.data / "gatehouse.sqlite") == before
    revoked = gateway.manage("token", "revoke", "--subject", "alice", "--policies", str(gateway.folder))
    assert revoked["expires_at"] - time.time() > 86000


@pytest.mark.parametrize("setting", ["listen: 127.0.0.1:18180", "issuer: http://localhost:18180/"])
def test_policy_commands_know_the_issuer_that_serve_has(make_gateway, setting):
    gateway = make_gateway({"tstapp.yaml": tstapp(9), "gateway.yaml": f"{setting}\n"})
    gateway.variables = {"GATEHOUSE_POLICIES": str(gateway.policies)}

    served = gateway.cli("serve", "--print-config").stdout
    checked = gateway.cli("policy", "check", "--json").stdout

    assert "http://localhost:18180" in served
    assert "http://localhost:18180/tstapp" in checked


def test_a_named_address_that_the_machine_lacks_exits_3(make_gateway):
    # RFC 5737: an address for documentation, which no machine has.
    arguments = ("--listen", "192.0.2.1:0", "--issuer", "https://auth.example.test")
    gateway = make_gateway({"tstapp.yaml": tstapp(9)}, arguments=arguments)

    assert starts_with_status(gateway) == 3
    gateway.errors.join()
    assert "192.0.2.1" in gateway.errors.text()
    assert "this machine has no such address" in gateway.errors.text()
