"""The mutations of `mutations.yaml`."""

from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).resolve().parents[2]
MUTATED = "CXSIM_TESTS_MUTATED"  # in the environment: only what is not compiled sees a mutation


class Mutation(NamedTuple):
    """A mistake that somebody could make in a file.

    Attributes
    ----------
    file
        From the root of the repository.
    old, new
        What stands there once, and what takes its place.
    test
        The one that notices, as pytest names it.
    """

    file: str
    old: str
    new: str
    test: str

    @property
    def name(self) -> str:
        """The name of the file alone."""
        return Path(self.file).stem

    def applied(self) -> str:
        """Return the source with the mistake in it.

        Raises
        ------
        ValueError
            If the source has changed so that it is not clear where the mistake would be.
        """
        text = (ROOT / self.file).read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file}: not once, but {text.count(self.old)} times: {self.old!r}")
        return text.replace(self.old, self.new)


def _read() -> list[Mutation]:
    told = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return [
        Mutation(f"cxsim/engine/{file}.py", old, new, f"tests/engine/test_{test.replace('::', '.py::test_')}")
        for file, mistakes in told.items()
        for old, new, test in mistakes
    ]


ALL = _read()
