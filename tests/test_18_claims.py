"""What notebook 18 shows as text: commands, and the loop with DDP; how a group ends."""

import json
import re
import shlex
import sys
from pathlib import Path

import pytest
import torch
from notebook_code import definitions_of
from torch.distributed.run import get_args_parser

from torchcourse import launch, train_ddp

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "18_scaling_out.ipynb"
CELLS = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
TEXT = "\n".join("".join(c["source"]) for c in CELLS if c["cell_type"] == "markdown")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.M | re.S)
JOINED = re.sub(r"\s*\\\n\s*", " ", TEXT)
PROGRAM = r"(?:-m torchcourse\.train_ddp|vanish\.py)"
COMMANDS = re.findall(rf"torchrun -[^'\n]*? {PROGRAM}[^'\n]*", JOINED)


def test_the_commands_are_found():
    """A process that dies (two commands), two machines."""
    assert len(COMMANDS) == 3


@pytest.mark.parametrize("command", COMMANDS)
def test_torchrun_and_the_script_understand_the_command(command):
    words = shlex.split(command)
    parsed = get_args_parser().parse_args(words[1:])
    program = "torchcourse.train_ddp" if parsed.module else "vanish.py"
    assert parsed.training_script == program
    train_ddp.read_options(parsed.training_script_args)
    if parsed.nnodes == "2":  # else the first would wait for ten minutes
        assert int(parsed.rdzv_conf.removeprefix("timeout=")) <= 45


PROGRAMS = definitions_of(NOTEBOOK.stem)
MEET = '    dist.init_process_group("gloo")  # meet the other processes\n'
TRAINS = f"{PROGRAMS['train_together']}\ntrain_together()"
PROGRAMS_THAT_END = {
    "train_together": TRAINS,
    "step_seconds": f"{PROGRAMS['step_seconds']}\nstep_seconds()",
    "train_ddp": "from torchcourse import train_ddp\n"
    "train_ddp.run(['--images=256', '--epochs=1'])",
}
# Adam imports functions whose defaults keep a group that exists already.
TOO_EARLY = TRAINS.replace(MEET, "").replace("    folder =", f"{MEET}    folder =")


def printed_by_two(program, folder):
    """Run a program in two processes; return what each printed last."""
    torch.manual_seed(0)
    rows = torch.randn(256, 784).double(), torch.randint(10, (256,))
    torch.save(rows, folder / "data.pt")
    (folder / "program.py").write_text(f"{program}\n", encoding="utf-8")
    command = [str(folder / "program.py"), str(folder)]
    workers = launch.start_one_by_one(command, 2)
    return [worker.communicate()[0].split()[-1:] for worker in workers]


def threads_left(program, folder):
    """Run a program in two processes; count the threads of each at its end."""
    told = "\nimport os\nprint(len(os.listdir('/proc/self/task')))\n"
    return [int(count) for (count,) in printed_by_two(program + told, folder)]


def trained(program, folder):
    """Run a program that trains in two processes; return the parameters of both."""
    for old in folder.glob("rank_*.pt"):
        old.unlink()
    printed_by_two(program, folder)
    return [torch.load(folder / f"rank_{rank}.pt") for rank in (0, 1)]


@pytest.mark.slow
def test_the_loop_with_ddp_gives_the_same_parameters(tmp_path):
    (loop,) = [code for _, code in BLOCKS if "DistributedDataParallel" in code]
    start = TRAINS.index("    for batch, target")
    end = TRAINS.index("    # One tensor with all")
    with_ddp = TRAINS[:start] + loop + TRAINS[end:]
    without_average = with_ddp.replace("wrapped(share)", "model(share)")
    by_hand, other = trained(TRAINS, tmp_path)
    for same in (other, *trained(with_ddp, tmp_path)):
        torch.testing.assert_close(same, by_hand)
    assert not torch.allclose(trained(without_average, tmp_path)[0], by_hand)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")
@pytest.mark.parametrize("name", PROGRAMS_THAT_END)
def test_no_thread_of_the_group_outlives_it(tmp_path, name):
    """One that frees a tensor while Python ends aborts the process (exit code -6)."""
    assert threads_left(PROGRAMS_THAT_END[name], tmp_path) == [1, 1]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts threads in /proc")
def test_threads_outlive_a_group_that_is_made_before_the_optimizer(tmp_path):
    assert min(threads_left(TOO_EARLY, tmp_path)) > 1
