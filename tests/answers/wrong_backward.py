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


def by_jacobians(functions, x):
    def is_wrong(function):
        def backward_of(points):
            return torch.autograd.functional.jacobian(function.apply, points)

        points = x.double()
        numeric, step = torch.zeros(x.numel(), x.numel()).double(), 1e-6
        for place in range(x.numel()):
            moved = torch.zeros(x.numel()).double()
            moved[place] = step
            moved = moved.reshape(x.shape)
            change = function.apply(points + moved) - function.apply(points - moved)
            numeric[:, place] = change.flatten() / (2 * step)
        exact = backward_of(points).reshape(numeric.shape)
        return not torch.allclose(exact, numeric, rtol=1e-3, atol=1e-5)

    return [i for i, one in enumerate(functions) if is_wrong(one)]


RIGHT = [by_errors, by_jacobians]

WRONG = {
    "The positions: you return": lambda functions, x: torch.tensor(
        by_errors(functions, x)
    ),
    "Your code raises AttributeError": lambda functions, x: [
        i for i in functions if not torch.gradcheck(i.apply, x)
    ],
}
