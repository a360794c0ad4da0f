"""Exercise 6.5: the share of labels among the k highest logits."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "6.5",
    "top-k accuracy",
    hints=(
        "`logits.topk(k, dim=1)` gives values and indices. Which of the two are "
        "classes?",
        "The indices have the shape (n, k), the labels (n,). What must the labels' "
        "shape be for each to meet its own k candidates?",
        "An answer is right if any of its k candidates is. `any(dim=1)` asks that.",
    ),
)


@exercise.reference
def top_k_accuracy(logits, labels, k):
    candidates = logits.topk(k, dim=1).indices  # (n, k)
    right = (candidates == labels.unsqueeze(1)).any(dim=1)  # (n,)
    return right.float().mean().item()


@exercise.cases
def cases(generator):
    def case(n, classes, k, dtype=torch.float32):
        logits = torch.randn(n, classes, generator=generator, dtype=dtype)
        labels = torch.randint(classes, (n,), generator=generator)
        helped = torch.arange(n) % 3 == 0  # so that logits and labels belong together
        logits[helped, labels[helped]] += 1.5
        return logits, labels, k

    return [
        case(30, 6, 2),
        case(17, 10, 3, torch.float64),
        case(8, 5, 1),
        case(9, 4, 4),
        case(40, 9, 5),
    ]


def _candidates(logits, labels, k, **options):
    return logits.topk(k, dim=1, **options).indices == labels.unsqueeze(1)  # (n, k)


@exercise.slip(
    "That is the accuracy of the best guess, whatever `k` is. Which further classes "
    "may count?"
)
def argmax_only(logits, labels, k):
    return (logits.argmax(dim=1) == labels).float().mean().item()


@exercise.slip(
    "You add up the k highest probabilities: how sure the model is of its candidates. "
    "The labels play no part: when is an answer right?"
)
def top_k_probabilities_summed(logits, labels, k):
    return logits.softmax(dim=1).topk(k, dim=1).values.sum(dim=1).mean().item()


@exercise.slip(
    "That is the mean probability of the label, where it is among the candidates. An "
    "answer counts fully or not at all."
)
def probability_of_the_label(logits, labels, k):
    probs = logits.softmax(dim=1).gather(1, labels.unsqueeze(1)).squeeze(1)
    return (probs * _candidates(logits, labels, k).any(dim=1)).mean().item()


@exercise.slip(
    "You take the mean over all n times k comparisons. Of k candidates at most one can "
    "be the label, so divide by the number of answers."
)
def mean_over_candidates(logits, labels, k):
    return _candidates(logits, labels, k).float().mean().item()


@exercise.slip(
    "You count the right answers. The exercise asks for their share of all answers."
)
def counts(logits, labels, k):
    return _candidates(logits, labels, k).sum().item()


@exercise.slip(
    "You look among the k lowest logits. Which end of the order holds the candidates?"
)
def lowest(logits, labels, k):
    return (
        _candidates(logits, labels, k, largest=False).any(dim=1).float().mean().item()
    )


@exercise.slip(
    "Only the k-th candidate counts with you. What about those that stand before it?"
)
def the_kth_only(logits, labels, k):
    return _candidates(logits, labels, k)[:, -1].float().mean().item()


@exercise.slip(
    "You search each label among the k highest logits, not among the classes they "
    "belong to. `topk` returns both: which one holds classes?"
)
def compares_values(logits, labels, k):
    values = logits.topk(k, dim=1).values
    return (values == labels.unsqueeze(1)).any(dim=1).float().mean().item()


@exercise.slip(
    "You ask whether any answer of the whole batch is right. Along which dimension lie "
    "the candidates of one image?"
)
def any_of_all(logits, labels, k):
    return float(_candidates(logits, labels, k).any())


@exercise.slip(
    "You take one candidate too many or your comparison with k includes one: how many "
    "classes are the k highest?"
)
def one_too_many(logits, labels, k):
    return top_k_accuracy(logits, labels, min(k + 1, logits.shape[1]))


@exercise.slip(
    "That is the share of errors. The exercise asks for the share of right answers."
)
def error_rate(logits, labels, k):
    return 1 - top_k_accuracy(logits, labels, k)


@exercise.slip(
    "That accuracy is in percent. In this course it is a share between 0 and 1, like a "
    "probability."
)
def percent(logits, labels, k):
    return 100 * top_k_accuracy(logits, labels, k)


@exercise.slip(
    "Every label of the batch counts as a candidate's match, not only the image's own. "
    "The shape (n, k, 1) met (n,): how do you pair each row with its own label?"
)
def any_label_of_the_batch(logits, labels, k):
    candidates = logits.topk(k, dim=1).indices.unsqueeze(2)  # (n, k, 1)
    return (candidates == labels).any(dim=2).any(dim=1).float().mean().item()


@exercise.slip(
    "`isin` looks for each label among the candidates of all images, not only of its "
    "own. How do you pair each row with its own label?"
)
def among_all_candidates(logits, labels, k):
    candidates = logits.topk(k, dim=1).indices
    return torch.isin(labels, candidates).float().mean().item()


@exercise.slip(
    "You ask that all k candidates be the label. Of k different classes, how many can "
    "be?"
)
def all_candidates(logits, labels, k):
    return _candidates(logits, labels, k).all(dim=1).float().mean().item()
