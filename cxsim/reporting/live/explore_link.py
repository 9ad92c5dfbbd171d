"""A link that opens the panel of `explore` with what has been changed, in JupyterLab and by Voilà."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import anywidget
import traitlets

from cxsim.language.speech import translated

PARAMETER = "state"
WORDS = {"link": "Link to this state", "copy": "Copy link", "copied": "Copied."}
SAID = tuple(WORDS.values())


class StateLink(anywidget.AnyWidget):
    """A link to the page it stands on, with a state; and the state that the page was opened with.

    Attributes
    ----------
    state
        What the link holds.
    given
        What the page was opened with, once the browser has said so.
    words
        What is written on it, in the language that was spoken when it was made.
    """

    _esm = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    state = traitlets.Unicode("").tag(sync=True)
    given = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Dict().tag(sync=True)

    @traitlets.default("words")
    def _words(self) -> dict[str, str]:
        return {name: translated(text) for name, text in WORDS.items()}


def state_in(text: str) -> str:
    """Return the state in a text that somebody pasted: a link, or the state itself.

    Examples
    --------
    >>> state_in("http://localhost:8888/lab/tree/explore.ipynb?state=staff.care_agents.1~friction.shop.0.5")
    'staff.care_agents.1~friction.shop.0.5'
    >>> state_in("staff.care_agents.1")
    'staff.care_agents.1'
    """
    try:
        asked = urlsplit(text.strip())
    except ValueError:  # brackets that are no address
        return text
    given = parse_qs(asked.query).get(PARAMETER, [])
    return given[-1] if given else "" if asked.scheme in ("http", "https") else text
