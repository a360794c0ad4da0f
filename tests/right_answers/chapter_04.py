"""Right answers to the exercises of notebook 04, each built in another way."""

import torch
from torch import nn


def mse_of_flat(prediction, target):
    return torch.mean(torch.square(prediction.flatten() - target))


def mse_by_pytorch(prediction, target):
    return nn.functional.mse_loss(prediction.view(-1), target)


def mse_by_loop(prediction, target):
    total = 0.0
    for one, other in zip(prediction, target, strict=True):
        total = total + (other - one.sum()) ** 2  # a sum takes (1,) and () alike
    return total / len(target)


def mse_by_product(prediction, target):
    residual = (prediction if prediction.ndim == 1 else prediction[:, 0]) - target
    return residual @ residual / residual.numel()


def fit_by_normal_equations(features, target):
    design = torch.hstack([features, torch.ones(len(features), 1).to(features)])
    return torch.linalg.solve(design.T @ design, design.T @ target)


def fit_by_pseudoinverse(features, target):
    design = nn.functional.pad(features, (0, 1), value=1.0)
    return torch.linalg.pinv(design.double()) @ target.double()


def fit_by_centering(features, target):
    mean = features.mean(dim=0)
    left = torch.linalg.lstsq(features - mean, target - target.mean()).solution
    return torch.cat([left, (target.mean() - mean @ left).reshape(1)])


def fit_by_qr(features, target):
    design = torch.column_stack([features, torch.ones_like(target)])
    q, r = torch.linalg.qr(design)
    return torch.linalg.solve_triangular(r, (q.T @ target)[:, None], upper=True)[:, 0]


def fit_with_ones_first(features, target):
    design = torch.column_stack([torch.ones_like(target), features])
    bias, *weights = torch.linalg.lstsq(design, target).solution
    return torch.stack([*weights, bias])


def gradient_by_mean(features, target, weight, bias):
    error = features @ weight + bias - target
    return 2 * (features * error[:, None]).mean(dim=0), 2 * error.mean()


def gradient_by_loop(features, target, weight, bias):
    for_weight, for_bias = torch.zeros_like(weight), torch.zeros_like(bias)
    for row, y in zip(features, target, strict=True):
        error = (row * weight).sum() + bias - y
        for_weight = for_weight + 2 * error * row / len(target)
        for_bias = for_bias + 2 * error / len(target)
    return for_weight, for_bias


def gradient_by_autograd(features, target, weight, bias):
    leaves = [weight.clone().requires_grad_(), bias.clone().requires_grad_()]
    loss = nn.functional.mse_loss(features @ leaves[0] + leaves[1], target)
    return torch.autograd.grad(loss, leaves)


def gradient_as_a_list_in_float64(features, target, weight, bias):
    features, target = features.double(), target.double()
    residual = target - features @ weight.double() - bias
    return [-2 / len(target) * (residual @ features), residual.mean() * -2]


def _validation_mse(model, pair):
    with torch.no_grad():
        return nn.functional.mse_loss(model(pair[0]).squeeze(1), pair[1]).item()


def train_with_adam(model, training, validation, steps):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.3)
    for _ in range(steps):
        optimizer.zero_grad()
        prediction = model(training[0])[:, 0]
        ((training[1] - prediction) ** 2).mean().backward()
        optimizer.step()
    return _validation_mse(model, validation)


def train_by_autograd_alone(model, training, validation, steps):
    features, target = training
    for _ in range(steps):
        loss = (target - features @ model.weight[0] - model.bias).pow(2).mean()
        gradients = torch.autograd.grad(loss, [model.weight, model.bias])
        with torch.no_grad():
            for parameter, gradient in zip(model.parameters(), gradients, strict=True):
                parameter -= 0.15 * gradient
    error = validation[1] - model(validation[0]).flatten()
    return float((error**2).mean())


def train_with_lbfgs(model, training, validation, steps):
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=20)

    def closure():
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(training[0]), training[1].view(-1, 1))
        loss.backward()
        return loss

    for _ in range(4):
        optimizer.step(closure)
    return _validation_mse(model, validation)


def train_with_momentum_and_clearing_last(model, training, validation, steps):
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.8)
    for _ in range(steps - 1):
        loss = nn.MSELoss()(model(training[0]), training[1].unsqueeze(1))
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
    model.eval()
    return _validation_mse(model, validation)


def train_on_the_sum(model, training, validation, steps):
    """The gradient of the sum is n times that of the mean: so is 1 over the rate."""
    rate = 0.1 / len(training[1])
    for _ in range(steps):
        model.zero_grad()
        ((training[1] - model(training[0]).squeeze(1)) ** 2).sum().backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.sub_(rate * parameter.grad)
    return _validation_mse(model, validation)


def r2_by_sums(prediction, test_target, train_target):
    left = ((prediction - test_target) ** 2).sum()
    whole = ((train_target.mean() - test_target) ** 2).sum()
    return float((whole - left) / whole)


def r2_by_mse_loss(prediction, test_target, train_target):
    baseline = torch.full_like(test_target, train_target.mean().item())
    mse = nn.functional.mse_loss
    ratio = mse(prediction, test_target) / mse(baseline, test_target)
    return 1 - ratio.item()


def r2_by_loop(prediction, test_target, train_target):
    mean = sum(train_target.tolist()) / len(train_target)
    pairs = list(zip(prediction.tolist(), test_target.tolist(), strict=True))
    return 1 - sum((y - p) ** 2 for p, y in pairs) / sum(
        (y - mean) ** 2 for _, y in pairs
    )


RIGHT = {
    "4.1": [mse_of_flat, mse_by_pytorch, mse_by_loop, mse_by_product],
    "4.2": [
        fit_by_normal_equations,
        fit_by_pseudoinverse,
        fit_by_centering,
        fit_by_qr,
        fit_with_ones_first,
    ],
    "4.3": [
        gradient_by_mean,
        gradient_by_loop,
        gradient_by_autograd,
        gradient_as_a_list_in_float64,
    ],
    "4.4": [
        train_with_adam,
        train_by_autograd_alone,
        train_with_lbfgs,
        train_with_momentum_and_clearing_last,
        train_on_the_sum,
    ],
    "4.5": [r2_by_sums, r2_by_mse_loss, r2_by_loop],
}
