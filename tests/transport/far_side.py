"""A far side over real sockets that writes down when each request came and how many were there at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import attrs


@attrs.define
class Log:
    """What the far side saw; `busy_until` makes it answer 429 with Retry-After until then."""

    arrivals: list[float] = attrs.field(factory=list)
    most_at_once: int = 0
    here: int = 0
    busy_for: int = 0
    refused: list[float] = attrs.field(factory=list)
    lock: threading.Lock = attrs.field(factory=threading.Lock)

    def most_in_a_second(self) -> int:
        """The largest number of arrivals in any second."""
        times = sorted(self.arrivals)
        return max((sum(1 for other in times[i:] if other - start < 1) for i, start in enumerate(times)), default=0)


@contextmanager
def far_side(*, takes: float = 0.05) -> Iterator[tuple[str, Log]]:
    """Its address and log; each request takes so many seconds."""
    log = Log()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            with log.lock:
                log.arrivals.append(time.monotonic())
                log.here += 1
                log.most_at_once = max(log.most_at_once, log.here)
                busy, log.busy_for = log.busy_for, 0
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(takes)
            with log.lock:
                log.here -= 1
                if busy:
                    log.refused.append(time.monotonic())
            self.send_response(429 if busy else 200)
            if busy:
                self.send_header("Retry-After", str(busy))
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", log
    finally:
        server.shutdown()
        server.server_close()
