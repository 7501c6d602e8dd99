"""The pages without a browser."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import catalog
from tests.conftest import ROOT, Published
from tests.dashboards.republish import republished
from warehouse import snapshots
from warehouse.lake import Lake

APP = str(ROOT / "dashboards" / "app.py")
PAGES = [
    "Over time",
    "Compare",
    "Who speaks of whom",
    "Why did it move",
    "Coverage",
    "Method and citation",
]
PICTURED = PAGES[:-1]
ATTACKS = ["'; drop table tones; --", "<script>alert(1)</script>", "$country", "../../etc", "%"]


def opened(data: Path, monkeypatch: pytest.MonkeyPatch, **address: str) -> AppTest:
    monkeypatch.setenv("ENTENTE_DATA", str(data))
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def assert_fine(app: AppTest) -> None:
    assert not app.exception
    assert not [e.value for e in app.error]


@pytest.fixture
def app(sample: Published, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    return opened(sample.settings.data, monkeypatch)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_by_its_address(
    sample: Published, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    app = opened(sample.settings.data, monkeypatch, page=page)
    assert_fine(app)
    assert app.title
    charts = app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")
    assert bool(charts) == (page in PICTURED)


def test_a_picture_states_where_it_comes_from(app: AppTest, sample: Published) -> None:
    stated = " ".join(c.value for c in app.caption).replace("\\", "")
    name = str(snapshots.current(Lake(sample.settings.data)))
    for part in (name, "scorer targeted", "sentences", "95 % intervals"):
        assert part in stated


def test_a_chosen_point_gives_its_sentences(app: AppTest) -> None:
    point = app.selectbox(key="read").options[0]
    app.selectbox(key="read").set_value(point).run()
    assert_fine(app)
    assert any('class="sentence"' in h.proto.body for h in app.get("html"))


def test_filters_change_the_picture_and_may_be_empty(app: AppTest) -> None:
    app.multiselect(key="to").set_value(["KOR"]).run()
    assert any("South Korea" in s.value for s in app.subheader)
    app.multiselect(key="to").set_value([]).run()
    assert_fine(app)
    assert "No country is chosen" in app.info[0].value


COMPARED = {
    "A pair, both ways": "speak of each other",
    "Alliances side by side": "its members, and others of them",
    "Allies and others": "by its allies, and by others",
}


@pytest.mark.parametrize("what", COMPARED)
def test_each_comparison_is_titled(
    sample: Published, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    app = opened(sample.settings.data, monkeypatch, page="Compare", compare=what)
    assert_fine(app)
    assert any(COMPARED[what] in s.value for s in app.subheader)


def test_events_of_the_reader_are_counted_where_their_countries_are_shown(
    sample: Published, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "events.csv"
    file.write_text("date,label,countries\n2024-01-13,Taiwan votes,TWN CHN\n")
    monkeypatch.setenv("ENTENTE_EVENTS", str(file))
    app = opened(sample.settings.data, monkeypatch, to="China", breaks="true")
    assert_fine(app)
    assert any("1 event of these" in c.value and "PELT" in c.value for c in app.caption)
    app.multiselect(key="to").set_value(["KOR"]).run()
    assert any("0 events of these" in c.value for c in app.caption)
    app.toggle(key="events").set_value(False).run()
    assert not any("of these countries" in c.value for c in app.caption)


def test_windows_roll_and_are_not_searched_for_breaks(
    sample: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(sample.settings.data, monkeypatch, to="Japan", breaks="true")
    app.selectbox(key="grain").set_value("rolling_4_quarters").run()
    assert_fine(app)
    assert any("over four rolling quarters" in s.value for s in app.subheader)
    assert any("no breaks are sought" in c.value for c in app.caption)
    assert any("sentences a window" in c.value for c in app.caption)
    assert any("to Mar 2025" in o for o in app.selectbox(key="read").options)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_an_address_says_is_only_ever_a_choice(
    sample: Published, monkeypatch: pytest.MonkeyPatch, attack: str
) -> None:
    names = ("page", "scorer", "to", "by", "since", "until", "grain", "read", "snapshot", "most")
    app = opened(sample.settings.data, monkeypatch, **dict.fromkeys(names, attack))
    assert_fine(app)
    assert app.title[0].value.startswith("How countries are spoken of")


def test_without_a_snapshot_the_page_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened(tmp_path, monkeypatch)
    assert_fine(app)
    assert "Nothing is published yet" in app.title[0].value


def test_a_snapshot_published_meanwhile_appears(
    sample: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample.settings.data, data)
    app, before = opened(data, monkeypatch), str(snapshots.current(Lake(data)))
    after = republished(data, {"author": pl.lit("Another")})
    app.run()
    assert_fine(app)
    assert after != before
    assert any(after in c.value.replace("\\", "") for c in app.caption)
    app.selectbox(key="snapshot").set_value(before).run()
    assert_fine(app)
    assert any(before in c.value.replace("\\", "") for c in app.caption)


def test_a_damaged_snapshot_is_said_to_be_one(
    sample: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample.settings.data, data)
    lake = Lake(data)
    snapshots.folder(lake, str(snapshots.current(lake))).joinpath("entente.duckdb").write_bytes(
        b"x" * 9000
    )
    app = opened(data, monkeypatch)
    assert not app.exception
    assert "could not be read" in app.error[0].value


def test_every_sentence_has_its_mention_marked(sample: Published) -> None:
    with snapshots.reading(Lake(sample.settings.data)) as (_, con):
        found = catalog.run(con, "sentences", {"country": "JPN", "most": "1000"})
    marks = found.with_columns(pl.col("marks").str.split(" ")).explode("marks")
    for sentence, mark in marks.select("sentence", "marks").rows():
        start, end = map(int, mark.split("-"))
        assert sentence[start:end].strip() == sentence[start:end] != ""
