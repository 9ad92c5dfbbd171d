"""What is written in a picture, and where."""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from cxsim.theme.picture import Picture
from cxsim.theme.style import house_style


def written(picture: Picture):
    """Every piece of text in a figure that is not empty, with its place in pixels."""
    with house_style():
        canvas = FigureCanvasAgg(picture.figure)
        canvas.draw()
        texts = [
            text for text in picture.figure.findobj(Text) if text.get_visible() and text.get_text().strip()
        ]
        return [(text.get_text(), Text.get_window_extent(text, canvas.get_renderer())) for text in texts]
