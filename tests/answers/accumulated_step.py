"""Answers to accumulated_step: right ones of other construction, and wrong ones."""

import torch


def sums(model, parts, loss_function, optimizer):
    optimizer.zero_grad(set_to_none=False)
    total, count = 0.0, 0
    for images, labels in parts:
        loss = loss_function(model(images), labels) * len(labels)
        loss.backward()
        total += float(loss)
        count += len(labels)
    for parameter in model.parameters():
        parameter.grad /= count
    optimizer.step()
    return total / count


def with_autograd(model, parts, loss_function, optimizer):
    count = sum(len(images) for images, _ in parts)
    model.weight.grad = torch.zeros_like(model.weight)
    mean = 0.0
    for images, labels in parts:
        loss = loss_function(model(images), labels) * len(images) / count
        model.weight.grad += torch.autograd.grad(loss, model.weight)[0]
        mean += loss.item()
    optimizer.step()
    return mean


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


RIGHT = [sums, with_autograd, loss_summed_as_tensor]


def one_backward_pass(model, parts, loss_function, optimizer):
    count = sum(len(labels) for _, labels in parts)
    optimizer.zero_grad()
    loss = sum(loss_function(model(x), y) * len(y) / count for x, y in parts)
    loss.backward()
    optimizer.step()
    return loss.item()


def joined(model, parts, loss_function, optimizer):
    images, labels = (torch.cat(group) for group in zip(*parts, strict=True))
    return sums(model, [(images, labels)], loss_function, optimizer)


def usual_loop(model, parts, loss_function, optimizer):
    return sum(sums(model, [p], loss_function, optimizer) for p in parts) / len(parts)


def forgets_parentheses(model, parts, loss_function, optimizer):
    optimizer.zero_grad()
    for images, labels in parts:
        loss_function(model(images), labels).backward  # noqa: B018
    optimizer.step()
    return 0.0


def in_evaluation_mode(model, *others):
    model.eval()
    return sums(model, *others)


def looks_before_the_step(model, parts, loss_function, optimizer):
    with torch.no_grad():
        losses = [loss_function(model(x), y) for x, y in parts]
    sums(model, parts, loss_function, optimizer)
    return sum(losses).item() / len(parts)


WRONG = {
    "More than one part is in memory": (
        joined,
        one_backward_pass,
        lambda *case: loss_summed_as_tensor(*case, retain_graph=True),
    ),
    "You take a step for every part": usual_loop,
    "Backward passes: you get 'none', expected 'some'": forgets_parentheses,
    "Forward passes: item 0: you get 'evaluation": in_evaluation_mode,
    "Images go through the model more often": looks_before_the_step,
    "The step is right, but the loss": lambda *case: 2 * sums(*case),
    "Loss: the number is right, but it is a tensor": lambda *case: torch.tensor(
        sums(*case)
    ),
}
