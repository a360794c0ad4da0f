"""What notebook 19 claims and does not itself assert, on its own cells.

Its functions, and the package's `center_digit`, are compared with oracles written here
in another way: pixel by pixel, in loops. Each is also broken on purpose, and the same
test must then fail. That the page's script computes the same is proven in
``test_export.py``.
"""

import ast
import importlib.util
import inspect
import itertools
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from torchcourse import plotting
from torchcourse.exercises.digit_probs import digit_probs
from torchcourse.export import center

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "19_ship_a_model.ipynb"
CELLS = [
    cell
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "code"
]
CODE = ["".join(cell["source"]) for cell in CELLS]
MEAN, STD = 0.13, 0.31


def definitions(*changes):
    """Return what the notebook's functions are, with changes (old, new) of their code.

    Names that its cells assign, such as ``mean``, are set to those given here.
    """
    source = inspect.getsource(center) + "\n\n".join(
        ast.get_source_segment(code, node)
        for code in CODE
        if "check(" not in code
        for node in ast.parse(code).body
        if isinstance(node, ast.FunctionDef)
    )
    for old, new in changes:
        assert old in source, f"the notebook no longer contains {old!r}"
        source = source.replace(old, new)
    names = {"torch": torch, "nn": nn, "np": np, "mean": MEAN, "std": STD}
    names |= {"plotting": plotting}
    exec(source, names)
    return names


def close(given, wanted, tolerance=1e-9):
    given = torch.as_tensor(np.asarray(given)).double()
    wanted = torch.as_tensor(np.asarray(wanted)).double()
    assert given.shape == wanted.shape
    assert (given - wanted).abs().max() < tolerance


def drawings():
    """Return ink of many sizes: thin, thick, off-center, with holes, one pixel."""
    generator = torch.Generator().manual_seed(3)
    top_heavy = torch.full((20, 12), 0.01)
    top_heavy[:2] = 1.0  # so near one end that the box would leave the image
    made = [top_heavy, torch.zeros(40, 30), torch.zeros(9, 9), torch.zeros(28, 28)]
    made[1][7, 21] = 0.4
    made[2][:, 4] = 1.0
    made[3][3:17, 2:9] = torch.rand(14, 7, generator=generator)
    for height, width in [(5, 31), (37, 50), (60, 21), (28, 28), (20, 20)]:
        ink = torch.rand(height, width, generator=generator)
        ink = ink * (torch.rand(height, width, generator=generator) < 0.4)
        made.append(torch.nn.functional.pad(ink, (3, 11, 8, 2)))
    return made


# --- overlap and center_digit --------------------------------------------------------


def overlap_agrees(names):
    for cells, pixels in [(1, 1), (2, 3), (20, 7), (20, 20), (13, 28), (1, 40)]:
        wanted = np.zeros((cells, pixels))
        for cell, pixel in itertools.product(range(cells), range(pixels)):
            low, high = cell * pixels / cells, (cell + 1) * pixels / cells
            covered = min(high, pixel + 1) - max(low, pixel)
            wanted[cell, pixel] = max(covered, 0) / (pixels / cells)
        given = names["overlap"](cells, pixels)
        close(given, wanted)
        close(given.sum(dim=1), np.ones(cells))  # a mean: its shares add up to one
        close(given.sum(dim=0), np.full(pixels, cells / pixels))  # no pixel is lost


