"""Scalars by the core schema of YAML 1.2: ``no``, ``on`` and ``08:00`` are text, ``1e-3`` is a number."""

import math
import re

_NULL = frozenset(["", "~", "null", "Null", "NULL"])
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z", re.ASCII)
_SPECIAL = re.compile(r"([-+]?)\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z", re.ASCII)

LARGEST = 2**63 - 1  # of integers: the largest seed

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def scalar(text: str) -> str | int | float | bool | None:
    """Read a plain (unquoted) scalar by the core schema of YAML 1.2.

    Examples
    --------
    >>> [scalar(text) for text in ("no", "08:00", "1e-3", "12", "0x10", ".inf", "~", "true")]
    ['no', '08:00', 0.001, 12, 16, inf, None, True]
    """
    if text in _NULL:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.match(text):
        return _integer(text)
    if _FLOAT.match(text):
        return float(text)
    if special := _SPECIAL.match(text):
        return float(f"{special[1] or ''}{'nan' if special[3] else 'inf'}")
    return text


def _integer(text: str) -> int | float:
    # Python would not even read thousands of digits as an integer.
    if text[1:2] in ("o", "x"):
        return bounded(int(text, 0))
    return bounded(int(text)) if len(text) <= len(f"-{LARGEST}") else float(text)


def bounded(number: int) -> int | float:
    """Return a number as it is, or as a float where it is larger than any count or seed.

    As a float it is refused in the words of the field it was written for.
    """
    if abs(number) <= LARGEST:
        return number
    if abs(number) < 10**300:
        return float(number)
    return math.inf if number > 0 else -math.inf
