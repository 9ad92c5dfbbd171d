"""Where frictions cost or decide, and no improvement prevents them: what nobody has asked for yet."""

from collections.abc import Sequence

from cxsim.language.speech import say_count
from cxsim.language.wording import any_of, quoted
from cxsim.questions.experiments.acts_at import acts_at
from cxsim.questions.experiments.improvement_types import PREVENTION
from cxsim.scenario.model import Scenario


def unprevented(scenario: Scenario, names: Sequence[str]) -> list[str]:
    """Say at which of these touchpoints no improvement prevents frictions; nothing where each has one."""
    library = scenario.improvements
    prevented = {at for one in library for at in acts_at(scenario, one, PREVENTION)}
    left = [quoted(scenario.touchpoints[name].title) for name in names if name not in prevented]
    if not (library and left):
        return []
    return [
        say_count(
            "The only improvement in the scenario prevents no frictions at {titles}.",
            "None of the {number} improvements in the scenario prevents frictions at {titles}.",
            len(library),
            titles=any_of(left),
        )
    ]
