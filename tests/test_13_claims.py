"""What notebook 13 claims of resuming and its own asserts do not prove.

The loops have their tests in test_training.py.
"""

import tempfile
from pathlib import Path

import pytest
import torch
from notebook_code import definitions_of
from torch import nn

from torchcourse import training

NAME = "13_training_loop"


def resumable(seed=0):
    """Return the functions of the last section, on small data in place of MNIST."""
    generator = torch.Generator().manual_seed(seed)
    names = {name: getattr(training, name) for name in training.__all__}
    names |= {"torch": torch, "nn": nn, "loss_function": nn.CrossEntropyLoss()}
    names["train_images"] = torch.randn(1000, 784, generator=generator)
    names["train_labels"] = torch.randint(10, (1000,), generator=generator)
    sources = definitions_of(NAME)
    for name in ("shuffled_batches", "begin", "go_on"):
        exec(sources[name], names)
    return names["begin"], names["go_on"]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_resumed_run_is_the_uninterrupted_one(seed):
    begin, go_on = resumable()
    whole = go_on(*begin(seed), epochs=5)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.pt"
        model, optimizer, schedule = begin(seed)
        go_on(model, optimizer, schedule, epochs=3)
        training.save_checkpoint(path, model, optimizer, 3, schedule)
        same = []
        for forget in (False, True):
            resumed = begin(seed + 7)
            done = training.load_checkpoint(path, *resumed)
            if forget:
                torch.manual_seed(seed)  # order and dropout start anew
            pairs = zip(whole, go_on(*resumed, epochs=5 - done), strict=True)
            same.append([torch.equal(a, b) for a, b in pairs])
    assert done == 3
    assert all(same[0])
    assert not any(same[1])
