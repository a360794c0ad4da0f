"""Answers to adam_direction: right ones of other construction, and wrong ones."""

import torch


def by_weights(gradients, beta1, beta2, eps):
    ages = torch.arange(len(gradients) - 1, -1, -1, dtype=torch.float64)

    def corrected(values, beta):
        weights = beta**ages
        return torch.tensordot(weights / weights.sum(), values, dims=1)

    mean = corrected(gradients.double(), beta1)
    square = corrected(gradients.double() ** 2, beta2)
    return mean / (square.sqrt() + eps)


def of_torch(gradients, beta1, beta2, eps):
    parameter = torch.zeros_like(gradients[0], dtype=torch.float64).requires_grad_()
    optimizer = torch.optim.Adam([parameter], lr=1.0, betas=(beta1, beta2), eps=eps)
    for gradient in gradients:
        before = parameter.detach().clone()
        parameter.grad = gradient.double()
        optimizer.step()
    return before - parameter.detach()


RIGHT = [by_weights, of_torch]


def in_place(gradients, beta1, beta2, eps):
    result = by_weights(gradients, beta1, beta2, eps)
    gradients[0] *= beta1
    return result


WRONG = {
    "The largest error is at [1]: you get -0.5836, expected -0.3751": (
        lambda gradients, *case: by_weights(gradients.flip(0), *case)
    ),
    "Every number has the opposite sign": lambda *case: -by_weights(*case),
    "The result is right, but your code changes its input `gradients`": in_place,
    "The numbers are right, but the shape is (1, 2)": (
        lambda *case: by_weights(*case)[None]
    ),
}
