"""Lights are green only where a target is surely met, red only where it is surely missed."""

import dataclasses

import pytest

import cxsim as cx
from cxsim.questions.targets.estimate import AMBER, FIRST_CONTACT, GREEN, RED, Target, targets

FRICTION = Target("friction", "at most", 0.3)


@pytest.mark.parametrize(
    ("sense", "target", "status"),
    [
        ("at most", 0.9, GREEN),
        ("at most", 0.1, RED),
        ("at most", None, AMBER),
        ("at least", 0.1, GREEN),
        ("at least", 0.9, RED),
        ("at least", None, AMBER),
    ],
)
def test_the_status_follows_the_whole_interval(run, sense, target, status):
    shares = run.kpis().set_index(["scope", "name", "kpi"]).loc[("channel", "phone", "friction")]
    target = shares["mean"] if target is None else target
    found = targets(run, [Target("friction", sense, target)])
    assert found.parts["phone"] == status
    row = found.figures[found.figures["name"] == "phone"].iloc[0]
    assert tuple(row[["mean", "low", "high"]]) == tuple(shares[["mean", "low", "high"]])


def test_just_at_the_limit_of_the_interval(run):
    row = run.kpis().set_index(["scope", "name", "kpi"]).loc[("channel", "phone", "friction")]
    for target, status in ((row["high"], GREEN), (row["high"] - 1e-9, AMBER), (row["low"] - 1e-9, RED)):
        assert targets(run, [Target("friction", "at most", target)]).parts["phone"] == status
    for target, status in ((row["low"], GREEN), (row["low"] + 1e-9, AMBER), (row["high"] + 1e-9, RED)):
        assert targets(run, [Target("friction", "at least", target)]).parts["phone"] == status


def test_a_part_is_as_red_as_its_worst_kpi(run):
    found = targets(run, [FRICTION._replace(value=0.4), Target("delight", "at most", 0.01)])
    assert list(found.figures["status"])[:4] == [GREEN, RED, RED, RED]
    assert found.parts.to_dict() == {"phone": RED, "web": RED}
    assert targets(run, [FRICTION._replace(value=0.4)]).parts.to_dict() == {"phone": GREEN, "web": RED}


def test_the_journey_is_held_against_its_sector(run):
    by_default = targets(run).figures.set_index("kpi")
    assert by_default.loc["yearly_retention", "target"] == run.scenario.value.yearly_retention_after == 0.75
    assert "first_contact_resolution" not in by_default.index, "nobody asks for help here"
    assert FIRST_CONTACT.value == 0.7
    assert targets(run, whole=[Target("kept", "at least", 0.999)]).whole == RED
    assert targets(run, whole=[]).whole == GREEN


def test_what_a_part_has_no_figures_for_is_left_out(run):
    assert set(targets(run, scope="touchpoint").figures["kpi"]) == {"friction", "yearly_retention"}


def test_one_replication_tells_nothing(run):
    one = dataclasses.replace(run, counts=run.counts[:1])
    assert set(targets(one).figures["status"]) == {AMBER}
    assert "too close to call" in targets(one).summary()


def test_mistakes_are_named(run):
    with pytest.raises(cx.CxsimError, match='scope: found "team", expected one of channel, department'):
        targets(run, scope="team")
    with pytest.raises(ValueError, match='no KPI "frictoin" of a channel; did you mean "friction"'):
        targets(run, [Target("frictoin", "at most", 0.1)])
    with pytest.raises(ValueError, match='no KPI "conversion" of a channel; expected one of'):
        targets(run, [Target("conversion", "at least", 0.1)])


def test_they_are_public(run):
    assert cx.targets is targets
    assert cx.Target is Target
