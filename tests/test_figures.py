"""Every figure can be read: not blank, not cut off, in our colors, with clear letters.

What ``letters.py`` reads off the drawn figures of every notebook is tested here
on what each helper draws; ``make test-all`` runs it on the notebooks.
"""

import ast
import itertools
import json
import re
import subprocess
import sys
from pathlib import Path

import colors
import letters
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pictures
import pytest
import torch
from matplotlib.colors import to_rgb

from torchcourse import plotting
from torchcourse.plotting import classification, style, tensors

mpl.use("agg")

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PALETTE = {
    name: getattr(style, name)
    for name in ("DATA", "MODEL", "TRUTH", "VALIDATION", "HIGHLIGHT")
}
CLASSES = dict(zip("012", classification.CLASS_COLORS, strict=True))
TINTS = dict(zip(tensors.CHANNELS, tensors.TINTS, strict=True))
LEAST_DISTANCE = 10  # CIEDE2000; a difference of 1 can barely be seen
MAPS = {"cividis", "PuOr", "PuOr_r", "gray", "gray_r"}
OTHER_COLORS = {  # figures that may show colors which are not ours, by their alt text
    "Drawings of tensors of 0 to 4 dimensions": "channels in red, green and blue",
    "An image of three overlapping colored rectangles": "its colors are the data",
    "Two images of three lamps": "their colors are the data",
}


@pytest.fixture(autouse=True)
def _house_style():
    with mpl.rc_context():
        plotting.set_style()
        yield
    plt.close("all")


def png_of(fig):
    """Return the PNG that ``show`` stores."""
    stored = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("IPython.display.display", lambda data, **_: stored.append(data))
        plotting.show(fig, alt="")
    return stored[0]["image/png"]


def drawn(**options):
    """Return a sound figure and its axes."""
    fig, ax = plt.subplots(**options)
    ax.plot([0, 1, 2], [0, 1, 4], color=style.MODEL)
    ax.set(xlabel="x", ylabel="y", title="It grows")
    return fig, ax


# Stored pictures


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_stored_pictures_are_sound(path):
    for number, alt, data in pictures.stored_pictures(path):
        found = pictures.picture_problems(data)
        if any(alt.startswith(begin) for begin in OTHER_COLORS):
            found = [problem for problem in found if "palette" not in problem]
        assert found == [], f"cell {number}: {alt}"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs").glob("*.png")), ids=lambda path: path.name
)
def test_pictures_of_the_documentation_are_sound(path):
    assert pictures.picture_problems(path.read_bytes()) == []


def test_a_sound_picture_has_no_problem():
    assert pictures.picture_problems(png_of(drawn()[0])) == []


def test_a_blank_picture_is_found():
    fig = plt.figure()
    assert "blank" in pictures.picture_problems(png_of(fig))[0]


def test_a_picture_that_is_cut_off_is_found():
    fig, ax = drawn()
    ax.text(1.9, 2, "a label that leaves the figure").set_in_layout(False)
    assert pictures.picture_problems(png_of(fig)) == [
        "cut off: ink touches the border (right)"
    ]


@pytest.mark.parametrize("color", ["red", "green", "tab:red", "C2", "cyan"])
def test_a_line_off_the_palette_is_found(color):
    fig, ax = drawn()
    ax.plot([0, 1, 2], [4, 1, 0], color="#2ca02c" if color == "C2" else color)
    (problem,) = pictures.picture_problems(png_of(fig))[:1]
    assert problem.startswith("off the palette: #")


def test_an_area_off_the_palette_is_found():
    fig, ax = drawn()
    ax.imshow(np.arange(12).reshape(3, 4), cmap="jet", extent=(0, 2, 0, 4))
    assert "off the palette" in pictures.picture_problems(png_of(fig))[0]


@pytest.mark.parametrize("alpha", [0.4, 1.0])
@pytest.mark.parametrize("color", [*PALETTE.values(), *CLASSES.values()])
def test_colors_of_the_palette_may_be_paler(color, alpha):
    fig, ax = drawn()
    ax.bar([0, 1], [3, 4], color=color, alpha=alpha)
    assert pictures.picture_problems(png_of(fig)) == []


# Colors in the sources


def named_colors(source):
    """Yield every color, and every color map, that a source names as a literal."""
    for node in ast.walk(ast.parse(source)):
        pairs = []
        if isinstance(node, ast.Call):
            pairs = [(keyword.arg, keyword.value) for keyword in node.keywords]
        elif isinstance(node, ast.Dict):
            keys = (getattr(key, "value", None) for key in node.keys)
            pairs = zip(keys, node.values, strict=True)
        for name, value in pairs:
            if str(name).endswith(("color", "colors", "cmap")) or name == "c":
                parts = (
                    value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
                )
                for part in parts:
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield part.value


