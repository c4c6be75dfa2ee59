"""PROXY headers: a gate behind a load balancer that carries connections, and clients that pretend to be one."""

import json
import socket
import ssl
import struct
import subprocess

import pytest
from support.certificates import Authority
from support.gateway import Gateway, free_ports
from support.policies import tstapp
from support.upstream import Upstream
from support.waiting import eventually
from support.wire import Wire

# An address of the loopback network that stands for the load balancer; others are strangers.
BALANCER, CLIENT = "127.0.0.2", "127.0.0.9"
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"
HAPROXY = "/usr/sbin/haproxy"


def line(source="198.51.100.7"):
    return f"PROXY TCP4 {source} 192.0.2.1 56324 443\r\n".encode()


def block(source="198.51.100.7", command=0x21, extensions=b""):
    content = socket.inet_aton(source) + socket.inet_aton("192.0.2.1") + struct.pack(">HH", 56324, 443) + extensions
    return SIGNATURE + bytes([command, 0x11]) + struct.pack(">H", len(content)) + content


class From(Wire):
    """A client that comes from an address of its own."""

    def __init__(self, address, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(address, 0))
        self.buffer = b""


class Stage:
    def __init__(self, folder, settings, policy=""):
        self.upstream = Upstream()
        self.gateway = Gateway(folder, {"tstapp.yaml": tstapp(self.upstream.port) + policy})
        (self.gateway.policies / "gateway.yaml").write_text(settings)
        self.gateway.start()

    def request(self, path="/tstapp/health", fields=""):
        return f"GET {path} HTTP/1.1\r\nHost: {self.gateway.authority}\r\n{fields}\r\n".encode()

    def close(self):
        assert self.gateway.stop() == 0
        self.upstream.close()


@pytest.fixture
def stage(tmp_path):
    stages = []

    def make(settings=f"proxy_protocol: required\ntrusted_proxies: [{BALANCER}]\n", policy=""):
        stages.append(Stage(tmp_path, settings, policy))
        return stages[-1]

    yield make
    for made in stages:
        made.close()


@pytest.mark.parametrize(
    "header", [line(), block(), block(extensions=b"\x01\x00\x02h2\xea\x00\x03abc")], ids=["v1", "v2", "v2-extended"]
)
def test_the_clients_address_goes_wherever_an_address_goes(stage, header):
    at = stage()
    with From(BALANCER, at.gateway.port) as wire:
        wire.send(header + at.request(fields="X-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n"))
        assert wire.read().status == 200
        # The header is about the whole connection.
        wire.send(at.request("/tstapp/data/1"))
        assert wire.read().status == 401
    (seen,) = at.upstream.wait_for()
    assert seen.one("X-Forwarded-For") == "198.51.100.7"
    assert seen.one("Forwarded").startswith("for=198.51.100.7;")
    for entry in at.gateway.access_lines(lambda entry: entry["path"].startswith("/tstapp"), count=2):
        assert entry["peer"] == "198.51.100.7"
    assert 'gatehouse_proxy_protocol_connections_total{result="accepted"} 1' in at.gateway.admin("/metrics").text


@pytest.mark.parametrize("header", [b"PROXY UNKNOWN\r\n", block(command=0x20)], ids=["v1", "v2"])
def test_the_balancers_own_checks_come_from_itself(stage, header):
    at = stage()
    with From(BALANCER, at.gateway.port) as wire:
        wire.send(header + at.request())
        assert wire.read().status == 200
    assert at.upstream.wait_for()[0].one("X-Forwarded-For") == BALANCER


def test_nobody_but_a_trusted_proxy_gets_in_where_headers_are_required(stage):
    at = stage()
    for header in [b"", line(), block()]:
        with From(CLIENT, at.gateway.port) as wire:
            try:
                wire.send(header + at.request())
            except ConnectionError:
                continue
            assert wire.is_closed()
    assert at.upstream.lines() == []
    assert '{result="untrusted"} 3' in at.gateway.admin("/metrics").text


@pytest.mark.parametrize(
    "start",
    [
        b"GET /tstapp/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"PROXY TCP4 198.51.100.7 192.0.2.1 1 65536\r\n",
        b"PROXY TCP4 198.51.100.7 192.0.2.1 1 2\n",
        b"PROXY " + b"x" * 200,
        SIGNATURE + b"\x21\x11\xff\xff",
        SIGNATURE + b"\x21\x12\x00\x0c" + bytes(12),
        b"\x16\x03\x01\x02\x00",
        b"\0" * 5000,
    ],
)
def test_a_trusted_proxy_without_a_good_header_is_cut_off(stage, start):
    at = stage()
    with From(BALANCER, at.gateway.port) as wire:
        try:
            wire.send(start)
        except ConnectionError:
            pass
        assert wire.is_closed()
    assert at.upstream.lines() == []
    with From(BALANCER, at.gateway.port) as wire:
        wire.send(line() + at.request())
        assert wire.read().status == 200


