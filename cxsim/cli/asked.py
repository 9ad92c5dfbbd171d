"""How questions are asked from a shell: what is given is checked first, answers are printed and written."""

import contextlib
import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

import typer

from cxsim.cli.announced import announcement, over_sets
from cxsim.cli.inputs import caution, check_choice, check_whole, load
from cxsim.cli.shell import Interrupted, Mistake, check_folder, check_free, progress_bar, put
from cxsim.cli.tables import heading, print_sentences, print_table
from cxsim.questions.question import Parameter, Question

if TYPE_CHECKING:
    from cxsim.results.answer import Answer
    from cxsim.scenario.model import Scenario
    from cxsim.scenario.study import Study


PREPARING = "Preparing the engine"


class NothingHere(Mistake):
    """Of a question of which there is nothing to tell, once what it builds on is answered."""

    def __init__(self, file: Path, why: Exception) -> None:
        super().__init__(f"{file}: {why}")
        self.why = why


@dataclass
class Asked:
    """What is asked about, how, and the answers so far, by question."""

    file: Path
    scenario: "Scenario"
    study: "Study"
    workers: int | None
    given: Mapping[str, Any]
    answers: "dict[str, Answer]" = field(default_factory=dict)

    def missing(self, question: Question, by_study: bool = False) -> str:
        """Say what is missing to ask a question, as an option or as a study says it; empty if nothing is."""
        missing = question.why_not(self.scenario, self.study, self.given)
        if isinstance(missing, Parameter):
            found = missing.said_by(self.study)
            told = missing.help.partition("  [")[0].rstrip(".")
            if missing in question.requires:
                expected = "facts or ranges"
            else:
                expected = f"{told[:1].lower()}{told[1:]}" if found is None else "a number above 0"
            name = missing.study if by_study and missing.study else called(missing)
            return f"{name}: found {'none' if found is None else found}, expected {expected}"
        if missing:
            least = {1: "at least one", 2: "at least two"}[question.improvements]
            some = self.study.improvements
            found = len(self.scenario.improvements if some is None else some)
            return f"improvements: found {found or 'none'}, expected {least}"
        return ""

    def check(self, question: Question, by_study: bool = False) -> None:
        """Say what is missing to ask a question, or could not be answered, before anything is simulated."""
        if missing := self.missing(question, by_study):
            raise Mistake(f"{'cxsim' if missing.startswith('--') else self.file}: {missing}")
        taken = inspect.signature(question.function).parameters
        for name, value in self.given.items():
            if name in taken and get_origin(taken[name].annotation) is Literal:
                check_choice(name, value, get_args(taken[name].annotation))
        with self._refusing(question):
            question.check(self.scenario, self.study, self.given)

    def answer(self, question: Question) -> "Answer":
        """Ask a question, after the one that it builds on."""
        from cxsim.questions.registry import question as of

        if question.builds_on and question.builds_on not in self.answers:
            with self._refusing(question):
                question.check(self.scenario, self.study, self.given)
            self.answers[question.builds_on] = self.answer(of(question.builds_on))
        if said := announcement(question, self.scenario, self.study, self.workers):
            put(said, err=True)
        with self._refusing(question), self._progress(question) as progress:
            answer = question.ask(self.scenario, self.study, self.workers, progress, self.given, self.answers)
        self.answers[question.name] = answer
        return answer

    @contextlib.contextmanager
    def _progress(self, question: Question) -> Iterator[Any]:
        counted = {
            "replications": over_sets(question, self.study) or self.study.replications,
            **question.arguments(self.study, self.given),
        }
        by_facts = self.study.uncertainty.use == "facts"
        first = "Looking for what agrees with the facts" if by_facts else PREPARING
        with progress_bar(PREPARING, counted.get(question.counts)) as show:
            yield lambda done: show("Living through journeys" if done else first, done)

    @contextlib.contextmanager
    def _refusing(self, question: Question) -> Iterator[None]:
        """Say what a question refuses: of an option by its name, of everything else with the file."""
        from cxsim.errors import CxsimError
        from cxsim.questions.experiments.interventions import NothingToTell

        try:
            yield
        except (MemoryError, OSError):
            raise
        except NothingToTell as error:
            raise NothingHere(self.file, error) from error
        except CxsimError as error:
            name, _, said = str(error).partition(": ")
            option = next((called(one) for one in question.parameters if one.name == name), "")
            raise Mistake(f"cxsim: {option}: {said}" if option else f"{self.file}: {error}") from error


