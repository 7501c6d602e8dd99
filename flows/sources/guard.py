"""Which addresses may be connected to: public ones only, judged by the address really used.

A name is resolved once, every address it has is judged, and the connection is opened to the very
address that was judged: a second answer of a hostile name server is never asked for.
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import threading
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpcore
import idna

PORTS = {80, 443, 8080, 8443}
# Names that never leave a machine or a local network (RFC 6761, RFC 6762, RFC 8375, and habit).
LOCAL_NAME = re.compile(
    r"(?:.*\.)?(?:localhost|localdomain|local|internal|intranet|lan|home|corp|home\.arpa)"
)
NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)", re.IGNORECASE)  # of a name's last label
STRANGE = re.compile(r"[\x00-\x20\x7f\\]")
DOTS = str.maketrans({"\u3002": ".", "\uff0e": ".", "\uff61": "."})
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
TUNNELS = [ipaddress.ip_network(n) for n in ("2001::/32", "2002::/16")]  # Teredo, 6to4
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], list[str]]
Connector = Callable[[str, int, float | None], httpcore.NetworkStream]


class RefusedError(ValueError):
    """An address that may not be connected to; says why."""


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a name; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def connect(address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
    """Open a connection to an IP address."""
    return httpcore.SyncBackend().connect_tcp(address, port, timeout=timeout)


@dataclass(frozen=True)
class Guard:
    """Judges addresses and opens connections.

    `admitted`: loopback ports that are let through; for tests with servers of their own.
    """

    admitted: Collection[int] = ()
    resolver: Resolver = field(default=resolve)
    connector: Connector = field(default=connect)

    def split(self, url: str) -> SplitResult:
        """Return the parts of a web address that may be asked; raises RefusedError."""
        if STRANGE.search(url):
            raise RefusedError("the address holds a space, a control character or a backslash")
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise RefusedError(f"not an address: {error}") from error
        if parts.scheme not in {"http", "https"}:
            raise RefusedError(f"'{parts.scheme}' is not http or https")
        if "@" in parts.netloc:
            raise RefusedError("the address carries a user name")
        port = port or (443 if parts.scheme == "https" else 80)
        plain = plain_host(host)
        self.judge_host(plain, port)
        shown = f"[{plain}]" if ":" in plain else plain
        return parts._replace(netloc=f"{shown}:{port}")

    def judge_host(self, host: str, port: int) -> None:
        """Raise RefusedError where a name or a written IP address may not be asked."""
        if (address := written_address(host)) is not None:
            self.judge(address, port)
            return
        if LOCAL_NAME.fullmatch(host) or "." not in host:
            raise RefusedError(f"'{host}' is a name of a local network")
        if port not in PORTS:
            raise RefusedError(f"port {port} is not one of the web's")

    def judge(self, address: Address, port: int) -> None:
        """Raise RefusedError where an IP address is not public."""
        if address.is_loopback and port in self.admitted:
            return
        if not is_public(address):
            raise RefusedError(f"{address} is no public address")
        if port not in PORTS:
            raise RefusedError(f"port {port} is not one of the web's")

    def open(self, host: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        """Resolve, judge every address found, and connect to one of them; raises RefusedError."""
        self.judge_host(host, port)
        written = written_address(host)
        found = [str(written)] if written else self._resolve(host, port, timeout)
        for one in found:
            self.judge(ipaddress.ip_address(one.split("%")[0]), port)
        failed = httpcore.ConnectError(f"{host} has no address")
        for one in found:
            try:
                return self.connector(one, port, timeout)
            except httpcore.ConnectError as error:  # no route to its IPv6, as a rule
                failed = error
        raise failed

    def _resolve(self, host: str, port: int, timeout: float | None) -> list[str]:
        """Resolve in a thread of its own: the system's resolver knows no time limit."""
        answers: queue.Queue[Any] = queue.Queue()

        def ask() -> None:
            try:
                answers.put(self.resolver(host, port))
            except OSError as error:
                answers.put(error)

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=timeout)
        except queue.Empty:
            raise httpcore.ConnectTimeout(f"no answer about the name {host} in time") from None
        if isinstance(answer, OSError):
            raise httpcore.ConnectError(f"{host}: {answer.strerror or answer}") from answer
        return list(answer)


def plain_host(host: str) -> str:
    """Return a host in ASCII and small letters, without a last dot; raises RefusedError."""
    name = unicodedata.normalize("NFKC", host).translate(DOTS).lower().rstrip(".")
    if not name:
        raise RefusedError("the address names no host")
    if name.isascii():
        return name
    try:
        return idna.encode(name, uts46=True).decode()
    except idna.IDNAError as error:
        raise RefusedError(f"'{host}' is no name: {error}") from error


def written_address(host: str) -> Address | None:
    """Return the IP address that a host is, in any form a C library would take it; else None.

    Raises RefusedError where it looks like an address and is none.
    """
    try:
        return ipaddress.ip_address(host.split("%")[0])
    except ValueError:
        pass
    if ":" in host:
        raise RefusedError(f"'{host}' is no address")
    if not NUMERIC.fullmatch(host.rpartition(".")[2]):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        raise RefusedError(f"'{host}' is no address") from None


def is_public(address: Address) -> bool:
    """Return whether an address is one of the public net's.

    Of IPv6, only global unicast: neither IPv4 in another dress (mapped, NAT64) nor what leads
    through a tunnel to an IPv4 address that is not judged.
    """
    if address.version == 6 and (
        address not in GLOBAL_UNICAST or any(address in tunnel for tunnel in TUNNELS)
    ):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
