"""Arguments of public functions, checked where they come in: all refuse the same thing in the same words.

What is expected is what the annotations say; whole numbers and amounts have limits by their names. So nothing
that a user hands over fails deep inside, or is taken for something else.
"""

import functools
import inspect
import math
import os
from collections.abc import Callable, Iterable, Sequence
from numbers import Real
from types import NoneType, UnionType
from typing import Any, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from cxsim.errors import ParameterError
from cxsim.files.drafts import telling
from cxsim.files.names import can_be_name
from cxsim.scenario.faults import either, nearest, shown
from cxsim.scenario.whole_numbers import LARGEST_SEED, LIMITS, MOST_STAFF, whole_number

ANY = (-LARGEST_SEED, LARGEST_SEED)
P = ParamSpec("P")
R = TypeVar("R")

# From where to where an argument of these names may lie, which of the two limits it may be, and what it is.
_SHARE = (0.0, 1.0, "", "a share of customers between 0 and 1, such as 0.0025")
AMOUNTS: dict[str, tuple[float, float, str, str]] = {
    "equivalence_band": _SHARE,
    "zone": _SHARE,
    "precision": _SHARE,
    "share": (0.0, 1.0, "both", "a number from 0 to 1"),
    "confidence": (0.5, 1.0, "lower", "a probability from 0.5 to below 1"),
    "budget": (0.0, math.inf, "", "an amount of money above 0"),
}
# What makes it, where that is not plain from its name.
MADE_BY = {
    "Scenario": "a scenario, as cx.load_scenario reads it",
    "Study": "a study, as cx.load_study reads it",
    "Assessment": "an assessment, as cx.assess reads it",
    "Run": "a run, as cx.simulate makes it",
    "Ranking": "a ranking, as cx.rank makes it",
    "Moments": "moments of truth, as cx.moments finds them",
    "Target": 'targets, such as cx.Target("friction", "at most", 0.1)',
    "Intervention": 'an intervention, such as cx.Improve("name")',
    "Made": "a run or an answer",
    "Figure": "figures of your own, as @cx.figure(…) makes them",
}
WORDS = {str: "text", bool: "true or false", float: "a number", int: "whole numbers", NoneType: ""}
PLAIN = (NoneType, bool, int, float, str, list, tuple, dict)


