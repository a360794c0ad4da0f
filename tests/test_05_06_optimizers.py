"""The optimizers that notebooks 05 and 06 build, against ``torch.optim`` as the oracle.

They are taken from the notebooks' own cells, so that what is tested is what is read.
"""

from functools import partial
from typing import NamedTuple

import pytest
import torch
from notebook_code import definitions_of

STEPS = 50
PLAIN, FASTER = "05_gradient_descent", "06_momentum_adam_minibatches"
TOLERANCE = 1e-6  # of every coordinate, after every step, in float64


class Method(NamedTuple):
    """A function of a notebook, and the optimizer of PyTorch that takes its steps."""

    notebook: str
    name: str
    ours: dict
    oracle: type
    learning_rate: float
    theirs: dict


METHODS = {
    "plain": Method(PLAIN, "descend", {}, torch.optim.SGD, 0.01, {}),
    "plain by 06": Method(FASTER, "descend", {}, torch.optim.SGD, 0.01, {}),
    "adam": Method(FASTER, "adam", {}, torch.optim.Adam, 0.1, {}),
    "adam with others": Method(
        FASTER,
        "adam",
        {"beta1": 0.7, "beta2": 0.95, "eps": 1e-3},
        torch.optim.Adam,
        0.1,
        {"betas": (0.7, 0.95), "eps": 1e-3},
    ),
}
for beta in (0.5, 0.9, 0.99):
    setting = {"momentum": beta}
    METHODS[f"momentum {beta}"] = Method(
        FASTER, "descend", setting, torch.optim.SGD, 0.005, setting
    )


def defined(method, old="", new=""):
    """Define a function of a notebook, with some of its text replaced."""
    texts = definitions_of(method.notebook)
    assert old in texts[method.name], f"{method.name} no longer contains {old!r}"
    space = {"torch": torch}
    exec(texts["gradient_of"], space)
    exec(texts[method.name].replace(old, new), space)
    return partial(space[method.name], **method.ours)


def ravine(theta):
    return (theta[0] ** 2 + 50 * theta[1] ** 2) / 2


def banana(theta):  # curved, and not convex
    return (1 - theta[0]) ** 2 + 5 * (theta[1] - theta[0] ** 2) ** 2


def wave(theta):
    return (torch.sin(3 * theta) + theta**2 / 4).sum()


STARTS = {ravine: [-7.0, 1.0], banana: [-1.2, 0.8], wave: [0.3, -2.0, 4.0, 1.5]}


def by_torch(method, function, start):
    theta = start.clone().requires_grad_()
    optimizer = method.oracle([theta], lr=method.learning_rate, **method.theirs)
    trajectory = [start]
    for _ in range(STEPS):
        optimizer.zero_grad()
        function(theta).backward()
        optimizer.step()
        trajectory.append(theta.detach().clone())
    return torch.stack(trajectory)


def largest_difference(method, answer, function):
    start = torch.tensor(STARTS[function], dtype=torch.float64)
    ours = answer(function, start, method.learning_rate, STEPS)
    theirs = by_torch(method, function, start)
    assert ours.shape == theirs.shape == (STEPS + 1, len(start))
    return (ours - theirs).abs().max().item()


@pytest.mark.parametrize("function", STARTS)
@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_every_step_is_that_of_torch(method, function):
    assert largest_difference(method, defined(method), function) < TOLERANCE


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("plain", "- learning_rate", "+ learning_rate"),
        ("plain", "gradient_of(function, theta)", "gradient_of(function, start)"),
        ("momentum 0.9", "momentum * velocity +", ""),
        ("momentum 0.9", "+ gradient_of", "+ (1 - momentum) * gradient_of"),
        ("momentum 0.9", "learning_rate * velocity", "learning_rate**2 * velocity"),
        ("adam", "mean / (1 - beta1**t)", "mean"),
        ("adam", "square / (1 - beta2**t)", "square"),
        ("adam", "range(1, steps + 1)", "range(2, steps + 2)"),
        ("adam", "square_hat.sqrt()", "square_hat"),
        ("adam", "(1 - beta2) * gradient**2", "(1 - beta2) * gradient"),
        ("adam", "(1 - beta1) * gradient", "gradient"),
    ],
)
def test_a_broken_optimizer_is_caught(name, old, new):
    broken = defined(METHODS[name], old, new)
    assert not largest_difference(METHODS[name], broken, banana) < TOLERANCE


@pytest.mark.parametrize("share", [0.5, 1.9, 2.1])
def test_the_limit_is_two_over_the_curvature(share):
    def parabola(theta):
        return 3 * theta**2  # curvature 6

    start = torch.tensor(1.0, dtype=torch.float64)
    trajectory = defined(METHODS["plain"])(parabola, start, share / 6, 40)
    assert trajectory[-1].item() == pytest.approx((1 - share) ** 40)
    assert (trajectory[-1] < start) == (share < 2)


def test_no_rate_makes_plain_descent_as_fast_as_momentum_and_adam():
    start, rates = torch.tensor([-7.0, 1.0]), torch.logspace(-3, 1, 401)
    starts, fast = start[:, None].expand(2, 401), {}
    for name in ("plain", "momentum 0.9", "adam"):
        descend = defined(METHODS[name])
        all_iterates = descend(lambda theta: ravine(theta).sum(), starts, rates, 150)
        away = ~(all_iterates.norm(dim=1) < 0.1)  # (151, 401), nan is away
        fast[name] = ~away[100:].any(dim=0)  # near after 100 steps, and for good
    assert not fast["plain"].any()
    for name in ("momentum 0.9", "adam"):
        good = rates[fast[name]]
        assert good.max() / good.min() > 10
