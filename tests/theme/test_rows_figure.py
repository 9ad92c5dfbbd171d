"""Room for rows, however much stands above them."""

from matplotlib import pyplot as plt

from cxsim.theme.rows import rows_figure
from cxsim.theme.style import house_style


def test_a_long_note_over_few_rows_leaves_them_their_room() -> None:
    with house_style():
        figure, (axes,) = rows_figure("Title", "word " * 200, 1, 2.75, 4.3, 0.3, above=0.5)
    inches = axes.get_position().height * figure.get_size_inches()[1]
    assert 0.29 < inches < 0.31
    assert plt.get_fignums() == []