def public(**limits: tuple[int, int]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function refuse arguments that are not what its annotations say, with `ParameterError`.

    A file that cannot be read or written becomes a `FileError`.

    Parameters
    ----------
    **limits
        From and to of whole numbers, by the name of the parameter; those in `LIMITS` need not be given.

    Examples
    --------
    >>> @public(times=(1, 9))
    ... def repeat(text: str, times: int = 2, seed: int | None = None) -> str:
    ...     return text * times
    >>> repeat("ab"), repeat("ab", 3)
    ('abab', 'ababab')
    >>> repeat("ab", times=True)
    Traceback (most recent call last):
    ...
    cxsim.errors.ParameterError: times: found true, expected a whole number from 1 to 9
    >>> repeat(3)
    Traceback (most recent call last):
    ...
    cxsim.errors.ParameterError: text: found 3, expected text
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        if getattr(function, "is_public", False):  # already
            return function
        signature = inspect.signature(function)

        @functools.cache
        def expected() -> dict[str, Any]:
            hints = {name: one.annotation for name, one in signature.parameters.items()}
            if any(isinstance(kind, str) for kind in hints.values()):
                hints = get_type_hints(function)
            # Whole numbers first: they are the same everywhere.
            return dict(sorted(hints.items(), key=lambda hint: hint[1] not in (int, int | None)))

        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                given = signature.bind(*args, **kwargs)
            except TypeError as error:
                raise ParameterError(f"{function.__name__}: {error}") from None
            for name, kind in expected().items():
                if name in given.arguments and kind is not inspect.Parameter.empty:
                    value = given.arguments[name]
                    if signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL:
                        right: Any = tuple(check(name, one, kind, limits.get(name, ())) for one in value)
                    else:
                        right = check(name, value, kind, limits.get(name, ()))
                    given.arguments[name] = right
            with telling():
                return function(*given.args, **given.kwargs)

        call.__dict__["is_public"] = True
        return call

    return decorate


def check(name: str, value: Any, kind: Any, limits: tuple[int, ...] = ()) -> Any:
    """Return an argument that is of a kind, or raise `ParameterError`.

    Examples
    --------
    >>> check("scope", "stage", Literal["stage", "channel"])
    'stage'
    >>> check("equivalence_band", 7, float)
    Traceback (most recent call last):
    ...
    cxsim.errors.ParameterError: equivalence_band: found 7, expected a share of customers between 0 and ...
    """
    if kind in (int, int | None):
        return (
            value
            if value is None and kind is not int
            else whole_number(name, value, *(limits or LIMITS[name]))
        )
    if not isinstance(value, str) and _lists(kind) and isinstance(value, Iterable):
        value = value if isinstance(value, Sequence) else tuple(value)
    if not _is(name, value, kind):
        raise ParameterError(f"{name}: found {_found(value)}, expected {_expected(name, value, kind)}")
    return value


def check_fields(record: Any) -> None:
    """Check the fields of a dataclass or named tuple by their annotations, as `check` does."""
    for name, kind in get_type_hints(type(record)).items():
        check(name, getattr(record, name), kind, (-MOST_STAFF, MOST_STAFF))


def _is(name: str, value: Any, kind: Any) -> bool:
    """Tell whether a value is of a kind."""
    origin, parts = get_origin(kind), get_args(kind)
    if kind is Any or isinstance(kind, TypeVar):
        return True
    if origin in (Union, UnionType):
        is_name = _is_path(kind) and isinstance(value, str | os.PathLike)
        return can_be_name(value) if is_name else any(_is(name, value, part) for part in parts)
    if origin is Literal:
        return isinstance(value, str) and value in parts
    if origin is not None and issubclass(origin, Callable):  # type: ignore[arg-type]
        return callable(value)
    if _lists(kind):
        is_list = isinstance(value, Iterable) and not isinstance(value, str | bytes)
        return is_list and all(part is int or _is(name, one, part) for one in value for part in parts[:1])
    if kind is float:
        return _is_amount(name, value)
    return isinstance(value, origin or kind)


def _is_amount(name: str, value: Any) -> bool:
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    amount: Any = value
    low, high, which, _ = AMOUNTS.get(name, (-math.inf, math.inf, "", ""))
    above = low <= amount if which in ("lower", "both") else low < amount
    return bool(above and (amount <= high if which == "both" else amount < high))


def _lists(kind: Any) -> bool:
    """Tell whether a list is of this kind, or None as well."""
    if get_origin(kind) in (Union, UnionType):
        return any(map(_lists, get_args(kind)))
    return get_origin(kind) in (Sequence, Iterable, tuple)


def _is_path(kind: Any) -> bool:
    return any(
        issubclass(get_origin(part) or part, os.PathLike) for part in get_args(kind) if part is not NoneType
    )


def _found(value: Any) -> str:
    if isinstance(value, os.PathLike):
        value = str(value)
    if isinstance(value, PLAIN):
        return shown(value)
    kind = type(value).__name__
    return f"{'an' if kind[0] in 'AEIOU' else 'a'} {kind}"


def _expected(name: str, value: Any, kind: Any) -> str:
    """Say what is expected instead of a value."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType) and _is_path(kind):
        others = [part for part in parts if part.__name__ in MADE_BY]
        return " or ".join(["the name of a file or folder", *(MADE_BY[part.__name__] for part in others)])
    if origin in (Union, UnionType):
        return " or ".join(filter(None, (_expected(name, value, part) for part in parts)))
    if getattr(kind, "__name__", "") == "Scenario" and isinstance(value, str | os.PathLike):
        return f"what it holds: cx.load_scenario({os.fspath(value)!r})"
    if origin is Literal:
        hint = nearest(value, parts)
        return either(parts) + (hint and f"; {hint}")
    if origin is not None and issubclass(origin, Callable):  # type: ignore[arg-type]
        return "a function"
    if _lists(kind):
        part = parts[0]
        return f"a list of {'texts' if part is str else _expected(name, None, part)}"
    if kind is float and name in AMOUNTS:
        return AMOUNTS[name][-1]
    return WORDS[kind] if kind in WORDS else MADE_BY.get(kind.__name__, f"a {kind.__name__}")
