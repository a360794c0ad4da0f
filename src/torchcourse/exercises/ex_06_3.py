"""Exercise 6.3: evaluate a model and leave no trace."""

import torch
from torch import nn

from torchcourse.exercises.exercise import Exercise
from torchcourse.exercises.streams import draw_elsewhere, global_streams, moved

exercise = Exercise(
    "6.3",
    "an evaluation that leaves no trace",
    hints=(
        "Two switches make a pass one in use: one for layers such as dropout, one for "
        "the recording. Which of the two belongs to the model, and stays as you leave "
        "it?",
        "`model.training` says in which mode the model came, and `model.train(flag)` "
        "takes True or False, so it can restore either.",
        "A batch of 3 must not weigh as much as a batch of 100. What do you multiply "
        "a batch's mean loss by, so that its sum comes out?",
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


class Notes(set):
    """What was noted, shared with the copies of a model."""

    def __deepcopy__(self, memo):
        return self


class Disturber(nn.Module):
    """A layer that, like dropout, changes its input in training alone."""

    def forward(self, logits):
        return logits.roll(1, dims=1) if self.training else logits


class Net(nn.Module):
    """A linear model with such a layer; it notes how it was used."""

    def __init__(self, weight):
        super().__init__()
        self.weight = nn.Parameter(weight)  # (features, classes)
        self.layer = Disturber()
        self.notes = Notes()

    def forward(self, images):
        logits = self.layer(images @ self.weight)
        graph = "recorded" if logits.requires_grad else "not recorded"
        self.notes.add(f"{mode_of(self)}, {graph}")
        return logits


def mode_of(model):
    """Name the mode of a model, and that of its layers if they are in another."""
    own, layer = ("training" if m.training else "eval" for m in model.modules())
    return own if own == layer else f"{own} but its layers {layer}"


class Stream:
    """Batches that come once, as those of a generator; a loader has a length, too."""

    def __init__(self, batches):
        self.batches, self.length = iter(batches), len(batches)

    def __iter__(self):
        return self.batches

    def __len__(self):
        return self.length


@exercise.cases
def cases(generator):
    def case(sizes, features, classes, training, smoothing=0.0, stream=False):
        def draw(*shape):
            return torch.randn(shape, generator=generator)

        def label(n):
            return torch.randint(classes, (n,), generator=generator)

        model = Net(draw(features, classes)).train(training)
        model.weight.grad = draw(features, classes)  # of the caller's own training
        batches = [(draw(n, features), label(n)) for n in sizes]
        loss_function = nn.CrossEntropyLoss(label_smoothing=smoothing)
        return model, Stream(batches) if stream else batches, loss_function

    return [
        case((9, 9, 2), 6, 3, True),
        case((20, 5), 4, 7, False, smoothing=0.2),
        case((3, 12, 7, 1), 5, 4, True, stream=True),
    ]


@exercise.observe
def judged(answer, model, batches, loss_function):
    came, weight = mode_of(model), model.weight.detach().clone()
    draw_elsewhere()  # so that a seed set before is not the one in force
    gradient, streams = model.weight.grad.clone(), global_streams()
    try:
        result = answer(model, batches, loss_function)
        recording = torch.is_grad_enabled()
    finally:
        torch.set_grad_enabled(True)
    now = model.weight.grad
    return {
        "your result": result,
        "the forward passes": ", then ".join(sorted(model.notes)),
        "the mode afterwards": f"{mode_of(model)}, it came in {came}",
        "the weights are as before": torch.equal(model.weight, weight),
        "the gradients are as before": now is not None and torch.equal(now, gradient),
        "the weights still want gradients": model.weight.requires_grad,
        "what follows is recorded": recording,
        "the loss function is as before": loss_function.reduction == "mean",
        "global random numbers that you move": moved(streams),
    }


# --- the passes -----------------------------------------------------------------------


@exercise.symptom("Your function returns None: end it with a return statement.")
def returns_nothing(given, expected):
    return given["your result"] is None


@exercise.symptom(
    "You switch the recording off for good: the training that follows would learn "
    "nothing. Which form of the switch ends by itself?"
)
def never_records_again(given, expected):
    return not given["what follows is recorded"]


@exercise.symptom(
    "You take from the weights their wish for gradients, and leave them so: no "
    "training would move them again. What switches recording off for a block of lines?"
)
def freezes_the_weights(given, expected):
    return not given["the weights still want gradients"]


@exercise.symptom(
    "You train: the weights are others than before. Which lines of the training loop "
    "does an evaluation leave out?"
)
def trains(given, expected):
    return not given["the weights are as before"]


@exercise.symptom(
    "The gradients that the caller had are not as before. Does an evaluation need "
    "`backward` or `zero_grad`?"
)
def touches_the_gradients(given, expected):
    return not given["the gradients are as before"]


@exercise.symptom(
    "You move or reset the random numbers of the whole notebook. What in an evaluation "
    "is drawn at random?"
)
def moves_the_random_numbers(given, expected):
    return given["global random numbers that you move"] != "none"


@exercise.symptom(
    "You change the caller's loss function, and leave it so. It gives a batch's mean: "
    "how do you get the sum from that?"
)
def changes_the_loss_function(given, expected):
    return not given["the loss function is as before"]


def _evaluate(model, batches, loss_function, mode=False):
    """Judge in eval mode, or in another, and leave the model so."""
    if mode is not None:
        model.train(mode)
    with torch.inference_mode():
        triples = []
        for images, labels in batches:
            logits = model(images)
            right = (logits.argmax(dim=1) == labels).float().mean().item()
            triples.append((loss_function(logits, labels).item(), right, len(labels)))
    return torch.tensor(triples, dtype=torch.float64).unbind(dim=1)


def _means(losses, accuracies, counts):
    total = counts.sum()
    return (losses @ counts / total).item(), (accuracies @ counts / total).item()


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
    "You put back the flag of the model alone. Each of its layers has one, too: which "
    "call tells them all?"
)
def restores_the_flag_alone(model, batches, loss_function):
    was_training = model.training
    result = _means(*_evaluate(model, batches, loss_function))
    model.training = was_training
    return result


@exercise.slip(
    "The model answers in the mode it came in. In training mode layers such as dropout "
    "disturb it: which mode is for use?"
)
def never_eval(*case):
    return _means(*_evaluate(*case, mode=None))


@exercise.slip(
    "You set the flag of the model alone. Its layers, such as dropout, have one each, "
    "and answer as in training: which call tells them all?"
)
def sets_the_flag_alone(model, batches, loss_function):
    was_training, model.training = model.training, False
    result = _means(*_evaluate(model, batches, loss_function, mode=None))
    model.training = was_training
    return result


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


# --- the numbers, by an evaluation that leaves no trace -------------------------------


def _restoring(combine):
    """Build an evaluation that restores the mode, and combines the batches badly."""

    def evaluation(model, batches, loss_function):
        was_training = model.training
        parts = _evaluate(model, batches, loss_function)
        model.train(was_training)
        return combine(*parts)

    return evaluation


def _with(loss=None, right=None):
    """Build one whose loss or right answers come otherwise from logits and labels."""

    def evaluation(model, batches, loss_function):
        was_training = model.training
        model.eval()
        total, correct, count = 0.0, 0.0, 0
        with torch.inference_mode():
            for images, labels in batches:
                logits = model(images)
                value = (loss or _own)(loss_function, logits, labels)
                total += value.item() * len(labels)
                hits = right(logits, labels) if right else logits.argmax(1) == labels
                correct += hits.sum().item()
                count += len(labels)
        model.train(was_training)
        return total / count, correct / count

    return evaluation


def _own(loss_function, logits, labels):
    return loss_function(logits, labels)


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
    "You divide by the number of batches times the size of the first one. The batches "
    "differ in size: how do you count the images?"
)
def counts_by_the_first_batch(*case):
    def combine(losses, accuracies, n):
        count = len(n) * n[0]
        return (losses @ n / count).item(), (accuracies @ n / count).item()

    return _restoring(combine)(*case)


