"""What a notebook repeats of an earlier one is what stood there, letter for letter."""

import pytest
from notebook_code import definitions_of

REPEATED = [
    ("make_blobs", "09_logistic_regression", "10_classification"),
    ("train", "09_logistic_regression", "10_classification"),
    ("to_rows", "11_softmax_regression", "12_dense_network"),
    ("to_rows", "11_softmax_regression", "13_training_loop"),
    ("shuffled_batches", "12_dense_network", "13_training_loop"),
    ("DigitNet", "12_dense_network", "13_training_loop"),
]


@pytest.mark.parametrize(("name", "first", "again"), REPEATED)
def test_a_repeated_definition_is_the_same(name, first, again):
    assert definitions_of(again)[name] == definitions_of(first)[name]
