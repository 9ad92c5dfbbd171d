"""Whatever a user hands over wrongly is a `CxsimError` that says so in one line, and nothing else."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import cxsim
import cxsim as cx
from cxsim.files.drafts import FileError
from cxsim.files.folders import TakenError
from cxsim.results.sizes import TooLarge
from cxsim.scenario.faults import Fault, ScenarioError
from tests.small import ROOT, small_scenario

STUDY = str(ROOT / "scenarios" / "telecom_study.yaml")
SCENARIO = str(ROOT / "scenarios" / "telecom.yaml")


def kinds() -> list[type[cx.CxsimError]]:
    """Return every error of the package that a user can cause."""
    for module in pkgutil.walk_packages(cxsim.__path__, "cxsim."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = [cx.CxsimError]
    for kind in found:
        found += [below for below in kind.__subclasses__() if below not in found]
    return [kind for kind in found if kind.__module__.startswith("cxsim.")]


def of_kind(kind: type[cx.CxsimError]) -> tuple[cx.CxsimError, str]:
    """Return an error, and what it says."""
    if issubclass(kind, ScenarioError):
        return kind([Fault("a.yaml", 1, "x", "1")]), "a.yaml:1: x: found 1"
    if kind is TooLarge:
        return kind("10 people", "at most 9", "have fewer"), "found 10 people, expected at most 9; have fewer"
    if kind is TakenError:
        return kind("a.txt"), "found a.txt: move it, or choose another folder"
    if kind is FileError:
        return kind(13, "Permission denied", "a.txt"), "a.txt: permission denied"
    return kind("why"), "why"


def test_a_notebook_shows_the_message_alone() -> None:
    assert len(kinds()) > 8
    for error, message in map(of_kind, kinds()):
        assert error._render_traceback_() == [f"{type(error).__name__}: {message}"]


# --- hostile arguments: what is right of each kind, and what is wrong by the name of the parameter


class Odd:
    """Nothing that any function knows."""

    def __str__(self) -> str:
        return "two\nlines"


NAN, INF = float("nan"), float("inf")
ODD = (7, -0.5, True, b"bytes", Odd(), Odd, ["nope"], {"a": 1})
NO_AMOUNT = (0, 0.0, -0.5, NAN, INF, -INF, True, "0.5", [0.5], Odd(), None)
NO_SHARE = (*NO_AMOUNT, 1.0, 7)
NO_NAME = (7, True, b"bytes", Odd(), [], "a\0b", "\ud800")
NO_FILE = (*NO_NAME, None, "", "nope.yaml", "x" * 300, "tests", STUDY + "/x")
NO_PLACE = (*NO_NAME, "x" * 300, "/dev/null", STUDY + "/x")
NO_CHOICE = ("nope", 7, None, [], Odd(), NAN)
NO_NAMES = ("nope", ["nope"], [None], [], 7, True, Odd(), {1: 2}, b"bytes")
NO_LANGUAGE = ("de", "", 7, None, [], Odd())
NO_COUNT = (-2, 1.5, "3", NAN, True, [1], Odd(), 10**400)
NO_TARGETS = (
    *(7, "nope", Odd(), [7], [("friction", "at most", 0.1)], [cx.Target("nope", "at most", 0.1)]),
    *([cx.Target("friction", sense, value)] for sense, value in (("about", 0.1), ("at most", NAN), (7, 0.1))),
    *([cx.Target("friction", "at most", value)] for value in ("0.1", None, True)),
    [cx.Target(7, "at most", 0.1)],
)
NO_SCENARIO = (*ODD, None, "nope.yaml", SCENARIO, Path(SCENARIO))
# By parameter, or by function and parameter.
WRONG: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("scenario", "study", "run", "ranking", "moments", "others"), NO_SCENARIO),
    "today": (*ODD, "nope.yaml"),
    **dict.fromkeys(("equivalence_band", "zone"), NO_SHARE),
    "precision": tuple(one for one in NO_SHARE if one is not None),
    "confidence": (*NO_SHARE, 0.3),
    "share": (-0.5, 1.5, NAN, INF, True, "0.5", [0.5], Odd(), None),
    "budget": NO_AMOUNT,
    "names": NO_NAMES,
    "only": tuple(one for one in NO_NAMES if one != []),  # which is all
    "Improve.names": (7, None, Odd(), ["a"]),
    "titles": ("nope", [None], [], 7, True, Odd(), b"bytes", ["a", "b"]),
    "team": ("nope", "care_agent", 7, None, [], Odd()),
    "people": ("3", 7, [1.5], ["3"], [-99], [True], [10**400], Odd(), NAN),
    "MoreStaff.people": NO_COUNT[1:],
    **dict.fromkeys(("least", "largest"), NO_COUNT[1:]),
    **dict.fromkeys(("scope", "visits", "engine", "record", "outcome"), NO_CHOICE),
    "objective": tuple(one for one in NO_CHOICE if one is not None),
    "use": NO_CHOICE,
    "group": (-1, 10, 1.5, "3", True, [1], Odd()),
    "facts": (7, "yes", None, Odd()),
    **dict.fromkeys(("path", "file"), NO_FILE),
    "check.path": NO_NAME,  # what is wrong with a file it shows
    "read_run.folder": NO_FILE,
    **dict.fromkeys(("home", "folder"), NO_PLACE),
    "files": (7, None, SCENARIO, Odd(), [7], [None], ["nope.yaml"], ["a\0b"], ["\ud800"], [""]),
    "parts": NO_TARGETS,
    "whole": NO_TARGETS,
    "state": (7, None, "nope", "friction.nope.0.5", "\0", "x" * 5_000, Odd()),
    "language": NO_LANGUAGE,
    "lang": tuple(one for one in NO_LANGUAGE if one != ""),
    "quick": (7, "yes", None, Odd()),
    "progress": (7, "nope", [], True),
    "what": (7, None, Odd()),
    "touchpoint": (7, None, Odd(), []),
    **dict.fromkeys(("source", "target", "stage"), (7, Odd(), [], NAN)),
    "level": (7, None, Odd(), []),
    "MoreStaff.team": (7, None, Odd(), []),
    "value": (7, None, "", "nope.yaml", "a\0b", "\ud800", Odd()),
    "file_parameter.name": (7, None),
    "figures": (7, "nope", [7], [len], {"a": 1}, Odd()),
    "report_parameters.figures": NO_FILE[:-2],
    **{f"figure.{name}": (7, True, [], Odd()) for name in ("meaning", "unit", "scale", "name")},
    **dict.fromkeys(
        ("replications", "seed", "workers", "trajectories", "sets", "first", "most", "total"), NO_COUNT
    ),
}
RIGHT: dict[str, Any] = {
    "budget": 1e4,
    "team": "care_agents",
    "files": [SCENARIO],
    "language": "en",
    "name": "scenario",
    "value": SCENARIO,
    "total": 3,
    "path": SCENARIO,
    "touchpoint": "shop",
    "outcome": "ok",
    "share": 0.5,
    "level": "defined",
    "folder": "reports",
}
HANDED = ("ForceOutcome", "Improve", "KeepContext", "LessFriction", "MoreStaff", "ReachLevel")
PARAMETERS = [
    (name, one.name)
    for name in cx.__all__
    if inspect.isfunction(getattr(cx, name)) or name in HANDED
    for one in inspect.signature(getattr(cx, name)).parameters.values()
    if name != "show"  # which shows whatever there is
]


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What is right of each kind; results are small."""
    scenario = cx.load_scenario(small_scenario(tmp_path_factory.mktemp("given")))
    return RIGHT | {
        "scenario": scenario,
        "study": cx.load_study(STUDY)[1],
        "run": cx.simulate(scenario, 2),
        "ranking": cx.rank(scenario, ["one_case_file", "correct_invoices"], 2),
        "moments": cx.moments(scenario, 2),
    }


