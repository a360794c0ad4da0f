"""Exercise 1.3: squared distances between all pairs of points, by broadcasting."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "1.3",
    "pairwise squared distances",
    rtol=1e-3,
    atol=1e-4,
    hints=(
        "Picture the result as a table, a row for each point of `left` and a column "
        "for each point of `right`. Every entry needs d differences: how many "
        "directions does the tensor of all differences have?",
        "All differences together have shape (n, m, d). `left` lacks the direction of "
        "size m, `right` that of size n: where does each need a 1?",
        "Square the differences. Which direction do you add up, so that (n, m) is "
        "left?",
    ),
)


@exercise.reference
def squared_distances(left, right):
    difference = left.unsqueeze(1) - right.unsqueeze(0)  # (n, 1, d) - (1, m, d)
    return difference.square().sum(dim=2)  # (n, m, d) to (n, m)


@exercise.cases
def cases(generator):
    def points(*shape, dtype=torch.float32):
        return torch.randn(*shape, generator=generator, dtype=dtype)

    shared = points(5, 2)  # distance 0 from some points of the other set
    return [
        (torch.cat([shared[:3], points(1, 2)]), shared),
        (points(3, 6), points(3, 6)),
        (points(2, 3, dtype=torch.float64), points(7, 3, dtype=torch.float64)),
        (points(6, 4), points(2, 4)),
        (points(1, 3), points(5, 3)),  # a single row is still a table
    ]


def _all_differences(left, right):
    return left.unsqueeze(1) - right.unsqueeze(0)  # (n, m, d)


@exercise.slip(
    "The numbers are right, but the table is on its side: (m, n). Entry [i, j] belongs "
    "to point i of `left` and point j of `right`."
)
def transposed(left, right):
    return squared_distances(left, right).T


@exercise.slip(
    "Those are distances, with the root taken. The exercise asks for the squares, "
    "which are cheaper and order the pairs in the same way."
)
def root_taken(left, right):
    return torch.linalg.vector_norm(_all_differences(left, right), dim=2)


@exercise.slip(
    "You add over the points of `left`, and (m, d) is left. Which direction of "
    "(n, m, d) holds the coordinates?"
)
def adds_over_left(left, right):
    return _all_differences(left, right).square().sum(dim=0)


@exercise.slip(
    "You add over the points of `right`, and (n, d) is left. Which direction of "
    "(n, m, d) holds the coordinates?"
)
def adds_over_right(left, right):
    return _all_differences(left, right).square().sum(dim=1)


@exercise.slip(
    "You have all squared differences, (n, m, d). One distance for each pair is "
    "wanted: over which direction do you still have to add?"
)
def no_sum(left, right):
    return _all_differences(left, right).square()


@exercise.slip(
    "You subtract point i from point i, one pair after the other. That runs only by "
    "luck, where n equals m; and each point should meet every point of the other set. "
    "Where do two directions of size 1 belong?"
)
def point_by_point(left, right):
    return (left - right).square().sum(dim=1)


@exercise.slip(
    "You subtract point i from point i and keep the coordinates. That runs only by "
    "luck, where n equals m; and each point should meet every point of the other set."
)
def point_by_point_without_a_sum(left, right):
    return (left - right).square()


@exercise.slip(
    "You add up everything to one number. Over which direction alone is the sum to run?"
)
def one_number(left, right):
    return _all_differences(left, right).square().sum()


@exercise.slip(
    "That is the mean over the coordinates: every distance is d times too small."
)
def mean_of_squares(left, right):
    return _all_differences(left, right).square().mean(dim=2)


@exercise.slip(
    "You add first and square after, so that a step to the right and one to the left "
    "cancel. Which comes first in Pythagoras?"
)
def sum_then_square(left, right):
    return _all_differences(left, right).sum(dim=2).square()


@exercise.slip(
    "You add the sizes of the differences, the way of a taxi through square blocks. "
    "The straight line needs squares."
)
def sizes(left, right):
    return _all_differences(left, right).abs().sum(dim=2)


@exercise.slip(
    "You add the differences with their signs and square nothing. Can a distance be "
    "negative?"
)
def signed_differences(left, right):
    return _all_differences(left, right).sum(dim=2)


@exercise.slip(
    "Those are products of the points, not distances. They are one part of "
    "(a - b) squared: which parts are missing?"
)
def products(left, right):
    return left @ right.T


def _expanded(left, right, factor):
    a, b = left.square().sum(dim=1), right.square().sum(dim=1)
    return a.unsqueeze(1) + b + factor * left @ right.T


@exercise.slip(
    "You expand the square, which is clever, and the mixed term lacks a factor. What "
    "is (a - b) squared, for two numbers?"
)
def mixed_term_once(left, right):
    return _expanded(left, right, -1)


@exercise.slip(
    "Those are the squares of a + b, summed: a sign is wrong. What leads from one "
    "point to the other, their sum or their difference?"
)
def mixed_term_added(left, right):
    return _expanded(left, right, 2)


@exercise.slip(
    "You add the squared lengths of both points and leave out the mixed term. What is "
    "(a - b) squared, for two numbers?"
)
def no_mixed_term(left, right):
    return _expanded(left, right, 0)
