"""A file that extends another: child over parent, and every fault in the file that wrote the entry."""

from pathlib import Path

import pytest
import yaml

from cxsim.scenario.extends import made_of
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import load_scenario, scenario_hash
from tests.scenario.minimal import TEXT, line_of


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "base.yaml").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def child(text: str, name: str = "child.yaml") -> str:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")
    return name


def said(name: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(name)
    return str(caught.value).splitlines()


def test_equal_titles_are_told_where_they_can_be_mended(folder: Path) -> None:
    # The first of the two stands in the child, which came later: it is the one to be changed.
    name = child("extends: base.yaml\ntouchpoints:\n  shop:\n    title: HOTLINE\n")
    (fault,) = said(name)
    line = line_of("title: Hotline")
    assert fault == (
        'child.yaml:4: touchpoints.shop.title: found the title "HOTLINE" again, expected a title of its own, '
        "as people tell touchpoints apart by it; it reads like that of touchpoints.hotline.title in "
        f"base.yaml:{line}"
    )


def test_nothing_more_is_the_parent(folder: Path) -> None:
    assert scenario_hash(load_scenario(child("extends: base.yaml\n"))) == scenario_hash(
        load_scenario("base.yaml")
    )


def test_child_over_parent(folder: Path) -> None:
    name = child(
        """\
extends: ../base.yaml
name: cheap
touchpoints:
  shop: {quality: 0.5}
personas:
  anna: {stakes: {shop: 2}}
teams:
  agents: {staff: null, shifts: [{hours: "mon-fri 09:00-17:00", staff: 3}], hours: null}
improvements: {more_agents: null}
""",
        "variants/cheap.yaml",
    )
    scenario = load_scenario(name)
    assert scenario.name == "cheap"
    assert scenario.touchpoints["shop"].quality == 0.5
    assert scenario.touchpoints["shop"].gate.prospect == 0.1
    assert scenario.personas["anna"].stakes == {"invoice": 1.5, "shop": 2.0}
    assert scenario.teams["agents"].staff is None
    assert list(scenario.improvements) == ["faster_site"]


def test_lists_are_replaced(folder: Path) -> None:
    scenario = load_scenario(child(f"extends: base.yaml\nrhythms: {{daytime: {{hours: {[1] * 24}}}}}\n"))
    assert scenario.rhythms["daytime"].hours == (1.0,) * 24


@pytest.mark.parametrize(
    ("written", "kind", "parameters"),
    [
        ("{p90: 20 min}", "lognormal", {"median": 4 / 1440, "p90": 20 / 1440}),
        ("{distribution: lognormal, p90: 20 min}", "lognormal", {"median": 4 / 1440, "p90": 20 / 1440}),
        (
            "{distribution: lognormal, mean: 5 min, sd: 4 min}",
            "lognormal",
            {"mean": 5 / 1440, "sd": 4 / 1440},
        ),
        ("{distribution: exponential, mean: 5 min}", "exponential", {"mean": 5 / 1440}),
        ("5 min", "constant", {"value": 5 / 1440}),
    ],
)
def test_distributions(folder: Path, written: str, kind: str, parameters: dict[str, float]) -> None:
    scenario = load_scenario(child(f"extends: base.yaml\ntouchpoints: {{hotline: {{service: {written}}}}}\n"))
    service = scenario.touchpoints["hotline"].service
    given = {
        key: value for key, value in service.model_dump(exclude_none=True).items() if key != "distribution"
    }
    assert service.distribution == kind
    assert given == pytest.approx(parameters)


def test_a_number_for_a_link_is_its_share(folder: Path) -> None:
    links = (
        load_scenario(child("extends: base.yaml\njourneys: {buy: {links: {shop: {goal: 0.8, stop: 0.2}}}}\n"))
        .journeys["buy"]
        .links
    )
    assert (links["shop"]["stop"].share, links["shop"]["stop"].delay.mean_value()) == (0.2, 1.0)
    more = child("extends: base.yaml\njourneys: {buy: {links: {shop: {goal: {delay: 2 d}}}}}\n")
    links = load_scenario(more).journeys["buy"].links
    assert (links["shop"]["goal"].share, links["shop"]["goal"].delay.mean_value()) == (0.7, 2.0)


def test_notes(folder: Path) -> None:
    def loyalty(text: str) -> tuple[float, dict[str, object]]:
        scenario = load_scenario(child(f"extends: base.yaml\nloyalty: {text}\n"))
        note = scenario.evidence.get("loyalty.renewal")
        return scenario.loyalty.renewal, note.model_dump(exclude_defaults=True) if note else {}

    cited = {"value": 0.85, "range": (0.8, 0.9), "source": "industry mean", "grade": "c", "status": "cited"}
    assert loyalty("{slope: 2}") == (0.85, cited)
    assert loyalty("{renewal: 0.7}") == (0.7, {}), "the source speaks of another value"
    assert loyalty("{renewal: {value: 0.7, status: assumed}}") == (0.7, {"value": 0.7, "status": "assumed"})
    assert loyalty("{renewal: {status: calibrated, source: ours}}") == (
        0.85,
        {**cited, "status": "calibrated", "source": "ours"},
    )


def test_a_note_is_put_beside_the_parents_value(folder: Path) -> None:
    scenario = load_scenario(
        child("extends: base.yaml\ndesks: {care: {skill: {status: assumed, range: [0.5, 0.9]}}}\n")
    )
    assert scenario.desks["care"].skill == 0.7
    assert scenario.evidence["desks.care.skill"].value == 0.7
    assert scenario.evidence["desks.care.skill"].range == (0.5, 0.9)


def test_a_range_is_wrong_where_it_stands_and_not_where_the_value_does(folder: Path) -> None:
    note = "shop:\n    quality: {range: [0.2, 3], status: assumed}\n"
    assert said(child(f"extends: base.yaml\ntouchpoints:\n  {note}")) == [
        "child.yaml:4: touchpoints.shop.quality.range: found the range [0.2, 3], expected both ends to be a "
        "number from 0 to 1"
    ]


def test_a_noted_distribution_keeps_its_other_parameters(folder: Path) -> None:
    child(
        "extends: base.yaml\n"
        "desks:\n  care:\n"
        "    time: {value: {distribution: lognormal, median: 5 min, p90: 9 min}, status: cited}\n",
        "noted.yaml",
    )
    scenario = load_scenario(child("extends: noted.yaml\ndesks: {care: {time: {p90: 20 min}}}\n"))
    assert scenario.desks["care"].time.model_dump(exclude_none=True) == {
        "distribution": "lognormal",
        "median": pytest.approx(5 / 1440),
        "p90": pytest.approx(20 / 1440),
    }
    assert "desks.care.time" not in scenario.evidence


def test_faults_are_where_they_were_written(folder: Path) -> None:
    Path("base.yaml").write_text(TEXT.replace("staff: 2", "staff: many"), encoding="utf-8")
    name = child(
        "extends: base.yaml\ntouchpoints:\n  shop:\n    quality: 7\n    stage: null\n    qualty: 1\n"
    )
    assert said(name) == [
        f'base.yaml:{line_of("staff: 2")}: teams.agents.staff: found "many", '
        "expected a whole number from 0 to 10,000,000",
        "child.yaml:3: touchpoints.shop: expected a field stage (one of awareness, discovery, interest, "
        "consideration, action, use, advocacy)",
        "child.yaml:4: touchpoints.shop.quality: found 7, expected a number from 0 to 1",
        'child.yaml:6: touchpoints.shop.qualty: found an unknown field; did you mean "quality"?',
    ]


def test_what_a_child_takes_away_is_missed_where_it_is_named(folder: Path) -> None:
    faults = said(child("extends: base.yaml\nrhythms: {daytime: null}\n"))
    assert [line.split(": found")[0] for line in faults] == [
        f"base.yaml:{line_of('  rhythm: daytime' + chr(10) + 'churn')}: population.rhythm",
        f"base.yaml:{line_of('    rhythm: daytime')}: journeys.ask.rhythm",
    ]


def test_a_missing_parent_is_a_fault_of_the_child(folder: Path) -> None:
    (line,) = said(child("name: x\nextends: bsae.yaml\n"))
    assert line.startswith("child.yaml:2: extends: found no such file at bsae.yaml, expected a scenario file")
    assert line.endswith('did you mean "base.yaml"?')


def test_an_unreadable_parent_is_its_own_fault(folder: Path) -> None:
    child("name: [\n", "broken.yaml")
    (line,) = said(child("extends: broken.yaml\n"))
    assert line.startswith("broken.yaml:")


@pytest.mark.parametrize("value", ["7", "[base.yaml]", "{}", '""', "true"])
def test_what_is_no_file_name(folder: Path, value: str) -> None:
    (line,) = said(child(f"extends: {value}\n"))
    assert (
        line == "child.yaml:1: extends: found no file name, expected the file it extends, such as base.yaml"
    )


def test_circles_are_refused(folder: Path) -> None:
    (line,) = said(child("extends: ./child.yaml\n"))
    assert (
        "child.yaml:1: extends: found a circle, child.yaml → child.yaml, expected a chain of files that ends"
        in line
    )
    child("extends: b.yaml\n", "a.yaml")
    child("extends: c.yaml\n", "b.yaml")
    child("\nextends: a.yaml\n", "c.yaml")
    (line,) = said("a.yaml")
    assert line.startswith("c.yaml:2: extends: found a circle, a.yaml → b.yaml → c.yaml → a.yaml")


def test_a_long_chain(folder: Path) -> None:
    for number in range(1, 25):
        child(
            f"extends: {f'{number - 1}.yaml' if number > 1 else 'base.yaml'}\nname: n{number}\n",
            f"{number}.yaml",
        )
    assert load_scenario("19.yaml").name == "n19"
    (line,) = said("24.yaml")
    assert line == (
        "5.yaml:1: extends: found 21 files that extend each other, 24.yaml → 23.yaml → … → 5.yaml → 4.yaml, "
        "expected at most 20"
    )


def test_extends_itself_is_no_part_of_the_scenario(folder: Path) -> None:
    assert "extends" not in yaml.safe_dump(
        load_scenario(child("extends: base.yaml\n")).model_dump(mode="json")
    )


def test_what_a_file_is_made_of_is_told_as_far_as_it_can_be_found(folder: Path) -> None:
    child("extends: base.yaml\n")
    child("extends: other.yaml\n", "circle.yaml")
    child("extends: circle.yaml\n", "other.yaml")
    child("extends: [base.yaml]\n", "wrong.yaml")
    child("no: [scenario", "broken.yaml")
    child("extends: absent.yaml\n", "orphan.yaml")
    wanted = {
        "child": ["child", "base"],
        "circle": ["circle", "other"],
        "wrong": ["wrong"],
        "broken": ["broken"],
        "orphan": ["orphan"],
        "absent": [],
    }
    for name, files in wanted.items():
        assert [file.stem for file in made_of(Path(f"{name}.yaml"))] == files, name
