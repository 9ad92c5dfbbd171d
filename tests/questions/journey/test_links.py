"""Links are listed with how often they lose the context."""

import cxsim as cx
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES
from tests.questions.small_worlds import row_of

TODAY = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))


def test_links_are_listed_with_how_often_the_context_is_lost():
    run = cx.simulate(TODAY, 2)
    table = run.table("links")
    assert "2 most frequent of 2 ways" in table.caption
    lost = run.kpis().query("scope == 'link' and kpi == 'context_lost'")["mean"]
    assert {f"{100 * share:.0f}\u00a0%" for share in lost} == set(table.frame["Context lost"])
    assert len(run.table("links", most=1).frame) == 1
