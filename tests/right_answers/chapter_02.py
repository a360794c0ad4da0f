"""Right answers to the exercises of notebook 02, each built in another way."""

import torch
from torch.nn import functional


def difference_of_stacked_points(function, x, step):
    points = torch.stack([x.double() - step, x.double() + step])
    left, right = function(points)
    return (right - left) / (2 * step)


def mean_of_forward_and_backward(function, x, step):
    x = x.to(torch.float64)
    forward = (function(x + step) - function(x)) / step
    backward = (function(x) - function(x - step)) / step
    return (forward + backward) / 2


def loop_and_back_to_the_dtype(function, x, step):
    slopes = torch.empty_like(x)
    for i, entry in enumerate(x.flatten().double()):
        rise = function(entry + step) - function(entry - step)
        slopes.view(-1)[i] = rise / step / 2
    return slopes


def softplus_by_fraction(x):
    return 1 / (1 + torch.exp(-x)) / x.numel()


def softplus_by_tanh(x):
    return ((1 + torch.tanh(x.double() / 2)) / (2 * x.numel())).to(x.dtype)


def softplus_by_autograd(x):
    leaf = x.clone().requires_grad_()
    functional.softplus(leaf).mean().backward()
    return leaf.grad


def softplus_by_loop(x):
    slopes = [1 / (1 + torch.exp(-entry)) for entry in x.flatten()]
    return torch.stack(slopes).reshape(x.shape) * (1 / x.numel())


def zeros_if_there(weight, loss_of, learning_rate, steps):
    losses = []
    for _ in range(steps):
        if weight.grad is not None:
            weight.grad.zero_()
        loss = loss_of(weight)
        loss.backward()
        with torch.no_grad():
            weight -= learning_rate * weight.grad
        losses.append(loss.item())
    return losses


def clears_between_loss_and_backward(weight, loss_of, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = loss_of(weight)
        weight.grad = torch.zeros_like(weight)
        loss.backward()
        with torch.no_grad():
            weight -= learning_rate * weight.grad
        losses.append(loss.item())
    return losses


def clears_first_and_at_the_end(weight, loss_of, learning_rate, steps):
    losses = []
    weight.grad = None
    for _ in range(steps):
        loss = loss_of(weight)
        loss.backward()
        with torch.no_grad():
            weight -= learning_rate * weight.grad
        losses.append(loss.item())
        weight.grad.zero_()
    return losses


def never_fills_the_grad(weight, loss_of, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = loss_of(weight)
        (slope,) = torch.autograd.grad(loss, weight)
        weight.data.sub_(learning_rate * slope)
        losses.append(loss.item())
    return losses


def optimizer(weight, loss_of, learning_rate, steps):
    losses = []
    descent = torch.optim.SGD([weight], lr=learning_rate)
    for _ in range(steps):
        descent.zero_grad()
        loss = loss_of(weight)
        loss.backward()
        descent.step()
        losses.append(float(loss.detach()))
    return losses


def cube_by_products(ctx, grad_output):
    x = ctx.saved_tensors[0]
    return (x * x + x * x + x * x) * grad_output


def cube_by_autograd(ctx, grad_output):
    with torch.enable_grad():
        x = ctx.saved_tensors[0].detach().requires_grad_()
        return torch.autograd.grad(x * x * x, x, grad_output)[0]


def cube_as_a_tuple(ctx, grad_output):
    (x,) = ctx.saved_tensors
    slope = 3 * x.double().abs().pow(2)
    return ((grad_output * slope).to(x.dtype),)


def cube_by_loop(ctx, grad_output):
    (x,) = ctx.saved_tensors
    result, pairs = torch.empty_like(x), (x.view(-1), grad_output.reshape(-1))
    for i, (entry, arriving) in enumerate(zip(*pairs, strict=True)):
        result.view(-1)[i] = 3 * entry.item() ** 2 * arriving
    return result


def freeze_the_leaf(x, target, body, shortcut, head):
    hidden = torch.tanh(x @ body.detach()) + x @ shortcut
    return torch.mean((hidden @ head - target) ** 2)


def freeze_by_no_grad(x, target, body, shortcut, head):
    with torch.no_grad():
        features = torch.tanh(x @ body)
    prediction = (features + x @ shortcut) @ head
    return functional.mse_loss(prediction, target)


def freeze_by_inference_mode(x, target, body, shortcut, head):
    with torch.inference_mode():
        features = (x @ body).tanh()
    errors = (features + x @ shortcut) @ head - target
    return (errors * errors).sum() / len(target)


def freeze_by_data(x, target, body, shortcut, head):
    frozen = body.data.clone()
    rows = [torch.tanh(row @ frozen) + row @ shortcut for row in x]
    errors = [
        (row @ head - wanted) ** 2 for row, wanted in zip(rows, target, strict=True)
    ]
    return sum(errors) / len(errors)


RIGHT = {
    "2.1": [
        difference_of_stacked_points,
        mean_of_forward_and_backward,
        loop_and_back_to_the_dtype,
    ],
    "2.2": [
        softplus_by_fraction,
        softplus_by_tanh,
        softplus_by_autograd,
        softplus_by_loop,
    ],
    "2.3": [
        zeros_if_there,
        clears_between_loss_and_backward,
        clears_first_and_at_the_end,
        never_fills_the_grad,
        optimizer,
    ],
    "2.4": [cube_by_products, cube_by_autograd, cube_as_a_tuple, cube_by_loop],
    "2.5": [
        freeze_the_leaf,
        freeze_by_no_grad,
        freeze_by_inference_mode,
        freeze_by_data,
    ],
}
