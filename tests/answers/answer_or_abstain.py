"""Answers to answer_or_abstain: right ones of other construction, and wrong ones."""

import torch


def by_assignment(logits, threshold):
    probs = torch.softmax(logits, 1)
    answers = probs.argmax(1)
    answers[probs.amax(1) < threshold] = -1
    return answers


def row_by_row(logits, threshold):
    result = []
    for row in logits:
        probs = row.softmax(0)
        best = probs.argmax().item()
        result.append(best if probs[best] >= threshold else -1)
    return torch.tensor(result)


def by_log_sum_exp(logits, threshold):
    best = logits.max(dim=1)
    confidence = (best.values - logits.logsumexp(dim=1)).exp()
    return best.indices.masked_fill(confidence < threshold, -1)


RIGHT = [by_assignment, row_by_row, by_log_sum_exp]


def plain_exp(logits, threshold):
    values, answers = torch.exp(logits).max(dim=1)
    answers[values < threshold] = -1
    return answers


def margin(logits, threshold):
    first, second = logits.softmax(dim=1).topk(2, dim=1).values.T
    return torch.where(first - second >= threshold, logits.argmax(dim=1), -1)


def all_or_nothing(logits, threshold):
    answers = by_assignment(logits, threshold)
    return answers if (answers >= 0).all() else torch.full_like(answers, -1)


def exp_by_sum(logits, threshold):
    probs = torch.exp(logits) / torch.exp(logits).sum(dim=1, keepdim=True)
    values, answers = probs.max(dim=1)
    answers[values < threshold] = -1
    return answers


WRONG = {
    "`exp` of a large logit is infinite": exp_by_sum,
    "You compare `exp` of the highest logit": plain_exp,
    "The largest error is at": (margin, all_or_nothing),
    "The shape is": lambda *case: by_assignment(*case)[by_assignment(*case) >= 0],
    "The dtype is float32, expected int64": lambda *case: by_assignment(*case).float(),
    "You return [": lambda *case: by_assignment(*case).tolist(),
    "The dtype is bool": lambda *case: by_assignment(*case) >= 0,
}
