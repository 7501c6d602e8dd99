"""Text exports of news databases, with several articles in one file, taken apart.

Two databases, two layouts each: Nexis ("1 of 3 DOCUMENTS", or "End of Document") and Factiva
(fields marked HD, BY, PD …, or plain lines), as their users save them. Pure text in, rows out.
"""

from __future__ import annotations

import re

Row = dict[str, str | None]
NEXIS_OLD = re.compile(r"^[ \t]*\d+ of \d+ DOCUMENTS?[ \t]*$", re.MULTILINE)
NEXIS_NEW = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)
FACTIVA_END = re.compile(
    r"^(?:AN[ \t]+)?Document (?P<id>[A-Z0-9]{4,12}0000\d{8}\w+)[ \t]*$", re.MULTILINE
)
FACTIVA_TAG = re.compile(
    r"^(?P<tag>HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|LA|CY|LP|TD|CO|IN|NS|RE|IPC|IPD|PUB|CLM|SE|VOL|RF|ART)"
    r"(?:[ \t]+(?P<value>.*))?$"
)
DATE = re.compile(
    r"(?:\w+day,? )?(?:(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2}),? (?P<year>\d{4})"
    r"|(?P<day2>\d{1,2}) (?P<month2>[A-Z][a-z]{2,8})\.? (?P<year2>\d{4}))\b"
)
FIELD = re.compile(r"^(?P<name>[A-Z][A-Za-z]*(?:[- ][A-Za-z]+){0,2}):[ \t]*(?P<value>.*)$")
COPYRIGHT = re.compile(r"(?:\(c\)|©|Copyright)", re.IGNORECASE)
WORDS = re.compile(r"[\d,]+ words$")
LANGUAGES = {"English": "en", "Japanese": "ja", "Chinese": "zh", "Korean": "ko", "Spanish": "es",
             "French": "fr", "German": "de", "Russian": "ru", "Indonesian": "id"}  # fmt: skip
LATE = {"load-date", "language", "publication-type", "document-type", "subject", "graphic", "url",
        "notes", "correction-date", "classification"}  # fmt: skip


