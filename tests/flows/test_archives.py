from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import polars as pl
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.sources.read import format_of
from tests.flows.test_read import LINE, readings, write

TEXT = "The two governments said that the talks on the islands would go on for a third day. " * 5
PAGE = (
    f"<html><head><title>Talks</title></head><body><article><p>{TEXT}</p></article></body></html>"
)


def warc(*pages: tuple[str, str, bytes, str], is_packed: bool = True) -> bytes:
    """Return a WARC of answers: address, status, body, type; each after its request."""
    held = io.BytesIO()
    writer = WARCWriter(held, gzip=is_packed)
    for url, status, body, kind in pages:
        asked = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=asked))
        headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=headers)
        )
    return held.getvalue()


def tar(kind: str, *members: tuple[str | tarfile.TarInfo, bytes]) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=f"w:{kind}") as archive:  # type: ignore[call-overload]
        for name, content in members:
            info = tarfile.TarInfo(name) if isinstance(name, str) else name
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return held.getvalue()


def packed(*members: tuple[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


def test_the_pages_of_a_warc(tmp_path: Path) -> None:
    content = warc(
        ("https://www.x.example/1", "200 OK", PAGE.encode(), "text/html; charset=utf-8"),
        ("https://www.x.example/gone", "404 Not Found", b"none", "text/html"),
        ("https://www.x.example/p.png", "200 OK", b"\x89PNG", "image/png"),
        ("https://www.x.example/empty", "200 OK", b"<html></html>", "text/html"),
        ("https://y.example/2", "200 OK", PAGE.encode(), "text/html"),
    )
    frame, refused = readings(write(tmp_path, "cc-news.warc.gz", content))
    assert frame.select("row", "outlet", "url", "native_id", "file").rows() == [
        (1, "x.example", *["https://www.x.example/1"] * 3),
        (2, "y.example", *["https://y.example/2"] * 3),
    ]
    assert all(body.startswith("The two governments") for body in frame["body"])
    assert [(r["rule"], r.get("severity")) for r in refused] == [
        ("http_status", "set_aside"), ("unknown_format", "set_aside"), ("unreadable_page", None),
    ]  # fmt: skip


@pytest.mark.parametrize("is_packed", [True, False])
@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.7, 0.99])
def test_a_torn_warc_keeps_what_came_before_and_says_so(
    tmp_path: Path, is_packed: bool, share: float
) -> None:
    page = ("https://x.example/1", "200 OK", PAGE.encode(), "text/html")
    one, whole = (warc(*[page] * n, is_packed=is_packed) for n in (2, 3))
    cut = len(one) + int((len(whole) - len(one)) * share)
    name = "a.warc.gz" if is_packed else "a.warc"
    frame, refused = readings(write(tmp_path, name, whole[:cut]))
    assert len(frame) + len(refused) == 3
    assert len(frame) >= 2
    assert {r["rule"] for r in refused} <= {"torn_archive"}
    frame, refused = readings(write(tmp_path, name, whole))
    assert (len(frame), refused) == (3, [])


def members() -> list[tuple[str, bytes]]:
    table = io.BytesIO()
    pl.DataFrame({"text": ["From Parquet."]}).write_parquet(table)
    return [
        ("in/a.jsonl", (LINE % (1, 1) + "{torn\n" + LINE % (2, 2)).encode()),
        ("b.csv.gz", gzip.compress(b"id,text\n7,From CSV.\n")),
        ("c.parquet", table.getvalue()),
        ("d.html", PAGE.encode()),
        ("notes.pdf", b"%PDF"),
        ("more.zip", packed(("x.jsonl", b""))),
        (".DS_Store", b"\0"),
        ("__MACOSX/in/._a.jsonl", b"\0"),
        ("e.parquet", b"PAR1"),
    ]


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz", "a.tar.gz", "a.tar.xz", "a.tar.bz2"])
def test_an_archive_holds_files_of_any_format(tmp_path: Path, name: str) -> None:
    kind = {"tgz": "gz", "tar": ""}.get(name.rpartition(".")[2], name.rpartition(".")[2])
    content = packed(*members()) if kind == "zip" else tar(kind, *members())
    frame, refused = readings(write(tmp_path, name, content))
    assert frame["row"].to_list() == [1, 2, 3, 4, 5]
    assert frame["native_id"].to_list() == ["1", "2", "7", None, None]
    assert frame["file"].to_list() == [
        f"{name}!{part}" for part in ("in/a.jsonl", "in/a.jsonl", "b.csv.gz", "c.parquet", "d.html")
    ]
    assert frame["outlet"].to_list() == ["O", "O", "b", "c", "d"]
    assert [(r["file"].partition("!")[2], r["row"], r["rule"]) for r in refused] == [
        ("in/a.jsonl", 2, "invalid_json"),
        ("notes.pdf", 0, "unknown_format"),
        ("more.zip", 0, "unknown_format"),
        ("e.parquet", 0, "unreadable_file"),
    ]


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_names_that_lead_out_are_refused_and_nothing_is_written(tmp_path: Path, kind: str) -> None:
    line = (LINE % (1, 1)).encode()
    hostile = ["../up.jsonl", "/etc/cron.d/x.jsonl", "a/../../b.jsonl", "..\\win.jsonl"]
    parts = [*((name, line) for name in hostile), ("good.jsonl", line)]
    content = packed(*parts) if kind == "zip" else tar("", *parts)
    before = set(tmp_path.parent.rglob("*"))
    path = write(tmp_path, f"a.{kind}", content)
    frame, refused = readings(path)
    assert len(frame) == 1
    assert [r["rule"] for r in refused] == ["path_traversal"] * 4
    assert set(tmp_path.parent.rglob("*")) - before == {path}


