"""scale_train_and_test: standardize two tables by what was known in training."""

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


def scaled(rows, known, alike, correction=0):
    """Standardize by known rows; only center a column that is constant in others."""
    constant = (alike == alike[0]).all(dim=0)
    std = torch.where(constant, 1, known.std(dim=0, correction=correction))
    return (rows - known.mean(dim=0)) / std


def by_all_rows(train, test):
    rows = torch.cat([train, test])
    return scaled(train, rows, rows), scaled(test, rows, rows)


def by_all_rows_but_constants(train, test):
    rows = torch.cat([train, test])
    return scaled(train, rows, train), scaled(test, rows, train)


def with_std(train, test, change, correction=0):
    """Use the training rows, and change the standard deviation."""
    mean, std = train.mean(dim=0), train.std(dim=0, correction=correction)
    return (train - mean) / change(std), (test - mean) / change(std)


def alone(rows, correction=0, change=torch.clone):
    """Standardize rows by themselves; no warning where one row has no deviation."""
    n = torch.tensor(len(rows))
    std = rows.std(dim=0, correction=0) * (n / (n - correction)).sqrt()
    return (rows - rows.mean(dim=0)) / change(std)


def one_for_zero(std):
    return torch.where(std == 0, 1, std)


def by_table(train, test):
    mean, std = train.mean(), train.std(correction=0)
    return (train - mean) / std, (test - mean) / std


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
        "training?": (
            lambda train, test: (
                scaled(train, train, train),
                scaled(test, test, test),
            ),
            lambda train, test: (scaled(train, train, train), alone(test)),
            lambda train, test: (scaled(train, train, train, 1), alone(test, 1)),
            lambda *tables: tuple(alone(rows) for rows in tables),
            lambda *tables: tuple(alone(rows, 1) for rows in tables),
            lambda *tables: tuple(alone(rows, 0, one_for_zero) for rows in tables),
        ),
        "You set a column that is constant in training to 0 in both tables. A test row "
        "may differ there: what is left of it if you only subtract the mean?": (
            lambda train, *others: tuple(
                scaled(rows, train, train) * (train != train[0]).any(dim=0)
                for rows in (train, *others)
            )
        ),
        "You take the statistics of all rows together, which is a leak: a change in a "
        "test row changes the training inputs. Which rows may be used?": (
            by_all_rows,
            by_all_rows_but_constants,
        ),
        "Your standard deviation divides by n - 1, PyTorch's default. The exercise "
        "divides by n: see `correction`.": (
            lambda train, test: (
                scaled(train, train, train, correction=1),
                scaled(test, train, train, correction=1),
            ),
            lambda *tables: with_std(*tables, torch.clone, correction=1),
            lambda *tables: with_std(*tables, one_for_zero, correction=1),
        ),
        "Your code finds a constant column by its standard deviation. By rounding, "
        "seven values 0.1 have the deviation 7e-9. Different tiny numbers have a tiny "
        "deviation, too. How can you compare the values themselves?": (
            lambda *tables: with_std(*tables, one_for_zero),
            lambda *tables: with_std(
                *tables, lambda std: torch.where(std < 0.01, 1, std)
            ),
        ),
        "You look for constant columns in the test rows, too. A patient alone makes "
        "every column constant: which table tells what may be divided?": (
            lambda train, test: (
                scaled(train, train, train),
                scaled(test, train, test),
            )
        ),
        "You add a tiny number to every standard deviation. In a constant column you "
        "then divide by this number alone. How large can the result become?": (
            lambda *tables: with_std(*tables, lambda std: std + 1e-8),
            lambda *tables: with_std(*tables, lambda std: std + 1e-6),
        ),
        "You take one mean and one standard deviation for the whole table. Columns "
        "differ in unit: over which dimension do the patients run?": by_table,
    },
    signs={
        "A column that is constant in training is divided by 0 or by almost 0, and "
        "becomes NaN or enormous. What can divide it so that nothing changes?": (
            lambda given, expected: any(not (rows.abs() < 1e4).all() for rows in given)
        ),
    },
)
