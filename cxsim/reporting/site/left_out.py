"""Why a report is left out of a site: said in English to whoever publishes, on the page in its language."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cxsim.files.inside import Fault
from cxsim.language.speech import say, speaking, translated
from cxsim.scenario.faults import escaped, shortened

Why = Callable[[], str]
"""A reason, said when it is called in the language that is spoken then."""


def again() -> str:
    """Say what helps as a rule."""
    return translated("make the report again")


def move() -> str:
    """Say what helps against a file of somebody else."""
    return translated("move that file")


class SoundError(Exception):
    """A report cannot be shown; `why` and `remedy` say why and what to do."""

    def __init__(self, why: Why, remedy: Why = again) -> None:
        super().__init__()
        self.why, self.remedy = why, remedy


@dataclass(frozen=True)
class LeftOut:
    """A report that is left out.

    Attributes
    ----------
    place, folder
        Its folder, from that of the site, and from here.
    why, remedy
        The reason, and what to do.
    """

    place: str
    folder: Path
    why: Why
    remedy: Why = again

    @property
    def said(self) -> str:
        """What a page says of it."""
        reason, remedy = self.why(), self.remedy()
        return say("{place}: {reason}; {remedy}", place=escaped(self.place), reason=reason, remedy=remedy)

    @property
    def notice(self) -> str:
        """What whoever publishes is told."""
        with speaking("en"):
            return f"{escaped(str(self.folder))}: left out, {self.why()}; {self.remedy()}"


def of_file(name: str, fault: Fault) -> Why:
    """Return the reason that a file of a report is not read."""
    shown = escaped(shortened(name))
    match fault:
        case "missing":
            return lambda: say("its {name} is missing", name=shown)
        case "outside":
            return lambda: say("its {name} is outside its folder", name=shown)
        case "no file":
            return lambda: say("its {name} is no file", name=shown)
        case "too large":
            return lambda: say("its {name} is too large", name=shown)
        case "unreadable":
            return lambda: say("its {name} cannot be read", name=shown)


def occupied(name: str) -> Why:
    """Return the reason that there is no room for a page of the site."""
    return lambda: say("its {name} was not written by cxsim publish", name=name)
