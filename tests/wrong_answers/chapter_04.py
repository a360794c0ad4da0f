"""Wrong answers to the exercises of notebook 04, known by their signs."""

import copy

import torch
from torch import nn


def all_that_lstsq_returns(features, target):
    ones = torch.ones(len(features), 1, dtype=features.dtype)
    return torch.linalg.lstsq(torch.cat([features, ones], dim=1), target)


def fit(model, training, validation, steps, rate=0.2, loss_function=None, clear=True):
    loss_function = loss_function or nn.MSELoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=rate)
    features, target = training
    for _ in range(steps):
        loss = loss_function(model(features), target.unsqueeze(1))
        if clear:
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    features, target = validation
    return loss_function(model(features), target.unsqueeze(1)).item()


def never_clears_at_a_low_rate(*case):
    return fit(*case, rate=0.01, clear=False)


def goes_backward_before_the_loop(model, training, validation, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss_function = nn.MSELoss()
    loss_function(model(training[0]), training[1].unsqueeze(1)).backward()
    for _ in range(steps):
        optimizer.step()
    return loss_function(model(validation[0]), validation[1].unsqueeze(1)).item()


def returns_in_the_loop(model, training, validation, steps):
    for _ in range(steps):
        return fit(model, training, validation, 1)


def broadcasts_and_judges_the_training(model, training, validation, steps):
    def loss_function(prediction, target):
        return ((prediction - target.squeeze(1)) ** 2).mean()

    return fit(model, training, training, steps, loss_function=loss_function)


def judges_the_model_but_fits_a_copy(model, training, validation, steps):
    fit(copy.deepcopy(model), training, validation, steps)
    features, target = validation
    return nn.functional.mse_loss(model(features), target.unsqueeze(1)).item()


def fits_at_a_high_rate(*case):
    return fit(*case, rate=1.5)


def fits_a_sum(*case):
    return fit(*case, loss_function=nn.MSELoss(reduction="sum"))


def fits_at_a_low_rate(*case):
    return fit(*case, rate=0.01)


WRONG = {
    "4.2": [("`lstsq` gives back four things", all_that_lstsq_returns)],
    "4.4": [
        ("Your gradients add up from step to step", never_clears_at_a_low_rate),
        ("`backward` was called once", returns_in_the_loop),
        ("`backward` was called once", goes_backward_before_the_loop),
        ("The model ends at weights of zero", broadcasts_and_judges_the_training),
        ("The model that you were given ends", judges_the_model_but_fits_a_copy),
        ("The model ends farther from the answer", fits_at_a_high_rate),
        ("The model ends farther from the answer", fits_a_sum),
        ("The model is on its way", fits_at_a_low_rate),
    ],
}
