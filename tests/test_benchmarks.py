"""The benchmarks' arithmetic, structure and refusals, on tiny data."""

import inspect
import itertools
import math
import re
import socket
import subprocess
from functools import partial
from pathlib import Path
from statistics import median

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from benchmarks import (
    __main__,
    accelerators,
    busy,
    choose,
    epochs,
    fastest,
    figures,
    grading,
    growth,
    machine,
    measure,
    ours,
    page,
    processes,
    products,
    startup,
    textbook,
)
from benchmarks.measure import Row
from torchcourse import files, play
from torchcourse.data import MNIST, folders

ROOT = Path(__file__).parents[1]


@pytest.fixture
def tiny(monkeypatch, tmp_path):
    """300 training and 40 test images of noise, laid out in a folder of their own."""
    monkeypatch.setattr(folders, "data_folder", lambda: tmp_path)
    random = torch.Generator().manual_seed(0)
    pixels = torch.randint(256, (340, 28, 28), dtype=torch.uint8, generator=random)
    labels = torch.arange(340) % 10
    parts = pixels[:300], labels[:300], pixels[300:], labels[300:]
    return MNIST(*parts, source="noise", is_mnist=False)


@pytest.fixture
def written(monkeypatch, tmp_path):
    """The page, in a folder of its own."""
    monkeypatch.setattr(page, "PAGE", tmp_path / "benchmarks.md")
    return tmp_path / "benchmarks.md"


def by_name(rows):
    found = {row.what: row for row in rows}
    assert len(found) == len(rows)
    return found


# Both loops are the same training


@pytest.mark.parametrize("name", textbook.TRANSFORMS)
def test_the_textbook_shows_every_image_once_with_the_same_pixels(tiny, name):
    batches = list(textbook.make_loader(tiny, name, size=128))
    assert [len(labels) for _, labels in batches] == [128, 128, 44]
    rows = torch.cat([images.flatten(1) for images, _ in batches])
    expected = ours.make_rows(tiny.train_images)
    if name == "textbook without Normalize":
        expected = expected * textbook.STD + textbook.MEAN
    nearest = torch.cdist(expected, rows).argmin(dim=1)
    assert torch.equal(nearest.sort().values, torch.arange(300))
    assert torch.allclose(rows[nearest], expected, atol=1e-5)
    labels = torch.cat([labels for _, labels in batches])
    assert torch.equal(labels[nearest], tiny.train_labels)


def test_our_epoch_shows_every_image_once_in_a_new_order(tiny):
    images, labels = ours.keep(tiny)
    seen = []
    model = ours.make_network()
    model.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    for _ in range(2):
        ours.one_epoch(model, images, labels, ours.make_optimizer(model))
    assert [len(batch) for batch in seen] == 2 * [128, 128, 44]
    orders = [torch.cdist(torch.cat(part), images) for part in (seen[:3], seen[3:])]
    first, second = (distances.argmin(dim=1) for distances in orders)
    assert torch.equal(first.sort().values, torch.arange(300))
    assert torch.equal(second.sort().values, torch.arange(300))
    assert not torch.equal(first, second)


def test_both_loops_learn_the_same(tiny):
    """With one batch of all, the order plays no part."""
    models = []
    for _ in range(2):
        torch.manual_seed(0)
        models.append(ours.make_network())
    theirs = torch.optim.Adam(models[0].parameters(), lr=0.001)
    fused = ours.make_optimizer(models[1])
    loader = textbook.make_loader(tiny, "textbook", size=300)
    for _ in range(3):
        textbook.one_epoch(models[0], loader, theirs)
        ours.one_epoch(models[1], *ours.keep(tiny), fused, size=300)
    pairs = zip(models[0].parameters(), models[1].parameters(), strict=True)
    for number, (left, right) in enumerate(pairs):
        assert torch.allclose(left, right, atol=1e-4), number


def test_accuracy_is_a_share_of_the_rows():
    model = nn.Identity()
    rows, labels = torch.eye(10)[[1, 2, 3, 4]], torch.tensor([1, 2, 3, 0])
    assert ours.accuracy(model, rows, labels) == 0.75


# Items 1 and 2