def slowly_centered(ink):
    """Center a digit pixel by pixel, by the words of MNIST's makers."""
    ink = ink.double().numpy()
    places = np.argwhere(ink > 0)
    (top, left), (bottom, right) = places.min(0), places.max(0)
    crop = ink[top : bottom + 1, left : right + 1]
    rows, columns = crop.shape
    height, width = (
        max(1, math.floor(20 * side / max(rows, columns) + 0.5)) for side in crop.shape
    )
    small = np.zeros((height, width))
    for y, x in itertools.product(range(height), range(width)):
        up, down = y * rows / height, (y + 1) * rows / height
        near, far = x * columns / width, (x + 1) * columns / width
        total = 0.0
        for i, j in itertools.product(range(rows), range(columns)):
            tall = max(min(down, i + 1) - max(up, i), 0)
            wide = max(min(far, j + 1) - max(near, j), 0)
            total += crop[i, j] * tall * wide
        small[y, x] = total / ((down - up) * (far - near))
    center = [
        sum(small[y, x] * (y, x)[axis] for y in range(height) for x in range(width))
        / small.sum()
        for axis in (0, 1)
    ]
    image = np.zeros((28, 28))
    y, x = (
        min(max(math.floor(14.5 - mass + 1e-9), 0), 28 - side)
        for mass, side in zip(center, small.shape, strict=True)
    )
    image[y : y + height, x : x + width] = small
    return image


def center_digit_agrees(names):
    for ink in drawings():
        given = names["center_digit"](ink)
        assert given.dtype == torch.float64
        close(given, slowly_centered(ink))


def place_does_not_matter(names):
    for ink in drawings():
        once = names["center_digit"](ink)
        for moved in [(4, 0, 9, 1), (0, 7, 0, 12), (30, 30, 1, 1)]:
            elsewhere = nn.functional.pad(ink, moved)
            assert torch.equal(names["center_digit"](elsewhere), once)


def a_centered_digit_stays(names):
    for ink in drawings():
        once = names["center_digit"](ink)
        twice = names["center_digit"](once)
        close(twice, once)
        rows, columns = once.sum(1).nonzero(), once.sum(0).nonzero()
        sides = [len(part.flatten()) for part in (rows, columns)]
        assert max(part[-1] - part[0] + 1 for part in (rows, columns)) == 20, sides


def size_hardly_matters(names):
    for ink in drawings():
        larger = ink.repeat_interleave(3, 0).repeat_interleave(3, 1)
        close(names["center_digit"](larger), names["center_digit"](ink))


def the_mass_is_in_the_middle(names):
    image = names["center_digit"](drawings()[5])
    index = torch.arange(28)
    for profile in (image.sum(0), image.sum(1)):
        assert 13.5 < (profile * index).sum() / profile.sum() <= 14.5


CENTERING = {
    overlap_agrees: [
        [("pixels / cells", "cells / pixels")],
        [("pixel + 1) -", "pixel) -")],
        [("covered.clamp(min=0) / width", "covered.clamp(min=0)")],
    ],
    center_digit_agrees: [
        [("ink.sum(1).nonzero(), ink.sum(0)", "ink.sum(0).nonzero(), ink.sum(1)")],
        [("BOX * n / longer", "BOX * n / min(crop.shape)")],
        [("+ 0.5)) for n", "+ 0.0)) for n")],
        [("14.5 - mass", "14.0 - mass")],
        [("top, left = first", "left, top = first")],
        [("SIDE - len(profile)", "27 - len(profile)")],
        [(") @ crop @", ") @ (crop > 0).double() @")],
    ],
    place_does_not_matter: [
        [("ink[rows[0] : rows[-1] + 1, columns[0] :", "ink[rows[0] :, columns[0] :")],
        [("crop = ink[", "crop = ink.clone(); ink[")],
    ],
    a_centered_digit_stays: [[("BOX * n / longer", "18 * n / longer")]],
    size_hardly_matters: [[("longer = max(crop.shape)", "longer = 20")]],
    the_mass_is_in_the_middle: [[("14.5 - mass", "12.5 - mass")]],
}


# --- out of PyTorch ------------------------------------------------------------------


def network():
    torch.manual_seed(0)
    first, second = nn.Linear(784, 128), nn.Linear(128, 64)
    model = nn.Sequential(first, nn.ReLU(), second, nn.ReLU(), nn.Linear(64, 10))
    for parameter in model.parameters():
        parameter.data = (3 * parameter.data).half().float()
    return model


