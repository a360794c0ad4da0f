"""Exercise 8.4: one step from parts that fit into memory."""

import torch
from torch import nn

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "8.4",
    "accumulate gradients",
    hints=(
        "Gradients add up until they are cleared. So how often is `zero_grad` called, "
        "how often `backward`, and how often `step`?",
        "The loss of a part is a mean over that part. The mean over everything gives "
        "each part the share of the examples that it holds.",
        "Count the examples of all parts before the loop. `loss * share` can go "
        "backward.",
    ),
    changes_inputs=True,
)


@exercise.reference
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


class Net(nn.Module):
    """A model that notes how many images it is given, and when."""

    def __init__(self, weight):
        super().__init__()
        self.weight = nn.Parameter(weight)  # (features, classes)
        self.events = []

    def forward(self, images):
        self.events.append(f"forward {len(images)}")
        return images @ self.weight


@exercise.cases
def cases(generator):
    def case(sizes, features, classes, kind, **options):
        def draw(*shape):
            return torch.randn(shape, generator=generator)

        def label(n):
            return torch.randint(classes, (n,), generator=generator)

        model = Net(draw(features, classes))
        model.weight.grad = draw(features, classes)  # left over from earlier work
        parts = [(draw(n, features), label(n)) for n in sizes]
        return model, parts, nn.CrossEntropyLoss(), kind([model.weight], **options)

    return [
        case((8, 8, 3), 6, 3, torch.optim.SGD, lr=0.2, momentum=0.9),
        case((5, 12), 4, 7, torch.optim.SGD, lr=0.05),
        case((4, 9, 7, 2), 5, 4, torch.optim.SGD, lr=0.5),
    ]


@exercise.observe
def stepped(answer, model, parts, loss_function, optimizer):
    model.weight.register_hook(lambda gradient: model.events.append("backward"))
    optimizer.register_step_post_hook(lambda *_: model.events.append("step"))
    loss = answer(model, parts, loss_function, optimizer)
    return {
        "the loss": loss,
        "the passes": ", ".join(event.split()[0] for event in model.events),
        "how many images the model got at a time": sorted(
            int(event.split()[1]) for event in model.events if " " in event
        ),
        "the weights afterwards": model.weight.detach().clone(),
    }


def _step(weight=None, order="z(b)s", loss=None):
    """Build a step: parts are weighted, the letters say when to clear, and so on.

    z clears, ( and ) enclose what is done for each part, b goes backward, s steps.
    """
    weight = weight or (lambda n, sizes: n / sum(sizes))
    loss = loss or (lambda means, sizes: _mean(means, sizes))

    def step(model, parts, loss_function, optimizer):
        sizes = [len(labels) for _, labels in parts]
        before, rest = order.split("(")
        inside, after = rest.split(")")
        means = []

        def do(letters, part_loss=None):
            for letter in letters:
                if letter == "b":
                    part_loss.backward()
                else:
                    {"z": optimizer.zero_grad, "s": optimizer.step}[letter]()

        do(before)
        for images, labels in parts:
            mean = loss_function(model(images), labels)
            means.append(mean.item())
            do(inside, mean * weight(len(labels), sizes))
        do(after)
        return loss(means, sizes)

    return step


def _mean(means, sizes):
    return sum(m * n for m, n in zip(means, sizes, strict=True)) / sum(sizes)


def _mean_of_means(means, sizes):
    return sum(means) / len(means)


def _sum(means, sizes):
    return sum(means)


@exercise.slip(
    "You add up the gradients of the parts' means, so the step is several times too "
    "long. What is each part's share of the whole?"
)
def no_division(*case):
    return _step(lambda n, sizes: 1)(*case)


@exercise.slip(
    "The gradients and the losses of the parts are added up as they come. The mean of "
    "all examples gives each part its share: which?"
)
def no_division_anywhere(*case):
    return _step(lambda n, sizes: 1, loss=_sum)(*case)


@exercise.slip(
    "You divide the step by nothing, and the loss by the number of parts. Both are "
    "means over all examples: what is each part's share?"
)
def no_division_loss_of_means(*case):
    return _step(lambda n, sizes: 1, loss=_mean_of_means)(*case)


@exercise.slip(
    "You divide by the number of parts, so each example of a short part weighs more. "
    "What is the share of a part that holds 3 examples of 19?"
)
def by_the_number_of_parts(*case):
    return _step(lambda n, sizes: 1 / len(sizes), loss=_mean_of_means)(*case)


@exercise.slip(
    "The loss is right, but for the step you divide by the number of parts: each "
    "example of a short part pulls harder. Use the same shares for both."
)
def step_by_the_number_of_parts(*case):
    return _step(lambda n, sizes: 1 / len(sizes))(*case)


