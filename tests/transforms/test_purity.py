"""Transforms are pure: the code is read, and what could touch the world is refused."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import transforms

FILES = sorted(Path(transforms.__file__).parent.rglob("*.py"))
NO_MODULES = {
    "os", "io", "sys", "pathlib", "shutil", "tempfile", "subprocess", "socket", "random", "secrets",
    "time", "logging", "urllib", "http", "httpx", "requests", "prefect", "duckdb", "flows",
    "dashboards", "threading", "asyncio",
}  # fmt: skip
NO_CALLS = {
    "open", "print", "input", "collect", "collect_all", "collect_async", "fetch",
    "sink_parquet", "sink_csv", "sink_ndjson", "now", "today", "utcnow", "sample", "shuffle",
    "getenv", "read_text", "write_text", "read_bytes", "write_bytes",
}  # fmt: skip
NO_PREFIXES = ("read_", "scan_", "write_")


def faults(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        found += [f"imports {n}" for n in names if n.split(".")[0] in NO_MODULES]
        if isinstance(node, ast.Name) and node.id in {"eval", "exec"}:
            found.append(f"names {node.id}")
        if isinstance(node, ast.Call):
            function = node.func
            name = getattr(function, "attr", getattr(function, "id", ""))
            if name in NO_CALLS or name.startswith(NO_PREFIXES):
                found.append(f"calls {name} in line {node.lineno}")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_transform_touches_nothing(path: Path) -> None:
    assert faults(ast.parse(path.read_text())) == []


@pytest.mark.parametrize(
    "code",
    ["import os", "from pathlib import Path", "open('x')", "frame.collect()", "pl.read_csv('x')",
     "datetime.now()", "frame.sample(3)"],
)  # fmt: skip
def test_the_reader_of_code_sees_what_it_should(code: str) -> None:
    assert faults(ast.parse(code))
