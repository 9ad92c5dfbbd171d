"""An answer in words, part by part."""

from types import ModuleType

from cxsim.results.answer import Answer


class Said:
    """Has what each function of a room's `words` says of an answer, by its name."""

    def __init__(self, words: ModuleType, answer: Answer) -> None:
        self._words, self._answer = words, answer

    def __getattr__(self, part: str) -> str:
        return getattr(self._words, part)(self._answer)
