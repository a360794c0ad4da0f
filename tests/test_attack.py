"""The attack on the exercises: a sample of it, and proofs that it finds weak cases."""

import random
import time
import zlib

import attack
import pytest
import torch
from mutants import Mutant, mutants
from probes import PROBES

from torchcourse.exercises.attempt import attempt
from torchcourse.exercises.exercise import Exercise, exercise_numbers, load_exercise

NUMBERS = exercise_numbers()
SAMPLE = 12  # mutants of each exercise


def scaled(tables):
    """Make an exercise, scale a table by a factor, with these tables as its cases."""
    exercise = Exercise("9.9", "scale", hints=("a", "b"), limit=1.0)
    exercise.reference(scale)
    exercise.cases(lambda generator: [(table.clone(), 2.0) for table in tables])
    return exercise


def scale(table, factor):
    return table * factor


def other_tables(generator):
    return [(torch.randn(3, 1, generator=generator), 3.0)]


def fates(exercise, **options):
    judged = attack.Attack(exercise, other_tables, **options).run()
    return {one.mutant.change.split("-> ")[1].strip(): one.fate for one in judged}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_sample_of_wrong_answers_is_refused(number):
    exercise = load_exercise(number)
    rng = random.Random(zlib.crc32(number.encode()))
    found = mutants(exercise.solution_source())
    size = SAMPLE if exercise.limit <= 10 else SAMPLE // 4
    sample = rng.sample(found, min(size, len(found)))
    attacked = attack.Attack(exercise, PROBES.get(number), in_words=False, seeds=[1, 2])
    judged = [attacked.judged(mutant) for mutant in sample]
    assert [p for p in attack.problems(judged) if "survives" in p or "fails" in p] == []


@pytest.mark.slow
@pytest.mark.parametrize("number", NUMBERS)
def test_every_wrong_answer_is_refused_or_explained(number):
    attacked = attack.Attack(load_exercise(number), PROBES.get(number), in_words=False)
    assert attack.problems(attacked.run()) == []


@pytest.mark.parametrize("number", sorted(PROBES))
def test_probes_fit_their_exercise(number):
    """Inputs on which the reference raises would not tell a mutant from it."""
    exercise = load_exercise(number)
    for seed in (1, 2, 3):
        probing = attack._with_cases(exercise, PROBES[number], seed)
        errors = [o.error for o in attempt(probing, exercise.solve).outcomes]
        assert errors
        assert not any(errors)


def test_a_weak_case_lets_wrong_answers_survive():
    """2 * 2 is 2 + 2 and 2 ** 2: one table of twos cannot tell these apart."""
    weak = fates(scaled([torch.full((2, 3), 2.0)]))
    assert weak["return table + factor"] == attack.SURVIVES
    assert weak["return table ** factor"] == attack.SURVIVES
    assert weak["return (table * factor).squeeze()"] == attack.SURVIVES
    assert weak["return table - factor"] == attack.NUMBERS


def test_good_cases_leave_no_survivor():
    good = fates(scaled([torch.tensor([[1.5, -4.0]]), torch.randn(2, 3)]))
    assert attack.SURVIVES not in good.values()
    assert good["return factor * table"] == attack.RIGHT
    assert good["return None"] == attack.FORM
    assert good["return table.mul_(factor)"] == attack.NAMED


def test_survivors_and_low_shares_are_problems():
    judged = attack.Attack(scaled([torch.full((2, 3), 2.0)]), other_tables).run()
    found = attack.problems(judged)
    assert any("survives, not explained: 9.9" in problem for problem in found)
    assert "wrong answers refused" in found[-1]
    assert attack.problems([one for one in judged if one.fate == attack.RIGHT]) == []


