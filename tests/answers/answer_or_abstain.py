"""Answers to answer_or_abstain."""

import torch


def by_assignment(logits, threshold):
    probs = torch.softmax(logits, 1)
    answers = probs.argmax(1)
    answers[probs.amax(1) < threshold] = -1
    return answers


def by_log_sum_exp(logits, threshold):
    best = logits.max(dim=1)
    confidence = (best.values - logits.logsumexp(dim=1)).exp()
    return best.indices.masked_fill(confidence < threshold, -1)


RIGHT = [by_assignment, by_log_sum_exp]


def margin(logits, threshold):
    first, second = logits.softmax(dim=1).topk(2, dim=1).values.T
    return torch.where(first - second >= threshold, logits.argmax(dim=1), -1)


WRONG = {
    "The largest error is at": margin,
    "The shape is": lambda *case: by_assignment(*case)[by_assignment(*case) >= 0],
}
