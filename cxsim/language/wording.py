"""Numbers in words: how shares, feelings, times and money are written, with their uncertainty."""

import math
from collections.abc import Iterable, Sequence

from cxsim.language.estimate import Estimate
from cxsim.language.speech import in_habit, say, say_count, translated, written

SPACE = "\u00a0"  # keeps a number and its unit on one line
MINUS = "\u2212"

# How the causes that the model itself brings about are said; a scenario's own are said as they are written.
CAUSES = {
    "lost_context": "context lost at the hand-off",
    "long_wait": "a long wait",
    "abandoned": "gave up waiting",
    "closed": "found it closed",
    "busy": "a busy line",
    "unrealistic_expectation": "an expectation above what is delivered",
    "irrelevant_message": "an irrelevant message",
    "bad_timing": "a message at the wrong time",
    "overdue": "no answer in time",
}
SAID = tuple(CAUSES.values())


def decimals(value: Estimate) -> int:
    """Return how many decimals a percentage deserves: more where interval or share are small."""
    width = 100 * (value.high - value.low) if value.sure else math.inf
    near_an_end = 0 < 100 * min(value.mean, 1 - value.mean) < 1
    return 1 if width < 2 or near_an_end else 0


def percent(share: float, digits: int | None = None) -> str:
    r"""Write a share.

    Examples
    --------
    >>> [percent(share).replace(SPACE, " ") for share in (0.784, 0.0312, 0.0004, 0.9996, 1.0, 0.0)]
    ['78 %', '3.1 %', 'below 0.1 %', 'above 99.9 %', '100 %', '0 %']
    """
    if math.isnan(share):
        return "–"
    points = 100 * share
    if digits is None:
        digits = 0 if points in (0, 100) or 9.95 <= points <= 99 else 1
        if 0 < points < 0.05:
            return say("below 0.1\u00a0%")
        if 99.95 <= points < 100:
            return say("above 99.9\u00a0%")
    return per_cent(written(points, digits))


def percent_briefly(share: float) -> str:
    r"""Write a share where there is room for a figure, not for words.

    Examples
    --------
    >>> [percent_briefly(share).replace(SPACE, " ") for share in (0.784, 0.0004, 0.9996)]
    ['78 %', '<0.1 %', '99.9 %']
    """
    points = 100 * share
    if 0 < points < 0.05:
        return per_cent(in_habit("<0.1"))
    return per_cent(in_habit("99.9")) if 99.95 <= points < 100 else percent(share)


def per_cent(number: str) -> str:
    """Put the sign behind a number that is written already.

    Examples
    --------
    >>> per_cent("12–14").replace(SPACE, " ")
    '12–14 %'
    """
    return say("{number}\u00a0%", number=number)


def with_interval(value: Estimate, plain: bool = False) -> str:
    """Write a share with its interval; `plain` leaves out what the brackets hold.

    Examples
    --------
    >>> with_interval(Estimate(0.784, 0.762, 0.806, 20)).replace(SPACE, " ")
    '78 % (95 % interval 76–81)'
    >>> with_interval(Estimate(0.784, 0.779, 0.789, 20), plain=True).replace(SPACE, " ")
    '78.4 % (77.9–78.9)'
    >>> with_interval(Estimate(0.784, math.nan, math.nan, 1)).replace(SPACE, " ")
    '78 %'
    """
    if not value.known:
        return say("unknown")
    digits = decimals(value)
    said = percent(value.mean, digits if value.sure else None)
    if not value.sure:
        return said
    if plain:
        low, high = (written(100 * limit, digits) for limit in (value.low, value.high))
        return f"{said} ({low}–{high})"
    return f"{said}{_limits(value, digits)}"


def of_100(value: Estimate) -> dict[str, str]:
    """Write a share as people out of a hundred: the `number`, and its `limits` in brackets if there are any.

    Examples
    --------
    >>> share = of_100(Estimate(0.784, 0.762, 0.806, 20))
    >>> say("{number} of 100 stay{limits}", **share).replace(SPACE, " ")
    '78 of 100 stay (95 % interval 76–81)'
    """
    digits = decimals(value)
    number = written(100 * value.mean, digits)
    return {"number": number, "limits": _limits(value, digits) if value.sure else ""}


