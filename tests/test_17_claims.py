"""What notebook 17 claims and does not itself assert, on its own cells.

Its cells are run as on a machine with a GPU, too.
"""

import math
from types import SimpleNamespace

import matplotlib
import pytest
import torch
from gpu_machine import Cells, machine_with
from torch import nn

matplotlib.use("agg")

CELLS = Cells("17_fast_training")
definitions = CELLS.definitions


# --- single sentences ----------------------------------------------------------------


def test_bfloat16_rounds_small_updates_away():
    weight = torch.empty(10_000).uniform_(-1 / 28, 1 / 28).bfloat16()
    changed = [(weight + step != weight).float().mean() for step in (1e-3, 1e-5)]
    assert changed[0] == 1
    assert changed[1] < 0.3
    assert torch.finfo(torch.bfloat16).max > 1e38  # the range of float32


def test_an_epoch_by_index_holds_each_image_once_wherever_it_lies():
    names = definitions()
    images, labels = torch.arange(50.0)[:, None], torch.arange(50)
    batches = list(names.shuffled_batches(images, labels, 8))
    assert [len(target) for _, target in batches] == [8] * 6 + [2]
    assert torch.cat([target for _, target in batches]).sort().values.equal(labels)
    assert all(picked[:, 0].equal(target.float()) for picked, target in batches)
    far = list(names.shuffled_batches(images.to("meta"), labels.to("meta"), 8))
    assert {part.device.type for pair in far for part in pair} == {"meta"}


def test_training_and_its_clock_stop_after_the_first_epoch_that_reaches_the_goal():
    names = definitions()
    reached = iter([0.5, 0.9, 0.95])
    vars(names).update(
        goal=0.9,
        math=math,
        device="cpu",
        evaluate=lambda *_: (0.0, next(reached)),
        train_one_epoch=lambda *_: None,
        synchronize=lambda *_: None,
    )
    data = torch.zeros(8, 3), torch.zeros(8), None
    seconds, accuracies = names.train(nn.Linear(3, 2), *data, 4, 0.1, 3, goal=0.9)
    assert accuracies == [0.5, 0.9]
    assert len(seconds) == 2

    assert names.seconds_to_goal([1.0, 2.0], accuracies) == (3, 2)
    assert names.seconds_to_goal([1.0, 2.0, 4.0], [0.5, 0.6, 0.7]) == (math.inf, 3)


# --- the cells on a machine with a GPU -----------------------------------------------


@pytest.fixture(params=["cpu", "cuda", "mps"])
def machine(request, monkeypatch):
    yield from machine_with(request.param, CELLS, monkeypatch)


@pytest.mark.parametrize("works", [True, False])
def test_the_compiler_is_tried_on_cuda_alone_and_may_fail(
    machine, works, monkeypatch, capsys
):
    def compiled(model):
        if not works:
            raise RuntimeError("no compiler")
        return model

    monkeypatch.setattr(torch, "compile", compiled)
    machine.names.update(
        device=torch.device(machine.kind),
        dense=lambda first, second: first,
        make_step=lambda model, mixed: lambda: model,
        plain=SimpleNamespace(median=1.0),
    )
    machine.run("TRY_COMPILE = ")
    said = capsys.readouterr().out
    tried = machine.kind == "cuda"
    assert ("does not work here: RuntimeError" in said) == (tried and not works)
    assert ("first call " in said) == (tried and works)
    assert ("not measured on this machine" in said) == (not tried)
