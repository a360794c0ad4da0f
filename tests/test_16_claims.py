"""What notebook 16 claims and does not itself assert, on its own cells.

Its functions are taken from its cells and tested beyond the sizes shown there; each is
also broken on purpose, and the same test must then fail. Its cells are run as on a
machine with a GPU.
"""

import time
from collections import Counter
from itertools import pairwise

import matplotlib
import pytest
import torch
from gpu_machine import Cells, machine_with
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from torchcourse.device import Timing

matplotlib.use("agg")

CELLS = Cells("16_gpu")
definitions = CELLS.definitions


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
        layers = [
            layer
            for pair in pairwise(widths)
            for layer in (nn.Linear(*pair), nn.ReLU())
        ]
        model = nn.Sequential(*layers[:-1])
        images, labels = torch.rand(size, widths[0]), torch.zeros(size).long()
        by_hand = size * (4 * sum(widths) + 8)
        counted = names.activation_bytes(model, images, labels)
        assert by_hand <= counted <= by_hand + 8  # the loss keeps a count


def test_the_count_equals_the_real_tensors():
    counts(definitions())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("if storage.data_ptr() not in parameters", "if True"),
        ("kept[storage.data_ptr()]", "kept[len(kept)]"),
    ],
)
def test_a_wrong_count_is_seen(old, new):
    with pytest.raises(AssertionError):
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
    model = nn.Sequential(nn.Linear(6, 5), nn.ReLU(), nn.Linear(5, 4))
    nn.functional.cross_entropy(model(images), labels).backward()
    whole = [p.grad.clone() for p in model.parameters()]
    # 23, 11, 5, 2, 1: halves; the third call is the second piece of 11.
    for limit, bad_call, expected in ((50, 0, 23), (11, 0, 11), (11, 3, 5), (1, 0, 1)):
        handle = model.register_forward_pre_hook(full(limit, bad_call))
        size = names.accumulate_what_fits(model, images, labels)
        handle.remove()
        assert size == expected
        for one, other in zip(whole, model.parameters(), strict=True):
            assert torch.allclose(one, other.grad, atol=1e-6)


def test_pieces_give_the_gradients_of_the_whole():
    fits(definitions())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(loss * share)", "loss"),
        ("len(target) / len(labels)", "size / len(labels)"),
        ("    model.zero_grad()\n", ""),
        ("size //= 2", "size -= 2"),
    ],
)
def test_pieces_put_together_wrongly_are_seen(old, new):
    with pytest.raises(AssertionError):
        fits(definitions((old, new)))


def test_what_never_fits_is_told_and_other_errors_pass():
    names = definitions()
    model = nn.Linear(6, 4)
    images, labels = torch.rand(9, 6), torch.zeros(9, dtype=torch.int64)
    handle = model.register_forward_pre_hook(full(0))
    with pytest.raises(RuntimeError, match="out of memory"):
        names.accumulate_what_fits(model, images, labels)
    handle.remove()
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        names.accumulate_what_fits(model, images[:, :5], labels)


def test_the_error_of_a_full_gpu_is_one_class_under_two_names():
    assert issubclass(torch.cuda.OutOfMemoryError, RuntimeError)
    newer = getattr(torch, "OutOfMemoryError", torch.cuda.OutOfMemoryError)
    assert newer is torch.cuda.OutOfMemoryError


# --- single sentences ----------------------------------------------------------------


def test_a_buffer_moves_with_its_module_and_a_plain_tensor_does_not():
    module = nn.Module()
    module.register_buffer("mean", torch.zeros(3))
    module.std = torch.ones(3)
    module.to("meta")
    assert (module.mean.device.type, module.std.device.type) == ("meta", "cpu")


def test_an_operation_on_two_devices_fails():
    with pytest.raises(RuntimeError):
        torch.zeros(3, device="meta") - torch.zeros(3)


class Counted(TorchDispatchMode):
    """Counts the operations by their names."""

    def __init__(self):
        super().__init__()
        self.calls = Counter()

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.calls[function.overloadpacket.__name__] += 1
        return function(*args, **(kwargs or {}))


def test_a_training_step_has_seven_operations_forward_and_twelve_backward():
    model = nn.Sequential(
        nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10)
    )
    images, labels = torch.rand(128, 784), torch.randint(10, (128,))
    with Counted() as forward:
        loss = nn.functional.cross_entropy(model(images), labels)
    with Counted() as backward:
        loss.backward()
    kinds = "addmm", "mm", "sum", "relu", "threshold_backward"
    kinds += "_log_softmax", "_log_softmax_backward_data"
    kinds += "nll_loss_forward", "nll_loss_backward"
    counts = [sum(one.calls[kind] for kind in kinds) for one in (forward, backward)]
    assert counts == [7, 12]


# --- the cells on a machine with a GPU -----------------------------------------------


@pytest.fixture(params=["cpu", "cuda", "mps"])
def machine(request, monkeypatch):
    yield from machine_with(request.param, CELLS, monkeypatch)


def test_the_device_is_the_one_that_is_there(machine, capsys):
    machine.run("device = pick_device()")
    said = capsys.readouterr().out
    assert machine.names["device"].type == machine.kind
    assert f"Device: {machine.kind} (" in said


def test_timing_waits_for_the_device_that_is_there(machine):
    machine.run("device = pick_device()", "a lie where there is a GPU")
    assert len(machine.waits) == (0 if machine.kind == "cpu" else 14)  # 7 times, twice


def test_the_crossover_has_a_line_for_each_device_and_the_calculated_one(
    machine, monkeypatch
):
    """A made-up device is slow for small matrices, and fast for large ones."""

    def timeit(function, where):
        (square,) = (cell.cell_contents for cell in function.__closure__)
        slow, fast = 1e-6 + len(square) ** 3 / 3e10, 5e-5 + len(square) ** 3 / 3e12
        return Timing(slow if str(where) == "cpu" else fast, 0, 0)

    lines = []

    def show(fig, alt):
        lines.extend(line.get_label() for line in fig.axes[0].lines)

    machine.run("device = pick_device()")
    machine.names.update(timeit=timeit, show=show)
    threads = torch.get_num_threads()
    machine.run("sizes = (", "def t4_seconds", "T4 at best, calculated")
    assert torch.get_num_threads() == threads
    kinds = list(dict.fromkeys(["cpu", machine.kind]))
    names = ["cpu, one core", *kinds[1:]]
    measured = [f"{name}, measured here" for name in names]
    assert lines == [*measured, "T4 at best, calculated"]


def test_the_t4_is_calculated_from_the_published_figures():
    names = definitions()
    names.seconds = {"cpu": [1e-6]}
    assert names.t4_seconds(1) == pytest.approx(6e-6, rel=1e-3)
    assert names.t4_seconds(8192) == pytest.approx(2 * 8192**3 / 8.1e12, rel=1e-3)
