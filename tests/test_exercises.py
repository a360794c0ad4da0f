"""Every exercise, from its data: what must be accepted, and what must be refused."""

import ast
import importlib.util
import inspect
import json
import re
import warnings
from operator import call
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import nn

from torchcourse.checking import check
from torchcourse.checking.calls import UNTOUCHED
from torchcourse.checking.code import call_lines
from torchcourse.checking.describe import describe, shown
from torchcourse.checking.find import exercise_names, load_exercise
from torchcourse.checking.isolate import settings_left
from torchcourse.checking.judge import right_outcomes

ROOT = Path(__file__).parents[1]
NAMES = exercise_names()
MISTAKES = [
    pytest.param(name, i, id=f"{name}-{i}")
    for name in NAMES
    for i, _ in enumerate(load_exercise(name).wrong_answers())
]


def said(capsys, name, answer):
    capsys.readouterr()
    check(answer, name)
    return capsys.readouterr().out


def sentence_of(reply):
    """Return what a reply says first, on one line."""
    first = reply.split("\nTo try it:")[0]
    return " ".join(first.split())


def answers_to(name):
    """Return the module of answers to an exercise."""
    path = ROOT / "tests" / "answers" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"answers_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cell_of(name):
    """Return the notebook cell that holds the exercise's starter and its check."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if f"\ncheck({name})" in "".join(cell["source"]):
                return cell
    raise AssertionError(f"no notebook has check({name})")


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_is_correct(capsys, name):
    exercise = load_exercise(name)
    assert [one.error for one in right_outcomes(exercise) if one.error] == []
    assert said(capsys, name, exercise.reference) == f"{name}: correct.\n"


@pytest.mark.parametrize("name", NAMES)
def test_right_answers_of_other_construction_are_correct(capsys, name):
    answers = answers_to(name).RIGHT
    assert len(answers) >= 2
    for answer in answers:
        assert said(capsys, name, answer) == f"{name}: correct.\n", answer


@pytest.mark.parametrize(("name", "i"), MISTAKES)
def test_every_mistake_is_told_its_own_sentence(capsys, name, i):
    sentence, wrong = load_exercise(name).wrong_answers()[i]
    reply = said(capsys, name, wrong)
    assert sentence_of(reply) == f"{name}: not yet. {sentence}"
    repeat(name, wrong, reply)


@pytest.mark.parametrize("name", NAMES)
def test_other_wrong_answers_are_refused_and_told_what_is_true(capsys, name):
    """Each sign is told to one of them."""
    unheard = set(load_exercise(name).signs)
    for start, several in answers_to(name).WRONG.items():
        for answer in several if isinstance(several, tuple) else (several,):
            reply = said(capsys, name, answer)
            first = sentence_of(reply)
            assert first.startswith(f"{name}: not yet. {start}"), answer
            unheard = {sentence for sentence in unheard if sentence not in first}
            repeat(name, answer, reply)
    assert not unheard


def repeat(name, answer, reply):
    """Run the code of a reply: it gives what the reply says that it gave."""
    if "\nTo try it:\n" not in reply:
        return
    code = re.findall(r"^    (.*)", reply.split("\nTo try it:\n")[1], re.MULTILINE)
    text = " ".join(line.removeprefix("#").strip() for line in code if "#" in line)
    tree = ast.parse("\n".join(code))
    space = {"torch": torch, "np": np, "nn": nn, "SimpleNamespace": SimpleNamespace}
    space[name] = answer
    last = ast.Expression(tree.body.pop().value)
    try:  # an answer may have switched gradients off
        with torch.enable_grad(), warnings.catch_warnings(action="ignore"):
            exec(compile(tree, "reply", "exec"), space)
            value = eval(compile(last, "reply", "eval"), space)
    except Exception as error:
        value = type(error).__name__
        if "inputs_of" in reply or value in text:
            return
    finally:
        settings_left()
    if "yours: " in text:
        given = text.split("yours: ")[1].split("expected: ")[0].rstrip(", ")
        one = value[0] if type(value) is tuple and len(value) == 1 else value
        forms = [f(v) for f in (shown, describe) for v in (value, one)]
        assert given in [" ".join(form.split()) for form in forms], reply


@pytest.mark.parametrize("name", NAMES)
def test_two_small_cases_come_first_and_can_be_written(name):
    exercise = load_exercise(name)
    cases = exercise.make_cases()
    assert len(cases) >= 4  # the first comes again
    if exercise.observe is not call and isinstance(first_result(exercise), dict):
        return  # a call cannot show it
    for case in cases[:2]:
        named = dict(zip(exercise.parameters, case, strict=True))
        assert call_lines(name, named, set()), f"write a small case of {name} by hand"


@pytest.mark.parametrize("name", NAMES)
def test_hints_and_sentences_are_few_and_differ(name):
    exercise = load_exercise(name)
    sentences = [*exercise.mistakes, *exercise.signs]
    assert len(set(sentences)) == len(sentences)
    assert len(exercise.hints) >= 2
    for text in [*sentences, *exercise.hints]:
        assert text[0].isupper() or text[0] == "`", text
        assert text[-1] in ".?", text


def first_result(exercise):
    return right_outcomes(exercise)[0].value


def shaped_like(value):
    """Return something of the same type and shape with other numbers."""
    if value is None:
        return 7
    if isinstance(value, torch.Tensor):
        return ~value if value.dtype == torch.bool else torch.full_like(value, 7)
    if isinstance(value, np.ndarray):
        return np.full_like(value, 7)
    if isinstance(value, dict):
        return {key: shaped_like(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(shaped_like, value))
    return not value if isinstance(value, bool) else type(value)(7)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["constant", "shape only"])
def test_a_constant_and_a_shape_are_refused(capsys, name, form):
    first = first_result(load_exercise(name))
    value = first if form == "constant" else shaped_like(first)
    assert f"{name}: not yet" in said(capsys, name, lambda *arguments: value)


@pytest.mark.parametrize("name", NAMES)
def test_an_answer_that_changes_its_inputs_is_refused(capsys, name):
    exercise = load_exercise(name)
    cases = exercise.make_cases()
    if not (exercise.compare_arguments and any(map(is_numbers, cases[0]))):
        pytest.skip("the answer is given no tensor to change, or is to change it")

    def changing(*arguments):
        copies = [a.detach().clone() if is_numbers(a) else a for a in arguments]
        result = exercise.reference(*copies)
        with torch.no_grad():
            for argument in filter(is_numbers, arguments):
                argument += 1
        return result

    assert "correct" not in said(capsys, name, changing)


def is_numbers(value):
    return isinstance(value, torch.Tensor) and value.dtype != torch.bool


@pytest.mark.parametrize("name", NAMES)
def test_the_starter_is_not_attempted_and_stored_so(capsys, name):
    cell = cell_of(name)
    assert cell["outputs"], "store the starter's output: make notebooks"
    (output,) = cell["outputs"]
    assert "".join(output["text"]).replace("\n", " ") == f"{name}: {UNTOUCHED} "


@pytest.mark.parametrize("name", NAMES)
def test_the_solution_fits_the_starter(name):
    """The solved notebook is the starter with its definition replaced."""
    starter = ast.parse("".join(cell_of(name)["source"]))
    definitions = [node for node in starter.body if hasattr(node, "body")]
    assert [node.name for node in definitions] == [name]
    given = ast.unparse(definitions[0].args)
    assert given == str(inspect.signature(load_exercise(name).reference))[1:-1]
