"""A server of gRPC whose messages are bytes, for the stories of every kind of call."""

import concurrent.futures
import threading

import grpc

SERVICE = "/test.Echo/"


class Server(grpc.GenericRpcHandler):
    def __init__(self, credentials=None):
        self.metadata = []
        self.cancelled = threading.Event()
        self.received = []
        options = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]
        self.server = grpc.server(concurrent.futures.ThreadPoolExecutor(32), handlers=[self], options=options)
        if credentials is None:
            self.port = self.server.add_insecure_port("127.0.0.1:0")
        else:
            self.port = self.server.add_secure_port("127.0.0.1:0", credentials)
        self.server.start()

    def close(self, grace=None):
        self.server.stop(grace).wait(10)

    def service(self, details):
        name = details.method.removeprefix(SERVICE)
        method = getattr(self, name.lower(), None)
        if method is None:
            return None
        kinds = {
            "upload": grpc.stream_unary_rpc_method_handler,
            "download": grpc.unary_stream_rpc_method_handler,
            "tick": grpc.unary_stream_rpc_method_handler,
            "chat": grpc.stream_stream_rpc_method_handler,
        }
        return kinds.get(name.lower(), grpc.unary_unary_rpc_method_handler)(method)

    def echo(self, request, context):
        self.metadata.append(dict(context.invocation_metadata()))
        context.send_initial_metadata((("x-first", "1"), ("x-first-bin", b"\x00\xff")))
        context.set_trailing_metadata((("x-last", "2"), ("x-last-bin", b"\xff\x00")))
        return request

    public = echo

    def fail(self, request, context):
        context.set_trailing_metadata((("x-reason", "broken"), ("grpc-status-details-bin", request)))
        context.abort(grpc.StatusCode.FAILED_PRECONDITION, "größer als 100 %")

    def slow(self, request, context):
        context.add_callback(self.cancelled.set)
        self.cancelled.wait(20)
        return request

    def upload(self, requests, context):
        return str(sum(len(request) for request in requests)).encode()

    def download(self, request, context):
        for index in range(int(request)):
            yield b"%d" % index

    def tick(self, request, context):
        context.add_callback(self.cancelled.set)
        while context.is_active():
            yield b"tick"
            self.cancelled.wait(0.1)

    def chat(self, requests, context):
        for request in requests:
            yield b"echo " + request
