"""What all results share: they say what to conclude, draw it, and give their figures."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from cxsim.errors import CxsimError
from cxsim.files.csv import write_csv
from cxsim.files.drafts import naming
from cxsim.files.folders import write_folder
from cxsim.files.own import not_ours
from cxsim.language.speech import speaking, spoken
from cxsim.language.wording import counted, in_short
from cxsim.results.manifest import Manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import either, nearest, shown
from cxsim.scenario.model import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from cxsim.theme.picture import Picture
    from cxsim.theme.sentences import Sentences
    from cxsim.theme.shown import Shown
    from cxsim.theme.tables import Table


class Answer:
    """The answer to a question, which shows itself.

    In a notebook it displays its sentences, its chart and its table; printed, its sentences. What it says and
    draws is in the room of its question, beside the estimate: `words` and `chart`, which are imported when
    somebody looks.

    Attributes
    ----------
    scenario
        What was asked about.
    manifest
        What decides every bit of the answer.

    Examples
    --------
    >>> import cxsim as cx
    >>> ranking = cx.rank(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> print(ranking)  # doctest: +SKIP
    “Call centre open until 18:00” keeps the most customers: 1.2 more of 100 (…)
    >>> ranking.summary(lang="fr"), ranking.to_frame()["stay"]  # doctest: +SKIP
    """

    _room: ClassVar[str]
    _frames: ClassVar[Mapping[str, str]]

    if TYPE_CHECKING:  # fields or properties of each answer

        @property
        def scenario(self) -> Scenario:
            """What was asked about."""

        @property
        def manifest(self) -> Manifest:
            """What decides every bit of the answer."""

    def __init_subclass__(cls, frames: Mapping[str, str], room: str = "", **given: Any) -> None:
        """Say which attributes hold the figures, by their names, the main ones first.

        Parameters
        ----------
        frames
            Attributes by name.
        room
            The package with its words and charts; by default that of the class.
        """
        super().__init_subclass__(**given)
        cls._frames, cls._room = frames, room or cls.__module__.rpartition(".")[0]

    def summary(self, lang: str | None = None) -> Sentences:
        """Return what to conclude, in sentences.

        Parameters
        ----------
        lang
            ``en`` or ``fr``; by default what is spoken (see `cxsim.speak`). So in all that follows.
        """
        with _speaking(lang):
            said: Sentences = self._part("words").sentences(self)
            return said

    def table(self, name: str | None = None, lang: str | None = None, **given: Any) -> Table:
        """Return a table that people read, formatted.

        Parameters
        ----------
        name
            Which one; by default the first of `tables`.
        **given
            What that table takes besides.

        Raises
        ------
        CxsimError
            If it has no such table, or something it needs is missing.
        """
        with _speaking(lang):
            table: Table = self._made(self._part("words").TABLES, name, "table", given)
            return table

    def chart(self, name: str | None = None, lang: str | None = None, **given: Any) -> Picture:
        """Return a picture.

        Parameters
        ----------
        name
            Which one; by default the first of `charts`.
        **given
            What that picture takes besides.

        Raises
        ------
        CxsimError
            If it has no such picture, or something it needs is missing.
        """
        with _speaking(lang):
            picture: Picture = self._made(self._charts(), name, "chart", given)
            return picture

    def to_frame(self, name: str | None = None) -> pd.DataFrame:
        """Return figures as numbers; the attributes of the class say what the columns are.

        Parameters
        ----------
        name
            Which ones; by default the first of `frames`.

        Raises
        ------
        CxsimError
            If it has no such figures.
        """
        figures = getattr(self, self._one_of(self._frames, name, "frame"))
        figures = figures() if callable(figures) else figures
        frame: pd.DataFrame = figures.to_frame() if figures.ndim == 1 else figures.copy()
        return frame

    @property
    def tables(self) -> tuple[str, ...]:
        """The names that `table` knows."""
        return tuple(self._part("words").TABLES)

    @property
    def charts(self) -> tuple[str, ...]:
        """The names that `chart` knows."""
        return tuple(self._charts())

    @property
    def frames(self) -> tuple[str, ...]:
        """The names that `to_frame` knows."""
        return tuple(self._frames)

    @property
    def shown(self) -> Shown:
        """What a notebook displays: sentences, chart and table."""
        from cxsim.theme.shown import Shown

        said = self.summary()
        drawn = [self.chart().below(said)] if self.charts else []
        listed = [self.table()] if self.tables else []
        return Shown(said, *drawn, *listed)

    @public()
    def save(self, folder: str | Path, lang: str | None = None) -> Path:
        """Write all of it into a folder, or none: figures (CSV, Parquet), pictures, sentences and manifest.

        Returns
        -------
        pathlib.Path
            The folder.

        Raises
        ------
        TakenError
            If one of these names is that of a file that cxsim did not write, or that was changed since.
        """
        names = self.files

        def write(to: Path) -> None:
            for name in self._frames:
                figures = plain(self.to_frame(name))
                write_csv(figures, to / f"{name}.csv")
                with naming(to / f"{name}.parquet"):
                    figures.to_parquet(to / f"{name}.parquet", index=False)
            for name in self._charts():
                (to / f"{name}.png").write_bytes(self.chart(name, lang).png)
            (to / names[-1]).write_text(self.to_json(lang), encoding="utf-8")

        return write_folder(Path(folder), write, would_overwrite=lambda there: not_ours(there, names))

    @property
    def files(self) -> list[str]:
        """The names of the files that `save` writes."""
        return self.file_names()

    @classmethod
    def file_names(cls) -> list[str]:
        """Return the names of the files that `save` writes; they are known before there is an answer."""
        figures = [f"{name}.{kind}" for name in cls._frames for kind in ("csv", "parquet")]
        return [*figures, *(f"{name}.png" for name in cls._charts()), f"{next(iter(cls._frames))}.json"]

    def to_json(self, lang: str | None = None) -> str:
        """Return sentences, figures and manifest as JSON, for other programs.

        Returns
        -------
        str
            An object with ``question`` (its room), ``sentences``, ``figures`` (by name, records of the
            columns) and ``manifest``; what is not known is null.
        """
        figures = {name: json.loads(_records(self.to_frame(name))) for name in self._frames}
        answer = {
            "question": self._room.rpartition(".")[2],
            "sentences": self.summary(lang).splitlines(),
            "figures": figures,
            "manifest": self.manifest,
        }
        return json.dumps(answer, indent=2, ensure_ascii=False) + "\n"

    def __str__(self) -> str:
        return str(self.summary())

    def __repr__(self) -> str:
        made, title = self.manifest, in_short(self.scenario.title)
        times = counted(made["replications"], "replication")
        return f'<{type(self).__name__} of "{title}": {times}, seed {made["seed"]}>'

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        shown = self.shown
        return {"text/html": shown._repr_html_(), **shown._repr_mimebundle_()}

    @classmethod
    def _part(cls, name: str) -> ModuleType:
        return importlib.import_module(f"{cls._room}.{name}")

    @classmethod
    def _charts(cls) -> Mapping[str, Any]:
        """Return what draws a picture, by name; nothing where the room has no charts."""
        charts: Mapping[str, Any] = {}
        if importlib.util.find_spec(f"{cls._room}.chart"):
            charts = cls._part("chart").CHARTS
        return charts

    def _made(self, known: Mapping[str, Any], name: str | None, what: str, given: Mapping[str, Any]) -> Any:
        """Make a table or picture, if all that its function asks for is given, and nothing else."""
        make = self._one_of(known, name, what)
        called = f"{type(self).__name__}.{what}({shown(name or next(iter(known)))})"
        asked = dict(list(inspect.signature(make).parameters.items())[1:])
        for one in given:
            if one not in asked:
                hint = nearest(one, asked) or f"it takes {either(asked) if asked else 'nothing more'}"
                raise CxsimError(f"{called}: found {one}=…, which it does not take; {hint}")
        for one, parameter in asked.items():
            value = given.get(one, parameter.default)
            if value is parameter.empty or value is not parameter.default:
                check_part(called, one, None if value is parameter.empty else value, self.scenario)
        return public()(make)(self, **given)

    def _one_of(self, known: Mapping[str, Any], name: str | None, what: str) -> Any:
        """Return what has this name, the first without one."""
        if name is None and known:
            return next(iter(known.values()))
        if isinstance(name, str) and name in known:
            return known[name]
        kind, method = type(self).__name__, "to_frame" if what == "frame" else what
        if not known:
            raise CxsimError(f"{kind}: found no {what}, which this answer does not have")
        hint = nearest(str(name), known) or f"expected {either(known, len(known))}"
        raise CxsimError(f"{kind}.{method}: found {shown(name)}; {hint}")


def check_part(where: str, name: str, value: object, scenario: Scenario) -> None:
    """Refuse what is missing, and what is no team, persona … of a scenario where one is meant.

    Examples
    --------
    >>> import cxsim as cx
    >>> check_part('Run.chart("team_day")', "team", None, cx.load_scenario("scenarios/green_channels.yaml"))
    Traceback (most recent call last):
    ...
    cxsim.errors.CxsimError: Run.chart("team_day"): team: found nothing, expected one of care_agents, ...
    """
    parts = getattr(scenario, f"{name}s", None)
    if isinstance(parts, Mapping):
        if not (isinstance(value, str) and value in parts):
            there = either(parts) if parts else f"one, but the scenario has no {name}s"
            hint = nearest(value, parts) if isinstance(value, str) else ""
            raise CxsimError(f"{where}: {name}: found {shown(value)}, {hint or f'expected {there}'}")
    elif value is None:
        raise CxsimError(f"{where}: {name}: found nothing, expected {name}=…")


def plain(figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures as files hold them: an index with a name becomes a column, and names become words."""
    named = [level for level in figures.index.names if level is not None]
    table = figures.reset_index() if named else figures
    return table.map(lambda cell: " + ".join(cell) if isinstance(cell, tuple) else cell)


def _records(figures: pd.DataFrame) -> str:
    return plain(figures).to_json(orient="records", double_precision=15)


def _speaking(lang: str | None) -> AbstractContextManager[None]:
    return speaking(spoken() if lang is None else lang)
