from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.exports import take_apart

# Written for this test in the layouts of the databases; no line is from a real article.
NEXIS_OLD = """


                               1 of 2 DOCUMENTS


                            Harbour Times (Singapore)

                              May 3, 2024 Friday

Ministers meet over the strait

BYLINE: Jo Tan, Correspondent

SECTION: WORLD

LENGTH: 212 words


Ministers of the two countries met on Friday. They
said that talks would go on.

"We thank our hosts," one said.

LOAD-DATE: May 3, 2024

LANGUAGE: ENGLISH

PUBLICATION-TYPE: Newspaper

                     Copyright 2024 Harbour Press Ltd
                           All Rights Reserved


                               2 of 2 DOCUMENTS


                            Harbour Times (Singapore)

                              April 30, 2024

Ferry service resumes

LENGTH: 40 words

The ferry sailed again.

LANGUAGE: ENGLISH
"""
NEXIS_NEW = """Ministers meet over the strait

Harbour Times (Singapore)

May 3, 2024 Friday

Copyright 2024 Harbour Press Ltd All Rights Reserved

Section: WORLD

Length: 212 words

Byline: Jo Tan, Correspondent

Body

Ministers of the two countries met on Friday. They
said that talks would go on.

"We thank our hosts," one said.

Load-Date: May 3, 2024

End of Document

Ferry service resumes

Harbour Times (Singapore)

April 30, 2024

Length: 40 words

Body

The ferry sailed again.

End of Document
"""
FACTIVA_TAGGED = """HD Ministers meet over the strait
BY Jo Tan, Correspondent
WC 212 words
PD 3 May 2024
SN Harbour Times
SC HRBT
LA English
CY (c) 2024 Harbour Press Ltd

LP 
Ministers of the two countries met on Friday. They
said that talks would go on.

TD 
"We thank our hosts," one said.

AN Document HRBT000020240503ek5300001


HD Ferry service resumes
WC 40 words
PD 30 April 2024
SN Harbour Times
LA English

TD 
The ferry sailed again.

AN Document HRBT000020240430ek4u00002
"""  # noqa: W291 - as printed
FACTIVA_PLAIN = """Ministers meet over the strait
By Jo Tan, Correspondent
212 words
3 May 2024
08:10
Harbour Times
HRBT
English
(c) 2024 Harbour Press Ltd

Ministers of the two countries met on Friday. They
said that talks would go on.

"We thank our hosts," one said.

Document HRBT000020240503ek5300001

Ferry service resumes
40 words
30 April 2024
Harbour Times
HRBT
English
(c) 2024 Harbour Press Ltd

The ferry sailed again.

Document HRBT000020240430ek4u00002
"""
BODY = (
    "Ministers of the two countries met on Friday. They said that talks would go on.\n\n"
    '"We thank our hosts," one said.'
)


@pytest.mark.parametrize("text", [NEXIS_OLD, NEXIS_NEW, FACTIVA_TAGGED, FACTIVA_PLAIN])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_articles_of_an_export(text: str, ending: str) -> None:
    rows = take_apart(text.replace("\n", ending))
    assert rows is not None
    first, second = rows
    assert first["title"] == "Ministers meet over the strait"
    assert first["author"] is not None
    assert first["author"].removeprefix("By ") == "Jo Tan, Correspondent"
    assert str(first["outlet"]).startswith("Harbour Times")
    assert first["published"] == "May 3, 2024"
    assert first["body"] == BODY
    assert (second["title"], second["body"]) == ("Ferry service resumes", "The ferry sailed again.")
    assert second["published"] == "April 30, 2024"
    assert second["author"] is None


def test_a_databases_number_identifies_an_article() -> None:
    rows = take_apart(FACTIVA_PLAIN)
    assert rows is not None
    assert [r["native_id"] for r in rows] == [
        "HRBT000020240503ek5300001",
        "HRBT000020240430ek4u00002",
    ]
    assert {r["language"] for r in rows} == {"en"}


LINES = [
    "1 of 2 DOCUMENTS", "End of Document", "Document ABCD000020240503ek5300001", "HD x", "LP",
    "TD y", "BY z", "May 3, 2024", "40 words", "Body", "LENGTH: 4 words", "", "Text.", "(c) 2024",
]  # fmt: skip


def test_what_is_no_export_is_left_to_others() -> None:
    assert take_apart("Talks resume\n\nThe document was signed. End of Document? No.") is None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=30))
def test_no_order_of_lines_breaks_it(lines: list[str]) -> None:
    for row in take_apart("\n".join(lines)) or []:
        assert set(row) == {
            "native_id", "title", "author", "outlet", "published", "language", "body",
        }  # fmt: skip