def _limits(value: Estimate, digits: int) -> str:
    """Write the interval of a share in brackets, with a space before them."""
    low, high = (written(100 * limit, digits) for limit in (value.low, value.high))
    interval = say("95\u00a0% interval {low}–{high}", low=low, high=high)
    return f" ({interval})"


def signed(value: float, digits: int = 2) -> str:
    """Write a feeling or a score with its sign.

    Examples
    --------
    >>> signed(-0.123) == MINUS + "0.12", signed(0.5), signed(0.001)
    (True, '+0.50', '0.00')
    """
    if math.isnan(value):
        return "–"
    text = written(abs(value), digits)
    return text if round(abs(value), digits) == 0 else f"{MINUS if value < 0 else '+'}{text}"


def waiting(minutes: float) -> str:
    """Write a time given in minutes, in the unit that people would use.

    Examples
    --------
    >>> [waiting(minutes).replace(SPACE, " ") for minutes in (0.26, 4.6, 47.2, 190.0, 3155.0)]
    ['16 s', '4.6 min', '47 min', '3.2 h', '2.2 days']
    """
    if math.isnan(minutes):
        return "–"
    if minutes < 1:
        return f"{written(60 * minutes)}{SPACE}s"
    if minutes < 120:
        return f"{written(minutes, 0 if minutes >= 10 else 1)}{SPACE}min"
    if minutes < 48 * 60:
        return f"{written(minutes / 60, 1)}{SPACE}h"
    return say("{number}\u00a0days", number=written(minutes / 1440, 1))


def waiting_interval(value: Estimate) -> str:
    """Write a mean time with its interval, given in minutes.

    Examples
    --------
    >>> waiting_interval(Estimate(3.0, 2.71, 3.29, 20)).replace(SPACE, " ")
    '3.0 min (2.7–3.3 min)'
    """
    if not value.sure:
        return waiting(value.mean)
    low, high = waiting(max(value.low, 0.0)), waiting(value.high)
    low = low.split(SPACE)[0] if low.split(SPACE)[-1] == high.split(SPACE)[-1] else low
    return f"{waiting(value.mean)} ({low}–{high})"


def money(amount: float, currency: str) -> str:
    """Write an amount of money, to three digits that count.

    Examples
    --------
    >>> money(-1234.5, "EUR").replace(SPACE, " "), money(11.14, "USD").replace(SPACE, " ")
    ('−EUR 1,230', 'USD 11.1')
    """
    if math.isnan(amount):
        return "–"
    sign, number = MINUS if amount < 0 else "", plain_number(abs(amount))
    return say("{sign}{currency}\u00a0{number}", sign=sign, currency=currency, number=number)


def plain_number(value: float) -> str:
    """Write a number to three digits that count, without exponent.

    Examples
    --------
    >>> [plain_number(value) for value in (1234.5, 0.01234, -3.0, 0.0, 1e-9, math.nan)]
    ['1,230', '0.0123', '−3', '0', '0', '–']
    """
    if not math.isfinite(value):
        return "–"
    if abs(value) < 1e-6:
        return "0"
    digits = max(2 - math.floor(math.log10(abs(value))), -3)
    shown = abs(round(value, digits))
    decimals_of = f"{shown:.{max(digits, 0)}f}".partition(".")[2].rstrip("0")
    return f"{MINUS if value < 0 else ''}{written(shown, len(decimals_of))}"


def cause_words(cause: str) -> str:
    """Say a cause of friction.

    Examples
    --------
    >>> cause_words("wrong_amount"), cause_words("busy")
    ('wrong amount', 'a busy line')
    """
    return translated(CAUSES[cause]) if cause in CAUSES else cause.replace("_", " ")


def in_short(text: str, most: int = 60) -> str:
    r"""Return a text on one line, cut where it is long.

    Examples
    --------
    >>> in_short("A journey\nof many words", 12)
    'A journey o…'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def counted(number: int, noun: str) -> str:
    """Write a number of things.

    Examples
    --------
    >>> counted(1, "replication"), counted(1200, "replication")
    ('1 replication', '1,200 replications')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def quoted(title: str) -> str:
    """Set what an author called something between quotation marks.

    Examples
    --------
    >>> quoted("Shop")
    '“Shop”'
    """
    return say("“{title}”", title=title)


