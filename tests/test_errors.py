"""Errors that say what to do are shown alone in a notebook, without a traceback."""

import pytest

import cxsim as cx
from cxsim.files.folders import TakenError
from cxsim.reporting.notebooks import NotebookError
from cxsim.reporting.publish import PublishError
from cxsim.results.recorded import NotRecordedError
from cxsim.results.sizes import TooLarge
from cxsim.results.table_file import ChangedError
from cxsim.scenario.faults import Fault
from cxsim.scenario.whole_numbers import ParameterError

OF_FAULTS = ("ScenarioError", "AssessmentError")
PUBLIC = [name for name in cx.__all__ if name.endswith("Error") and name not in OF_FAULTS]


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (TooLarge("10 people", "at most 9", "have fewer"), "found 10 people, expected at most 9; have fewer"),
        (TakenError("a.txt"), "found a.txt: move it, or choose another folder"),
        *((getattr(cx, name)([Fault("a", 1, "x", "1")]), "a:1: x: found 1") for name in OF_FAULTS),
        *((getattr(cx, name)("why"), "why") for name in PUBLIC),
        *(
            (kind("why"), "why")
            for kind in (ChangedError, NotebookError, NotRecordedError, ParameterError, PublishError)
        ),
    ],
    ids=lambda given: "" if isinstance(given, str) else type(given).__name__,
)
def test_a_notebook_shows_the_message_alone(error: Exception, message: str) -> None:
    shown = error._render_traceback_()
    assert shown == [f"{type(error).__name__}: {message}"]
