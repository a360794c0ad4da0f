"""Exercise 3.2: the largest stable learning rate of a quadratic bowl."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "3.2",
    "the largest stable learning rate",
    hints=(
        "Turn the axes to the Hessian's eigenvectors. Then the bowl is one parabola "
        "per eigenvalue, and each walks by itself.",
        "The limit of one parabola is in the section 'How large may a step be?'. Which "
        "of them is the first to break its limit as the rate grows?",
        "`torch.linalg.eigvalsh` gives the eigenvalues of a symmetric matrix as real "
        "numbers; `eigvals` gives complex ones, which have no largest.",
    ),
)


@exercise.reference
def largest_stable_rate(hessian):
    curvatures = torch.linalg.eigvalsh(hessian)  # (d,), ascending
    return 2 / curvatures[-1].item()


@exercise.cases
def cases(generator):
    def bowl(size, dtype=torch.float32):
        root = torch.randn(size, size + 2, generator=generator, dtype=dtype)
        return root @ root.T

    return [
        (torch.diag(torch.tensor([8.0, 0.5])),),
        (torch.diag(torch.tensor([0.25, 1.0, 16.0])),),
        (torch.tensor([[5.0, -4.0], [-4.0, 5.0]]),),  # steepest along a diagonal
        (bowl(5),),
        (bowl(4, torch.float64),),
    ]


@exercise.slip(
    "That rate lands in one step along the steepest direction. It is stable, but a "
    "larger one still is: where does |1 - rate x curvature| reach 1?"
)
def one_over_largest(hessian):
    return 1 / torch.linalg.eigvalsh(hessian)[-1].item()


@exercise.slip(
    "You took the flattest direction. At that rate, what does the steepest one do?"
)
def two_over_smallest(hessian):
    return 2 / torch.linalg.eigvalsh(hessian)[0].item()


@exercise.slip(
    "You took the flattest direction, and the rate that lands there in one step. Which "
    "direction diverges first, and where does its factor reach -1?"
)
def one_over_smallest(hessian):
    return 1 / torch.linalg.eigvalsh(hessian)[0].item()


@exercise.slip(
    "The trace adds the curvatures of all directions. Each direction is stable or not "
    "by itself: which one decides?"
)
def two_over_trace(hessian):
    return 2 / hessian.trace().item()


@exercise.slip(
    "That is the curvature along the first coordinate only. What if the bowl is "
    "steeper along another, or along a slanted direction?"
)
def two_over_first_entry(hessian):
    return 2 / hessian[0, 0].item()


@exercise.slip(
    "You took the steepest of the coordinate axes. What if the bowl is steeper along "
    "a slanted direction?"
)
def two_over_largest_diagonal(hessian):
    return 2 / hessian.diagonal().max().item()


@exercise.slip(
    "That is the fastest rate for a bowl: the steepest and the flattest direction "
    "shrink alike. The question is where the steepest stops shrinking."
)
def fastest_rate(hessian):
    curvatures = torch.linalg.eigvalsh(hessian)
    return 2 / (curvatures[0] + curvatures[-1]).item()


@exercise.slip(
    "That is the mean curvature's limit. Does a steep direction care that the others "
    "are flat?"
)
def two_over_mean(hessian):
    return 2 / torch.linalg.eigvalsh(hessian).mean().item()


@exercise.slip(
    "That mixes the entries of all directions (a Frobenius norm). It is safe, but is "
    "it the limit? Which single direction decides?"
)
def two_over_frobenius(hessian):
    return 2 / hessian.norm().item()


@exercise.slip(
    "Row sums bound the curvature from above, so your rate is safe. Is it the largest "
    "one that is?"
)
def two_over_row_sum(hessian):
    return 2 / hessian.abs().sum(dim=1).max().item()


@exercise.slip(
    "That is the largest curvature itself. How does a curvature limit the rate?"
)
def largest_curvature(hessian):
    return torch.linalg.eigvalsh(hessian)[-1].item()