@exercise.slip(
    "The step is right, but the loss that you return is a mean of the parts' means. "
    "What share of the examples does each part hold?"
)
def loss_of_means(*case):
    return _step(loss=_mean_of_means)(*case)


@exercise.slip("The step is right. The loss you return is the sum of the parts' means.")
def loss_summed(*case):
    return _step(loss=_sum)(*case)


@exercise.slip("The step is right. The loss you return is that of the last part alone.")
def loss_of_the_last(*case):
    return _step(loss=lambda means, sizes: means[-1])(*case)


@exercise.slip(
    "You multiply each loss by its examples and never divide by all of them, so the "
    "step is far too long."
)
def times_the_size(*case):
    return _step(lambda n, sizes: n)(*case)


@exercise.slip(
    "You multiply each loss by its examples and never divide by all of them: the step "
    "is far too long, and the loss a sum."
)
def times_the_size_anywhere(*case):
    return _step(
        lambda n, sizes: n,
        loss=lambda means, sizes: _mean(means, sizes) * sum(sizes),
    )(*case)


@exercise.slip(
    "You divide each part's mean by the number of all examples. A mean was divided by "
    "its own part's number already: how do you undo that?"
)
def divides_twice(*case):
    return _step(
        lambda n, sizes: 1 / sum(sizes),
        loss=lambda means, sizes: sum(means) / sum(sizes),
    )(*case)


@exercise.slip(
    "You step after every part, which is training with small batches. One large batch "
    "takes one step: when?"
)
def steps_every_part(*case):
    return _step(order="z(bs)")(*case)


@exercise.slip(
    "You clear and step for every part: that is the usual loop, with small batches. "
    "What must happen once, so that the parts act as one?"
)
def the_usual_loop(*case):
    return _step(lambda n, sizes: 1, order="(zbs)")(*case)


@exercise.slip(
    "You clear and step for every part, with its share as weight: many small steps in "
    "place of one. What must happen only once?"
)
def weighted_usual_loop(*case):
    return _step(order="(zbs)")(*case)


@exercise.slip(
    "You clear the gradients before every part, so only the last part is left when you "
    "step. When do they have to be empty?"
)
def clears_every_part(*case):
    return _step(order="(zb)s")(*case)


@exercise.slip(
    "The gradients that were left over from earlier work take part in your step. When "
    "do they have to be empty?"
)
def never_clears(*case):
    return _step(order="(b)s")(*case)


@exercise.slip(
    "The weights never move: you clear the gradients between the parts and the step. "
    "When have they done their work?"
)
def clears_before_the_step(*case):
    return _step(order="(b)zs")(*case)


@exercise.slip("The gradients are all there. Who moves the weights along them?")
def no_step(*case):
    return _step(order="z(b)")(*case)


@exercise.slip(
    "The numbers are right, but you join the parts and pass them through the model as "
    "one: exactly what did not fit into memory."
)
def joins_the_parts(model, parts, loss_function, optimizer):
    images, labels = (torch.cat(group) for group in zip(*parts, strict=True))
    return accumulated_step(model, [(images, labels)], loss_function, optimizer)


@exercise.slip(
    "The numbers are right, but you go backward once, at the end. Until then the "
    "activations of all parts are kept, which did not fit: when can a part's go?"
)
def one_backward(model, parts, loss_function, optimizer):
    count = sum(len(labels) for _, labels in parts)
    optimizer.zero_grad()
    total = sum(
        loss_function(model(images), labels) * (len(labels) / count)
        for images, labels in parts
    )
    total.backward()
    optimizer.step()
    return total.item()


@exercise.slip(
    "You use the first part alone. Does a `return`, or the step, come too early?"
)
def first_part_only(model, parts, loss_function, optimizer):
    return accumulated_step(model, parts[:1], loss_function, optimizer)


@exercise.slip(
    "The step is right, but you return a list, one loss for each part. One number is "
    "asked for: the mean over all examples."
)
def list_of_losses(*case):
    return _step(loss=lambda means, sizes: means)(*case)


@exercise.slip(
    "The step is right, but you return the last part's share of the loss. Where are "
    "those of the other parts?"
)
def share_of_the_last(*case):
    return _step(loss=lambda means, sizes: means[-1] * sizes[-1] / sum(sizes))(*case)


@exercise.slip(
    "The step is right. You return the loss as a sum over all examples; the exercise "
    "asks for their mean."
)
def loss_as_a_sum(*case):
    return _step(loss=lambda means, sizes: _mean(means, sizes) * sum(sizes))(*case)


@exercise.slip(
    "You clear once and step once, but give every part the share of the last one. Each "
    "part has its own number of examples."
)
def share_of_the_last_for_all(*case):
    return _step(
        lambda n, sizes: sizes[-1] / sum(sizes),
        loss=lambda means, sizes: sum(means) * sizes[-1] / sum(sizes),
    )(*case)


