"""``train_ddp``: the same training for any number of processes, and clear failures.

Processes are really started, as few as possible: two "machines" train 100 steps, then
two processes go on from their checkpoint, of which one dies. The programs that wait for
nobody run side by side.
"""

import argparse
import contextlib
import functools
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import torch.distributed as dist
from patience import ended

from torchcourse import launch, train_ddp, training

HERE = Path(__file__).parent
STEPS = 100
OPTIONS = [f"--images={128 * STEPS}", "--batch-size=128", "--epochs=1", "--double"]
TORCHRUN = ["-m", "torch.distributed.run", "--local-addr=127.0.0.1"]
LIMIT = 60  # seconds from a failure to the end, as promised
needs_torchrun = pytest.mark.skipif(
    sys.platform == "win32", reason="PyTorch's builds for Windows cannot run torchrun"
)


@pytest.fixture(autouse=True, scope="module")
def read_the_data_once():
    """Keep the digits that this process has loaded."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train_ddp, "load_mnist", functools.cache(train_ddp.load_mnist))
        yield


@contextlib.contextmanager
def started(*command, **environment):
    """Start Python with a command and some variables; at the end, nothing is left."""
    changed = {**os.environ, "OMP_NUM_THREADS": "1", **environment}
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen([sys.executable, *command], env=changed, **pipe)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()  # torchrun ends its workers, too
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=40)
            process.kill()
        process.communicate()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def group_of_two(rank, port):
    """Return the environment in which a process looks for one other."""
    place = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": "2"}
    return {**place, "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port}


def said(errors):
    """Return the messages of ``train_ddp`` among all that was written."""
    return [line for line in errors.splitlines() if line.startswith("train_ddp, rank")]


# --- the same training -------------------------------------------------------------

RECORD = """
import os, sys, torch
from torchcourse import train_ddp, training
sys.path[:0] = os.environ["MODULES"].split(os.pathsep)
from test_train_ddp import recorded

training.train_one_epoch, steps = recorded(training.train_one_epoch)
train_ddp.main()
torch.save(torch.stack(steps), os.environ["STEPS_FILE"] + os.environ["RANK"])
"""


def recorded(learn):
    """Return ``train_one_epoch`` and a list that gets the parameters of each step."""
    steps = []

    def train_one_epoch(model, batches, loss_function, optimizer):
        def note(*ignored):
            vector = torch.nn.utils.parameters_to_vector(model.parameters())
            steps.append(vector.detach())

        handle = optimizer.register_step_post_hook(note)
        mean = learn(model, batches, loss_function, optimizer)
        handle.remove()
        return mean

    return train_one_epoch, steps


def run_here(*options):
    """Run in this process, a group of one; return what each step led to."""
    learn = training.train_one_epoch
    training.train_one_epoch, steps = recorded(learn)
    try:
        train_ddp.run([*OPTIONS, *options])
    finally:
        training.train_one_epoch = learn
    return torch.stack(steps)


@pytest.fixture(scope="module")
def two_machines(tmp_path_factory):
    """Two torchruns on this machine, as on two: their output and recorded steps."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "program.py").write_text(RECORD)
    place = ["--nnodes=2", "--nproc-per-node=1", "--rdzv-conf=timeout=600"]
    place += ["--master-addr=127.0.0.1", f"--master-port={free_port()}"]
    program = [
        str(folder / "program.py"),
        *OPTIONS,
        f"--checkpoint={folder / 'run.pt'}",
    ]
    modules = os.pathsep.join(str(HERE.parent / name) for name in ("tests", "tools"))
    files = {"STEPS_FILE": str(folder / "steps"), "MODULES": modules}
    with contextlib.ExitStack() as stack:
        commands = [[*TORCHRUN, *place, f"--node-rank={i}", *program] for i in (0, 1)]
        nodes = [stack.enter_context(started(*c, **files)) for c in commands]
        texts = [ended(node) for node in nodes]
    errors = "\n".join(said for _, said in texts)
    assert [node.returncode for node in nodes] == [0, 0], errors
    return folder, texts


@pytest.fixture(scope="module")
def by_one():
    """The parameters after each step of two epochs in one process."""
    return run_here("--epochs=2")


