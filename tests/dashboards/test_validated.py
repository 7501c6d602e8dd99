from __future__ import annotations

import json
from pathlib import Path

from dashboards import validated
from flows.scorers import LOADERS, get
from flows.validation.shipped import figures_of, shipped


def test_the_release_has_figures_of_the_very_scorers_it_ships() -> None:
    told, versions = shipped(), {name: get(name).version for name in LOADERS}
    known = validated.of_versions(told, versions)
    assert known == list(versions)
    assert validated.agreement(told, known)["scorer"].n_unique() == len(known)
    rows = validated.names_and_pairs(told, known)
    assert rows["most that an exchanged name changes"].unique().to_list() == ["0"]


def test_figures_of_another_version_are_not_shown() -> None:
    assert validated.of_versions(shipped(), {"textblob": "0.0.0", "vader": "3.3.2"}) == ["vader"]


def test_a_folders_own_validation_comes_first(tmp_path: Path) -> None:
    told, is_own = validated.found(tmp_path)
    assert not is_own
    folder = tmp_path / "validation"
    folder.mkdir()
    own = told | {"names": told["names"] | {"examples missed": ["x"]}, "worst": ["a sentence"]}
    (folder / "validation.json").write_text(json.dumps(own))
    assert validated.found(tmp_path) == (figures_of(own), True)
