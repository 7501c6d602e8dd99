"""Pictures as files: PNG and SVG, drawn here, with nothing fetched."""

from __future__ import annotations

from typing import Any, Literal

WIDTH = 860
SCALE = 1.3


def picture(chart: Any, kind: Literal["png", "svg"], title: str, note: str) -> bytes:
    """Return an Altair chart as PNG or SVG on white, under its title and above its note."""
    import vl_convert

    spec = chart.to_dict()
    if "width" not in spec and "vconcat" not in spec:
        spec["width"] = WIDTH
    spec["background"] = "white"
    spec["title"] = {"text": title, "subtitle": note, "anchor": "start", "offset": 14}
    spec["padding"] = 12
    # Nothing may be fetched, whatever a picture names.
    if kind == "svg":
        return bytes(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]), "utf-8")
    return bytes(vl_convert.vegalite_to_png(spec, scale=SCALE, allowed_base_urls=[]))