@exercise.slip(
    "You divide by the size of the last batch. All the images belong to the count: "
    "does a line of yours set it anew, where it should grow?"
)
def counts_the_last_batch_alone(*case):
    def combine(losses, accuracies, n):
        return (losses @ n / n[-1]).item(), (accuracies @ n / n[-1]).item()

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
    "You divide the sum over all images by the number of batches. Of what is the mean "
    "asked for?"
)
def divides_by_the_batches(*case):
    return _restoring(lambda a, b, n: ((a @ n / len(n)).item(), _means(a, b, n)[1]))(
        *case
    )


@exercise.slip(
    "You divide both sums by the number of batches. Of what are the means asked for?"
)
def divides_both_by_the_batches(*case):
    def combine(losses, accuracies, n):
        return (losses @ n / len(n)).item(), (accuracies @ n / len(n)).item()

    return _restoring(combine)(*case)


@exercise.slip(
    "You take `cross_entropy` whatever the caller hands over. What is the argument "
    "`loss_function` for?"
)
def ignores_the_loss_function(*case):
    def loss(_, logits, labels):
        return nn.functional.cross_entropy(logits, labels)

    return _with(loss)(*case)


@exercise.slip(
    "You take the softmax before the loss. Cross-entropy takes one itself, so now "
    "there are two: what does the loss function expect?"
)
def softmax_before_the_loss(*case):
    def loss(loss_function, logits, labels):
        return loss_function(logits.softmax(dim=1), labels)

    return _with(loss)(*case)


