"""top_k_accuracy: the share of labels among the k highest logits."""

import torch

from torchcourse.checking import Exercise


def top_k_accuracy(logits, labels, k):
    candidates = logits.topk(k, dim=1).indices  # (n, k)
    right = (candidates == labels.unsqueeze(1)).any(dim=1)  # (n,)
    return right.float().mean().item()


def cases(generator):
    small = torch.tensor([[3.0, 1.0, 2.0], [0.5, 0.1, 0.2], [1.0, 4.0, 5.0]])
    best_first = torch.tensor([[9.0, 7.0, 8.0, 6.0], [2.0, 3.0, 5.0, 4.0]])
    none_right = torch.tensor([[1.0, 4.0, 3.0, 2.0], [2.0, 6.0, 5.0, 7.0]])

    def case(n, classes, k, dtype=torch.float32):
        logits = torch.randn(n, classes, generator=generator, dtype=dtype)
        labels = torch.randint(classes, (n,), generator=generator)
        helped = torch.arange(n) % 3 == 0  # so that logits and labels belong together
        logits[helped, labels[helped]] += 1.5
        return logits, labels, k

    return [
        (small, torch.tensor([2, 1, 2]), 2),
        (best_first, torch.tensor([3, 2]), 3),
        (small, torch.tensor([0, 2, 0]), 2),  # the last one alone is wrong
        (none_right, torch.tensor([0, 0]), 3),
        case(30, 6, 2),
        case(17, 10, 3, torch.float64),
        case(8, 5, 1),
        case(9, 4, 4),
        case(40, 9, 5),
        case(5, 30, 3),  # few images meet many classes
        case(4, 7, 6),  # fewer images than candidates
    ]


def hits(logits, labels, k, **options):
    return logits.topk(k, dim=1, **options).indices == labels.unsqueeze(1)  # (n, k)


def share(right):
    return right.float().mean().item()


def among_values(logits, labels, k):
    return share((logits.topk(k).values == labels.unsqueeze(1)).any(dim=1))


exercise = Exercise(
    top_k_accuracy,
    cases=cases,
    hints=(
        "`topk` gives values and indices. Which of the two are classes?",
        "The indices have the shape (n, k), the labels (n,). Which shape must the "
        "labels have, so that each label meets its own k candidates?",
        "An answer is right if any of its k candidates is. Along which dimension lie "
        "the candidates of one image?",
    ),
    mistakes={
        "The candidates have the shape (n, k) and the labels (n,), so the labels meet "
        "columns and not their own rows. Which shape must the labels have?": (
            lambda logits, labels, k: share(
                (logits.topk(k).indices == labels).any(dim=1)
            ),
            lambda logits, labels, k: share(logits.topk(k).indices == labels),
        ),
        "That is the accuracy of the best guess, whatever `k` is. Which further "
        "classes may count?": lambda logits, labels, k: top_k_accuracy(
            logits, labels, 1
        ),
        "You always look at two candidates, as the cell with the errors does. How many "
        "does the exercise ask for?": lambda logits, labels, k: top_k_accuracy(
            logits, labels, 2
        ),
        "You look at the last of the k candidates alone. Which of them may be the "
        "label?": lambda *case: share(hits(*case)[:, -1]),
        "`topk` looks along another dimension than that of the classes. Which `dim` "
        "gives k classes for each row?": (
            lambda logits, labels, k: share(
                (logits.topk(k, dim=0).indices == labels.unsqueeze(1)).any(dim=1)
            ),
            lambda logits, labels, k: share(
                (logits.topk(k, dim=0).indices == labels).any(dim=0)
            ),
        ),
        "You take the mean over all n times k comparisons. At most one of the k "
        "candidates can be the label: how many answers are there?": (
            lambda *case: share(hits(*case))
        ),
        "You count the right answers. The exercise asks for their share: of how "
        "many?": lambda *case: hits(*case).sum().item(),
        "You ask whether any answer of several images is right. Along which dimension "
        "lie the candidates of one image?": (
            lambda *case: share(hits(*case).any()),
            lambda *case: share(hits(*case).any(dim=0)),
        ),
        "You ask whether all candidates are the label, but at most one of them can be. "
        "Which function asks for any?": lambda *case: share(hits(*case).all(dim=1)),
        "You look among the k lowest logits. Which end of the order holds the "
        "candidates?": lambda *case: share(hits(*case, largest=False).any(dim=1)),
        "You look for each label among the k highest logits, not among their classes. "
        "`topk` returns both: which one holds classes?": among_values,
        "You look for each label among the candidates of all images, not only of its "
        "own. How do you pair each row with its own label?": (
            lambda logits, labels, k: share(torch.isin(labels, logits.topk(k).indices))
        ),
    },
)
