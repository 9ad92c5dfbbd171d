"""Who may save from the panel: an analyst in JupyterLab; visitors of a page, where its host allows it.

Whoever works in JupyterLab can write on that machine anyway. A page by Voilà is for everybody: nothing that
a visitor does leaves a file there, unless the host has set `ALLOWED`; and then nobody replaces what another
has saved, or is told where on the machine it lies.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cxsim.files.inside import InsideError, digest
from cxsim.language.speech import say
from cxsim.scenario.faults import Fault, ScenarioError, shown
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import NAME
from cxsim.scenario.save import Saved, save_extending
from cxsim.scenario.source import name_of

ALLOWED = "CXSIM_VISITORS_SAVE"  # an environment variable; "yes" lets visitors save
LARGEST = 1 << 24  # bytes of a file that was saved


def is_for_visitors() -> bool:
    """Tell whether this kernel serves a page of Voilà, which whoever has the address can open."""
    server = os.environ.get("SERVER_SOFTWARE", "").lower()
    return server.startswith("voila") or any(name.startswith("VOILA_") for name in os.environ)


class Saving:
    """Saves what is explored, as far as whoever is at the panel may.

    Attributes
    ----------
    why_not
        A sentence about it, if nothing can.
    """

    def __init__(self, file: Path | None) -> None:
        self._file, self._visited = file, is_for_visitors()
        self._own: dict[str, str] = {}  # what was saved here, with checksums
        self.why_not = ""
        if file is None:
            self.why_not = say("There is no file that a scenario could extend.")
        elif self._visited and os.environ.get(ALLOWED, "").strip().lower() != "yes":
            self.why_not = say("On this page nothing can be saved: keep the link.")

    @property
    def allowed(self) -> bool:
        """Whether anything can be saved."""
        return not self.why_not

    def save(self, today: Scenario, changes: Mapping[str, Any], name: str, replace: bool, note: str) -> Saved:
        """Save as `save_extending` does; `ScenarioError` says why not."""
        if self._file is None or not self.allowed:
            raise ScenarioError([Fault("", None, "", "a page on which nothing can be saved", "its link")])
        if self._visited and replace and not self._is_own(name):
            replace = False
            if NAME.fullmatch(name) and os.path.lexists(self._file.parent / f"{name}.yaml"):
                taken = "a file of this name, which was not saved from this page since it was opened"
                raise ScenarioError([Fault(shown(name), None, "", taken, "another name")])
        saved = save_extending(self._file, today, changes, name, replace, note)
        self._own[name] = self._digest(name)
        return saved

    def told(self, text: str) -> str:
        """Return a message as whoever is at the panel may read it: visitors learn no folder."""
        if not self._visited or self._file is None:
            return text
        here = Path(os.path.abspath(self._file)).parent
        folders = {str(here), str(here.resolve())}
        folders |= {known for folder in (here, here.resolve()) if os.sep in (known := name_of(folder))}
        for folder in sorted(folders, key=len, reverse=True):
            text = text.replace(f"{folder}{os.sep}", "").replace(folder, "the folder of the scenario")
        return text

    def unforeseen(self, error: Exception) -> str:
        """Say what nobody thought of; what else an error says may be nothing for visitors."""
        kind = type(error).__name__
        return kind if self._visited else f"{kind}: {error}"

    def _is_own(self, name: str) -> bool:
        return name in self._own and self._own[name] == self._digest(name)

    def _digest(self, name: str) -> str:
        try:
            return digest(Path() if self._file is None else self._file.parent, f"{name}.yaml", LARGEST)[0]
        except InsideError:
            return ""
