"""Write a trained digit reader as one web page that needs no server and no network.

The page stands in ``page.html``, ``page.css``, ``reader.js`` (from strokes to ten
probabilities) and ``page.js`` (drawing and showing); the weights travel inside it.
``center_digit`` prepares a drawing in Python as the page does.
"""

from torchcourse.export.center import center_digit
from torchcourse.export.page import write_page

__all__ = ["center_digit", "write_page"]
