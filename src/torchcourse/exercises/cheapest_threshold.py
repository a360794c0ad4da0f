"""cheapest_threshold: which threshold has the lowest cost, if misses have a price."""

import torch

from torchcourse.checking import Exercise


def cheapest_threshold(logits, labels, thresholds, miss_price):
    positive = labels[:, None] == 1  # (n, 1)
    predicted = logits.sigmoid()[:, None] > thresholds  # (n, k)
    misses = (positive & ~predicted).sum(dim=0)  # (k,)
    false_alarms = (~positive & predicted).sum(dim=0)  # (k,)
    costs = (miss_price * misses + false_alarms).tolist()
    return thresholds[costs.index(min(costs))].item()  # index finds the first


def cases(generator):
    def drawn(n, shift):
        labels = (torch.rand(n, generator=generator) < 0.4).long()
        return torch.randn(n, generator=generator) + shift * (labels - 0.5), labels

    few = torch.tensor([0.1, 0.3, 0.5, 0.7, 0.9])
    many = torch.linspace(0.02, 0.98, 49)
    logits = torch.tensor([-2.0, -1.0, -0.6, 0.0, 0.4, 1.0, 2.0])
    labels = torch.tensor([0, 1, 0, 0, 1, 0, 1])
    return [
        (logits, labels, few, 1.0),
        (logits, labels, few, 5.0),
        (logits, labels, few, 0.4),
        (torch.tensor([-1.0, 0.0, 2.0]), torch.tensor([0, 0, 1]), few, 3.0),
        (torch.tensor([-1.0, 0.0, 2.0]), torch.tensor([0, 1, 1]), few, 3.0),
        (*drawn(60, 1.5), many, 4.0),
        (*drawn(200, 2.5), many, 12.0),
        (*drawn(35, 1.0), many, 0.3),
        (*drawn(80, 2.0), many, 1.0),
    ]


def costs(
    logits, labels, thresholds, miss_price, alarm_price=1, right_at=torch.gt, along=0
):
    positive = labels[:, None] == 1
    predicted = right_at(logits[:, None], thresholds)
    misses = (positive & ~predicted).sum(dim=along)
    alarms = (~positive & predicted).sum(dim=along)
    return miss_price * misses + alarm_price * alarms


def first(values, thresholds):
    return thresholds[values.tolist().index(min(values.tolist()))].item()


def last(values, thresholds):
    return first(values.flip(0), thresholds.flip(0))


def chosen(price=lambda c: c, alarm=lambda c: 1, of=torch.sigmoid, **options):
    """Build an answer from what a miss and a false positive cost."""

    def answer(logits, labels, thresholds, miss_price):
        prices = price(miss_price), alarm(miss_price)
        return first(
            costs(of(logits), labels, thresholds, *prices, **options), thresholds
        )

    return answer


exercise = Exercise(
    cheapest_threshold,
    cases=cases,
    hints=(
        "First write the cost for one threshold. How many points with the label 1 are "
        "not predicted 1, and how many points with the label 0 are predicted 1?",
        "`probs[:, None] > thresholds` has the shape `(n, k)`: a column for each "
        "threshold. A sum over `dim=0` counts in every column. Or use a loop.",
        "If `costs` is a list, `costs.index(min(costs))` is the place of the first "
        "minimum.",
    ),
    mistakes={
        "Each point must meet each threshold, but the shapes (n,) and (k,) do not fit. "
        "Which shape do the probabilities need for that, and which the labels?": (
            lambda z, y, t, c: z.sigmoid() > t,
            lambda z, y, t, c: t < z.sigmoid(),
        ),
        "Your predictions have the shape (n, k), but the labels still have the shape "
        "(n,), so they meet the thresholds. Which shape do the labels need?": (
            lambda z, y, t, c: (y == 1) & (z.sigmoid()[:, None] > t),
            lambda z, y, t, c: (z.sigmoid()[:, None] > t) & (y == 1),
        ),
        "You add up the costs of each point, over all thresholds. Along which "
        "dimension are the points of one threshold?": (
            lambda z, y, t, c: first(costs(z.sigmoid(), y, t, c, along=1), t),
            lambda z, y, t, c: t[costs(z.sigmoid(), y, t, c, along=1).argmin()].item(),
        ),
        "You compare the logits themselves with the thresholds, but thresholds are "
        "probabilities. Which function turns a logit into a probability?": chosen(
            of=lambda logits: logits
        ),
        "`miss_price` is what a false negative costs, and you let a false positive pay "
        "it. Which label does a miss have?": chosen(lambda c: 1, lambda c: c),
        "You count all mistakes alike. What does a miss cost?": chosen(lambda c: 1),
        "You always return the smallest threshold. Does your cost count the false "
        "positives, too, and does each threshold get a cost of its own?": chosen(
            alarm=lambda c: 0
        ),
        "You count the false positives alone, and the largest threshold always has the "
        "fewest. What does a miss cost?": chosen(lambda c: 0, lambda c: 1),
        "Several thresholds can have the lowest cost, and yours is the largest of "
        "them. Which one does the exercise ask for?": lambda z, y, t, c: last(
            costs(z.sigmoid(), y, t, c), t
        ),
        "A probability that equals the threshold is not above it. Which comparison "
        "says that?": chosen(right_at=torch.ge),
        "Your threshold has the highest cost. Which end of the costs is asked for?": (
            lambda z, y, t, c: first(-costs(z.sigmoid(), y, t, c), t)
        ),
        "You return the lowest cost. The exercise asks for the threshold that has "
        "it.": (lambda z, y, t, c: costs(z.sigmoid(), y, t, c).min().item()),
        "You return the place of the threshold. Which threshold stands there?": (
            lambda z, y, t, c: costs(z.sigmoid(), y, t, c).argmin().item()
        ),
        "You use the formula 1/(1 + price), which trusts the probabilities. The "
        "exercise asks for the threshold that is the cheapest on these examples.": (
            lambda z, y, t, c: 1 / (1 + c),
            lambda z, y, t, c: t[(t - 1 / (1 + c)).abs().argmin()].item(),
        ),
    },
)
