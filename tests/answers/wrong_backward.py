"""Answers to wrong_backward."""

import torch
from torch.autograd.gradcheck import GradcheckError


def by_errors(functions, x):
    points = x.detach().clone().to(torch.float64).requires_grad_()
    wrong = []
    for i in range(len(functions)):
        try:
            torch.autograd.gradcheck(functions[i].apply, points)
        except GradcheckError:
            wrong.append(i)
    return wrong


def by_differences(functions, x, grad_output=2.0, step=1e-5):
    """Each operation works entry by entry, so one difference tells all derivatives."""
    wrong, point = [], x.double()
    for i, function in enumerate(functions):
        points = point.clone().requires_grad_()
        function.apply(points).backward(torch.full_like(point, grad_output))
        change = function.apply(point + step) - function.apply(point - step)
        expected = grad_output * change / (2 * step)
        if not torch.allclose(points.grad, expected, rtol=1e-3, atol=1e-5):
            wrong.append(i)
    return wrong


RIGHT = [by_errors, by_differences]

WRONG = {
    "The positions: you return": (
        lambda functions, x: torch.tensor(by_errors(functions, x)),
        lambda functions, x: by_errors(functions, x.flatten()[:1]),
        lambda functions, x: by_differences(functions, x, grad_output=1.0),
    ),
    "Your code raises AttributeError": lambda functions, x: [
        i for i in functions if not torch.gradcheck(i.apply, x)
    ],
}
