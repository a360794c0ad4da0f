"""Every exercise, from its data: what must be accepted, and what must be refused."""

import ast
import importlib.util
import json
from pathlib import Path

import pytest
import torch

from torchcourse.exercises import check
from torchcourse.exercises import exercise as exercise_module
from torchcourse.exercises.attempt import attempt
from torchcourse.exercises.exercise import exercise_numbers, load_exercise
from torchcourse.exercises.verdict import NOT_ATTEMPTED

ROOT = Path(__file__).parents[1]
NUMBERS = exercise_numbers()
SLIPS = [
    pytest.param(number, i, id=f"{number}-{slip.__name__}")
    for number in NUMBERS
    for i, (slip, _) in enumerate(load_exercise(number).slips)
]


def said(capsys, number, answer):
    check(number, answer)
    return capsys.readouterr().out


def chapter_of(folder, number):
    """Return the module of a folder of answers for an exercise's chapter."""
    chapter = int(number.split(".")[0])
    path = ROOT / "tests" / folder / f"chapter_{chapter:02d}.py"
    spec = importlib.util.spec_from_file_location(f"{folder}_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def right_answers(number):
    return chapter_of("right_answers", number).RIGHT[number]


def cell_of(number):
    """Return the notebook cell that holds the exercise's starter and its check."""
    chapter = int(number.split(".")[0])
    (path,) = (ROOT / "notebooks").glob(f"{chapter:02d}_*.ipynb")
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and f'check("{number}"' in source:
            return cell
    raise AssertionError(f"{path.name} has no check of {number}")


@pytest.mark.parametrize("number", NUMBERS)
def test_the_reference_is_correct(capsys, number):
    assert said(capsys, number, load_exercise(number).solve) == f"{number} correct.\n"


@pytest.mark.parametrize("number", NUMBERS)
def test_right_answers_of_other_construction_are_correct(capsys, number):
    answers = right_answers(number)
    assert len(answers) >= 3
    for answer in answers:
        assert said(capsys, number, answer) == f"{number} correct.\n", answer


@pytest.mark.parametrize("number", NUMBERS)
def test_the_starter_is_not_attempted_and_stored_so(number):
    (output,) = cell_of(number)["outputs"]
    assert "".join(output["text"]) == f"{number} {NOT_ATTEMPTED}\n"


@pytest.mark.parametrize(("number", "i"), SLIPS)
def test_every_slip_gets_its_own_sentence(capsys, number, i):
    wrong, sentence = load_exercise(number).slips[i]
    assert said(capsys, number, wrong) == f"{number} not yet. {sentence}\n"


@pytest.mark.parametrize(
    "number", [number for number in NUMBERS if load_exercise(number).symptoms]
)
def test_every_symptom_is_told_to_a_wrong_answer(capsys, number):
    unheard = {sentence for _, sentence in load_exercise(number).symptoms}
    for start, answer in chapter_of("wrong_answers", number).WRONG[number]:
        reply = said(capsys, number, answer)
        assert reply.startswith(f"{number} not yet. {start}"), answer
        unheard = {sentence for sentence in unheard if sentence not in reply}
    assert not unheard


@pytest.mark.parametrize("number", NUMBERS)
def test_sentences_differ_and_hints_exist(number):
    exercise = load_exercise(number)
    sentences = [text for _, text in [*exercise.slips, *exercise.symptoms]]
    assert len(set(sentences)) == len(sentences) >= 3
    assert len(exercise.hints) >= 2
    for sentence in [*sentences, *exercise.hints]:
        assert sentence[0].isupper() or sentence[0] in "`|"
        assert sentence[-1] in ".?"


def first_result(exercise):
    """Return what the reference gives on the first case."""
    return attempt(exercise, exercise.solve).outcomes[0].value


def shaped_like(value):
    """Return something of the same type and shape with other numbers."""
    if isinstance(value, torch.Tensor):
        return ~value if value.dtype == torch.bool else torch.full_like(value, 7)
    if isinstance(value, dict):
        return {key: shaped_like(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shaped_like(item) for item in value]
    return not value if isinstance(value, bool) else type(value)(7)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("form", ["constant", "shape only"])
def test_a_constant_and_a_shape_are_refused(capsys, number, form):
    exercise = load_exercise(number)
    first = first_result(exercise)
    value = first if form == "constant" else shaped_like(first)
    assert "correct" not in said(capsys, number, lambda *args: value)


@pytest.mark.parametrize("number", NUMBERS)
def test_an_answer_that_changes_its_inputs_is_refused(capsys, number):
    exercise = load_exercise(number)
    if exercise.changes_inputs:
        pytest.skip("changing the inputs is what this exercise asks for")
    tensors = [a for case in exercise.fresh_cases() for a in case if is_numbers(a)]
    if not tensors or exercise.observed is not exercise_module.call:
        pytest.skip("the answer is given no tensor to change")

    def changing(*arguments):
        result = exercise.solve(*[a.clone() if is_numbers(a) else a for a in arguments])
        with torch.no_grad():
            for argument in filter(is_numbers, arguments):
                argument += 1
        return result

    assert "in place" in said(capsys, number, changing)


def is_numbers(value):
    return isinstance(value, torch.Tensor) and value.dtype != torch.bool


@pytest.mark.parametrize("number", NUMBERS)
def test_cases_come_in_several_sizes(number):
    cases = load_exercise(number).fresh_cases()
    assert len(cases) >= 3
    assert len({repr([getattr(a, "shape", a) for a in case]) for case in cases}) >= 2


@pytest.mark.parametrize("number", NUMBERS)
def test_the_solution_fits_the_starter(number):
    """The solved notebook is the starter with its definition replaced."""
    starter = ast.parse("".join(cell_of(number)["source"]))
    solved = ast.parse(load_exercise(number).solution_source())
    names = [node.name for node in starter.body if isinstance(node, ast.FunctionDef)]
    (definition,) = solved.body
    assert definition.name in names
