"""sources.toml: the outlets, their countries, and where they are read from."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator


class SourcesError(ValueError):
    """sources.toml says something that cannot be; names the file, the outlet and the reason."""


class Outlet(BaseModel):
    """One [[outlet]] of sources.toml."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1)
    country: str = Field(pattern=r"^[A-Z]{3}$", description="ISO 3166 alpha-3")
    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    ownership: Literal["state", "public", "private"] | None = None
    expected: tuple[int, int] | None = Field(default=None, description="articles a day")
    feed: str | None = Field(default=None, pattern=r"^https?://")
    path: str | None = None

    @model_validator(mode="after")
    def is_sound(self) -> Outlet:
        """Refuse an outlet that is read from two places, or expects what cannot be."""
        if self.feed and self.path:
            raise ValueError("an outlet has a feed or a path, not both")
        if self.expected and not 0 <= self.expected[0] <= self.expected[1]:
            raise ValueError("expected is [fewest, most] articles a day")
        return self


def read_outlets(path: Path) -> list[Outlet]:
    """Return the outlets of a sources.toml; raises SourcesError."""
    try:
        written = tomllib.loads(path.read_text()).get("outlet", [])
    except (OSError, ValueError) as error:
        raise SourcesError(f"{path}: {error}") from error
    outlets = []
    for number, entry in enumerate(written, start=1):
        try:
            outlets.append(Outlet.model_validate(entry))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(x) for x in first["loc"])
            raise SourcesError(f"{path}: outlet {number}: {where}: {first['msg']}") from error
    return outlets
