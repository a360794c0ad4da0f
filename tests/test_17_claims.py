"""What notebook 17 claims and does not itself assert, on its own cells.

Its cells are run as on a machine with a GPU, too.
"""

from types import SimpleNamespace

import matplotlib
import pytest
import torch
from gpu_machine import Cells, machine_with

matplotlib.use("agg")

CELLS = Cells("17_fast_training")
definitions = CELLS.definitions


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


# --- the cells on a machine with a GPU -----------------------------------------------


@pytest.fixture(params=["cpu", "cuda", "mps"])
def machine(request, monkeypatch):
    yield from machine_with(request.param, CELLS, monkeypatch)


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
    trained.run("recipes = {", "board = {}", "goal, to_goal", "plotting.plot_ranking")
    expected = ["loader of 12", "by index", "+ batches of 512", "+ inked pixels only"]
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
    trained.run("TRY_COMPILE = ", "supposed, not measured")
    said = capsys.readouterr().out
    tried = trained.kind == "cuda"
    assert ("does not work here: RuntimeError" in said) == (tried and not works)
    assert ("measured: " in said.replace("not measured: ", "")) == (tried and works)


def test_a_device_without_bfloat16_is_told_and_left_out(trained, monkeypatch, capsys):
    class Refusing(torch.autocast):
        def __enter__(self):
            raise RuntimeError("Current CUDA Device does not support bfloat16.")

    monkeypatch.setattr(torch, "autocast", Refusing)
    trained.run("1 + 0.003 in")
    said = capsys.readouterr().out
    assert "bfloat16 not here: Current CUDA Device does not support bfloat16." in said
    assert list(trained.names["after"]) == ["highest", "high"]
    assert torch.get_float32_matmul_precision() == "highest"


@pytest.mark.parametrize("finished", [1, 2])
def test_an_interrupted_leaderboard_shows_the_rows_that_are_there(trained, finished):
    """Stopped by the learner, it holds whole rows, and the next cell draws them."""
    train, calls = trained.names["train"], []

    def stopped(*arguments):
        calls.append(arguments)
        if len(calls) > finished:
            raise KeyboardInterrupt
        return train(*arguments)

    trained.names["train"] = stopped
    with pytest.raises(KeyboardInterrupt):
        trained.run("recipes = {", "board = {}")
    expected = ["loader of 12", "by index", "+ batches of 512"][: finished + 1]
    assert list(trained.names["board"]) == expected
    trained.run("goal, to_goal", "plotting.plot_ranking")
    assert trained.titles[0].startswith(f"On one machine ({trained.kind}): ")
