"""Right answers to the exercises of notebook 03, each built in another way."""

import numpy as np
import torch


def step_through_data(parameters, learning_rate):
    for parameter in parameters:
        parameter.data.sub_(parameter.grad, alpha=learning_rate)


@torch.no_grad()
def step_by_copy(parameters, learning_rate):
    for parameter in parameters:
        parameter.copy_(parameter - learning_rate * parameter.grad)
    return parameters


def step_entry_by_entry(parameters, learning_rate):
    for parameter in parameters:
        numbers, slopes = parameter.detach().view(-1), parameter.grad.view(-1)
        for i in range(len(numbers)):
            numbers[i] -= learning_rate * float(slopes[i])


def step_of_torch(parameters, learning_rate):
    torch.optim.SGD(parameters, lr=learning_rate).step()


def rate_by_spectral_norm(hessian):
    return 2.0 / float(torch.linalg.matrix_norm(hessian, ord=2))


def rate_by_power_iteration(hessian):
    matrix = hessian.double()
    vector = torch.linspace(1, 2, len(matrix), dtype=torch.float64)
    for _ in range(2000):
        vector = matrix @ vector
        vector = vector / vector.norm()
    return 2 / (vector @ matrix @ vector).item()


def rate_by_numpy(hessian):
    return float(min(2 / np.linalg.eigvals(hessian.numpy()).real))


def rate_by_svd(hessian):
    return 2 / torch.linalg.svdvals(hessian).max().item()


def momentum_by_positions(theta, previous, gradient, learning_rate, momentum):
    return theta + momentum * (theta - previous) - learning_rate * gradient


def momentum_by_parts(theta, previous, gradient, learning_rate, momentum):
    parts = zip(theta.flatten(), previous.flatten(), gradient.flatten(), strict=True)
    moved = [(1 + momentum) * t - momentum * p - learning_rate * g for t, p, g in parts]
    return torch.stack(moved).reshape(theta.shape)


def momentum_of_torch(theta, previous, gradient, learning_rate, momentum):
    parameter = theta.double().clone().requires_grad_()
    optimizer = torch.optim.SGD([parameter], lr=learning_rate, momentum=momentum)
    velocity = (previous.double() - theta.double()) / learning_rate
    optimizer.state[parameter]["momentum_buffer"] = velocity
    parameter.grad = gradient.double()
    optimizer.step()
    return parameter


def adam_by_weights(gradients, beta1, beta2, eps):
    ages = torch.arange(len(gradients) - 1, -1, -1, dtype=torch.float64)

    def corrected(values, beta):
        weights = beta**ages
        return torch.tensordot(weights / weights.sum(), values, dims=1)

    mean = corrected(gradients.double(), beta1)
    square = corrected(gradients.double() ** 2, beta2)
    return mean / (square.sqrt() + eps)


def adam_of_torch(gradients, beta1, beta2, eps):
    parameter = torch.zeros_like(gradients[0], dtype=torch.float64).requires_grad_()
    optimizer = torch.optim.Adam([parameter], lr=1.0, betas=(beta1, beta2), eps=eps)
    for gradient in gradients:
        before = parameter.detach().clone()
        parameter.grad = gradient.double()
        optimizer.step()
    return before - parameter.detach()


def adam_step_by_step(gradients, beta1, beta2, eps):
    mean, square = 0.0, 0.0
    for t, gradient in enumerate(gradients, start=1):
        mean = mean + (1 - beta1) * (gradient - mean)
        square = square + (1 - beta2) * (gradient * gradient - square)
        direction = mean / (1 - beta1**t) / (torch.sqrt(square / (1 - beta2**t)) + eps)
    return direction


def until_with_while(function, start, learning_rate, tolerance, max_steps):
    theta, steps = start.clone().requires_grad_(), 0
    function(theta).backward()
    while steps < max_steps and theta.grad.pow(2).sum().sqrt() >= tolerance:
        with torch.no_grad():
            theta -= learning_rate * theta.grad
        theta.grad = None
        function(theta).backward()
        steps += 1
    return theta, steps


def until_with_optimizer(function, start, learning_rate, tolerance, max_steps):
    theta = start.detach().clone().requires_grad_()
    optimizer = torch.optim.SGD([theta], lr=learning_rate)
    steps = 0
    while steps < max_steps:
        optimizer.zero_grad()
        function(theta).backward()
        if torch.linalg.vector_norm(theta.grad) < tolerance:
            break
        optimizer.step()
        steps += 1
    return [theta.detach(), steps]


def until_recording_the_start(function, start, learning_rate, tolerance, max_steps):
    path = [start.requires_grad_()]
    while True:
        path[-1].retain_grad()
        function(path[-1]).backward()
        if path[-1].grad.norm() < tolerance or len(path) == max_steps + 1:
            return path[-1], len(path) - 1
        path.append(path[-1].detach() - learning_rate * path[-1].grad)
        path[-1].requires_grad_()


def until_with_func(function, start, learning_rate, tolerance, max_steps):
    def walk(theta, left):
        slope = torch.func.grad(function)(theta)
        if left == 0 or (slope * slope).sum().item() < tolerance**2:
            return theta, max_steps - left
        return walk(theta - learning_rate * slope, left - 1)

    return walk(start.double(), max_steps)


RIGHT = {
    "3.1": [step_through_data, step_by_copy, step_entry_by_entry, step_of_torch],
    "3.2": [
        rate_by_spectral_norm,
        rate_by_power_iteration,
        rate_by_numpy,
        rate_by_svd,
    ],
    "3.3": [momentum_by_positions, momentum_by_parts, momentum_of_torch],
    "3.4": [adam_by_weights, adam_of_torch, adam_step_by_step],
    "3.5": [
        until_with_while,
        until_with_optimizer,
        until_recording_the_start,
        until_with_func,
    ],
}
