"""The desk: ``check`` tells what is wrong, prints plain text, and never raises."""

import random
import threading
import time

import numpy as np
import pytest
import torch

from torchcourse.exercises import check, desk, hint, progress, solution, verdict
from torchcourse.exercises.exercise import Exercise, load_exercise
from torchcourse.exercises.streams import global_streams, moved


@pytest.fixture(autouse=True)
def _fresh_desk(monkeypatch):
    monkeypatch.setattr(desk, "_state", {})
    monkeypatch.setattr(desk, "_hints_given", {})


@pytest.fixture
def judge():
    """Judge answers to an exercise made for these tests: scale a table by a factor."""
    exercise = Exercise("9.9", "scale", hints=("a", "b"), limit=2.0)

    @exercise.reference
    def scale(table, factor):
        return table * factor

    @exercise.cases
    def cases(generator):
        shapes = [(3, 2), (4, 5), (2, 7)]
        return [
            (torch.randn(shape, generator=generator, requires_grad=True), k + 2.0)
            for k, shape in enumerate(shapes)
        ]

    @exercise.slip("That divides.")
    def divides(table, factor):
        return table / factor

    @exercise.symptom("All of it is zero.")
    def zero(given, expected):
        return not given.any()

    return lambda answer: verdict.judge(exercise, answer)


def test_right_answers_of_every_kind(judge):
    assert judge(lambda table, factor: factor * table) == ""
    assert judge(lambda table, factor: table.double() * factor) == ""
    assert judge(lambda t, f: torch.stack([row * f for row in t])) == ""


@pytest.mark.parametrize("answer", [None, ...])
def test_no_answer_is_not_attempted(judge, answer):
    assert judge(answer) == verdict.NOT_ATTEMPTED


def test_starters_are_not_attempted(judge):
    def dots(table, factor): ...

    def returns_dots(table, factor):
        return ...

    def named_dots(table, factor):
        result = ...
        return result

    def documented(table, factor):
        """Return the table times the factor."""
        ...

    def not_implemented(table, factor):
        raise NotImplementedError

    for starter in (dots, returns_dots, named_dots, documented, not_implemented):
        assert judge(starter) == verdict.NOT_ATTEMPTED, starter


def test_dots_inside_an_index_are_code(judge):
    assert judge(lambda table, factor: table[..., :] * factor) == ""


def test_a_class_with_dots_is_not_attempted(judge):
    class Scale(torch.nn.Module):
        def forward(self, table, factor): ...

    assert judge(Scale()) == verdict.NOT_ATTEMPTED


def test_a_module_is_an_answer_too(judge):
    class Scale(torch.nn.Module):
        def forward(self, table, factor):
            return table * factor

    class Wrong(torch.nn.Module):
        def forward(self, table, factor):
            return table.scale(factor)

    assert judge(Scale()) == ""
    assert "(line" in judge(Wrong())
    assert "return table.scale(factor)" in judge(Wrong())


def test_an_exception_names_the_learners_own_line(judge):
    def wrong(table, factor):
        helper = torch.ones(11)
        return torch.nn.functional.linear(table, helper.reshape(11, 1))

    said = judge(wrong)
    assert "your code raises RuntimeError" in said
    assert "return torch.nn.functional.linear(table, helper.reshape(11, 1))" in said
    assert "attempt.py" not in said


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), MemoryError()])
def test_an_exit_is_an_error_like_any_other(judge, error):
    def wrong(table, factor):
        raise error

    assert f"your code raises {type(error).__name__}" in judge(wrong)


def test_a_wrong_number_of_arguments(judge):
    assert "takes 1 positional argument but 2 were given" in judge(lambda table: table)


def test_a_loop_that_never_ends_is_stopped(judge):
    def endless(table, factor):
        while True:
            factor += 1

    start = time.monotonic()
    assert "did not finish within 2 seconds" in judge(endless)
    assert time.monotonic() - start < 6
    time.sleep(0.2)
    assert threading.active_count() == 1


def test_a_wait_is_bounded_too(judge):
    assert "did not finish" in judge(lambda table, factor: time.sleep(8))


def test_prints_are_kept_short_and_shown_beside_a_wrong_answer(judge):
    def talking(table, factor):
        print("hello " * 1000)
        return table + factor

    said = judge(talking)
    assert "Your code printed: hello" in said
    assert len(said) < 1000


def test_prints_of_a_right_answer_are_swallowed(judge, capsys):
    def talking(table, factor):
        print("hello")
        return table * factor

    assert judge(talking) == ""
    assert capsys.readouterr().out == ""


def test_warnings_are_passed_on(judge):
    import warnings

    def warned(table, factor):
        warnings.warn("sizes look odd", stacklevel=1)
        return table + factor

    assert "PyTorch warned: sizes look odd" in judge(warned)


def test_inputs_changed_in_place(judge):
    def right_but_rude(table, factor):
        result = table * factor
        with torch.no_grad():
            table += 1
        return result

    said = judge(right_but_rude)
    assert "The result is right, but your code changes its input table in place" in said


