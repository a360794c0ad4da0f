"""scale_train_and_test: standardize two tables by what was known in training."""

from functools import partial
from itertools import product

import torch

from torchcourse.checking import Exercise


def scale_train_and_test(train_raw, test_raw):
    mean = train_raw.mean(dim=0)  # (d,)
    std = train_raw.std(dim=0, correction=0)
    constant = (train_raw == train_raw[0]).all(dim=0)  # rounding can hide a zero std
    std = torch.where(constant, 1, std)
    return (train_raw - mean) / std, (test_raw - mean) / std


def cases(generator):
    def numbers(*shape, **options):
        scale = torch.linspace(1, 20, shape[1], dtype=options.get("dtype"))
        return torch.randn(*shape, generator=generator, **options) * scale + 5

    mixed, moved = numbers(7, 4), numbers(5, 4)
    mixed[:, 2] = 3.0
    for rows in (mixed, moved):  # a column of wavelengths of light, in meters
        rows[:, 1] = 5e-7 + 1.5e-7 * torch.randn(len(rows), generator=generator)
    few, many = numbers(3, 2, dtype=torch.float64), numbers(8, 2, dtype=torch.float64)
    return [
        (torch.tensor([[1.0, 6.0], [5.0, 6.0]]), torch.tensor([[7.0, 8.0]])),
        (torch.full((7, 1), 0.1), torch.tensor([[0.2], [0.1]])),  # a std of 7e-9
        (numbers(6, 3), numbers(4, 3)),
        (mixed, moved),
        (many, few),
        (numbers(6, 3), numbers(1, 3)),  # a patient alone
        (torch.full((9, 1), 0.7), torch.tensor([[0.9]])),
    ]


def equal(rows, std):
    return (rows == rows[0]).all(dim=0)


def zero_std(rows, std):
    return std == 0


def never(rows, std):
    return torch.tensor(False)


def scaled(rows, known, guard=equal, correction=0):
    """Standardize by known rows; only center a column that the guard names."""
    std = known.std(dim=0, correction=correction)
    return (rows - known.mean(dim=0)) / torch.where(guard(known, std), 1, std)


def with_each_std(wrong):
    choices = product((equal, zero_std, never), (0, 1))
    return tuple(partial(wrong, guard=g, correction=c) for g, c in choices)


def both_by_train(train, test, **std):
    return scaled(train, train, **std), scaled(test, train, **std)


def each_by_its_own(train, test, **std):
    return scaled(train, train, **std), scaled(test, test, **std)


def both_by_all_rows(train, test, **std):
    rows = torch.cat([train, test])
    return scaled(train, rows, **std), scaled(test, rows, **std)


def by_all_but_constants(train, test, correction):
    """Scale by all rows, and find the constant columns in training."""
    rows = torch.cat([train, test])
    std = torch.where(equal(train, None), 1, rows.std(dim=0, correction=correction))
    return (train - rows.mean(dim=0)) / std, (test - rows.mean(dim=0)) / std


def with_tiny(train, test, tiny):
    """Add a tiny number to each standard deviation, and find constant columns."""
    mean, std = train.mean(dim=0), train.std(dim=0, correction=0)
    std = torch.where(equal(train, None), 1, std) + tiny
    return (train - mean) / std, (test - mean) / std


def train_alone(train, test, **std):
    return scaled(train, train, **std), test.clone()


def by_table(train, test, correction):
    mean, std = train.mean(), train.std(correction=correction)
    return (train - mean) / std, (test - mean) / std


def by_row(train, test, correction):
    pairs = []
    for rows in (train, test):
        std = rows.std(dim=1, correction=correction, keepdim=True)
        pairs.append((rows - rows.mean(dim=1, keepdim=True)) / std)
    return tuple(pairs)


def each_by_its_own_constants(train, test):
    std = train.std(dim=0, correction=0)
    return tuple(
        (rows - train.mean(dim=0)) / torch.where(equal(rows, std), 1, std)
        for rows in (train, test)
    )


exercise = Exercise(
    scale_train_and_test,
    cases=cases,
    hints=(
        "A new patient comes alone, after training. Which mean and which standard "
        "deviation can you use for her?",
        "Each column has a mean and a standard deviation, so the statistics have the "
        "shape (d,). Both tables use the same ones.",
        "A column is constant if all its entries equal the first one. Which comparison "
        "with a row tells this, and which reduction over the rows? `max(dim=0)` "
        "returns a pair of values and positions, `amax(dim=0)` the values alone.",
        "By what can you divide a constant column so that nothing changes? "
        "`torch.where` chooses entry by entry.",
    ),
    mistakes={
        "You give the test rows statistics of their own, so that equal patients come "
        "out unequal. Which mean and standard deviation does the model know from "
        "training?": with_each_std(each_by_its_own),
        "You take the statistics of all rows together, which is a leak: a change in a "
        "test row changes the training inputs. Which rows may be used?": (
            *with_each_std(both_by_all_rows),
            *(partial(by_all_but_constants, correction=c) for c in (0, 1)),
        ),
        "The test rows come back as they were. The model is trained on scaled inputs: "
        "which scale does it expect in use?": with_each_std(train_alone),
        "Your standard deviation divides by n - 1, PyTorch's default. The exercise "
        "divides by n: see `correction`.": with_each_std(both_by_train)[1::2],
        "Your code finds a constant column only if its standard deviation is exactly "
        "0. Rounding can make it larger: it is 7e-9 for a column of seven values 0.1. "
        "How can you compare the values themselves?": partial(
            both_by_train, guard=zero_std
        ),
        "A column of small numbers counts as constant in your code, because its "
        "standard deviation is small, too. How can you ask whether all its values are "
        "equal?": partial(both_by_train, guard=lambda rows, std: std < 0.01),
        "You look for constant columns in the test rows, too. A patient alone makes "
        "every column constant: which table tells what may be divided?": (
            each_by_its_own_constants
        ),
        "You add a tiny number to every standard deviation. How large is it beside the "
        "standard deviation of a column of tiny numbers?": tuple(
            partial(with_tiny, tiny=tiny) for tiny in (1e-8, 1e-7, 1e-6, 1e-5)
        ),
        "You take one mean and one standard deviation for the whole table, or for each "
        "row. Columns differ in unit: over which dimension do the patients run?": tuple(
            partial(by, correction=c) for by in (by_table, by_row) for c in (0, 1)
        ),
    },
    signs={
        "A column that is constant in training is divided by 0 or by almost 0, and "
        "becomes NaN or enormous. What can divide it so that nothing changes?": (
            lambda given, expected: any(not (rows.abs() < 1e4).all() for rows in given)
        ),
    },
)