def foreign(source):
    """Return the named colors that are neither ours nor gray, and the other maps."""
    ours = {
        color.lower()
        for color in (*PALETTE.values(), *CLASSES.values(), *TINTS.values())
    }
    found = []
    for name in named_colors(source):
        if name in mpl.colormaps:
            found += [] if name in MAPS else [name]
        elif re.fullmatch("C[0-4]", name):  # of our own cycle
            continue
        elif mpl.colors.is_color_like(name) and name.lower() not in ours | {"none"}:
            red, green, blue = to_rgb(name)
            found += [] if red == green == blue else [name]
    return found


def code_of(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    return "\n".join(s for s in sources if not s.lstrip().startswith("%"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_name_no_other_colors(path):
    assert foreign(code_of(path)) == []


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "src" / "torchcourse" / "plotting").glob("*.py")),
    ids=lambda path: path.name,
)
def test_helpers_name_no_other_colors(path):
    assert foreign(path.read_text(encoding="utf-8")) == []


def test_other_colors_are_found_by_name():
    code = "ax.plot(x, color='red', mec='k'); ax.imshow(x, cmap='jet'); f(c='0.5')"
    assert foreign(code) == ["red", "jet"]
    assert foreign("look = {'edgecolor': 'C5', 'color': 'C1'}") == ["C5"]


# Contrast, and eyes that see fewer colors


@pytest.mark.parametrize("name", [*PALETTE, "gray"])
def test_letters_in_every_color_can_be_read(name):
    color = style.letter_color(PALETTE.get(name, "0.55"))
    assert colors.contrast(to_rgb(color), to_rgb("white")) >= letters.CONTRAST


def test_letters_keep_their_color_where_it_is_dark_or_meant_for_a_dark_ground():
    for color in (style.DATA, style.TRUTH, "white", "none"):
        assert style.letter_color(color) == color
    darker = style.letter_color(style.MODEL)
    shares = [a / b for a, b in zip(darker[:2], to_rgb(style.MODEL), strict=False)]
    assert all(0.85 < share < 0.95 for share in shares)  # the same hue


def test_show_darkens_letters_and_nothing_else():
    fig, ax = drawn()
    text = ax.text(1, 1, "model", color=style.MODEL)
    png_of(fig)
    assert text.get_color() == style.letter_color(style.MODEL)
    assert ax.lines[0].get_color() == style.MODEL


@pytest.mark.parametrize("color", [*PALETTE.values(), *CLASSES.values()])
def test_lines_and_markers_stand_out_from_white(color):
    """A contrast of 3 (Web Content Accessibility Guidelines 2.1, 1.4.11)."""
    assert colors.contrast(to_rgb(color), to_rgb("white")) >= 3


def confusable(group):
    """Return the pairs that are too near to each other, and to whom."""
    views = {"all": lambda color: color}
    for name in colors.DEFICIENCIES:
        views[name] = lambda color, name=name: colors.seen_with(name, color)
    return [
        (one, other, name)
        for one, other in itertools.combinations(group, 2)
        for name, view in views.items()
        if colors.distance(view(to_rgb(group[one])), view(to_rgb(group[other])))
        < LEAST_DISTANCE
    ]


@pytest.mark.parametrize("group", [PALETTE, CLASSES, TINTS])
def test_colors_used_together_are_told_apart_by_everybody(group):
    assert confusable(group) == []


def test_a_confusable_pair_is_found():
    assert confusable({"red": "#d62728", "green": "#6b8e23"}) == [
        ("red", "green", "deuteranopia")
    ]
    views = {who for *_, who in confusable({"light": "#009E73", "dark": "#008E68"})}
    assert views == {"all", *colors.DEFICIENCIES}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [  # Source: Sharma, Wu and Dalal (2005), table 1
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
        ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
    ],
)
def test_the_distance_of_colors_is_the_published_one(one, other, expected):
    assert colors.lab_distance(one, other) == pytest.approx(expected, abs=1e-4)


def test_simulated_eyes_see_grays_as_they_are():
    for name in colors.DEFICIENCIES:
        for gray in (0.0, 0.3, 1.0):
            assert colors.seen_with(name, [gray] * 3) == pytest.approx(gray, abs=1e-3)
    assert colors.contrast([0, 0, 0], [1, 1, 1]) == pytest.approx(21)


