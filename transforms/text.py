"""Text as printed, made regular: Unicode, white space and page chrome."""

from __future__ import annotations

import polars as pl

# Written as escapes: these characters cannot be seen in an editor.
INVISIBLE = r"[\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\u00AD\p{Cc}--[\n\t]]"
SPACES = r"[\t\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000 ]+"


def tidy(text: pl.Expr) -> pl.Expr:
    """Return `text` in NFC, with plain spaces, line feeds only, and nothing invisible.

    Paragraphs stay one blank line apart; a line broken inside a sentence (a space before the
    break, or a small letter after it) is joined again. Empty text becomes NULL.
    """
    joined = (
        text.str.normalize("NFC")
        .str.replace_all(r"\r\n?|\u2028|\u2029|\u0085", "\n")
        .str.replace_all(INVISIBLE, "")
        .str.replace_all(SPACES, " ")
        .str.replace_all(r"(\S) \n ?(\S)", "$1 $2")
        .str.replace_all(r"(\S)\n ?(\p{Ll})", "$1 $2")
        .str.replace_all(r" *\n *", "\n")
        .str.replace_all(r"\n{2,}", "\n\n")
        .str.strip_chars()
    )
    return pl.when(joined != "").then(joined)


def without_chrome(body: pl.Expr, chrome: pl.DataFrame) -> pl.Expr:
    """Return `body` without the lines that belong to the page and not to the article.

    `chrome` holds columns effect (drop_line: the line goes; cut_tail: the line and all after it
    go) and pattern (a regular expression for a whole line).
    """
    lines = {
        effect: "|".join(f"(?:{p})" for p in chrome.filter(effect=effect)["pattern"])
        for effect in ("cut_tail", "drop_line")
    }
    return body.str.replace(
        rf"(?is)(?:^|\n)\s*(?:{lines['cut_tail']})\s*(?:\n.*)?$", ""
    ).str.replace_all(rf"(?im)^[ ]*(?:{lines['drop_line']})[ ]*$", "")
