"""A proof key for one authorization request (RFC 7636)."""

import base64
import hashlib
import secrets
from dataclasses import dataclass


@dataclass(frozen=True)
class ProofKey:
    verifier: str

    @classmethod
    def fresh(cls):
        return cls(secrets.token_urlsafe(32))

    @property
    def challenge(self):
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
