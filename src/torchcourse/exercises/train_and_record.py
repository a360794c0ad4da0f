"""train_and_record: an epoch of training, and the loss of every batch."""

from functools import partial
from inspect import isgenerator
from itertools import accumulate
from operator import mul, truediv

import torch
from torch import nn

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
    def case(sizes, features, classes, training, kind, lr, smoothing=0.0, once=False):
        def draw(*shape):
            return torch.randn(shape, generator=generator)

        model = WatchedNet(draw(features, classes)).train(training)
        model.weight.grad = draw(features, classes)  # left over from earlier work
        images = [draw(n, features) for n in sizes]
        labels = [torch.randint(classes, (n,), generator=generator) for n in sizes]
        batches = list(zip(images, labels, strict=True))
        loss_function = nn.CrossEntropyLoss(label_smoothing=smoothing)
        optimizer = kind([model.weight], lr=lr)
        return model, OnePass(batches) if once else batches, loss_function, optimizer

    momentum = partial(torch.optim.SGD, momentum=0.9)
    return [
        case((8, 8, 3), 6, 3, False, momentum, 0.2),
        case((12, 5), 4, 7, True, torch.optim.Adam, 0.05, smoothing=0.2),
        case((4, 9, 7, 2), 5, 4, False, torch.optim.SGD, 0.5, once=True),
    ]


EVENTS = "what happens first"
PASSES = "mode of the forward passes"
FORWARDS, BACKWARDS = "number of forward passes", "number of backward passes"
STEPS = "number of steps of the optimizer"


def observe(answer, model, batches, loss_function, optimizer):
    model.watch(optimizer)
    losses = answer(model, batches, loss_function, optimizer)
    if losses is None:
        return None
    return {
        EVENTS: ", ".join(model.events[:4]),
        PASSES: " and ".join(sorted(model.passes)),
        FORWARDS: count(model.events, "forward"),
        BACKWARDS: count(model.events, "backward"),
        STEPS: count(model.events, "step"),
        "the losses": losses,
        "the weights afterwards": model.weight.detach().clone(),
    }


def count(events, start):
    return sum(event.startswith(start) for event in events)


def epoch(order, clear_first=False):
    """Build an epoch of forward, zero, backward, step and record, by their letters."""

    def train(model, batches, loss_function, optimizer):
        model.train()
        if clear_first:
            optimizer.zero_grad()
        losses = []
        for images, labels in batches:
            for letter in order:
                if letter == "f":
                    loss = loss_function(model(images), labels)
                elif letter == "r":
                    losses.append(loss.item())
                else:
                    steps = {"z": optimizer.zero_grad, "s": optimizer.step}
                    (steps | {"b": loss.backward})[letter]()
        return losses

    return train


def sums(*case):
    return list(accumulate(train_and_record(*case)))


def times_sizes(model, batches, *others):
    batches = list(batches)
    losses = train_and_record(model, batches, *others)
    return [loss * len(y) for loss, (_, y) in zip(losses, batches, strict=True)]


def running_means(model, batches, *others, by_image):
    batches = list(batches)
    sizes = [len(labels) if by_image else 1 for images, labels in batches]
    losses = train_and_record(model, batches, *others)
    totals = accumulate(map(mul, losses, sizes))
    return list(map(truediv, totals, accumulate(sizes)))


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
        "The gradients add up from batch to batch. Does your code call "
        "`optimizer.zero_grad()`, parentheses included, for every batch?": (
            epoch("fbsr"),
            epoch("fbsr", clear_first=True),
        ),
        "You clear the gradients only after the step, but the model comes with old "
        "gradients. What does your first `backward` add to?": (
            epoch("fbsrz"),
            epoch("fbszr"),
        ),
        "The weights never change, because the gradients are cleared between "
        "`backward` and the step. When are they no longer needed?": epoch("fbzsr"),
        "You multiply the loss of each batch by the size of the batch, as for a mean "
        "over all images. The exercise asks for the loss itself.": times_sizes,
        "Each of your numbers is the sum or the mean of all losses so far. The "
        "exercise asks for the loss of each batch alone.": (
            sums,
            partial(running_means, by_image=False),
            partial(running_means, by_image=True),
        ),
    },
    signs={
        "Your function has a `yield`, so that it trains only while somebody takes "
        "losses from it. How do you collect them in a list?": (
            lambda given, expected: isgenerator(given["the losses"])
        ),
        "The model is trained in evaluation mode, in which layers such as dropout are "
        "off. Which call of a model switches to the other mode?": (
            lambda given, expected: (
                "evaluation" in given[PASSES] and "training" not in given[PASSES]
            )
        ),
        "No gradient reaches the parameters of `model`, so no step follows the "
        "gradient of a batch. Does your code train `model` itself, and call "
        "`loss.backward()`, parentheses included?": (
            lambda given, expected: given[FORWARDS] and not given[BACKWARDS]
        ),
        "The optimizer never takes a step. Does your code call `optimizer.step()` of "
        "the one that it is given, parentheses included?": (
            lambda given, expected: given[FORWARDS] and not given[STEPS]
        ),
        "Your code makes more than one forward pass per batch. Which result of the "
        "first one can you use again?": (
            lambda given, expected: given[FORWARDS] > expected[FORWARDS]
        ),
    },
)