def test_a_slip_comes_before_everything_else(judge):
    assert judge(lambda table, factor: table / factor) == "That divides."
    assert judge(lambda table, factor: table * 0) == "All of it is zero."


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda t, f: (t * f).tolist(), "expected a tensor"),
        (lambda t, f: (t * f).detach().numpy(), "numpy.ndarray, expected a tensor"),
        (lambda t, f: (t * f).T, "the shape is (2, 3), expected (3, 2)"),
        (lambda t, f: (t * f).long(), "the dtype is int64, expected float32"),
        (lambda t, f: (t * f).half(), "the dtype is float16, expected float32"),
        (lambda t, f: (t * f).to("meta"), "the result is on meta, expected cpu"),
        (lambda t, f: t * f + 1, "the largest error is at"),
        (lambda t, f: t * f * float("nan"), "you get nan"),
        (lambda t, f: (t * f).detach(), "no gradient flows"),
        (lambda t, f: t.detach() * f + (t - t.detach()), "its gradient is not"),
        (lambda t, f: None, "returns None: end it with a return statement"),
        (lambda t, f: "seven", "you return 'seven'"),
        (torch.zeros(3, 2), "Pass the function itself, not a result"),
    ],
)
def test_the_plainest_difference(judge, answer, words):
    said = judge(answer)
    assert words in said


def test_asking_for_the_gradient_of_an_input_is_no_fault(judge):
    def own_leaves(table, factor):
        table = table.detach().requires_grad_()
        return table * factor

    def asks(table, factor):
        return table.requires_grad_() * factor

    assert judge(asks) == ""
    assert "no gradient flows" in judge(own_leaves)


def test_what_pytorch_has_not_implemented_is_an_error(judge):
    def complex_maximum(table, factor):
        return (table.detach() + 0j).max()

    assert "your code raises" in judge(complex_maximum)


def test_a_slip_returned_as_a_tensor_is_recognized_too(capsys):
    check("0.1", lambda values: torch.tensor(float(values.numel())))
    assert "how many entries there are" in capsys.readouterr().out


def test_numbers_are_told_from_tensors(capsys):
    check("0.1", lambda values: values.sum(dtype=torch.float64).numpy())
    assert "0.1 not yet." in capsys.readouterr().out


def test_a_check_leaves_the_random_numbers_of_the_notebook_alone(capsys):
    before = global_streams()

    def drawing(values):
        return torch.rand(5).sum().item() + np.random.random() + random.random()

    check("0.1", drawing)
    assert moved(before) == "none"
    drawing(None)
    assert moved(before) == "PyTorch, NumPy, Python"


def test_cases_that_cannot_be_made_make_nothing_correct(monkeypatch, capsys):
    monkeypatch.setattr(load_exercise("0.1"), "make_cases", lambda _: 1 / 0)
    check("0.1", lambda values: values.sum().item())
    assert "could not be checked (ZeroDivisionError" in capsys.readouterr().out


def test_a_fault_of_the_checker_is_no_traceback(monkeypatch, capsys):
    monkeypatch.setattr(desk, "judge", lambda *_: 1 / 0)
    check("0.1", 3)
    assert "could not be checked (ZeroDivisionError" in capsys.readouterr().out


@pytest.mark.parametrize("call", [hint, solution, lambda n: check(n, 3)])
@pytest.mark.parametrize("number", ["77.7", "", "abc", None, "0.1.2", 3])
def test_an_unknown_number_is_answered(capsys, call, number):
    call(number)
    assert capsys.readouterr().out.startswith(f"There is no exercise {number}; the")


def test_hints_go_one_further_each_time(capsys):
    count = len(load_exercise("0.1").hints)
    for i in range(count):
        hint("0.1")
        assert f"Hint {i + 1} of {count}: " in capsys.readouterr().out
    hint("0.1")
    assert 'solution("0.1")' in capsys.readouterr().out


def test_the_printed_solution_is_code_that_is_correct(capsys):
    solution("0.1")
    names = {"torch": torch}
    exec(capsys.readouterr().out, names)
    check("0.1", names["total"])
    assert capsys.readouterr().out == "0.1 correct.\n"


def test_progress_tells_each_state(capsys):
    progress()
    assert "No exercise of this notebook has been checked" in capsys.readouterr().out
    for answer, state in [
        (None, "not attempted"),
        (lambda values: 7, "tried"),
        (lambda values: values.sum().item(), "correct"),
    ]:
        check("0.1", answer)
        capsys.readouterr()
        progress()
        title = load_exercise("0.1").title
        assert capsys.readouterr().out == f"0.1 {title}: {state}\n"


@pytest.mark.parametrize("later", [..., lambda values: 7])
def test_nothing_undoes_what_was_reached(capsys, later):
    check("0.1", lambda values: values.sum().item())
    check("0.1", later)
    progress()
    assert capsys.readouterr().out.endswith(": correct\n")