def test_epochs_have_their_ratios_and_targets(tiny):
    rows = by_name(epochs.measure(tiny, rounds=2))
    for name in (*textbook.TRANSFORMS, epochs.NOTEBOOK):
        pairs = rows[f"epoch, {name}"].sample, rows["epoch, ours"].sample
        expected = [a / b for a, b in zip(*pairs, strict=True)]
        assert rows[f"epoch, {name} / ours"].sample == expected
    targets = {what: row[4:] for what, row in rows.items() if row[4:] != (None, None)}
    assert targets == {
        "epoch, textbook / ours": (15, None),
        "training by our recipe": (None, 3),
        "its test accuracy": (98, None),
    }
    five = rows["five textbook epochs"].sample
    assert five == [5 * s for s in rows["epoch, textbook"].sample]
    gained = measure.ratios(five, rows["training by our recipe"].sample)
    assert rows["five textbook epochs / our recipe"].sample == gained
    assert len(rows["its test accuracy"].sample) == 2


def test_the_share_of_seeds_counts_those_that_reach_the_goal():
    seconds = {"textbook": [1.0] * 4, "recipe": [1.0] * 4}
    read = {"textbook": 0.97, "ours": 0.97}
    rows = by_name(epochs._item_2(seconds, read, [0.9799, 0.98, 0.981, 0.99]))
    assert rows["its seeds that reach 98 %"].sample == [75]


def test_the_recipe_is_short_and_the_one_that_was_chosen():
    source = inspect.getsource(fastest)
    assert len(source.splitlines()) <= 40
    defaults = inspect.signature(fastest.train).parameters.values()
    recipe = {p.name: p.default for p in defaults if p.default is not p.empty}
    assert recipe in choose.CANDIDATES


@pytest.mark.parametrize("module", [fastest, choose])
def test_recipe_and_choice_never_see_test_images(module):
    assert not re.search(r"test_|keep_test", inspect.getsource(module))


def test_a_choice_is_made_on_the_images_that_it_is_given(tiny):
    rows = ours.keep(tiny)
    parts = [part[:200] for part in rows], [part[200:] for part in rows]
    recipe = {**choose.CANDIDATES[0], "epochs": 1, "size": 100}
    _, accuracies = choose.try_out(recipe, *parts, seeds=range(2))
    torch.manual_seed(1)
    again = fastest.train(*parts[0], **recipe)
    assert accuracies[1] == ours.accuracy(again, *parts[1])


# Item 3


@pytest.mark.parametrize(("width", "batch"), [(64, 128), (16, 8)])
def test_flops_are_those_that_torch_counts(width, batch):
    model, operands = ours.make_network(width), products.make_operands(width, batch)
    with FlopCounterMode(display=False) as of_step:
        logits = model(torch.rand(batch, 784))
        nn.functional.cross_entropy(logits, torch.zeros(batch).long()).backward()
    with FlopCounterMode(display=False) as of_products:
        products.products(operands)
    assert of_step.get_total_flops() == products.step_flops(width, batch)
    assert of_products.get_total_flops() == products.step_flops(width, batch)


def test_both_speeds_count_the_same_operations(tiny, monkeypatch):
    seconds = {"training": [2.0, 4.0], "alone": [1.0, 3.0]}
    monkeypatch.setattr(products, "in_turns", lambda *_: seconds)
    rows = products.measure(*ours.keep(tiny), width=16, batch=8, steps=5)
    step, alone, share = (row.sample for row in rows)
    assert step[0] == 5 * products.step_flops(16, 8) / 1e9 / 2
    assert alone == pytest.approx([2 * step[0], 2 * step[0] / 3])
    assert share == pytest.approx([50, 75])
    assert rows[2].at_least == 60


def test_a_timed_run_takes_the_steps_that_are_counted(tiny, monkeypatch):
    counts = []

    def call_once(functions, rounds, device):
        with FlopCounterMode(display=False) as counter:
            functions["training"]()
        counts.append(counter.get_total_flops())
        with FlopCounterMode(display=False) as counter:
            functions["alone"]()
        counts.append(counter.get_total_flops())
        return {name: [1.0, 1.0] for name in functions}

    monkeypatch.setattr(products, "in_turns", call_once)
    products.measure(*ours.keep(tiny), width=16, batch=8, steps=5)
    assert counts == 2 * [5 * products.step_flops(16, 8)]


# Item 4


@pytest.mark.parametrize("power", [1, 2, 0.5])
def test_the_exponent_is_the_slope_of_the_logarithms(power):
    seconds = {n: [9.0, 7 * n**power] for n in (15, 60, 240)}
    assert growth.exponent(seconds, 1) == pytest.approx(power)


