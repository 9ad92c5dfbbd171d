"""What is wrong with an answer of the product: in its tables, its texts, its pictures, in either language."""

import contextlib
from collections import Counter
from collections.abc import Iterator

import cxsim as cx
from cxsim.language.speech import speaking
from cxsim.scenario.study import Study
from tests.product import walk
from tests.product.agreement import disagreements
from tests.product.limits import faults_of_kpis, faults_of_table, tables
from tests.product.texts import (
    authors_texts,
    drawn,
    faults_of_page,
    faults_of_picture,
    faults_of_text,
    numbers,
    pictures,
    read,
)

LONGEST_LINE = 600  # characters of a refusal


def faults(scenario: cx.Scenario, study: Study, replications: int) -> list[str]:
    """Walk through the product with a scenario, and say everything that is wrong with its answers."""
    authors = authors_texts(scenario)
    walks: list[Iterator[walk.Step]] = [
        walk.of_a_run(scenario, replications, study.seed),
        walk.of_a_panel(scenario, replications, study.seed),
        walk.of_a_journey(scenario, replications, study.seed),
    ]
    if scenario.improvements:
        walks.append(walk.of_improvements(scenario, study, replications))
        walks.append(walk.of_a_decision(scenario, study))
    return [fault for steps in walks for step in steps for fault in faults_of_step(step, authors)]


def faults_of_step(step: walk.Step, authors: list[str]) -> list[str]:
    """Say everything that is wrong with one answer."""
    if step.failed:
        return [f"{step.name}: {step.failed}"]
    if step.refused:
        one_line = "\n" not in step.refused and len(step.refused) < LONGEST_LINE
        return [] if one_line else [f"{step.name}: refused in more than a line: {step.refused}"]
    found: list[str] = []
    if isinstance(step.answer, cx.Run):
        found += faults_of_kpis(step.answer.kpis())
    for name, table, objective in tables(step.answer, step.name):
        found += faults_of_table(name, table, objective)
    said = {language: _said(step, language, authors, found) for language in ("en", "fr")}
    hostile = any("{0}" in one or "\\frac{1}{0}" in one for one in authors)  # broken in pictures elsewhere
    if not hostile:
        for english, french in zip(said["en"], said["fr"], strict=False):
            one, other = Counter(english), Counter(french)
            if one != other:
                only, also = list((one - other).elements()), list((other - one).elements())
                found.append(f"{step.name}: only in English {only[:9]}, only in French {also[:9]}")
    return found


def _said(step: walk.Step, language: str, authors: list[str], found: list[str]) -> list[list[str]]:
    """Return the numbers of each part in a language, and add what is wrong with the parts."""
    said = []
    with _noted(found, f"{step.name} in {language}"), speaking(language):
        parts = step.parts()
        if language == "en":
            found += [f"{step.name}: {fault}" for fault in disagreements(step, parts)]
        for part in parts:
            where = f"{step.name} in {language}"
            found += [f"{where}: {fault}" for fault in faults_of_page(part)]
            text = read(part)
            said.append(numbers(text, authors, language))  # what a picture has room for depends on its words
            for picture in pictures(part):
                found += [f"{where}: {fault}" for fault in faults_of_picture(picture, picture is part)]
                text = "\n".join([text, *drawn(picture)])
            found += [f"{where}: {fault}" for fault in faults_of_text(text, authors)]
    return said


@contextlib.contextmanager
def _noted(found: list[str], where: str) -> Iterator[None]:
    """Note what fails inside as a fault."""
    try:
        yield
    except Exception as error:
        found.append(f"{where}: {walk.failure(error)}")
