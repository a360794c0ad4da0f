"""fit_model: train nn.Linear to the exact answer within a budget of steps."""

import copy
from collections import Counter
from contextlib import suppress

import torch
from torch import nn
from torch.nn.utils import parameters_to_vector

from torchcourse.checking import Exercise
from torchcourse.exercises.exact_fit import exact_fit

ARRIVED = "at the exact answer"
MEAN, BEGAN = "at weights of 0 and the mean of the targets", "where it began"
ONCE, ADDED, FEWER = "one backward pass", "gradients add up", "fewer examples"
NEARER, FARTHER = "nearer than it began", "farther than it began"


def fit_model(model, features, target, steps):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    loss_function = nn.MSELoss()
    for _ in range(steps):
        loss = loss_function(model(features), target.unsqueeze(1))  # both (n, 1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.inference_mode():
        return loss_function(model(features), target.unsqueeze(1)).item()


def cases(generator):
    def case(n, d, steps):
        def numbers(*shape):
            return torch.randn(*shape, generator=generator)

        raw = numbers(n, d)
        features = (raw - raw.mean(dim=0)) / raw.std(dim=0)
        target = features @ (2 + torch.arange(d).float()) - 3 + 0.7 * numbers(n)
        model = nn.Linear(d, 1)
        with torch.no_grad():
            model.weight.copy_(0.3 * numbers(1, d))
            model.bias.copy_(numbers(1))
        return model, features, target, steps

    return [case(40, 2, 150), case(60, 4, 200), case(50, 3, 150)]


def observe(answer, model, features, target, steps):
    fresh = copy.deepcopy(model)
    start = parameters_to_vector(model.parameters()).detach()
    data, kept = (features, target), copy.deepcopy((features, target))
    seen = watched(model, len(target))
    mse = answer(model, features, target, steps)
    place = place_of(start, model, *kept, seen)
    same = all(torch.equal(*both) for both in zip(data, kept, strict=True))
    if not seen and place == ARRIVED:  # by own formulas, or by solving?
        with suppress(Exception):
            answer(fresh, *copy.deepcopy(kept), 1)
    solved = place_of(start, fresh, *kept, seen) == ARRIVED
    count = seen["backward"]
    return {
        "the model ends": place,
        "the MSE": mse,
        "calls of backward": "within the budget" if count <= steps else count,
        "steps that it takes": "1 is enough" if solved else "more than 1",
        "features and targets": "as they were" if same else "changed",
    }


def watched(model, n):
    """Return what will be counted in the backward passes of a model."""
    sizes, seen = [], Counter()  # sizes: of forward passes since the last backward pass

    def note(_):
        left = model.weight.grad
        seen["backward"] += 1
        seen[ADDED] += left is not None and bool(left.any())
        seen[FEWER] += max(sizes, default=n) < n
        sizes.clear()

    model.register_forward_hook(lambda _, inputs, __: sizes.append(len(inputs[0])))
    model.weight.register_hook(note)
    return seen


def place_of(start, model, features, target, seen):
    """Say where a model ends; if nowhere in particular, what the steps were like."""
    end = parameters_to_vector(model.parameters()).detach()
    exact = exact_fit(features, target)
    mean = torch.cat([0 * exact[:-1], target.mean().reshape(1)])
    for name, place in {ARRIVED: exact, MEAN: mean, BEGAN: start}.items():
        if (end - place).abs().max() <= 0.01:
            return name
    if seen["backward"] == 1:
        return ONCE
    nearer = (end - exact).norm() < (start - exact).norm()  # False for NaN
    found = [manner for manner in (ADDED, FEWER) if seen[manner]]
    return [*found, NEARER if nearer else FARTHER][0]


def ends(words):
    return lambda given, expected: given["the model ends"] == words


exercise = Exercise(
    fit_model,
    cases=cases,
    observe=observe,
    compare_arguments=False,
    rtol=2e-3,  # an answer may end 0.01 away
    seconds=60.0,
    hints=(
        "Four lines stand in the loop of `train` above. Say for each what it is for, "
        "then write them down without looking.",
        "The model gives `(n, 1)` and the target is `(n,)`.",
        "If the end is near but not reached: these features are scaled and hardly "
        "correlated, so that the curvature is near 2 along every axis. Which "
        "learning rate does the notebook calculate from the curvatures?",
    ),
    mistakes={},
    signs={
        "The model ends at weights of 0 and the mean of the targets. Which shapes do "
        "prediction and target have where you subtract them?": ends(MEAN),
        "The model that you were given ends where it began. Do the loss and the "
        "optimizer know this model, and which gradients does a step use?": ends(BEGAN),
        "`backward` was called once, whatever `steps` says. Which lines belong in the "
        "loop, and does `return` stand after it?": ends(ONCE),
        "Your gradients add up: `.grad` still holds earlier ones when `backward` is "
        "called. What has to happen before each `backward`?": ends(ADDED),
        "Some of your backward passes use fewer examples than there are. "
        "Which gradient is zero at the exact answer?": ends(FEWER),
        "The model ends farther from the exact answer than it began. Is the learning "
        "rate too large, or the loss a sum where a mean is meant?": ends(FARTHER),
        "The model ends nearer to the exact answer than it began, but not within 0.01. "
        "Are the steps too small or too few, or does something other than the gradient "
        "of the MSE move the parameters?": ends(NEARER),
        "You return a model. The exercise asks for its MSE at the end of the training, "
        "as a Python float.": (
            lambda given, expected: isinstance(given["the MSE"], nn.Module)
        ),
        "Without `backward`, the model reaches the exact answer even if `steps` is 1. "
        "Do you solve for the parameters, where the exercise asks for training?": (
            lambda given, expected: given["steps that it takes"] == "1 is enough"
        ),
    },
)