@pytest.mark.slow  # by day, notebook 18 compares two processes with one
@needs_torchrun
def test_two_processes_follow_one_for_a_hundred_steps(two_machines, by_one):
    folder, _ = two_machines
    assert len(by_one) == 2 * STEPS
    for rank in (0, 1):
        by_two = torch.load(folder / f"steps{rank}")
        assert len(by_two) == STEPS
        assert by_two.dtype == torch.float64  # in float32, rounding may grow
        assert (by_two - by_one[:STEPS]).abs().max() < 1e-9
    moved = (by_one[STEPS - 1] - by_one[0]).abs().max()
    assert moved > 1e-2  # they had a way to go


@pytest.mark.slow
@needs_torchrun
def test_the_share_of_one_alone_would_not_do(two_machines):
    folder, _ = two_machines
    by_two = torch.load(folder / "steps0")
    half = run_here("--batch-size=64")[1::2]
    assert (by_two - half).abs().max() > 1e-3


@pytest.mark.slow
@needs_torchrun
def test_only_rank_0_prints(two_machines):
    _, ((first, _), (second, _)) = two_machines
    assert "processes: 2, device: cpu" in first
    assert first.count("epoch 1: accuracy 0.") == 1
    assert second == ""


@pytest.mark.slow
@needs_torchrun
def test_the_checkpoint_is_of_the_bare_model(two_machines):
    folder, _ = two_machines
    saved = torch.load(folder / "run.pt", weights_only=True)
    assert saved["epoch"] == 1
    assert next(iter(saved["model"])) == "0.weight"
    steps = torch.load(folder / "steps0")
    vector = torch.cat([value.flatten() for value in saved["model"].values()])
    assert torch.equal(vector, steps[-1])


# --- failures ----------------------------------------------------------------------


def unlucky():
    import os
    import signal

    from torchcourse import train_ddp, training

    if os.environ["RANK"] == "1":
        training.train_one_epoch = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    train_ddp.main()


@pytest.mark.slow
@needs_torchrun
def test_a_worker_that_dies_ends_the_run_and_the_checkpoint_goes_on(
    two_machines, by_one, capsys
):
    folder, _ = two_machines
    checkpoint = f"--checkpoint={folder / 'run.pt'}"
    done = launch.torchrun(unlucky, *OPTIONS, checkpoint, "--epochs=2", seconds=600)
    assert done.status != 0
    (message,) = said(done.errors)
    assert message.startswith("train_ddp, rank 0: ")
    assert "resumed after epoch 1" in done.output
    assert "epoch 2" not in done.output
    if os.path.isdir("/proc"):
        assert running_with(checkpoint) == []

    capsys.readouterr()
    resumed = run_here(checkpoint, "--epochs=2")
    assert "resumed after epoch 1" in capsys.readouterr().out
    assert (resumed - by_one[STEPS:]).abs().max() < 1e-9


def running_with(text):
    """Return the processes whose command line holds a text."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):  # it has ended
            line = Path("/proc", name, "cmdline").read_text()
            found += [line] if text in line else []
    return found


IMPATIENT = """
import sys
from datetime import timedelta
from torchcourse import train_ddp

