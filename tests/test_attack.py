"""The attack on the exercises: a sample of it, and proofs that it finds weak cases."""

import random
import zlib

import pytest
import torch
from attack import RAISES, REFUSED, RIGHT, SURVIVES, Attack, mutants, table

from torchcourse.checking import Exercise
from torchcourse.checking.find import exercise_names, load_exercise

SAMPLE = 10  # mutants of each exercise


def survivors(name, sample=None):
    exercise = load_exercise(name)
    found = list(mutants(exercise.solution_source()))
    if sample:
        random.Random(zlib.crc32(name.encode())).shuffle(found)
        found = found[: sample if exercise.seconds <= 10 else sample // 4]
    attacked = Attack(exercise, seeds=(1,) if sample else (1, 2, 3))
    judged = [attacked.judged(*mutant) for mutant in found]
    return [one.change for one in judged if one.fate == SURVIVES]


@pytest.mark.parametrize("name", exercise_names())
def test_a_sample_of_wrong_answers_is_refused(name):
    assert survivors(name, SAMPLE) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", exercise_names())
def test_every_wrong_answer_is_refused(name):
    assert survivors(name) == []


def scale(values, factor):
    return values * factor


def attacked(tables):
    """Attack an exercise of which these tables are the cases written by hand."""

    def cases(generator):
        other = torch.randn(3, 1, generator=generator)
        drawn = [(other, 3.0)] if generator.initial_seed() in (1, 2, 3) else []
        return [*((one.clone(), 2.0) for one in tables), *drawn]

    exercise = Exercise(scale, cases, hints=("a", "b"), mistakes={}, seconds=1.0)
    return {one.change.split("-> ")[1]: one for one in Attack(exercise).run()}


def test_a_weak_case_lets_wrong_answers_survive():
    """2 * 2 is 2 + 2 and 2 ** 2: one table of twos cannot tell these apart."""
    weak = attacked([torch.full((2, 3), 2.0)])
    assert weak["Add"].fate == weak["Pow"].fate == SURVIVES
    assert weak["Sub"].fate == REFUSED
    assert weak["None"].fate == REFUSED
    assert "survive" in table(list(weak.values()))


def test_good_cases_leave_no_survivor():
    tables = torch.tensor([[-1.5, 2.5]]), torch.tensor([[0.5], [3.0], [-7.0]])
    good = attacked(tables)
    fates = {one.fate for one in good.values()}
    assert SURVIVES not in fates
    assert {REFUSED, RAISES, RIGHT} <= fates
    assert good["exchanged"].fate == RIGHT


def test_a_reference_that_is_refused_is_no_exercise():
    calls = iter(range(100))
    unsteady = Exercise(
        lambda values: float(next(calls)),
        cases=lambda generator: [(1,), (2,), (3,)],
        hints=(),
        mistakes={},
    )
    with pytest.raises(ValueError, match="refuses its own reference"):
        Attack(unsteady)
