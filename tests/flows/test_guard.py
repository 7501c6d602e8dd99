from __future__ import annotations

import time

import httpcore
import pytest

from flows.sources.guard import Guard, RefusedError
from flows.sources.http import FetchError, request

# Names as the stub resolver knows them: each leads somewhere that is not public, or half so.
NAMES = {
    "localtest.example.com": ["127.0.0.1"],
    "127.0.0.1.nip.example.com": ["127.0.0.1"],
    "meta.example.com": ["169.254.169.254"],
    "ten.example.com": ["10.1.2.3"],
    "six.example.com": ["::1"],
    "mapped.example.com": ["::ffff:10.0.0.1"],
    "ula.example.com": ["fd00::1"],
    "linklocal.example.com": ["fe80::1%eth0"],
    "both.example.com": ["93.184.216.34", "192.168.0.1"],
    "sixtofour.example.com": ["2002:7f00:1::"],
    "nat.example.com": ["64:ff9b::a00:1"],
    "multicast.example.com": ["224.0.0.1"],
}
HOSTILE = [
    "http://127.0.0.1/", "http://127.0.0.1:8080/", "http://127.1/", "http://127.0.1/",
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/",
    "http://017700000001/", "http://0x7f.1/", "http://127.0.0.1./", "http://0/", "http://0.0.0.0/",
    "http://00000177.0.0.1/", "http://127.000.000.001/", "http://0x0a.0x00.0x00.0x01/",
    "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/", "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/", "http://192.0.0.1/",
    "http://192.0.2.1/", "http://198.18.0.1/", "http://198.51.100.1/", "http://203.0.113.1/",
    "http://224.0.0.1/", "http://240.0.0.1/", "http://255.255.255.255/",
    "http://[::1]/", "http://[::]/", "http://[0:0:0:0:0:0:0:1]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[::ffff:a9fe:a9fe]/", "http://[::127.0.0.1]/",
    "http://[fe80::1%25eth0]/", "http://[fc00::1]/", "http://[fec0::1]/", "http://[ff02::1]/",
    "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/", "http://[2001:db8::1]/",
    "http://[2001:0:53aa:64c:0:0:80ff:fffe]/", "http://[fe80::5efe:7f00:1]/",
    "http://localhost/", "http://LOCALHOST./", "http://www.localhost/", "http://printer.local/",
    "http://metadata.google.internal/", "http://intranet/", "http://①②⑦.⓪.⓪.①/",
    "http://127｡0｡0｡1/", "http://１２７.0.0.1/", "http://ⓛocalhost/",
    "http://user@127.0.0.1/", "http://93.184.216.34@127.0.0.1/", "http://127.0.0.1\\@example.com/",
    "http://example.com:22/", "http://example.com:6379/", "https://93.184.216.34:25/",
    "file:///etc/passwd", "gopher://127.0.0.1:11211/", "ftp://example.com/", "dict://127.0.0.1/",
    "http:///etc/passwd", "http://", "http://exa mple.com/", "http://example.com\r\nX: y/",
    "http://1.2.3.4.5/", "http://256.256.256.256/", "http://[::1/", "http://example.com:99999/",
    *(f"http://{name}/" for name in NAMES),
]  # fmt: skip


class Recorder:
    """Stands for the resolver and the network: notes, and never connects."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.connected: list[str] = []

    def resolve(self, host: str, _: int) -> list[str]:
        self.asked.append(host)
        if self.answers:
            return self.answers.pop(0)
        return NAMES.get(host, ["93.184.216.34"])

    def connect(self, address: str, _: int, __: float | None) -> httpcore.NetworkStream:
        self.connected.append(address)
        raise httpcore.ConnectError("this test sends nothing")

    def guard(self, **options: frozenset[int]) -> Guard:
        return Guard(resolver=self.resolve, connector=self.connect, **options)


@pytest.mark.parametrize("url", HOSTILE)
def test_hostile_addresses_are_refused_before_a_connection_is_opened(url: str) -> None:
    recorder = Recorder()
    with pytest.raises(FetchError) as caught:
        request(url, recorder.guard())
    assert caught.value.rule == "refused_address"
    assert not caught.value.is_passing
    assert recorder.connected == []


def test_there_are_sixty_forms_at_least() -> None:
    assert len(set(HOSTILE)) >= 60


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://example.com/a?b#c", "93.184.216.34"),
        ("https://example.com./", "93.184.216.34"),
        ("http://8.8.8.8/", "8.8.8.8"),
        ("http://[2606:2800:220:1::]/", "2606:2800:220:1::"),
        ("http://bücher.example.com:8080/", "93.184.216.34"),
    ],
)
def test_public_addresses_are_connected_to_as_they_were_judged(url: str, address: str) -> None:
    recorder = Recorder()
    with pytest.raises(FetchError) as caught:
        request(url, recorder.guard())
    assert caught.value.rule == "unreachable"
    assert recorder.connected == [address]


def test_a_name_that_changes_its_answer_gains_nothing() -> None:
    recorder = Recorder(["93.184.216.34"], ["127.0.0.1"])
    for rule in ("unreachable", "refused_address"):
        with pytest.raises(FetchError) as caught:
            request("http://rebind.example.com/", recorder.guard())
        assert caught.value.rule == rule
    assert recorder.connected == ["93.184.216.34"]
    assert len(recorder.asked) == 2  # once a request: nothing is looked up again to connect


def test_every_address_of_a_name_is_tried() -> None:
    recorder = Recorder(["2606:2800:220:1::", "93.184.216.34"])
    with pytest.raises(FetchError):
        request("http://example.com/", recorder.guard())
    assert recorder.connected == ["2606:2800:220:1::", "93.184.216.34"]


def test_only_named_loopback_ports_are_admitted() -> None:
    guard = Recorder().guard(admitted=frozenset({5001}))
    guard.split("http://127.0.0.1:5001/")
    for url in ("http://127.0.0.1:5002/", "http://10.0.0.1:5001/", "http://localhost:5001/"):
        with pytest.raises(RefusedError):
            guard.split(url)


def test_a_name_server_that_never_answers_has_a_deadline() -> None:
    def hang(_: str, __: int) -> list[str]:
        time.sleep(30)
        return []

    with pytest.raises(FetchError) as caught:
        request("http://example.com/", Guard(resolver=hang), seconds=0.2)
    assert caught.value.rule == "too_slow"


def test_a_name_that_does_not_exist_may_come_back() -> None:
    def fail(_: str, __: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(FetchError) as caught:
        request("http://example.com/", Guard(resolver=fail))
    assert (caught.value.rule, caught.value.is_passing) == ("unreachable", True)