def test_growth_covers_a_quarter_all_and_four_times_the_images(tiny):
    rows = by_name(growth.measure(*ours.keep(tiny), widths=(8, 16), rounds=2))
    few, all_, many = (rows[f"epoch of {n:,} images"] for n in (75, 300, 1200))
    assert rows["300 images / 75"].sample == measure.ratios(all_.sample, few.sample)
    assert rows["1,200 images / 75"].sample == measure.ratios(many.sample, few.sample)
    exponent = rows["seconds grow as images to the power of"]
    assert exponent.at_most == 1.05
    assert len(exponent.sample) == 2
    wide, narrow = rows["75 images, width 16"], rows["75 images, width 8"]
    work = products.step_flops(16, 128) / products.step_flops(8, 128)
    ratio = rows[f"width 16 / 8, {work:.3g} times the arithmetic"]
    assert ratio.sample == measure.ratios(wide.sample, narrow.sample)


# Item 5


def test_startup_compares_with_and_without_the_package(monkeypatch):
    ran = []
    monkeypatch.setattr(startup, "run_fresh", ran.append)
    monkeypatch.setattr(startup, "load_mnist", lambda: None)
    rows = by_name(startup.measure(rounds=2))
    assert ran == 3 * ["import torch", "import torch, torchcourse"]
    slow, fast = rows["and torchcourse"], rows["python starts and imports torch"]
    ratio = rows["with torchcourse / without"]
    assert ratio.sample == measure.ratios(slow.sample, fast.sample)


def test_a_statement_that_fails_in_a_fresh_interpreter_is_noticed():
    with pytest.raises(Exception, match="exit status"):
        startup.run_fresh("raise SystemExit(1)")


def test_a_class_is_graded_and_its_points_counted(monkeypatch):
    def graded(folder, own, seed, blind=False):
        texts = {path.stem: path.read_text("utf-8") for path in folder.iterdir()}
        right = {s: blind or grading.WRONG[-8:] not in t for s, t in texts.items()}
        first, *others = grading.NAMES
        return {s: dict.fromkeys(others, 1) | {first: one} for s, one in right.items()}

    monkeypatch.setattr(grading, "grade", graded)
    seconds, *_ = grading.measure(students=3)
    assert seconds.at_most == 180
    monkeypatch.setattr(grading, "grade", partial(graded, blind=True))
    with pytest.raises(RuntimeError, match="12 points"):
        grading.measure(students=3)


def test_the_speed_is_the_median_of_the_epochs():
    line = "epoch {}: accuracy 0.9, {} images/s\n"
    output = "".join(line.format(*p) for p in [(1, "9,000"), (2, "12,345"), (3, 50)])
    assert processes.images_per_second(output) == 9000
    with pytest.raises(ValueError, match="no speed"):
        processes.images_per_second("epoch 1: accuracy 0.9\n")


def test_processes_take_turns_and_efficiency_is_half_of_the_gain(monkeypatch):
    speeds = itertools.cycle([(1, 1000), (2, 1500)])
    counts = []

    def run(count, device, *options):
        counts.append(count)
        expected, speed = next(speeds)
        assert count == expected
        return f"{speed:,} images/s"

    monkeypatch.setattr(processes, "run", run)
    rows = by_name(processes.measure(rounds=3))
    assert counts == [1, 2, 1, 2, 1, 2]
    assert rows["two processes / one"].sample == [1.5] * 3
    assert rows["efficiency of two processes"].sample == [75] * 3


def test_each_process_has_half_of_the_cores_and_no_gpu(monkeypatch):
    given = {}

    def record(command, env, **_):
        given.update(command=command, env=env)
        return subprocess.CompletedProcess(command, 0, "done", "")

    monkeypatch.setattr(processes.subprocess, "run", record)
    monkeypatch.setattr(machine, "cores", lambda: 8)
    assert processes.run(2, "cpu", "--epochs=1") == "done"
    assert {"torch.distributed.run", "--nproc-per-node=2"} <= {*given["command"]}
    assert given["command"][-2:] == ["torchcourse.train_ddp", "--epochs=1"]
    assert given["env"]["OMP_NUM_THREADS"] == "4"
    assert given["env"]["CUDA_VISIBLE_DEVICES"] == ""