def capital(text: str) -> str:
    """Begin a text with a capital letter, and leave the rest as it is.

    Examples
    --------
    >>> capital("net value, EUR"), capital("")
    ('Net value, EUR', '')
    """
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str]) -> str:
    """Name all of some things.

    Examples
    --------
    >>> listed(["Shop"]), listed(["Shop", "App", "Web"])
    ('Shop', 'Shop, App and Web')
    """
    if len(names) == 1:
        return names[0]
    return say("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])


def one_by_one(told: Iterable[str]) -> str:
    """Put what is told of one thing after the other into one sentence.

    Examples
    --------
    >>> one_by_one(["Shop 10", "App 3"])
    'Shop 10; App 3'
    """
    return translated("; ").join(told)


def chained(names: Iterable[str]) -> str:
    """Name all of some things, each as much as the others.

    Examples
    --------
    >>> chained(["Shop", "App", "Web"])
    'Shop and App and Web'
    """
    *others, last = names
    return say("{names} and {last}", names=translated(" and ").join(others), last=last) if others else last


def either(names: Sequence[str]) -> str:
    """Name those that lead: one, or several that cannot be told apart.

    Examples
    --------
    >>> either(["Shop"])
    'Shop'
    >>> either(["Shop", "App", "Web"])
    'Shop, App or Web (which cannot be told apart)'
    >>> either(["Shop", "App", "Web", "Sofa", "Fax"])
    'Shop or one of 4 others that cannot be told apart from it'
    """
    if len(names) == 1:
        return names[0]
    if len(names) > 3:
        others = len(names) - 1
        return say(
            "{first} or one of {others} others that cannot be told apart from it",
            first=names[0],
            others=others,
        )
    most = ", ".join(names[:-1])
    return say("{names} or {last} (which cannot be told apart)", names=most, last=names[-1])


def between(figures: Iterable[str], known: bool = True) -> str:
    """Put limits behind a figure, as far as they are known; all is written already.

    Examples
    --------
    >>> between(["+1", "−1", "+3"]), between(["+1", "–", "–"], known=False)
    ('+1 (−1 to +3)', '+1')
    """
    said, low, high = figures
    return f"{said} ({say('{low} to {high}', low=low, high=high)})" if known else said


def any_of(names: Sequence[str], most: int = 3) -> str:
    """Name some things of which one may be meant, or say how many there are.

    Examples
    --------
    >>> any_of(["Shop", "App"]), any_of(["Shop", "App", "Web", "Sofa"])
    ('Shop or App', 'one of 4 others')
    """
    if len(names) > most:
        return say("one of {number} others", number=len(names))
    return translated(" or ").join(names)


def replications(number: int) -> str:
    """Say a number of replications."""
    return say_count("{number} replication", "{number} replications", number)


def unless_single(number: int, said: str) -> str:
    """Say something that needs more than one replication; of one alone, that nothing can be told."""
    return said if number > 1 else single_replication()


def touchpoints(number: int) -> str:
    """Say a number of touchpoints."""
    return say_count("{number} touchpoint", "{number} touchpoints", number)


def single_replication() -> str:
    """Say what a study promises that was done once only."""
    return say("This is a single replication, so nothing can be told from chance.")


def lasting(days: float) -> str:
    """Write a long time: in years where it is some, else in months, or in days.

    Examples
    --------
    >>> lasting(365.0), lasting(1_095.0), lasting(183.0), lasting(14.25)
    ('one year', 'three years', '6 months', '14 days')
    """
    years = days / 365
    if years > 0.99 and abs(years - round(years)) < 0.01:
        few = {1: say("one year"), 2: say("two years"), 3: say("three years")}
        number = round(years)
        return few.get(number) or say_count("{number} year", "{number} years", number)
    if days >= 60:
        return say_count("{number} month", "{number} months", max(1, round(days / (365 / 12))))
    return say_count("{number} day", "{number} days", max(1, round(days)))
