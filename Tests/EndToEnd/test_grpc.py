"""gRPC through the gate: a real client and a real server, every kind of call, and refusals as a client of gRPC reads them."""

import concurrent.futures
import queue
import time

import grpc
import pytest
import requests
from google.rpc import status_pb2
from grpc_status import rpc_status

from support.certificates import Authority
from support.grpc_server import SERVICE, Server

POLICY = """\
application: calls
name: Calls
upstream: {upstream}
prefix: /test.Echo
scopes:
  calls_use: Make calls
  calls_other: Make other calls
routes:
  POST /Public: public
  POST /Other: calls_other
  POST /**: calls_use
"""
OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


class Stage:
    """A gate, a server behind it, and a client in front of it."""

    def __init__(self, make_gateway, folder, secure):
        authority = Authority()
        ca = authority.write(folder / "ca.pem")
        credentials = None
        settings = "http2_cleartext: true\n"
        if secure:
            authority.issue(folder, "server", ("localhost",))
            pair = ((folder / "server.key").read_bytes(), (folder / "server.pem").read_bytes())
            credentials = grpc.ssl_server_credentials([pair])
            settings = f"upstream_ca: {ca}\ntls: "
            settings += '{"certificates": [{"certificate": "%s", "key": "%s"}]}\n' % (
                folder / "server.pem",
                folder / "server.key",
            )
        self.server = Server(credentials)
        scheme, host = ("https", "localhost") if secure else ("h2c", "127.0.0.1")
        self.policy = POLICY.format(upstream=f"{scheme}://{host}:{self.server.port}")
        self.gateway = make_gateway({"calls.yaml": self.policy})
        (self.gateway.policies / "gateway.yaml").write_text(settings)
        self.gateway.start()
        self.secure = secure
        self.ca = ca
        self.channel = self.connect()

    def connect(self):
        target = f"localhost:{self.gateway.port}"
        if self.secure:
            trusted = grpc.ssl_channel_credentials(self.ca.read_bytes())
            return grpc.secure_channel(target, trusted, options=OPTIONS)
        return grpc.insecure_channel(target, options=OPTIONS)

    def token(self, *scopes):
        credentials = self.gateway.create_client(*scopes, application="calls")
        self.client_id = credentials.client_id
        scheme = "https" if self.secure else "http"
        answer = requests.post(
            f"{scheme}://localhost:{self.gateway.port}/oauth2/token",
            data={"grant_type": "client_credentials"},
            auth=(credentials.client_id, credentials.client_secret),
            verify=str(self.ca),
            timeout=20,
        )
        return answer.json()["access_token"]

    def close(self):
        self.channel.close()
        self.server.close()


@pytest.fixture(params=["clear", "tls"])
def stage(request, make_gateway, tmp_path):
    stage = Stage(make_gateway, tmp_path, request.param == "tls")
    yield stage
    stage.close()


@pytest.fixture
def allowed(stage):
    return (("authorization", "Bearer " + stage.token("calls_use")),)


def test_a_unary_call_and_its_metadata(stage, allowed):
    call = stage.channel.unary_unary(SERVICE + "Echo")
    metadata = (*allowed, ("x-mine", "1"), ("x-mine-bin", b"\x00\x01\xff"))
    answer, result = call.with_call(b"hello", metadata=metadata, timeout=10)
    assert answer == b"hello"
    assert dict(result.initial_metadata())["x-first-bin"] == b"\x00\xff"
    assert dict(result.trailing_metadata())["x-last"] == "2"
    assert dict(result.trailing_metadata())["x-last-bin"] == b"\xff\x00"
    seen = stage.server.metadata[0]
    assert seen["x-mine"] == "1" and seen["x-mine-bin"] == b"\x00\x01\xff"
    assert "x-gatehouse-client" in seen and "authorization" not in seen


def test_calls_stream_in_every_direction(stage, allowed):
    upload = stage.channel.stream_unary(SERVICE + "Upload")
    assert upload((b"x" * 1000 for _ in range(500)), metadata=allowed, timeout=20) == b"500000"
    download = stage.channel.unary_stream(SERVICE + "Download")
    answers = list(download(b"1000", metadata=allowed, timeout=20))
    assert answers == [b"%d" % index for index in range(1000)]


