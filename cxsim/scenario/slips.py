"""Values that are nearly right: a decimal comma, a percent sign, a space that is none; and what to write."""

import re
import unicodedata

from cxsim.scenario.damage import called, odd_space
from cxsim.scenario.faults import shown

_TRUE = frozenset(["yes", "on", "y", "oui", "vrai", "wahr", "ja", "si", "true", "1"])
_FALSE = frozenset(["no", "off", "n", "non", "faux", "falsch", "nein", "false", "0"])
_QUOTES = {"“": "”", "„": "“”", "«": "»", "‘": "’", "‚": "‘’", "”": "”", "’": "’"}
_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"
_UNITS = {
    "s": ("s", "sec", "secs", "second", "seconds", "seconde", "secondes"),
    "min": ("min", "mins", "minute", "minutes", "m"),
    "h": ("h", "hr", "hrs", "hour", "hours", "heure", "heures"),
    "d": ("d", "day", "days", "jour", "jours", "j"),
    "w": ("w", "week", "weeks", "semaine", "semaines"),
    "mo": ("mo", "month", "months", "mois"),
    "y": ("y", "yr", "year", "years", "an", "ans", "année", "années"),
}


def unseen(text: str) -> str:
    r"""Say which characters of a text nobody can see; empty if there are none.

    Examples
    --------
    >>> unseen("phone\u00a0")
    'it holds a no-break space (U+00A0): type it again'
    """
    odd = next((character for character in text if odd_space(character)), "")
    return f"it holds {called(odd)}: type it again" if odd else ""


def in_quotes(text: str) -> str:
    """Say that quotes of a word processor are part of a text; empty if there are none around it.

    Examples
    --------
    >>> in_quotes("“phone”")
    'write phone without “ and ”, which are no quotes here'
    """
    if len(text) < 3 or text[0] not in _QUOTES or text[-1] not in _QUOTES[text[0]]:
        return ""
    return (
        f"write {shown(text[1:-1].strip())[1:-1]} without {text[0]} and {text[-1]}, which are no quotes here"
    )


def as_name(text: str) -> str:
    r"""Say what keeps a text from being a name that looks like it.

    Examples
    --------
    >>> as_name("ph\u043ene")
    'о is a cyrillic small letter o (U+043E): type it again'
    """
    if hint := unseen(text) or in_quotes(text):
        return hint
    for character in text:
        if character.isalpha() and not unicodedata.name(character, "LATIN").startswith("LATIN"):
            return f"{character} is {called(character)}: type it again"
    return ""


def as_number(text: str, whole: bool = False) -> str:
    """Say how a number would be written that somebody wrote in another way.

    Examples
    --------
    >>> as_number("0,6"), as_number("70 %"), as_number("20 000 EUR"), as_number("12")
    ('write 0.6', 'write 0.7', 'write 20000', 'write it without quotes')
    """
    if re.fullmatch(_NUMBER, text, re.ASCII):
        return "write it without quotes"
    plain = unicodedata.normalize("NFKC", re.split(r"\s*(?:#|//)", text)[0]).replace("\u2212", "-")
    plain = "".join(c for c in plain if not odd_space(c)).strip()
    plain = plain.strip("".join(_QUOTES) + "»").strip()
    percent = plain.endswith("%")
    plain = re.sub(r"^(?:[A-Z]{3}|[€$£¥])\s*|\s*(?:%|[A-Z]{3}|[€$£¥])$", "", plain)
    plain = plain.replace("–", "-")
    if re.fullmatch(r"[-+]?\d{1,3}(?:([ '_’.,])\d{3})(?:\1\d{3})*", plain) and (
        whole or len(re.findall(r"\D", plain.lstrip("-+"))) > 1 or not re.search(r"[.,]", plain)
    ):
        plain = re.sub(r"(?<=\d)\D", "", plain)  # separators of thousands
    elif re.fullmatch(r"[-+]?\d{1,3},\d{3}", plain):
        return f"write {plain.replace(',', '')} or {plain.replace(',', '.')}: numbers have no separators"
    elif re.fullmatch(r"[-+]?\d+(?:_\d+)+", plain):
        plain = plain.replace("_", "")
    elif re.fullmatch(r"[-+]?\d*,\d+", plain):
        plain = plain.replace(",", ".")
    if not re.fullmatch(_NUMBER, plain):
        return ""
    return f"write {float(plain) / 100:.12g}" if percent else f"write {plain}"


def as_truth(text: object) -> str:
    """Say whether true or false is meant.

    Examples
    --------
    >>> as_truth("yes"), as_truth("Off"), as_truth("true"), as_truth("perhaps")
    ('write true', 'write false', 'write it without quotes', '')
    """
    said = str(text).strip().strip("“”„«»‘’ ").lower()
    if text in ("true", "false"):
        return "write it without quotes"
    return "write true" if said in _TRUE else "write false" if said in _FALSE else ""


def as_duration(text: object) -> str:
    """Say how a duration would be written.

    Examples
    --------
    >>> as_duration("1,5 hours"), as_duration("8:30"), as_duration("30"), as_duration("0 d")
    ('write 1.5 h', 'write 8.5 h, or 8.5 min where it is minutes and seconds', '', '')
    """
    if not isinstance(text, str):
        return ""
    plain = "".join(
        " " if c.isspace() else "" if odd_space(c) else c for c in unicodedata.normalize("NFKC", text)
    )
    plain = plain.strip("“”„«»‘’ ")
    if clock := re.fullmatch(r"(\d{1,3}):([0-5]\d)", plain):
        size = f"{int(clock[1]) + int(clock[2]) / 60:.6g}"
        return f"write {size} h, or {size} min where it is minutes and seconds"
    written = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*([^\W\d_]+)\.?", plain)
    if written is None:
        return ""
    unit = next((unit for unit, names in _UNITS.items() if written[2].lower() in names), "")
    meant = f"{written[1].replace(',', '.')} {unit}"
    return f"write {meant}" if unit and meant != text.strip() else ""
