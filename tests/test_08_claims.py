"""What notebook 08 claims and does not itself assert, on its own cells.

Its functions are taken from its cells and tested beyond the sizes shown there; each is
also broken on purpose, and the same test must then fail. Its cells are run as on a
machine with a GPU, by a mode that sends to the CPU whatever asks for one.
"""

import ast
import json
import time
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch
from torch import nn
from torch.overrides import TorchFunctionMode

from torchcourse import plotting
from torchcourse.device import Timing

matplotlib.use("agg")

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "08_gpu_acceleration.ipynb"
CODE = [
    "".join(cell["source"])
    for cell in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    if cell["cell_type"] == "code"
]


class Names:
    """The names of a notebook; ``vars`` gives the very dictionary its code uses."""


def cell(part):
    """Return the one cell that contains a text."""
    (found,) = [source for source in CODE if part in source]
    return found


def definitions(*changes):
    """Return what the notebook's cells define and import, with changes (old, new)."""
    source = "\n".join(
        ast.get_source_segment(code, node)
        for code in CODE[1:]
        if "check(" not in code
        for node in ast.parse(code).body
        if isinstance(
            node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom
        )
    )
    for old, new in changes:
        assert old in source, f"the notebook no longer contains {old!r}"
        source = source.replace(old, new)
    names = Names()
    names.__dict__ = {"torch": torch, "nn": nn, "time": time}
    exec(source, vars(names))
    return names


# --- the stand-in queues, and a naive clock lies -------------------------------------


def queues(names):
    gpu = names.StandIn()
    start = time.perf_counter()
    for _ in range(4):
        gpu.launch()
    naive = time.perf_counter() - start
    gpu.synchronize()
    truth = time.perf_counter() - start
    assert naive < truth / 2
    assert len(gpu.done) == 4
    assert gpu.queue == []
    assert all(end <= begin for (_, end), (begin, _) in pairwise(gpu.done))
    assert all(end - begin > 0.019 for begin, end in gpu.done)
    gpu.thread.shutdown()


def test_the_stand_in_queues_and_the_naive_clock_lies():
    queues(definitions())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("self.queue.append(self.thread.submit(self.job))", "self.job()"),
        ("max_workers=1", "max_workers=4"),
        (".pop(0).result()", ".pop(0)"),
        ("while self.queue:", "if self.queue:"),
        ("time.sleep(0.02)", "pass"),
    ],
)
def test_a_stand_in_that_does_not_queue_is_seen(old, new):
    with pytest.raises(AssertionError):
        queues(definitions((old, new)))


# --- the count of memory is that of the real tensors ---------------------------------


def counts(names):
    for size, widths in ((64, (784, 64, 64, 64, 10)), (7, (30, 11, 5)), (1, (9, 4))):
        held = names.memory_of_a_step(size, widths)
        number = sum(a * b + b for a, b in pairwise(widths))
        assert list(held) == ["parameters", "gradients", "moments", "activations"]
        assert held["parameters"] == held["gradients"] == 4 * number
        assert held["moments"] == 8 * number
        by_hand = size * (4 * sum(widths) + 8)
        assert by_hand <= held["activations"] <= by_hand + 8  # the loss keeps a count


def test_the_count_equals_the_real_tensors():
    counts(definitions())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("if storage.data_ptr() not in weights", "if True"),
        ("kept[storage.data_ptr()]", "kept[len(kept)]"),
        ("if m.ndim]", "]"),
        ("optimizer.step()\n    states", "states"),
        ("loss.backward()\n    optimizer.step()\n    states", "states"),
    ],
)
def test_a_wrong_count_is_seen(old, new):
    with pytest.raises((AssertionError, AttributeError)):
        counts(definitions((old, new)))


def test_activations_are_freed_by_backward():
    """They are what is kept between forward and backward, and not longer."""
    model, images = nn.Sequential(nn.Linear(5, 4), nn.ReLU()), torch.rand(3, 5)
    result = model(images)
    saved = result.grad_fn._saved_result  # what ReLU keeps
    assert saved.data_ptr() == result.data_ptr()
    result.sum().backward()
    with pytest.raises(RuntimeError, match="after they have already been freed"):
        _ = result.grad_fn._saved_result


# --- pieces that fit -----------------------------------------------------------------


def full(limit, bad_call=0):
    """Return a hook that refuses more than limit images, and one call in any case."""
    calls = []

    def refuse(module, inputs):
        calls.append(len(inputs[0]))
        if len(inputs[0]) > limit or len(calls) == bad_call:
            raise RuntimeError("MPS backend out of memory (stand-in)")

    return refuse


