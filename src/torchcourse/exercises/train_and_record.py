"""train_and_record: an epoch of training, and the loss of every batch."""

from inspect import isgenerator

import torch
from torch import nn
from torch.optim import SGD, Adam

from torchcourse.checking import Exercise
from torchcourse.checking.observers import OnePass, WatchedNet


def train_and_record(model, batches, loss_function, optimizer):
    model.train()
    losses = []
    for images, labels in batches:
        loss = loss_function(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def cases(generator):
    def case(sizes, features, classes, training, kind, smoothing, once, **options):
        def draw(*shape):
            return torch.randn(shape, generator=generator)

        model = WatchedNet(draw(features, classes)).train(training)
        model.weight.grad = draw(features, classes)  # left over from earlier work
        images = [draw(n, features) for n in sizes]
        labels = [torch.randint(classes, (n,), generator=generator) for n in sizes]
        batches = list(zip(images, labels, strict=True))
        loss_function = nn.CrossEntropyLoss(label_smoothing=smoothing)
        optimizer = kind([model.weight], **options)
        return model, OnePass(batches) if once else batches, loss_function, optimizer

    return [
        case((8, 8, 3), 6, 3, False, SGD, 0.0, once=False, lr=0.2, momentum=0.9),
        case((12, 5), 4, 7, True, Adam, 0.2, once=False, lr=0.05),
        case((4, 9, 7, 2), 5, 4, False, SGD, 0.0, once=True, lr=0.5),
    ]


MODES, FORWARDS = "modes of the forward passes", "forward passes"
BACKWARDS, STEPS = "backward passes", "steps of the optimizer"
LOSSES, WEIGHTS = "the losses", "the weights afterwards"


def observe(answer, model, batches, loss_function, optimizer):
    model.watch(optimizer)
    losses = answer(model, batches, loss_function, optimizer)
    kinds = [event.split()[0] for event in model.events]
    return {
        "what happens first": ", ".join(model.events[:4]),
        MODES: " and ".join(sorted(model.passes)),
        FORWARDS: kinds.count("forward"),
        BACKWARDS: kinds.count("backward"),
        STEPS: kinds.count("step"),
        LOSSES: losses,
        WEIGHTS: model.weight.detach().clone(),
    }


def epoch(order, clear_first=False):
    """Build an epoch that zeroes, goes backward and steps in the order of letters."""

    def train(model, batches, loss_function, optimizer):
        model.train()
        if clear_first:
            optimizer.zero_grad()
        losses = []
        for images, labels in batches:
            loss = loss_function(model(images), labels)
            do = {"z": optimizer.zero_grad, "b": loss.backward, "s": optimizer.step}
            for letter in order:
                do[letter]()
            losses.append(loss.item())
        return losses

    return train


def same_numbers(one, other):
    return torch.allclose(torch.as_tensor(one), torch.as_tensor(other), rtol=1e-3)


exercise = Exercise(
    train_and_record,
    cases=cases,
    observe=observe,
    compare_arguments=False,  # the observer looks at the weights
    hints=(
        "Forward pass, loss, zero gradients, backward pass, step. Which of them needs "
        "the result of another one?",
        "A loss that still has its graph keeps all that the graph holds in memory. "
        "Which method gives the number alone?",
        "The model may come from an evaluation: put it into the mode for training.",
    ),
    mistakes={
        "Old gradients take part in your steps, of earlier batches or from before your "
        "call. Does your code call `optimizer.zero_grad()`, parentheses included, "
        "before each `backward`?": (
            epoch("bs"),
            epoch("bs", clear_first=True),
            epoch("bsz"),
        ),
        "The weights never change, because the gradients are cleared between "
        "`backward` and the step. When are they no longer needed?": epoch("bzs"),
    },
    signs={
        "Your function has a `yield`, so that it trains only while somebody takes "
        "losses from it. How do you collect them in a list?": (
            lambda given, expected: isgenerator(given[LOSSES])
        ),
        "The model is trained in evaluation mode, in which layers such as dropout are "
        "off. Which call of a model switches to the other mode?": (
            lambda given, _: given[FORWARDS] and "training" not in given[MODES]
        ),
        "No step follows the gradient of a batch. Does your code train `model` itself, "
        "and call `loss.backward()` and `optimizer.step()`, parentheses included?": (
            lambda given, _: given[FORWARDS] and not (given[BACKWARDS] and given[STEPS])
        ),
        "Your code makes more than one forward pass per batch. Which result of the "
        "first one can you use again?": lambda given, expected: (
            given[FORWARDS] > expected[FORWARDS]
        ),
        "The steps are right, but your numbers are not the losses of the batches, one "
        "by one. Do you add up, take means, or multiply by the size of a batch?": (
            lambda given, expected: (
                same_numbers(given[WEIGHTS], expected[WEIGHTS])
                and not same_numbers(given[LOSSES], expected[LOSSES])
            )
        ),
    },
)
