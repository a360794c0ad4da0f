"""choose_degree: choose the degree of a polynomial by its validation error."""

import torch

from torchcourse.checking import Exercise


def choose_degree(train_x, train_y, validation_x, validation_y, max_degree):
    errors = []
    for degree in range(max_degree + 1):
        exponents = torch.arange(degree + 1)
        train_powers = train_x.unsqueeze(1) ** exponents  # (n, degree + 1)
        theta = torch.linalg.lstsq(train_powers, train_y).solution
        prediction = validation_x.unsqueeze(1) ** exponents @ theta
        errors.append(((validation_y - prediction) ** 2).mean().item())
    return errors.index(min(errors))


def cases(generator):
    def exact(*numbers):
        return torch.tensor(numbers, dtype=torch.float64)

    def case(n, m, coefficients, noise, max_degree):
        def points(count):
            random = torch.rand(count, generator=generator, dtype=torch.float64)
            x = 2 * random - 1
            y = sum(c * x**k for k, c in enumerate(coefficients))
            off = torch.randn(count, generator=generator, dtype=torch.float64)
            return x, y + noise * off

        return *points(n), *points(m), max_degree

    return [
        (
            exact(-1, -0.5, 0, 0.5, 1),
            exact(1.1, 0.2, 0.1, 0.2, 0.9),
            exact(-0.8, 0.3, 0.7),
            exact(0.65, 0.1, 0.5),
            4,
        ),
        (  # the mean is best
            exact(-1, -0.5, 0.5, 1),
            exact(1, -1, 1.2, -1.1),
            exact(-0.75, 0, 0.75),
            exact(0.1, 0.1, -0.1),
            3,
        ),
        case(14, 12, (1, -2, 0, 4), 0.3, 7),
        case(12, 9, (0, 1, 3), 0.5, 6),
        case(10, 15, (2,), 1.0, 5),
        case(16, 8, (0, 3, 0, -9, 0, 8), 0.05, 5),  # the largest degree is best
        case(11, 10, (1, 2), 0.4, 4),
        case(15, 12, (0, 0, -5, 0, 7), 0.3, 8),
        case(20, 5, (1, -2), 0.8, 9),  # the training points outweigh the others
        case(24, 6, (0, 0, 3), 0.8, 9),
    ]


def powers(x, degree):
    return x.unsqueeze(1) ** torch.arange(degree + 1)


def errors_of(fit_on, judge_on, degrees):
    """Return the error of each degree, fitted on some points and judged on some."""
    errors = {}
    for degree in degrees:
        theta = torch.linalg.lstsq(powers(fit_on[0], degree), fit_on[1]).solution
        residual = judge_on[1] - powers(judge_on[0], degree) @ theta
        errors[degree] = (residual**2).mean().item()
    return errors


def best(errors, choose=min):
    return choose(errors, key=errors.get)


def by(fit_on, judge_on, first=0, last=0, choose=min):
    """Make an answer that fits and judges on other points, or tries other degrees."""

    def answer(train_x, train_y, validation_x, validation_y, max_degree):
        parts = {
            "train": (train_x, train_y),
            "validation": (validation_x, validation_y),
        }
        parts["all"] = tuple(map(torch.cat, zip(*parts.values(), strict=True)))
        degrees = range(first, max_degree + 1 - last)
        return best(errors_of(parts[fit_on], parts[judge_on], degrees), choose)

    return answer


def smallest_error(train_x, train_y, validation_x, validation_y, max_degree):
    training, validation = (train_x, train_y), (validation_x, validation_y)
    return min(errors_of(training, validation, range(max_degree + 1)).values())


def from_degree_1(*case):
    return by("train", "validation", first=1)(*case) - 1


exercise = Exercise(
    choose_degree,
    cases=cases,
    hints=(
        "Fit one polynomial per degree. On which points do you fit, and on which ones "
        "do you measure the error?",
        "The columns of the design matrix are the powers 0, 1, ..., degree of x: "
        "`train_x.unsqueeze(1) ** torch.arange(degree + 1)`. `torch.linalg.lstsq` does "
        "the rest.",
        "Collect one error per degree in a list. The position of the smallest error is "
        "the degree, because the list begins with degree 0.",
    ),
    mistakes={
        "Your degree is always `max_degree`, the choice of the training error, which "
        "never rises with the degree. Which points show overfitting?": by(
            "train", "train"
        ),
        "You fit on all points, so that the validation points are no longer new to the "
        "model. Which points may the fit use?": by("all", "validation"),
        "You fit on the validation points and judge on the same ones. Which set is for "
        "fitting?": by("validation", "validation"),
        "You fit on the validation points and judge on the training points. Which set "
        "is for fitting, and which one for choosing?": by("validation", "train"),
        "You choose by the error on all points together. The training points were "
        "used for the fit: which points are new to it?": by("train", "all"),
        "You leave out degree 0, the mean of the targets. Can the mean be the best "
        "choice?": by("train", "validation", first=1),
        "You return a position in a list whose first error belongs to degree 1. Which "
        "degree stands at position 0?": from_degree_1,
        "You never try the largest degree. What does `range` leave out?": (
            by("train", "validation", last=1)
        ),
        "You choose the degree with the largest validation error. Which error do you "
        "want?": by("train", "validation", choose=max),
        "You return the smallest error. The exercise asks for its degree.": (
            smallest_error
        ),
    },
)