def test_a_training_that_fails_says_why(monkeypatch):
    failed = subprocess.CompletedProcess([], 1, "", "train_ddp: a port is in use")
    monkeypatch.setattr(processes.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(RuntimeError, match="a port is in use"):
        processes.run(1)


@pytest.mark.slow
def test_what_train_ddp_prints_is_understood():
    output = processes.run(1, "cpu", "--epochs=1", "--images=1280")
    assert processes.images_per_second(output) > 0


# Item 6


def test_accelerators_that_are_missing_are_explained():
    found, missing = accelerators.find()
    assert len(found) + len(missing) == 2
    assert set(found) <= {"cuda", "mps"}
    assert all(re.match(r"(cuda|mps): not measured, .*\.$", line) for line in missing)


def test_a_gpu_that_is_there_but_fails_is_missing(monkeypatch):
    monkeypatch.setattr(torch.backends.cuda, "is_built", lambda: True)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(accelerators, "computes", lambda device: False)
    found, missing = accelerators.find()
    assert "cuda" not in found
    assert missing[0] == "cuda: not measured, the GPU fails at a small product."


def test_a_device_computes_or_does_not():
    assert accelerators.computes("cpu")
    assert not accelerators.computes("meta")
    if not torch.cuda.is_available():
        assert not accelerators.computes("cuda")


def test_an_accelerator_is_measured_like_a_processor_but_without_targets(
    tiny, monkeypatch
):
    monkeypatch.setattr(accelerators, "find", lambda: ({"cpu": "a chip"}, []))
    small = {"width": 16, "batch": 8, "steps": 3, "rounds": 2}
    monkeypatch.setattr(products, "measure", partial(products.measure, **small))
    few = {"widths": (8, 16), "rounds": 2}
    monkeypatch.setattr(growth, "measure", partial(growth.measure, **few))
    once = partial(epochs.measure, rounds=2)
    monkeypatch.setattr(epochs, "measure", once)
    rows = by_name(accelerators.measure(tiny))
    assert all(what.startswith("cpu: ") for what in rows)
    assert {row[0] for row in rows.values()} == {6}
    assert all(row[4:] == (None, None) for row in rows.values())
    assert "cpu: epoch, textbook / ours" in rows
    assert "cpu: training step / its products alone" in rows
    assert "cpu: seconds grow as images to the power of" in rows


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_our_loops_run_on_an_accelerator(tiny, device):
    if device not in accelerators.find()[0]:
        pytest.skip(f"no {device} device that PyTorch can use")
    images, labels = ours.keep(tiny, device)
    model = ours.make_network().to(device)
    ours.one_epoch(model, images, labels, ours.make_optimizer(model))
    recipe = fastest.train(images, labels, width=16, epochs=1)
    assert {p.device.type for p in [*model.parameters(), *recipe.parameters()]} == {
        device
    }


# Item 8


def test_alone_and_beside_take_turns_and_ratios_are_of_one_round(monkeypatch):
    ran = []

    def note(place, factor):
        def run(first):
            ran.append((place, first))
            return factor * len(ran) * (1 + (first == "torch"))

        return run

    monkeypatch.setattr(busy, "alone", note("alone", 1))
    monkeypatch.setattr(busy, "beside", note("beside", 10))
    rows = by_name(busy.measure(rounds=2))
    firsts = [*busy.FIRST.values()]
    assert firsts == ["torch", "torchcourse"]
    turn = [(place, first) for place in ("alone", "beside") for first in firsts]
    assert ran == 2 * turn
    came, ours_ = busy.FIRST
    quiet = {how: rows[f"epoch alone, {how}"].sample for how in busy.FIRST}
    loud = {how: rows[f"epoch beside a busy process, {how}"].sample for how in quiet}
    slower = rows["alone, as the course sets it / comes"]
    assert slower.sample == measure.ratios(quiet[ours_], quiet[came])
    assert slower.at_most == 1.15
    for how, most in ((came, None), (ours_, 5)):
        row = rows[f"busy / alone, {how}"]
        assert row.sample == measure.ratios(loud[how], quiet[how])
        assert row.at_most == most


def test_the_other_process_is_busy_meanwhile_and_ends(monkeypatch):
    started = []
    real = subprocess.Popen

    class Popen(real):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    def look(first, epochs):
        assert [process.poll() for process in started] == [None]
        raise KeyboardInterrupt

    monkeypatch.setattr(busy.subprocess, "Popen", Popen)
    monkeypatch.setattr(busy, "alone", look)
    with pytest.raises(KeyboardInterrupt):
        busy.beside("torch")
    assert [process.poll() is None for process in started] == [False]


def test_a_fresh_interpreter_has_no_limit_but_what_it_imports_first(monkeypatch):
    given = {}

    def record(command, env, **_):
        given.update(program=command[2], env=env)
        return subprocess.CompletedProcess(command, 0, "a line of load_mnist\n0.25\n")

    monkeypatch.setenv("GOMP_SPINCOUNT", "7")
    monkeypatch.setattr(busy.subprocess, "run", record)
    assert busy.alone("torch", epochs=2) == 0.25
    assert given["program"].split()[:2] == ["import", "torch"]
    assert "GOMP_SPINCOUNT" not in given["env"]


# Turns, rows, the page


def test_functions_take_turns_and_the_warm_up_does_not_count():
    calls = []
    functions = {"a": partial(calls.append, "a"), "b": partial(calls.append, "b")}
    seconds = measure.in_turns(functions, rounds=3, warmup=2)
    assert calls == 5 * ["a", "b"]
    assert [len(sample) for sample in seconds.values()] == [3, 3]


def test_a_device_is_waited_for_before_and_after(monkeypatch):
    events = []
    monkeypatch.setattr(measure, "synchronize", lambda device: events.append(device))
    measure.in_turns({"a": lambda: events.append("work")}, 1, "cuda", warmup=0)
    assert events == ["cuda", "work", "cuda"]


@pytest.mark.parametrize(
    ("bounds", "met", "text"),
    [
        ({"at_least": 2}, True, "at least 2: met"),
        ({"at_least": 2.1}, False, "at least 2.1: **missed**"),
        ({"at_most": 2}, True, "at most 2: met"),
        ({"at_most": 1.9}, False, "at most 1.9: **missed**"),
        ({}, True, ""),
        ({"at_least": math.nan}, False, "at least nan: **missed**"),
    ],
)
def test_a_target_is_met_by_the_median(bounds, met, text):
    row = Row(1, "walk", [1, 2, 30], "s", **bounds)
    assert row.met == met
    assert row.cells() == ["1", "walk", "2 s", "1.5 to 16", "3", text]


def test_a_single_value_has_no_quartiles():
    assert Row(2, "share", [75], "%").cells() == ["2", "share", "75 %", "", "1", ""]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.41234, "0.412"), (22.35, "22.4"), (151.4, "151"), (123456.0, "123,456")],
)
def test_numbers_have_three_digits(value, text):
    assert measure.number(value) == text


