"""Answers to fit_model."""

import copy

import torch
from torch import nn
from torch.nn.functional import mse_loss

from torchcourse.exercises.exact_fit import exact_fit


def put(model, weight, bias, features, target):
    with torch.no_grad():
        model.weight.copy_(weight[None])
        model.bias.copy_(bias)
        return mse_loss(model(features).squeeze(1), target).item()


def by_own_formulas(model, features, target, steps):
    w, b = model.weight[0].detach().clone(), model.bias.detach().clone()
    for _ in range(steps):
        residual = target - (features @ w + b)
        w += 0.4 * features.T @ residual / len(target)
        b += 0.4 * residual.mean()
    return put(model, w, b, features, target)


def train(model, *case, loss=mse_loss, clear=True, batch=0, **options):
    *data, steps = case
    optimizer = torch.optim.SGD(model.parameters(), **{"lr": 0.2, **options})
    for i in range(steps):
        X, y = (x[i % 5 * batch :][: batch or None] for x in data)
        if clear:
            optimizer.zero_grad()
        loss(model(X), y.unsqueeze(1)).backward()
        optimizer.step()
    return put(model, model.weight[0], model.bias, *data)


RIGHT = [by_own_formulas, lambda *case: train(*case, lr=0.05, momentum=0.8)]

WRONG = {
    "The model ends at weights of 0": (
        lambda *case: train(*case, loss=lambda mine, y: mse_loss(mine, y.squeeze(1)))
    ),
    "The model that you were given ends where it began": (
        lambda model, *case: train(copy.deepcopy(model), *case)
    ),
    "`backward` was called once": lambda *case: train(*case[:3], 1),
    "Your gradients add up": lambda *case: train(*case, clear=False, lr=0.01),
    "Some of your backward passes use fewer": lambda *case: train(*case, batch=8),
    "The model ends farther": lambda *c: train(*c, loss=nn.MSELoss(reduction="sum")),
    "The model ends nearer": (
        lambda *case: train(*case, lr=0.01),
        lambda *case: train(*case, weight_decay=0.1),
    ),
    "You return a model": lambda model, *case: (train(model, *case), model)[1],
    "Without `backward`, the model reaches": lambda model, X, y, steps: put(
        model, *exact_fit(X, y).split(X.shape[1]), X, y
    ),
}
