"""Exercise 6.4: train for one epoch, and return the loss of every batch."""

from itertools import accumulate

import torch
from torch import nn

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "6.4",
    "an epoch, step by step",
    hints=(
        "Forward, loss, zero gradients, backward, step. Which of them needs the "
        "result of another?",
        "A loss that still has its graph keeps all that the graph holds in memory. "
        "Which method gives the number alone?",
        "The model may come from an evaluation: put it into the mode for training.",
    ),
    changes_inputs=True,
)


@exercise.reference
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


class Net(nn.Module):
    """A model that answers otherwise in training, and notes in which mode it was."""

    def __init__(self, weight):
        super().__init__()
        self.weight = nn.Parameter(weight)  # (features, classes)
        self.modes = set()

    def forward(self, images):
        self.modes.add("training" if self.training else "eval")
        logits = images @ self.weight
        return logits.roll(1, dims=1) if self.training else logits


@exercise.cases
def cases(generator):
    def case(sizes, features, classes, training, kind, **options):
        def draw(*shape):
            return torch.randn(shape, generator=generator)

        def label(n):
            return torch.randint(classes, (n,), generator=generator)

        model = Net(draw(features, classes)).train(training)
        model.weight.grad = draw(features, classes)  # left over from earlier work
        batches = [(draw(n, features), label(n)) for n in sizes]
        return model, batches, nn.CrossEntropyLoss(), kind([model.weight], **options)

    return [
        case((8, 8, 3), 6, 3, False, torch.optim.SGD, lr=0.2, momentum=0.9),
        case((12, 5), 4, 7, True, torch.optim.Adam, lr=0.05),
        case((4, 9, 7, 2), 5, 4, False, torch.optim.SGD, lr=0.5),
    ]


@exercise.observe
def trained(answer, model, batches, loss_function, optimizer):
    events = []
    model.weight.register_hook(lambda gradient: events.append("backward"))
    optimizer.register_step_post_hook(lambda *ignored: events.append("step"))
    losses = answer(model, batches, loss_function, optimizer)
    items = losses if isinstance(losses, list | tuple) else [losses]
    return {
        "the losses": losses,
        "mode of the forward passes": ", then ".join(sorted(model.modes)),
        "the losses keep their graphs": any(
            getattr(item, "requires_grad", False) for item in items
        ),
        "steps and backward passes": ", ".join(events),
        "the weights afterwards": model.weight.detach().clone(),
    }


def _epoch(order, mode=True, keep=torch.Tensor.item, clear_first=False):
    """Build an epoch of forward, zero, backward, step and record, by their letters."""

    def epoch(model, batches, loss_function, optimizer):
        if mode is not None:
            model.train(mode)
        if clear_first:
            optimizer.zero_grad()
        losses = []
        for images, labels in batches:
            for letter in order:
                if letter == "f":
                    loss = loss_function(model(images), labels)
                elif letter == "r":
                    losses.append(keep(loss))
                else:
                    steps = {"z": optimizer.zero_grad, "s": optimizer.step}
                    (steps | {"b": loss.backward})[letter]()
        return losses

    return epoch


@exercise.slip(
    "The gradients add up, over the batches and with what was there before. Which of "
    "the five steps is missing?"
)
def no_zero_grad(*case):
    return _epoch("fbsr")(*case)


@exercise.slip(
    "You clear the gradients once, before the loop. What does the second `backward` "
    "add its own to?"
)
def clears_once(*case):
    return _epoch("fbsr", clear_first=True)(*case)


@exercise.slip(
    "You step before `backward`, so every step uses the gradients of an earlier batch. "
    "What must be known before a step can be taken?"
)
def step_before_backward(*case):
    return _epoch("fsbzr")(*case)


@exercise.slip(
    "You step before `backward`, on gradients that were cleared or left over. What "
    "must be known before a step can be taken?"
)
def step_before_backward_cleared(*case):
    return _epoch("fzsbr")(*case)


