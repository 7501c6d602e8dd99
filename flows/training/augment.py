"""Training sentences of our own: made from phrases, and contrasts written one by one.

contrasts.tsv has label and sentence; its neighbours differ in few words and so in tone. It was
written by a language model for this purpose, without sight of the minimal pairs.
"""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path
from typing import Any

import polars as pl

from flows.training.data import Example
from transforms.scorers import OTHER, TARGET

PHRASES = Path(__file__).with_name("phrases.toml")
CONTRASTS = Path(__file__).with_name("contrasts.tsv")
MADE, WRITTEN = "made", "contrasts"
SIGN = {-1: "negative", 0: "neutral", 1: "positive"}
KINDS = ["toward", "acts", "acts", "traits", "adjectives", "contrasts", "roles"]
NEUTRAL_KINDS = ["bystander", "bystander", "bystander", "plain", "acts", "traits", "adjectives"]
SYMBOLS = {"T": TARGET, "O": OTHER}


def made(count: int, seed: int) -> list[Example]:
    """Return `count` distinct made examples, a third of each label; the same for the same seed."""
    phrases = tomllib.loads(PHRASES.read_text(encoding="utf-8"))
    chance = random.Random(seed)  # noqa: S311 - no secret
    found: dict[str, int] = {}
    while len(found) < count:
        label = (-1, 0, 1)[len(found) % 3]
        found.setdefault(_sentence(label, phrases, chance), label)
    return [Example(text, text, label, MADE) for text, label in found.items()]


def contrasts() -> list[Example]:
    """Return the written contrasts, masked, in their order."""
    rows = pl.read_csv(CONTRASTS, separator="\t", quote_char=None)
    masked = [(label, _masked(text)) for label, text in rows.select("label", "sentence").rows()]
    return [Example(text, text, label, WRITTEN) for label, text in masked]


def _sentence(label: int, phrases: dict[str, Any], chance: random.Random) -> str:
    """Return one masked sentence whose tone toward the target is `label`."""
    kind = chance.choice(NEUTRAL_KINDS if label == 0 else KINDS)
    told = SIGN[label]
    group = phrases["acts" if kind == "contrasts" else kind]
    frames = {"contrasts": "contrasts", "roles": told}.get(kind, "frames")
    slots = _slots(kind, label, phrases, chance)
    frame = chance.choice(group[frames])
    return _printed(re.sub(r"\{(\w+)\}", lambda m: chance.choice(slots[m[1]]), frame))


def _slots(
    kind: str, label: int, phrases: dict[str, Any], chance: random.Random
) -> dict[str, list[str]]:
    """Return what each slot of a frame may be filled with."""
    told, any_sign = SIGN[label], SIGN[chance.choice([-1, 1])]
    opposite = SIGN[-label] if label else any_sign
    toward, acts = phrases["toward"], phrases["acts"]
    is_plain = kind == "contrasts" and chance.random() < 0.3
    return {
        "verb": toward[any_sign if label == 0 else told],
        "same": toward[any_sign if label == 0 else told],
        "opposite": toward[opposite],
        "act": acts[any_sign if kind == "bystander" else told],
        "other": acts[SIGN[0] if is_plain else opposite],
        "noun": phrases["adjectives" if kind == "adjectives" else "traits"][told],
        "organ": phrases["adjectives"]["organs"],
        **{name: phrases[name] for name in ("who", "topic", "opening", "closing")},
    }


def _printed(filled: str) -> str:
    """Return the sentence with the masks in place, spaces mended and a capital in front."""
    text = re.sub(r" +([,.])", r"\1", re.sub(r" {2,}", " ", _masked(filled))).strip()
    text = re.sub(r"(?<=[a-z,] )(The|A|Several|Many)(?= )", lambda m: m[0].lower(), text)
    return text[:1].upper() + text[1:]


def _masked(text: str) -> str:
    return re.sub(r"\b[TO]\b", lambda m: SYMBOLS[m[0]], text)
