"""answer_or_abstain: the most probable class, or -1 below a threshold."""

import torch

from torchcourse.checking import Exercise


def answer_or_abstain(logits, threshold):
    confidence, answers = logits.softmax(dim=1).max(dim=1)
    return torch.where(confidence >= threshold, answers, -1)


def cases(generator):
    def case(n, classes, spread, threshold):
        return spread * torch.randn(n, classes, generator=generator), threshold

    large = torch.tensor([[0.0, 0.0, 200.0], [1.0, 2.0, 0.5], [300.0, 300.0, 0.0]])
    return [
        (torch.tensor([[2.0, 0.5, 0.0], [0.3, 0.0, 0.8], [-3.0, -1.0, -3.0]]), 0.6),
        (large, 1.0),  # the first answer has exactly the threshold
        case(40, 10, 3.5, 0.5),
        case(12, 12, 3.0, 0.45),
        case(30, 2, 1.5, 0.6),
        case(25, 3, 1.5, 0.25),  # below a third: everything is answered
        (torch.cat([large[:1], 300 * torch.eye(3)]), 0.9),  # all are sure
    ]


def where_sure(logits, sure, otherwise=-1):
    return torch.where(sure, logits.argmax(dim=1), otherwise)


def confidence_of(logits):
    return logits.softmax(dim=1).amax(dim=1)


def over_the_examples(logits, threshold):
    confidence, answers = logits.softmax(dim=0).max(dim=1)
    return torch.where(confidence >= threshold, answers, -1)


def by_plain_softmax(logits):
    powers = logits.exp()
    return (powers / powers.sum(dim=1, keepdim=True)).max(dim=1)


def plain_softmax(logits, threshold):
    confidence, answers = by_plain_softmax(logits)
    return torch.where(confidence >= threshold, answers, -1)


def plain_softmax_below(logits, threshold):
    confidence, answers = by_plain_softmax(logits)
    return torch.where(confidence < threshold, -1, answers)


exercise = Exercise(
    answer_or_abstain,
    cases=cases,
    exact_dtype=True,
    hints=(
        "The threshold is a probability. What turns a row of logits into "
        "probabilities, and over which dimension?",
        "`max(dim=1)` gives two things at once: the highest probability of each row, "
        "and the class that has it.",
        "`torch.where(condition, a, b)` picks `a` where the condition holds, and `b` "
        "elsewhere. Which of the two may be a number?",
    ),
    mistakes={
        "You compare the highest logit with the threshold. A logit may be any number: "
        "what makes it a probability?": lambda logits, threshold: where_sure(
            logits, logits.amax(dim=1) >= threshold
        ),
        "You compare `exp` of the highest logit with the threshold. By what must it be "
        "divided to become a probability?": lambda logits, threshold: where_sure(
            logits, logits.amax(dim=1).exp() >= threshold
        ),
        "`exp` of a large logit is infinite, and infinity divided by infinity is not a "
        "number. Which function of PyTorch gives probabilities of any logits?": (
            plain_softmax,
            plain_softmax_below,
        ),
        "You take the sigmoid of each logit. The classes exclude each other: which "
        "function gives probabilities that add up to 1?": (
            lambda logits, threshold: where_sure(
                logits, logits.sigmoid().amax(dim=1) >= threshold
            )
        ),
        "Your softmax runs over the examples. Which dimension holds the classes?": (
            over_the_examples,
            lambda logits, threshold: where_sure(
                logits, logits.softmax(dim=0).amax(dim=1) >= threshold
            ),
        ),
        "You abstain where the probability is exactly the threshold. Is this "
        "probability below the threshold?": (
            lambda logits, threshold: where_sure(
                logits, confidence_of(logits) > threshold
            )
        ),
        "You abstain in all rows or in none. Each row has a probability of its own: "
        "which one do you compare?": lambda logits, threshold: where_sure(
            logits, confidence_of(logits).max() >= threshold
        ),
        "You refuse a share of the rows, by a quantile. The threshold is a probability "
        "itself: what is compared with it?": lambda logits, threshold: where_sure(
            logits, confidence_of(logits) >= confidence_of(logits).quantile(threshold)
        ),
        "Where you abstain, you return 0. That is a class, too: which number is to "
        "stand for no answer?": lambda logits, threshold: where_sure(
            logits, confidence_of(logits) >= threshold, 0
        ),
    },
)
