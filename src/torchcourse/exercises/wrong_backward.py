"""wrong_backward: which classes have a backward method that is wrong."""

import warnings

import torch
from torch.autograd import gradcheck

from torchcourse.checking import Exercise


def wrong_backward(functions, x):
    points = x.double().clone().requires_grad_()  # .double() may give x itself
    return [
        place
        for place, function in enumerate(functions)
        if not torch.autograd.gradcheck(
            function.apply, (points,), raise_exception=False
        )
    ]


def operation(name, value, backward_of):
    """Make a class from its value at x, and its backward of (x, grad_output)."""

    def forward(ctx, x):
        ctx.save_for_backward(x)
        return value(x)

    def backward(ctx, grad_output):
        return backward_of(*ctx.saved_tensors, grad_output)

    methods = {"forward": staticmethod(forward), "backward": staticmethod(backward)}
    return type(name, (torch.autograd.Function,), methods)


Square = operation("Square", torch.square, lambda x, grad: 2 * x * grad)
Sine = operation("Sine", torch.sin, lambda x, grad: x.cos() * grad)
Cube = operation("Cube", lambda x: x**3, lambda x, grad: 3 * x**2 * grad)
MinusSine = operation("MinusSine", torch.cos, lambda x, grad: x.sin() * grad)
OneFactor = operation("OneFactor", lambda x: x**3, lambda x, grad: 3 * x**2 + 0 * grad)
NoSign = operation("NoSign", torch.square, lambda x, grad: 2 * x.abs() * grad)
Nearly = operation("Nearly", torch.sin, lambda x, grad: 1.01 * x.cos() * grad)


def cases(generator):
    many = torch.randn(3, 2, generator=generator)
    return [
        ([Square, MinusSine], torch.tensor([1.0, 2.0])),
        ([NoSign, Sine, OneFactor], torch.tensor([-1.0, 0.5])),
        ([NoSign, Square], torch.tensor([0.5, 2.0])),  # right at positive points
        ([Sine, Nearly, Cube, NoSign], torch.tensor([2.0, 1.5, -0.5]).double()),
        ([Cube, Sine, Square], many.double()),
        ([MinusSine, NoSign, Cube, OneFactor, Nearly], many),
    ]


def observe(answer, functions, x):
    with warnings.catch_warnings(action="ignore"):  # gradcheck warns of float32
        places = answer(list(functions), x)
    return {"the positions": places}


def copied(x):
    return x.double().clone().requires_grad_()


def checks(function, points):
    return gradcheck(function, (points,), raise_exception=False)


def positions(is_wrong, functions):
    return [i for i, one in enumerate(functions) if is_wrong(one)]


def checked_at(points_of, **options):
    """Make the answer that checks at other points, or with other options."""

    def answer(functions, x):
        points = (points_of(x),)
        return positions(lambda f: not gradcheck(f.apply, points, **options), functions)

    return answer


exercise = Exercise(
    wrong_backward,
    cases=cases,
    observe=observe,
    hints=(
        "`torch.autograd.gradcheck(function.apply, (points,), raise_exception=False)` "
        "tells whether one class is right at these points. Of which class do you want "
        "the position: where it is True, or where it is False?",
        "`enumerate(functions)` gives each class together with its position.",
        "The points need float64, and `requires_grad_()`. How do you prevent that "
        "`requires_grad_()` changes the caller's `x`?",
    ),
    mistakes={
        "You return the positions of the classes that are right. Which ones are asked "
        "for?": lambda functions, x: positions(
            lambda one: checks(one.apply, copied(x)), functions
        ),
        "You return one True or False for each class. The exercise asks for a list of "
        "positions.": lambda functions, x: [
            checks(one.apply, copied(x)) for one in functions
        ],
        "You return the classes themselves. Which number says where a class stands in "
        "the list?": lambda functions, x: [
            functions[i] for i in wrong_backward(functions, x)
        ],
        "`gradcheck` raises an error at the first wrong class, and your function ends "
        "there. Which of its arguments makes it return False instead?": (
            checked_at(copied),
            checked_at(lambda x: x.double().requires_grad_()),
        ),
        "You check in float32, where a central difference with a small step has hardly "
        "a digit. Which dtype has enough?": checked_at(
            lambda x: x.clone().requires_grad_(), raise_exception=False
        ),
        "`gradcheck` needs an input that requires a gradient. Which method of a tensor "
        "asks for that?": checked_at(torch.Tensor.double),
        "You give `gradcheck` the class itself, which is not a function. Did you "
        "forget `.apply`?": lambda functions, x: positions(
            lambda one: not checks(one, copied(x)), functions
        ),
        "For a float64 `x`, `x.double()` is `x` itself, so `requires_grad_()` changes "
        "the caller's tensor. What makes a copy?": checked_at(
            lambda x: x.double().requires_grad_(), raise_exception=False
        ),
    },
)
