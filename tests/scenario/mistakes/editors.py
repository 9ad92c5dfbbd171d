"""What editors, word processors and spreadsheets do to a file: the line it was done on, and what to type."""

from tests.scenario.mistakes.mistake import Mistake

SHOP = "    title: Web shop"


def line(id: str, old: str, new: str, *says: str, path: str = "", at: str = "") -> Mistake:
    """One piece of a line that became another."""
    return Mistake(id, {old: new}, at or new, path, says)


def shop(id: str, title: str, *says: str, path: str = "") -> Mistake:
    """The line with the title of the shop."""
    return line(id, SHOP, title, *says, path=path)


# The parser stops at these, often on a later line.
UNREADABLE = [
    *(
        shop(
            f"{name} as indentation",
            f"{indent}title: Web shop",
            f"found a{said} in the indentation, expected",
        )
        for name, indent, said in (
            ("no-break spaces", "\u00a0\u00a0\u00a0\u00a0", " no-break space (U+00A0)"),
            ("one no-break space", "  \u00a0 ", " no-break space (U+00A0)"),
            ("ideographic spaces", "\u3000\u3000", "n ideographic space (U+3000)"),
            ("figure spaces", "\u2007\u2007\u2007\u2007", " figure space (U+2007)"),
            ("narrow spaces", "\u202f\u202f\u202f\u202f", " narrow no-break space (U+202F)"),
            ("zero width spaces", "\u200b    ", " zero width space (U+200B)"),
            ("a mark of byte order", "\ufeff    ", " zero width no-break space (U+FEFF)"),
        )
    ),
    line(
        "ideographic spaces before the last field of a part",
        "    value_per_year: 150",
        "\u3000\u3000value_per_year: 150",
        "found an ideographic space (U+3000) in the indentation, expected spaces of the keyboard there",
    ),
    line(
        "no-break spaces before a key in braces",
        "  web: {title",
        "\u00a0\u00a0web: {title",
        "found a no-break space (U+00A0) in the indentation, expected spaces of the keyboard there",
    ),
    shop("a tab as indentation", "\ttitle: Web shop", "found a tab, expected spaces for indentation"),
    shop("a tab among spaces", "  \ttitle: Web shop", "found a tab, expected spaces for indentation"),
    *(
        line(
            f"a {name} behind a colon",
            "existing: 100",
            f"existing:{space}100",
            f"{said} behind the colon of existing, expected a space of the keyboard there",
        )
        for name, space, said in (
            ("no-break space", "\u00a0", "found a no-break space (U+00A0)"),
            ("wide space", "\u3000", "found an ideographic space (U+3000)"),
        )
    ),
    line(
        "no space behind a colon",
        "    share: 0.6",
        "    share:0.6",
        'found "share:0.6", without a space behind the colon, expected "share: 0.6"',
    ),
    shop(
        "no space in the first line", "    title:Shop", 'found "title:Shop", without a space behind the colon'
    ),
    line(
        "no space in the last line",
        "    value_per_year: 150",
        "    value_per_year:150",
        'found "value_per_year:150", without a space behind the colon, expected "value_per_year: 150"',
    ),
    line("no space at the top", "sector: telecom", "sector:telecom", 'expected "sector: telecom"'),
    line(
        "no space in braces",
        "{prospect: 0.1}",
        "{prospect:0.1}",
        'found "prospect:0.1", without a space behind the colon, expected "prospect: 0.1"',
        path="touchpoints.shop.gate",
    ),
    line("=", "    share: 0.6", "    share = 0.6", 'with "=" for the colon, expected "share: 0.6"'),
    line(";", "    share: 0.6", "    share; 0.6", 'with ";" for the colon, expected "share: 0.6"'),
    line(
        "a wide colon", "    share: 0.6", "    share：0.6", 'with "：" for the colon, expected "share: 0.6"'
    ),
    line(
        "wide braces", "{prospect: 0.1}", "｛prospect: 0.1｝", "found the wide sign ｛, expected the one of"
    ),
    line(
        "a wide comma",
        "{hotline: 0.7, chat",
        "{hotline: 0.7，chat",
        "found the wide sign ，, expected the one",
    ),
    line(
        "no colon",
        "    share: 0.6",
        "    share 0.6",
        'found "share 0.6", expected a field, a colon and a space before its value',
    ),
    line(
        "no colon of a section", "touchpoints:\n", "touchpoints\n", 'found "touchpoints", expected a field,'
    ),
    *(
        line(
            f"{bullet} for a hyphen",
            "      - {path: teams",
            f"      {bullet} {{path: teams",
            f"found {bullet} at the beginning of an entry, expected a hyphen and a space, -",
        )
        for bullet in "–—•"
    ),
    line("a hyphen alone", "- {path: teams", "-{path: teams", "found no space behind the hyphen of an entry"),
    line(
        "a hyphen and no-break space",
        "- {path: teams",
        "-\u00a0{path: teams",
        "found a no-break space (U+00A0)",
    ),
    *(
        shop(
            f"text that begins with {text[0]}",
            f"    title: {text}",
            f"found text that begins with {text[0]}, expected quotes around that text",
        )
        for text in ("%full", "@home", "`shop`", "*new* shop", "| shop", "> shop", "- shop", "? shop")
    ),
    shop(
        "a bracket at the beginning", "    title: [new] shop", 'found "shop" behind the closing ], expected'
    ),
    shop(
        "quotes in the middle", '    title: "Web" shop', 'found "shop" behind the closing ", expected nothing'
    ),
    shop("an apostrophe", "    title: 'tis a shop", "found ' that is not closed, expected the same sign '"),
    shop("a round quote", '    title: "Web shop”', 'the same sign " at the end of the text, not ”'),
    shop("a path in quotes", '    title: "C:\\Shop"', "found a backslash in double quotes, expected single"),
    shop("a colon", "    title: Web: shop", "found a colon and a space inside text, expected quotes around"),
    line("a brace too many", "{prospect: 0.1}", "{prospect: 0.1}}", "behind the closing }, expected nothing"),
    line(
        "a brace too few",
        "gate: {prospect: 0.1}",
        "gate: {prospect: 0.1",
        "found no } at the end, expected one that",
    ),
    line(
        "a brace too many in an entry",
        "operation: add, value: 1}",
        "operation: add, value: 1}}",
        'found "}" behind the closing }, expected nothing more there',
    ),
    line(
        "a space too many",
        "    quality: 0.75",
        "     quality: 0.75",
        "found a line that is indented more than line ",
    ),
    line(
        "a space too few",
        "    quality: 0.75",
        "   quality: 0.75",
        'found 3 spaces before "quality: 0.75", expected the same indentation for all that belongs',
    ),
    line(
        "an odd space long before",
        "title: Young and digital",
        "title: Young and digital\n    habits: >-\n\u3000     She\n      compares\n      and buys\n     ",
        "in the indentation, expected",
        at="\u3000",
    ),
    Mistake(
        "a merge",
        {"sector: telecom": "<<<<<<< ours\nsector: telecom\n=======\nsector: phone\n>>>>>>> theirs"},
        "<<<<<<<",
        "",
        ("found <<<<<<<, the mark of a merge that was not finished, expected one of the two versions",),
    ),
    Mistake(
        "a document around it",
        {"schema: 2": "```yaml\nschema: 2"},
        "```yaml",
        "",
        ("found ```, the mark of a document around this text, expected the text without it",),
    ),
    line("the end of a document", "schema: 2\n", "schema: 2\n...\n", "found ... before", at="...\n"),
]