train_ddp.WAIT = timedelta(seconds=2)
train_ddp.main()
"""


def test_a_port_in_use_and_a_missing_rank():
    module = ["-m", "torchcourse.train_ddp"]
    with contextlib.ExitStack() as stack:
        taken = stack.enter_context(socket.socket())
        taken.bind(("", 0))
        taken.listen()
        busy = group_of_two("0", str(taken.getsockname()[1]))
        alone = group_of_two("0", free_port())
        runs = {
            "address already in use": started(*module, **busy),
            "1/2 clients joined": started("-c", IMPATIENT, **alone),
        }
        processes = {text: stack.enter_context(run) for text, run in runs.items()}
        for text, process in processes.items():
            _, errors = ended(process)
            assert process.returncode == 1, errors
            (message,) = said(errors)
            assert message.startswith("train_ddp, rank 0: no contact with the others.")
            assert text in message
            assert "Traceback" not in errors


@pytest.mark.slow
@needs_torchrun
def test_torchrun_itself_waits_for_no_port_and_for_no_machine():
    """The programs have not even started: the last line is torchrun's own."""
    program = ["-m", "torchcourse.train_ddp"]
    with contextlib.ExitStack() as stack:
        taken = stack.enter_context(socket.socket())
        taken.bind(("", 0))
        taken.listen()
        port = taken.getsockname()[1]
        busy = ["--nproc-per-node=2", f"--master-port={port}"]
        alone = ["--nnodes=2", "--node-rank=0", "--rdzv-conf=timeout=2"]
        alone += ["--master-addr=127.0.0.1", f"--master-port={free_port()}"]
        runs = {
            "address already in use": started(*TORCHRUN, *busy, *program),
            "1/2 clients joined": started(*TORCHRUN, *alone, *program),
        }
        processes = {text: stack.enter_context(run) for text, run in runs.items()}
        for text, process in processes.items():
            _, errors = ended(process)
            assert process.returncode == 1, errors
            assert text in errors.strip().splitlines()[-1]


def test_the_waits_are_shorter_than_a_minute():
    """A client may try twice, with a pause between; no clock of a busy machine."""
    assert 3 * train_ddp.WAIT.total_seconds() + 10 < LIMIT


# --- its parts, in this process ----------------------------------------------------


@pytest.fixture
def group():
    """A group of one."""
    train_ddp.join()
    yield
    dist.destroy_process_group()


def options_of(*arguments):
    options = train_ddp.read_options(arguments)
    options.device = torch.device("cpu")
    return options


def test_a_failing_program_shows_its_own_error(monkeypatch):
    def broken():
        raise RuntimeError("mat1 and mat2 shapes cannot be multiplied")

    monkeypatch.setattr(train_ddp, "run", broken)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(train_ddp, "stop", lambda reason: pytest.fail(reason))
    with pytest.raises(RuntimeError, match="mat1"):
        train_ddp.main()


def test_a_lost_group_is_told_and_so_is_an_order_to_end(monkeypatch):
    def lost():
        raise RuntimeError("[gloo/transport/tcp/pair.cc:1] Connection closed by peer")

    told, handlers = [], {}
    monkeypatch.setattr(train_ddp, "run", lost)
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(train_ddp, "stop", told.append)
    train_ddp.main()
    handlers[signal.SIGTERM](signal.SIGTERM, None)
    assert "no contact with the others" in told[0]
    assert "closed by peer" in told[0]
    assert told[1] == "told to end (SIGTERM)."


@pytest.mark.parametrize(
    ("local_rank", "order"), [("0", "load wait"), ("1", "wait load")]
)
def test_one_process_of_each_machine_loads_first(monkeypatch, local_rank, order):
    class Loaded(Exception):
        pass

    events = []

    def load():
        events.append("load")
        if events == ["wait", "load"]:
            raise Loaded
        return None

    def wait(group):
        assert group == "patient"
        events.append("wait")
        if events == ["load", "wait"]:
            raise Loaded

    monkeypatch.setenv("LOCAL_RANK", local_rank)
    monkeypatch.setattr(train_ddp, "load_mnist", load)
    monkeypatch.setattr(dist, "new_group", lambda **options: "patient")
    monkeypatch.setattr(dist, "barrier", wait)
    with pytest.raises(Loaded):
        train_ddp.load_data(options_of("--images=10"))
    assert " ".join(events) == order


def test_the_data_are_split_as_in_notebook_06(group):
    training_pair, validation_pair = train_ddp.load_data(options_of("--images=500"))
    order = torch.randperm(60_000, generator=torch.Generator().manual_seed(0))
    mnist = train_ddp.load_mnist()
    for (images, labels), rows in (
        (training_pair, order[:500]),
        (validation_pair, order[50_000:]),
    ):
        assert torch.equal(labels, mnist.train_labels[rows])
        pixels = mnist.train_images[rows].flatten(1) / 255
        assert torch.allclose(images, (pixels - 0.131) / 0.308)


