"""The engine of the exercises: what it accepts, names, shows, survives and keeps."""

import copy
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from torchcourse import checking
from torchcourse.checking import (
    Exercise,
    calls,
    check,
    hint,
    inputs_of,
    keep,
    observers,
    solution,
)
from torchcourse.checking.isolate import DONE, INTERRUPTED, LATE, run_isolated
from torchcourse.checking.rules import MADE_FROM


@pytest.fixture
def ask(monkeypatch, capsys):
    """Return a function that checks an answer to an exercise of the test's own."""

    def ask(exercise, answer, on_one_line=True):
        monkeypatch.setattr(calls, "find", lambda wanted: exercise)
        capsys.readouterr()
        check(answer)
        said = capsys.readouterr().out
        return " ".join(said.split()) if on_one_line else said

    return ask


def doubled(x):
    return 2 * x


def two_vectors(generator):
    large = torch.randn(7, generator=generator)
    return [(torch.tensor([1.5, -2.0]),), (torch.tensor([0.5]),), (large,)]


def exercise_of(reference, cases, **options):
    return Exercise(reference, cases, hints=("Read.", "Think."), mistakes={}, **options)


DOUBLED = exercise_of(doubled, two_vectors)


# --- What is accepted, whatever the session has set ---


@pytest.fixture
def odd_session():
    """Gradients off, float64 and a device without numbers as defaults."""
    torch.set_grad_enabled(False)
    torch.set_default_dtype(torch.float64)
    torch.set_default_device("meta")
    yield
    assert not torch.is_grad_enabled()
    assert torch.get_default_dtype() == torch.float64
    assert torch.zeros(1).device.type == "meta"
    torch.set_grad_enabled(True)
    torch.set_default_dtype(torch.float32)
    torch.set_default_device(None)


@pytest.mark.parametrize("name", checking.find.exercise_names())
def test_settings_of_the_session_change_no_verdict_and_stay(odd_session, capsys, name):
    check(checking.find.load_exercise(name).reference)
    assert capsys.readouterr().out == f"{name}: correct.\n"


def test_inference_mode_changes_no_verdict(ask):
    with torch.inference_mode():
        assert "correct" in ask(DOUBLED, doubled)


def test_random_streams_stand_where_they_stood(ask):
    def draws(x):
        torch.manual_seed(3), np.random.seed(3), random.seed(3)
        return 2 * x

    torch.manual_seed(1), np.random.seed(1), random.seed(1)
    expected = torch.rand(1).item(), np.random.rand(), random.random()
    torch.manual_seed(1), np.random.seed(1), random.seed(1)
    ask(DOUBLED, draws)
    assert (torch.rand(1).item(), np.random.rand(), random.random()) == expected


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda: torch.set_grad_enabled(False), "gradients are switched off"),
        (lambda: torch.set_default_dtype(torch.float64), "default dtype is"),
        (lambda: torch.set_default_device("meta"), "default device is"),
    ],
)
def test_a_setting_that_an_answer_leaves_changed_is_told(ask, change, words):
    def careless(x):
        change()
        return 2 * x

    assert words in ask(DOUBLED, careless)
    assert torch.is_grad_enabled()


def test_a_second_call_must_give_the_same(ask):
    seen = []

    def grows(x):
        seen.append(x)
        return 2 * x if len(seen) < 4 else 3 * x

    assert "a second call with the same arguments is not" in ask(DOUBLED, grows)


# --- What is named, and what is shown ---


@pytest.mark.parametrize("sentence", MADE_FROM)
def test_each_rule_is_told_where_it_holds(ask, sentence):
    def cases(generator):
        one = torch.tensor([[4.0, -2.5], [1.5, 0.3]])
        return [(one,), (one.T - 1,), (torch.randn(3, 2, generator=generator),)]

    exercise = exercise_of(
        lambda x: x.abs() + 0.1 if "root" in sentence else x - 0.1, cases
    )
    wrong = MADE_FROM[sentence]
    said = ask(exercise, lambda x: wrong(exercise.reference(x)))
    assert sentence[1:] in said


def test_two_rules_that_both_hold_stay_silent(ask):
    twos = exercise_of(lambda x: x, lambda generator: [(2.0,), (2.0,), (2.0,)])
    assert "You get 4, expected 2." in ask(twos, lambda x: x**2)  # or x + x


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x: 6 * x, "Every number is 3 times the expected one."),
        (lambda x: 2 * x * len(x), "Every number is `x.shape[0]` times"),
        (lambda x: x, "You return `x` as it came."),
        (lambda x: torch.ones(2), "the same in every case, whatever the arguments"),
        (lambda x: (2 * x).round(decimals=1), "rounded to 1 digits"),
        (lambda x: (2 * x).reshape(-1, 1), "the shape is (2, 1), expected (2,)"),
        (lambda x: (2 * x).to(torch.int64), "The dtype is int64, expected float32"),
        (lambda x: (2 * x - 0.3).trunc(), "The largest error is at [0]: you get 2,"),
        (lambda x: 2 * x + 0j, "The dtype is complex64, expected float32"),
        (lambda x: (2 * x).numpy(), "You return array([3.0, -4.0]), expected a tensor"),
        (lambda x: None, "returns None. Is a `return` missing? To"),
        (lambda x: (yield x), "You return a generator"),
        (lambda x: doubled, "You return the function doubled without calling it, exp"),
        (lambda x: x.mul_(2), "changes its input `x` in place"),
        (lambda x: x[5], "raises IndexError"),
        (lambda x: (2 * x).half(), "The dtype is float16, expected float32"),
    ],
)
def test_what_an_answer_did_is_told_truly(ask, answer, words):
    assert words in ask(DOUBLED, answer)


