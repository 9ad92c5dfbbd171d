"""What levels are worth, for the tests of words and of the picture."""

import pytest

from tests.questions.maturity.levels import study


@pytest.fixture(scope="session")
def found():
    return study(16)
