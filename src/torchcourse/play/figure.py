"""Fill the shell with a figure, as a page or as the output of a notebook's cell."""

import json
import re
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from typing import Any

# What the picture is, and the scripts that draw it besides the figure's own.
TABLE = "div", 'role="group"', []
IMAGE = "svg", 'role="img"', ["axes.js"]
MAP = "svg", 'role="application" tabindex="0"', ["axes.js"]  # takes taps and keys
CHART = *MAP[:2], ["axes.js", "panels.js"]
# Question, what to do, the picture in words, and what it is.
FIGURES = {
    "broadcasting": (
        "Why can 4 entries plus 4 entries give 16?",
        "From the right, two sizes go together if they are equal or one of them is 1. "
        "Tap an entry of a + b. Find shapes that fail.",
        "Tables of a, b and a + b",
        TABLE,
    ),
    "descent": (
        "Which learning rate reaches the minimum in the fewest steps?",
        "The two parameters θ take steps of learning rate × gradient. Reached: within "
        "0.1. Guess, then move the slider. A tap on the map moves the start.",
        "Contour map with each θ. Arrow keys move a cross; Enter sets the start there.",
        CHART,
    ),
    "line": (
        "Can you beat a loss of 0.25 by hand?",
        "Move weight and bias, or tap the map. Each square is one squared error, the "
        "loss their mean. Then let gradient descent finish.",
        "The loss as a contour map. Arrow keys move a cross; Enter sets the line.",
        CHART,
    ),
    "ridge": (
        "Degree 15 passes through every training point. Is it a good model?",
        "Show new points and find a better degree. Then go back to 15 and raise the "
        "penalty p, which makes large weights (coefficients) cost: is it as good?",
        "Sixteen training points, the fitted curve, and the dashed truth",
        IMAGE,
    ),
    "threshold": (
        "Which threshold finds nine in ten positives, and at what precision?",
        "Recall: found of all positives. Precision: right of all called positive. Then "
        "let a miss (false negative) cost 20: which threshold has the lowest cost?",
        "Stacked probabilities of positives and negatives, and a threshold",
        IMAGE,
    ),
    "network": (
        "How few hidden units can enclose the squares?",
        "Press Play, then add hidden units, ReLUs of weighted sums. Each dashed line "
        "is where one hidden unit begins to answer. Tinted: answered as square. "
        "Enclosed: 0.95 on new points.",
        "Squares in a ring of circles. Arrow keys move a cross, Enter adds a point.",
        MAP,
    ),
}
HEIGHT = 620  # pixels: some notebooks fail on a share of the width, or cut at 1000


@dataclass(frozen=True)
class Figure:
    """An interactive figure, which Jupyter shows as the value of a cell.

    Attributes:
        name: A key of ``FIGURES``.
        settings: What its script begins with; JSON can hold it.
    """

    name: str
    settings: dict[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Describe the picture, as for those who do not see it."""
        question, _, alt, _ = FIGURES[self.name]
        return f"Interactive figure. {question} {alt}"

    def page(self) -> str:
        """Return the figure as one HTML page that needs no other file."""
        question, hint, alt, (tag, role, scripts) = FIGURES[self.name]
        names = ["shell.js", *scripts, f"{self.name}.js"]
        styles = ["shell.css", "tables.css"][: 2 if tag == "div" else 1]
        parts = {
            "question": question,
            "hint": hint,
            "picture": f'<{tag} id="picture" {role} aria-label="{alt}"></{tag}>',
            "style": "".join(map(_lean, styles)),
            "scripts": "\n".join(map(_lean, names)),
            "settings": json.dumps(self.settings, separators=(",", ":")),
        }
        return re.sub(r"{{(\w+)}}", lambda match: parts[match[1]], _lean("shell.html"))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Return a frame under a sentence, which stays where frames are removed."""
        frame = (
            f'<iframe title="{FIGURES[self.name][0]}" sandbox="allow-scripts" '
            f'srcdoc="{escape(self.page())}" style="display:block;width:100%;'
            f'height:{HEIGHT}px;border:1px solid #ccc"></iframe>'
        )
        sentence = "<p>To use this figure, run this cell.</p>"
        return {"text/html": f"<div>{sentence}{frame}</div>", "text/plain": repr(self)}


def _lean(name: str) -> str:
    """Return a part without indentation and comments, for a notebook stores it."""
    text = (files("torchcourse.play") / name).read_text(encoding="utf-8")
    lean = re.sub(r"^(\s*(//|/\*).*)?\s+", "", text, flags=re.MULTILINE)
    if name.endswith(".css"):
        return re.sub(r"\s*([{};,])\s*", r"\1", lean)
    return re.sub(r" (=>|[!=]==|&&|\|\||[?:*/<>=]|[<>]=) (?!\$)", r"\1", lean)
