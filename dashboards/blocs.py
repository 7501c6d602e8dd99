"""The order of countries in a matrix: those bound by defence pacts stand together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping


def in_blocs(countries: Iterable[str], pacts: Iterable[tuple[str, str]]) -> list[str]:
    """Return the countries, allies beside allies, the largest bloc first.

    `pacts` are pairs of a pact and a member. A bloc is all that are joined by pacts, directly or
    by way of another; within it, members of the same (largest) pact stand together.
    """
    shown = sorted(set(countries))
    members = [(pact, member) for pact, member in pacts if member in shown]
    bloc = _joined(shown, members)
    size = Counter(bloc.values())
    largest = _largest_pact(members)

    def place(country: str) -> tuple[int, str, int, str, str]:
        n, pact = largest.get(country, (0, ""))
        return -size[bloc[country]], bloc[country], -n, pact, country

    return sorted(shown, key=place)


def _joined(countries: Iterable[str], members: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each country the first of its bloc."""
    leader = {country: country for country in countries}

    def first(country: str) -> str:
        while leader[country] != country:
            country = leader[country]
        return country

    met: dict[str, str] = {}
    for pact, member in members:
        one, other = sorted((first(met.setdefault(pact, member)), first(member)))
        leader[other] = one
    return {country: first(country) for country in leader}


def _largest_pact(members: Iterable[tuple[str, str]]) -> Mapping[str, tuple[int, str]]:
    """Return for each country the size and name of the largest of its pacts."""
    members = list(members)
    size = Counter(pact for pact, _ in members)
    largest: dict[str, tuple[int, str]] = {}
    for pact, member in members:
        largest[member] = max(largest.get(member, (0, "")), (size[pact], pact))
    return largest
