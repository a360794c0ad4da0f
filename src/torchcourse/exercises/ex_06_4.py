"""Exercise 6.4: train for one epoch, and return the loss of every batch."""

from itertools import accumulate

import torch
from torch import nn

from torchcourse.exercises.ex_06_3 import Net, Stream
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


@exercise.cases
def cases(generator):
    def case(sizes, features, classes, training, kind, **options):
        smoothing, stream = options.pop("smoothing", 0.0), options.pop("stream", False)

        def draw(*shape):
            return torch.randn(shape, generator=generator)

        def label(n):
            return torch.randint(classes, (n,), generator=generator)

        model = Net(draw(features, classes)).train(training)
        model.weight.grad = draw(features, classes)  # left over from earlier work
        batches = [(draw(n, features), label(n)) for n in sizes]
        loss_function = nn.CrossEntropyLoss(label_smoothing=smoothing)
        optimizer = kind([model.weight], **options)
        return model, Stream(batches) if stream else batches, loss_function, optimizer

    return [
        case((8, 8, 3), 6, 3, False, torch.optim.SGD, lr=0.2, momentum=0.9),
        case((12, 5), 4, 7, True, torch.optim.Adam, smoothing=0.2, lr=0.05),
        case((4, 9, 7, 2), 5, 4, False, torch.optim.SGD, stream=True, lr=0.5),
    ]


@exercise.observe
def trained(answer, model, batches, loss_function, optimizer):
    events, before = [], model.weight.detach().clone()
    model.weight.register_hook(lambda gradient: events.append("backward"))
    optimizer.register_step_post_hook(lambda *ignored: events.append("step"))
    losses = answer(model, batches, loss_function, optimizer)
    items = losses if isinstance(losses, list | tuple) else [losses]
    return {
        "the losses": losses,
        "the forward passes": ", then ".join(sorted(model.notes)),
        "the losses keep their graphs": any(
            getattr(item, "requires_grad", False) for item in items
        ),
        "steps and backward passes": ", ".join(events),
        "the weights move": not torch.equal(model.weight, before),
        "the weights afterwards": model.weight.detach().clone(),
    }


# --- the steps ------------------------------------------------------------------------


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
    "Each step also uses the gradients of the batches before it. Are they cleared for "
    "every batch, and is each `backward` that of one batch's loss?"
)
def clears_once(*case):
    return _epoch("fbsr", clear_first=True)(*case)


@exercise.slip(
    "You step before `backward`, so every step uses the gradients of an earlier batch. "
    "What must be known before a step can be taken?"
)
def step_before_backward(*case):
    return _epoch("fszbr")(*case)


@exercise.slip(
    "You step before `backward`, on gradients that were cleared or left over. What "
    "must be known before a step can be taken?"
)
def step_before_backward_cleared(*case):
    return _epoch("fzsbr")(*case)


@exercise.slip(
    "You step before `backward`, and clear what it gave right after. What must be "
    "known before a step can be taken?"
)
def step_before_backward_cleared_after(*case):
    return _epoch("fsbzr")(*case)


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
    "There is no backward pass, so no step knows where to go. If your `backward` is "
    "there: do its parentheses stand behind it?"
)
def no_backward(*case):
    return _epoch("fzsr")(*case)


@exercise.slip(
    "There is no backward pass. Your steps all walk along the old gradients with which "
    "the model came: which two of the five are missing?"
)
def neither_zero_nor_backward(*case):
    return _epoch("fsr")(*case)


@exercise.symptom("Your function returns None: end it with a return statement.")
def returns_nothing(given, expected):
    return given["the losses"] is None


@exercise.symptom(
    "You step once, after all the batches. The loop takes a step for each of them."
)
def steps_once(given, expected):
    events = given["steps and backward passes"]
    return events.count("step") == 1 < events.count("backward")


@exercise.symptom(
    "You step more often than you call `backward`. How many steps does a batch get?"
)
def steps_too_often(given, expected):
    events = given["steps and backward passes"]
    return events.count("step") > events.count("backward") > 0