# These can be read, and are no values.
READABLE = [
    *(
        Mistake(
            f"the number {text!r}",
            {"one_off: 20000": f"one_off: {text}"},
            "one_off:",
            "improvements.faster_site.one_off",
            (f"expected a number from 0 to 1,000,000,000; write {write}",),
        )
        for text, write in (
            ("20,5", "20.5"),
            ("20,000", "20000 or 20.000"),
            ("20.000.000", "20000000"),
            ("20 000", "20000"),
            ("20\u00a0000", "20000"),
            ("20_000", "20000"),
            ("20'000", "20000"),
            ("20000 EUR", "20000"),
            ("€20000", "20000"),
            ('"20000"', "it without quotes"),
            ("“20000”", "20000"),
        )
    ),
    *(
        Mistake(
            f"{text!r} heads",
            {"existing: 100": f"existing: {text}"},
            "existing:",
            "population.existing",
            (f"expected a whole number from 0 to 10,000,000; write {write}",),
        )
        for text, write in (
            ("100.0", "100"),
            ("1e2", "100"),
            ("100,000", "100000"),
            ("１００", "100"),
            ("100\u200b", "100"),
            ("100#heads", "100"),
        )
    ),
    line("percent", "skill: 0.7", "skill: 70 %", "write 0.7", path="desks.care.skill"),
    line(
        "a minus sign",
        "{distribution: uniform, low: -0.2",
        "{distribution: uniform, low: −0.2",
        "write -0.2",
        path="personas.anna.satisfaction.low",
    ),
    *(
        line(
            f"the duration {text}",
            "tolerance: 1 min",
            f"tolerance: {text}",
            hint,
            path="touchpoints.hotline.waiting.tolerance",
        )
        for text, hint in (
            ("1 minutes", "write 1 min"),
            ("1 Min", "write 1 min"),
            ("1,5 hours", "write 1.5 h"),
            ("8:30", "write 8.5 h, or 8.5 min where it is minutes and seconds"),
        )
    ),
    *(
        line(
            f"{word} for true or false",
            "survey: true",
            f"survey: {word}",
            f"expected true or false; write {meant}",
            path="touchpoints.invoice.survey",
        )
        for word, meant in (("On", "true"), ("oui", "true"), ("NO", "false"), ('"true"', "it without quotes"))
    ),
    *(
        Mistake(
            f"a name with {id}",
            {"    channel: phone": f"    channel: {name}"},
            f"channel: {name}",
            "touchpoints.hotline.channel",
            ("expected a name of small letters", hint),
        )
        for id, name, hint in (
            (
                "a space that does not break",
                "phone\u00a0",
                "it holds a no-break space (U+00A0): type it again",
            ),
            ("a hyphen that nobody sees", "pho\u00adne", "it holds a soft hyphen (U+00AD): type it again"),
            ("round quotes", "“phone”", "write phone without “ and ”, which are no quotes here"),
            (
                "a letter from elsewhere",
                "ph\u043ene",
                "\u043e is a cyrillic small letter o (U+043E): type it",
            ),
        )
    ),
    line(
        "a field with a letter from elsewhere",
        "    share: 0.6",
        "    sh\u0430re: 0.6",
        "found an unknown field; \u0430 is a cyrillic small letter a (U+0430): type it again",
        path="personas.anna.sh\u0430re",
    ),
    line(
        "decimal commas in a list",
        "[0.7, 0.9]",
        "[0,7, 0,9]",
        "found a list of 4, expected a list of 2, each a value; decimals have a point, not a comma",
        path="personas.anna.technology.range",
    ),
    line(
        "a decimal comma in braces",
        "{prospect: 0.1}",
        "{prospect: 0,1}",
        "found the key 1, expected text as a key; decimals have a point, not a comma",
        path="touchpoints.shop.gate",
    ),
    Mistake(
        "no hyphen before an entry",
        {"      - {path: teams": "      {path: teams"},
        "    changes:\n      {path",
        "improvements.more_agents.changes",
        ("begin each entry with a hyphen and a space, -",),
    ),
    line(
        "a title that begins with a comment",
        SHOP,
        "    title: #1 shop",
        "found nothing, expected text of 1 to 200 characters; text that begins with # needs quotes",
        path="touchpoints.shop.title",
    ),
]

EDITORS = [*UNREADABLE, *READABLE]