def refuses(call: Callable[[], object]) -> str:
    """Return what is wrong with a call that should not be taken; nothing if it says so in one line."""
    try:
        call()
    except cx.CxsimError as error:
        said = str(error)
        lines = len(getattr(error, "faults", "1"))
        return (
            "" if said and len(said.splitlines()) == lines and len(said) < 500 * lines else f"says {said!r}"
        )
    except Exception as error:
        return f"raises {type(error).__name__}: {error}"[:300]
    return "is taken"


def called(name: str, parameter: str, value: Any, right: dict[str, Any]) -> object:
    """Call something public with one wrong argument."""
    given: dict[str, Any] = {}
    loose: tuple[Any, ...] = ()
    for one in inspect.signature(getattr(cx, name)).parameters.values():
        if one.kind is one.VAR_POSITIONAL:
            loose = (value,) if one.name == parameter else (right["scenario"],) if name == "compare" else ()
        elif one.name == parameter:
            given[one.name] = value
        elif one.default is one.empty:
            plain = "path" if name in ("report_parameters", "study_parameters") else one.name
            given[one.name] = right.get(plain, 1)
    first = [given.pop("scenario")] if loose and "scenario" in given else []
    return getattr(cx, name)(*first, *loose, **given)


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_public_functions_refuse_what_is_wrong(
    name: str, parameter: str, right: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cxsim.reporting.batches.batch._run", lambda *_: None)  # were it taken
    wrong = list(WRONG[f"{name}.{parameter}"] if f"{name}.{parameter}" in WRONG else WRONG[parameter])
    if wrong[: len(ODD)] == list(ODD):  # things that are right elsewhere
        is_right = {"others": ("scenario",), "provenance": ("run", "ranking", "moments")}
        taken = (parameter, *is_right.get(parameter, ()), *is_right.get(name, ()), *RIGHT)
        wrong += [thing for kind, thing in right.items() if kind not in taken]
    if name in ("explore", "report_parameters", "study_parameters"):  # which take files
        wrong = [one for one in wrong if one not in (SCENARIO, Path(SCENARIO), right["scenario"])]
    if parameter == "workers" or name == "show_progress":
        wrong = wrong[1:] if name != "simulate" else wrong
    holes = {
        ascii(value)[:60]: why
        for value in wrong
        if (why := refuses(lambda value=value: called(name, parameter, value, right)))
    }
    assert not holes


def test_results_refuse_what_is_wrong(right: dict[str, Any], tmp_path: Path) -> None:
    """What is asked of a result: names, languages, places."""
    run, ranking = right["run"], right["ranking"]
    picture = ranking.chart()
    (tmp_path / "file").write_text("of somebody")
    calls = {
        **{f"{what} {name!r}": (lambda what=what, name=name: getattr(run, what)(name))
           for what in ("chart", "table", "to_frame") for name in ("nope", 7, [], "", NAN, Odd())},
        **{f"{what} in {lang!r}": (lambda what=what, lang=lang: getattr(ranking, what)(lang=lang))
           for what in ("chart", "table", "summary", "to_json") for lang in ("de", 7, [], Odd())},
        **{f"{what} with 7": (lambda what=what: getattr(run, what)(given=7)) for what in ("chart", "table")},
        "moments": lambda: run.chart("map", moments=7),
        "links": lambda: run.table("links", most=0),
        "observed": lambda: run.chart("fit", observed=pd.DataFrame({"a": [1]})),
        "observed by nobody": lambda: run.table("fit"),
        **{f"team {team!r}": (lambda team=team: run.chart("team_day", team=team))
           for team in ("nope", 7, [])},
        **{f"saved as {ascii(path)[:20]}": (lambda path=path: picture.save(path))
           for path in ("a.gif", "", 7, None, "a\0.png", "\ud800.png", Odd(), tmp_path / "file" / "a.png")},
        **{f"dots {dpi!r}": (lambda dpi=dpi: picture.save(tmp_path / "a.png", dpi=dpi))
           for dpi in (0, -1, 1.5, "a", None, NAN, 10**9)},
        **{f"{kind} saved in {ascii(place)[:20]}": (lambda one=one, place=place: one.save(place))
           for kind, one in (("run", run), ("ranking", ranking))
           for place in (7, None, "a\0", "\ud800", Odd(), tmp_path / "file", tmp_path / "file" / "a")},
    }  # fmt: skip
    holes = {name: why for name, call in calls.items() if (why := refuses(call))}
    assert not holes
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("given", [{}, {"scenari": 1}, {"scenario": 1, "replication": 2}])
def test_calls_that_miss_or_mistake_a_name_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(cx.CxsimError, match=r"^rank: (missing|got)"):
        cx.rank(**given)
