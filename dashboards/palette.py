"""Colours that the colour-blind can tell apart, on light paper and on dark."""

from __future__ import annotations

# Okabe & Ito (2008), without black and yellow, which vanish on one of the two papers.
SERIES = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#D55E00", "#56B4E9", "#8C7AE6", "#7F7F7F"]
# Orange to blue: told apart in all common forms of colour blindness, the middle grey on any paper.
TONE = ["#B34A00", "#E08A3C", "#B9B9B9", "#4C9FD4", "#0067A8"]
NEGATIVE, NEUTRAL, POSITIVE = TONE[0], TONE[2], TONE[4]
INK = "#808495"  # rules and notes: readable on both papers
