"""Exercise 6.5: the share of labels among the k highest logits."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "6.5",
    "top-k accuracy",
    hints=(
        "`topk` gives values and indices. Which of the two are classes?",
        "The indices have the shape (n, k), the labels (n,). What must the labels' "
        "shape be for each to meet its own k candidates?",
        "An answer is right if any of its k candidates is. Along which dimension lie "
        "the candidates of one image?",
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
        _ranked([0, 0, 2, 5, 7, 2, 2], 9, 4, generator),
        _ranked([0, 5, 3], 8, 6, generator),  # fewer images than candidates
        _ranked([5, 4, 6, 3, 5], 7, 2, generator),  # none is right
        _whole_numbers(20, 8, 3, generator),
        _ranked([6, 1, 9, 0], 12, 3, generator),  # few images meet many classes
        _ranked([0, 4, 1, 2, 9], 14, 3, generator),
        _ranked([2, 7, 0, 8, 5, 9], 30, 4, generator),
    ]


def _ranked(places, classes, k, generator):
    """Make a case of the labels' places, from the highest logit on."""
    logits = torch.randn(len(places), classes, generator=generator)
    order = logits.argsort(dim=1, descending=True)
    return logits, order[torch.arange(len(places)), torch.tensor(places)], k


def _whole_numbers(n, classes, k, generator):
    """Make a case where a logit may equal a label."""
    rows = [torch.randperm(classes, generator=generator) for _ in range(n)]
    labels = torch.randint(classes, (n,), generator=generator)
    return torch.stack(rows).float(), labels, k


def _share(right):
    return right.float().mean().item()


def _candidates(logits, labels, k, **options):
    return logits.topk(k, dim=1, **options).indices == labels.unsqueeze(1)  # (n, k)


@exercise.slip(
    "That is the accuracy of the best guess, whatever `k` is. Which further classes "
    "may count?"
)
def argmax_only(logits, labels, k):
    return _share(logits.argmax(dim=1) == labels)


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
    "be the label: how many answers are there?"
)
def mean_over_candidates(logits, labels, k):
    return _share(_candidates(logits, labels, k))


@exercise.slip(
    "You count the right answers. The exercise asks for their share: of how many?"
)
def counts(logits, labels, k):
    return _candidates(logits, labels, k).sum().item()


@exercise.slip(
    "You look among the k lowest logits. Which end of the order holds the candidates?"
)
def lowest(logits, labels, k):
    return _share(_candidates(logits, labels, k, largest=False).any(dim=1))


@exercise.slip(
    "Only the k-th candidate counts with you. What about those that stand before it?"
)
def the_kth_only(logits, labels, k):
    return _share(_candidates(logits, labels, k)[:, -1])


@exercise.slip(
    "You search each label among the k highest logits, not among the classes they "
    "belong to. `topk` returns both: which one holds classes?"
)
def compares_values(logits, labels, k):
    values = logits.topk(k, dim=1).values
    return _share((values == labels.unsqueeze(1)).any(dim=1))


@exercise.slip(
    "You ask whether any answer of the whole batch is right, which gives 0 or 1. Along "
    "which dimension lie the candidates of one image?"
)
def any_of_all(logits, labels, k):
    return float(_candidates(logits, labels, k).any())


@exercise.slip(
    "You take one candidate too many. If you compare with k: how many logits may be "
    "higher than the label's?"
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
    "A candidate counts if it is the label of any image in the batch, not only of its "
    "own. What belongs to one row of candidates?"
)
def any_label_of_the_batch(logits, labels, k):
    candidates = logits.topk(k, dim=1).indices.unsqueeze(2)  # (n, k, 1)
    return _share((candidates == labels).any(dim=2).any(dim=1))


@exercise.slip(
    "You look for each label among the candidates of all images, not only of its own. "
    "How do you pair each row with its own label?"
)
def among_all_candidates(logits, labels, k):
    candidates = logits.topk(k, dim=1).indices
    return _share(torch.isin(labels, candidates))


@exercise.slip(
    "You ask that all k candidates be the label. Of k different classes, how many can "
    "be?"
)
def all_candidates(logits, labels, k):
    return _share(_candidates(logits, labels, k).all(dim=1))


@exercise.slip(
    "You take k + 1 candidates. If k is the number of classes, there are not as many: "
    "how many may count?"
)
def one_too_many_and_raises(logits, labels, k):
    return top_k_accuracy(logits, labels, k + 1)