def take_apart(text: str) -> list[Row] | None:
    """Return the articles of an export; None where the text is none.

    Out: native_id, title, author, outlet, published (as written), language and body of each; what
    is not there is None.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    if FACTIVA_END.search(text):
        return _factiva(text)
    if NEXIS_OLD.search(text):
        return [_nexis_old(part) for part in NEXIS_OLD.split(text)[1:]]
    if NEXIS_NEW.search(text):
        return [_nexis_new(p) for p in NEXIS_NEW.split(text) if p.strip()]
    return None


def _row(**fields: str | None) -> Row:
    names = ["native_id", "title", "author", "outlet", "published", "language", "body"]
    return {n: (fields.get(n) or "").strip() or None for n in names}


def _date(line: str) -> str | None:
    """Return the date in a line as 'May 3, 2024', without its weekday or time."""
    if not (found := DATE.search(line)):
        return None
    month, day, year = (found[n] or found[n + "2"] for n in ("month", "day", "year"))
    return f"{month} {day}, {year}"


def _paragraphs(lines: list[str]) -> str:
    """Return lines as paragraphs: a blank line parts them, one line break does not."""
    blocks = re.split(r"\n[ \t]*\n", "\n".join(lines))
    return "\n\n".join(" ".join(b.split()) for b in blocks if b.strip())


def _fields(lines: list[str]) -> tuple[dict[str, str], int, int]:
    """Return the named fields of a Nexis article, and the lines between which its body stands.

    The body begins after the last field of the head (LENGTH comes last there, or "Body") and ends
    before the first that only follows a body.
    """
    fields: dict[str, str] = {}
    start, end = 0, len(lines)
    for number, line in enumerate(lines):
        if line.strip() == "Body":
            start = number + 1
        elif matched := FIELD.match(line.strip()):
            name = matched["name"].lower()
            if name in LATE:
                end = min(end, number)
            elif name in {"byline", "section", "length", "dateline", "headline", "highlight"}:
                start = number + 1
            else:
                continue
            fields.setdefault(name, matched["value"])
    return fields, start, max(start, end)


def _nexis_old(part: str) -> Row:
    """Outlet and date centred at the top, then the headline, then named fields."""
    lines = part.split("\n")
    fields, start, end = _fields(lines)
    blocks = [" ".join(b.split()) for b in re.split(r"\n[ \t]*\n", "\n".join(lines[:start]))]
    head = [b for b in blocks if b and not COPYRIGHT.match(b) and not FIELD.match(b)]
    dated = next((i for i, b in enumerate(head) if _date(b)), None)
    after = head[dated + 1 :] if dated is not None else head[1:]
    return _row(
        title=fields.get("headline") or (after[0] if after else None),
        author=fields.get("byline"),
        outlet=head[0] if head and dated != 0 else None,
        published=_date(head[dated]) if dated is not None else None,
        language=LANGUAGES.get(fields.get("language", "").title()),
        body=_paragraphs([x for x in lines[start:end] if not COPYRIGHT.match(x.strip())]),
    )


def _nexis_new(part: str) -> Row:
    """Headline, outlet and date on the first lines, then named fields, then "Body"."""
    lines = part.strip("\n").split("\n")
    fields, start, end = _fields(lines)
    head = [x.strip() for x in lines[:start] if x.strip() and not FIELD.match(x.strip())]
    dated = next((i for i, line in enumerate(head) if i and DATE.match(line)), None)
    named = head[:dated] if dated is not None else head[:2]
    return _row(
        title=named[0] if named else None,
        author=fields.get("byline"),
        outlet=named[-1] if len(named) > 1 else None,
        published=_date(head[dated]) if dated is not None else None,
        language=LANGUAGES.get(fields.get("language", "").title()),
        body=_paragraphs(lines[start:end]),
    )


def _factiva(text: str) -> list[Row]:
    rows, at = [], 0
    for end in FACTIVA_END.finditer(text):
        lines = text[at : end.start()].strip("\n").split("\n")
        at = end.end()
        is_tagged = sum(bool(FACTIVA_TAG.match(x)) for x in lines) >= 3
        rows.append(_tagged(lines, end["id"]) if is_tagged else _plain(lines, end["id"]))
    return rows


def _tagged(lines: list[str], native_id: str) -> Row:
    """Each field begins with its mark, and goes on until the next."""
    fields: dict[str, list[str]] = {}
    tag = ""
    for line in lines:
        if matched := FACTIVA_TAG.match(line):
            tag = matched["tag"]
            fields[tag] = [matched["value"] or ""]
        elif tag:
            fields[tag].append(line)
    said = {t: " ".join(" ".join(v).split()) for t, v in fields.items()}
    body = [*fields.get("LP", []), "", *fields.get("TD", [])]
    return _row(
        native_id=native_id,
        title=said.get("HD"),
        author=said.get("BY"),
        outlet=said.get("SN"),
        published=_date(said.get("PD", "")),
        language=LANGUAGES.get(said.get("LA", "")),
        body=_paragraphs(body),
    )


def _plain(lines: list[str], native_id: str) -> Row:
    """Headline and author, "412 words", date, outlet, codes, language, copyright; then the body."""
    kept = [x for x in lines if x.strip()]
    words = next((i for i, x in enumerate(kept) if WORDS.match(x.strip())), 0)
    head, after = kept[:words], [x.strip() for x in kept[words + 1 :]]
    dated = next((i for i, x in enumerate(after[:3]) if DATE.match(x)), None)
    author = head.pop() if len(head) > 1 and head[-1].startswith("By ") else None
    rest = after[dated + 1 :] if dated is not None else after
    if rest and re.match(r"\d{1,2}:\d{2}", rest[0]):
        rest = rest[1:]
    closing = next((x for x in rest[:8] if COPYRIGHT.match(x)), None)
    first = next((i for i, x in enumerate(lines) if x.strip() == closing), -1) if closing else -1
    language = next((LANGUAGES[x] for x in rest[:6] if x in LANGUAGES), None)
    return _row(
        native_id=native_id,
        title=" ".join(" ".join(head).split()),
        author=author,
        outlet=rest[0] if rest else None,
        published=_date(after[dated]) if dated is not None else None,
        language=language,
        body=_paragraphs(lines[first + 1 :]),
    )