@exercise.slip(
    "You step before `backward`, and the gradients add up as well. Say the five steps "
    "aloud: which needs the result of which?"
)
def step_before_backward_uncleared(*case):
    return _epoch("fsbr")(*case)


@exercise.slip(
    "The weights never move: you clear the gradients between `backward` and the step. "
    "When have they done their work?"
)
def clears_before_the_step(*case):
    return _epoch("fbzsr")(*case)


@exercise.slip(
    "Right from the second batch on. But a model may come with old gradients, and your "
    "first step walks along these, too."
)
def clears_at_the_end(*case):
    return _epoch("fbszr")(*case)


@exercise.slip(
    "You train in the mode in which the model came. After an evaluation that is "
    "`eval`, with dropout off: which call belongs at the top?"
)
def mode_as_it_came(*case):
    return _epoch("fzbsr", mode=None)(*case)


@exercise.slip(
    "You train in `eval` mode. Weights move in either mode, but layers such as "
    "dropout behave as in use: which mode is for training?"
)
def eval_mode(*case):
    return _epoch("fzbsr", mode=False)(*case)


@exercise.slip(
    "You keep the losses with their graphs, so nothing of the epoch can leave the "
    "memory. Which method gives the number alone?"
)
def keeps_the_graphs(*case):
    return _epoch("fzbsr", keep=lambda loss: loss)(*case)


@exercise.slip(
    "The losses no longer hold a graph, but they are still tensors. The exercise asks "
    "for Python floats."
)
def keeps_tensors(*case):
    return _epoch("fzbsr", keep=torch.Tensor.detach)(*case)


@exercise.slip(
    "You measure the loss after the step, with a second forward pass. Before the step "
    "it was there for free, on weights that had not seen this batch."
)
def measures_after_the_step(*case):
    return _epoch("fzbsfr")(*case)


@exercise.slip(
    "The weights never move, though you compute gradients. Which step follows "
    "`backward`?"
)
def no_step(*case):
    return _epoch("fzbr")(*case)


@exercise.slip(
    "You return one number, the mean of the batches' losses. The curve asked for has a "
    "point per batch."
)
def one_mean(*case):
    losses = train_and_record(*case)
    return sum(losses) / len(losses)


@exercise.slip(
    "You return one number, the mean loss of the images, as `train_one_epoch` does. "
    "The curve asked for has a point per batch."
)
def mean_of_the_images(model, batches, loss_function, optimizer):
    losses = train_and_record(model, batches, loss_function, optimizer)
    sizes = [len(labels) for _, labels in batches]
    total = sum(a * n for a, n in zip(losses, sizes, strict=True))
    return total / sum(sizes)


@exercise.slip(
    "You train on the first batch alone. Does a `return` end the loop too early?"
)
def first_batch_only(model, batches, loss_function, optimizer):
    return train_and_record(model, batches[:1], loss_function, optimizer)


@exercise.slip(
    "You multiply each loss by the size of its batch, as for a mean over images. Here "
    "each batch stands for itself."
)
def times_the_size(model, batches, loss_function, optimizer):
    losses = train_and_record(model, batches, loss_function, optimizer)
    sizes = [len(labels) for _, labels in batches]
    return [a * n for a, n in zip(losses, sizes, strict=True)]


@exercise.slip(
    "You take the softmax before the loss. Cross-entropy takes one itself, so now "
    "there are two: what does the loss function expect?"
)
def softmax_before_the_loss(model, batches, loss_function, optimizer):
    def twice(logits, labels):
        return loss_function(logits.softmax(dim=1), labels)

    return train_and_record(model, batches, twice, optimizer)


@exercise.slip(
    "Each of your numbers is the sum of all losses so far. The exercise asks for the "
    "loss of each batch alone."
)
def running_sum(*case):
    return list(accumulate(train_and_record(*case)))


@exercise.slip(
    "The losses are right, but in one tensor. The exercise asks for a list of Python "
    "floats."
)
def one_tensor(*case):
    return torch.tensor(train_and_record(*case))
