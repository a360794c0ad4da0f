"""Answers to fit_model."""

import copy

import torch
from torch import nn
from torch.nn.functional import mse_loss

from torchcourse.exercises.exact_fit import exact_fit


def put(model, weight, bias, validation):
    with torch.no_grad():
        model.weight.copy_(weight[None])
        model.bias.copy_(bias)
        return mse_loss(model(validation[0]).squeeze(1), validation[1]).item()


def by_own_formulas(model, training, validation, steps):
    features, target = training
    w, b = model.weight[0].detach().clone(), model.bias.detach().clone()
    for _ in range(steps):
        residual = target - (features @ w + b)
        w += 0.4 * features.T @ residual / len(target)
        b += 0.4 * residual.mean()
    return put(model, w, b, validation)


def train(
    model, training, validation, steps, loss=mse_loss, clear=True, batch=1000, **options
):
    optimizer = torch.optim.SGD(model.parameters(), **{"lr": 0.2, **options})
    for i in range(steps):
        rows = torch.arange(i * batch, (i + 1) * batch) % len(training[1])
        X, y = (x[rows] for x in training) if batch < 1000 else training
        if clear:
            optimizer.zero_grad()
        loss(model(X), y.unsqueeze(1)).backward()
        optimizer.step()
    return put(model, model.weight[0], model.bias, validation)


RIGHT = [by_own_formulas, lambda *case: train(*case, lr=0.05, momentum=0.8)]


def with_a_solver(model, training, validation, steps):
    exact = exact_fit(*training)
    return put(model, exact[:-1], exact[-1:], validation)


WRONG = {
    "The model ends at weights of 0": lambda *case: train(
        *case, loss=lambda mine, y: ((mine - y.squeeze(1)) ** 2).mean()
    ),
    "The model that you were given ends where it began": (
        lambda model, *case: train(copy.deepcopy(model), *case)
    ),
    "`backward` was called once": lambda *case: train(*case[:3], 1),
    "Your gradients add up": lambda *case: train(*case, clear=False, lr=0.01),
    "Some of your backward passes use fewer": lambda *case: train(*case, batch=8),
    "The model ends farther": (
        lambda *case: train(*case, loss=nn.MSELoss(reduction="sum"))
    ),
    "The model ends nearer": (
        lambda *case: train(*case, lr=0.01),
        lambda *case: train(*case, weight_decay=0.1),
    ),
    "Without `backward`, the model reaches": with_a_solver,
}
