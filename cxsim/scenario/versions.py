"""Versions of the formats of files, and what is said of an earlier one."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator

from cxsim.scenario.faults import Fault, ScenarioError
from cxsim.scenario.written import Written


def _whole(number: int) -> BeforeValidator:
    def check(version: Any) -> Any:
        if isinstance(version, bool | float):
            raise ValueError(str(number))  # what a version is compared with: true and 1.0 equal 1
        return version

    return BeforeValidator(check)


FirstVersion = Annotated[Literal[1], _whole(1)]
SecondVersion = Annotated[Literal[2], _whole(2)]


def refuse_earlier(tree: Written, field: str) -> None:
    """Say of a file of version 1 how it becomes one of version 2, and nothing else of it."""
    version = tree.value.get(field)
    if version is None or version.value != 1 or isinstance(version.value, bool | float):
        return
    hint = f"cxsim scenario upgrade {version.file} rewrites it"
    raise ScenarioError([Fault(version.file, version.line, field, "1", "2", hint)])
