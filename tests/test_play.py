"""The interactive figures: what is written, and that they answer as PyTorch does.

Each figure's own script runs without a browser, once for all settings of a test; the
numbers in its sentences are compared with PyTorch's. ``tests/browser/play.test.mjs``
shows that a browser says the same sentences.
"""

import inspect
import itertools
import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest
import torch
from torch import nn

import torchcourse
from torchcourse import play
from torchcourse.play.figure import FIGURES

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "src" / "torchcourse" / "play"
LARGEST = 12_000  # bytes of a page
MOST_LINES = 900  # of all scripts, styles and modules together
NAMES = sorted(FIGURES)


def figure(name):
    return getattr(play, name)()


# --- What is written --------------------------------------------------------------


def test_every_figure_has_a_function_and_every_function_a_figure():
    assert sorted(play.__all__) == NAMES
    assert torchcourse.play is play
    assert {name: figure(name).name for name in NAMES} == {name: name for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_one_small_file_that_may_ask_for_no_other(name):
    page = figure(name).page()
    assert len(page.encode()) < LARGEST
    assert "{{" not in page
    assert page.count("</script") == 1
    assert re.findall(r"""(?:src|href)=["'](?!data:)""", page) == []
    assert re.findall(r"https?:|//\w+\.|@import|fetch\(|import\(", page) == []
    assert (
        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
        "img-src data:" in page
    )


def test_all_code_of_the_figures_is_short():
    files = [file for file in SOURCES.iterdir() if file.is_file()]
    assert {".css", ".html", ".js", ".py"} == {file.suffix for file in files}
    lines = [len(file.read_text("utf-8").splitlines()) for file in files]
    assert sum(lines) <= MOST_LINES


@pytest.mark.parametrize("name", NAMES)
def test_a_cell_shows_a_sandboxed_frame_of_fixed_height_and_a_sentence(name):
    shown = figure(name)
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert bundle["text/plain"] == repr(shown)
    assert FIGURES[name][0] in repr(shown)
    assert re.sub("<iframe.*</iframe>", "", bundle["text/html"], flags=re.S) == (
        "<div><p>To use this figure, run this cell.</p></div>"
    )
    (frame,) = re.findall(r"<iframe ([^>]*)></iframe>", bundle["text/html"])
    parts = dict(re.findall(r'([\w]+)="([^"]*)"', frame))
    assert parts["sandbox"] == "allow-scripts"
    assert re.search(r"height:\d+px", parts["style"])
    assert parts["title"]
    assert unescape(parts["srcdoc"]) == shown.page()


def test_jupyter_shows_the_bundle_as_it_is_and_prints_nothing(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shown = play.descent()
    data, metadata = InteractiveShell().display_formatter.format(shown)
    assert data == shown._repr_mimebundle_()
    assert metadata == {}
    assert capsys.readouterr() == ("", "")


def test_a_stored_figure_holds_nothing_stray():
    import nbformat
    from stored_form import stray

    cell = nbformat.v4.new_code_cell("play.network()")
    for name in NAMES:
        data = figure(name)._repr_mimebundle_()
        output = nbformat.v4.new_output("execute_result", data, execution_count=1)
        assert list(stray(cell, output)) == []


def test_a_script_of_no_figure_ends_the_script_or_counts_on_a_browser():
    for file in SOURCES.glob("*.js"):
        assert "</script" not in file.read_text("utf-8")
        assert "<!--" not in file.read_text("utf-8")


@pytest.mark.parametrize(
    "given",
    [
        {"curvatures": (1, 0)},
        {"curvatures": (1, -50)},
        {"curvatures": (1, 2, 3)},
        {"curvatures": (1, float("inf"))},
        {"start": (0, 0)},
        {"start": (1,)},
        {"start": (1, float("nan"))},
    ],
)
def test_a_descent_that_cannot_be_drawn_is_refused(given):
    with pytest.raises(ValueError, match="two positive curvatures"):
        play.descent(**given)


@pytest.mark.parametrize(
    ("logits", "labels", "message"),
    [
        ([1.0, 2.0], [1], r"\(2,\) and \(1,\)"),
        ([[1.0]], [[1]], "one shape"),
        ([0.0] * 301, [1] * 301, "at most 300"),
        ([1.0, 2.0], [1, 2], "labels 0 or 1"),
        ([1.0, 2.0], [0, 0], "not all 0"),
        ([1.0, float("nan")], [0, 1], "finite logits"),
        ([1.0], None, "both"),
    ],
)
def test_logits_and_labels_that_do_not_fit_are_refused(logits, labels, message):
    with pytest.raises(ValueError, match=message):
        play.threshold(logits, labels)


def test_threshold_takes_a_notebooks_own_numbers_rounded_and_unchanged():
    logits = torch.tensor([1.23456, -0.5, 2.0], requires_grad=True)
    labels = torch.tensor([True, False, False])
    settings = play.threshold(logits, labels).settings
    assert settings == {"positives": [1.23], "negatives": [-0.5, 2.0]}
    assert logits.requires_grad


def test_the_defaults_are_those_of_the_model_notebook():
    defaults = inspect.signature(play.descent).parameters
    assert defaults["curvatures"].default == (1, 50)
    assert defaults["start"].default == (-7, 1)


# --- What the figures answer, by their own scripts --------------------------------


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Return a function from a figure and its uses to what it answers."""
    if not (node := shutil.which("node")):
        pytest.skip("needs Node.js to run the figures' own scripts")

    def run(shown, uses, expression="null"):
        page = tmp_path_factory.mktemp("play") / "page.html"
        page.write_text(shown.page(), encoding="utf-8")
        command = [node, ROOT / "tests" / "browser" / "answers.mjs", page, expression]
        done = subprocess.run(
            command, input=json.dumps(uses), capture_output=True, text=True, check=True
        )
        answers = json.loads(done.stdout)
        assert not any("NaN" in a["sentence"] for a in answers)
        assert not any("undefined," in a["sentence"] for a in answers)
        return [a["sentence"] for a in answers], [a["value"] for a in answers]

    return run


def exact(values):
    """Return a tensor of what was read from JSON, without rounding it to float32."""
    return torch.tensor(values, dtype=torch.float64)


def numbers(sentence):
    """Return all numbers of a sentence, a minus sign included."""
    return [
        float(n.replace(",", "")) for n in re.findall(r"-?\d[\d,]*\.?\d*", sentence)
    ]


SHAPES = [[], [1], [3], [4], [1, 4], [3, 1], [4, 1], [3, 4], [4, 4]]
SHAPES += [[2, 1, 4], [2, 3, 1], [2, 3, 4], [3, 1, 1], [5, 4]]


def test_broadcasting_gives_the_shape_and_the_entries_that_torch_gives(ask):
    pairs = list(itertools.product(SHAPES, repeat=2))
    uses = [[("a", a), ("b", b), ("entry", 3)] for a, b in pairs]
    sentences, _ = ask(play.broadcasting(), uses)
    for (a, b), sentence in zip(pairs, sentences, strict=True):
        names = [str(tuple(shape)) for shape in (a, b)]
        assert sentence.startswith("{} and {} give".format(*names)), sentence
        try:
            shape = torch.broadcast_shapes(a, b)
        except RuntimeError:
            assert "give an error" in sentence, sentence
            continue
        assert f" give {tuple(shape)}: " in sentence
        left = 10 * torch.arange(1, 1 + torch.Size(a).numel()).view(a)
        right = torch.arange(1, 1 + torch.Size(b).numel()).view(b)
        stretched = [t.numel() < shape.numel() for t in (left, right)]
        said = ["both are" in sentence or f"{n} is stretched" in sentence for n in "ab"]
        assert said == stretched, sentence
        place = json.loads(
            re.search(r"(?:Entry (\[[\d,]+\])|The sum) is", sentence)[1] or "[]"
        )
        if shape.numel() > 3:
            assert (left + right)[tuple(place)] == (left + right).flatten()[3]
        terms = re.search(r"a(\[.*\])? \+ b(\[.*\])? = (\d+) \+ (\d+)\.", sentence)
        assert left[tuple(json.loads(terms[1] or "[]"))] == int(terms[3])
        assert right[tuple(json.loads(terms[2] or "[]"))] == int(terms[4])
        assert (left + right)[tuple(place)] == int(terms[3]) + int(terms[4])


@torch.no_grad()
def distances_by_sgd(curvatures, start, settings, steps):
    """Return (steps + 1, settings): distances from 0 as ``torch.optim.SGD`` moves."""
    curvatures = exact(curvatures)
    thetas = [exact(start) for _ in settings]
    groups = [
        {"params": [theta], "lr": rate, "momentum": momentum}
        for theta, (rate, momentum) in zip(thetas, settings, strict=True)
    ]
    optimizer = torch.optim.SGD(groups, lr=1.0)
    distances = [torch.stack(thetas).norm(dim=1)]
    for _ in range(steps):
        for theta in thetas:
            theta.grad = curvatures * theta
        optimizer.step()
        distances.append(torch.stack(thetas).norm(dim=1))
    return torch.stack(distances)


@pytest.mark.parametrize(
    ("curvatures", "start", "shares"),
    [
        ((1, 50), (-7, 1), (0.05, 0.5, 0.975, 0.9875, 1, 1.02)),
        ((3, 0.5), (2, -4), (0.02, 0.25, 0.6, 0.9, 1.1, 1.9)),
    ],
)
def test_descent_tells_the_step_that_sgd_needs(ask, curvatures, start, shares):
    limit = 2 / max(curvatures)
    settings = list(itertools.product([limit * s for s in shares], (0, 0.3, 0.55, 0.9)))
    settings += [(limit / 8, m / 20) for m in range(1, 20, 3)]
    uses = [[("rate", rate), ("momentum", momentum)] for rate, momentum in settings]
    assert len(uses) > 25, "and as many for the other curvatures"
    sentences, (most, *_) = ask(play.descent(curvatures, start), uses, "MOST")
    distances = distances_by_sgd(curvatures, start, settings, most)
    kinds = set()
    for sentence, column in zip(sentences, distances.T, strict=True):
        far = (column > 10 * column[0]).nonzero()
        if len(far):
            kinds.add("diverges")
            assert f"diverges. At step {far[0].item()} " in sentence
        elif column[-1] < 0.1:
            kinds.add("converges")
            step = (column >= 0.1).nonzero().max().item() + 1
            assert f"within 0.1 of the minimum from step {step} on" in sentence
        else:
            kinds.add("neither")
            away = numbers(sentence.split("still")[1])[0]
            assert away == pytest.approx(column[-1].item(), abs=0.0051)
    assert {"converges", "diverges"} <= kinds


def test_line_has_the_loss_of_torch_and_the_best_of_lstsq(ask):
    by_hand = list(itertools.product((-1, 0, 0.35, 0.75, 2, 3), (-1, 0, 0.85, 1.5)))
    steps = [(0, 0, k) for k in (1, 2, 5, 20, 60)] + [(2, -1, k) for k in range(1, 30)]
    places = [(w, b, 0) for w, b in by_hand] + steps
    button = "One step of gradient descent"
    uses = [[("weight", w), ("bias", b), (button, k)] for w, b, k in places]
    assert len(uses) >= 50
    sentences, ((x, y), *_) = ask(play.line(), uses, "[FEATURES, TARGETS]")
    x, y = exact(x)[:, None], exact(y)[:, None]
    columns = torch.cat([x, torch.ones_like(x)], dim=1)
    best = nn.functional.mse_loss(columns @ torch.linalg.lstsq(columns, y).solution, y)
    for sentence, (weight, bias, presses) in zip(sentences, places, strict=True):
        count = presses and 10 * presses - 9  # one step, then ten at a time
        model = nn.Linear(1, 1).double()
        nn.init.constant_(model.weight, weight)
        nn.init.constant_(model.bias, bias)
        sgd = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(count):
            sgd.zero_grad()
            nn.functional.mse_loss(model(x), y).backward()
            sgd.step()
        loss = nn.functional.mse_loss(model(x), y).item()
        found = re.search(r"the loss is ([\d.]+\d)", sentence, re.I)[1]
        assert float(found) == pytest.approx(loss, abs=0.00051), sentence
        assert numbers(sentence)[-1] == pytest.approx(best.item(), abs=0.00051)
        assert ("you beat 0.25" in sentence) == (loss < 0.25 and not count)
        assert not count or f"After {count} step" in sentence


def test_ridge_has_the_errors_and_weights_of_lstsq(ask):
    settings = list(itertools.product(range(1, 16), (0, 1e-8, 1e-5, 1e-3, 0.1, 10)))
    uses = [
        [("degree", degree), ("ridge", penalty), ("Show new points", 1)]
        for degree, penalty in settings
    ]
    sentences, (data, *_) = ask(play.ridge(), uses, "[TRAINING, OTHERS]")
    training, others = map(exact, data)
    for sentence, (degree, penalty) in zip(sentences, settings, strict=True):
        powers = torch.arange(degree + 1)
        columns = training[:, :1] ** powers
        below = torch.eye(degree + 1).double()[1:] * (penalty * len(columns)) ** 0.5
        solution = torch.linalg.lstsq(
            torch.cat([columns, below]),
            torch.cat([training[:, 1:], torch.zeros(degree, 1).double()]),
            driver="gelsd",
        ).solution
        errors = [
            nn.functional.mse_loss(p[:, :1] ** powers @ solution, p[:, 1:]).item()
            for p in (training, others)
        ]
        known, fresh, largest = numbers(sentence)
        assert [known, fresh] == pytest.approx(errors, abs=0.00051, rel=1e-3), sentence
        expected = solution[1:].abs().max().item()
        assert largest == pytest.approx(expected, abs=0.051, rel=1e-3), sentence


@pytest.mark.parametrize("own", [False, True])
def test_threshold_counts_as_one_counts(ask, own):
    chance = torch.Generator().manual_seed(0)
    logits = (3 * torch.randn(250, generator=chance)).mul(100).round() / 100
    labels = (logits + torch.randn(250, generator=chance) > 1).long()
    shown = play.threshold(logits, labels) if own else play.threshold()
    settings = list(itertools.product(range(1, 100), (1, 5, 20)))
    uses = [[("threshold", t / 100), ("price", price)] for t, price in settings]
    sentences, _ = ask(shown, uses)
    positives, negatives = (
        exact(shown.settings[name]).sigmoid() for name in ("positives", "negatives")
    )
    if own:
        assert len(positives) == labels.sum()
    for sentence, (hundredths, price) in zip(sentences, settings, strict=True):
        found = (positives >= hundredths / 100).sum().item()
        alarms = (negatives >= hundredths / 100).sum().item()
        missed = len(positives) - found
        assert f"finds {found} of {len(positives)} positives" in sentence
        assert f"with {alarms} false positives" in sentence
        assert f"Cost: {missed} × {price} + {alarms} = " in sentence
        assert numbers(sentence)[-1] == missed * price + alarms
        recall = float(re.search(r"recall ([\d.]+)", sentence)[1])
        assert recall == pytest.approx(found / len(positives), abs=0.0051)
        if found + alarms == 0:
            assert "precision undefined" in sentence
            continue
        precision = float(re.search(r"precision ([\d.]+)", sentence)[1])
        assert precision == pytest.approx(found / (found + alarms), abs=0.0051)


NETWORKS = [
    *itertools.product(("ring", "quarters"), (1, 3, 8), (1, 5), (0.1, 1), (0, 25)),
    *itertools.product(("ring", "quarters"), (2, 6), (3,), (100,), (9,)),
    *itertools.product(("ring", "quarters"), (5,), (3,), (1,), (300,)),
]
IN_THE_END = "[state.net, evaluate(state.net, state.training)[0]]"
AT_FIRST = "[network(state.units, state.seed), state.training, state.fresh]"


def torch_network(flat, units):
    """Return the network with these parameters: four of each unit, then the bias."""
    rows, last = exact(flat[:-1]).view(units, 4), exact(flat[-1:])
    model = nn.Sequential(nn.Linear(2, units), nn.ReLU(), nn.Linear(units, 1)).double()
    parts = rows[:, :2], rows[:, 2], rows[:, 3][None], last
    with torch.no_grad():
        for parameter, part in zip(model.parameters(), parts, strict=True):
            parameter.copy_(part)
    return model


def in_order(tensors):
    """Put weights and biases, or their gradients, into the order of the figure."""
    weight, bias, second, last = tensors
    rows = torch.cat([weight, bias[:, None], second.T], dim=1)
    return torch.cat([rows.flatten(), last])


def test_the_network_trains_as_torch_does(ask):
    assert len(NETWORKS) >= 50
    uses = [
        [
            ("kind", kind),
            ("units", units),
            ("seed", seed),
            ("rate", rate),
            ("One step", n),
        ]
        for kind, units, seed, rate, n in NETWORKS
    ]
    sentences, ends = ask(play.network(), uses, IN_THE_END)
    _, starts = ask(play.network(), uses, AT_FIRST)
    diverged = 0
    for setting, sentence, end, start in zip(
        NETWORKS, sentences, ends, starts, strict=True
    ):
        kind, units, _, rate, count = setting
        model = torch_network(start[0], units)
        sgd = torch.optim.SGD(model.parameters(), lr=rate)
        data = [exact(points) for points in start[1:]]
        points, labels = data[0][:, :2], data[0][:, 2:]
        largest, taken = 0.0, 0
        while taken < count and largest <= 30:
            sgd.zero_grad()
            logits = model(points)
            nn.functional.binary_cross_entropy_with_logits(logits, labels).backward()
            sgd.step()
            largest = max(p.abs().max().item() for p in model.parameters())
            taken += 1
        if largest > 30:
            diverged += 1
            assert f"diverged at step {taken}" in sentence, setting
            continue
        ours = in_order([p.detach() for p in model.parameters()])
        assert (exact(end[0]) - ours).abs().max() < 1e-9, setting
        sgd.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(points), labels)
        gradient = in_order(torch.autograd.grad(loss, list(model.parameters())))
        assert (exact(end[1]) - gradient).abs().max() < 1e-9, setting
        right = [
            ((model(p[:, :2]) > 0) == (p[:, 2:] > 0)).double().mean() for p in data
        ]
        step, *accuracies = numbers(sentence)
        assert step == count
        assert ("enclosed" in sentence) == (kind == "ring" and accuracies[1] >= 0.95)
        assert accuracies == pytest.approx([r.item() for r in right], abs=0.0051)
    assert diverged, "one of the settings should diverge"