def test_both_sides_talk_at_once(stage, allowed):
    messages = queue.Queue()
    call = stage.channel.stream_stream(SERVICE + "Chat")(iter(messages.get, None), metadata=allowed, timeout=60)
    started = time.monotonic()
    for index in range(1000):
        messages.put(b"%d" % index)
        assert next(call) == b"echo %d" % index
    messages.put(None)
    assert list(call) == [] and call.code() == grpc.StatusCode.OK
    # No message waits for another one: that would take 40 ms each.
    assert time.monotonic() - started < 20


def test_large_messages_pass(stage, allowed):
    message = bytes(range(256)) * 16_384
    call = stage.channel.unary_unary(SERVICE + "Echo")
    for _ in range(3):
        assert call(message, metadata=allowed, timeout=20) == message


def test_many_calls_at_once(stage, allowed):
    call = stage.channel.unary_unary(SERVICE + "Echo")
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda index: call(b"%d" % index, metadata=allowed, timeout=20), range(500)))
    assert answers == [b"%d" % index for index in range(500)]


def test_an_error_keeps_its_status_and_details(stage, allowed):
    details = status_pb2.Status(code=9, message="größer als 100 %").SerializeToString()
    with pytest.raises(grpc.RpcError) as error:
        stage.channel.unary_unary(SERVICE + "Fail")(details, metadata=allowed, timeout=10)
    assert error.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert error.value.details() == "größer als 100 %"
    assert dict(error.value.trailing_metadata())["x-reason"] == "broken"
    assert rpc_status.from_call(error.value).code == 9
    with pytest.raises(grpc.RpcError) as error:
        stage.channel.unary_unary(SERVICE + "Nothing")(b"", metadata=allowed, timeout=10)
    assert error.value.code() == grpc.StatusCode.UNIMPLEMENTED


def test_a_deadline_reaches_the_server(stage, allowed):
    with pytest.raises(grpc.RpcError) as error:
        stage.channel.unary_unary(SERVICE + "Slow")(b"", metadata=allowed, timeout=0.5)
    assert error.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    assert stage.server.cancelled.wait(5)


def test_a_cancelled_stream_ends_at_the_server(stage, allowed):
    call = stage.channel.unary_stream(SERVICE + "Tick")(b"", metadata=allowed)
    assert next(call) == b"tick"
    call.cancel()
    assert stage.server.cancelled.wait(5)
    echo = stage.channel.unary_unary(SERVICE + "Echo")
    assert echo(b"still here", metadata=allowed, timeout=10) == b"still here"


def test_who_may_not_call_gets_a_status(stage):
    echo = stage.channel.unary_unary(SERVICE + "Echo")
    other = (("authorization", "Bearer " + stage.token("calls_other")),)
    for metadata, code in ((), 16), ((("authorization", "Bearer nonsense"),), 16), (other, 7):
        with pytest.raises(grpc.RpcError) as error:
            echo(b"", metadata=metadata, timeout=10)
        assert error.value.code().value[0] == code, error.value
    assert stage.channel.unary_unary(SERVICE + "Public")(b"anyone", timeout=10) == b"anyone"
    # Their status of HTTP is 200; who watches sees them all the same.
    lines = stage.gateway.admin("/metrics").text.splitlines()
    refused = [line for line in lines if line.startswith("gatehouse_policy_decisions_total") and 'decision="deny"' in line]
    for reason in "missing_token", "invalid_token", "insufficient_scope":
        assert any(f'reason="{reason}"' in line and line.endswith(" 1") for line in refused), refused


def test_a_stream_ends_with_its_token(stage):
    token = stage.token("calls_use")
    call = stage.channel.unary_stream(SERVICE + "Tick")(b"", metadata=(("authorization", f"Bearer {token}"),))
    assert next(call) == b"tick"
    stage.gateway.manage("token", "revoke", "--client", stage.client_id)
    with pytest.raises(grpc.RpcError) as error:
        list(call)
    assert error.value.code() == grpc.StatusCode.UNAUTHENTICATED
    assert stage.server.cancelled.wait(5)


def test_a_server_that_is_gone_is_unavailable(stage, allowed):
    echo = stage.channel.unary_unary(SERVICE + "Echo")
    assert echo(b"1", metadata=allowed, timeout=10) == b"1"
    stage.server.close()
    with pytest.raises(grpc.RpcError) as error:
        echo(b"2", metadata=allowed, timeout=10)
    assert error.value.code() == grpc.StatusCode.UNAVAILABLE
