"""The whole decision: the questions of a study, answered with the same customers and the same draws."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxsim.files.folders import TakenError
from cxsim.files.own import not_ours
from cxsim.language.speech import speaking, spoken
from cxsim.questions.experiments.interventions import NothingToTell
from cxsim.questions.registry import question
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario
from cxsim.scenario.study import Study

if TYPE_CHECKING:
    from cxsim.theme.shown import Shown


@dataclass(frozen=True, repr=False)
class Decision(Answer, frames={}):
    """The answers to a study.

    Attributes
    ----------
    scenario, study, manifest
        What was asked, and what decides every bit of the answers.
    answers
        By question, in the order in which they were asked; see `cxsim.questions` for what each is. What the
        study does not ask, or does not say enough for (a portfolio without a budget), is not there.
    """

    scenario: Scenario
    study: Study
    manifest: Manifest
    answers: Mapping[str, Any]

    def section(self, name: str, lang: str | None = None) -> "Shown":
        """Return the answer to one question in full, or why there is none.

        Parameters
        ----------
        name
            Of the question; ``assumptions`` tells what was assumed.
        lang
            ``en`` or ``fr``; by default what is spoken.
        """
        with speaking(lang or spoken()):
            return self._shown("section", name)

    def screen(self, lang: str | None = None) -> "Shown":
        """Return the answer on one screen: what to do first and with the budget, who is harmed, a picture.

        Parameters
        ----------
        lang
            ``en`` or ``fr``; by default what is spoken.
        """
        with speaking(lang or spoken()):
            return self._shown("screen")

    @property
    def charts(self) -> tuple[str, ...]:
        """The names that `chart` knows: the map, if the study asks for the journey."""
        return super().charts if "journey" in self.answers else ()

    @property
    def files(self) -> list[str]:
        """The names of the files that `save` writes."""
        return [f"{name}/{file}" for name, answer in self.answers.items() for file in answer.files]

    @classmethod
    def file_names(cls) -> list[str]:
        """Return the names of the files of its own that `save` writes: none."""
        return []

    def save(self, folder: str | Path, lang: str | None = None) -> Path:
        """Write each answer into a folder of its own, named after the question.

        Returns
        -------
        pathlib.Path
            The folder that holds them.

        Raises
        ------
        TakenError
            If one of these names is that of a file that cxsim did not write, or that was changed since; then
            nothing is written.
        """
        places = {Path(folder) / name: answer for name, answer in self.answers.items()}
        for place, answer in places.items():
            if found := not_ours(place, answer.files):
                raise TakenError(found)
        for place, answer in places.items():
            answer.save(place, lang)
        return Path(folder)

    @property
    def shown(self) -> "Shown":
        """What a notebook displays: the answer, and every section."""
        return self._shown("whole")

    def _shown(self, what: str, *given: str) -> "Shown":
        shown: Shown = getattr(self._part("words"), what)(self, *given)
        return shown


@public()
def decide(
    scenario: Scenario,
    study: Study,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Decision:
    """Answer the questions of a study.

    Whatever was simulated is kept on disk as soon as it is there, so that a decision that was interrupted is
    taken up where it stopped by asking again.

    Parameters
    ----------
    scenario, study
        As `cxsim.load_study` reads them.
    workers
        How many threads; by default one for each core. No result depends on it.
    progress
        Called with the number of finished questions, of ``study.questions``.

    Raises
    ------
    InterventionError
        If there are no such improvements, or values within the ranges of the evidence give no valid journey
        with one of them; if nobody was measured in a replication.

    Examples
    --------
    >>> import cxsim as cx
    >>> decision = cx.decide(*cx.load_study("scenarios/telecom_study.yaml"))  # doctest: +SKIP
    >>> decision.answers["choice"].best  # doctest: +SKIP
    'evening_and_saturday_hours'
    """
    wanted = [question(name) for name in dict.fromkeys(study.questions)]
    asked = [one for one in wanted if not one.why_not(scenario, study)]
    for one in asked:
        one.check(scenario, study)
    answers: dict[str, Answer] = {}
    for done, one in enumerate(wanted, 1):
        if one in asked:
            with contextlib.suppress(NothingToTell):
                answers[one.name] = one.ask(scenario, study, workers, answers=answers)
        if progress is not None:
            progress(done)
    made = manifest(scenario, "compiled", study.seed, study.replications)
    return Decision(scenario, study, made, answers)
