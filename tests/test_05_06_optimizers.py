"""The optimizers that notebooks 05 and 06 build, against ``torch.optim`` as the oracle.

They are taken from the notebooks' own cells, so that what is tested is what is read.
"""

import pytest
import torch
from notebook_code import definitions_of

STEPS = 50
NOTEBOOKS = (
    "06_momentum_adam_minibatches",
    "05_gradient_descent",
)  # 05's own come last
TOLERANCE = 1e-6  # of every coordinate, after every step, in float64


def defined(name, old="", new=""):
    """Define a function of the notebooks, with some of its text replaced."""
    texts = {k: v for book in NOTEBOOKS for k, v in definitions_of(book).items()}
    assert old in texts[name], f"{name} no longer contains {old!r}"
    space = {"torch": torch}
    exec(texts["gradient_of"], space)
    exec(texts[name].replace(old, new), space)
    return space[name]


def ravine(theta):
    return (theta[0] ** 2 + 50 * theta[1] ** 2) / 2


def banana(theta):  # curved, and not convex
    return (1 - theta[0]) ** 2 + 5 * (theta[1] - theta[0] ** 2) ** 2


def wave(theta):
    return (torch.sin(3 * theta) + theta**2 / 4).sum()


STARTS = {ravine: [-7.0, 1.0], banana: [-1.2, 0.8], wave: [0.3, -2.0, 4.0, 1.5]}
RULES = {
    "descend": (torch.optim.SGD, 0.01, {}),
    "momentum_path": (torch.optim.SGD, 0.005, {"momentum": 0.9}),
    "adam_path": (torch.optim.Adam, 0.1, {}),
}


def by_torch(name, function, start):
    optimizer_class, learning_rate, settings = RULES[name]
    theta = start.clone().requires_grad_()
    optimizer = optimizer_class([theta], lr=learning_rate, **settings)
    path = [start]
    for _ in range(STEPS):
        optimizer.zero_grad()
        function(theta).backward()
        optimizer.step()
        path.append(theta.detach().clone())
    return torch.stack(path)


def largest_difference(name, walk, function):
    start = torch.tensor(STARTS[function], dtype=torch.float64)
    mine = walk(function, start, RULES[name][1], STEPS)
    theirs = by_torch(name, function, start)
    assert mine.shape == theirs.shape == (STEPS + 1, len(start))
    return (mine - theirs).abs().max().item()


@pytest.mark.parametrize("function", STARTS)
@pytest.mark.parametrize("name", RULES)
def test_every_step_is_that_of_torch(name, function):
    assert largest_difference(name, defined(name), function) < TOLERANCE


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.99])
def test_momentum_of_any_strength_is_that_of_torch(monkeypatch, beta):
    settings = (torch.optim.SGD, 0.005, {"momentum": beta})
    monkeypatch.setitem(RULES, "momentum_path", settings)
    momentum_path = defined("momentum_path")

    def walk(*arguments):
        return momentum_path(*arguments, momentum=beta)

    assert largest_difference("momentum_path", walk, banana) < TOLERANCE


def test_other_betas_and_eps_are_those_of_torch(monkeypatch):
    settings = (torch.optim.Adam, 0.1, {"betas": (0.7, 0.95), "eps": 1e-3})
    monkeypatch.setitem(RULES, "adam_path", settings)
    adam_path = defined("adam_path")

    def walk(*arguments):
        return adam_path(*arguments, beta1=0.7, beta2=0.95, eps=1e-3)

    assert largest_difference("adam_path", walk, banana) < TOLERANCE


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("descend", "- learning_rate", "+ learning_rate"),
        ("descend", "gradient_of(function, theta)", "gradient_of(function, start)"),
        ("momentum_path", "momentum * velocity +", ""),
        ("momentum_path", "+ gradient_of", "+ (1 - momentum) * gradient_of"),
        ("momentum_path", "learning_rate * velocity", "learning_rate**2 * velocity"),
        ("adam_path", "mean / (1 - beta1**t)", "mean"),
        ("adam_path", "square / (1 - beta2**t)", "square"),
        ("adam_path", "range(1, steps + 1)", "range(2, steps + 2)"),
        ("adam_path", "square_hat.sqrt()", "square_hat"),
        ("adam_path", "(1 - beta2) * gradient**2", "(1 - beta2) * gradient"),
        ("adam_path", "(1 - beta1) * gradient", "gradient"),
    ],
)
def test_a_broken_optimizer_is_caught(name, old, new):
    broken = defined(name, old, new)
    assert not largest_difference(name, broken, banana) < TOLERANCE


@pytest.mark.parametrize("share", [0.5, 1.9, 2.1])
def test_the_limit_is_two_over_the_curvature(share):
    def parabola(theta):
        return 3 * theta**2  # curvature 6

    start = torch.tensor(1.0, dtype=torch.float64)
    path = defined("descend")(parabola, start, share / 6, 40)
    assert path[-1].item() == pytest.approx((1 - share) ** 40)
    assert (path[-1] < start) == (share < 2)


def test_no_rate_makes_plain_descent_as_fast_as_momentum_and_adam():
    start, rates = torch.tensor([-7.0, 1.0]), torch.logspace(-3, 1, 401)
    starts, fast = start[:, None].expand(2, 401), {}
    for name in RULES:
        paths = defined(name)(lambda theta: ravine(theta).sum(), starts, rates, 150)
        away = ~(paths.norm(dim=1) < 0.1)  # (151, 401), nan is away
        fast[name] = ~away[100:].any(dim=0)  # near after 100 steps, and for good
    assert not fast["descend"].any()
    for name in ("momentum_path", "adam_path"):
        good = rates[fast[name]]
        assert good.max() / good.min() > 10
