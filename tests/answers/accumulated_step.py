"""Answers to accumulated_step."""

import torch


def sums(model, parts, loss_function, optimizer):
    optimizer.zero_grad(set_to_none=False)
    total, count = 0.0, 0
    for images, labels in parts:
        loss = loss_function(model(images), labels) * len(labels)
        loss.backward()
        total += float(loss)
        count += len(labels)
    model.weight.grad /= count
    optimizer.step()
    return total / count


def loss_summed_as_tensor(model, parts, loss_function, optimizer, **options):
    count = sum(len(labels) for _, labels in parts)
    optimizer.zero_grad()
    total = 0
    for images, labels in parts:
        loss = loss_function(model(images), labels) * len(labels) / count
        loss.backward(**options)
        total += loss  # a graph without activations, because `backward` lets them go
    optimizer.step()
    return total.item()


def loss_first(model, parts, loss_function, optimizer):
    count = sum(len(labels) for _, labels in parts)
    with torch.no_grad():
        losses = [loss_function(model(x), y).item() * len(y) for x, y in parts]
    sums(model, parts, loss_function, optimizer)
    return sum(losses) / count


RIGHT = [sums, loss_summed_as_tensor, loss_first]


def joined(model, parts, *others):
    return sums(model, [[torch.cat(x) for x in zip(*parts, strict=True)]], *others)


def step_for_each(model, parts, *others):
    return sum(sums(model, [part], *others) for part in parts) / len(parts)


WRONG = {
    "More than one part is in memory": (
        joined,
        lambda *case: loss_summed_as_tensor(*case, retain_graph=True),
    ),
    "You take a step for every part": step_for_each,
    "Your code switches the model between training and evaluation": (
        lambda model, *others: sums(model.eval(), *others),
        lambda model, *others: sums(model.train(), *others),
    ),
}
