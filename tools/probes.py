"""Further inputs for the attack on the exercises, of the form that each prompt allows.

The cases of an exercise with other seeds are probes already; here are other sizes and
values, above all where the cases are fixed.
"""

import functools
from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from torchcourse.exercises import exercise as exercises

Drawn = tuple[Any, ...]
PROBES: dict[str, Callable[[torch.Generator], list[Drawn]]] = {}


def probe(number: str) -> Callable:
    """Register what makes probes for an exercise from ``Draw``, one set per seed."""

    def register(function: Callable[["Draw"], list[Drawn]]) -> Callable:
        PROBES[number] = lambda generator: function(Draw(generator))
        return function

    return register


class Draw:
    """Random inputs from one generator."""

    def __init__(self, generator: torch.Generator) -> None:
        self.generator = generator
        self.normal = partial(torch.randn, generator=generator)
        self.uniform = partial(torch.rand, generator=generator)

    def whole(self, low: int, high: int, *shape: int) -> torch.Tensor:
        """Return whole numbers from low to high - 1."""
        return torch.randint(low, high, shape, generator=self.generator)

    def number(self, low: int, high: int) -> int:
        """Return one whole number from low to high - 1."""
        return int(self.whole(low, high))

    def size(self) -> int:
        """Return a small size, from 1 to 8."""
        return self.number(1, 9)

    def rate(self, low: float, high: float) -> float:
        """Return a float between two others."""
        return low + (high - low) * float(self.uniform(()))


@probe("0.1")
def _(draw):
    shape = [draw.size() for _ in range(draw.number(0, 5))]
    return [(draw.normal(shape) * 10,), (draw.normal(shape).double() - 3,)]


@probe("1.1")
def _(draw):
    return [(draw.number(1, 40),)]


@probe("1.2")
def _(draw):
    rows, columns = 1 + draw.size(), draw.size()
    scale, shift = 0.1 + 5 * draw.uniform(columns), 5 * draw.normal(columns)
    return [(draw.normal(rows, columns) * scale + shift,)]


@probe("1.3")
def _(draw):
    n, m, d = draw.size(), draw.size(), draw.size()
    return [(3 * draw.normal(n, d), draw.normal(m, d)), (draw.normal(d, d),) * 2]


@probe("1.4")
def _(draw):
    k = draw.number(1, 12)
    return [(draw.whole(0, k, draw.size()), k), (draw.whole(0, k, k), k)]


@probe("1.5")
def _(draw):
    return [(draw.uniform(draw.size(), 3, draw.size(), draw.size()),)]


@probe("2.1")
def _(draw):
    shape = [draw.size() for _ in range(draw.number(0, 4))]
    x = 2 * draw.normal(shape)
    return [
        (torch.cos, x, 1e-6),
        (torch.tanh, x.double(), 1e-3),
        (torch.exp, x, draw.rate(0.01, 0.5)),
    ]


@probe("2.2")
def _(draw):
    shape = [draw.size() for _ in range(draw.number(0, 4))]
    return [(5 * draw.normal(shape),), (100 * draw.normal(shape).double(),)]


def _flat(weight):
    return (weight**4).sum() / 10 + 1


@probe("2.3")
def _(draw):
    def weight(old=False):
        fresh = draw.normal(draw.size(), draw.size()).requires_grad_()
        fresh.grad = draw.normal(fresh.shape) if old else None
        return fresh

    rate, steps = draw.rate(0.01, 0.2), draw.number(0, 9)
    return [(weight(), _flat, rate, steps), (weight(True), _flat, rate, steps)]


@probe("2.4")
def _(draw):
    shape = draw.size(), draw.size()
    return [(draw.normal(shape), draw.normal(shape))]


@probe("2.5")
def _(draw):
    n, d, k = draw.size(), draw.size(), draw.size()
    return [tuple(draw.normal(s) for s in ((n, d), (n,), (d, k), (d, k), (k,)))]


@probe("3.1")
def _(draw):
    def parameter(*shape):
        values = draw.normal(shape).requires_grad_()
        values.grad = draw.normal(shape)
        return values

    several = [parameter(draw.size(), draw.size()) for _ in range(draw.size())]
    return [(several, draw.rate(0.01, 2)), ([parameter(3)], 1.0)]


@probe("3.2")
def _(draw):
    size = draw.size()
    root = draw.normal(size, size + 2)
    return [(root @ root.T,), (torch.diag(0.1 + 3 * draw.uniform(size)),)]


@probe("3.3")
def _(draw):
    shape = draw.size(), draw.size()
    three = [draw.normal(shape) for _ in range(3)]
    return [(*three, draw.rate(0.01, 1), draw.rate(0, 0.99))]


