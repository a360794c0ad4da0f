"""Answers to evaluate_quietly."""

import torch


def all_at_once(model, batches, loss_function, quiet=torch.no_grad, mode=False):
    was_training = model.training
    model.train(mode)
    images, labels = (torch.cat(parts) for parts in zip(*batches, strict=True))
    with quiet():
        logits = model(images)
        loss = loss_function(logits, labels).item()
    model.train(was_training)
    return loss, (logits.argmax(dim=1) == labels).float().mean().item()


@torch.inference_mode()
def by_tensors(model, batches, loss_function):
    was_training = model.training
    model.eval()
    sums = torch.zeros(3, dtype=torch.float64)
    for images, labels in batches:
        logits = model(images)
        loss, right = loss_function(logits, labels), logits.argmax(1).eq(labels)
        sums += len(labels) * torch.stack([loss, right.float().mean(), torch.ones(())])
    model.train(was_training)
    return (sums[:2] / sums[2]).tolist()


RIGHT = [all_at_once, by_tensors]


def unfreezes(model, *others):
    model.requires_grad_(True)
    return all_at_once(model, *others)


def off_and_on(*case):
    torch.set_grad_enabled(False)
    result = all_at_once(*case)
    torch.set_grad_enabled(True)
    return result


WRONG = {
    "The result is right, but your code changes `model.weight.requires": unfreezes,
    "Your code leaves the recording of gradients on": off_and_on,
    "Your forward passes record": lambda *case: all_at_once(*case, torch.enable_grad),
    "The model is evaluated in training": lambda *case: all_at_once(*case, mode=True),
}
