"""A corpus of attacks on the borders between messages: what is sent, what must come back, and what the upstream may see.

Plain tables, which `test_framing.py` holds Gatehouse to, and which `Tests/Benchmarks/smuggling/run` sends through other
proxies as well.
"""

from . import connections, fields, framing, lines, responses, targets

REQUESTS = [*lines.CASES, *targets.CASES, *fields.CASES, *framing.CASES, *connections.CASES]
CHUNKS = framing.BROKEN_CHUNKS
RESPONSES = responses.CASES

__all__ = ["CHUNKS", "REQUESTS", "RESPONSES"]