@probe("3.4")
def _(draw):
    shape = draw.size(), draw.size(), draw.size()
    betas = draw.rate(0.3, 0.95), draw.rate(0.5, 0.999)
    return [
        (draw.normal(shape), *betas, 1e-8),
        (1e-3 * draw.normal(shape), *betas, 1e-3),
        (draw.normal(draw.size()), *betas, 1e-8),
    ]


@probe("3.5")
def _(draw):
    shape = draw.size(), draw.size()
    start = 2 * draw.normal(shape)
    steepness = 0.2 + draw.uniform(shape)

    def bowl(theta):
        return (steepness * theta**2).sum() - 4

    return [
        (bowl, start, draw.rate(0.05, 0.6), draw.rate(0.01, 0.5), draw.number(1, 200)),
        (bowl, start, 0.1, 0.05, draw.number(0, 5)),
        (bowl, torch.zeros(shape), 0.1, 0.05, 5),
    ]


@probe("4.1")
def _(draw):
    n = draw.size()
    column = draw.normal(n, 1).requires_grad_()
    row = draw.normal(n).double().requires_grad_()
    return [(column, draw.normal(n)), (row, draw.normal(n).double())]


@probe("4.2")
def _(draw):
    d = draw.size()
    features = draw.normal(d + 2 + draw.size(), d) + draw.normal(d)
    return [(features, features @ draw.normal(d) + draw.normal(len(features)) + 2)]


@probe("4.3")
def _(draw):
    n, d = draw.size(), draw.size()
    return [(draw.normal(n, d), draw.normal(n), draw.normal(d), draw.normal(()))]


@probe("4.5")
def _(draw):
    n, m = 1 + draw.size(), draw.size()
    return [(draw.normal(n) + 1, 2 * draw.normal(n), draw.normal(m) - 2)]


@probe("5.1")
def _(draw):
    n, size = draw.size(), draw.rate(0.5, 4)
    labels = draw.whole(0, 2, n).float()
    weight = draw.rate(0.1, 8)
    return [
        ((size * draw.normal(n)).requires_grad_(), labels, weight),
        ((3e3 * draw.normal(n)).requires_grad_(), labels, weight),
        ((40 * draw.normal(n)).double().requires_grad_(), labels.double(), weight),
    ]


@probe("5.2")
def _(draw):
    n = draw.number(1, 30)
    return [(draw.normal(n, 1) + draw.rate(-1, 1), draw.whole(0, 2, n))]


@probe("5.3")
def _(draw):
    shape = [draw.size() for _ in range(draw.number(1, 4))]
    return [(4 * draw.normal(shape),), (3e3 * draw.normal(shape),)]


@probe("5.4")
def _(draw):
    n, classes = draw.number(0, 40), draw.size()
    return [(draw.whole(0, classes, n), draw.whole(0, classes, n), classes)]


@probe("5.5")
def _(draw):
    d = draw.size()
    train, test = 3 * draw.normal(1 + draw.size(), d) + 7, draw.normal(draw.size(), d)
    still = train.clone()
    still[:, draw.number(0, d)] = draw.rate(-2, 2)
    return [(train, test), (still, test), (still.double(), test.double())]


@probe("6.1")
def _(draw):
    return [([draw.number(1, 30) for _ in range(draw.number(2, 7))],)]


@probe("6.2")
def _(draw):
    n = draw.number(20, 120)
    return [(n, draw.number(0, n // 2), draw.number(0, 1000))]


@probe("6.5")
def _(draw):
    n, classes = draw.number(1, 30), draw.number(2, 9)
    k = draw.number(1, classes + 1)
    return [(draw.normal(n, classes), draw.whole(0, classes, n), k)]


@functools.cache
def _built_by(number: str, name: str) -> Callable:
    """Return a class of an exercise's own module, such as its model."""
    return exercises.load_exercise(number).make_cases.__globals__[name]


def _model_and_batches(draw: Draw, number: str) -> tuple[Any, list]:
    features, classes = draw.size(), 1 + draw.size()
    model = _built_by(number, "Net")(draw.normal(features, classes))
    model.weight.grad = draw.normal(features, classes)  # left over from earlier work
    sizes = [draw.size() for _ in range(draw.size())]
    batches = [(draw.normal(n, features), draw.whole(0, classes, n)) for n in sizes]
    return model.train(bool(draw.number(0, 2))), batches


@probe("6.3")
def _(draw):
    return [(*_model_and_batches(draw, "6.3"), torch.nn.CrossEntropyLoss())]


@probe("6.4")
def _(draw):
    model, batches = _model_and_batches(draw, "6.4")
    optimizer = torch.optim.SGD(model.parameters(), lr=draw.rate(0.05, 0.5))
    return [(model, batches, torch.nn.CrossEntropyLoss(), optimizer)]