@exercise.slip(
    "You take one candidate too few. Which is the lowest that still counts, and does "
    "the label itself count among those before it?"
)
def one_too_few(logits, labels, k):
    return top_k_accuracy(logits, labels, k - 1)


@exercise.slip(
    "You skip the best candidate and take the k that follow. At which index does a "
    "row begin?"
)
def skips_the_best(logits, labels, k):
    return _of_places(logits, labels, slice(1, k + 1))


@exercise.slip(
    "You leave out the best candidate. Is an answer whose first guess is right not in "
    "the top k?"
)
def without_the_best(logits, labels, k):
    return _of_places(logits, labels, slice(1, k))


@exercise.slip(
    "Only the candidate after the k-th counts with you, as far as there is one. Which "
    "places do the first k have?"
)
def the_next_only(logits, labels, k):
    return _of_places(logits, labels, slice(k, k + 1))


@exercise.slip(
    "You ask for the class at place k alone. Places begin at 0: is there such a class "
    "if k is their number, and which places come before?"
)
def the_next_only_and_raises(logits, labels, k):
    order = logits.argsort(dim=1, descending=True)
    return _share(order[:, k] == labels)


def _of_places(logits, labels, places):
    order = logits.argsort(dim=1, descending=True)[:, places]
    return _share((order == labels.unsqueeze(1)).any(dim=1))


@exercise.slip(
    "Your share counts who is not among the k lowest. That is another thing if there "
    "are more than 2k classes: at which end do you count?"
)
def not_in_the_lowest(logits, labels, k):
    return 1 - lowest(logits, labels, k)


@exercise.slip("You take two candidates, whatever `k` is. Where should `k` enter?")
def always_two(logits, labels, k):
    return top_k_accuracy(logits, labels, 2)


@exercise.slip("You take three candidates, whatever `k` is. Where should `k` enter?")
def always_three(logits, labels, k):
    return top_k_accuracy(logits, labels, 3)


@exercise.slip(
    "You take five candidates, whatever `k` is, and four classes do not have as many. "
    "Where should `k` enter?"
)
def always_five(logits, labels, k):
    return top_k_accuracy(logits, labels, 5)


@exercise.slip(
    "You count the right answers, as a float. The exercise asks for their share: how "
    "many answers are there?"
)
def counts_as_float(logits, labels, k):
    return float(counts(logits, labels, k))


@exercise.slip("You count the wrong answers. Which share does the exercise ask for?")
def counts_errors(logits, labels, k):
    return len(labels) - counts(logits, labels, k)


@exercise.slip(
    "You divide the number of right answers by k. Of how many answers do they form a "
    "share?"
)
def by_k(logits, labels, k):
    return counts(logits, labels, k) / k


@exercise.slip(
    "You divide the number of right answers by the number of classes. Which dimension "
    "of `logits` counts the answers?"
)
def by_the_classes(logits, labels, k):
    return counts(logits, labels, k) / logits.shape[1]


@exercise.slip(
    "You divide by n times the number of classes: each image may be right in one of "
    "them at most. How many answers are there?"
)
def by_all_logits(logits, labels, k):
    return counts(logits, labels, k) / logits.numel()


@exercise.slip(
    "You divide with `//`, which drops what is behind the point. What remains of a "
    "share?"
)
def whole_division(logits, labels, k):
    return counts(logits, labels, k) // len(labels)


@exercise.slip(
    "`topk` chooses along dimension 0 with you: the k images that score highest in a "
    "class. Along which dimension lie the classes?"
)
def best_images(logits, labels, k):
    candidates = logits.topk(k, dim=0).indices  # (k, classes)
    return _share((candidates == labels.unsqueeze(1)).any(dim=1))


@exercise.slip(
    "You choose along dimension 0, the k images that score highest in a class, and ask "
    "along it, too. Along which dimension lie the classes?"
)
def best_images_by_class(logits, labels, k):
    candidates = logits.topk(k, dim=0).indices  # (k, classes)
    return _share((candidates == labels.unsqueeze(1)).any(dim=0))


@exercise.slip(
    "You sort each column, so images are ranked within a class. Along which dimension "
    "lie the classes of one image?"
)
def sorts_columns(logits, labels, k):
    order = logits.argsort(dim=0, descending=True)[:, :k]
    return _share((order == labels.unsqueeze(1)).any(dim=1))


