"""One mistake at a time in a valid file: one fault, on its line, at its path, that says what was expected."""

import contextlib
from pathlib import Path

import pytest

from cxsim.scenario.faults import Fault, ScenarioError
from cxsim.scenario.load import load_scenario
from tests.scenario.minimal import TEXT, line_of
from tests.scenario.mistakes.distributions import DISTRIBUTIONS
from tests.scenario.mistakes.editors import EDITORS
from tests.scenario.mistakes.endless import ENDLESS
from tests.scenario.mistakes.evidence import EVIDENCE
from tests.scenario.mistakes.facts import FACTS
from tests.scenario.mistakes.fields import FIELDS
from tests.scenario.mistakes.improvements import IMPROVEMENTS
from tests.scenario.mistakes.journeys import JOURNEYS
from tests.scenario.mistakes.limits import LIMITS
from tests.scenario.mistakes.mistake import NO_PURCHASE, Mistake, with_pieces
from tests.scenario.mistakes.names import NAMES
from tests.scenario.mistakes.people import SHARES_AND_PEOPLE
from tests.scenario.mistakes.staff import STAFF
from tests.scenario.mistakes.titles import TITLES

MISTAKES = [
    *FIELDS,
    *DISTRIBUTIONS,
    *SHARES_AND_PEOPLE,
    *NAMES,
    *JOURNEYS,
    *STAFF,
    *EVIDENCE,
    *FACTS,
    *IMPROVEMENTS,
    *ENDLESS,
    *LIMITS,
    *TITLES,
    *EDITORS,
]


def faults_of(text: str, folder: Path) -> tuple[Fault, ...]:
    file = folder / "fibre.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    return caught.value.faults


def test_the_material_is_valid(tmp_path: Path) -> None:
    (tmp_path / "fibre.yaml").write_text(TEXT, encoding="utf-8")
    assert load_scenario(tmp_path / "fibre.yaml").name == "fibre"
    (tmp_path / "shop.yaml").write_text(with_pieces(NO_PURCHASE), encoding="utf-8")
    assert load_scenario(tmp_path / "shop.yaml").churn.definition == "no_purchase"


@pytest.mark.parametrize("mistake", ENDLESS, ids=lambda mistake: mistake.id)
def test_a_journey_that_was_sound_is_looked_at_again_with_what_makes_it_endless(
    mistake: Mistake, tmp_path: Path
) -> None:
    for piece in mistake.pieces:
        others = {old: new for old, new in mistake.pieces.items() if old != piece}
        (tmp_path / "fibre.yaml").write_text(with_pieces(others), encoding="utf-8")
        with contextlib.suppress(ScenarioError):
            load_scenario(tmp_path / "fibre.yaml")
        assert faults_of(with_pieces(mistake.pieces), tmp_path)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_one_mistake_is_one_fault_at_its_place(mistake: Mistake, tmp_path: Path) -> None:
    text = with_pieces(mistake.pieces)
    (fault,) = faults_of(text, tmp_path)
    assert fault.file.endswith("fibre.yaml")
    assert (fault.line, fault.path) == (line_of(mistake.at, text), mistake.path)
    said = str(fault)
    assert [piece for piece in mistake.says if piece not in said] == []
    assert said.isprintable(), "harmless on a terminal"
    assert len(fault.found) < 200


