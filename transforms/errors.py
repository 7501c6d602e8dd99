"""What a comparison cannot be made of."""

from __future__ import annotations


class TooFewError(ValueError):
    """Too few stories, clusters or periods to say anything; says which."""


class PeriodError(ValueError):
    """A period that is not two days in order."""