def _unpaired(logits, labels, k):
    return logits.topk(k, dim=1).indices == labels  # raises unless k is 1 or n


@exercise.slip(
    "Your candidates have the shape (n, k), and the labels lie in a row: from the "
    "right, k met n. Which shape gives every row its own label?"
)
def unpaired(logits, labels, k):
    return _share(_unpaired(logits, labels, k).any(dim=1))


@exercise.slip(
    "Your labels lie in a row, so their n met the k of (n, k) candidates. Which shape "
    "gives every row its own, and along which dimension do you ask?"
)
def unpaired_and_down(logits, labels, k):
    return _share(_unpaired(logits, labels, k).any(dim=0))


@exercise.slip(
    "Your labels lie in a row, so their n met the k of (n, k) candidates. Which shape "
    "gives every row its own, and what do you divide by?"
)
def unpaired_mean(logits, labels, k):
    return _share(_unpaired(logits, labels, k))


@exercise.slip(
    "Your labels lie in a row, so their n met the k of (n, k) candidates. Which shape "
    "lets a sum count each image once?"
)
def unpaired_sum(logits, labels, k):
    return _unpaired(logits, labels, k).sum().item() / len(labels)


@exercise.slip(
    "You ask down the columns: whether any first candidate is right, any second, and "
    "so on. Along which dimension lie the candidates of one image?"
)
def any_down(logits, labels, k):
    return _share(_candidates(logits, labels, k).any(dim=0))


@exercise.slip(
    "You ask down the columns, and divide what you find by n. Along which dimension "
    "lie the candidates of one image?"
)
def any_down_by_n(logits, labels, k):
    return _candidates(logits, labels, k).any(dim=0).sum().item() / len(labels)


@exercise.slip(
    "You count the best guess k times. What must happen to it before the next round, "
    "so that another one is found?"
)
def best_guess_k_times(logits, labels, k):
    return k * argmax_only(logits, labels, k)


@exercise.slip(
    "You ask whether any candidate is not the label. Which question is true if one of "
    "them is?"
)
def any_other(logits, labels, k):
    return _share((~_candidates(logits, labels, k)).any(dim=1))


@exercise.slip(
    "Your softmax runs down the columns, over images, which changes the order of an "
    "image's classes. Which dimension holds these, and is a softmax needed?"
)
def softmax_over_images(logits, labels, k):
    return top_k_accuracy(logits.softmax(dim=0), labels, k)


@exercise.slip(
    "You look at the first k images only, and divide by n. How many images are there, "
    "and what does k count?"
)
def first_k_images(logits, labels, k):
    right = _candidates(logits, labels, k).any(dim=1)
    return sum(right[i].item() for i in range(k)) / len(labels)


@exercise.slip(
    "You look at the first k images only, and divide by k. How many images are there, "
    "and what does k count?"
)
def share_of_the_first_k_images(logits, labels, k):
    return first_k_images(logits, labels, k) * len(labels) / k


@exercise.slip(
    "You read the ranking at the label's place, and find some class there. At which "
    "place does the label stand?"
)
def class_at_the_label(logits, labels, k):
    order = logits.argsort(dim=1, descending=True)
    places = order.gather(1, labels.unsqueeze(1))
    return _share(places < k)


@exercise.slip(
    "You compare the label itself with the places 0 to k - 1. A label is a class, not "
    "a place: what is its place in the ranking?"
)
def label_as_place(logits, labels, k):
    return _share(labels < k)


@exercise.slip(
    "You look for every label among the candidates of the first image. How do you pair "
    "each row with its own label?"
)
def of_the_first_image(logits, labels, k):
    candidates = logits.topk(k, dim=1).indices[0]
    return _share(torch.isin(labels, candidates))


@exercise.slip(
    "That is the share of candidates that are the label of any image. How do you pair "
    "each row with its own label?"
)
def candidates_in_labels(logits, labels, k):
    candidates = logits.topk(k, dim=1).indices
    return _share(torch.isin(candidates, labels))


@exercise.slip(
    "Only the first image counts, divided by n. If a loop goes over the images: where "
    "does it stop?"
)
def first_image_only(logits, labels, k):
    return _candidates(logits, labels, k)[0].any().item() / len(labels)


