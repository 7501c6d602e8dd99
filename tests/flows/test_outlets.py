from __future__ import annotations

from pathlib import Path

import pytest

from flows.sources.guard import Guard
from flows.sources.outlets import SourcesError, read_outlets
from tests.conftest import ROOT


def test_the_shipped_outlets_are_whole_and_no_test_fetches_them() -> None:
    outlets = read_outlets(ROOT / "sources.toml")
    assert 35 <= len(outlets) <= 60
    assert len({o.country for o in outlets}) >= 15
    assert len({o.name for o in outlets}) == len({o.feed for o in outlets}) == len(outlets)
    assert {o.ownership for o in outlets} == {"state", "public", "private"}
    for outlet in outlets:
        assert outlet.expected is not None
        assert outlet.language == "en"
        Guard().split(outlet.feed or "")  # judged as an address, and never resolved


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('name = "A"\ncountry = "Japan"', "country"),
        ('name = "A"\ncountry = "JPN"\nexpected = [9, 1]', "fewest, most"),
        ('name = "A"\ncountry = "JPN"\nownership = "royal"', "ownership"),
        ('name = "A"\ncountry = "JPN"\nfeed = "ftp://x"', "feed"),
        ('name = "A"\ncountry = "JPN"\nfeed = "https://x.example"\npath = "x"', "not both"),
        ('name = "A"\ncountry = "JPN"\nfeeds = "x"', "feeds"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path: Path, entry: str, said: str) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(f"[[outlet]]\n{entry}\n")
    with pytest.raises(SourcesError, match=said) as caught:
        read_outlets(path)
    assert "outlet 1" in str(caught.value)
