"""Programs started in several processes: their output, failures, and an end in time."""

import os
import subprocess
import sys

import pytest

from torchcourse import launch

PATIENCE = 600  # seconds; a program that ends by itself needs none of them


def greet():
    import os
    import sys

    names = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "OMP_NUM_THREADS")
    words = [*(os.environ[name] for name in names), *sys.argv[1:]]
    sys.stdout.write(" ".join(words) + "\n")  # one piece: print might mix the lines


def fail():
    import os
    import sys

    sys.exit("rank 1 gives up" if os.environ["RANK"] == "1" else 0)


def sleep():
    import time

    time.sleep(3600)


def print_much_then_meet():
    import os
    import sys
    import time
    from pathlib import Path

    met = Path(sys.argv[1], "met")
    if os.environ["RANK"] == "1":
        print(300_000 * "x")  # a pipe holds 64 KB
        met.touch()
    for _ in range(2000):
        time.sleep(0.0 if met.exists() else 0.1)
    sys.exit(0 if met.exists() else "rank 0 waits for rank 1, and nobody reads rank 1")


def one_by_one(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")


def by_torchrun(monkeypatch):
    if sys.platform == "win32":
        pytest.skip("PyTorch's builds for Windows cannot run torchrun")


WAYS = [one_by_one, pytest.param(by_torchrun, marks=pytest.mark.slow)]


@pytest.mark.parametrize("way", WAYS)
def test_each_process_knows_its_place_and_options(monkeypatch, way):
    way(monkeypatch)
    done = launch.torchrun(greet, "--epochs", 3, processes=2, seconds=PATIENCE)
    assert done.status == 0, done.errors
    assert sorted(done.output.splitlines()) == [
        "0 0 2 2 1 --epochs 3",
        "1 1 2 2 1 --epochs 3",
    ]


@pytest.mark.parametrize("way", WAYS)
def test_a_failure_of_one_is_a_failure_of_all(monkeypatch, tmp_path, way):
    way(monkeypatch)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    done = launch.torchrun(fail, processes=2, seconds=PATIENCE)
    assert list(tmp_path.iterdir()) == [], "torchrun's folder of logs is left behind"
    assert "rank 1 gives up" in done.errors
    assert done.status == 1
    assert done.output == ""


@pytest.mark.parametrize("way", WAYS)
def test_all_are_read_at_once(monkeypatch, tmp_path, way):
    way(monkeypatch)
    done = launch.torchrun(
        print_much_then_meet, tmp_path, processes=2, seconds=PATIENCE
    )
    assert done.errors == ""
    assert done.status == 0
    assert done.output.strip() == 300_000 * "x"


def test_a_module_is_run_by_its_name(monkeypatch):
    one_by_one(monkeypatch)
    done = launch.torchrun("this", processes=1, seconds=PATIENCE)
    assert done.output.startswith("The Zen of Python")


def test_groups_meet_at_a_free_port_on_this_machine(monkeypatch):
    started = []
    monkeypatch.setattr(launch, "_start", lambda *place: started.append(place))
    launch.start_one_by_one(["program.py"], 2)
    launch.start_one_by_one(["program.py"], 2)
    places = [environment for _, environment in started]
    assert {place["MASTER_ADDR"] for place in places} == {"127.0.0.1"}
    ports = [place["MASTER_PORT"] for place in places]
    assert ports[0] == ports[1]
    assert ports[2] == ports[3]
    assert all(port > 1023 for port in ports)


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="looks for processes in /proc")
@pytest.mark.parametrize("way", WAYS)
def test_none_is_left_behind_when_time_is_over(monkeypatch, way, tmp_path):
    way(monkeypatch)
    with pytest.raises(subprocess.TimeoutExpired):
        launch.torchrun(sleep, str(tmp_path), processes=2, seconds=6)
    assert running_with(str(tmp_path)) == []


def running_with(text):
    """Return the processes whose command line holds a text."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/cmdline", encoding="utf-8") as file:
                found += [name] if text in file.read() else []
        except OSError:  # it has ended
            continue
    return found