# Letters, as they are drawn


def diagrams():
    fig, axes = plt.subplots(2, 1, figsize=(10.5, 7))
    plotting.draw_network(axes[0], (784, 128, 10), ("input", "hidden", "output"))
    steps = [f"{i + 1} step" for i in range(7)]
    plotting.draw_steps(
        axes[1], steps, back=(6, 4, "change one thing, and train again")
    )
    return fig


def bowl(point):
    return 2 * (point**2).sum()


def descents():
    fig, axes = plt.subplots(1, 3, figsize=(13, 3.4), width_ratios=[1, 2, 1])
    plotting.plot_descent(axes[0], lambda t: 2 * t**2, [1, 0.6, 0.36, 0.2])
    plotting.plot_descent(axes[1], lambda t: 2 * t**2, [[-0.5, 0.5], [-0.1, 0.1]])
    plotting.plot_contours(axes[2], bowl, (-2, 2), (-1, 1))
    plotting.plot_path(axes[2], [[-1.5, 0.5], [-0.5, 0.1], [0, 0]])
    return fig


def boxes():
    table = torch.arange(6).reshape(2, 3)
    fig, axes = plt.subplots(4, 1, figsize=(10, 13))
    named = {"a number": torch.tensor(7), "a row": torch.arange(4), "a table": table}
    plotting.draw_dimensions(axes[0], named | {"an image": torch.zeros(3, 2, 4)})
    plotting.draw_storage(axes[1], table)
    plotting.draw_storage(axes[2], table.T)
    tens, units = torch.tensor([[0], [10], [20]]), torch.arange(1, 5)
    plotting.draw_broadcast(axes[3], tens, units, tens + units)
    return fig


def channels():
    fig, axes = plt.subplots(1, 4, figsize=(10, 2.2))
    plotting.draw_channels(axes, torch.rand(3, 8, 12))
    return fig


def regions():
    points = torch.tensor([[-2.0, 0], [2, 1], [0, 3], [1, -2]])
    fig, ax = plt.subplots(figsize=(5, 4))
    plotting.plot_regions(ax, lambda p: p[:, 0] > 0, (-3, 3), (-4, 4))
    plotting.plot_points(ax, points, [0, 1, 0, 1])
    ax.legend()
    return fig


def shares():
    """Return counts whose shares of a row go through all colors of the map."""
    counts = torch.full((10, 10), 6)
    for i in range(10):
        counts[i, i] = 100 * i
    return counts


def confusion():
    fig, axes = plt.subplots(1, 2, figsize=(12, 6))
    plotting.plot_confusion(axes[0], shares(), range(10))
    plotting.plot_confusion(axes[1], [[78, 22], [10, 90]], ["benign", "malignant"])
    return fig


def trained():
    fig, axes = plt.subplots(2, 5, figsize=(10, 4.2))
    plotting.draw_weights(axes.flat, torch.randn(10, 784))
    return fig


def reliability():
    confidence = torch.linspace(0.4, 1, 2000) ** 0.3
    fig, ax = plt.subplots(figsize=(6.5, 5))
    plotting.plot_reliability(ax, confidence, torch.rand(2000) < confidence)
    return fig


def graphs():
    weight = torch.tensor(2.0, requires_grad=True)
    return plotting.draw_graph({"weight": weight, "loss": (weight * 3 - 1) ** 2})


def step_errors():
    steps = torch.logspace(-14, 0, 57, dtype=torch.float64)
    forward, central = 1e-16 / steps + steps, 1e-16 / steps + steps**2
    fig, ax = plt.subplots(figsize=(5, 3.6))
    plotting.plot_step_errors(ax, steps, {"forward": forward, "central": central})
    return fig


def images():
    return plotting.show_images(torch.rand(20, 28, 28), [7] * 20, [7] * 10 + [9] * 10)


def experiments():
    runs = torch.linspace(2, 0.5, 12)[:, None] * torch.tensor([1.0, 1.3])
    runs = runs + 0.05 * torch.rand(3, 12, 2)
    fig, axes = plt.subplots(1, 3, figsize=(13, 4))
    plotting.plot_gap(axes[0], range(1, 13), runs)
    plotting.plot_tool(axes[1], runs, 0.8 * runs, "dropout")
    rates, losses = torch.logspace(-5, 0, 50), torch.linspace(2.3, 0.3, 50)
    plotting.plot_range_test(axes[2], rates, losses, (1e-3, 1e-2))
    return fig


