"""How a result was made: shown for people, and carried along for programs.

The last cell of a report shows a `Provenance`; the published page takes title and manifest from what this
cell displayed, so that the page and the manifest beside it cannot disagree.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from cxsim.language.speech import say, spoken, translated
from cxsim.language.wording import counted, in_short, replications
from cxsim.reporting.model_facts import MODEL_TYPE, model_facts, parameters
from cxsim.scenario.arguments import public
from cxsim.theme.on_page import on_page
from cxsim.theme.table_data import bundle, table_data

if TYPE_CHECKING:  # a page is published without the engine, which takes seconds to import
    from cxsim.results.manifest import Manifest

MANIFEST_TYPE = "application/vnd.cxsim.manifest+json"


@dataclass(frozen=True, repr=False)
class Provenance:
    """What has to be the same for a run to give the same bits again; displays itself in a notebook.

    Attributes
    ----------
    manifest
        Scenario and its hash, engine, seed, replications, versions.
    model
        What was simulated, in facts; empty if that is not known.
    tables
        Tables that are carried along: every parameter of the scenario.
    compared
        The hash of every other scenario that the first was compared with, by what it is called.
    sets
        Of how many sets of assumptions improvements were ranked, and the replications of all together; zeros
        where only the values of the file were used.
    """

    manifest: "Manifest"
    model: dict[str, Any] = field(default_factory=dict)
    tables: tuple[dict[str, Any], ...] = ()
    compared: dict[str, str] = field(default_factory=dict)
    sets: tuple[int, int] = (0, 0)

    def facts(self) -> dict[str, str]:
        """Return what a reader needs to repeat the run."""
        made = self.manifest
        others = translated("; ").join(f"{title} ({known})" for title, known in self.compared.items())
        own = translated("; ").join(
            f"{name} ({facts['source'][:12]})" for name, facts in made.get("figures", {}).items()
        )
        sets, all_together = self.sets
        each = say(
            "{sets}, each in {replications}",
            sets=sets,
            replications=replications(all_together // (sets or 1)),
        )
        return {
            say("Scenario"): f"{made['title']} ({made['scenario']})",
            say("Scenario hash"): made["scenario_hash"],
            **({say("Compared with"): others} if others else {}),
            **({say("Figures of your own"): own} if own else {}),
            say("Seed"): str(made["seed"]),
            say("Replications"): str(made["replications"]),
            **({say("Sets of assumptions"): each} if sets else {}),
            say("Engine"): made["engine"],
            "Python": made["python"],
            say("Packages"): ", ".join(f"{name} {version}" for name, version in made["versions"].items()),
        }

    def __repr__(self) -> str:
        made = self.manifest
        times = counted(made["replications"], "replication")
        return f'<Provenance of "{in_short(made["title"])}": {times}, seed {made["seed"]}>'

    def __str__(self) -> str:
        return "\n".join(f"{name}: {value}" for name, value in self.facts().items())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        rows = "".join(
            f"<dt>{on_page(name)}</dt><dd>{on_page(value)}</dd>" for name, value in self.facts().items()
        )
        others = [{"title": title, "scenario_hash": known} for title, known in self.compared.items()]
        manifest = {**self.manifest, **({"compared": others} if others else {}), "lang": spoken()}
        return {
            "text/html": f'<dl class="cx-provenance">{rows}</dl>',
            "text/plain": str(self),
            MANIFEST_TYPE: manifest,
            **({MODEL_TYPE: self.model} if self.model else {}),
            **bundle(*self.tables),
        }


@runtime_checkable
class Made(Protocol):
    """A run, or whatever `cxsim` found out by simulation."""

    @property
    def manifest(self) -> "Manifest":
        """What decides every bit of it."""


@public()
def provenance(run: Made) -> Provenance:
    """Return how a run or a study was made: hash of every scenario, seed, replications, versions.

    Examples
    --------
    >>> import cxsim as cx
    >>> run = cx.simulate(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> print(cx.provenance(run))  # doctest: +SKIP
    """
    scenario, study = getattr(run, "scenario", None), getattr(run, "study", None)
    compared = dict(getattr(run, "compared", {}))
    if scenario is None:
        return Provenance(run.manifest, compared=compared)
    title = translated("Every parameter of the scenario, by its path in the file")
    table = table_data("parameters", title, parameters(scenario))
    return Provenance(run.manifest, model_facts(scenario, study), (table,), compared, _sets(run))


def _sets(run: Made) -> tuple[int, int]:
    """Return of how many sets of assumptions a ranking is, and the replications of all together."""
    ranking = getattr(run, "answers", {}).get("ranking", run)
    assumed = getattr(ranking, "assumed", None)
    return (len(assumed.sets), ranking.manifest["replications"]) if assumed and assumed.varied else (0, 0)
