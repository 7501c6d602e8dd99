"""HTTP servers on loopback, whose answers a test sets; they note what they were asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Reply:
    """What is sent: all at once, or `drip` bytes a `pause`."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drip: int = 0
    pause: float = 0.05


Answerer = Reply | Callable[[Message], Reply]


@dataclass
class Server:
    """One server: its answers by path, and the (path, headers) that it was asked."""

    base: str
    port: int
    answers: dict[str, Answerer] = field(default_factory=dict)
    asked: list[tuple[str, Message]] = field(default_factory=list)
    asked_at: list[float] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def reply(self, path: str, headers: Message) -> Reply:
        self.asked.append((path, headers))
        self.asked_at.append(time.monotonic())
        answer = self.answers.get(path, Reply(404))
        return answer if isinstance(answer, Reply) else answer(headers)


def cached(body: bytes, etag: str, **headers: str) -> Callable[[Message], Reply]:
    """Return what answers 304 to who names the ETag just as it was given."""

    def answer(asked: Message) -> Reply:
        if asked.get("If-None-Match") == etag:
            return Reply(304, headers={"ETag": etag})
        return Reply(200, body, {"ETag": etag, **headers})

    return answer


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing: a client that hangs up is part of the test."""


@contextmanager
def serving() -> Iterator[Server]:
    """Run a server on a free loopback port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = server.reply(self.path, self.headers)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if "Transfer-Encoding" not in reply.headers and reply.status != 304:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            step = reply.drip or len(reply.body) or 1
            for start in range(0, len(reply.body), step):
                self.wfile.write(reply.body[start : start + step])
                if reply.drip:
                    self.wfile.flush()
                    time.sleep(reply.pause)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    httpd = _Quiet(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{httpd.server_port}", httpd.server_port)
    thread = threading.Thread(target=httpd.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
