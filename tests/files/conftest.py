"""The small but complete company of the tests of results."""

from tests.results.conftest import run, scenario

__all__ = ["run", "scenario"]
