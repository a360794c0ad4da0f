"""Tell whether two outputs of a cell mean the same, on any machine.

Used twice: by the tests, to compare a fresh output with the stored one, and by
``notebooks.py``, to replace a stored output only where it changed in meaning.
"""

import base64
import io
import math
import re
from collections.abc import Mapping
from typing import Any

RELATIVE = 0.01  # equal seeds give other last digits on other CPUs
DECIMAL = re.compile(
    r"(?<![\w.])[-+]?\d++"  # not in a name, and not the middle of a version 1.2.3
    r"(?:\.\d++(?:e[-+]?\d++)?|\.?e[-+]?\d++|\.(?=[],)]))"  # 1.5, 1.e-03, tensor(1.)
    r"(?!\.?\d)",
    re.I,
)
NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d*)?(?:e[-+]?\d+)?", re.I)
PIXEL = 0.1  # mean difference of gray levels, of 255; another curve differs by 1


def same_text(one: str, other: str) -> bool:
    """Compare text and integers exactly, decimals within 1 %.

    Numbers printed with three or more decimals may differ by one in the last place,
    because 0.001 and 0.002 can be 0.0015 on two machines.
    """
    if one == other:
        return True
    if _blank(DECIMAL, one) != _blank(DECIMAL, other):
        return False
    pairs = zip(DECIMAL.findall(one), DECIMAL.findall(other), strict=True)
    return all(_same_number(a, b) for a, b in pairs)


def _same_number(one: str, other: str) -> bool:
    a, b = float(one), float(other)
    decimals = len(one.partition(".")[2]) if "e" not in one.lower() else 0
    last_place = 1.001 * 10.0**-decimals if decimals >= 3 else 0.0
    return math.isclose(a, b, rel_tol=RELATIVE, abs_tol=last_place)


def _blank(pattern: re.Pattern, text: str) -> str:
    """Replace numbers by ``#``, and runs of blanks, which pad numbers, by one."""
    return re.sub(r"[ ]+", " ", pattern.sub("#", text))


def same_words(one: str, other: str) -> bool:
    """Compare text whose numbers may be anything, such as timings."""
    return _blank(NUMBER, one) == _blank(NUMBER, other)


def same_outputs(ones: list, others: list, loose: bool) -> bool:
    """Compare all outputs of a cell; ``loose`` ignores all numbers and pixels."""
    pairs = zip(ones, others, strict=False)
    return len(ones) == len(others) and all(same_output(*two, loose) for two in pairs)


def same_output(one: Mapping[str, Any], other: Mapping[str, Any], loose: bool) -> bool:
    same = same_words if loose else same_text
    if any(one.get(key) != other.get(key) for key in ("output_type", "name", "ename")):
        return False
    keys = ("text", "evalue", "metadata")  # metadata repeats a picture's description
    texts = [(str(one.get(key)), str(other.get(key))) for key in keys]
    first, second = one.get("data", {}), other.get("data", {})
    if first.keys() != second.keys() or not all(same(a, b) for a, b in texts):
        return False
    for kind, value in first.items():
        if kind == "image/png":
            if not loose and not same_picture(value, second[kind]):
                return False
        elif not (isinstance(value, str) and same(value, second[kind])):
            return False
    return True


def same_picture(one: str, other: str) -> bool:
    """Compare two PNG pictures, base64-coded, by their mean difference in pixels."""
    if one == other:
        return True
    import numpy as np
    from PIL import Image

    pictures = [
        np.asarray(Image.open(io.BytesIO(base64.b64decode(code))).convert("L"), float)
        for code in (one, other)
    ]
    if pictures[0].shape != pictures[1].shape:
        return False
    return float(abs(pictures[0] - pictures[1]).mean()) <= PIXEL
