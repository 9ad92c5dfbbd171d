"""The colours of every picture, which colour-blind people tell apart; in a file that loads no library."""

# Okabe and Ito's palette, without the yellow, which is too pale for a line; words are written in vermillion
# too, which is therefore a little darker than theirs.
BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY = (
    "#0072B2",
    "#C24E00",
    "#009E73",
    "#AA4499",
    "#E69F00",
    "#56B4E9",
)
PALETTE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
INK, MUTED, FAINT, PAPER = "#1F2933", "#52606D", "#D5DBE1", "#FFFFFF"
ALARM = "#B00020"
GRID = "#E9EDF0"
ARROW, LINE = "#7B8794", "#9AA5B1"  # of ways and curves that lead the eye and hold no figure
POINT = "#8794A1"  # of marks beside those that matter
HEAT = ("#EEF1F4", "#F3C7AA", "#E8925C")  # from nothing to much; ink is read on each

FRICTION, LOSS, CAUSE = ORANGE, "#6C8EAD", "#C58BB8"

# What stands for each of them on a dark ground; told apart by colour-blind people as well as those above.
DARK = {
    PAPER: "#14191F",
    INK: "#EDF1F5",
    MUTED: "#AEB9C4",
    FAINT: "#47525D",
    GRID: "#29323B",
    ARROW: "#8794A1",
    LINE: "#76838F",
    POINT: "#76838F",
    ALARM: "#FF7685",
    BLUE: "#0B98FF",
    VERMILLION: "#EB5E12",
    GREEN: "#84BCA1",
    PURPLE: "#A074A4",
    ORANGE: "#FFB90E",
    SKY: "#AAEAFF",
    LOSS: "#6F93B8",
    CAUSE: "#C58BB8",
}

FEELINGS = ("#B34700", "#E9A36B", "#F2F2F0", "#7DB4D8", "#005A8D")  # from the worst to the best


def feeling_colour(felt: float, largest: float = 0.6) -> str:
    """Return the colour of a feeling: orange-brown below expectation, blue above.

    Examples
    --------
    >>> feeling_colour(0.0), feeling_colour(-0.3)
    ('#f2f2f0', '#e9a36b')
    """
    place = (min(max(felt / largest, -1.0), 1.0) + 1.0) * (len(FEELINGS) - 1) / 2
    left = min(int(place), len(FEELINGS) - 2)
    ends = [[int(colour[k : k + 2], 16) for k in (1, 3, 5)] for colour in FEELINGS[left : left + 2]]
    mixed = [round(low + (high - low) * (place - left)) for low, high in zip(*ends, strict=True)]
    return "#" + "".join(f"{part:02x}" for part in mixed)