def fits(names):
    generator = torch.Generator().manual_seed(3)
    images = torch.randn(23, 6, generator=generator)
    labels = torch.randint(4, (23,), generator=generator)
    model = names.dense_network(6, 5, 4)
    _, whole = names.gradients_that_fit(model, images, labels)
    # 23, 11, 5, 2, 1: halves; the third call is the second piece of 11.
    for limit, bad_call, expected in ((50, 0, 23), (11, 0, 11), (11, 3, 5), (1, 0, 1)):
        handle = model.register_forward_pre_hook(full(limit, bad_call))
        size, pieced = names.gradients_that_fit(model, images, labels)
        handle.remove()
        assert size == expected
        for one, other in zip(whole, pieced, strict=True):
            assert torch.allclose(one, other, atol=1e-6)


def test_pieces_give_the_gradients_of_the_whole():
    fits(definitions())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" * len(target) / len(labels)", ""),
        ("len(target) / len(labels)", "size / len(labels)"),
        (
            "    while True:\n        model.zero_grad()",
            "    model.zero_grad()\n    while True:",
        ),
        ("size //= 2", "size -= 2"),
    ],
)
def test_pieces_put_together_wrongly_are_seen(old, new):
    with pytest.raises(AssertionError):
        fits(definitions((old, new)))


def test_what_never_fits_is_told_and_other_errors_pass():
    names = definitions()
    model = names.dense_network(6, 4)
    images, labels = torch.rand(9, 6), torch.zeros(9, dtype=torch.int64)
    handle = model.register_forward_pre_hook(full(0))
    with pytest.raises(RuntimeError, match="out of memory"):
        names.gradients_that_fit(model, images, labels)
    handle.remove()
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        names.gradients_that_fit(model, images[:, :5], labels)


def test_the_error_of_a_full_gpu_is_one_class_under_two_names():
    assert issubclass(torch.cuda.OutOfMemoryError, RuntimeError)
    newer = getattr(torch, "OutOfMemoryError", torch.cuda.OutOfMemoryError)
    assert newer is torch.cuda.OutOfMemoryError


# --- single sentences ----------------------------------------------------------------


def test_bfloat16_rounds_small_steps_away():
    assert torch.tensor(1.0).bfloat16() + 0.003 == 1
    assert torch.finfo(torch.bfloat16).max > 1e38  # the range of float32
    assert torch.finfo(torch.float16).max < 1e5


def test_autocast_leaves_the_weights_in_float32():
    names = definitions()
    model = names.InBfloat16(names.dense_network(6, 5, 4))
    inside = []
    model.model[1].register_forward_hook(lambda *call: inside.append(call[-1].dtype))
    logits = model(torch.rand(3, 6))
    logits.sum().backward()
    assert inside == [torch.bfloat16]
    assert logits.dtype == torch.float32
    assert {weight.dtype for weight in model.parameters()} == {torch.float32}
    assert {weight.grad.dtype for weight in model.parameters()} == {torch.float32}


def test_an_epoch_by_index_holds_each_image_once_wherever_it_lies():
    names = definitions()
    images, labels = torch.arange(50.0)[:, None], torch.arange(50)
    batches = list(names.shuffled_batches(images, labels, 8))
    assert [len(target) for _, target in batches] == [8] * 6 + [2]
    assert torch.cat([target for _, target in batches]).sort().values.equal(labels)
    assert all(picked[:, 0].equal(target.float()) for picked, target in batches)
    far = list(names.shuffled_batches(images.to("meta"), labels.to("meta"), 8))
    assert {part.device.type for pair in far for part in pair} == {"meta"}


def test_a_buffer_moves_with_its_module_and_a_plain_tensor_does_not():
    module = nn.Module()
    module.register_buffer("mean", torch.zeros(3))
    module.std = torch.ones(3)
    module.to("meta")
    assert (module.mean.device.type, module.std.device.type) == ("meta", "cpu")


def test_an_operation_on_two_devices_fails():
    with pytest.raises(RuntimeError):
        torch.zeros(3, device="meta") - torch.zeros(3)


# --- the cells on a machine with a GPU -----------------------------------------------