@torch.no_grad()
def rows_are_standardized(names):
    model = network()
    ink = torch.rand(50, 28, 28, generator=torch.Generator().manual_seed(1))
    rows = names["to_rows"](ink)
    close(rows, (ink.reshape(50, 784) - MEAN) / STD, 1e-5)
    close(names["probs_of"](model, ink), model(rows).softmax(dim=1), 1e-5)


def quantization_is_symmetric(names):
    weight = torch.randn(30, 40, generator=torch.Generator().manual_seed(2))
    weight[0, 0], weight[3, 4] = 0.0, -9.0
    for bits, largest in ((8, 127), (4, 7), (2, 1)):
        codes, scale = names["quantize"](weight, bits)
        assert codes.dtype == torch.int8
        assert codes.min() == -largest
        assert codes[0, 0] == 0
        assert (codes * scale - weight).abs().max() <= scale / 2 + 1e-6


SHIPPING = {
    rows_are_standardized: [
        [("(ink.flatten(1) - mean) / std", "(ink.flatten(1) - mean) * std")],
        [("softmax(dim=1)", "softmax(dim=0)")],
    ],
    quantization_is_symmetric: [
        [("weight.abs().max()", "weight.max()")],
        [(".round()", "")],
        [("2 ** (bits - 1) - 1", "2 ** (bits - 1)")],
    ],
}


# --- not a digit ---------------------------------------------------------------------


def thresholds_refuse_what_they_promise(names):
    model = nn.Sequential(nn.Linear(784, 10))
    digits = torch.rand(2000, 28, 28, generator=torch.Generator().manual_seed(4))
    names["digits"] = digits
    for share in (0.02, 0.1):
        limit = names["threshold_of"](model, share)
        refused = names["refused_by"](model, digits, limit)
        assert refused == pytest.approx(share, abs=1e-3)


def outliers_have_even_targets(names):
    torch.manual_seed(0)
    names["scribbles"] = torch.rand(40, 28, 28)
    names["shuffled_batches"] = lambda: [(torch.rand(100, 784), torch.arange(100) % 10)]
    ((rows, targets),) = names["batches_with_outliers"]()
    assert rows.shape == (164, 784)
    close(targets.sum(dim=1), np.ones(164), 1e-6)
    assert torch.equal(targets[:100].argmax(dim=1), torch.arange(100) % 10)
    close(targets[100:], np.full((64, 10), 0.1), 1e-6)
    known = {tuple(row) for row in names["to_rows"](names["scribbles"]).tolist()}
    assert {tuple(row) for row in rows[132:].tolist()} <= known
    close(rows[100:132], torch.maximum(rows[:32], rows[68:100]), 1e-9)


def scribbles_are_of_mnists_form(names):
    torch.manual_seed(0)
    for _ in range(30):
        ink = names["scribble"]()
        assert ink.shape == (28, 28)
        assert 0 <= ink.min() < 0.1 < 0.5 < ink.max() < 1 + 1e-9
        close(names["center_digit"](ink), ink)


OUTLIERS = {
    thresholds_refuse_what_they_promise: [
        [("(confidence < threshold)", "(confidence > threshold)")],
        [(".amax(dim=1).quantile", ".amin(dim=1).quantile")],
    ],
    outliers_have_even_targets: [
        [("torch.full((64, 10), 0.1)", "torch.full((64, 10), 0.0)")],
        [("torch.cat([rows, pairs, chosen])", "torch.cat([rows, chosen, pairs])")],
        [("torch.maximum(rows[:32], rows[-32:])", "rows[:32] + rows[-32:]")],
    ],
    scribbles_are_of_mnists_form: [
        [("return center_digit(plotting", "return (plotting")],
    ],
}

