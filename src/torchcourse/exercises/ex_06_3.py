"""Exercise 6.3: evaluate a model and leave no trace."""

import torch
from torch import nn

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "6.3",
    "an evaluation that leaves no trace",
    hints=(
        "`model.training` says in which mode the model is. Remember it before you "
        "change it.",
        "A batch of 3 must not weigh as much as a batch of 100. What do you multiply "
        "a batch's mean loss by, so that its sum comes out?",
        "`model.train(flag)` takes True or False, so it can restore either mode.",
    ),
)


@exercise.reference
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


class Net(nn.Module):
    """A model that answers otherwise in training, and notes how it was used."""

    def __init__(self, weight):
        super().__init__()
        self.weight = nn.Parameter(weight)  # (features, classes)
        self.notes = set()

    def forward(self, images):
        mode = "training" if self.training else "eval"
        graph = "recorded" if torch.is_grad_enabled() else "not recorded"
        self.notes.add(f"{mode}, {graph}")
        logits = images @ self.weight
        return logits.roll(1, dims=1) if self.training else logits


@exercise.cases
def cases(generator):
    def case(sizes, features, classes, training):
        def draw(*shape):
            return torch.randn(shape, generator=generator)

        def label(n):
            return torch.randint(classes, (n,), generator=generator)

        model = Net(draw(features, classes)).train(training)
        batches = [(draw(n, features), label(n)) for n in sizes]
        return model, batches, nn.CrossEntropyLoss()

    return [
        case((9, 9, 2), 6, 3, True),
        case((20, 5), 4, 7, False),
        case((3, 12, 7, 1), 5, 4, True),
    ]


@exercise.observe
def judged(answer, model, batches, loss_function):
    before = model.weight.detach().clone()
    result = answer(model, batches, loss_function)
    return {
        "your result": result,
        "the forward passes": ", then ".join(sorted(model.notes)),
        "the model is in training mode afterwards": model.training,
        "the weights are as before": torch.equal(model.weight, before),
        "gradients are left behind": model.weight.grad is not None,
    }


def _evaluate(model, batches, loss_function, mode=False):
    """Judge in eval mode, or in another, and leave the model so."""
    if mode is not None:
        model.train(mode)
    with torch.inference_mode():
        triples = [
            (
                loss_function(model(images), labels).item(),
                (model(images).argmax(dim=1) == labels).float().mean().item(),
                len(labels),
            )
            for images, labels in batches
        ]
    return torch.tensor(triples, dtype=torch.float64).unbind(dim=1)


def _means(losses, accuracies, counts):
    total = counts.sum()
    return (losses @ counts / total).item(), (accuracies @ counts / total).item()


def _restoring(combine):
    """Build an evaluation that restores the mode, and combines the batches badly."""

    def evaluation(model, batches, loss_function):
        was_training = model.training
        parts = _evaluate(model, batches, loss_function)
        model.train(was_training)
        return combine(*parts)

    return evaluation


@exercise.slip(
    "You average the averages, so each image of a short batch counts more than one of "
    "a long batch. What must a batch's mean be multiplied by?"
)
def mean_of_batch_means(*case):
    return _restoring(lambda a, b, n: (a.mean().item(), b.mean().item()))(*case)


@exercise.slip(
    "The accuracy is right, but the loss is a mean of batch means: each image of a "
    "short batch weighs more. The loss function has divided by the batch's size "
    "already: how do you undo that?"
)
def loss_of_batch_means(*case):
    return _restoring(lambda a, b, n: (a.mean().item(), _means(a, b, n)[1]))(*case)


@exercise.slip(
    "The loss is right, but the accuracy is a mean of batch accuracies: each image of "
    "a short batch weighs more. What do you add up instead?"
)
def accuracy_of_batch_means(*case):
    return _restoring(lambda a, b, n: (_means(a, b, n)[0], b.mean().item()))(*case)


