"""A proxy before a real server that spoils chosen requests: errors, refusals, lost answers, slowness."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Proxy:
    """Passes requests on; `faults` are used up by writing requests in order, None passes one on."""

    def __init__(self, port: int) -> None:
        """Stand before a server on loopback."""
        self.behind = port
        self.slow_seconds = 1.5
        self.faults: list[str | None] = []
        self.seen: list[str] = []
        self.port = 0
        self.lock = threading.Lock()

    def next_fault(self, method: str) -> str | None:
        """What to do to a request."""
        with self.lock:
            self.seen.append(method)
            if method in ("PUT", "POST") and self.faults:
                return self.faults.pop(0)
            return None


class Handler(BaseHTTPRequestHandler):
    """Forwards one request."""

    protocol_version = "HTTP/1.1"
    proxy: Proxy

    def _forward(self) -> None:
        """Forward, or spoil."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.proxy.next_fault(self.command)
        if fault in ("500", "429", "503"):
            self._answer(int(fault), b"", {"Retry-After": "1"} if fault != "500" else {})
            return
        if fault == "drop":
            self.close_connection = True
            return
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.behind, timeout=60)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "accept-encoding")}
        connection.request(self.command, self.path, body=body or None, headers=headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        if fault == "lost":
            self.close_connection = True
            return
        if fault == "slow":
            time.sleep(self.proxy.slow_seconds)
        left_out = {"content-length", "transfer-encoding", "connection", "date", "server"}
        with contextlib.suppress(OSError):
            self._answer(answer.status, data, {n: v for n, v in answer.getheaders() if n.lower() not in left_out})

    def _answer(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        """Send an answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_DELETE = do_REPORT = do_PROPFIND = do_MKCALENDAR = _forward

    def log_message(self, format: str, *args: Any) -> None:
        """Be quiet."""


@contextlib.contextmanager
def proxied(port: int) -> Iterator[Proxy]:
    """A proxy before a port until the block ends."""
    proxy = Proxy(port)
    handler = type("Bound", (Handler,), {"proxy": proxy})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    proxy.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