@exercise.symptom(
    "You move the weights without the optimizer that was handed over. What is the "
    "argument `optimizer` for?"
)
def another_optimizer(given, expected):
    return (
        given["the weights move"] and "step" not in given["steps and backward passes"]
    )


@exercise.slip(
    "You set the flag of the model alone. Its layers, such as dropout, have one each, "
    "and stay as they were: which call tells them all?"
)
def sets_the_flag_alone(model, batches, loss_function, optimizer):
    model.training = True
    return _epoch("fzbsr", mode=None)(model, batches, loss_function, optimizer)


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


# --- the numbers ----------------------------------------------------------------------


@exercise.symptom(
    "You return one array or tensor. The exercise asks for a list of Python floats."
)
def one_array(given, expected):
    return hasattr(given["the losses"], "tolist")


@exercise.slip(
    "You measure the losses after the epoch, by the final weights. Each loss was there "
    "for free before its own step."
)
def measures_after_the_epoch(model, batches, loss_function, optimizer):
    train_and_record(model, batches, loss_function, optimizer)
    return [loss_function(model(x), labels).item() for x, labels in batches]


@exercise.slip(
    "You measure the losses after the epoch, by the final weights. Each was there for "
    "free before its own step, without a second look."
)
def measures_after_the_epoch_unrecorded(*case):
    train_and_record(*case)
    model, batches, loss_function, _ = case
    with torch.no_grad():
        return [loss_function(model(x), labels).item() for x, labels in batches]


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
    batches = list(batches)
    losses = train_and_record(model, batches, loss_function, optimizer)
    sizes = [len(labels) for _, labels in batches]
    total = sum(a * n for a, n in zip(losses, sizes, strict=True))
    return total / sum(sizes)


@exercise.slip(
    "You train on the first batch alone. Does a `return` end the loop too early?"
)
def first_batch_only(model, batches, loss_function, optimizer):
    return train_and_record(model, [next(iter(batches))], loss_function, optimizer)


@exercise.slip(
    "You multiply each loss by the size of its batch, as for a mean over images. Here "
    "each batch stands for itself."
)
def times_the_size(model, batches, loss_function, optimizer):
    batches = list(batches)
    losses = train_and_record(model, batches, loss_function, optimizer)
    sizes = [len(labels) for _, labels in batches]
    return [a * n for a, n in zip(losses, sizes, strict=True)]


@exercise.slip(
    "You divide each loss by the size of its batch. The loss function gives a mean, so "
    "it has divided already."
)
def divided_by_the_size(model, batches, loss_function, optimizer):
    batches = list(batches)
    losses = train_and_record(model, batches, loss_function, optimizer)
    return [a / len(labels) for a, (_, labels) in zip(losses, batches, strict=True)]


@exercise.slip(
    "You take `cross_entropy` whatever the caller hands over. What is the argument "
    "`loss_function` for?"
)
def ignores_the_loss_function(model, batches, loss_function, optimizer):
    return train_and_record(model, batches, nn.functional.cross_entropy, optimizer)


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
    "Each of your numbers is the mean of the losses so far. The exercise asks for the "
    "loss of each batch alone."
)
def running_mean(*case):
    return [total / (i + 1) for i, total in enumerate(running_sum(*case))]


@exercise.slip(
    "The losses are right, but the last batch comes first. At which end of a list does "
    "`append` put things?"
)
def backwards(*case):
    return train_and_record(*case)[::-1]


@exercise.slip(
    "You return the loss of the last batch alone. Where do you keep those before?"
)
def last_one(*case):
    return train_and_record(*case)[-1]


@exercise.slip(
    "Right for a list. But `shuffled_batches` is a generator: it has no places like "
    "`batches[0]`, and can only be walked through, once."
)
def needs_a_list(model, batches, loss_function, optimizer):
    return train_and_record(model, batches[:], loss_function, optimizer)


@exercise.slip(
    "The losses are right, but in one tensor. The exercise asks for a list of Python "
    "floats."
)
def one_tensor(*case):
    return torch.tensor(train_and_record(*case))
