"""Answers to adam_direction."""

import torch


def by_weights(gradients, beta1, beta2, eps):
    ages = torch.arange(len(gradients) - 1, -1, -1, dtype=torch.float64)

    def corrected(values, beta):
        return torch.tensordot(beta**ages / (beta**ages).sum(), values, dims=1)

    mean = corrected(gradients.double(), beta1)
    return mean / (corrected(gradients.double() ** 2, beta2).sqrt() + eps)


def of_torch(gradients, beta1, beta2, eps):
    parameter = torch.zeros_like(gradients[0], dtype=torch.float64).requires_grad_()
    optimizer = torch.optim.Adam([parameter], lr=1.0, betas=(beta1, beta2), eps=eps)
    for gradient in gradients:
        before = parameter.detach().clone()
        parameter.grad = gradient.double()
        optimizer.step()
    return before - parameter.detach()


RIGHT = [by_weights, of_torch]

WRONG = {
    "The largest error is at [1]: you get -0.5836, expected -0.3751": (
        lambda gradients, *case: by_weights(gradients.flip(0), *case)
    ),
}
