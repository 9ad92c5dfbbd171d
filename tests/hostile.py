"""A company whose author tries to break out of every place a text can stand in."""

import functools
import html
import re
from html.parser import HTMLParser
from typing import Any

from cxsim.questions.decision.estimate import Decision, decide
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.study import Study
from tests.questions.library import LIBRARY, STAKES
from tests.questions.notes import PROBABILITY, with_note
from tests.questions.small_worlds import row_of

# Each would do something in the place it is made for: a page, an attribute, a formula, a terminal, markdown,
# a picture's mathematics, a template. The mark tells that it came through as text. Control characters are
# refused when a scenario is read.
TEXTS = (
    "<script>alert('mark')</script><img src=x onerror=alert(1)>",
    "</title></style></textarea>--><svg onload=alert(1)>mark",
    '" onmouseover="alert(1)" \' onfocus=\'alert(1) mark',
    '=HYPERLINK("http://example.com/"&A1,"mark")',
    "@SUM(1+1)*cmd|' /C mark'!A0",
    "mark\r\x85=mark\tmark",
    "\u202emark\u202c \u2067mark \ufeff",
    "[bold red]mark[/bold red] [link=http://example.com]mark[/] :smile:",
    "[mark](javascript:alert(1)) ![mark](http://example.com/x.png) # mark\n\n<b>mark</b>",
    "mark $\\frac{1}{0}$ $x_ \\( \\input{mark}",
    "{{ mark }}{% raw %} %(mark)s {mark} {0}",
    "../../mark/../etc CON NUL mark\u2028mark",
    "mark" + "W" * 196,
)
LONGEST = 200  # characters of a title
KEYS = (
    "title", "name", "sector", "description", "occupation", "family", "ambitions", "interests", "hobbies",
    "habits", "buyer_action", "buyer_words", "front_stage", "back_stage", "source", "note",
)  # fmt: skip
MORE = {
    "touchpoints": ("buyer_action", "buyer_words", "front_stage", "back_stage"),
    "personas": ("ambitions", "interests", "hobbies", "habits"),
    "improvements": ("note",),
}


def hostile(data: dict[str, Any], first: int = 0) -> dict[str, Any]:
    """Put hostile texts wherever a scenario has text: one after the other, beginning with one of them."""
    count = first

    def text(key: str) -> str:
        nonlocal count
        rounds, place = divmod(count, len(TEXTS))
        count += 1
        again = f" {rounds}" if rounds and key == "title" else ""  # which have to differ
        return f"{TEXTS[place][: LONGEST - len(again)]}{again}"

    def changed(value: Any, deep: int) -> Any:
        if isinstance(value, dict):
            return {
                key: text(key)
                if key in KEYS and isinstance(entry, str) and (deep, key) != (0, "name")
                else changed(entry, deep + 1)
                for key, entry in value.items()
            }
        return [changed(entry, deep + 1) for entry in value] if isinstance(value, list) else value

    for part, fields in MORE.items():
        for entry in data.get(part, {}).values():
            for field in fields:
                entry.setdefault(field, "")
    return dict(changed(data, 0))


@functools.cache
def hostile_decision(first: int = 0) -> Decision:
    """Every question about it, answered once."""
    data = with_note(row_of(STAKES, improvements=LIBRARY), PROBABILITY.format("second"), 0.0, 0.6)
    study = {
        "study": 2,
        "name": "hostile",
        "title": TEXTS[0],
        "scenario": "hostile.yaml",
        "replications": 2,
        "choice": {"smallest_difference": 1.0, "replications": 10},
        "budget": 500.0,
        "uncertainty": {"use": "ranges", "sets": 2, "replications": 2, "trajectories": 2},
    }
    return decide(scenario_from_dict(hostile(data, first)), Study.model_validate(study))


class Seen(HTMLParser):
    """What a browser would make of a piece of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "form", "base", "link", "meta", "b", "textarea"):
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            target = html.unescape(value or "").strip().lower()
            outside = name in ("src", "href", "xlink:href", "action") and not re.match(
                "data:image/|#", target
            )
            if name.startswith("on") or outside or "javascript:" in target.replace(" ", "")[:20]:
                self.faults.append(f"<{tag} {name}={target[:60]}>")


def harm_in_page(page: str) -> list[str]:
    """What a page would do that it should not: tags and addresses of others, signs that turn writing."""
    return Seen(page).faults + re.findall("[\u202a-\u202e\u2066-\u2069]", page)


def harm_on_terminal(text: str) -> list[str]:
    """Characters that would steer a terminal or turn the direction of writing."""
    return sorted(
        set(re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069\ufeff]", text))
    )
