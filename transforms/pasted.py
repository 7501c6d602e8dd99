"""A pasted copy of an article's page, taken apart: headline, byline, outlet, date, body."""

from __future__ import annotations

import re

# "Name, University, Paper on Mar 14, 2025": the date may be missing, and then it is.
BYLINE = re.compile(
    r"(?:By )?(?P<author>[^,\n]{3,60}?)(?:, .{2,120}?)? on(?: (?P<date>\w.{3,14}\d{4}))?$"
)
BY = re.compile(r"By (?P<author>[A-Z][^,.\n]{2,60})(?:, .{2,120})?$")
SECTION = re.compile(r"Published in .{2,40}$")
HEADLINE = 250  # characters: a longer first paragraph is text
HEADER = 8  # paragraphs in which a byline is looked for


def take_apart(text: str) -> dict[str, str | None]:
    """Return title, author, outlet, published (as written) and body of a pasted copy.

    What is not there is None: no date is ever made up. Text without a recognisable head is all
    body, under the first line as headline where that is short and unended.
    """
    text = text.lstrip("\ufeff").strip()
    paragraphs = [p.strip() for p in re.split(r"\n\s*\n", text)]
    if len(paragraphs) == 1:  # no blank line anywhere: the headline, if any, is the first line
        paragraphs = [p.strip() for p in text.split("\n", 1)]
    outlet, first = None, 0
    if len(paragraphs) > 3 and paragraphs[1] == "/":  # section / outlet
        outlet, first = paragraphs[2], 3
    head = paragraphs[first : first + HEADER]
    for offset, line in enumerate(head[1:3], start=1):
        if byline := BYLINE.match(line) or BY.match(line):
            after = first + offset + 1
            if after < len(paragraphs) and SECTION.match(paragraphs[after]):
                after += 1
            found = byline.groupdict()
            return {
                "title": head[0],
                "author": found["author"],
                "outlet": outlet,
                "published": found.get("date"),
                "body": "\n\n".join(paragraphs[after:]),
            }
    is_titled = len(head) > 1 and len(head[0]) <= HEADLINE and not head[0].endswith((".", "!", "”"))
    return {
        "title": head[0] if is_titled else None,
        "author": None,
        "outlet": outlet,
        "published": None,
        "body": "\n\n".join(paragraphs[first + is_titled :]),
    }