def section(title, value):
    rows = [Row(1, "epoch", [value], "s"), Row(5, "a longer name", [value, 2], "s")]
    return title, page.table(rows)


def test_a_machine_replaces_its_own_section_only():
    above = "# How it is kept right\n\n## Others\n\nmeasured\n\n"
    text = page.put_section(above, *section("Chip A", 1))
    text = page.put_section(text, *section("Chip B", 3))
    text = page.put_section(text, *section("Chip A", 2))
    assert re.findall(r"^### (.*)$", text, re.M) == ["Chip A", "Chip B"]
    assert page.figures(text)["epoch"] == "2 s"  # the first machine's
    assert "3 s" in text
    assert "1 s" not in text
    assert text.startswith(above + page.TOP)
    assert page.put_section(text, *section("Chip A", 2)) == text


def test_an_interruption_leaves_the_old_page(written, monkeypatch):
    page.update(*section("Chip A", 1))
    before = written.read_text(encoding="utf-8")

    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(files.os, "replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        page.update(*section("Chip A", 2))
    assert written.read_text(encoding="utf-8") == before
    assert list(written.parent.iterdir()) == [written]


# The command


def use(monkeypatch, tiny, rows):
    mnist = tiny._replace(is_mnist=True)
    monkeypatch.setattr(__main__, "load_mnist", lambda: mnist)
    parts = {"epochs": lambda _: rows, "growth": lambda _: []}
    monkeypatch.setattr(__main__, "PARTS", parts)


def test_a_whole_run_prints_and_writes_the_same_table(
    tiny, written, monkeypatch, capsys
):
    use(monkeypatch, tiny, [Row(1, "epoch", [1, 2, 3], "s", at_most=2)])
    __main__.main([])
    text = written.read_text(encoding="utf-8")
    table = re.search(r"^\|.*\|$", text, re.M | re.S)[0]
    assert table in capsys.readouterr().out
    assert page.figures(text)["epoch"] == "2 s"
    assert re.search(r"^\d{4}-\d\d-\d\d\. .*torch \d", text, re.M)


def test_a_missed_target_is_written_and_ends_with_an_error(tiny, written, monkeypatch):
    use(monkeypatch, tiny, [Row(1, "epoch", [1, 2, 3], "s", at_most=1)])
    with pytest.raises(SystemExit, match="Missed: epoch"):
        __main__.main([])
    assert "**missed**" in written.read_text(encoding="utf-8")


def test_a_part_is_printed_and_not_written(tiny, written, monkeypatch, capsys):
    use(monkeypatch, tiny, [Row(1, "epoch", [1, 2, 3], "s")])
    __main__.main(["epochs"])
    assert "| epoch " in capsys.readouterr().out
    assert not written.exists()
    with pytest.raises(SystemExit):
        __main__.main(["no-such-part"])


def test_an_interrupted_run_writes_nothing(tiny, written, monkeypatch, capsys):
    def interrupt(_):
        raise KeyboardInterrupt

    use(monkeypatch, tiny, [])
    monkeypatch.setitem(__main__.PARTS, "growth", interrupt)
    with pytest.raises(SystemExit) as ended:
        __main__.main([])
    assert ended.value.code == 130
    assert capsys.readouterr().err == "\nInterrupted: nothing was written.\n"
    assert not written.exists()


def test_missing_data_are_one_clear_message(tiny, written, monkeypatch, capsys):
    def stand_in():
        print("a mirror is down")
        return tiny

    monkeypatch.setattr(__main__, "load_mnist", stand_in)
    with pytest.raises(SystemExit, match="TORCHCOURSE_DATA") as ended:
        __main__.main([])
    assert "\n" not in ended.value.code
    assert capsys.readouterr().out == ""
    assert not written.exists()


# What is committed


def test_a_machine_is_named_without_its_host_and_without_paths():
    text = machine.name(["a GPU"]) + machine.details()
    for private in (socket.gethostname(), str(ROOT), str(Path.home())):
        assert private not in text
    assert machine.cores() >= 1
    assert machine.name(["a GPU"]).endswith(" cores, a GPU")


@pytest.fixture
def committed():
    """README and the page, as they are."""
    paths = ROOT / "README.md", page.PAGE
    return [path.read_text(encoding="utf-8") for path in paths]


def test_the_page_is_as_the_program_writes_it(committed):
    assert page.TOP in committed[1]


def test_the_readme_quotes_the_page(committed):
    assert page.disagreements(*committed) == []


def test_a_readme_that_quotes_otherwise_is_caught(committed):
    readme, text = committed
    what, value = next(
        (what, value)
        for what, value in page.figures(text).items()
        if f"| {what} | {value} |" in readme
    )
    changed = readme.replace(f"| {what} | {value} |", f"| {what} | 999 times |")
    (problem,) = page.disagreements(changed, text)
    assert what in problem
    assert "999 times" in problem
    renamed = readme.replace(f"| {what} | {value} |", f"| something | {value} |")
    assert len(page.disagreements(renamed, text)) == 1
    empty = "## How fast\n\n| measured | ratio |\n|---|---|\n\n## Data\n"
    assert page.disagreements(empty, text) == ["README.md quotes no figure"]


def test_the_medians_of_the_page_lie_within_their_quartiles(committed):
    for line in committed[1].splitlines():
        if " to " in line and line.startswith("| "):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            values = cells[2].split()[0], *cells[3].split(" to ")
            middle, lower, upper = (float(v.replace(",", "")) for v in values)
            assert lower <= middle <= upper, line
            assert median((middle, lower, upper)) == middle


# Item 7


def test_figures_are_used_in_turns_with_pytorch(monkeypatch):
    calls = []
    said = {name: 20.0 for name in play.__all__}

    def browser():
        calls.append("browser")
        return {**said, "steps": 3000.0}

    def pytorch():
        calls.append("pytorch")
        return 1500.0

    monkeypatch.setattr(figures, "in_the_browser", browser)
    monkeypatch.setattr(figures, "in_pytorch", pytorch)
    monkeypatch.setattr(figures.shutil, "which", lambda name: name)
    monkeypatch.setattr(figures.Path, "exists", lambda path: True)
    rows = by_name(figures.measure(rounds=2))
    assert calls == 2 * ["browser", "pytorch"]
    for name in play.__all__:
        assert rows[f"{name}, from control to picture"].sample == [20.0, 20.0]
    assert rows["browser / PyTorch"].sample == [2.0, 2.0]


def test_figures_are_left_out_where_the_browser_is_missing(monkeypatch, capsys):
    monkeypatch.setattr(figures.shutil, "which", lambda name: None)
    assert figures.measure() == []
    assert "make test-browser" in capsys.readouterr().out


def test_pytorch_keeps_its_threads_while_it_is_timed():
    threads = torch.get_num_threads()
    assert figures.in_pytorch(steps=2) > 0
    assert torch.get_num_threads() == threads
