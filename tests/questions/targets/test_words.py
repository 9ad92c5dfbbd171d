"""Whether targets are met is said as the lights say it."""

from cxsim.questions.targets.estimate import GREEN, RED, Target, targets

FRICTION = Target("friction", "at most", 0.3)


def test_words_and_table_say_what_the_lights_say(run):
    whole = [Target("join", "at least", 0.99)]
    said = targets(run, [FRICTION._replace(value=0.4)], whole).summary()
    assert said.startswith(
        "1 of 2 channels clearly meets its targets; a target is missed at “Web”, and the journey misses its "
        "own: join "
    )
    assert said.endswith("target at least 99.0\u00a0%.")
    fine = targets(run, [FRICTION._replace(value=0.99)], [Target("join", "at least", 0.01)])
    assert fine.summary().startswith("Each of 2 channels meets its targets, and the journey does too: ")
    hidden = targets(run, [FRICTION._replace(value=0.99)], whole)
    assert hidden.summary().startswith("Each of 2 channels meets its targets, but the journey does not: ")
    shown = hidden.table().frame
    assert list(shown["Light"]) == [GREEN, GREEN, RED]
    assert list(shown["Channel"]) == ["Phone", "Web", "The journey"]
    assert shown.loc[2, "Target"] == "at least 99.0\u00a0%"
