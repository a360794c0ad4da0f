"""What is said of wrong numbers beyond two of them: a rule, where one fits them all."""

import math

import pytest
import torch

from torchcourse.exercises import verdict
from torchcourse.exercises.exercise import Exercise, load_exercise


def says(change, expected=None):
    """Return the reply to an answer that changes the right one."""
    exercise = Exercise("9.9", "scale", hints=("a", "b"))
    exercise.reference(expected or (lambda table: 2 * table))

    @exercise.cases
    def cases(generator):
        return [
            (torch.randn(s, generator=generator),) for s in ((3, 2), (2, 5), (4, 4))
        ]

    return verdict.judge(exercise, lambda table: change(exercise.solve(table)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda right: -right, "Every number has the opposite sign."),
        (lambda right: 1 / right, "Every number is one divided by the expected one."),
        (lambda right: right.abs(), "The signs are lost; the sizes are right."),
        (lambda right: 1 - right, "Every number is one minus the expected one."),
        (lambda right: right**2, "Every number is the square of the expected one."),
        (lambda right: right.T, "Rows and columns have changed places."),
        (lambda right: 0.5 * right, "Every number is 0.5 times the expected one."),
        (
            lambda right: len(right) * right,
            "In each case a factor is too much: 3, 2 and 4. What has these sizes?",
        ),
    ],
)
def test_a_rule_that_fits_all_numbers_is_told(change, sentence):
    assert says(change).endswith(f". {sentence}")


@pytest.mark.parametrize(
    "change",
    [
        lambda right: right + 1,
        lambda right: right.sin(),
        lambda right: 0 * right,
        lambda right: math.nan * right,
        lambda right: math.inf * right,
        lambda right: -right if len(right) == 3 else right,
        lambda right: right[:1],
        lambda right: right > 0,
        lambda right: None,
    ],
)
def test_no_rule_is_made_up(change):
    said = says(change)
    for word in ("Every number", "signs are lost", "changed places", "factor"):
        assert word not in said


def test_single_numbers_have_a_factor_only_if_it_is_one():
    def total(table):
        return table.sum().item()

    assert says(lambda right: 3 * right, total).endswith(
        "Every number is 3 times the expected one."
    )
    assert "factor" not in says(lambda right: right + 1, total)


def test_numbers_of_more_digits_than_a_float_holds_can_be_checked():
    said = verdict.judge(load_exercise("6.1"), lambda widths: -(10**400))
    assert "you get -1e+300, expected" in said
