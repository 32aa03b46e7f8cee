"""The service of the relay example over real sockets, with a log of every request: when it came, from whom, and how many were there."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import attrs


@attrs.frozen
class Seen:
    """One request; `status` is what it was answered with."""

    at: float
    method: str
    path: str
    client: int
    status: int


@attrs.define
class Log:
    """What the far side saw; `busy_for` makes it answer the next message with 429 and so many seconds of Retry-After."""

    seen: list[Seen] = attrs.field(factory=list)
    here: int = 0
    most_at_once: int = 0
    busy_for: int = 0
    refused_at: float = 0.0
    taken: dict[str, str] = attrs.field(factory=dict)
    waiting: dict[str, dict[str, str]] = attrs.field(factory=dict)
    lock: threading.Lock = attrs.field(factory=threading.Lock)

    def most_in_a_second(self) -> int:
        """The largest number of arrivals in any second."""
        times = sorted(s.at for s in self.seen)
        return max((sum(1 for other in times[i:] if other - start < 1) for i, start in enumerate(times)), default=0)

    def times_taken(self) -> Counter[str]:
        """How often each message came and was not turned away."""
        return Counter(s.path.rpartition("/")[2] for s in self.seen if s.method == "PUT" and s.status == 200)

    def answer(self, method: str, path: str, query: str, body: bytes) -> tuple[int, object]:
        """What the service says."""
        exchange = path.rpartition("/")[2]
        if method == "PUT":
            if self.busy_for:
                return 429, {}
            if exchange not in self.taken:
                self.taken[exchange] = f"R{len(self.taken) + 1}"
                said = {"exchange_id": exchange, "outcome": "saved", "seq_no": json.loads(body)["number"]}
                self.waiting[exchange] = {"token": exchange, "name": f"{exchange}.json", "content": json.dumps(said)}
            return 200, {"reference": self.taken[exchange]}
        if method == "POST":
            for token in json.loads(body)["tokens"]:
                self.waiting.pop(token, None)
            return 200, {}
        if path == "/receipts":
            return 200, list(self.waiting.values())[: int(parse_qs(query)["limit"][0])]
        return 200 if exchange in self.taken else 404, {}


@contextmanager
def relay_side(*, takes: float) -> Iterator[tuple[str, Log]]:
    """Its address and log; each request takes so many seconds."""
    log = Log()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Answers are small and must not wait for more.
        disable_nagle_algorithm = True

        def do_PUT(self) -> None:
            at = time.monotonic()
            with log.lock:
                log.here += 1
                log.most_at_once = max(log.most_at_once, log.here)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            time.sleep(takes)
            url = urlsplit(self.path)
            with log.lock:
                status, said = log.answer(self.command, url.path, url.query, body)
                log.seen.append(Seen(at, self.command, url.path, self.client_address[1], status))
                log.here -= 1
                pause = log.busy_for if status == 429 else 0
                if pause:
                    log.busy_for = 0
                    log.refused_at = time.monotonic()
            content = json.dumps(said).encode()
            self.send_response(status)
            if pause:
                self.send_header("Retry-After", str(pause))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.do_PUT()

        def do_POST(self) -> None:
            self.do_PUT()

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