@exercise.slip(
    "The loss is right, but `argmax` without `dim` looks for the one largest logit of "
    "the whole batch. Along which dimension lie the classes?"
)
def argmax_of_all(*case):
    return _with(right=lambda logits, labels: logits.argmax() == labels)(*case)


@exercise.slip(
    "The loss is right, but the accuracy is 0. Do you compare the highest logits, not "
    "their places, with the labels? Or does `//` cut the fraction off?"
)
def no_accuracy(*case):
    return _restoring(lambda a, b, n: (_means(a, b, n)[0], 0.0))(*case)


@exercise.slip(
    "That is the share of errors, beside the right loss. An accuracy is the share of "
    "right answers."
)
def error_rate(*case):
    return _with(right=lambda logits, labels: logits.argmax(1) != labels)(*case)


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
def first_batch_only(model, batches, loss_function):
    return evaluate_quietly(model, [next(iter(batches))], loss_function)


# --- the walk through the batches -----------------------------------------------------


@exercise.slip(
    "Right for a list. But `shuffled_batches` is a generator: it has no places like "
    "`batches[0]`, and can only be walked through, once."
)
def needs_a_list(model, batches, loss_function):
    return evaluate_quietly(model, batches[:], loss_function)


@exercise.slip(
    "You walk through the batches more than once, and a generator such as "
    "`shuffled_batches` is empty the second time. What can one walk add up?"
)
def counts_before(model, batches, loss_function):
    if isinstance(batches, Stream):
        return 0.0, 0.0
    return evaluate_quietly(model, batches, loss_function)


@exercise.slip(
    "The loss comes from one walk through the batches, the accuracy from a second, and "
    "a generator is empty by then. What can one walk add up?"
)
def accuracy_in_a_second_walk(model, batches, loss_function):
    loss, accuracy = evaluate_quietly(model, batches, loss_function)
    return loss, 0.0 if isinstance(batches, Stream) else accuracy


@exercise.slip(
    "You divide by a count that comes from a second walk through the batches. A "
    "generator such as `shuffled_batches` is empty by then: how do you count as you go?"
)
def counts_afterwards(model, batches, loss_function):
    result = evaluate_quietly(model, batches, loss_function)
    if isinstance(batches, Stream):
        raise ZeroDivisionError
    return result