def called(one: Parameter) -> str:
    """Return how the command line calls a parameter."""
    return one.option or (one.name if one.needed and not one.study else f"--{one.name}")


def as_asked(
    file: Path, scenario: "Scenario", study: "Study", workers: int | None, given: Mapping[Parameter, Any]
) -> Asked:
    """Put together what is asked: options go before what the study says, and have the same limits."""
    there = {one: value for one, value in given.items() if value is not None}
    for one, value in there.items():
        if one.limits:
            check_whole(called(one), value, *one.limits)
    study = _changed(study, {one: value for one, value in there.items() if one.study})
    rest = {one.name: _held(one, value) for one, value in there.items() if not one.study}
    return Asked(file, scenario, study, workers, rest)


def _changed(study: "Study", given: Mapping[Parameter, Any]) -> "Study":
    """Return a study that says what was given, or refuse what it could not say."""
    from pydantic import ValidationError

    from cxsim.scenario.faults import shown
    from cxsim.scenario.translate import problems

    for one, value in given.items():
        *outer, last = one.study.split(".")
        data = study.model_dump(by_alias=True)
        part = data
        for name in outer:
            part = part[name]
        part[last] = value
        try:
            changed = type(study).model_validate({**data, "replications": 2})
        except ValidationError as error:
            whole = isinstance(value, float) and value.is_integer()
            found = shown(int(value) if whole else value)
            expected = problems(error, type(study), data)[0].expected
            raise Mistake(f"cxsim: {called(one)}: found {found}, expected {expected}") from error
        study = changed.model_copy(update={"replications": study.replications})
    return study


def _held(one: Parameter, value: Any) -> Any:
    """Return what a parameter holds: that of its files, or itself."""
    if isinstance(value, Path):
        return _assessed(value)
    return [load(file) for file in value] if isinstance(value, list) else value


def _assessed(file: Path) -> Any:
    from cxsim.scenario.assessment import assess
    from cxsim.scenario.faults import ScenarioError

    try:
        found = assess(file)
    except ScenarioError as error:
        raise Mistake(str(error)) from error
    caution(file)
    return found


def check_files(question: Question, folder: Path | None) -> None:
    """Be sure that an answer can be written before it is looked for."""
    if folder is not None:
        from cxsim.files.own import not_ours

        check_folder(folder)
        check_free(not_ours(folder, question.answers.file_names()))


def show(question: Question, answer: "Answer", headed: bool = False) -> None:
    """Print what to conclude, and the tables; of a journey only the main one, as it has a report."""
    print_sentences(str(answer.summary()))
    if headed:
        put(f"\n{heading(answer)}")
    for name in answer.tables[: 1 if question.name == "journey" else None]:
        table = answer.table(name)
        if len(table.frame):
            put("")
            print_table(table)


def keep(answer: "Answer", folder: Path | None, err: bool = False) -> None:
    """Write an answer into a folder, if one was named, and say what is there."""
    if folder is not None:
        from cxsim.language.speech import say
        from cxsim.language.wording import listed

        answer.save(folder)
        put("\n" + say("{files} are in {folder}", files=listed(answer.files), folder=folder), err=err)


def all_of(asked: Asked, folder: Path | None, as_json: bool) -> None:
    """Ask every question of a study, and answer each as soon as it can be."""
    from cxsim.questions.registry import question

    wanted = [question(name) for name in dict.fromkeys(asked.study.questions)]
    there = [one for one in wanted if not asked.missing(one)]
    if not there:
        asked.check(wanted[0], by_study=True)
    for one in there:
        asked.check(one)
        check_files(one, folder and folder / one.name)
    answered = 0
    for one in wanted:
        left_out = f"{asked.file}: {one.command} is left out: "
        if one not in there:
            put(f"{left_out}{asked.missing(one, by_study=True)}", err=True)
            continue
        try:
            answer = asked.answer(one)
        except NothingHere as error:
            put(f"{left_out}{error.why}", err=True)
            continue
        except KeyboardInterrupt:
            done = f"{answered} of {len(there)} questions are answered"
            raise Interrupted(f"interrupted, {done}; the same command goes on from there") from None
        if not as_json:
            put("" if answered else f"{heading(answer)}\n")
            show(one, answer)
        keep(answer, folder and folder / one.name, err=as_json)
        answered += 1
    if as_json:
        found = {
            one.name: json.loads(asked.answers[one.name].to_json())
            for one in there
            if one.name in asked.answers
        }
        typer.echo(json.dumps({"question": "decision", "answers": found}, indent=2, ensure_ascii=False))