def test_links_and_devices_in_a_tar_are_refused(tmp_path: Path) -> None:
    link, device = tarfile.TarInfo("a.jsonl"), tarfile.TarInfo("b.jsonl")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    device.type = tarfile.CHRTYPE
    frame, refused = readings(write(tmp_path, "a.tar", tar("", (link, b""), (device, b""))))
    assert frame.is_empty()
    assert [r["rule"] for r in refused] == ["not_a_file", "not_a_file"]


def test_an_encrypted_part_is_named(tmp_path: Path) -> None:
    content = bytearray(packed(("a.jsonl", b"x"), ("b.jsonl", (LINE % (1, 1)).encode())))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    frame, refused = readings(write(tmp_path, "a.zip", bytes(content)))
    assert len(frame) == 1
    assert [r["file"] for r in refused] == ["a.zip!a.jsonl"]


def test_fields_can_stand_in_the_names_of_files(tmp_path: Path) -> None:
    content = tar("gz", ("TXT/Session 78/JPN_78_2023.txt", b"Mr. President, we thank you."))
    pattern = r"(?P<source_country>[A-Z]{3})_\d+_(?P<published>\d{4})"
    path = write(tmp_path, "a.tar.gz", content)
    frame, _ = readings(path, mapping={"file_name": pattern}, defaults={"outlet": "UN"})
    assert frame.select("outlet", "source_country", "published").rows() == [("UN", "JPN", "2023")]


def test_formats_by_their_names() -> None:
    found = {n: format_of(n) for n in ("a.warc.gz", "A.TAR.XZ", "a.tgz", "a.zip.gz", "a.gz", "tar")}
    assert found == {
        "a.warc.gz": "warc", "A.TAR.XZ": "tar", "a.tgz": "tar", "a.zip.gz": None, "a.gz": None,
        "tar": None,
    }  # fmt: skip


def test_media_cloud_and_gdelt_tables(tmp_path: Path) -> None:
    cloud = "stories_id,media_name,publish_date,title,url,language,story_text\n" + (
        "5,Daily,2024-05-03 08:10:00,Talks,https://x.example/5,en,Tokyo and Manila talked.\n"
    )
    frame, _ = readings(write(tmp_path, "mc.csv", cloud))
    assert frame.select("native_id", "outlet", "published", "title", "url", "body").rows() == [
        ("5", "Daily", "2024-05-03 08:10:00", "Talks", "https://x.example/5",
         "Tokyo and Manila talked.")
    ]  # fmt: skip
    gdelt = "url,title,seendate,domain,language,text\n" + (
        "https://x.example/5,Talks,20240503T081000Z,x.example,English,Tokyo and Manila talked.\n"
    )
    frame, _ = readings(write(tmp_path, "gdelt.csv", gdelt))
    assert frame.select("outlet", "published").rows() == [("x.example", "20240503T081000Z")]
    listed = gdelt.replace(",text\n", "\n").replace(",Tokyo and Manila talked.", "")
    frame, (row,) = readings(write(tmp_path, "listed.csv", listed))
    assert frame.is_empty()
    assert row["rule"] == "missing_column"