def table():
    results = {"plain": [0.871, 0.874, 0.869], "shifts": [0.93, 0.931, 0.934]}
    fig, ax = plt.subplots(figsize=(9, 3.6))
    plotting.plot_experiments(ax, results, [0.003, 0.003], ["", "better"])
    return fig


def speed():
    fig, axes = plt.subplots(3, 1, figsize=(8, 11))
    stops = {"naive": 0.001, "synchronized": 0.05}
    jobs = [(0.001, 0.021), (0.021, 0.05)]
    plotting.plot_timeline(axes[0], [0.0, 0.001], jobs, stops)
    parts = {name: {"data": 1.0, "step": 2.0} for name in ("loader", "tensors")}
    plotting.plot_parts(axes[1], parts, "time (ms)", "ms")
    ranking = {"loop": 216.8, "fused": 7.1, "batch": 24.5}
    plotting.plot_ranking(axes[2], ranking, "time (s)")
    return fig


def scaling():
    fig, axes = plt.subplots(1, 2, figsize=(11, 5))
    plotting.draw_data_parallel(axes[0], ["GPU 0", "GPU 1"], (4, 3, 2), images=8)
    parts = (4, 3), (3, 2)
    plotting.draw_model_parallel(axes[1], ["GPU 0", "GPU 1"], parts, images=8)
    return fig


def answer():
    probs = torch.full((10,), 0.05).index_fill(0, torch.tensor([4]), 0.55)
    return plotting.plot_answer(torch.rand(50, 60), torch.rand(28, 28), probs, 0.7)


def refused():
    fig, ax = plt.subplots(figsize=(7, 4))
    plotting.plot_refused(ax, {"A": 0.9, "C": 0.1}, {"C": 0}, hatched={"C"})
    return fig


HELPERS = [
    *(diagrams, descents, boxes, channels, regions, confusion),
    *(trained, reliability, graphs, step_errors, images),
    *(experiments, table, speed, scaling, answer, refused),
]


@pytest.mark.slow
@pytest.mark.parametrize("draw", HELPERS)
def test_the_letters_of_every_helper_can_be_read(draw):
    torch.manual_seed(0)
    fig = draw()
    data = png_of(fig)
    assert letters.letter_problems(fig) == []
    colored = {channels: "palette"}.get(draw, "no exception")
    found = pictures.picture_problems(data)
    assert [problem for problem in found if colored not in problem] == []


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_the_letters_of_every_notebook_can_be_read(path):
    """In a process of its own: a notebook changes names, seeds and styles."""
    command = [sys.executable, ROOT / "tests" / "letters.py", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_sound_letters_have_no_problem():
    assert letters.letter_problems(drawn()[0]) == []


@pytest.mark.parametrize(
    ("text", "options", "problem"),
    [
        ("pale", {"color": "0.6"}, "'pale' has too little contrast on 100% of its"),
        ("orange", {"color": "#D55E00"}, "'orange' has too little contrast"),
        ("tiny", {"fontsize": 9}, "'tiny' is small: 9 points"),
        ("on the line", {"y": 0, "color": "#D55E00"}, "'on the line' has too little"),
        (
            "a long text that leaves it",
            {"x": 1.9},
            "'a long text that leaves it' is cut",
        ),
        ("below it all\n\n", {"y": -3}, "'below it all"),
    ],
)
def test_letters_that_cannot_be_read_are_found(text, options, problem):
    fig, ax = drawn()
    place = {"x": 0.1, "y": 3} | options
    ax.text(place.pop("x"), place.pop("y"), text, **place).set_in_layout(False)
    assert letters.letter_problems(fig)[0].startswith(problem)


def test_letters_on_letters_are_found():
    fig, ax = drawn()
    ax.text(0.1, 3, "one")
    ax.text(0.12, 3, "other")
    assert letters.letter_problems(fig) == ["'one' overlaps 'other'"]


def test_letters_on_a_ground_of_their_own_color_are_found():
    fig, ax = drawn()
    ax.axhspan(2.5, 3.5, color=style.DATA)
    ax.text(0.1, 3, "black on blue", va="center")
    ax.text(1.1, 3, "white on blue", va="center", color="white")
    (problem,) = letters.letter_problems(fig)
    assert problem.startswith("'black on blue' has too little contrast")


def test_a_name_struck_by_an_axis_is_found():
    fig, ax = drawn()
    ax.set_ylim(0, 5)
    ax.text(1.5, 0, "training", va="center", color=style.DATA)
    assert "'training' has too little contrast" in letters.letter_problems(fig)[0]
