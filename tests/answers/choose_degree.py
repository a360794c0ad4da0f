"""Answers to choose_degree."""

import numpy as np
import torch


def by_numpy(train_x, train_y, validation_x, validation_y, max_degree):
    errors = []
    for degree in range(max_degree + 1):
        fit = np.polynomial.Polynomial.fit(train_x.numpy(), train_y.numpy(), degree)
        errors.append(np.sum((fit(validation_x.numpy()) - validation_y.numpy()) ** 2))
    return int(np.argmin(errors))


def by_keeping_the_best(train_x, train_y, validation_x, validation_y, max_degree):
    best, smallest = None, float("inf")
    for degree in range(max_degree + 1):
        columns = [train_x**k for k in range(degree + 1)]
        theta = torch.linalg.lstsq(torch.stack(columns, dim=1), train_y).solution
        prediction = sum(theta[k] * validation_x**k for k in range(degree + 1))
        error = torch.nn.functional.mse_loss(prediction, validation_y).item()
        if error < smallest:
            best, smallest = degree, error
    return best


RIGHT = [by_numpy, by_keeping_the_best]


def without_ones(train_x, train_y, validation_x, validation_y, max_degree):
    errors = [(validation_y**2).mean().item()]
    for degree in range(1, max_degree + 1):
        exponents = torch.arange(1, degree + 1)
        theta = torch.linalg.lstsq(train_x.unsqueeze(1) ** exponents, train_y).solution
        prediction = validation_x.unsqueeze(1) ** exponents @ theta
        errors.append(((validation_y - prediction) ** 2).mean().item())
    return errors.index(min(errors))


def first_that_rises(train_x, train_y, validation_x, validation_y, max_degree):
    smallest = float("inf")
    for degree in range(max_degree + 1):
        columns = train_x.unsqueeze(1) ** torch.arange(degree + 1)
        theta = torch.linalg.lstsq(columns, train_y).solution
        columns = validation_x.unsqueeze(1) ** torch.arange(degree + 1)
        error = ((validation_y - columns @ theta) ** 2).mean().item()
        if error > smallest:
            return degree - 1
        smallest = error
    return max_degree


WRONG = {
    "You get": (without_ones, first_that_rises),
    "Your degree is always `max_degree`": lambda *case: case[-1],
}
