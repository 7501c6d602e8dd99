"""Fetching over HTTP: a time limit, a size limit, an honest name."""

from __future__ import annotations

import httpx

USER_AGENT = "entente/0.1 (research on how countries are spoken of)"
TIMEOUT = httpx.Timeout(20, connect=10)
MOST_BYTES = 20 << 20
RETRIED = {408, 425, 429, 500, 502, 503, 504}


class FetchError(RuntimeError):
    """A page could not be had; `is_passing` where it may be had later."""

    def __init__(self, reason: str, *, is_passing: bool) -> None:
        super().__init__(reason)
        self.is_passing = is_passing


def fetch(url: str) -> bytes:
    """Return the bytes at `url`; raises FetchError."""
    try:
        with (
            httpx.Client(
                timeout=TIMEOUT, follow_redirects=True, headers={"User-Agent": USER_AGENT}
            ) as client,
            client.stream("GET", url) as response,
        ):
            status = response.status_code
            if status != httpx.codes.OK:
                raise FetchError(f"the server answered {status}", is_passing=status in RETRIED)
            return _read(response)
    except httpx.HTTPError as error:
        raise FetchError(f"{type(error).__name__}: {error}", is_passing=True) from error
    except httpx.InvalidURL as error:
        raise FetchError(f"not an address: {error}", is_passing=False) from error


def _read(response: httpx.Response) -> bytes:
    held = bytearray()
    for block in response.iter_bytes():
        held += block
        if len(held) > MOST_BYTES:
            raise FetchError(f"more than {MOST_BYTES >> 20} MB", is_passing=False)
    return bytes(held)
