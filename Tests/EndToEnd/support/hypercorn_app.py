"""An ASGI application that Hypercorn serves in a process of its own: HTTP/1.1 and HTTP/2 from a maintained server."""

import asyncio
import json


TOGETHER = 16
_waiting: list[asyncio.Event] = []
_steps: list[asyncio.Event] = []


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    path = scope["path"].rsplit("/", 1)[-1]
    if path == "echo":
        return await _echo(receive, send)
    if path == "large":
        return await _large(send)
    if path == "events":
        return await _events(send)
    if path == "next" and _steps:
        _steps.pop().set()
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    answer = json.dumps(
        {
            "version": scope["http_version"],
            "method": scope["method"],
            "path": scope["path"],
            "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"]],
            "body": len(body),
        }
    ).encode()
    status = int(path) if path.isdigit() else 200
    headers = [(b"content-type", b"application/json")]
    if path == "length":
        headers.append((b"content-length", str(len(answer)).encode()))
    if path == "together":
        await _together()
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if status in (204, 304) else answer})


async def _echo(receive, send):
    """Sends each piece back before the next has come."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return
        more = message.get("more_body", False)
        await send({"type": "http.response.body", "body": message.get("body", b""), "more_body": more})


async def _large(send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for index in range(160):
        await send({"type": "http.response.body", "body": bytes([index]) * 65_536, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _together():
    """Answers only when so many wait at once."""
    event = asyncio.Event()
    _waiting.append(event)
    if len(_waiting) == TOGETHER:
        while _waiting:
            _waiting.pop().set()
    await event.wait()


async def _events(send):
    """One event for each request to `next`."""
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    for index in range(3):
        step = asyncio.Event()
        _steps.append(step)
        await send({"type": "http.response.body", "body": f"data: {index}\n\n".encode(), "more_body": True})
        await step.wait()
    await send({"type": "http.response.body", "body": b""})
