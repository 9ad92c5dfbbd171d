"""The picture of fragmentation says what the numbers say."""

import cxsim as cx
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES
from tests.questions.small_worlds import row_of
from tests.theme.contrast import check_contrast

TODAY = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))


def test_the_picture_of_fragmentation_has_its_figures():
    found = cx.fragmentation(TODAY, 4)
    picture = found.chart()
    check_contrast(picture)
    assert list(picture.data["what"][:3]) == ["Perfect links", "Perfect parts", "Both"]
    assert picture.data["mean"].iloc[0] == found.figures["mean"].iloc[0]
    assert "Perfect links: +" in picture.alt
    assert "Small" not in picture.html().partition("<details>")[0]
