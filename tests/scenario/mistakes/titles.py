"""Titles that nobody could tell apart, and names that results use for something else."""

from tests.scenario.mistakes.mistake import Mistake


def again(of: str, *hint: str) -> tuple[str, ...]:
    """What is said of a title that is there twice."""
    return (" again, expected a title of its own, as people tell ", f"{of} apart by it", *hint)


WRONG_AMOUNT = "      wrong_amount:\n        probability: 0.05\n        severity: 0.6\n"
OTHER = "        probability: 0.01\n        severity: 0.1\n"

TITLES = [
    Mistake(
        "the title of another touchpoint",
        {"title: Chat": "title: Web shop"},
        "title: Web shop\n    stage: use",
        "touchpoints.chat.title",
        (
            'found the title "Web shop"',
            *again("touchpoints", "it is that of touchpoints.shop.title in line "),
        ),
    ),
    Mistake(
        "the title of another touchpoint in capitals",
        {"title: Chat": "title: WEB shop"},
        "title: WEB shop",
        "touchpoints.chat.title",
        again("touchpoints", "it reads like that of touchpoints.shop.title in line "),
    ),
    Mistake(
        "the title of another touchpoint with other spaces",
        {"title: Chat": 'title: " Web \u00a0 shop "'},
        'title: " Web',
        "touchpoints.chat.title",
        again("touchpoints", "it reads like that of touchpoints.shop.title in line "),
    ),
    Mistake(
        "the title of another touchpoint with a character that nobody sees",
        {"title: Chat": "title: Web\u200b shop"},
        "title: Web\u200b",
        "touchpoints.chat.title",
        (r'found the title "Web\u200b shop"', *again("touchpoints", "it reads like that of")),
    ),
    Mistake(
        "the title of another persona with an accent of its own",
        {"title: Young and digital": "title: Caf\u00e9", "title: Settled": "title: Cafe\u0301"},
        "title: Cafe\u0301",
        "personas.karl.title",
        again("personas", "it reads like that of personas.anna.title in line "),
    ),
    Mistake(
        "the title of another journey",
        {"title: Renew the contract": "title: pay the invoice"},
        "title: pay the invoice",
        "journeys.renew.title",
        again("journeys", "it reads like that of journeys.pay.title in line "),
    ),
    Mistake(
        "the title of another team",
        {"\ndesks:\n": "\n  others: {title: agents, staff: 1}\n\ndesks:\n"},
        "others:",
        "teams.others.title",
        again("teams", "it reads like that of teams.agents.title in line "),
    ),
    Mistake(
        "the title of another desk",
        {"\nrhythms:\n": "\n  others: {title: customer care, skill: 1, time: 1 s}\n\nrhythms:\n"},
        "others:",
        "desks.others.title",
        again("recovery desks", "it reads like that of desks.care.title in line "),
    ),
    Mistake(
        "the title of another department",
        {"service: {title: Service}": "service: {title: sales}"},
        "{title: sales}",
        "departments.service.title",
        again("departments", "it reads like that of departments.sales.title in line "),
    ),
    Mistake(
        "the title of another channel",
        {"phone: {title: Phone}": "phone: {title: web}"},
        "{title: web}",
        "channels.phone.title",
        again("channels", "it reads like that of channels.web.title in line "),
    ),
    Mistake(
        "the title of another improvement",
        {"title: One agent more": "title: a faster web shop"},
        "title: a faster web shop",
        "improvements.more_agents.title",
        again("improvements", "it reads like that of improvements.faster_site.title in line "),
    ),
    Mistake(
        "a cause with the title of another",
        {
            WRONG_AMOUNT: WRONG_AMOUNT
            + f"        title: A wrong sum\n      other:\n        title: A wrong sum \n{OTHER}"
        },
        f"title: A wrong sum \n{OTHER}",
        "touchpoints.invoice.frictions.other.title",
        again("causes of friction", "it is that of touchpoints.invoice.frictions.wrong_amount.title in "),
    ),
    Mistake(
        "a cause with the name of another that has no title",
        {WRONG_AMOUNT: f"{WRONG_AMOUNT}      other:\n        title: Wrong amount\n{OTHER}"},
        "title: Wrong amount",
        "touchpoints.invoice.frictions.other.title",
        again(
            "causes of friction",
            "it reads like the name touchpoints.invoice.frictions.wrong_amount, which has no title, in line ",
        ),
    ),
    Mistake(
        "a cause with the name of one of the model's own",
        {WRONG_AMOUNT: f"{WRONG_AMOUNT}        title: Long wait\n"},
        "title: Long wait",
        "touchpoints.invoice.frictions.wrong_amount.title",
        ('found the title "Long wait", expected another title; the model itself has a cause long_wait',),
    ),
    Mistake(
        "a title of nothing to see",
        {"title: Chat": 'title: "\u00a0 \u200b"'},
        'title: "\u00a0',
        "touchpoints.chat.title",
        ("expected text with something to read in it",),
    ),
    Mistake(
        "an improvement called today",
        {"  more_agents:\n": "  today:\n"},
        "  today:\n",
        "improvements.today",
        ("found the name today, expected another name; results use this one for something else",),
    ),
]
