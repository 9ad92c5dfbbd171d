"""The pictures of all answers describe themselves, are read by everybody, and lay no word on another."""

import itertools

import pytest

from cxsim.questions.registry import questions
from cxsim.theme.picture import Picture
from tests.language.answers import OTHERS, answer
from tests.language.test_said_in_french import drawn as written
from tests.theme.contrast import check_contrast

ROOMS = dict.fromkeys([*(question.name for question in questions()), *OTHERS])


def pictures(room: str) -> list[Picture]:
    found = answer(room)
    return [found.chart(name) for name in found.charts if name != "fit"]  # which needs observed figures


@pytest.fixture(params=[room for room in ROOMS if room != "journey"])  # whose pictures `test_pictures` checks
def drawn(request: pytest.FixtureRequest) -> list[Picture]:
    return pictures(request.param)


def test_each_describes_itself_and_holds_its_figures(drawn: list[Picture]) -> None:
    assert drawn
    for picture in drawn:
        assert picture.alt.startswith(picture.title)
        assert picture.caption.endswith(".")
        assert len(picture.data)


def test_no_word_lies_on_another_or_outside(drawn: list[Picture]) -> None:
    for picture in drawn:
        ends = picture.figure.bbox
        places = written(picture)
        for text, box in places:
            assert -1 <= box.x0 <= box.x1 <= ends.x1 + 1, text
            assert -1 <= box.y0 <= box.y1 <= ends.y1 + 1, text
        for (one, a), (other, b) in itertools.combinations(places, 2):
            apart = a.x1 <= b.x0 + 1 or b.x1 <= a.x0 + 1 or a.y1 <= b.y0 + 1 or b.y1 <= a.y0 + 1
            assert apart, f"{one!r} lies on {other!r}"


def test_text_is_read_on_what_lies_behind_it(drawn: list[Picture]) -> None:
    for picture in drawn:
        check_contrast(picture)
