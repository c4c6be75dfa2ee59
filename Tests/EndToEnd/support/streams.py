"""WebSockets on streams of HTTP/2 (RFC 8441), spoken by the packages `h2` and `wsproto`."""

import socket
import time

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, ResponseReceived, StreamEnded, StreamReset
from h2.settings import SettingCodes
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, TextMessage
from wsproto.extensions import PerMessageDeflate


class Multiplexed:
    """One connection of HTTP/2, by prior knowledge or on what a TLS handshake has agreed on."""

    def __init__(self, gateway, connection=None, scheme="http", timeout=20):
        self.authority, self.scheme = gateway.authority, scheme
        self.socket = connection or socket.create_connection(("127.0.0.1", gateway.port), timeout=timeout)
        self.socket.settimeout(timeout)
        self.h2 = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
        self.streams = {}
        self.h2.initiate_connection()
        self.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def flush(self):
        data = self.h2.data_to_send()
        if data:
            self.socket.sendall(data)

    def pump(self):
        """Reads once, and gives the streams what came for them."""
        data = self.socket.recv(65536)
        if not data:
            raise EOFError("the gate closed the connection")
        for event in self.h2.receive_data(data):
            stream = self.streams.get(getattr(event, "stream_id", None))
            if stream is None:
                continue
            if isinstance(event, ResponseReceived):
                stream.headers = dict(event.headers)
            elif isinstance(event, DataReceived):
                stream.received(event)
            elif isinstance(event, StreamEnded):
                stream.has_ended = True
            elif isinstance(event, StreamReset):
                stream.reset = event.error_code
        self.flush()

    @property
    def announces_websockets(self):
        return self.h2.remote_settings.get(SettingCodes.ENABLE_CONNECT_PROTOCOL) == 1

    def request(self, path, headers=(), **pseudo):
        """A stream with an open request; its answer has come."""
        stream = Stream(self)
        fields = {":method": "GET", ":scheme": self.scheme, ":path": path, ":authority": self.authority, **pseudo}
        self.h2.send_headers(stream.identifier, [*fields.items(), *headers], end_stream=pseudo == {})
        self.flush()
        stream.wait(lambda: stream.headers)
        return stream

    def open(self, path="/tstapp/data/socket", token=None, header_token=None, subprotocols=(), deflate=False, version="13"):
        """Asks for a WebSocket. `token`: among the subprotocols; `header_token`: in `Authorization`."""
        while not self.announces_websockets:
            self.pump()
        extension = PerMessageDeflate() if deflate else None
        wanted = ["bearer", token, *subprotocols] if token else list(subprotocols)
        headers = [("sec-websocket-version", version), ("origin", "https://elsewhere.test")]
        if wanted:
            headers.append(("sec-websocket-protocol", ", ".join(wanted)))
        if header_token:
            headers.append(("authorization", f"Bearer {header_token}"))
        if extension:
            headers.append(("sec-websocket-extensions", f"{extension.name}; {extension.offer()}"))
        stream = self.request(path, headers, **{":method": "CONNECT", ":protocol": "websocket"})
        if stream.status == 200:
            agreed = stream.headers.get("sec-websocket-extensions")
            if agreed:
                extension.finalize(agreed)
            stream.frames = Connection(ConnectionType.CLIENT, [extension] if agreed else [])
        return stream


class Stream:
    """One stream: a request and its answer, or a WebSocket that is open."""

    def __init__(self, connection):
        self.connection = connection
        self.identifier = connection.h2.get_next_available_stream_id()
        connection.streams[self.identifier] = self
        self.headers = {}
        self.body = b""
        self.has_ended = False
        self.reset = None
        self.frames = None
        self.reads = True
        self._unread = 0
        self._parts = []

    @property
    def status(self):
        return int(self.headers[":status"])

    def wait(self, holds, within=20):
        until = time.monotonic() + within
        while not holds() and self.reset is None:
            assert time.monotonic() < until, "it did not come"
            self.connection.pump()

    def received(self, event):
        self.body += event.data
        self._unread += event.flow_controlled_length
        if self.reads:
            self.take()

    def take(self):
        """Opens the windows again for what has come."""
        count, self._unread = self._unread, 0
        if count:
            self.connection.h2.acknowledge_received_data(count, self.identifier)
            self.connection.flush()

    # A WebSocket

    def send_bytes(self, data):
        h2 = self.connection.h2
        while data:
            size = min(h2.local_flow_control_window(self.identifier), h2.max_outbound_frame_size, len(data))
            if size <= 0:
                self.connection.pump()
                continue
            h2.send_data(self.identifier, data[:size])
            data = data[size:]
            self.connection.flush()

    def send(self, message):
        kind = TextMessage if isinstance(message, str) else BytesMessage
        self.send_bytes(self.frames.send(kind(data=message)))

    def receive(self):
        """The next whole message, or the Close."""
        while True:
            data, self.body = self.body, b""
            if data:
                self.frames.receive_data(data)
            for event in self.frames.events():
                if isinstance(event, CloseConnection):
                    return event
                self._parts.append(event.data)
                if event.message_finished:
                    parts, self._parts = self._parts, []
                    return parts[0][:0].join(parts)
            assert not self.has_ended and self.reset is None, f"it ended early: {self.reset}"
            self.connection.pump()

    def close(self, code=1000):
        """Closes as a client does: a Close, then the end of the stream when the other's has come."""
        self.send_bytes(self.frames.send(CloseConnection(code=code)))
        closed = self.receive()
        self.finish()
        self.wait(lambda: self.has_ended)
        return closed.code

    def finish(self):
        self.connection.h2.end_stream(self.identifier)
        self.connection.flush()

    def cancel(self):
        self.connection.h2.reset_stream(self.identifier, ErrorCodes.CANCEL)
        self.connection.flush()