@exercise.slip(
    "You divide by the number of batches times the size of the last one. The batches "
    "differ in size: how do you count the images?"
)
def counts_by_the_last_batch(*case):
    def combine(losses, accuracies, n):
        count = len(n) * n[-1]
        return (losses @ n / count).item(), (accuracies @ n / count).item()

    return _restoring(combine)(*case)


@exercise.slip(
    "The loss is too small: you add up the means of the batches and divide by the "
    "number of images. Each mean was divided once already."
)
def divides_twice(*case):
    return _restoring(lambda a, b, n: ((a.sum() / n.sum()).item(), _means(a, b, n)[1]))(
        *case
    )


@exercise.slip(
    "The numbers are right, and the model stays in `eval` mode, as `evaluate` leaves "
    "it. The rest of the training epoch would run without dropout. If a line of yours "
    "restores the mode: does it stand before the `return`?"
)
def stays_in_eval(*case):
    return _means(*_evaluate(*case))


@exercise.slip(
    "You end with `model.train()`, also for a model that came in `eval` mode. How do "
    "you remember which it was?"
)
def always_ends_in_training(model, batches, loss_function):
    result = _means(*_evaluate(model, batches, loss_function))
    model.train()
    return result


@exercise.slip(
    "The model answers in the mode it came in. In training mode layers such as dropout "
    "disturb it: which mode is for use?"
)
def never_eval(*case):
    return _means(*_evaluate(*case, mode=None))


@exercise.slip(
    "You judge in training mode, in which layers such as dropout disturb the answers. "
    "Which mode is for use?"
)
def in_training_mode(*case):
    return _means(*_evaluate(*case, mode=True))


def _recording(model, batches, loss_function):
    total, correct, count = 0.0, 0, 0
    for images, labels in batches:
        logits = model(images)
        total += loss_function(logits, labels).item() * len(labels)
        correct += (logits.argmax(dim=1) == labels).sum().item()
        count += len(labels)
    return total / count, correct / count


@exercise.slip(
    "The numbers are right, but every forward pass records a graph. `eval()` does not "
    "prevent that: what does?"
)
def builds_a_graph(model, batches, loss_function):
    was_training = model.training
    result = _recording(model.eval(), batches, loss_function)
    model.train(was_training)
    return result


@exercise.slip(
    "The numbers are right, but every forward pass records a graph, and the model "
    "stays in `eval` mode. There is one switch for each of the two."
)
def builds_a_graph_and_stays(model, batches, loss_function):
    return _recording(model.eval(), batches, loss_function)


@exercise.slip(
    "You judge the model as it came, and record a graph as well. Two switches make a "
    "training pass a pass in use: which?"
)
def no_switch_at_all(model, batches, loss_function):
    return _recording(model, batches, loss_function)


@exercise.slip(
    "Both numbers are right, in the wrong order. Which does the exercise name first?"
)
def swapped(*case):
    return evaluate_quietly(*case)[::-1]


@exercise.slip(
    "You return how many answers are right. An accuracy is a share: of how many?"
)
def counts_the_right_ones(*case):
    return _restoring(lambda a, b, n: (_means(a, b, n)[0], (b @ n).item()))(*case)


@exercise.slip(
    "That accuracy is in percent. In this course it is a share between 0 and 1, like a "
    "probability."
)
def percent(*case):
    return _restoring(lambda a, b, n: (_means(a, b, n)[0], 100 * _means(a, b, n)[1]))(
        *case
    )


@exercise.slip("You return the sum of all losses. Divided by what is it a mean?")
def sum_of_losses(*case):
    return _restoring(lambda a, b, n: ((a @ n).item(), _means(a, b, n)[1]))(*case)


@exercise.slip(
    "These are the numbers of the last batch alone. Where do you add up those before?"
)
def last_batch_only(*case):
    return _restoring(lambda a, b, n: (a[-1].item(), b[-1].item()))(*case)


@exercise.slip(
    "These are the numbers of the first batch alone. Does a `return` end the loop too "
    "early?"
)
def first_batch_only(*case):
    return _restoring(lambda a, b, n: (a[0].item(), b[0].item()))(*case)