def test_others_come_without_header_where_only_trusted_proxies_send_it(stage):
    at = stage(f"proxy_protocol: trusted\ntrusted_proxies: [{BALANCER}]\n")
    client = at.gateway.create_client("tstapp_data.read")
    assert at.gateway.get("/tstapp/data/1", at.gateway.token(client)).status_code == 200
    with From(CLIENT, at.gateway.port) as wire:
        wire.send(line() + at.request())
        assert wire.read().status == 400
    with From(BALANCER, at.gateway.port) as wire:
        wire.send(at.request())
        assert wire.is_closed()
    with From(BALANCER, at.gateway.port) as wire:
        wire.send(block() + at.request())
        assert wire.read().status == 200
    assert [seen.one("X-Forwarded-For") for seen in at.upstream.wait_for(2)] == ["127.0.0.1", "198.51.100.7"]


def test_limits_by_address_tell_clients_behind_the_balancer_apart(stage):
    at = stage(policy="limits: [{ by: address, rate: 1/hour }]\n")
    statuses = []
    for source in ["198.51.100.1", "198.51.100.2", "198.51.100.1"]:
        with From(BALANCER, at.gateway.port) as wire:
            wire.send(block(source) + at.request())
            statuses.append(wire.read().status)
    assert statuses == [200, 200, 429]


def test_a_proxy_behind_the_balancer_speaks_for_its_clients_if_it_is_trusted_itself(stage):
    at = stage(f"proxy_protocol: required\ntrusted_proxies: [{BALANCER}, 198.51.100.0/24]\n")
    with From(BALANCER, at.gateway.port) as wire:
        wire.send(line() + at.request(fields="X-Forwarded-For: 203.0.113.9\r\n"))
        assert wire.read().status == 200
    assert at.upstream.wait_for()[0].one("X-Forwarded-For") == "203.0.113.9, 198.51.100.7"


def test_the_header_comes_before_the_handshake(stage, tmp_path):
    authority = Authority()
    authority.write(tmp_path / "ca.pem")
    authority.issue(tmp_path, "first")
    pair = {"certificate": str(tmp_path / "first.pem"), "key": str(tmp_path / "first.key")}
    at = stage(
        f"proxy_protocol: required\ntrusted_proxies: [{BALANCER}]\ntls: {json.dumps({'certificates': [pair]})}\n"
    )
    context = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    for header in [line(), block()]:
        with From(BALANCER, at.gateway.port) as wire:
            wire.send(header)
            wire.socket = context.wrap_socket(wire.socket, server_hostname="localhost")
            wire.send(at.request())
            assert wire.read().status == 200
    for seen in at.upstream.wait_for(2):
        assert seen.one("X-Forwarded-For") == "198.51.100.7" and seen.one("X-Forwarded-Proto") == "https"
    with From(BALANCER, at.gateway.port) as wire:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            context.wrap_socket(wire.socket, server_hostname="localhost")


def test_headers_that_nobody_could_be_believed_for_are_refused_at_start(tmp_path):
    gateway = Gateway(tmp_path, {})
    (gateway.policies / "gateway.yaml").write_text("proxy_protocol: required\n")
    result = gateway.cli("serve", "--policies", str(gateway.policies), "--data", str(gateway.data), check=False)
    assert result.returncode != 0
    assert "there is no trusted proxy whose PROXY headers could be believed" in result.stderr


def test_a_real_haproxy_in_front(stage, tmp_path):
    at = stage()
    plain, sealed = free_ports(2)
    (tmp_path / "haproxy.cfg").write_text(
        f"""\
defaults
  mode tcp
  timeout connect 5s
  timeout client 10s
  timeout server 10s
listen version-1
  bind 127.0.0.1:{plain}
  server gate 127.0.0.1:{at.gateway.port} source {BALANCER} send-proxy check inter 500 check-send-proxy
listen version-2
  bind 127.0.0.1:{sealed}
  server gate 127.0.0.1:{at.gateway.port} source {BALANCER} send-proxy-v2 proxy-v2-options crc32c,unique-id
"""
    )
    haproxy = subprocess.Popen([HAPROXY, "-db", "-f", str(tmp_path / "haproxy.cfg")], stderr=subprocess.DEVNULL)
    try:
        for port in (plain, sealed):

            def passes():
                try:
                    with From(CLIENT, port) as wire:
                        wire.send(at.request())
                        return wire.read().status == 200
                except (ConnectionError, EOFError):
                    return False

            eventually(passes, within=10, every=0.1)
    finally:
        haproxy.terminate()
        haproxy.wait(10)
    assert [seen.one("X-Forwarded-For") for seen in at.upstream.wait_for(2)] == [CLIENT, CLIENT]
