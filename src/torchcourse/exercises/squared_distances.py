"""squared_distances: squared distances between all pairs of points."""

import torch

from torchcourse.checking import Exercise


def squared_distances(left, right):
    difference = left.unsqueeze(1) - right.unsqueeze(0)  # (n, 1, d) - (1, m, d)
    return difference.square().sum(dim=2)  # (n, m, d) to (n, m)


def cases(generator):
    def points(*shape, dtype=torch.float32):
        return torch.randn(*shape, generator=generator, dtype=dtype)

    three = torch.tensor([[0.0, 0.0], [1.0, -2.0], [3.0, 4.0]])
    two = torch.tensor([[1.0, -2.0], [0.5, 2.0]])
    shared = points(5, 4)  # distance 0 from some points of the other set
    return [
        (three, two),
        (torch.tensor([[1.0, 2.0], [-3.0, 0.5]]), two),  # n = m = d
        (torch.cat([shared[:3], points(4, 4)]), shared),
        (points(3, 6), points(3, 6)),
        (points(2, 3, dtype=torch.float64), points(7, 3, dtype=torch.float64)),
        (points(1, 3), points(5, 3)),  # a single row is still a table
    ]


def differences(left, right):
    return left.unsqueeze(1) - right.unsqueeze(0)  # (n, m, d)


def expanded(factor):
    def answer(left, right):
        squares = left.square().sum(dim=1).unsqueeze(1) + right.square().sum(dim=1)
        return squares + factor * left @ right.T

    return answer


exercise = Exercise(
    squared_distances,
    cases=cases,
    rtol=1e-3,
    atol=1e-4,
    hints=(
        "Picture the result as a table, a row for each point of `left` and a column "
        "for each point of `right`. Every entry needs d differences: how many "
        "dimensions does the tensor of all differences have?",
        "All differences together have shape (n, m, d). `left` lacks the dimension of "
        "size m, `right` that of size n: where does each need a dimension of size 1?",
        "Square the differences. Which dimension do you sum over, so that (n, m) is "
        "left?",
    ),
    mistakes={
        "You subtract point i of `right` from point i of `left`, which fits only where "
        "n equals m, or where one of them is 1. Each point should meet every point of "
        "the other set: where do two dimensions of size 1 belong?": (
            lambda left, right: (left - right).square().sum(dim=1),
            lambda left, right: (right - left).square().sum(dim=1),
            lambda left, right: (left[:, None] - right[:, None]).square().sum(dim=2),
            lambda left, right: (left - right).square(),
            lambda left, right: (left - right).square().sum(),
        ),
        "You sum over the points and keep the coordinates. Which dimension of (n, m, "
        "d) holds the coordinates?": (
            lambda left, right: differences(left, right).square().sum(dim=0),
            lambda left, right: differences(left, right).square().sum(dim=1),
        ),
        "You have all squared differences, (n, m, d). The exercise asks for one number "
        "for each pair: which dimension do you still have to sum over?": (
            lambda left, right: differences(left, right).square()
        ),
        "You sum over all three dimensions of (n, m, d), so that one number is left. "
        "Each pair needs a number of its own: which dimension do you sum over?": (
            lambda left, right: differences(left, right).square().sum()
        ),
        "You do not square the differences. What does Pythagoras's theorem add up?": (
            differences,
            lambda left, right: differences(left, right).sum(dim=2),
        ),
        "You sum first and square afterwards, so that a positive and a negative "
        "difference cancel. Which comes first in the theorem of Pythagoras?": (
            lambda left, right: differences(left, right).sum(dim=2).square()
        ),
        "You square the coordinates first and subtract afterwards. Which comes first "
        "in the squared distance of two points?": (
            lambda left, right: (left.unsqueeze(1) ** 2 - right**2).sum(dim=2)
        ),
        "You sum the absolute differences, which gives the Manhattan distance. The "
        "squared distance needs squares.": (
            lambda left, right: differences(left, right).abs().sum(dim=2)
        ),
        "Those are the dot products of the points. They are one part of (a - b) "
        "squared: which parts are missing?": (lambda left, right: left @ right.T),
        "You add the squared lengths of both points, but the mixed term has another "
        "factor than in (a - b) squared, or none. What is (a - b) squared, for two "
        "numbers?": (
            expanded(-1),
            expanded(0),
            expanded(2),
        ),
    },
)
