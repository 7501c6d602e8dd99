"""What changed between two versions of an article, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

PIECE = re.compile(r"\s+|\w+|[^\w\s]")


def changes(before: str, after: str) -> Iterator[str]:
    """Yield the paragraphs that changed: [-what went-] and {+what came+}, the rest as it is."""
    old, new = (_paragraphs(text) for text in (before, after))
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        n_both = min(j - i, m - k)
        yield from map(_words, old[i : i + n_both], new[k : k + n_both])
        yield from (f"[-{gone}-]" for gone in old[i + n_both : j])
        yield from (f"{{+{come}+}}" for come in new[k + n_both : m])


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _words(before: str, after: str) -> str:
    """Return one paragraph with the words that went and came marked."""
    old, new = PIECE.findall(before), PIECE.findall(after)
    marked = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i:j]), "".join(new[k:m])
        if what == "equal":
            marked.append(gone)
            continue
        marked += [f"[-{gone}-]"] if gone else []
        marked += [f"{{+{come}+}}"] if come else []
    return "".join(marked)
