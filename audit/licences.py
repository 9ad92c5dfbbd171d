"""Under which licences the installed packages are, as they say themselves; needs no network.

cxsim is under the MIT licence, and so may be what is made of it: nothing that it runs on may be under one
that asks for more of the whole (GPL, AGPL and their like). Those that ask for something of their own files
only (LGPL, MPL), and those that say nothing, are each looked at, and `JUDGED` says why they may stay.
"""

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

JUDGED = {
    "certifi": "MPL-2.0: a list of certificates, used as it is",
    "fqdn": "MPL-2.0: checks host names for jsonschema, used as it is",
    "tqdm": "MPL-2.0 for parts: progress bars of papermill, used as it is",
}

# A compiler's libraries within wheels: their exception takes the condition off what is built with them.
EXCEPTED = re.compile(
    r"\bGPL-[\w.-]+ WITH GCC-exception[\w.-]*|\bGPL-[\w.-]*with-GCC-exception", re.IGNORECASE
)
FORBIDDEN = re.compile(
    r"(?<!\w)A?GPL|(?<!Lesser )General Public|Affero|\bSSPL|\bBUSL|Business Source|Commons Clause"
    r"|Non-?Commercial|\bCC-BY-NC|Proprietary|\bEUPL|\bOSL-",
    re.IGNORECASE,
)
LOOKED_AT = re.compile(
    r"\bLGPL|Lesser General|\bMPL|Mozilla Public|\bEPL-|Eclipse Public|\bCDDL", re.IGNORECASE
)


class Licence(NamedTuple):
    """A package, what it says of its licence, and what that means: free, judged, unjudged or forbidden."""

    name: str
    version: str
    says: str
    verdict: str


def licence_of(package: Distribution) -> str:
    """Return what a package says: an SPDX expression, else classifiers, else its own words; or nothing."""
    about = package.metadata
    if expression := about.get("License-Expression"):
        return str(expression)
    classifiers = [one.split(" :: ") for one in about.get_all("Classifier") or []]
    named = [parts[-1] for parts in classifiers if parts[0] == "License" and parts[-1] != "OSI Approved"]
    own = next(iter((about.get("License") or "").strip().splitlines()), "")
    return " AND ".join(named) if named else own[:80]


def verdict_on(name: str, says: str) -> str:
    """Judge what a package says of its licence.

    Examples
    --------
    >>> [verdict_on("x", says) for says in ("MIT", "GPL-3.0-only", "MIT OR GPL-2.0-or-later", "LGPL-2.1", "")]
    ['free', 'forbidden', 'free', 'unjudged', 'unjudged']
    """
    whole = EXCEPTED.sub("", says)
    asks = [whole] if "(" in whole else re.split(r"\s+OR\s+", whole)  # of which one may be chosen
    if all(FORBIDDEN.search(one) for one in asks):
        return "forbidden"
    if says.strip() and any(not FORBIDDEN.search(one) and not LOOKED_AT.search(one) for one in asks):
        return "free"
    return "judged" if name in JUDGED else "unjudged"


def runtime() -> set[str]:
    """Return the names of all packages that cxsim runs on, and those that these need."""
    found: set[str] = set()
    to_do: list[tuple[str, frozenset[str]]] = [("cxsim", frozenset())]
    seen: set[tuple[str, frozenset[str]]] = set()
    while to_do:
        name, extras = to_do.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        for text in distribution(name).requires or []:
            needed = Requirement(text)
            wanted = [{"extra": extra} for extra in ("", *extras)]
            if needed.marker is None or any(needed.marker.evaluate(one) for one in wanted):
                found.add(canonicalize_name(needed.name))
                to_do.append((canonicalize_name(needed.name), frozenset(needed.extras)))
    return found


def licences() -> Iterator[Licence]:
    """Yield the licence of every installed package but cxsim itself, by name."""
    installed = {canonicalize_name(one.metadata["Name"]): one for one in distributions()}
    for name in sorted(set(installed) - {"cxsim"}):
        says = licence_of(installed[name])
        yield Licence(name, installed[name].version, says, verdict_on(name, says))


def report(found: list[Licence], needed: set[str]) -> tuple[list[str], bool]:
    """Return what to say of licences, a line each, and whether nothing stands in the way."""
    lines = []
    for one in found:
        if one.name in needed and one.verdict != "free":
            why = f": {JUDGED[one.name]}" if one.name in JUDGED else ""
            lines.append(f"{one.name} {one.version}: {one.says or 'says nothing'}; {one.verdict}{why}")
    wrong = [one for one in found if one.name in needed and one.verdict in ("forbidden", "unjudged")]
    count = len([one for one in found if one.name in needed])
    lines.append(
        f"licences: {len(wrong)} of {count} packages that cxsim runs on cannot stay as they are"
        if wrong
        else f"licences: nothing in the way, {count} packages that cxsim runs on"
    )
    return lines, not wrong
