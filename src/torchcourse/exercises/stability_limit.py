"""stability_limit: the stability limit of a parabola that is known by its values."""

import torch

from torchcourse.checking import Exercise


def stability_limit(function):
    derivatives = []
    for at in (0.0, 1.0):
        theta = torch.tensor(at, requires_grad=True)
        function(theta).backward()
        derivatives.append(theta.grad.item())
    return 2 / (derivatives[1] - derivatives[0])


def cases(generator):
    def parabola(curvature, b, c):
        return lambda theta: curvature / 2 * theta**2 + b * theta + c

    (b0, c0), (b1, c1), (b2, c2) = torch.randn(3, 2, generator=generator).tolist()
    return [
        (lambda theta: 1.5 * theta**2 + theta,),
        (lambda theta: (theta - 3) ** 2 / 4 + 1,),
        (lambda theta: 2 * theta**2,),
        (parabola(0.125, b0, c0),),
        (parabola(2.5, b1, c1),),
        (parabola(64.0, b2, c2),),
    ]


def derivative(function, at):
    theta = torch.tensor(at, requires_grad=True)
    function(theta).backward()
    return theta.grad.item()


def change(function):
    return (function(torch.tensor(1.0)) - function(torch.tensor(0.0))).item()


def curvature(function):
    return 2 / stability_limit(function)


def backward_twice(function):
    theta = torch.tensor(1.0, requires_grad=True)
    y = function(theta)
    y.backward()
    y.backward()


def second_difference(function, step):
    left, middle, right = (function(torch.tensor(step * i)) for i in (-1, 0, 1))
    return ((left - 2 * middle + right) / step**2).item()


def small_step(step, middle=0):
    return lambda function: (
        2 / second_difference(lambda theta: function(middle + theta), step)
    )


def by_derivatives(step):
    return lambda function: (
        2 * step / (derivative(function, 1 + step) - derivative(function, 1.0))
    )


def close(given, expected):
    return 1e-5 < abs(given / expected - 1) < 0.4


def undivided(step):
    return lambda function: by_derivatives(step)(function) / step


exercise = Exercise(
    stability_limit,
    cases=cases,
    hints=(
        "The derivative of the parabola is λθ + b, a straight line. Which number of "
        "this line do you need, and how many points of a line give this number?",
        "Autograd gives the derivative at a point: `function(theta).backward()`. Take "
        "two points that are 1 apart. Use a new tensor for the second point, because "
        "`backward` adds to `.grad`.",
    ),
    mistakes={
        "You used the derivative at one point as the curvature, which is right only if "
        "b is 0. The curvature says how fast the derivative changes: how can you "
        "measure that?": (
            lambda function: 2 / derivative(function, 1.0),
            lambda function: 2 / abs(derivative(function, 1.0)),
        ),
        "You used the value of the function at one point, to which b and c contribute. "
        "What depends on the curvature alone?": (
            lambda function: 2 / function(torch.tensor(1.0)).item(),
            lambda function: 1 / function(torch.tensor(1.0)).item(),
        ),
        "You used the change of the function between two points, to which b "
        "contributes. What depends on the curvature alone?": (
            lambda function: 2 / change(function),
            lambda function: 1 / change(function),
        ),
        "Your result is half the stability limit. If you measured two derivatives, how "
        "far apart are the two points? If not: one step of your size leads exactly to "
        "the minimum. Which factor does the limit have?": (
            lambda function: 1 / curvature(function)
        ),
        "Your result is twice the stability limit. Which factor does the limit have? "
        "If you used the number before θ²: that is only half the curvature.": (
            lambda function: 4 / curvature(function)
        ),
        "You divide by the change of the derivative between two points. The curvature "
        "is this change divided by what?": tuple(map(undivided, (0.1, 0.01, 0.001))),
        "`backward` frees the graph, so a result of `function` has one backward pass. "
        "What must you call again for the second point?": backward_twice,
        "Your point is a Python number. `function` and `gradient_of` need a tensor, "
        "such as `torch.tensor(1.0)`.": (
            lambda function: (1.0).clone(),
            lambda function: (1.0).backward(),
        ),
        "That is the curvature itself. How does the curvature limit the learning "
        "rate?": curvature,
        "Your formula is right, but your step is so small that rounding removes most "
        "digits. On a parabola this difference is exact for every step: which step "
        "loses no digits?": (
            *map(small_step, (1e-2, 1e-3, 1e-4)),
            small_step(1e-3, middle=1),
            small_step(-1e-3, middle=1),
            small_step(1e-3, middle=2),
            *map(by_derivatives, (1e-3, 1e-4, 1e-5, 1e-6)),
        ),
    },
    signs={
        "Your result is close to the limit, but not equal to it. A difference over a "
        "small step loses digits to rounding. On a parabola the difference is exact "
        "for every step: which step loses no digits?": close,
    },
)
