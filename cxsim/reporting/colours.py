"""The colours of every picture, which colour-blind people tell apart; in a file that loads no library."""

# Okabe and Ito's palette, without the yellow, which is too pale for a line.
BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#AA4499",
    "#E69F00",
    "#56B4E9",
)
PALETTE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
INK, MUTED, FAINT, PAPER = "#1F2933", "#52606D", "#D5DBE1", "#FFFFFF"
ALARM = "#B00020"

FRICTION, LOSS, CAUSE = ORANGE, "#6C8EAD", "#C58BB8"
