"""Load a scenario: read, merge, check everything, and say everything that is wrong at once."""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cxsim.scenario.arguments import public
from cxsim.scenario.changes import plain
from cxsim.scenario.document import Document, document_of
from cxsim.scenario.extends import read_with_parents
from cxsim.scenario.faults import Fault, ScenarioError, shown
from cxsim.scenario.improve import check_improvements
from cxsim.scenario.model import Scenario
from cxsim.scenario.validate import validated
from cxsim.scenario.versions import refuse_earlier
from cxsim.scenario.written import from_data


@public()
def load_scenario(path: str | os.PathLike[str]) -> Scenario:
    """Read a scenario file, with the files it extends.

    Parameters
    ----------
    path
        A YAML file.

    Returns
    -------
    Scenario
        Checked and frozen; `Scenario.evidence` holds the notes beside parameters, by path.

    Raises
    ------
    ScenarioError
        With everything that is wrong: file, line, what was found and what was expected.

    Examples
    --------
    >>> try:
    ...     load_scenario("nowhere/telecom.yaml")
    ... except ScenarioError as error:
    ...     print(error)
    nowhere/telecom.yaml: found no such file, expected a scenario file; there is scenarios/telecom.yaml
    """
    tree, faults = read_with_parents(Path(path))
    for other, found, hint in (
        ("study", "a study", "its scenario is a file of its own"),
        ("batch", "a batch", "cxsim batch makes its reports"),
        ("assessment", "an assessment", "cxsim.assess reads it"),
    ):
        if other in tree.value:
            there = tree.value[other]
            raise ScenarioError([Fault(there.file, there.line, other, found, "a scenario", hint)])
    refuse_earlier(tree, "schema")
    document, note_faults = document_of(tree)
    return checked(document, [*faults, *note_faults])


def scenario_from_dict(data: Mapping[str, Any], *, file: str = "scenario") -> Scenario:
    """Check a scenario given as plain data, as it would stand in a file.

    Parameters
    ----------
    data
        What a file would hold; it is copied. `extends` works in files only.
    file
        What faults give as the file.

    Returns
    -------
    Scenario
        The same as from a file with these entries.

    Raises
    ------
    ScenarioError
        With everything that is wrong, at paths but without lines.

    Examples
    --------
    >>> try:
    ...     scenario_from_dict({"schema": 3})
    ... except ScenarioError as error:
    ...     print(error.faults[0])
    scenario: schema: found 3, expected 2
    """
    tree = from_data(data, file)
    if not isinstance(tree.value, dict):
        raise ScenarioError([Fault(file, None, "", shown(tree.plain()), "a mapping with schema, name, …")])
    refuse_earlier(tree, "schema")
    document, faults = document_of(tree)
    return checked(document, faults)


def checked(document: Document, faults: list[Fault]) -> Scenario:
    """Return the scenario that a document holds, or say everything that is wrong, `faults` included."""
    scenario = validated(document, faults)
    if effects := check_improvements(scenario, document):
        raise ScenarioError(effects)
    return scenario


def scenario_hash(scenario: Scenario) -> str:
    """Return the fingerprint of what is simulated.

    It does not depend on how values are written or spread over files, on whether defaults are written out, on
    the order of fields, on evidence notes, or on facts. Names, texts and improvements are part of it, and so
    is the order of personas, links and causes, because draws are cut into shares in that order.

    Returns
    -------
    str
        64 hexadecimal digits (SHA-256).
    """
    data = plain(scenario)
    data.pop("facts", None)
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
