"""The first screen of a decision page, as sentences and as HTML without scripts."""

from pathlib import Path

from markupsafe import Markup

from cxsim.language.speech import say, speaking, spoken, translated
from cxsim.questions.decision.estimate import Decision
from cxsim.questions.decision.screen.picture import KINDS, picture
from cxsim.questions.decision.screen.tiles import tiles
from cxsim.questions.decision.screen.words import Said, budget, first, harmed, scope
from cxsim.questions.experiments.sets_words import sets_told
from cxsim.theme.colours import BLUE, INK, MUTED, VERMILLION
from cxsim.theme.templates import templates

HERE = Path(__file__).parent


class Screen:
    """The answer on one screen: what to do first and with the budget, who would be harmed, one picture.

    Shown as sentences in a terminal, and as a page in a notebook.
    """

    def __init__(self, decision: Decision) -> None:
        self._decision, self._language = decision, spoken()
        self.parts: tuple[Said, ...] = tuple(
            part for part in (first(decision), budget(decision), harmed(decision)) if part is not None
        )

    def __str__(self) -> str:
        with speaking(self._language):
            return "\n".join(
                [
                    *(" ".join((part.answer, *filter(None, part.told))) for part in self.parts),
                    scope(self._decision),
                ]
            )

    def __repr__(self) -> str:
        return f"<The answer of a decision on one screen: {self.parts[0].answer}>"

    def _repr_html_(self) -> str:
        with speaking(self._language):
            return (
                templates(HERE)
                .get_template("screen.html.j2")
                .render(
                    scope=scope(self._decision),
                    parts=self.parts,
                    tiles=tiles(self._decision),
                    picture=picture(self._decision),
                    marks={name: translated(text) for name, text in KINDS.items()},
                    words=self._words(),
                    style=Markup((HERE / "screen.css").read_text(encoding="utf-8")),
                    colours={"brings": BLUE, "costs": VERMILLION, "open": MUTED, "ink": INK},
                )
            )

    def _words(self) -> dict[str, str]:
        return {
            "answer": say("The answer in figures"),
            "chosen": say("bought with the budget"),
            "first": say("comes first"),
            "improvement": say("Improvement"),
            "net": say("Net value, {currency}", currency=self._decision.scenario.currency),
            "sets": say(
                "Pays in … of {sets} sets", sets=sets_told(self._decision.answers["ranking"].assumed)
            ),
        }
