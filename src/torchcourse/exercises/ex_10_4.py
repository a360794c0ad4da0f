"""Exercise 10.4: answer, or abstain below a threshold."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "10.4",
    "answer or abstain",
    hints=(
        "The threshold is a probability. What turns a row of logits into "
        "probabilities, and over which dimension?",
        "`max(dim=1)` gives two things at once: how sure, and of what.",
        "`torch.where(condition, a, b)` picks `a` where the condition holds, `b` "
        "elsewhere. Which of the two may be a number?",
    ),
    exact_dtype=True,
)


@exercise.reference
def answer_or_abstain(logits, threshold):
    confidence, answers = logits.softmax(dim=1).max(dim=1)
    return torch.where(confidence >= threshold, answers, -1)


@exercise.cases
def cases(generator):
    def case(n, classes, spread, threshold):
        return spread * torch.randn(n, classes, generator=generator), threshold

    certain = torch.tensor([[0.0, 0, 200], [1, 2, 0.5], [300, 0, 0], [0.2, 0.1, 0]])
    return [
        case(40, 10, 3.5, 0.5),
        case(12, 12, 3.0, 0.45),
        (certain, 1.0),  # two answers of exactly the threshold
        case(30, 2, 1.5, 0.6),
        case(25, 3, 1.5, 0.25),  # below a third: everything is answered
        (certain[[2, 0]], 0.9),  # all are sure, though no mean of a row is
    ]


def _answers(logits, answered, otherwise=-1):
    return torch.where(answered, logits.argmax(dim=1), otherwise)


def _confidence(logits):
    return logits.softmax(dim=1).amax(dim=1)


@exercise.slip(
    "You compare the highest logit with the threshold. A logit may be any number: what "
    "makes it a probability?"
)
def by_the_logit(logits, threshold):
    return _answers(logits, logits.amax(dim=1) >= threshold)


@exercise.slip(
    "You abstain where the network is sure, and answer where it is not. On which side "
    "of the threshold may it speak?"
)
def abstains_above(logits, threshold):
    return _answers(logits, _confidence(logits) < threshold)


@exercise.slip(
    "You abstain at the threshold and above it. On which side of the threshold may the "
    "network speak?"
)
def abstains_from_the_threshold(logits, threshold):
    return _answers(logits, _confidence(logits) <= threshold)


@exercise.slip(
    "Right but for one case: a confidence of exactly the threshold is enough."
)
def strictly_above(logits, threshold):
    return _answers(logits, _confidence(logits) > threshold)


@exercise.slip(
    "You take the sigmoid of each logit. The classes exclude each other: which "
    "function shares one certainty among them?"
)
def sigmoid(logits, threshold):
    return _answers(logits, logits.sigmoid().amax(dim=1) >= threshold)


@exercise.slip(
    "Your softmax runs over the examples, down the columns. Which dimension holds the "
    "classes?"
)
def softmax_over_examples(logits, threshold):
    confidence, answers = logits.softmax(dim=0).max(dim=1)
    return torch.where(confidence >= threshold, answers, -1)


@exercise.slip(
    "Your softmax and its maximum run down the columns, over the examples. There "
    "should be one answer per row: which dimension holds the classes?"
)
def all_over_examples(logits, threshold):
    confidence, answers = logits.softmax(dim=0).max(dim=0)
    return torch.where(confidence >= threshold, answers, -1)


@exercise.slip(
    "Your softmax shares one certainty among all the examples. Each row has its own."
)
def softmax_over_everything(logits, threshold):
    probs = logits.flatten().softmax(dim=0).reshape(logits.shape)
    return _answers(logits, probs.amax(dim=1) >= threshold)


@exercise.slip(
    "You compare the logarithm of a probability, which is never above 0, with the "
    "threshold."
)
def log_probability(logits, threshold):
    return _answers(logits, logits.log_softmax(dim=1).amax(dim=1) >= threshold)


@exercise.slip(
    "You ask that the best probability leads the second by the threshold. That is a "
    "margin; the confidence is the best one alone."
)
def margin(logits, threshold):
    first, second = logits.softmax(dim=1).topk(2, dim=1).values.T
    return _answers(logits, first - second >= threshold)


@exercise.slip(
    "You compare the doubt, 1 minus the confidence, with the threshold. Which of the "
    "two should reach it?"
)
def by_the_doubt(logits, threshold):
    return _answers(logits, 1 - _confidence(logits) >= threshold)


@exercise.slip(
    "You take the softmax twice, which flattens the probabilities. Once is enough."
)
def softmax_twice(logits, threshold):
    return _answers(logits, _confidence(logits.softmax(dim=1)) >= threshold)


@exercise.slip(
    "You answer always. What becomes of a row whose confidence is below the threshold?"
)
def never_abstains(logits, threshold):
    return logits.argmax(dim=1)


@exercise.slip(
    "You leave the refused examples out, so nobody knows which are missing. Each row "
    "needs an answer, if only -1."
)
def drops_the_refused(logits, threshold):
    return logits.argmax(dim=1)[_confidence(logits) >= threshold]


@exercise.slip(
    "Where you abstain, you return 0. That is a digit, too: the exercise asks for -1."
)
def zero_for_unknown(logits, threshold):
    return _answers(logits, _confidence(logits) >= threshold, 0)


@exercise.slip(
    "Where you abstain, you return the number of classes, as an extra class. The "
    "exercise asks for -1."
)
def extra_class(logits, threshold):
    return _answers(logits, _confidence(logits) >= threshold, logits.shape[1])


@exercise.slip(
    "Where you abstain, you return minus the answer. The exercise asks for -1, and 0 "
    "has no other sign."
)
def minus_the_answer(logits, threshold):
    answers = logits.argmax(dim=1)
    return torch.where(_confidence(logits) >= threshold, answers, -answers)


@exercise.slip(
    "You tell which answers are sure enough. The exercise asks for the answers "
    "themselves, and -1 for the others."
)
def only_whether(logits, threshold):
    return _confidence(logits) >= threshold


@exercise.slip(
    "You return the confidence where it suffices. The exercise asks for the class that "
    "has it."
)
def confidence_for_answer(logits, threshold):
    confidence = _confidence(logits)
    return torch.where(confidence >= threshold, confidence, -1)


@exercise.slip(
    "The answers are right, but as floats. Classes are counted: which dtype does "
    "`argmax` give?"
)
def as_floats(logits, threshold):
    return answer_or_abstain(logits, threshold).float()


@exercise.slip(
    "The answers are right, but in a list. The exercise asks for an int64 tensor."
)
def as_list(logits, threshold):
    return answer_or_abstain(logits, threshold).tolist()


@exercise.slip(
    "One doubtful row makes you abstain from all. Each row is judged by itself."
)
def all_or_nothing(logits, threshold):
    sure = (_confidence(logits) >= threshold).all().expand(len(logits))
    return _answers(logits, sure)


@exercise.slip(
    "You judge all rows by their mean confidence. Each row is judged by itself."
)
def by_the_mean(logits, threshold):
    sure = (_confidence(logits).mean() >= threshold).expand(len(logits))
    return _answers(logits, sure)


@exercise.slip(
    "You take the least likely class. Which end of the probabilities is the answer?"
)
def least_likely(logits, threshold):
    sure = _confidence(logits) >= threshold
    return torch.where(sure, logits.argmin(dim=1), -1)


@exercise.slip(
    "Your classes are right, but the confidence comes from a softmax down the columns, "
    "over the examples. Which dimension holds the classes?"
)
def confidence_over_examples(logits, threshold):
    return _answers(logits, logits.softmax(dim=0).amax(dim=1) >= threshold)


@exercise.slip(
    "Your softmax runs over the examples, and you return the number of classes to "
    "abstain. Which dimension holds the classes, and which number means unknown?"
)
def extra_class_over_examples(logits, threshold):
    confidence, answers = logits.softmax(dim=0).max(dim=1)
    return torch.where(confidence >= threshold, answers, logits.shape[1])


@exercise.slip(
    "Your softmax is right, but its maximum runs down the columns: one answer for each "
    "class. Along which dimension do you look for the best?"
)
def maximum_over_examples(logits, threshold):
    confidence, answers = logits.softmax(dim=1).max(dim=0)
    return torch.where(confidence >= threshold, answers, -1)


@exercise.slip(
    "Where you abstain, you return 10. That is a class as soon as there are more; the "
    "exercise asks for -1."
)
def ten_for_unknown(logits, threshold):
    return _answers(logits, _confidence(logits) >= threshold, 10)


@exercise.slip(
    "You divide the logits by their sum. Some are negative, so that is no probability: "
    "which function makes one?"
)
def divided_by_their_sum(logits, threshold):
    shares = logits / logits.sum(dim=1, keepdim=True)
    return _answers(logits, shares.amax(dim=1) >= threshold)


@exercise.slip(
    "You judge a row by the mean of its probabilities, which is 1 over the number of "
    "classes in every row. Which of them is the confidence?"
)
def by_the_mean_probability(logits, threshold):
    return _answers(logits, logits.softmax(dim=1).mean(dim=1) >= threshold)


@exercise.slip(
    "You return the answers as a column of shape `(n, 1)`. One dimension is asked for: "
    "which argument kept the other?"
)
def as_a_column(logits, threshold):
    return answer_or_abstain(logits, threshold)[:, None]
