"""Letters of titles that pictures cannot show, told before anything is drawn."""

from pathlib import Path as FilePath

from cxsim.scenario.cautions import read_all
from cxsim.scenario.faults import Fault, Path, path_text
from cxsim.scenario.written import Written

DRAWN = ("title", "name")  # fields whose text stands in pictures
SURELY_DRAWN = 0x52F  # the last letter of Latin, Greek and Cyrillic, which the font of every picture has


def letter_cautions(path: FilePath) -> list[Fault]:
    """Say which letters of a file, and of those that it names, no installed font has; one fault for a file.

    Parameters
    ----------
    path
        A scenario, study, batch or assessment that can be read; what cannot be is left out.

    Examples
    --------
    >>> letter_cautions(FilePath("scenarios/telecom_fr.yaml"))
    []
    """
    found = []
    for _, tree, _ in read_all(path):
        texts = [
            (place, node)
            for place, node in tree.walk()
            if place and place[-1] in DRAWN and isinstance(node.value, str)
        ]
        if any(ord(character) > SURELY_DRAWN for _, node in texts for character in node.value):
            found += _of_file(texts)
    return found


def _of_file(texts: list[tuple[Path, Written]]) -> list[Fault]:
    from cxsim.theme.fonts import advice, lacking, turned

    faults = []
    values = [node.value for _, node in texts]
    if letters := lacking(values):
        place, node = next((place, node) for place, node in texts if lacking([node.value]))
        said = f"letters that no font here has, {' '.join(letters[:20])}{' …' if len(letters) > 20 else ''}"
        hint = f"install {advice(letters)}; until then pictures show \ufffd in their place"
        faults.append(Fault(node.file, node.line, path_text(place), said, "a font that has them", hint))
    if turned(values):
        place, node = next((place, node) for place, node in texts if turned([node.value]))
        said, expected = (
            "letters that are joined or run from right to left",
            "matplotlib 3.11 or later",
        )
        hint = "before, pictures show them in the wrong order"
        faults.append(Fault(node.file, node.line, path_text(place), said, expected, hint))
    return faults
