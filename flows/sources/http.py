"""One HTTP request: guarded, with a deadline for the whole of it and a cap on its bytes."""

from __future__ import annotations

import ssl
import time
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpcore

from flows.sources.guard import Guard, RefusedError

USER_AGENT = "entente/0.1 (research on how countries are spoken of)"
MOST_BYTES = 20 << 20
RETRIED = {408, 425, 429, 500, 502, 503, 504}
SECRET = ("key", "token", "secret", "pass", "auth", "sig", "session", "credential")


class FetchError(RuntimeError):
    """An address could not be had; `rule` names why, `is_passing` whether it may be had later.

    `status` is the server's answer, where there was one; `retry_after` what it asks to wait (s).
    """

    def __init__(
        self,
        rule: str,
        reason: str,
        *,
        is_passing: bool = False,
        status: int | None = None,
        retry_after: str | None = None,
    ) -> None:
        super().__init__(reason)
        self.rule = rule
        self.is_passing = is_passing
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True)
class Answer:
    """What a server answered; header names in small letters."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""


class _Timed(httpcore.NetworkStream):
    """A connection on which no wait goes past one deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(max_bytes, left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        wrapped = self._stream.start_tls(ssl_context, server_hostname, left(self._deadline))
        return _Timed(wrapped, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Guarded(httpcore.NetworkBackend):
    """Opens connections through the guard."""

    def __init__(self, guard: Guard, deadline: float) -> None:
        self._guard, self._deadline = guard, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        return _Timed(self._guard.open(host, port, left(self._deadline)), self._deadline)


def left(deadline: float) -> float:
    """Return the seconds left; raises httpcore's ReadTimeout where there are none."""
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return seconds


def request(
    url: str,
    guard: Guard,
    headers: Mapping[str, str] | None = None,
    seconds: float = 30,
    most: int = MOST_BYTES,
) -> Answer:
    """Ask once, following no redirect; raises FetchError.

    `seconds` bounds the whole request, name look-up and every byte included; `most` bounds the
    bytes, sent and unpacked. Proxies named in the environment are not used: what is connected to
    must be what was judged.
    """
    deadline = time.monotonic() + seconds
    try:
        address = guard.split(url).geturl()
        shown = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip", **(headers or {})}
        with (
            httpcore.ConnectionPool(network_backend=_Guarded(guard, deadline)) as pool,
            pool.stream("GET", address.partition("#")[0], headers=_sent(address, shown)) as got,
        ):
            found = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in got.headers}
            return Answer(url, got.status, found, _body(got, found, most))
    except RefusedError as error:
        raise FetchError("refused_address", str(error)) from error
    except httpcore.TimeoutException as error:
        raise FetchError("too_slow", f"not had within {seconds:g} s: {error}") from error
    except (httpcore.NetworkError, OSError) as error:
        raise FetchError("unreachable", _said(error), is_passing=True) from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, UnicodeError) as error:
        raise FetchError("bad_answer", _said(error)) from error


def _sent(address: str, headers: Mapping[str, str]) -> list[tuple[str | bytes, str | bytes]]:
    parts = urlsplit(address)
    usual = {"http": ":80", "https": ":443"}[parts.scheme]
    host = {"Host": parts.netloc.removesuffix(usual), "Accept": "*/*"}
    return [*host.items(), *headers.items()]


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _body(got: httpcore.Response, headers: Mapping[str, str], most: int) -> bytes:
    """Return the body, unpacked, never holding more than `most` bytes and a block."""
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise FetchError("bad_answer", f"packed as '{packing[:20]}', which was not asked for")
    unpack = None if packing in {"", "identity"} else zlib.decompressobj(wbits=47)
    held, n_sent = bytearray(), 0
    for block in got.iter_stream():
        n_sent += len(block)
        try:
            held += unpack.decompress(block, most + 1 - len(held)) if unpack else block
        except zlib.error as error:
            raise FetchError("bad_answer", f"damaged {packing}: {error}") from error
        if max(len(held), n_sent) > most:
            raise FetchError("too_large", f"more than {most / (1 << 20):g} MB")
    return bytes(held)


def without_secrets(url: str) -> str:
    """Return an address that may be written down: no user name, no keys in its query."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return url
    is_secret = [any(word in name.lower() for word in SECRET) for name, _ in pairs]
    if "@" in parts.netloc:
        parts = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    if any(is_secret):
        shown = [(n, "hidden" if s else v) for (n, v), s in zip(pairs, is_secret, strict=True)]
        parts = parts._replace(query=urlencode(shown))
    return parts.geturl() if "@" in url or any(is_secret) else url
