"""Tell what is wrong with a stored picture: blank, cut off, or off the palette."""

import base64
import functools
import io
import json
from collections.abc import Iterator
from pathlib import Path

import matplotlib as mpl
import numpy as np
from colors import lab, lab_distance
from PIL import Image

from torchcourse.plotting import classification, style, tensors

EDGE = 1  # pixels along the border that must stay white
INK = 0.005  # least share of pixels that are not white
GRAY, VIVID = 8.0, 20.0  # chroma (CIELAB): no hue below, no blur of two hues above
LARGE = (
    0.001,
    0.01,
)  # share of pixels that shows a choice: of a vivid color, a pale one
NEAR = 6.0  # CIEDE2000: a color of the palette, after antialiasing and quantizing


def house_colors() -> np.ndarray:
    """Return the colors that have a meaning, and the color maps', ``(n, 3)``."""
    names = [style.DATA, style.MODEL, style.VALIDATION, style.HIGHLIGHT]
    names += [*classification.CLASS_COLORS, *tensors.TINTS]
    names += [style.letter_color(name) for name in names[:4]]
    maps = [mpl.colormaps[name](np.linspace(0, 1, 33)) for name in ("cividis", "PuOr")]
    return np.concatenate([mpl.colors.to_rgba_array(names), *maps])[:, :3]


def picture_problems(data: bytes) -> list[str]:
    """Return what is wrong with a PNG, in words; an empty list for a sound one."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    pixels = np.asarray(image) / 255
    ink = (1 - pixels).max(axis=2) > 0.1
    if ink.mean() < INK:
        return [f"blank: only {ink.mean():.2%} of it is not white"]
    sides = {
        "top": ink[:EDGE],
        "bottom": ink[-EDGE:],
        "left": ink[:, :EDGE],
        "right": ink[:, -EDGE:],
    }
    cut = [name for name, strip in sides.items() if strip.any()]
    found = [f"cut off: ink touches the border ({', '.join(cut)})"] if cut else []
    return found + [f"off the palette: {color}" for color in strays(image)]


def strays(image: Image.Image) -> list[str]:
    """Return the colors with a hue, of some area, that are not ours over white."""
    counted = image.getcolors(image.width * image.height)
    colors = np.array([color for _, color in counted]) / 255
    shares = np.array([count for count, _ in counted]) / (image.width * image.height)
    chroma = np.hypot(*lab(colors)[:, 1:].T)
    chosen = shares >= np.where(chroma > VIVID, *LARGE)
    return [
        mpl.colors.to_hex(color)
        for color in colors[chosen & (chroma > GRAY)]
        if lab_distance(lab(color), _mixes()).min() > NEAR
    ]


@functools.cache
def _mixes() -> np.ndarray:
    """Return the house colors as CIELAB, also paler, as over white by their alpha."""
    share = np.linspace(0.1, 1, 19)[:, None, None]
    return lab((share * house_colors() + 1 - share).reshape(-1, 3))


def stored_pictures(path: Path) -> Iterator[tuple[int, str, bytes]]:
    """Yield each picture of a notebook as number of the cell, alt text and PNG."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for number, cell in enumerate(cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data:
                alt = "".join(data.get("text/plain", ""))
                yield number, alt, base64.b64decode("".join(data["image/png"]))
