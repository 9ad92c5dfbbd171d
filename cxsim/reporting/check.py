"""What is wrong with a file, shown rather than raised, so that a notebook can go on."""

import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cxsim.language.wording import counted, in_short
from cxsim.questions.registry import impossible, lacking
from cxsim.reporting.letters import letter_cautions
from cxsim.results.sizes import TooLarge, check_size, size_of
from cxsim.scenario.arguments import public
from cxsim.scenario.assessment import assess, is_assessment
from cxsim.scenario.at_a_glance import COUNTED
from cxsim.scenario.batch import is_batch
from cxsim.scenario.cautions import cautions_of, goals_out_of_reach, short_follow_up
from cxsim.scenario.faults import Fault, ScenarioError, escaped
from cxsim.scenario.idle import idle_settings
from cxsim.scenario.source import name_of
from cxsim.scenario.study import is_study, load_study
from cxsim.theme.on_page import on_page

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Check:
    """What is wrong with a scenario, study, assessment or batch; displays itself in a notebook.

    Attributes
    ----------
    file
        Its name from here.
    contains
        What is in it, in words; empty if something is wrong.
    faults
        What is wrong, in the order of the file; none if it is fine.
    cautions
        What may not be meant: text of which a # made a part a comment, letters that no font has.
    facts
        What was said when it was held against its facts.
    met
        Each fact beside what was measured, as of `cxsim.questions.experiments.met.against`; none if that
        was not asked.
    """

    file: str
    contains: str
    faults: tuple[Fault, ...]
    cautions: tuple[Fault, ...] = ()
    facts: tuple[str, ...] = ()
    met: "pd.DataFrame | None" = None

    @property
    def fine(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults

    @property
    def table(self) -> "pd.DataFrame":
        """What is wrong, a row for each fault.

        Columns are ``file``, ``line`` (none where a whole file is meant), ``where``, ``found``, ``expected``
        and ``hint``.
        """
        import pandas as pd  # takes half a second to import, and only a notebook needs it

        rows = [asdict(fault) for fault in self.faults]
        table = pd.DataFrame(rows, columns=[field.name for field in fields(Fault)])
        return table.rename(columns={"path": "where"}).astype({"line": "Int64"})

    @property
    def says(self) -> str:
        """The result in a sentence."""
        if self.fine:
            return f"{escaped(self.file)} is fine: {self.contains}."
        number = counted(len(self.faults), "thing")
        return f"{number} {'is' if len(self.faults) == 1 else 'are'} wrong with {escaped(self.file)}."

    def __repr__(self) -> str:
        found = "fine" if self.fine else f"{counted(len(self.faults), 'thing')} wrong"
        return f"<Check of {in_short(escaped(self.file))}: {found}>"

    def __str__(self) -> str:
        warnings = (f"warning: {one}" for one in self.cautions)
        return "\n".join([self.says, *map(str, self.faults), *warnings, *self.facts])

    def _repr_html_(self) -> str:
        said = f"<p>{on_page(self.says)}</p>"
        said += "".join(f"<p>{on_page(f'Warning: {one}')}</p>" for one in self.cautions)
        said += "".join(f"<p>{on_page(one)}</p>" for one in self.facts)
        if self.fine:
            return said
        import pandas as pd

        from cxsim.theme.tables import Table

        # Names of files only where another is meant: one that it extends, or the scenario of a study.
        elsewhere = any(fault.file != self.file for fault in self.faults)
        columns = [*(["File"] if elsewhere else []), "Where", "Line", "Found", "Expected"]
        rows = [
            {
                "File": escaped(fault.file),
                "Where": fault.path or "–",
                "Line": fault.line or "–",
                "Found": fault.found or "–",
                "Expected": "; ".join(filter(None, (fault.expected, fault.hint))) or "–",
            }
            for fault in self.faults
        ]
        return said + Table(pd.DataFrame(rows, columns=columns))._repr_html_()


@public()
def check(path: str | os.PathLike[str], facts: bool = False) -> Check:
    """Say what is wrong with a scenario, study, assessment or batch, or what it contains.

    Parameters
    ----------
    path
        A YAML file.
    facts
        Whether a scenario, or that of a study, is simulated briefly and held against its facts and against
        what no company looks like.

    Returns
    -------
    Check
        Everything that is wrong, as `cxsim.load_scenario` would say it; nothing is raised.

    Examples
    --------
    >>> print(check("scenarios/telecom_study.yaml"))
    scenarios/telecom_study.yaml is fine: a study of telecom with 13 touchpoints, 5 personas, 4 journeys, ...
    >>> print(check("notebooks/with_mistakes.yaml").table["line"].tolist())
    [6, 9, 12, 13, 14]
    """
    file = name_of(Path(path))
    try:
        contains, more = _contains(Path(path))
        cautions = dict.fromkeys((*cautions_of(Path(path)), *letter_cautions(Path(path)), *more))
        found = Check(file, contains, (), tuple(cautions))
        return _held_against_facts(found, Path(path)) if facts else found
    except ScenarioError as error:
        return Check(file, "", error.faults)
    except TooLarge as error:
        return Check(file, "", (Fault(file, None, "", error.found, error.expected, error.hint),))


def _contains(path: Path) -> tuple[str, list[Fault]]:
    """Say what is in a file, and what its author may not have meant."""
    if is_assessment(path):
        return f"{len(assess(path).stages)} stages assessed", []
    if is_batch(path):
        from cxsim.reporting.batches.batch import wanted  # brings notebooks with it

        return f"a batch of {counted(len(wanted([path])[1]), 'report')}", []
    scenario, study = load_study(path)
    asks = f"a study of {scenario.name} with " if is_study(path) else ""
    parts = ", ".join(counted(len(getattr(scenario, kind)), kind.removesuffix("s")) for kind in COUNTED)
    size = size_of(scenario, study.replications)
    check_size(size)
    if is_study(path) and (fault := impossible(scenario, study)):
        raise ScenarioError([replace(fault, file=name_of(path.parent / study.scenario))])
    return f"{asks}{parts}; {size}", [
        *short_follow_up(scenario, name_of(path)),
        *goals_out_of_reach(scenario, name_of(path)),
        *idle_settings(scenario, name_of(path)),
        *(
            Fault(name_of(path), None, field, "none", f"a value, as {name} is among the questions")
            for name, field in lacking(study, scenario).items()
        ),
    ]


def _held_against_facts(found: Check, path: Path) -> Check:
    """Simulate a scenario briefly, and say which facts it meets, and where it looks like no company."""
    if is_assessment(path) or is_batch(path):
        return found
    from cxsim.questions.experiments.met import met
    from cxsim.questions.facts.odd import oddities
    from cxsim.questions.facts.words import met_words, odd_words

    scenario, study = load_study(path)
    figures = met(scenario, seed=study.seed) if scenario.facts else None
    odd = [odd_words(scenario, one) for one in oddities(scenario, study.seed)]
    return replace(found, facts=(*met_words(scenario, figures), *odd), met=figures)
