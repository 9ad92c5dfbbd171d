"""Numbers, names and claims read out of sentences."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

NUMBER = r"[−+-]?\d+(?:,\d{3})*(?:\.\d+)?"
UNIT = r"(?:\xa0?(?:%|min|h|s|days))?"
# A figure with its limits, however they are written.
LIMITS = re.compile(
    rf"(?<![\w.,–−+-])(?<!of )({NUMBER})({UNIT})(?: of 100| more of 100| fewer of 100)? ?"
    rf"(?:\((?:95\xa0% (?:interval|limits) )?|: )({NUMBER})({UNIT})(?:–| to )({NUMBER})({UNIT})\)"
)
SLACK = 0.051  # figures and limits are rounded each by itself


def limits_in_order(text: str) -> Iterator[str]:
    """Say which figures of a text do not lie between their limits."""
    for found in LIMITS.finditer(text):
        mean, low, high = (number_of(found[at]) for at in (1, 3, 5))
        # Half of units apart: a limit that is said without unit has that of the other.
        units = {found[at] for at in (2, 4, 6) if found[at]}
        if len(units) > 1 or "fewer" in found[0]:
            continue
        room = 0.51 * 10.0 ** -min(digits_of(found[at]) for at in (1, 3, 5))
        if not low - room <= mean <= high + room:
            yield f"{found[0]!r} does not lie between its limits"


def signs(text: str) -> Iterator[str]:
    """Say where a negative number is written with a hyphen."""
    for found in re.finditer(r"(?<![\w.’'-])-\d[\d.,]*(?! to 1)", text):
        yield f"{text[max(found.start() - 30, 0) : found.end() + 10]!r} has a hyphen for a minus"


def number_of(text: str) -> float:
    return float(text.replace(",", "").replace("−", "-").replace("+", ""))


def digits_of(text: str) -> int:
    return len(text.partition(".")[2])


def claim(claim: bool, fact: Any, what: str) -> Iterator[str]:
    """Say where something is claim that is not so, or is so and not claim."""
    if bool(claim) != bool(fact):
        yield f"{what}: the sentence says {bool(claim)}, the table {bool(fact)}"


def quoted_in(text: str) -> list[str]:
    """Whatever a text quotes; titles have no such quotation marks of their own."""
    return re.findall("“([^”]*)”", text)


def same(said: list[str], wanted: list[str], what: str) -> Iterator[str]:
    one, other = sorted(" ".join(name.split()) for name in said), sorted(" ".join(n.split()) for n in wanted)
    if one != other:
        yield f"{what}: the sentence names {one}, the table {other}"


def close_to(said: str, value: float, what: str) -> Iterator[str]:
    if abs(number_of(said) - value) > 0.51 * 10.0 ** -digits_of(said):
        yield f"{what}: the sentence says {said}, the table {value:.4g}"


# --- what several questions say


def unquoted(text: str) -> str:
    """A text without what it quotes."""
    return re.sub("“[^”]*”", "", text)


def gains_told(said: str, row: Any, what: str) -> Iterator[str]:
    """Say where a gain is told with the other sign, with other limits, or with a verdict it does not have."""
    said = unquoted(said)
    if found := re.search(rf"({NUMBER}) (?:of 100 )?(more|fewer) (?:stay|become|customers)", said):
        yield from claim(found[2] == "fewer", row["gain"] < 0.0, f"{what}: fewer")
    limits = re.search(rf"\(95\xa0% limits (?:[A-Z]{{3}} )?({NUMBER}) to ({NUMBER})\)", said)
    yield from claim(limits, pd.notna(row["gain_low"]), f"{what}: limits")
    if limits:
        signs_said = [sign_of(number_of(one)) for one in limits.groups()]
        signs_there = [sign_of(row[f"gain_{end}"]) for end in ("low", "high")]
        if any(one * other < 0 for one, other in zip(signs_said, signs_there, strict=True)):
            yield f"{what}: the sentence has limits {limits[0]}, the table others"


def sign_of(number: float) -> int:
    return int(np.sign(number))


def paying_told(said: str, row: Any, what: str) -> Iterator[str]:
    """Say where something is told to pay, or not to, against its limits."""
    said, known = unquoted(said), pd.notna(row["net_low"])
    undecided = known and row["net_low"] <= 0.0 <= row["net_high"]
    yield from claim("is undecided" in said, undecided, f"{what}: whether it pays is undecided")
    if not undecided:
        costs = re.search(r"(it costs|they cost) .* more than (it brings|they bring)", said)
        yield from claim(costs, row["net"] < 0.0, f"{what}: costs more than it brings")


def adding_up(said: str, what: str) -> Iterator[str]:
    """Say where customers at the end are not the sum of the ways in which they were gained."""
    told = [
        *re.finditer(
            rf"({NUMBER}) customers (more|fewer)[^:]*: ({NUMBER}) among today’s customers, ({NUMBER}) among "
            rf"those who came by themselves since, ({NUMBER}) by referral, and ({NUMBER}) among those who "
            "had come before",
            unquoted(said),
        )
    ]
    if len(told) != said.count("by themselves since"):
        yield f"{what}: customers at the end are told in words that are not known: {said!r}"
    for found in told:
        whole = number_of(found[1]) * (-1 if found[2] == "fewer" else 1)
        if whole != sum(number_of(found[at]) for at in range(3, 7)):
            yield f"{what}: {found[0]!r} does not add up"


# --- one question after the other
