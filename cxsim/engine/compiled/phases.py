"""The phases of a life in the compiled engine: where a person goes on when their time has come."""

from enum import IntEnum


class Phase(IntEnum):
    """What a person does next. Those from `JOIN` to `DECIDE` are within a visit."""

    ARRIVE = 0
    NEXT_CHAPTER = 1
    VISIT = 2
    JOIN = 3
    WAIT = 4
    SERVED = 5
    TURNED_BACK = 6
    JOIN_CASES = 7
    WAIT_FOR_CASE = 8
    CASE_WORKED_ON = 9
    CASE_CLOSED = 10
    DECIDE = 11
    JOURNEY_OVER = 12
    OVER = 13
    CHAPTER_DUE = 14  # rests until then, if there is an open case, or goes on when the next plan holds


class CasePhase(IntEnum):
    """What happens to a case next."""

    JOIN = 0
    WAIT = 1
    WORKED_ON = 2
    ANSWER = 3
