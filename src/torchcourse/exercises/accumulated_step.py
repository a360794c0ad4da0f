"""accumulated_step: one step from parts that fit into memory."""

import weakref

import torch
from torch import nn

from torchcourse.checking import Exercise
from torchcourse.checking.observers import WatchedNet


def accumulated_step(model, parts, loss_function, optimizer):
    count = sum(len(labels) for _, labels in parts)
    optimizer.zero_grad()
    total = 0.0
    for images, labels in parts:
        loss = loss_function(model(images), labels) * (len(labels) / count)
        loss.backward()
        total += loss.item()
    optimizer.step()
    return total


def cases(generator):
    def case(sizes, features, classes, training=True, **options):
        def draw(*shape):
            return torch.randn(shape, generator=generator)

        model = WatchedNet(draw(features, classes)).train(training)
        model.weight.grad = draw(features, classes)  # left over from earlier work
        parts = [
            (draw(n, features), torch.randint(classes, (n,), generator=generator))
            for n in sizes
        ]
        optimizer = torch.optim.SGD(model.parameters(), **options)
        return model, parts, nn.CrossEntropyLoss(), optimizer

    return [
        case((8, 8, 3), 6, 3, lr=0.2, momentum=0.9),
        case((5, 12), 4, 7, lr=0.05),
        case((4, 9, 7, 2), 5, 4, lr=0.5),
        case((6, 3), 5, 4, training=False, lr=0.1),  # for example, dropout is off
    ]


MODES = "mode of the forward passes"


def observe(answer, model, parts, loss_function, optimizer):
    saved, kept = [], []

    def save(tensor):  # is called for what the graph keeps for the backward pass
        tensor = tensor.detach()
        saved.append(weakref.ref(tensor))
        return tensor

    model.watch(optimizer)
    model.register_forward_pre_hook(
        lambda *_: kept.extend(r() is not None for r in saved)
    )
    with torch.autograd.graph.saved_tensors_hooks(save, lambda tensor: tensor):
        loss = answer(model, parts, loss_function, optimizer)
    forward = [int(e.split()[1]) for e in model.events if e.startswith("forward")]
    return {
        "images per forward pass": sorted(forward),
        MODES: " and ".join(sorted(model.passes)),
        "mode afterwards": model.mode(),
        "backward passes": "some" if "backward" in model.events else "none",
        "steps": model.events.count("step"),
        "activations of earlier parts are kept": any(kept),
        "weights afterwards": model.weight.detach().clone(),
        "loss": loss,
    }


def step(weight=lambda n, sizes: n / sum(sizes), loss=None, clear="once"):
    """Build a step that gives the parts other weights, or clears at other times."""

    def answer(model, parts, loss_function, optimizer):
        sizes, losses = [len(labels) for _, labels in parts], []
        for i, (images, labels) in enumerate(parts):
            mean = loss_function(model(images), labels)
            if clear == "always" or (clear == "once" and i == 0):
                optimizer.zero_grad()
            (mean * weight(len(labels), sizes)).backward()
            losses.append((loss or weight)(len(labels), sizes) * mean.item())
        optimizer.step()
        return losses[-1] if loss is last else sum(losses)

    return answer


def one(n, sizes):
    return 1


def parts_share(n, sizes):
    return 1 / len(sizes)


def share(n, sizes):
    return n / sum(sizes)


def last(n, sizes):  # `step` then returns the mean loss of the last part
    return 1


LOSSES = one, parts_share, share, last


def wrong_loss_alone(given, expected):
    """Tell whether the loss is another number, and all else is right."""
    numbers = "weights afterwards", "loss"
    others = (given[key] == expected[key] for key in expected if key not in numbers)
    weights = given["weights afterwards"], expected["weights afterwards"]
    step = all(others) and torch.allclose(*weights, rtol=1e-4, atol=1e-6)
    return step and isinstance(given["loss"], float)


exercise = Exercise(
    accumulated_step,
    cases=cases,
    observe=observe,
    compare_arguments=False,
    hints=(
        "Gradients add up until they are cleared. So how often is `zero_grad` called, "
        "how often `backward`, and how often `step`?",
        "The loss of a part is a mean over that part. In the mean over all examples, "
        "each part has the share of the examples that it holds.",
        "Count the examples of all parts before the loop. `loss * share` has a "
        "`backward`, too.",
    ),
    mistakes={
        "You add up the gradients of the parts' means, so the step is several times "
        "too long. What is the share of each part in the mean of all examples?": tuple(
            step(one, loss) for loss in LOSSES
        ),
        "You divide by the number of parts, so each example of a short part counts "
        "more. What is the share of a part that holds 3 examples of 19?": tuple(
            step(parts_share, loss) for loss in LOSSES
        ),
        "Gradients that were left over from earlier work take part in your step. When "
        "must they be cleared?": tuple(
            step(share, loss, clear="never") for loss in (share, last)
        ),
        "Gradients that were left over from earlier work take part in your step, and "
        "the parts do not have their shares. When must gradients be cleared, and what "
        "is the share of each part in the mean of all examples?": tuple(
            step(weight, loss, clear="never")
            for weight in (one, parts_share)
            for loss in LOSSES
        ),
        "You clear the gradients before every part, so only those of the last part are "
        "left for the step. How often must they be cleared?": tuple(
            step(weight, loss, clear="always")
            for weight in (one, parts_share, share)
            for loss in LOSSES
        ),
    },
    signs={
        "Your code switches the model between training and evaluation. In which mode "
        "should the model be for this step, and afterwards?": lambda given, expected: (
            any(
                word in given[key] and word not in expected[key]
                for word in ("training", "evaluation")
                for key in (MODES, "mode afterwards")
            )
        ),
        "You take a step for every part, which is training with small batches. How "
        "many steps does one large batch take?": lambda given, expected: (
            given["steps"] > 1
        ),
        "Images go through the model more often than the step needs. Where could you "
        "take the loss from, without another forward pass?": lambda given, expected: (
            len(given["images per forward pass"])
            > len(expected["images per forward pass"])
        ),
        "More than one part is in memory at a time: parts are joined, or their "
        "activations are kept when the next part goes through the model. Which call "
        "lets the activations of a part go, and when?": lambda given, expected: (
            given["activations of earlier parts are kept"]
            or max(given["images per forward pass"])
            > max(expected["images per forward pass"])
        ),
        "The step is right, but the loss that you return is not the mean over all "
        "examples. What is the share of each part in that mean?": wrong_loss_alone,
    },
)
