"""Waiting for something to become true: the one place where a test polls."""

import threading
import time

_never = threading.Event()


def eventually(question, within=10.0, every=0.01, what=None):
    """Asks until the answer is true (and returns it), or fails when `within` seconds have passed."""
    deadline = time.monotonic() + within
    while True:
        answer = question()
        if answer:
            return answer
        if time.monotonic() > deadline:
            told = what() if callable(what) else what or question.__name__
            raise AssertionError(f"not within {within} s: {told}")
        _never.wait(every)


def pause(seconds):
    """Lets what was sent arrive as a piece of its own; nothing may depend on it being long enough."""
    _never.wait(seconds)
