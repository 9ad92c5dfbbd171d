"""Evidence notes: where a parameter comes from, written next to its value."""

from typing import Any, Literal

from pydantic import Field

from cxsim.scenario.quantities import Text
from cxsim.scenario.strict import StrictModel


class Evidence(StrictModel):
    """A note beside a parameter: its plausible range, its source and grade, and how the value was got."""

    value: Any = Field(description="the parameter itself, as it would stand without a note")
    range: tuple[Any, Any] | None = Field(default=None, description="plausible lowest and highest value")
    source: Text = ""
    grade: Literal["a", "b", "c"] | None = Field(
        default=None,
        description="a meta-analysis or large study, b one study or data set, c vendor figure or intention",
    )
    status: Literal["cited", "calibrated", "assumed"]
    note: Text = ""


# A mapping with a value and a status, and with nothing but these fields, is a parameter with a note.
FIELDS = frozenset(Evidence.model_fields)

# No part of a scenario with a value (but a change, which has a path) has fields of these names; so one of
# them with a text or a list gives a note away. (A touchpoint may be called "status", but it is a mapping.)
_TELLING = ("status", "source", "grade", "range", "note")


def is_note(node: Any) -> bool:
    """Tell whether a mapping of a scenario file is a parameter with an evidence note."""
    return looks_like_note(node) and "status" in node and set(node) <= FIELDS


def looks_like_note(node: Any) -> bool:
    """Tell whether a mapping is meant as a parameter with a note, be it right or not.

    Examples
    --------
    >>> looks_like_note({"value": 0.2, "soruce": "survey", "status": "cited"})
    True
    """
    if not isinstance(node, dict) or "value" not in node or "path" in node:
        return False
    return any(_telling(node.get(field)) for field in _TELLING)


def _telling(entry: Any) -> bool:
    return isinstance(getattr(entry, "value", entry), str | list | tuple)