def test_more_images_than_there_are_never_reach_validation(group):
    (images, _), _ = train_ddp.load_data(options_of("--images=60000"))
    assert len(images) == 50_000


@pytest.mark.parametrize(
    ("gpus", "processes", "expected"),
    [
        (0, 1, "cpu"),
        (1, 1, "cuda:0"),
        (1, 2, "cpu"),
        (2, 2, "cuda:1"),
        (8, 2, "cuda:1"),
    ],
)
def test_each_process_has_a_gpu_of_its_own_or_all_use_the_cpu(
    monkeypatch, gpus, processes, expected
):
    joined, chosen = [], []
    monkeypatch.setenv("LOCAL_WORLD_SIZE", str(processes))
    monkeypatch.setenv("LOCAL_RANK", str(processes - 1))
    monkeypatch.setenv("RANK", "3")
    monkeypatch.setattr(dist, "is_nccl_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: gpus)
    monkeypatch.setattr(torch.cuda, "set_device", chosen.append)
    monkeypatch.setattr(
        dist, "init_process_group", lambda backend, timeout: joined.append(backend)
    )
    assert train_ddp.join() == torch.device(expected)
    assert joined == ["gloo" if expected == "cpu" else "nccl"]
    assert chosen == ([] if expected == "cpu" else [torch.device(expected)])


def test_without_nccl_all_use_the_cpu(monkeypatch):
    monkeypatch.setattr(dist, "is_nccl_available", lambda: False)  # as on Windows
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    assert train_ddp.join() == torch.device("cpu")
    dist.destroy_process_group()


def test_checkpoints_that_differ_between_machines_are_refused(monkeypatch, tmp_path):
    def gather(everyone, own):
        everyone[:] = [own, 3]

    monkeypatch.setattr(dist, "get_world_size", lambda: 2)
    monkeypatch.setattr(dist, "all_gather_object", gather)
    model = torch.nn.Linear(2, 2)
    optimizer = torch.optim.Adam(model.parameters())
    with pytest.raises(training.BadCheckpoint, match="not the same on every machine"):
        train_ddp.resume(tmp_path / "run.pt", model, optimizer)


def test_every_epoch_has_an_order_of_its_own(monkeypatch):
    seen = []
    monkeypatch.setattr(
        training, "train_one_epoch", lambda model, batches, *_: seen.append([*batches])
    )
    train_ddp.run(["--images=64", "--batch-size=32", "--epochs=2"])
    first, second = [torch.cat([labels for _, labels in epoch]) for epoch in seen]
    assert sorted(first.tolist()) == sorted(second.tolist())
    assert not torch.equal(first, second)


def test_a_finished_run_trains_no_more(tmp_path, capsys):
    options = ["--images=64", "--batch-size=32", f"--checkpoint={tmp_path / 'run.pt'}"]
    train_ddp.run([*options, "--epochs=1"])
    capsys.readouterr()
    train_ddp.run([*options, "--epochs=1"])
    assert "resumed after epoch 1" in capsys.readouterr().out


def test_other_ranks_neither_print_nor_save(monkeypatch, tmp_path, capsys):
    class Second:
        """``torch.distributed`` as it looks from rank 1."""

        def get_rank(self):
            return 1

        def __getattr__(self, name):
            return getattr(dist, name)

    monkeypatch.setattr(train_ddp, "dist", Second())
    train_ddp.run(["--images=64", "--epochs=1", f"--checkpoint={tmp_path / 'run.pt'}"])
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_batch_that_cannot_be_shared_equally_is_refused(monkeypatch, capsys):
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(SystemExit) as caught:
        train_ddp.read_options(["--batch-size=128"])
    assert caught.value.code != 0
    assert "share --batch-size equally" in capsys.readouterr().err
    options = train_ddp.read_options(["--batch-size=129"])
    assert isinstance(options, argparse.Namespace)


@pytest.mark.skipif(torch.cuda.device_count() < 2, reason="needs two CUDA GPUs")
def test_two_gpus_train_together():
    done = launch.torchrun("torchcourse.train_ddp", *OPTIONS, seconds=600)
    assert done.status == 0, done.errors
    assert "processes: 2, device: cuda" in done.output