class WithGpu(TorchFunctionMode):
    """Sends to the CPU whatever asks for a GPU; ``torch.device("cuda")`` stays."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        if "device" in kwargs:
            kwargs["device"] = self.place(kwargs["device"])
        if getattr(function, "__name__", "") == "to":
            args = [args[0], *map(self.place, args[1:])]
        return function(*args, **kwargs)

    @staticmethod
    def place(value):
        asked = str(value) if isinstance(value, str | torch.device) else ""
        return torch.device("cpu") if asked.startswith(("cuda", "mps")) else value


@pytest.fixture(params=["cpu", "cuda", "mps"])
def machine(request, monkeypatch):
    """Run cells as on a machine with that device; note waits and titles of figures."""
    kind, waits, titles = request.param, [], []
    monkeypatch.delenv("TORCHCOURSE_DEVICE", raising=False)
    monkeypatch.setenv("TQDM_DISABLE", "1")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: kind == "cuda")
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: kind == "mps")
    monkeypatch.setattr(torch.cuda, "synchronize", waits.append)
    monkeypatch.setattr(torch.mps, "synchronize", lambda: waits.append("mps"))

    def show(fig, alt):
        titles.append(fig.axes[0].get_title(loc="left") or fig.axes[0].get_title())
        plt.close(fig)

    def run(*parts):
        with WithGpu():
            for part in parts:
                exec(cell(part), names)

    names = vars(definitions())
    names.update(plt=plt, plotting=plotting, show=show)
    yield SimpleNamespace(kind=kind, names=names, run=run, waits=waits, titles=titles)
    torch.set_float32_matmul_precision("highest")


def test_the_device_is_the_one_that_is_there(machine, capsys):
    machine.run("device = pick_device()")
    said = capsys.readouterr().out
    assert machine.names["device"].type == machine.kind
    assert f"by two questions: {machine.kind}\nDevice: {machine.kind} (" in said


def test_timing_waits_for_the_device_that_is_there(machine):
    machine.run("device = pick_device()", "a lie where there is a GPU")
    assert len(machine.waits) == (0 if machine.kind == "cpu" else 14)  # 7 times, twice


def test_the_crossover_has_a_line_for_each_device(machine, monkeypatch):
    """A made-up device is slow for small matrices, and fast for large ones."""

    def timeit(function, where, repeats, warmup):
        size = len(function.__defaults__[0])
        slow, fast = 1e-6 + size**3 / 1.5e10, 5e-5 + size**3 / 3e12
        return Timing(slow if str(where) == "cpu" else fast, 0, 0)

    machine.run("device = pick_device()")
    machine.names["timeit"] = timeit
    machine.run("rates = {", "plotting.plot_rates")
    rates = machine.names["rates"]
    assert list(rates) == list(dict.fromkeys(["cpu", machine.kind]))
    assert max(rates["cpu"]) == 2048  # the next would take 4.6 s
    (title,) = machine.titles
    if machine.kind != "cpu":
        assert max(rates[machine.kind]) == 4096
    if machine.kind == "cpu":
        assert title.startswith("At 32 rows, a CPU reaches ")
    else:
        assert title == f"{machine.kind} wins from 128 rows on"


@pytest.fixture
def trained(machine, monkeypatch):
    """Give the notebook's names a small set of separable images in place of MNIST."""
    generator = torch.Generator().manual_seed(1)
    labels = torch.randint(10, (2000,), generator=generator)
    stored = torch.zeros(2000, 784, dtype=torch.uint8)
    for row, label in enumerate(labels.tolist()):
        stored[row, 70 * label : 70 * label + 70] = 200
    images = stored / 255
    machine.run("device = pick_device()")
    # The cells do not ask again; optimizers do, and would talk to the driver.
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    parts = {"loader": {"loading": 1e4}, "by index": {"loading": 0.1}}
    machine.names.update(
        images=images,
        labels=labels,
        stored=stored,
        pairs=((images, labels), (images[:500], labels[:500])),
        parts=parts,
        mnist=SimpleNamespace(is_mnist=False),
    )
    return machine


def test_the_leaderboard_names_the_cpu_only_beside_a_gpu(trained, capsys):
    trained.run("recipes = {", "plotting.plot_ranking")
    expected = ["loader of 06", "by index", "+ batches of 512", "+ inked pixels only"]
    expected += ["the same on the CPU"] if trained.kind != "cpu" else []
    assert list(trained.names["board"]) == expected
    said = capsys.readouterr().out
    assert all(name in said for name in expected)
    assert trained.names["few_pixels"][0][0].shape == (2000, 700)
    assert trained.titles[0].startswith(f"On one machine ({trained.kind}): ")
    slow, quick = (trained.names["board"][name][0] for name in expected[:2])
    assert slow == pytest.approx([second + 3910 for second in quick])  # 391 batches


@pytest.mark.parametrize("works", [True, False])
def test_the_compiler_is_tried_on_cuda_alone_and_may_fail(
    trained, works, monkeypatch, capsys
):
    def compiled(model):
        if not works:
            raise RuntimeError("no compiler")
        return model

    monkeypatch.setattr(torch, "compile", compiled)
    trained.run("TRY_COMPILE = ")
    said = capsys.readouterr().out
    tried = trained.kind == "cuda"
    assert ("does not work here: RuntimeError" in said) == (tried and not works)
    assert (
        said.splitlines()[-1 if not tried else 0 if works else 1].split(":")[0] or True
    )
    assert ("measured: " in said.replace("not measured: ", "")) == (tried and works)


def test_a_device_without_bfloat16_is_told_and_left_out(trained, monkeypatch, capsys):
    class Refusing(torch.autocast):
        def __enter__(self):
            raise RuntimeError("Current CUDA Device does not support bfloat16.")

    monkeypatch.setattr(torch, "autocast", Refusing)
    trained.run("class InBfloat16")
    said = capsys.readouterr().out
    assert "bfloat16 not here: Current CUDA Device does not support bfloat16." in said
    assert list(trained.names["after"]) == ["highest", "high"]
    assert torch.get_float32_matmul_precision() == "highest"