CHECKS = {**CENTERING, **SHIPPING, **OUTLIERS}
BROKEN = [
    pytest.param(check, broken, id=f"{check.__name__}-{i}")
    for check, variants in CHECKS.items()
    for i, broken in enumerate(variants)
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_notebook_keeps_its_word(check):
    check(definitions())


@pytest.mark.parametrize(("check", "broken"), BROKEN)
def test_a_broken_notebook_is_caught(check, broken):
    with pytest.raises((AssertionError, RuntimeError, ValueError)):
        check(definitions(*broken))


def test_a_blank_sheet_stays_blank():
    blank = definitions()["center_digit"](torch.zeros(31, 17))
    assert torch.equal(blank, torch.zeros(28, 28, dtype=torch.float64))


def test_equal_shares_are_least_where_all_probabilities_are_equal():
    """The prose's claim on cross-entropy with one tenth for each digit."""
    targets = torch.full((1, 10), 0.1)
    even = nn.functional.cross_entropy(torch.zeros(1, 10), targets)
    assert even.item() == pytest.approx(math.log(10))
    for seed in range(20):
        logits = torch.randn(1, 10, generator=torch.Generator().manual_seed(seed))
        given = nn.functional.cross_entropy(logits, targets)
        by_hand = -(0.1 * logits.softmax(dim=1).log()).sum()
        assert given.item() == pytest.approx(by_hand.item(), abs=1e-5)
        assert given > even


def test_the_solution_of_digit_probs_is_the_networks_forward_pass():
    model = network()
    pixels = torch.randint(
        256, (20, 28, 28), generator=torch.Generator().manual_seed(5)
    )
    layers = [
        (layer.weight.detach().numpy(), layer.bias.detach().numpy())
        for layer in model[::2]
    ]
    solve = digit_probs
    given = solve(layers, pixels.numpy().astype(np.uint8), MEAN, STD)
    with torch.inference_mode():
        rows = ((pixels / 255).flatten(1) - MEAN) / STD
        close(given, model(rows).softmax(dim=1), 1e-5)


def test_onnx_computes_the_same_where_it_is_installed():
    for name in ("onnx", "onnxscript", "onnxruntime"):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"{name} is not installed, as for the course's learners")
    import onnxruntime

    model, rows = network(), torch.randn(100, 784)
    program = torch.onnx.export(model.eval(), (rows,), verbose=False)
    session = onnxruntime.InferenceSession(program.model_proto.SerializeToString())
    (logits,) = session.run(None, {session.get_inputs()[0].name: rows.numpy()})
    close(logits, model(rows).detach(), 1e-3)


# --- what the reader sees ------------------------------------------------------------


def printed(part):
    (cell,) = (c for c, code in zip(CELLS, CODE, strict=True) if part in code)
    return "".join("".join(output.get("text", "")) for output in cell["outputs"])


def numbers(text):
    return [float(number) for number in re.findall(r"\d+\.?\d*", text)]


def test_stored_outputs_say_what_the_prose_says():
    """The stored outputs are MNIST's; the prose reads them."""
    before, after = numbers(printed("avg_pool2d").replace("center_digit", ""))
    assert before < 0.5 < 0.95 < after
    lines = printed("1 - thousand").splitlines()
    right, confidence = zip(*(numbers(line)[-2:] for line in lines), strict=True)
    assert min(right) == right[-1] < 0.5 < 0.9 < right[1]
    assert min(confidence) > 0.8
    assert confidence[1] > 0.99
    (refused,) = numbers(printed("def refused_by"))
    assert refused < 50
    *_, count, share = numbers(printed("test_digits, test_labels ="))
    assert share > 0.5
    assert 150 < count < 300


def test_the_page_lands_where_git_does_not_look():
    ignored = (NOTEBOOK.parents[1] / ".gitignore").read_text("utf-8").splitlines()
    assert "/data/*" in ignored
    (source,) = (code for code in CODE if "threshold=0" in code)
    assert 'Path("../data")' in source
