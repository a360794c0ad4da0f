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


def checks(function, points):
    return gradcheck(function.apply, (points,), raise_exception=False)


def positions(wrong, functions):
    return [place for place, one in enumerate(functions) if wrong(one)]


def the_right_ones(functions, x):
    points = x.double().clone().requires_grad_()
    return positions(lambda one: checks(one, points), functions)


def verdicts(functions, x):
    points = x.double().clone().requires_grad_()
    return [checks(one, points) for one in functions]


def classes(functions, x):
    return [functions[place] for place in wrong_backward(functions, x)]


def names(functions, x):
    return [one.__name__ for one in classes(functions, x)]


def only_the_first(functions, x):
    return wrong_backward(functions, x)[:1]


def first_as_number(functions, x):
    return (wrong_backward(functions, x) or [None])[0]


def counted_from_one(functions, x):
    return [place + 1 for place in wrong_backward(functions, x)]


def stops_at_the_error(points_of):
    def answer(functions, x):
        points = (points_of(x).requires_grad_(),)
        return positions(lambda f: not gradcheck(f.apply, points), functions)

    return answer


def checked_at(points_of):
    def answer(functions, x):
        points = points_of(x).requires_grad_()
        return positions(lambda one: not checks(one, points), functions)

    return answer


def no_gradient(functions, x):
    points = x.double()
    return positions(lambda one: not checks(one, points), functions)


def without_apply(functions, x):
    points = x.double().clone().requires_grad_()
    return positions(lambda one: gradcheck(one, points), functions)


def by_sum(functions, x):
    def differs(one):
        points = x.double().clone().requires_grad_()
        one.apply(points).sum().backward()
        step, point = 1e-5, points.detach()
        change = one.apply(point + step) - one.apply(point - step)
        return not torch.allclose(points.grad, change / (2 * step), rtol=1e-4)

    return positions(differs, functions)


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
        "for?": the_right_ones,
        "Your list is empty in every case. What does `gradcheck` return for a class "
        "whose backward method is wrong?": lambda functions, x: [],
        "You return one True or False for each class. The exercise asks for a list of "
        "positions.": verdicts,
        "You return the classes themselves, or their names. Which number says where a "
        "class stands in the list?": (classes, names),
        "You return the first wrong class alone. Several may be wrong.": (
            only_the_first,
            first_as_number,
        ),
        "You count from 1. Where does Python begin?": counted_from_one,
        "`gradcheck` raises an error at the first wrong class, and your function ends "
        "there. Which of its arguments makes it return False instead?": (
            stops_at_the_error(torch.Tensor.double),
            stops_at_the_error(lambda x: x.double().clone()),
            stops_at_the_error(torch.clone),
        ),
        "You check in float32, where a central difference with a small step has hardly "
        "a digit. Which dtype has enough?": (
            checked_at(lambda x: x.float().clone()),
            checked_at(torch.clone),
        ),
        "`gradcheck` needs an input that requires a gradient. Which method of a tensor "
        "asks for that?": no_gradient,
        "You give `gradcheck` the class itself, which is not a function. Did you "
        "forget `.apply`?": without_apply,
        "For a float64 `x`, `x.double()` is `x` itself, so `requires_grad_()` changes "
        "the caller's tensor. What makes a copy?": checked_at(torch.Tensor.double),
        "You check at one point alone. A backward method can be right there, and wrong "
        "at the others.": checked_at(lambda x: x.double().flatten()[:1].clone()),
        "You check at points of your own. The exercise asks about the points in `x`.": (
            checked_at(lambda x: torch.randn_like(x.double()))
        ),
        "You let every gradient start with 1, as after `sum()`. A backward method that "
        "forgets `grad_output` looks right then: what does `gradcheck` do "
        "differently?": by_sum,
    },
)
