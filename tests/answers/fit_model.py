"""Answers to fit_model: right ones of other construction, and wrong ones."""

import copy

import torch
from torch import nn
from torch.nn.functional import mse_loss


def judged(model, pair):
    with torch.no_grad():
        return mse_loss(model(pair[0]).squeeze(1), pair[1]).item()


def by_own_formulas(model, training, validation, steps):
    features, target = training
    w, b = model.weight[0].detach().clone(), model.bias.detach().clone()
    for _ in range(steps):
        residual = target - (features @ w + b)
        w += 0.4 * features.T @ residual / len(target)
        b += 0.4 * residual.mean()
    with torch.no_grad():
        model.weight.copy_(w[None])
        model.bias.copy_(b)
    return judged(model, validation)


def by_autograd_alone(model, training, validation, steps):
    for _ in range(steps):
        loss = mse_loss(model(training[0])[:, 0], training[1])
        gradients = torch.autograd.grad(loss, [model.weight, model.bias])
        with torch.no_grad():
            for parameter, gradient in zip(model.parameters(), gradients, strict=True):
                parameter -= 0.15 * gradient
    return float(((validation[1] - model(validation[0]).flatten()) ** 2).mean())


def by_lbfgs(model, training, validation, steps):
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=20)

    def closure():
        optimizer.zero_grad()
        loss = mse_loss(model(training[0]), training[1].view(-1, 1))
        loss.backward()
        return loss

    for _ in range(4):
        optimizer.step(closure)
    return judged(model, validation)


RIGHT = [by_own_formulas, by_autograd_alone, by_lbfgs]


def train(
    model, training, validation, steps, loss=mse_loss, clear=True, batch=1000, **options
):
    options = {"lr": 0.2, **options}
    optimizer = torch.optim.SGD(model.parameters(), **options)
    X, y = training
    for i in range(steps):
        rows = torch.arange(i * batch, (i + 1) * batch) % len(y)
        rows = rows if batch < len(y) else slice(None)
        value = loss(model(X[rows]), y[rows].unsqueeze(1))
        if clear:
            optimizer.zero_grad()
        value.backward()
        optimizer.step()
    return judged(model, validation)


def with_a_solver(model, training, validation, steps):
    design = nn.functional.pad(training[0], (0, 1), value=1.0)
    exact = torch.linalg.lstsq(design, training[1]).solution
    with torch.no_grad():
        model.weight.copy_(exact[None, :-1])
        model.bias.copy_(exact[-1:])
    return judged(model, validation)


def with_other_features(model, training, validation, steps):
    score = by_lbfgs(model, training, validation, steps)
    training[0].mul_(2)
    return score


WRONG = {
    "The model ends at weights of 0": lambda *case: train(
        *case, loss=lambda mine, y: ((mine - y.squeeze(1)) ** 2).mean()
    ),
    "The model that you were given ends where it began": (
        lambda model, *case: train(copy.deepcopy(model), *case)
    ),
    "`backward` was called once": lambda model, training, validation, steps: train(
        model, training, validation, 1
    ),
    "Your gradients add up": lambda *case: train(*case, clear=False, lr=0.01),
    "Some of your backward passes use fewer examples": lambda *case: train(
        *case, batch=8
    ),
    "The model ends farther": lambda *case: train(
        *case, loss=nn.MSELoss(reduction="sum")
    ),
    "The model ends nearer": (
        lambda *case: train(*case, lr=0.01),
        lambda *case: train(*case, weight_decay=0.1),
    ),
    "Without `backward`, the model reaches": with_a_solver,
    "Calls of backward: you get 151": lambda *case: train(*case[:3], case[3] + 1),
    "The model ends: you get 'at the exact answer for the validation pair'": (
        lambda *case: train(case[0], case[2], *case[2:])
    ),
    "The number returned: you get 'the training MSE'": (
        lambda *case: train(*case[:2], case[1], case[3])
    ),
    "The number returned: you get 'tensor(": lambda *case: torch.tensor(train(*case)),
    "Features and targets: you get 'changed'": with_other_features,
}
