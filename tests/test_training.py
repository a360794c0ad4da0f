"""Training loops as taught, and checkpoints that survive kills, damage and malice."""

import ast
import functools
import inspect
import io
import json
import os
import pickle
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from patience import ended
from torch import nn
from torch.optim import lr_scheduler

from torchcourse import files, training
from torchcourse.training import (
    BadCheckpoint,
    evaluate,
    load_checkpoint,
    save_checkpoint,
    train_one_epoch,
)

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "13_training_loop.ipynb"
loss_function = nn.CrossEntropyLoss()


# --- the loops ---------------------------------------------------------------------


def taught(name):
    """Return the source of a function as the notebook writes it."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    found = []
    for source in ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]:
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                lines = source.splitlines()[first - 1 : node.end_lineno]
                found.append("\n".join(lines))
    (only,) = found
    return only


@pytest.mark.parametrize("name", ["train_one_epoch", "evaluate"])
def test_the_function_is_the_one_taught(name):
    assert inspect.getsource(getattr(training, name)).rstrip("\n") == taught(name)


def make_batches(sizes=(8, 8, 3), seed=0):
    generator = torch.Generator().manual_seed(seed)
    return [
        (
            torch.randn(size, 5, generator=generator),
            torch.randint(4, (size,), generator=generator),
        )
        for size in sizes
    ]


def make_model(dropout=0.0):
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(5, 4), nn.Dropout(dropout))


def test_an_epoch_takes_one_step_per_batch_and_weighs_every_example_alike():
    model, by_hand = make_model(), make_model()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    model.eval()
    model[0].weight.grad = torch.ones(4, 5)  # left over from earlier work
    mean = train_one_epoch(model, make_batches(), loss_function, optimizer)
    total = 0.0
    for images, labels in make_batches():
        loss = nn.functional.cross_entropy(by_hand(images), labels)
        gradients = torch.autograd.grad(loss, list(by_hand.parameters()))
        total += loss.item() * len(labels)
        with torch.no_grad():
            for parameter, gradient in zip(
                by_hand.parameters(), gradients, strict=True
            ):
                parameter -= 0.5 * gradient
    assert isinstance(mean, float)
    assert mean == pytest.approx(total / 19, rel=1e-6)
    for one, other in zip(model.parameters(), by_hand.parameters(), strict=True):
        assert torch.allclose(one, other, atol=1e-6)
    assert model.training


def test_the_scheduler_steps_once_per_batch():
    model = make_model()
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    scheduler = lr_scheduler.LambdaLR(optimizer, lambda step: 0.5**step)
    train_one_epoch(model, make_batches(), loss_function, optimizer, scheduler)
    assert scheduler.get_last_lr() == [0.125]


def test_evaluation_does_not_depend_on_the_batches_and_learns_nothing():
    model = make_model(dropout=0.5)
    images, labels = map(torch.cat, zip(*make_batches(), strict=True))
    loss, accuracy = evaluate(model, make_batches(), loss_function)
    logits = model[0](images)
    assert loss == pytest.approx(loss_function(logits, labels).item(), rel=1e-5)
    right = (logits.argmax(dim=1) == labels).float().mean().item()
    assert accuracy == pytest.approx(right, abs=1e-6)
    assert not model.training
    assert all(parameter.grad is None for parameter in model.parameters())


# --- resuming ----------------------------------------------------------------------

SCHEDULERS = {
    "none": lambda optimizer: None,
    "cosine": lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, 18),
    "one-cycle": lambda optimizer: lr_scheduler.OneCycleLR(
        optimizer, 0.1, total_steps=18
    ),
}
OPTIMIZERS = {
    "SGD": lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
    "Adam": lambda parameters: torch.optim.Adam(parameters, lr=0.01),
}


def make_run(optimizer="Adam", scheduler="one-cycle"):
    model = make_model(dropout=0.3)
    made = OPTIMIZERS[optimizer](model.parameters())
    return model, made, SCHEDULERS[scheduler](made)


def train(run, epochs):
    """Train with a new order of batches and new dropout in every epoch."""
    model, optimizer, scheduler = run
    losses = []
    for _ in range(epochs):
        batches = make_batches()
        order = torch.randperm(len(batches)).tolist()
        shuffled = [batches[i] for i in order]
        losses.append(
            train_one_epoch(model, shuffled, loss_function, optimizer, scheduler)
        )
    return losses


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("scheduler", SCHEDULERS)
def test_stopped_and_resumed_is_bit_for_bit_the_uninterrupted_run(
    tmp_path, optimizer, scheduler
):
    whole = make_run(optimizer, scheduler)
    losses = train(whole, 6)

    first = make_run(optimizer, scheduler)
    train(first, 3)
    save_checkpoint(tmp_path / "run.pt", *first[:2], 3, first[2])
    torch.manual_seed(99)  # another process would stand elsewhere
    second = make_run(optimizer, scheduler)
    torch.manual_seed(77)
    assert load_checkpoint(tmp_path / "run.pt", *second) == 3
    assert train(second, 3) == losses[3:]
    for one, other in zip(whole[0].parameters(), second[0].parameters(), strict=True):
        assert torch.equal(one, other)
    assert str(whole[1].state_dict()) == str(second[1].state_dict())


def test_the_model_alone_can_be_loaded(tmp_path):
    run = make_run()
    train(run, 1)
    save_checkpoint(str(tmp_path / "run.pt"), *run[:2], 1, run[2])
    model, state = make_model(), torch.get_rng_state()
    assert load_checkpoint(str(tmp_path / "run.pt"), model) == 1
    assert torch.equal(model[0].weight, run[0][0].weight)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
def test_the_random_numbers_of_a_gpu_are_restored_too(tmp_path):
    run = make_run(scheduler="none")
    model = run[0].to("cuda")
    save_checkpoint(tmp_path / "run.pt", *run[:2], 0)
    expected = torch.rand(3, device="cuda")
    load_checkpoint(tmp_path / "run.pt", *run[:2])
    assert torch.equal(torch.rand(3, device="cuda"), expected)
    load_checkpoint(tmp_path / "run.pt", model.to("cpu"))


# --- what is refused ---------------------------------------------------------------


@pytest.fixture
def saved(tmp_path):
    """A checkpoint on disk."""
    run = make_run()
    train(run, 1)
    save_checkpoint(tmp_path / "run.pt", *run[:2], 1, run[2])
    return tmp_path / "run.pt"


def assert_refused(path, match, run=None):
    """Assert one clear message, and that nothing was changed."""
    run = run or make_run()
    torch.manual_seed(5)
    before = snapshot(run)
    with pytest.raises(BadCheckpoint, match=match) as caught:
        load_checkpoint(path, *run)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert snapshot(run) == before


def snapshot(run):
    parts = [part.state_dict() for part in run if part is not None]
    return str(parts), torch.get_rng_state().tolist()


def test_a_truncated_file_is_refused_wherever_it_ends(saved):
    content = saved.read_bytes()
    for size in [*range(0, len(content), len(content) // 40), len(content) - 1]:
        saved.write_bytes(content[:size])
        assert_refused(saved, "truncated or damaged|no checkpoint, or an empty one")


def test_a_changed_number_is_refused(saved):
    content = bytearray(saved.read_bytes())
    with zipfile.ZipFile(saved) as parts:
        entry = next(i for i in parts.infolist() if i.filename.endswith("data/0"))
    content[entry.header_offset + 300] ^= 1  # past the header and its padding
    saved.write_bytes(content)
    assert_refused(saved, "truncated or damaged")


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "run.pt"
    path.write_text("loss 0.1")
    assert_refused(path, "no checkpoint")
    torch.save(make_model().state_dict(), path)
    assert_refused(path, "not written by save_checkpoint")


def test_another_architecture_is_refused_by_the_name_of_its_part(saved):
    wide = nn.Sequential(nn.Linear(5, 6), nn.Dropout())
    optimizer = torch.optim.Adam(wide.parameters())
    wanted = r"0.weight is \(4, 5\) in the file and \(6, 5\) in your model"
    assert_refused(saved, wanted, (wide, optimizer, None))
    assert_refused(saved, "1.weight is missing", (nn.Sequential(*map(linear, "ab")),))


def linear(_):
    return nn.Linear(5, 4)


def test_another_optimizer_or_scheduler_is_refused(saved):
    kind = "saved with Adam of 2 tensors, OneCycleLR, yours is "
    assert_refused(saved, kind + "SGD of 2", make_run("SGD"))
    assert_refused(saved, kind + "Adam of 2 .* CosineAnn", make_run(scheduler="cosine"))
    assert_refused(saved, kind + "Adam of 2 .* no sched", make_run(scheduler="none"))


class Malicious:
    """Makes the folder named when it is unpickled."""

    def __init__(self, folder):
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


def zipped(path, thing):
    torch.save({"model": thing, "epoch": 1}, path)


def legacy(path, thing):
    torch.save({"model": thing}, path, _use_new_zipfile_serialization=False)


def pickled(path, thing):
    path.write_bytes(pickle.dumps(thing))


def hidden_before_a_zip(path, thing):
    buffer = io.BytesIO()
    torch.save({}, buffer)
    path.write_bytes(pickle.dumps(thing) + buffer.getvalue())


@pytest.mark.parametrize("form", [zipped, legacy, pickled, hidden_before_a_zip])
def test_a_malicious_pickle_is_refused_and_not_run(tmp_path, form):
    victim = tmp_path / "made_by_the_pickle"
    form(tmp_path / "run.pt", Malicious(victim))
    assert_refused(tmp_path / "run.pt", "maybe code. Nothing of it was run|no check")
    assert not victim.exists()


def test_the_pickle_would_have_run_elsewhere(tmp_path):
    victim = tmp_path / "made_by_the_pickle"
    zipped(tmp_path / "run.pt", Malicious(victim))
    torch.load(tmp_path / "run.pt", weights_only=False)
    assert victim.exists()


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"run\.pt"):
        load_checkpoint(tmp_path / "run.pt", make_model())


# --- what is saved can be loaded ----------------------------------------------------

RATE = np.logspace(-3, -1, 3)[0]
NUMBERS = {  # how NumPy's numbers get into a training
    "rate": lambda p: (torch.optim.Adam(p, lr=RATE), None),
    "float32": lambda p: (torch.optim.SGD(p, lr=np.float32(0.1)), None),
    "array of no dimension": lambda p: (torch.optim.SGD(p, lr=np.array(0.1)), None),
    "weight decay": lambda p: (torch.optim.Adam(p, weight_decay=RATE), None),
    "betas": lambda p: (torch.optim.Adam(p, betas=(np.float64(0.8), 0.9)), None),
    "gamma": lambda p: scheduled(p, lr_scheduler.ExponentialLR, gamma=RATE),
    "max_lr": lambda p: scheduled(
        p, lr_scheduler.OneCycleLR, max_lr=RATE, total_steps=18
    ),
    "milestones": lambda p: scheduled(
        p, lr_scheduler.MultiStepLR, milestones=list(np.arange(2, 9, 3))
    ),
    "function": lambda p: scheduled(
        p, lr_scheduler.LambdaLR, lr_lambda=lambda epoch: np.cos(epoch / 9)
    ),
}


def scheduled(parameters, kind, **options):
    optimizer = torch.optim.SGD(parameters, lr=0.1)
    return optimizer, kind(optimizer, **options)


@pytest.mark.parametrize("made", NUMBERS.values(), ids=NUMBERS)
def test_numbers_of_numpy_are_saved_as_those_of_python(made, tmp_path):
    def run():
        model = make_model(dropout=0.3)
        return model, *made(model.parameters())

    whole = run()
    losses = train(whole, 6)
    first, second = run(), run()
    train(first, 3)
    save_checkpoint(tmp_path / "run.pt", *first[:2], np.int64(3), first[2])
    done = load_checkpoint(tmp_path / "run.pt", *second)
    assert (done, type(done)) == (3, int)
    assert train(second, 3) == pytest.approx(losses[3:], rel=1e-6)
    if second[2] is not None:  # a Counter stays one
        saved, loaded = first[2].state_dict(), second[2].state_dict()
        dicts = [name for name, value in saved.items() if isinstance(value, dict)]
        assert all(type(loaded[name]) is type(saved[name]) for name in dicts)


def test_what_could_not_be_loaded_is_refused_when_it_is_saved(saved):
    model, optimizer, scheduler = make_run()
    before = saved.read_bytes()
    for value in (np.arange(3), lambda step: step, Malicious("folder")):
        optimizer.param_groups[0]["note"] = [1.0, value]
        part = re.escape("optimizer['param_groups'][0]['note'][1]")
        kind = f"its part {part} is of type {type(value).__name__}"
        with pytest.raises(TypeError, match=kind) as caught:
            save_checkpoint(saved, model, optimizer, 1, scheduler)
        assert "\n" not in str(caught.value)
        assert saved.read_bytes() == before
        assert list(saved.parent.iterdir()) == [saved]


def with_a_compiled_layer(model):
    model[0] = torch.compile(model[0])
    return model


WRAPPERS = {
    "compiled": torch.compile,
    "parallel": nn.DataParallel,
    "compiled and parallel": lambda model: nn.DataParallel(torch.compile(model)),
    "a layer compiled": with_a_compiled_layer,
}


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
def test_wrapped_models_and_plain_ones_load_each_other(wrap, tmp_path):
    path = tmp_path / "run.pt"
    plain, wrapped = make_model(), wrap(make_model())
    weight = next(plain.parameters())
    other = next(wrapped.parameters())
    nn.init.ones_(other)
    adam = torch.optim.Adam(wrapped.parameters())
    save_checkpoint(path, wrapped, adam, 1)
    assert load_checkpoint(path, plain, torch.optim.Adam(plain.parameters())) == 1
    assert (weight == 1).all()
    nn.init.zeros_(weight)
    save_checkpoint(path, plain, torch.optim.Adam(plain.parameters()), 2)
    assert load_checkpoint(path, wrapped, adam) == 2
    assert (other == 0).all()


class Counting(nn.Linear):
    """A layer with extra state, as PyTorch allows it."""

    seen = 0

    def get_extra_state(self):
        return {"seen": np.int64(self.seen)}

    def set_extra_state(self, state):
        if state["seen"] < 0:
            raise ValueError("a negative count")
        self.seen = state["seen"]


def counting_run(seen):
    model = nn.Sequential(nn.Linear(5, 4), Counting(4, 3))
    model[1].seen = seen
    return model, torch.optim.Adam(model.parameters()), None


def test_extra_state_is_saved_and_loaded(tmp_path):
    path, run = tmp_path / "run.pt", counting_run(0)
    save_checkpoint(path, *counting_run(7)[:2], 1)
    load_checkpoint(path, *run)
    assert run[0][1].seen == 7
    save_checkpoint(path, *counting_run(-1)[:2], 1)
    assert_refused(path, "does not fit this training .ValueError: a negative", run)
    no_extra = nn.Sequential(nn.Linear(5, 4), nn.Linear(4, 3))
    adam = torch.optim.Adam(no_extra.parameters())
    extra = "1._extra_state is no tensor in the file and missing in your model"
    assert_refused(path, extra, (no_extra, adam, None))


DAMAGE = {
    "optimizer": lambda state: state.update(optimizer={}),
    "groups": lambda state: state["optimizer"]["param_groups"][0].clear(),
    "random": lambda state: state["random"].update(cpu=torch.zeros(3)),
    "random of another size": lambda state: state["random"].update(
        cpu=torch.zeros(3, dtype=torch.uint8)
    ),
    "scheduler": lambda state: state.update(scheduler=None),
    "model": lambda state: state.update(model=None),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_refused_checkpoint_changes_nothing(damage, saved):
    state = torch.load(saved, weights_only=True)
    damage(state)
    torch.save(state, saved)
    run = make_run()
    train(run, 2)
    assert_refused(saved, "does not fit this training", run)


def test_an_interrupted_load_changes_nothing(saved, monkeypatch):
    kind, calls = lr_scheduler.OneCycleLR, []
    load = kind.load_state_dict

    def interrupt_once(scheduler, state):
        calls.append(state)
        load(scheduler, state)
        if len(calls) == 1:
            raise KeyboardInterrupt

    run = make_run()
    before = snapshot(run)
    monkeypatch.setattr(kind, "load_state_dict", interrupt_once)
    with pytest.raises(KeyboardInterrupt):
        load_checkpoint(saved, *run)
    assert snapshot(run) == before


# --- kills and full disks -----------------------------------------------------------


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a disk that is full")
def test_a_full_disk_leaves_the_old_checkpoint_and_says_so(saved, monkeypatch):
    full = functools.partial(io.FileIO, "/dev/full", "wb")
    monkeypatch.setattr(files, "open", lambda *_: full(), raising=False)
    run = make_run()
    with pytest.raises(OSError, match=r"run\.pt cannot be written: the disk is full"):
        save_checkpoint(saved, *run[:2], 2, run[2])
    assert load_checkpoint(saved, *run) == 1
    assert list(saved.parent.iterdir()) == [saved]


def test_a_missing_folder_is_made(tmp_path):
    run = make_run()
    save_checkpoint(tmp_path / "runs" / "1" / "run.pt", *run[:2], 2, run[2])
    assert load_checkpoint(tmp_path / "runs" / "1" / "run.pt", *run) == 2


def kill_while_saving(folder, saver):
    script = Path(__file__).with_name("kill_while_saving.py")
    command = [sys.executable, str(script), str(folder), saver, "50"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, **pipes)
    output, errors = ended(process, seconds=600)
    assert process.returncode == 0, errors
    return map(int, output.split())


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which Windows lacks")
def test_fifty_kills_leave_a_readable_checkpoint(tmp_path):
    unreadable, under_way = kill_while_saving(tmp_path, "save_checkpoint")
    assert unreadable == 0
    assert under_way > 5  # kills that hit a half-written file


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which Windows lacks")
def test_the_kills_would_hurt_a_saver_that_writes_in_place(tmp_path):
    unreadable, _ = kill_while_saving(tmp_path, "in_place")
    assert unreadable > 0