ALLOWED = {
    "a touchpoint that only an escape leads to": {
        "{hotline: 0.7, chat: 0.3}": "{hotline: 1}",
        "{goal: 0.9, chat: 0.1}": "{goal: 1}",
    },
    "a link that waits for an improvement": {
        "{hotline: 0.7, chat: 0.3}": "{hotline: 1}",
        "{goal: 0.9, chat: 0.1}": "{goal: 1, chat: 0}",
        "escape: {chat: 0.2}": "escape: {}",
    },
    "shares rounded to six digits": {"    share: 0.4": "    share: 0.4000005"},
    "redial and escape that sum to 1": {"redial: 0.3": "redial: 0.8"},
    "a team that keeps customers waiting until it opens": {
        "hours: mon-sat 08:00-20:00": "hours: mon-sat 23:00-24:00\n    when_closed: wait"
    },
    "after-sales by need, and not after friction": {"after_friction: 0.4": "every: 1 y"},
    "trying again for ever, as long as time passes": {
        "redial: 0.3": "redial: 1\n      redial_delay: {distribution: exponential, mean: 1 min}",
        "escape: {chat: 0.2}": "escape: {}",
    },
    "going to and fro, as long as some give up": {
        "redial: 0.3": "redial: 0",
        "escape: {chat: 0.2}": "escape: {chat: 0.99}",
        "    recovery: care\n\njourneys": "    recovery: care\n    team: agents\n"
        "    waiting: {tolerance: 1 min, escape: {hotline: 1}}\n\njourneys",
    },
    "a way back to a closed team that takes time": {
        "redial: 0.3": "redial: 0",
        "escape: {chat: 0.2}": "escape: {chat: 1}",
        "{goal: 0.8, hotline: 0.2}": "{hotline: {share: 1, delay: 1 h}}",
    },
    "preferences that close a way, but not the way out": {
        "channels: {web: 1.2}": "channels: {phone: 0, web: 1000}",
    },
    "the default of referrals without a journey for those who are referred": {
        "prospects_per_day: 0.5": "prospects_per_day: 0",
        "type: onboarding": "type: use\n    every: 1 y",
        "handoffs: {": "advocacy: {referral: 0.01}\nhandoffs: {",
    },
    "no prospects, and no journey for them": {
        "prospects_per_day: 0.5": "prospects_per_day: 0",
        "type: onboarding": "type: use\n    every: 1 y",
    },
    "no renewal journey where contracts end": {"type: renewal": "type: use\n    every: 1 y"},
    "staff in shifts": {
        "    staff: 2\n    hours: mon-sat 08:00-20:00": "    shifts: [{hours: always, staff: 2}]",
        "teams.agents.staff, operation": "teams.agents.shifts.0.staff, operation",
    },
    "touchpoints with the names of fields of notes": {
        "\njourneys:": "  value: {title: V, stage: use, channel: web, department: sales}\n\njourneys:",
        "{goal: 0.9, chat: 0.1}": "{goal: 0.9, value: 0.1}\n      value: {goal: 1}",
    },
    "titles that differ in a sign, and those of another kind": {
        "title: Young and digital": "title: Plan 2",
        "title: Settled": "title: Plan ²",
        "title: Chat": "title: Web",
    },
    "text that other versions of YAML take for something else": {
        "family: married": "family: no",
        "occupation: retired": "occupation: on",
    },
}


@pytest.mark.parametrize("pieces", ALLOWED.values(), ids=ALLOWED)
def test_what_is_no_mistake(pieces: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "fibre.yaml"
    file.write_text(with_pieces(pieces), encoding="utf-8")
    load_scenario(file)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    # One of each kind that leaves the others alone: nothing hides anything, and nothing follows from another.
    wanted = [
        "above the range",
        "a misspelt field that is needed",
        "unreadable hours",
        "an unknown distribution",
        "shares of personas",
        "decided too late",
        "what is at stake",
        "a built-in cause",
        "leads nowhere",
        "every for onboarding",
        "an unknown status",
        "an unknown owner",
        "a range beyond what is possible",
    ]
    chosen = [next(mistake for mistake in MISTAKES if mistake.id == name) for name in wanted]
    text = TEXT
    for mistake in chosen:
        text = with_pieces(mistake.pieces, text)
    faults = faults_of(text, tmp_path)
    assert {fault.path for fault in faults} == {mistake.path for mistake in chosen}
    assert len(faults) == len(chosen)
    assert [fault.line for fault in faults] == sorted(line_of(mistake.at, text) for mistake in chosen)
    listed = str(ScenarioError(faults)).splitlines()
    assert listed == [str(fault) for fault in faults]


def test_a_faulty_part_exists_for_the_others(tmp_path: Path) -> None:
    # A team, desk, rhythm and touchpoint that others name have a fault: nobody says that they do not exist.
    text = with_pieces(
        {"staff: 2": "staff: many", "skill: 0.7": "skill: 7", "0, 0, 0, 1, 1": "0, 0, 0, x, 1"}
    )
    text = with_pieces({"title: Chat": "titel: Chat"}, text)
    paths = ["touchpoints.chat.titel", "teams.agents.staff", "desks.care.skill", "rhythms.daytime.hours.7"]
    assert [fault.path for fault in faults_of(text, tmp_path)] == paths


def test_no_name_is_offered_that_is_refused_itself(tmp_path: Path) -> None:
    text = with_pieces({"  chat:\n    title": "  Chat:\n    title"})
    faults = [fault.message for fault in faults_of(text, tmp_path)]
    refused = 'found the name "Chat", expected a name of small letters, digits and underscores that starts '
    unknown = 'found "chat", expected a touchpoint (one of shop, invoice, hotline)'
    assert set(faults) == {f"{refused}with a letter", unknown}


def test_a_notebook_shows_the_message_alone() -> None:
    error = ScenarioError([Fault("a.yaml", 2, "x", "1"), Fault("a.yaml", 1, "y", "2")])
    assert error._render_traceback_() == ["ScenarioError: a.yaml:1: y: found 2\na.yaml:2: x: found 1"]


def test_many_faults_are_listed_up_to_a_limit() -> None:
    error = ScenarioError(Fault("a.yaml", line, "x", "1") for line in range(250, 0, -1))
    assert len(error.faults) == 250
    assert str(error).splitlines()[0] == "a.yaml:1: x: found 1"
    assert str(error).endswith("and 150 more")