@exercise.slip(
    "Only the first image decides, and you get 0 or 1. If a loop goes over the images: "
    "where does it stop?"
)
def first_image_alone(logits, labels, k):
    return float(_candidates(logits, labels, k)[0].any())


@exercise.slip(
    "Only the last image decides. If a loop goes over the images: what becomes of the "
    "ones before?"
)
def last_image_alone(logits, labels, k):
    return float(_candidates(logits, labels, k)[-1].any())


@exercise.slip(
    "Only the last image counts, divided by n. If a loop goes over the images: what "
    "becomes of the ones before?"
)
def last_image_only(logits, labels, k):
    return last_image_alone(logits, labels, k) / len(labels)


def _own(logits, labels):
    return logits.gather(1, labels.unsqueeze(1)).squeeze(1)  # (n,)


@exercise.slip(
    "You compare the label's logit with the lowest candidate of all images. Whose "
    "candidates does it compete with?"
)
def one_threshold(logits, labels, k):
    lowest_of_all = logits.topk(k, dim=1).values.min()
    return _share(_own(logits, labels) >= lowest_of_all)


@exercise.slip(
    "You compare the label's logit with the k highest of the whole batch. Whose "
    "candidates does it compete with?"
)
def highest_of_the_batch(logits, labels, k):
    threshold = logits.flatten().topk(k).values.min()
    return _share(_own(logits, labels) >= threshold)


@exercise.slip(
    "You average the k highest logits. The labels play no part: when is an answer "
    "right?"
)
def mean_of_the_highest(logits, labels, k):
    return logits.topk(k, dim=1).values.mean().item()


@exercise.slip(
    "You average the k highest probabilities. The labels play no part: when is an "
    "answer right?"
)
def mean_probability(logits, labels, k):
    return logits.softmax(dim=1).topk(k, dim=1).values.mean().item()


@exercise.slip(
    "That is the mean probability of the label, among the candidates or not. When is "
    "an answer right, and what does it count?"
)
def probability_of_any_label(logits, labels, k):
    return _own(logits.softmax(dim=1), labels).mean().item()


@exercise.slip(
    "That share is rounded to two digits. Who computes on with it needs all: where is "
    "the place to round?"
)
def rounded(logits, labels, k):
    return round(top_k_accuracy(logits, labels, k), 2)


@exercise.slip(
    "That share is rounded to three digits. Round when you print, not before."
)
def rounded_to_three(logits, labels, k):
    return round(top_k_accuracy(logits, labels, k), 3)


@exercise.slip(
    "Your result is always 1. If you divide a length by n: does it grow with the right "
    "answers?"
)
def always_one(logits, labels, k):
    return 1.0


@exercise.slip(
    "Your result is always 0. Print what you compare with what: can the two be equal?"
)
def always_nothing(logits, labels, k):
    return 0.0


@exercise.slip(
    "You return the best guess of each image. How many candidates has each, and which "
    "share of the labels is among them?"
)
def guesses(logits, labels, k):
    return logits.argmax(dim=1)


@exercise.slip(
    "You return the candidates, which are the right classes. Which of them are the "
    "labels?"
)
def candidates(logits, labels, k):
    return logits.topk(k, dim=1).indices


@exercise.slip(
    "You return the k highest logits. To which classes do they belong, and which of "
    "those are the labels?"
)
def values(logits, labels, k):
    return logits.topk(k, dim=1).values


@exercise.symptom(
    "You tell for each image whether it is right, and well. The exercise asks for one "
    "number, the share: how do you get it?"
)
def one_by_one(given, expected):
    given = torch.as_tensor(given).double()
    return given.ndim == 1 < len(given) and abs(given.mean().item() - expected) < 1e-6


@exercise.symptom(
    "You return a table. The exercise asks for one number: what is one row of it, and "
    "what does it say about an image?"
)
def a_table(given, expected):
    return given.ndim == 2


@exercise.symptom(
    "You return several numbers. The exercise asks for one, the share of right answers."
)
def several(given, expected):
    return isinstance(given, list | tuple | dict) or given.ndim == 1 < len(given)


@exercise.symptom(
    "You return True or False. The exercise asks for a share: of all answers, how many "
    "are right?"
)
def yes_or_no(given, expected):
    return isinstance(given, bool) or given.dtype == torch.bool


@exercise.symptom("You return a text. The exercise asks for a Python float.")
def a_text(given, expected):
    return isinstance(given, str)