def test_an_array_that_is_read_backwards_is_compared(ask):
    counted = exercise_of(lambda x: x * np.arange(3.0), lambda _: [(1.0,), (2.0,)])
    assert "opposite order" in ask(counted, lambda x: (x * np.arange(3.0))[::-1])


@pytest.mark.parametrize(
    ("argument", "change", "path"),
    [
        ({"a": 1}, lambda x: x.update(a=2), "`x['a']`"),
        ([1, 2], lambda x: x.append(3), "the length of `x`"),
        (np.ones(2), lambda x: x.__imul__(2), "`x`"),
        ({"a": [torch.ones(1)]}, lambda x: x["a"][0].add_(1), "`x['a'][0]`"),
        ([torch.ones(1)], lambda x: x.__setitem__(0, torch.ones(1)), "`x[0]`"),
        (torch.ones(1), lambda x: x.requires_grad_(), "`x.requires_grad`"),
        (nn.Dropout(), lambda x: x.eval(), "`x.training`"),
    ],
)
def test_changed_arguments_are_seen(ask, argument, change, path):
    def cases(generator):
        return [(copy.deepcopy(argument),) for _ in range(3)]

    def untouched(x):
        return 1.0

    def changing(x):
        change(x)
        return 1.0

    assert path in ask(exercise_of(untouched, cases), changing)


def test_a_copy_of_a_watched_model_tells_what_it_does():
    model = observers.WatchedNet(torch.ones(2, 3))
    copy.deepcopy(model).eval()(torch.ones(4, 2))
    assert model.passes == {"evaluation, graph recorded"}
    assert model.events == ["forward 4"]


def test_a_lost_gradient_is_told(ask):
    def cases(generator):
        return [(torch.ones(n, requires_grad=True),) for n in (2, 1, 3)]

    said = ask(exercise_of(doubled, cases), lambda x: 2 * x.detach())
    assert "no gradient flows" in said


def test_a_reply_shows_a_call_to_copy(ask):
    said = ask(DOUBLED, lambda x: 0 * x - 1, on_one_line=False)
    call = "doubled(torch.tensor([1.5, -2.0]))"
    results = "yours: tensor([-1.0, -1.0]), expected: tensor([3.0, -4.0])"
    shown = said.split("To try it:\n")[1]
    assert shown.splitlines()[0].strip() == call
    assert shown.replace("#", ",").split(",")[1:] != []
    assert (
        " ".join(shown.replace("# expected", ", expected").split())
        .replace(" ,", ",")
        .endswith(results)
    )


def test_what_cannot_be_written_is_given_by_inputs_of(ask, capsys):
    def parameters(model):
        return sum(p.numel() for p in model.parameters())

    def cases(generator):
        return [(nn.Linear(n, 2),) for n in (1, 2, 3)]

    assert 'parameters(*inputs_of("parameters"))' in ask(
        exercise_of(parameters, cases), lambda model: 0
    )


def test_inputs_of_gives_the_case_of_the_last_reply(capsys):
    def right_for_few_classes(labels, k):
        return nn.functional.one_hot(labels, k).float() if k < 5 else labels

    check(right_for_few_classes, "one_hot")
    _, k = inputs_of("one_hot")
    assert k >= 5


def test_replies_are_wrapped_at_spaces(ask):
    def prints(x):
        print("word " * 60)
        raise ValueError("a long reason " * 20)

    said = ask(DOUBLED, prints, on_one_line=False)
    assert max(map(len, said.splitlines())) <= 88
    assert "Your code printed in all calls of this check: word" in said


def test_warnings_and_prints_of_others_are_told_apart(ask, capsys):
    def warns(x):
        np.exp(np.float64(1e6))
        return x + 1

    stop = threading.Event()

    def chatter():
        while not stop.is_set():
            print("from elsewhere")
            time.sleep(0.001)

    other = threading.Thread(target=chatter)
    other.start()
    said = ask(DOUBLED, lambda x: (time.sleep(0.05), warns(x))[1])
    stop.set()
    other.join()
    assert (
        "A warning came up in one of the calls of this check: RuntimeWarning: overflow"
        in said
    )
    assert "Your code printed" not in said


# --- Starters, names and results in place of functions ---


