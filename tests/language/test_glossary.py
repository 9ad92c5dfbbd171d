"""Words mean one thing: the glossary, what the French catalogue says, and the names in the code."""

import io
import re
import tokenize
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from cxsim.language.speech import CATALOGUES
from tests.small import ROOT

LINES = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
ROWS = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in LINES if line.startswith("| ")]
TERMS = [row for row in ROWS if row[0] != "English"]

# What a French term may look like, where that is more than an ending: a plural, a verb, a term in short.
FORMS = {
    "action d’amélioration": r"actions?|améliorations?",
    "attente": r"attent\w+|attend\w+",
    "canal": r"cana(l|ux)",
    "enchantement": r"enchant\w+",
    "simulation": r"simul\w+",
    "rester": r"rest\w+",
    "devenir client": r"devien\w+ clients?|devient cliente",
    "clients à la fin": r"client\w* (?:de plus )?à la fin|le sont encore à la fin",
    "nuire": r"nui\w+",
}
# Where an English word is something else, or French says a whole sentence in another way.
OTHERWISE = (
    *("front stage", "back stage", "a question mark", "departments answer for them"),
    *("stay open", "stays open", "which touchpoint matters", "a matter of hours on duty"),
    *("context lost at the hand-off", "everything that a desk can put right"),
    *(
        "the customer complained",
        "customers feel worst",
        "customers wait longest",
    ),
)
RETIRED = ("doubts", "lights", "troubles", "kinds", "heads", "made_from", "in_the_way", "carried")


def catalogue() -> list[tuple[str, str]]:
    """Sentences in English and in French; those that depend on a number one after another."""
    found = []
    for file in sorted((CATALOGUES / "fr").glob("*.po")):
        with file.open(encoding="utf-8") as part:
            for message in read_po(part, locale="fr"):
                ours = [message.id] if isinstance(message.id, str) else message.id
                theirs = [message.string] if isinstance(message.string, str) else message.string
                found += [pair for pair in zip(ours, theirs, strict=True) if pair[0]]
    return found


SAID = catalogue()
BESIDE = re.compile("|".join((*OTHERWISE, r"{\w+}", "^target$")), re.IGNORECASE)  # target: where a link leads


def inflected(term: str) -> str:
    """A pattern for a French term, its plural and its feminine."""
    return FORMS.get(term) or r"\s+".join(rf"{re.escape(word)}(?:e|s|es|x)?" for word in term.split())


def sentences_with(english: str) -> list[tuple[str, str]]:
    plural = r"\s+".join(f"{re.escape(word)}s?" for word in english.split())
    word = re.compile(rf"\b{plural}(?!\w)", re.IGNORECASE)
    return [(one, other) for one, other in SAID if word.search(re.sub(BESIDE, "", one.replace("'", "’")))]


def test_each_term_has_one_line_and_one_meaning() -> None:
    assert len(TERMS) > 40
    assert {len(row) for row in TERMS} == {3}
    assert all(all(row) for row in TERMS)
    for column in range(3):
        words = [row[column].lower() for row in TERMS]
        assert sorted(set(words)) == sorted(words)


@pytest.mark.parametrize(("english", "french", "_meaning"), TERMS, ids=[row[0] for row in TERMS])
def test_the_catalogue_uses_the_french_word(english: str, french: str, _meaning: str) -> None:
    wanted = re.compile(rf"(?<!\w)({inflected(french)})(?!\w)", re.IGNORECASE)
    assert [
        pair for pair in sentences_with(english) if not wanted.search(re.sub(r"{\w+}", "", pair[1]))
    ] == []


def test_most_terms_are_in_the_catalogue() -> None:
    assert sum(bool(sentences_with(english)) for english, *_ in TERMS) > 30
    for phrase in OTHERWISE:
        assert any(phrase in one.lower() for one, _ in SAID), f"nobody says {phrase!r} any more"


@pytest.mark.parametrize("word", RETIRED)
def test_a_retired_word_is_no_name(word: str) -> None:
    named = [
        f"{file.relative_to(ROOT)}:{token.start[0]}"
        for file in sorted((ROOT / "cxsim").rglob("*.py*"))
        if file.suffix in (".py", ".pyi")
        for token in tokenize.generate_tokens(io.StringIO(file.read_text(encoding="utf-8")).readline)
        if token.type == tokenize.NAME and token.string.strip("_") == word
    ]
    assert named == []


def test_no_file_is_called_by_a_retired_word() -> None:
    assert [file for file in (ROOT / "cxsim").rglob("*") if Path(file).stem in RETIRED] == []