@exercise.slip(
    "The step is right, but you take the loss after it, with the new weights. Which "
    "losses did your loop see before the step?"
)
def loss_after_the_step(model, parts, loss_function, optimizer):
    accumulated_step(model, parts, loss_function, optimizer)
    sizes = [len(labels) for _, labels in parts]
    means = [loss_function(model(images), labels).item() for images, labels in parts]
    return _mean(means, sizes)


def _sum_of_quotients(means, sizes):
    return sum(m / n for m, n in zip(means, sizes, strict=True))


@exercise.slip(
    "You divide each part's loss by the part's own length. `loss_function` did so "
    "already: by what do you multiply to get a share of all examples?"
)
def by_its_own_length(*case):
    return _step(lambda n, sizes: 1 / n, loss=_sum_of_quotients)(*case)


@exercise.slip(
    "You divide each part's loss by its own length, and then by the number of parts. "
    "It was a mean already: what share of all examples has each part?"
)
def by_its_own_length_averaged(*case):
    return _step(
        lambda n, sizes: 1 / n / len(sizes),
        loss=lambda means, sizes: _sum_of_quotients(means, sizes) / len(sizes),
    )(*case)


@exercise.slip(
    "Each part's loss is divided by its own length once more, and you return the "
    "average of that. How do you turn a mean into a share of all examples?"
)
def by_its_own_length_loss_averaged(*case):
    return _step(
        lambda n, sizes: 1 / n,
        loss=lambda means, sizes: _sum_of_quotients(means, sizes) / len(sizes),
    )(*case)


@exercise.slip(
    "The loss is right, but for the step you divide each part's mean by its own length "
    "again. Why not use the same shares for both?"
)
def step_by_its_own_length(*case):
    return _step(lambda n, sizes: 1 / n)(*case)


@exercise.slip(
    "For the step you divide each part's mean by its own length again, and the loss is "
    "a mean of means. What share of the examples has each part?"
)
def step_by_its_own_length_loss_of_means(*case):
    return _step(lambda n, sizes: 1 / n, loss=_mean_of_means)(*case)


@exercise.slip(
    "The step is right, but you divide each part's loss by its own length before you "
    "add. Each is a mean already: what is its share?"
)
def loss_by_its_own_length(*case):
    return _step(loss=_sum_of_quotients)(*case)


@exercise.slip(
    "You divide the step by the number of parts, and return the sum of their losses. "
    "What share of all examples does each part hold?"
)
def step_by_parts_loss_summed(*case):
    return _step(lambda n, sizes: 1 / len(sizes), loss=_sum)(*case)


@exercise.slip(
    "You add up the parts' gradients as they come, and return the last part's loss. "
    "What is each part's share, in both?"
)
def no_division_loss_of_the_last(*case):
    return _step(lambda n, sizes: 1, loss=lambda means, sizes: means[-1])(*case)


@exercise.slip(
    "Old gradients take part in your step, and those of the parts are added up without "
    "their shares. When must gradients be empty?"
)
def clears_at_the_end(*case):
    return _step(lambda n, sizes: 1, order="(b)sz", loss=_mean_of_means)(*case)


@exercise.slip(
    "The step is right. The loss you return is that of one part alone: which others "
    "were in the batch?"
)
def loss_of_the_first(*case):
    return _step(loss=lambda means, sizes: means[0])(*case)


@exercise.symptom(
    "You take a step for every part, which is training with small batches. One large "
    "batch takes one step: when?"
)
def many_steps(given, expected):
    return given["the passes"].count("step") > 1


@exercise.symptom(
    "No part goes backward, so your step knows nothing of them. Which call makes "
    "gradients?"
)
def never_backward(given, expected):
    return "backward" not in given["the passes"]


@exercise.symptom(
    "Images go through the model again after the step, with the new weights. The loss "
    "before it is asked for: who saw that one?"
)
def passes_after_the_step(given, expected):
    before, _, after = given["the passes"].rpartition("step")
    return "backward" in before and "forward" in after


@exercise.symptom(
    "You go backward once, after the last part. A loss of all parts keeps all their "
    "activations until then, which did not fit; one of the last part forgets the "
    "others. When should a part go backward?"
)
def backward_at_the_end(given, expected):
    mine, right = given["the passes"], expected["the passes"]
    one = mine.count("backward") == 1
    return one and mine.count("forward") == right.count("forward")


@exercise.symptom(
    "The images go through the model twice, though the step needs one pass. Where "
    "could you take the loss from, without a second?"
)
def twice_through_the_model(given, expected):
    mine, right = given["the passes"], expected["the passes"]
    return mine.count("forward") == 2 * right.count("forward")
