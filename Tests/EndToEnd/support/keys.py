"""What strong clients prove themselves with: keys, assertions, proofs of possession, certificates, one-time codes."""

import base64
import datetime
import hashlib
import hmac
import json
import secrets
import struct
import time
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_KINDS = {
    "ES256": (lambda: ec.generate_private_key(ec.SECP256R1()), ECAlgorithm),
    "RS256": (lambda: rsa.generate_private_key(65537, 2048), RSAAlgorithm),
    "PS256": (lambda: rsa.generate_private_key(65537, 2048), RSAAlgorithm),
    "EdDSA": (ed25519.Ed25519PrivateKey.generate, OKPAlgorithm),
}


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@dataclass(frozen=True)
class Key:
    """A private key of a client."""

    algorithm: str
    private: Any

    @classmethod
    def fresh(cls, algorithm="ES256"):
        return cls(algorithm, _KINDS[algorithm][0]())

    @property
    def public(self):
        """As a JWK, of the members that make the key alone."""
        made = _KINDS[self.algorithm][1].to_jwk(self.private.public_key(), as_dict=True)
        return {name: made[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in made}

    @property
    def thumbprint(self):
        """RFC 7638."""
        canonical = json.dumps(self.public, sort_keys=True, separators=(",", ":"))
        return base64url(hashlib.sha256(canonical.encode()).digest())

    @property
    def pem(self):
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

    def key_set(self):
        """What is registered for the client."""
        return {"keys": [{**self.public, "kid": self.thumbprint, "alg": self.algorithm, "use": "sig"}]}

    def key_set_file(self, folder):
        path = folder / f"{self.thumbprint}.json"
        path.write_text(json.dumps(self.key_set()))
        return str(path)

    def sign(self, claims, **header):
        headers = {"kid": self.thumbprint, **header}
        return jwt.encode(claims, self.private, self.algorithm, {k: v for k, v in headers.items() if v is not None})

    def assertion(self, client_id, audience, **changes):
        """RFC 7523 §2.2: the form fields of a client that authenticates with this key. None leaves a claim out."""
        now = int(time.time())
        claims = {
            "iss": client_id, "sub": client_id, "aud": audience, "iat": now, "exp": now + 60,
            "jti": secrets.token_urlsafe(16), **changes,
        }  # fmt: skip
        signed = self.sign({name: value for name, value in claims.items() if value is not None})
        return {"client_id": client_id, "client_assertion_type": ASSERTION_TYPE, "client_assertion": signed}

    def proof(self, method, url, token=None, **changes):
        """RFC 9449 §4.2: a proof for one request. None leaves a claim out."""
        claims = {"jti": secrets.token_urlsafe(16), "htm": method, "htu": url, "iat": int(time.time())}
        if token is not None:
            claims["ath"] = base64url(hashlib.sha256(token.encode()).digest())
        claims |= changes
        claims = {name: value for name, value in claims.items() if value is not None}
        return self.sign(claims, typ="dpop+jwt", jwk=self.public, kid=None)


@dataclass(frozen=True)
class Certificate:
    """A client's own certificate, as a proxy that ended its TLS passes it on."""

    der: bytes

    @classmethod
    def fresh(cls, common_name="job", organization="Example"):
        key = ec.generate_private_key(ec.SECP256R1())
        # In the order in which a certificate has it; RFC 4514 writes it the other way round.
        name = x509.Name(
            [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
             x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
        )  # fmt: skip
        now = datetime.datetime.now(datetime.timezone.utc)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=30))
            .sign(key, hashes.SHA256())
        )
        return cls(made.public_bytes(serialization.Encoding.DER))

    @property
    def thumbprint(self):
        return base64url(hashlib.sha256(self.der).digest())

    @property
    def headers(self):
        """RFC 9440 §2.2."""
        return {"Client-Cert": f":{base64.b64encode(self.der).decode()}:"}


def one_time_code(secret, ahead=0):
    """RFC 6238: what an authenticator shows now, or `ahead` steps of 30 seconds later."""
    key = base64.b32decode(secret.replace(" ", "").upper())
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + ahead), "sha1").digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
