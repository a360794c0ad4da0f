"""evaluate_quietly: mean loss and accuracy, and no trace of the evaluation."""

from contextlib import nullcontext

import torch
from torch import nn

from torchcourse.checking import Exercise
from torchcourse.checking.observers import (
    OnePass,
    WatchedNet,
    draw_elsewhere,
    global_streams,
    moved,
)


def evaluate_quietly(model, batches, loss_function):
    was_training = model.training
    model.eval()
    total, correct, count = 0.0, 0, 0
    with torch.inference_mode():
        for images, labels in batches:
            logits = model(images)  # (batch, classes)
            total += loss_function(logits, labels).item() * len(labels)
            correct += (logits.argmax(dim=1) == labels).sum().item()
            count += len(labels)
    model.train(was_training)
    return total / count, correct / count


def cases(generator):
    def case(sizes, features, classes, training, smoothing=0.0, once=False):
        weight = torch.randn(features, classes, generator=generator)
        model = WatchedNet(weight).train(training)
        model.weight.grad = 2 * weight  # of the caller's own training
        images = [torch.randn(n, features, generator=generator) for n in sizes]
        labels = [torch.randint(classes, (n,), generator=generator) for n in sizes]
        batches = list(zip(images, labels, strict=True))
        loss_function = nn.CrossEntropyLoss(label_smoothing=smoothing)
        return model, OnePass(batches) if once else batches, loss_function

    frozen = case((6, 4), 3, 5, False, once=True)
    frozen[0].requires_grad_(False)
    return [
        case((9, 9, 2), 6, 3, True),
        case((20, 5), 4, 7, False, smoothing=0.2),
        case((3, 12, 7, 1), 5, 4, True, once=True),
        frozen,
    ]


QUIET = "evaluation, no graph recorded"
PASSES = "forward passes other than in evaluation mode without a graph"
RECORDING = "gradients are recorded after the call"


def observe(answer, model, batches, loss_function):
    draw_elsewhere()  # so that a seed set before is not the one in force
    before = global_streams()
    # The caller of a frozen model has switched gradients off, too.
    with nullcontext() if model.weight.requires_grad else torch.no_grad():
        result = answer(model, batches, loss_function)
        recording = torch.is_grad_enabled()
    if result is None:
        return None
    pair = isinstance(result, list | tuple) and len(result) == 2
    loss, accuracy = result if pair else (result, None)
    return {
        "the loss": loss,
        "the accuracy": accuracy,
        PASSES: " and ".join(sorted(model.passes - {QUIET})) or "none",
        RECORDING: recording,
        "the reduction of the loss function": loss_function.reduction,
        "global random streams that you move": moved(before),
    }


def of_batches(model, batches, loss_function):
    """Return the mean loss, the share of right answers and the size of each batch."""
    pairs = [(*evaluate_quietly(model, [b], loss_function), len(b[1])) for b in batches]
    return torch.tensor(pairs, dtype=torch.float64).unbind(dim=1)


def means_of_batch_means(*case):
    losses, accuracies, _ = of_batches(*case)
    return losses.mean().item(), accuracies.mean().item()


def mean_of_batch_losses(*case):
    losses, accuracies, sizes = of_batches(*case)
    return losses.mean().item(), (accuracies @ sizes / sizes.sum()).item()


def mean_of_batch_losses_recording_on(*case):
    result = mean_of_batch_losses(*case)
    torch.set_grad_enabled(True)
    return result


def divided_twice(*case):
    losses, accuracies, sizes = of_batches(*case)
    count = sizes.sum()
    return (losses.sum() / count).item(), (accuracies @ sizes / count).item()


def ending_in(training):
    def evaluation(model, batches, loss_function):
        result = evaluate_quietly(model, batches, loss_function)
        model.train(training)
        return result

    return evaluation


exercise = Exercise(
    evaluate_quietly,
    cases=cases,
    observe=observe,
    hints=(
        "A forward pass of an evaluation needs two switches: one for layers such as "
        "dropout, and one for the recording of gradients. Which of the two belongs to "
        "the model, and stays as you leave it?",
        "`model.training` says in which mode the model came, and `model.train(flag)` "
        "takes True or False, so that it can restore either.",
        "A batch of 3 must not weigh as much as a batch of 100. The sum of a batch's "
        "losses is their mean times a number: which number?",
    ),
    mistakes={
        "You average over the batches, but they differ in size, so that an image of a "
        "short batch counts more than one of a long batch. By what must a batch's mean "
        "be multiplied?": (
            means_of_batch_means,
            mean_of_batch_losses,
            mean_of_batch_losses_recording_on,
        ),
        "You add up the mean losses of the batches and divide by the number of images. "
        "Each mean is divided already: how do you get a batch's sum from it?": (
            divided_twice
        ),
        "The numbers are right, but the model does not end in the mode in which it "
        "came. How can you remember that mode, and before which line must your code "
        "ask for it?": (ending_in(False), ending_in(True)),
    },
    signs={
        "The model is evaluated in training mode, in which layers such as dropout "
        "change its outputs. Which call switches them off, parentheses included?": (
            lambda given, expected: "training" in given[PASSES]
        ),
        "Your forward passes record a graph. `eval()` does not prevent that: what "
        "does?": lambda given, expected: ", graph recorded" in given[PASSES],
        "Your code leaves the recording of gradients on, although its caller had "
        "switched it off. Which form of the switch ends by itself?": (
            lambda given, expected: given[RECORDING] and not expected[RECORDING]
        ),
    },
)
