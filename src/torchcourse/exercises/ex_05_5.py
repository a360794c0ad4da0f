"""Exercise 5.5: standardize training and test data without a leak."""

from functools import wraps

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "5.5",
    "standardize without a leak",
    hints=(
        "A new patient comes alone, after training. Which mean and which spread can "
        "you use for her?",
        "Two numbers per column, so statistics of shape (d,), and the same ones twice.",
        "A constant column has a spread of 0. By what can you divide it so that "
        "nothing changes? `torch.where` chooses entry by entry.",
    ),
)


@exercise.reference
def standardize(train_raw, test_raw):
    mean = train_raw.mean(dim=0)  # (d,)
    std = train_raw.std(dim=0, correction=0)
    constant = (train_raw == train_raw[0]).all(dim=0)  # rounding can hide a zero std
    std = torch.where(constant, 1, std)
    return (train_raw - mean) / std, (test_raw - mean) / std


@exercise.cases
def cases(generator):
    def numbers(*shape, **options):
        spread = torch.linspace(1, 20, shape[1], dtype=options.get("dtype"))
        return torch.randn(*shape, generator=generator, **options) * spread + 5

    constant = numbers(7, 4)
    constant[:, 2] = 3.0
    few, many = numbers(3, 2, dtype=torch.float64), numbers(8, 2, dtype=torch.float64)
    return [
        (numbers(6, 3), numbers(4, 3)),
        (constant, numbers(5, 4)),
        (many, few),
        (numbers(5, 1), numbers(4, 1)),
        (numbers(6, 3), numbers(1, 3)),  # a patient alone
    ]


def _standardized(rows, reference, spread):
    return (rows - reference.mean(dim=0)) / spread(reference)


def _std(rows):
    return rows.std(dim=0, correction=0)


def _unbiased(rows):
    return rows.std(dim=0)


def _safe(spread):
    def nonzero(rows):
        return torch.where(spread(rows) == 0, 1, spread(rows))

    return nonzero


SPREADS = [  # a wrong choice of rows comes with any of these, and with its remark
    (_safe(_std), ""),
    (_safe(_unbiased), " And your spread divides by n - 1: see `correction`."),
    (_std, " And a constant column becomes 0/0."),
    (_unbiased, " And your spread divides by n - 1, and can be 0: what is 0/0?"),
]


def _slips(sentence, spreads=SPREADS):
    """Register a wrong choice of rows, once with each spread."""

    def register(answer):
        def with_spread(spread):
            @wraps(answer)
            def wrong(train, test):
                return answer(train, test, spread)

            return wrong

        for spread, remark in spreads:
            exercise.slip(sentence + remark)(with_spread(spread))
        return answer

    return register


@_slips(
    "You give the test rows a mean and spread of their own, so equal patients come out "
    "unequal, and one alone could not be scaled. Which statistics does the model know?"
)
def own_statistics(train, test, spread):
    return _standardized(train, train, spread), _standardized(test, test, spread)


@_slips(
    "The test rows come back as they were. A model trained on scaled inputs has to be "
    "asked in the same scale."
)
def test_left_alone(train, test, spread):
    return _standardized(train, train, spread), test.clone()


@_slips(
    "You take the statistics of all rows together: that is the leak. Change a test "
    "row, and the training inputs change. Which rows may be looked at before the test?",
    SPREADS[:2],
)
def joint_statistics(train, test, spread):
    both = torch.cat([train, test])
    return _standardized(train, both, spread), _standardized(test, both, spread)


@_slips(
    "You take the statistics of the test rows for both. Before the test they are not "
    "there to be looked at: which rows are?",
    SPREADS[:2],
)
def test_statistics(train, test, spread):
    return _standardized(train, test, spread), _standardized(test, test, spread)


@_slips(
    "You give the test rows the spread of training, but a mean of their own, so a "
    "hospital with larger tumors would look like any other. Which mean does the model "
    "know?"
)
def own_mean(train, test, spread):
    centered = test - test.mean(dim=0)
    return _standardized(train, train, spread), centered / spread(train)


@_slips("No column is centered. What is to be taken off before you divide?")
def never_centered(train, test, spread):
    return train / spread(train), test / spread(train)


def _on_training_rows(train, test, spread):
    return _standardized(train, train, spread), _standardized(test, train, spread)


@exercise.slip(
    "Right until a column is constant: its spread is 0, and 0/0 is NaN. What should be "
    "left of such a column once its mean is taken off?"
)
def divides_by_zero(train, test):
    return _on_training_rows(train, test, _std)


@_slips(
    "`nan_to_num` hides 0/0, and makes of 1/0 the largest number there is: look at the "
    "test rows of a column that is constant in training. What divisor leaves it as it "
    "is?",
    [(_std, ""), (_unbiased, " And your spread divides by n - 1: see `correction`.")],
)
def hides_nan(train, test, spread):
    return tuple(rows.nan_to_num() for rows in _on_training_rows(train, test, spread))


@exercise.slip(
    "A small number in place of a zero spread avoids 0/0. But a column that was "
    "constant in training and moves in the test is then divided by next to nothing, "
    "and explodes. What divisor leaves it as it is?"
)
def adds_a_small_number(train, test):
    return _on_training_rows(train, test, lambda rows: _std(rows) + 1e-8)


@exercise.slip(
    "That spread divides by n - 1, PyTorch's default. The exercise divides by n: see "
    "`correction`."
)
def unbiased(train, test):
    return _on_training_rows(train, test, _safe(_unbiased))


@exercise.slip(
    "Two things are left. Your spread divides by n - 1, PyTorch's default, where the "
    "exercise divides by n; and a constant column becomes 0/0."
)
def unbiased_divides_by_zero(train, test):
    return _on_training_rows(train, test, _unbiased)


@_slips(
    "You use one mean and one spread for the whole table. Columns differ in unit: how "
    "many means does a table of d columns need?",
    [(0, ""), (1, " And see `correction`: the exercise divides by n.")],
)
def whole_table(train, test, correction):
    mean, std = train.mean(), train.std(correction=correction)
    return (train - mean) / std, (test - mean) / std


@_slips(
    "You standardize each row, so a patient is compared with herself, across units. "
    "Which dimension runs over the patients?",
    [(0, ""), (1, " And see `correction`: the exercise divides by n.")],
)
def rows_instead_of_columns(train, test, correction):
    scaled = []
    for rows in (train, test):
        std, mean = torch.std_mean(rows, dim=1, correction=correction, keepdim=True)
        scaled.append((rows - mean) / std)
    return tuple(scaled)


@exercise.slip(
    "Both are centered, and keep their spread. A column in large units would still "
    "rule the model: what is to be divided by?"
)
def only_centered(train, test):
    return train - train.mean(dim=0), test - train.mean(dim=0)


@exercise.slip(
    "You divide by the variance, the square of the spread. After it, which standard "
    "deviation do the training columns have?"
)
def divides_by_the_variance(train, test):
    return _on_training_rows(train, test, lambda rows: _safe(_std)(rows) ** 2)


@exercise.slip(
    "Only one table comes back. The exercise asks for a pair: the training rows and "
    "the test rows, in this order."
)
def only_the_test(train, test):
    return _standardized(test, train, _safe(_std))


@exercise.slip(
    "Right, in the wrong order: the exercise asks for the training rows first, and the "
    "test rows second."
)
def exchanged(train, test):
    return _on_training_rows(train, test, _safe(_std))[::-1]
