from __future__ import annotations

import json

import pytest

from flows.sources.feeds import MOST_ENTRIES, FeedError, read_feed

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>O</title>
<item><title>One</title><link>http://x.example/1</link><guid>g1</guid>
<pubDate>Fri, 03 May 2024 17:10:00 +0900</pubDate></item>
<item><title>Again</title><link>http://x.example/1</link></item>
<item><title>No page</title><link>javascript:alert(1)</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>O</title><entry><title>One</title>
<author><name>A. Reporter</name></author><link href="http://x.example/1"/><id>g1</id>
<published>2024-05-03T08:10:00Z</published><updated>2024-05-04T08:10:00Z</updated></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<item rdf:about="http://x.example/1"><title>One</title><link>http://x.example/1</link>
<dc:date>2024-05-03T08:10:00Z</dc:date></item></rdf:RDF>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "g1", "url": "http://x.example/1", "title": "One",
             "authors": [{"name": "A. Reporter"}], "date_published": "2024-05-03T08:10:00+00:00"},
            "not an item",
        ],
    }
)  # fmt: skip
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>http://x.example/1</loc>
<lastmod>2024-05-04</lastmod><news:news><news:publication_date>2024-05-03T08:10:00+00:00
</news:publication_date><news:title>One</news:title></news:news></url></urlset>"""


@pytest.mark.parametrize("text", [RSS, ATOM, RDF, JSON_FEED, SITEMAP])
def test_every_kind_of_feed_names_its_articles(text: str) -> None:
    (entry,) = read_feed(text.encode())
    assert entry.url == entry.fields["url"] == "http://x.example/1"
    assert entry.fields["title"] == "One"
    assert entry.fields["published"] == "2024-05-03T08:10:00+00:00"


def test_what_else_a_feed_says_is_kept() -> None:
    (atom,) = read_feed(ATOM.encode())
    assert atom.fields["author"] == "A. Reporter"
    assert atom.fields["updated"] == "2024-05-04T08:10:00+00:00"
    assert [read_feed(t.encode())[0].fields["native_id"] for t in (RSS, ATOM, JSON_FEED)] == [
        "g1"
    ] * 3
    assert read_feed(RDF.encode())[0].fields["native_id"] == "http://x.example/1"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html></html>",
        b"<rss",
        b"{}",
        b'{"version": "https://jsonfeed.org/version/1", "items": [',
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss version="2.0">&e;</rss>',
        b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><rss version="2.0">&b;</rss>',
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "x">]><rss/>'.encode("utf-16"),
        b'<!DOCTYPE rss SYSTEM "http://x.example/evil.dtd"><rss version="2.0"></rss>',
        b'<?xml version="1.0" encoding="no-such"?><rss version="2.0"></rss>',
        b"[" * 100_000,
        b'{"version": ' + b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_feed_or_declares_entities_is_refused(content: bytes) -> None:
    with pytest.raises(FeedError):
        read_feed(content)


def test_one_bad_byte_or_character_costs_no_feed() -> None:
    bad = RSS.replace("<title>One", "<title>On\x0be \udcff").encode("utf-8", "surrogateescape")
    (entry,) = read_feed(bad)
    assert entry.fields["title"] == "One \ufffd"


def test_a_feed_in_another_encoding_is_read_in_it() -> None:
    text = RSS.replace('"1.0"', '"1.0" encoding="shift_jis"', 1).replace("One", "日本")
    for content in (text.encode("shift_jis"), RSS.replace("One", "日本").encode("utf-16")):
        assert read_feed(content)[0].fields["title"] == "日本"


def test_dates_beyond_time_are_no_dates() -> None:
    for year in ("0000", "99999"):
        (entry,) = read_feed(RSS.replace("May 2024", f"May {year}").encode())
        assert "published" not in entry.fields or "2024" not in entry.fields["published"]


def test_a_feed_of_a_million_items_is_refused() -> None:
    items = "".join(
        f"<item><link>http://x.example/{i}</link></item>" for i in range(MOST_ENTRIES + 1)
    )
    with pytest.raises(FeedError, match="more than"):
        read_feed(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())