def test_dots_beside_a_real_attempt_are_an_attempt(ask):
    def attempted(x):
        ...
        return x + 1

    assert "not yet" in ask(DOUBLED, attempted)


@pytest.mark.parametrize("name", ["onehot", "one hot", "One_Hot"])
def test_the_nearest_names_are_told(capsys, name):
    hint(name)
    assert "one_hot" in capsys.readouterr().out


def test_a_result_in_place_of_a_function(capsys):
    def one_hot(x):
        return torch.zeros(2)

    check(one_hot(3))
    assert "check(one_hot)" in capsys.readouterr().out
    check(torch.zeros(2), "top_k_accuracy")
    assert "check(top_k_accuracy)" in capsys.readouterr().out


def test_answers_without_the_name_are_found_by_it(capsys):
    class Sum:
        def __call__(self, values):
            return values.sum().item()

    for answer in (lambda v: v.sum().item(), partial(Sum()), Sum()):
        check(answer, "sum_of_entries")
        assert capsys.readouterr().out == "sum_of_entries: correct.\n"
        check(answer)
        assert "check(answer," in capsys.readouterr().out


def test_hint_and_solution_take_the_function_too(capsys):
    def sum_of_entries(values): ...

    hint(sum_of_entries)
    solution(sum_of_entries)
    said = capsys.readouterr().out
    assert said.startswith("Hint 1 of ")
    assert "def sum_of_entries(values):" in said


# --- Time limit and Stop ---


def forever():
    while True:
        try:
            time.sleep(0.001)
        except BaseException:
            time.sleep(0.02)


def test_work_that_never_ends_is_stopped():
    before = threading.active_count()
    ended = run_isolated(forever, seconds=0.3)
    assert (ended.how, ended.still_runs) == (LATE, False)
    assert threading.active_count() == before
    assert run_isolated(lambda: None).how == DONE


def test_an_endless_answer_is_told_so(ask):
    def endless(x):
        while True:
            x = x + 1

    exercise = exercise_of(doubled, two_vectors, seconds=0.3)
    assert "did not end within 0.3 seconds" in ask(exercise, endless)


@pytest.mark.skipif(os.name == "nt", reason="sends a signal as the Stop button does")
def test_stop_ends_a_check_and_leaves_nothing_running(ask):
    entered = threading.Event()

    def endless(x):
        entered.set()
        forever()

    def press_stop():
        entered.wait(60)
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    # A process that was started in the background may ignore the signal.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    before = threading.active_count()
    button = threading.Thread(target=press_stop)
    button.start()
    said = ask(exercise_of(doubled, two_vectors, seconds=60), endless)
    button.join()
    signal.signal(signal.SIGINT, handler)
    assert said == "doubled: you stopped the check before it had ended."
    assert threading.active_count() == before


def test_stop_at_the_very_start_leaves_nothing_running(monkeypatch):
    start = threading.Thread.start

    def interrupted(thread):
        start(thread)
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    ended = run_isolated(forever)
    assert (ended.how, ended.still_runs) == (INTERRUPTED, False)


# --- Progress ---


@pytest.fixture
def progress_file(tmp_path, monkeypatch):
    monkeypatch.setenv(keep.VARIABLE, str(tmp_path / "progress"))
    monkeypatch.setattr(keep, "_session", set())
    return tmp_path / "progress"


SOLVE = "from torchcourse.checking import keep; keep.record('one_hot')"


def test_progress_is_kept_across_sessions(progress_file):
    subprocess.run([sys.executable, "-c", SOLVE], check=True)
    assert "01_tensors: 1 of 3 correct (one_hot)" in keep.summary()


def test_two_notebooks_may_write_at_once(progress_file):
    names = [f"exercise_{i}" for i in range(200)]

    def write(some):
        for name in some:
            keep.record(name)

    threads = [threading.Thread(target=write, args=(names[i::4],)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keep._session.clear()
    assert keep.solved() == set(names)


def test_a_damaged_line_costs_no_other(progress_file):
    progress_file.write_bytes(b"one_hot\n\xff\xfe lumin")  # the disk was full
    keep.record("checkerboard")
    keep._session.clear()
    assert {"one_hot", "checkerboard"} <= keep.solved()
    assert "luminance" not in keep.solved()


def test_a_home_that_cannot_be_written_costs_the_memory_alone(progress_file):
    progress_file.mkdir()
    keep.record("one_hot")
    assert "one_hot" in keep.summary()


@pytest.mark.parametrize("variable", ["COLAB_RELEASE_TAG", "KAGGLE_KERNEL_RUN_TYPE"])
def test_a_borrowed_machine_is_said_to_forget(progress_file, monkeypatch, variable):
    assert "Nothing is sent" in keep.summary()
    monkeypatch.setenv(variable, "1")
    assert "forgets" in keep.summary()


def test_a_starter_is_not_kept_as_solved(progress_file, capsys):
    def one_hot(labels, k): ...

    check(one_hot)
    assert re.match("one_hot: not attempted", capsys.readouterr().out)
    assert not progress_file.exists()
