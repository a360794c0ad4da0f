"""Devices are chosen by what they compute; timing waits for queued work."""

import contextlib
import getpass
import os
import platform
from pathlib import Path

import pytest
import torch

from torchcourse import device


@pytest.fixture(autouse=True)
def _no_request(monkeypatch):
    monkeypatch.delenv("TORCHCOURSE_DEVICE", raising=False)


@pytest.fixture
def no_gpu(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


@pytest.mark.usefixtures("no_gpu")
def test_the_cpu_is_chosen_where_nothing_else_is(capsys):
    assert device.pick_device() == torch.device("cpu")
    assert capsys.readouterr().out == "Device: cpu (no GPU that PyTorch can use)\n"


def test_a_request_comes_first(monkeypatch, capsys):
    monkeypatch.setenv("TORCHCOURSE_DEVICE", "cpu")
    assert device.pick_device() == torch.device("cpu")
    assert "set by TORCHCOURSE_DEVICE" in capsys.readouterr().out


@pytest.mark.usefixtures("no_gpu")
@pytest.mark.parametrize("name", ["gpu", "cuda:99", "meta", "nonsense device"])
def test_a_request_that_cannot_be_met_is_passed_over(monkeypatch, capsys, name):
    monkeypatch.setenv("TORCHCOURSE_DEVICE", name)
    assert device.pick_device() == torch.device("cpu")
    said = capsys.readouterr().out
    assert f"{name} passed over: " in said
    assert said.count("\n") == 1
    assert len(said) < 250


def test_a_gpu_that_fails_on_first_use_is_passed_over(monkeypatch, capsys):
    """A driver may say "available" and fail at the first kernel; .to() raises here."""
    real_to = torch.Tensor.to

    def to(tensor, *args, **kwargs):
        if torch.device("cuda") in args:
            raise RuntimeError("CUDA error: no kernel image is available.\nMore lines.")
        return real_to(tensor, *args, **kwargs)

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.Tensor, "to", to)
    assert device.pick_device() == torch.device("cpu")
    said = capsys.readouterr().out
    assert "cuda passed over: CUDA error: no kernel image is available" in said
    assert said.count("\n") == 1


def test_a_device_that_computes_wrongly_is_passed_over(monkeypatch, capsys):
    real = device._problem
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    real_to = torch.Tensor.to
    monkeypatch.setattr(
        torch.Tensor,
        "to",
        lambda tensor, where: real_to(tensor, "cpu") + (where.type == "cuda"),
    )
    assert real("cuda") == "it computed a wrong result"
    assert device.pick_device() == torch.device("cpu")
    assert "cuda passed over: it computed a wrong result" in capsys.readouterr().out


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA GPU")
def test_a_working_gpu_is_chosen():
    assert device.pick_device().type == "cuda"


@contextlib.contextmanager
def setting(change, to, back):
    change(to)
    try:
        yield
    finally:
        change(back)


SETTINGS = {
    "no gradients": lambda: setting(torch.set_grad_enabled, False, True),
    "inference": torch.inference_mode,
    "another device": lambda: setting(torch.set_default_device, "meta", None),
    "a device's context": lambda: torch.device("meta"),
    "float64": lambda: setting(torch.set_default_dtype, torch.float64, torch.float32),
    "float16": lambda: setting(torch.set_default_dtype, torch.float16, torch.float32),
}


@pytest.mark.usefixtures("no_gpu")
@pytest.mark.parametrize("changed", SETTINGS.values(), ids=SETTINGS)
def test_the_settings_of_a_session_do_not_matter_and_stay(changed, capsys):
    with changed():
        before = torch.is_grad_enabled(), torch.is_inference_mode_enabled()
        made = torch.ones(1)
        assert device.pick_device() == torch.device("cpu")
        assert (torch.is_grad_enabled(), torch.is_inference_mode_enabled()) == before
        after = torch.ones(1)
        assert (after.device, after.dtype) == (made.device, made.dtype)
    assert capsys.readouterr().out == "Device: cpu (no GPU that PyTorch can use)\n"


def test_timeit_warms_up_repeats_and_synchronizes(monkeypatch):
    events = []
    monkeypatch.setattr(device, "synchronize", lambda where: events.append(where))
    device.timeit(lambda: events.append("work"), "cuda", repeats=2, warmup=1)
    assert events == ["work", "cuda", "work", "cuda", "cuda", "work", "cuda"]


def test_timeit_waits_for_queued_work(monkeypatch):
    """A stand-in for a GPU: work is queued at once and takes time when waited for."""
    queue, clock = [], [0.0]

    def synchronize(where):
        clock[0] += sum(queue)
        queue.clear()

    monkeypatch.setattr(device, "synchronize", synchronize)
    monkeypatch.setattr(device.time, "perf_counter", lambda: clock[0])
    timing = device.timeit(lambda: queue.append(2.0), "cuda", repeats=3, warmup=2)
    assert timing == (2.0, 2.0, 2.0)


def test_timeit_gives_the_median_and_its_quartiles(monkeypatch):
    ticks = iter([0, 1, 0, 2, 0, 3, 0, 4, 0, 100])
    monkeypatch.setattr(device.time, "perf_counter", lambda: float(next(ticks)))
    timing = device.timeit(lambda: None, repeats=5)
    assert (timing.lower, timing.median, timing.upper) == (2, 3, 4)
    assert str(timing) == "3e+03 ms (2e+03 to 4e+03)"


@pytest.mark.parametrize("wrong", [{"repeats": 1}, {"warmup": -1}])
def test_timeit_refuses_what_has_no_median(wrong):
    with pytest.raises(ValueError, match="use at least 2 repeats"):
        device.timeit(lambda: None, **wrong)


def test_synchronize_returns_on_a_cpu():
    assert device.synchronize("cpu") is None


def test_the_report_is_complete_and_private():
    report = device.report()
    for word in ("Python", "torch", "numpy", "Device", "Data", "Threads", "System"):
        assert word in report
    assert torch.__version__.split("+")[0] in report
    for private in (getpass.getuser(), platform.node(), os.sep, str(Path.home())):
        assert private not in report.replace("n/a", "")
