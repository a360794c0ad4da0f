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
        case((6, 3, 2, 4), 5, 4, training=False, lr=0.1),  # for example, dropout is off
    ]


MODES = "mode in the forward passes and afterwards"
LARGEST = "images in the largest forward pass"
KEPT = "activations of earlier parts are kept"


def observe(answer, model, parts, loss_function, optimizer):
    modes, saved, kept = set(), [], []

    def save(tensor):  # is called for what the graph keeps for the backward pass
        tensor = tensor.detach()
        saved.append(weakref.ref(tensor))
        return tensor

    def look(*_):
        modes.add(model.mode())
        kept.extend(reference() is not None for reference in saved)

    model.watch(optimizer)
    model.register_forward_pre_hook(look)
    with torch.autograd.graph.saved_tensors_hooks(save, lambda tensor: tensor):
        loss = answer(model, parts, loss_function, optimizer)
    sizes = [int(e.split()[1]) for e in model.events if "forward" in e]
    return {
        LARGEST: max(sizes, default=0),
        MODES: " and ".join(sorted(modes | {model.mode()})),
        "backward passes": "some" if "backward" in model.events else "none",
        "steps": model.events.count("step"),
        KEPT: any(kept),
        "weights afterwards": model.weight.detach().clone(),
        "loss": loss,
    }


WEIGHTS = "one", "equal", "share"
LOSSES = *WEIGHTS, "last"


def step(weight, loss, cleared=(0,)):
    """Build a step with other weights for gradients and loss, or cleared elsewhere."""

    def answer(model, parts, loss_function, optimizer):
        count, total = sum(len(labels) for _, labels in parts), 0.0
        for i, (images, labels) in enumerate(parts):
            mean = loss_function(model(images), labels)
            if i in cleared:
                optimizer.zero_grad()
            share = len(labels) / count
            weights = {"one": 1, "equal": 1 / len(parts), "share": share}
            weights["last"] = int(i == len(parts) - 1)  # only the last part counts
            (mean * weights[weight]).backward()
            total += mean.item() * weights[loss]
        optimizer.step()
        return total

    return answer


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
        "You do not weigh the gradient of each part by its share of all examples. "
        "What is the share of a part that holds 3 examples of 19?": tuple(
            step(weight, loss) for weight in ("one", "equal") for loss in LOSSES
        ),
        "Gradients that were left over from earlier work take part in your step. When "
        "must they be cleared?": step("share", "share", cleared=()),
        "You clear the gradients before every part, so only those of the last part are "
        "left for the step. How often must they be cleared?": tuple(
            step(weight, loss, range(9)) for weight in WEIGHTS for loss in LOSSES
        ),
        "The step is right, but the loss that you return is not the mean over all "
        "examples. What is the share of each part in that mean?": (
            step("share", "one"),
            step("share", "equal"),
            step("share", "last"),
        ),
    },
    signs={
        "Your code switches the model between training and evaluation. In which mode "
        "should the model be for this step, and afterwards?": lambda given, expected: (
            given[MODES] != expected[MODES]
        ),
        "You take a step for every part, which is training with small batches. How "
        "many steps does one large batch take?": lambda given, expected: (
            given["steps"] > 1
        ),
        "More than one part is in memory at a time: parts are joined, or their "
        "activations are kept when the next part goes through the model. Which call "
        "lets the activations of a part go, and when?": lambda given, expected: (
            given[KEPT] or given[LARGEST] > expected[LARGEST]
        ),
    },
)