def test_an_explained_survivor_is_listed_and_no_problem(monkeypatch):
    weak = attack.Attack(scaled([torch.full((2, 3), 2.0)]), other_tables)
    judged = [one for one in weak.run() if one.fate != attack.SURVIVES]
    change = "return table * factor  ->  return table + factor"
    judged.append(weak.judged(Mutant("operator", change, _source("table + factor"))))
    monkeypatch.setitem(attack.EXPLAINED, ("9.9", change), "Two and two are four.")
    assert attack.problems(judged) == []
    assert f"| 9.9 | `{change}` | Two and two are four. |" in attack.page(judged)
    assert "9.9" in attack.stale([])[0]


def _source(result):
    return f"def scale(table, factor):\n    return {result}"


def test_a_mutant_that_never_ends_is_refused():
    exercise = scaled([torch.ones(2)])
    exercise.limit = 0.1
    endless = "def scale(table, factor):\n    while True:\n        pass"
    judged = attack.Attack(exercise).judged(Mutant("loop", "", endless))
    assert judged.fate == attack.FORM
    assert "did not finish" in judged.reply


def test_a_checker_that_fails_is_told_apart():
    exercise = scaled([torch.ones(2)])

    @exercise.symptom("Never seen.")
    def never(given, expected):
        return False

    attacked = attack.Attack(exercise)
    attacked.exercise.slips = None
    judged = attacked.judged(Mutant("operator", "x", _source("table")))
    assert judged.fate == attack.BROKEN
    assert attack.BROKEN in attack.problems([judged])[0]


def test_an_exercise_that_refuses_its_reference_cannot_be_attacked():
    exercise = scaled([torch.ones(2)])
    exercise.reference(lambda table, factor: time.sleep(1))
    exercise.limit = 0.01
    with pytest.raises(ValueError, match=r"9\.9 refuses its own reference"):
        attack.Attack(exercise)


@pytest.mark.parametrize(
    ("line", "changed"),
    [
        ("return a + b", "return a - b"),
        ("return a - b", "return b - a"),
        ("return a - b", "return a"),
        ("return a @ b", "return a.T @ b"),
        ("return a < b", "return a <= b"),
        ("return a[1:]", "return a[1 + 1:]"),
        ("return a[0]", "return a[1]"),
        ("return a.sum(dim=1)", "return a.sum(dim=0)"),
        ("return a.sum(dim=1)", "return a.sum(dim=1, keepdim=True)"),
        ("return a.sum(dim=1, keepdim=True)", "return a.sum(dim=1, keepdim=False)"),
        ("return a.mean()", "return a.mean(dim=0)"),
        ("return a.mean()", "return a.sum()"),
        ("return a.clone()", "return a"),
        ("return a.argmax(b)", "return a.argmin(b)"),
        ("return torch.zeros(b)", "return torch.ones(b)"),
        ("return torch.zeros(b)", "return torch.zeros(b, dtype=torch.int64)"),
        ("return torch.where(a, b, 0)", "return torch.where(b, a, 0)"),
        ("return list(range(b))", "return list(range(b + 1))"),
        ("return 0.5 * a", "return 1.0 * a"),
        ("return a", "return a.double()"),
        ("return a", "return b"),
        ("return a if b else 0", "return a if not b else 0"),
        ("return a, b", "return (b, a)"),
        ("a.zero_grad(); return b", "return b"),
        ("a.eval(); return b", "a.train()\n    return b"),
        ("a.x(); b.y(); return b", "b.y()\n    a.x()\n    return b"),
        ("a -= b; return a", "a = a - b\n    return a"),
        ("return [x for x in a]", "return [x for x in list(a)[:-1]]"),
    ],
)
def test_the_generator_makes_the_mistakes_of_learners(line, changed):
    made = [m.source for m in mutants(f"def f(a, b):\n    {line}")]
    assert f"def f(a, b):\n    {changed}" in made
    assert len(set(made)) == len(made)


def test_the_generator_makes_python():
    source = (
        "def f(a):\n    for x in a:\n        if x:\n            break\n    return x"
    )
    made = [m.source for m in mutants(source)]
    assert len(made) > 20
    for text in made:
        compile(text, "<mutant>", "exec")
