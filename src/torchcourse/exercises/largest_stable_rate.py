"""largest_stable_rate: the learning rate up to which gradient descent converges."""

import torch

from torchcourse.checking import Exercise


def largest_stable_rate(hessian):
    curvatures = torch.linalg.eigvalsh(hessian)  # (d,), ascending
    return 2 / curvatures[-1].item()


def cases(generator):
    def hessian(size, dtype=torch.float32):
        root = torch.randn(size, size + 2, generator=generator, dtype=dtype)
        return root @ root.T

    return [
        (torch.tensor([[5.0, -4.0], [-4.0, 5.0]]),),  # largest along a diagonal
        (torch.tensor([[0.5, 0.0], [0.0, 8.0]]),),
        (torch.diag(torch.tensor([1.0, 16.0, 0.25])),),
        (hessian(5),),
        (hessian(4, torch.float64),),
    ]


def curvatures(hessian):
    return torch.linalg.eigvalsh(hessian)


exercise = Exercise(
    largest_stable_rate,
    cases=cases,
    hints=(
        "Along each eigenvector of the Hessian, the function is one parabola, and "
        "gradient descent moves on each of these parabolas by itself.",
        "The limit of one parabola is 2 divided by its curvature. Which parabola is "
        "the first to break its limit as the learning rate grows?",
        "`torch.linalg.eigvalsh` gives the eigenvalues of a symmetric matrix as real "
        "numbers; `eigvals` gives complex ones, which have no largest.",
    ),
    mistakes={
        "At that rate one step reaches the minimum along the direction of the largest "
        "curvature. A larger rate is still stable: where does |1 - rate x curvature| "
        "reach 1?": lambda hessian: 1 / curvatures(hessian)[-1].item(),
        "You use the smallest curvature. At that rate, what happens along the "
        "direction of the largest one?": (
            lambda hessian: 2 / curvatures(hessian)[0].item(),
            lambda hessian: 1 / curvatures(hessian)[0].item(),
        ),
        "Your rate belongs to an entry of the diagonal, the curvature along one axis. "
        "What if the curvature is larger along a direction between the axes?": (
            lambda hessian: 2 / hessian.diagonal().max().item(),
            lambda hessian: 2 / hessian[0, 0].item(),
        ),
        "The trace, the mean and the norm mix the curvatures of all directions. Each "
        "direction is stable or not by itself: which one decides?": (
            lambda hessian: 2 / hessian.norm().item(),
            lambda hessian: 2 / hessian.trace().item(),
            lambda hessian: 2 / curvatures(hessian).mean().item(),
        ),
        "That rate converges fastest: it shrinks the errors along the largest and "
        "along the smallest curvature alike. Which rate is the limit of stability?": (
            lambda hessian: (
                2 / (curvatures(hessian)[0] + curvatures(hessian)[-1]).item()
            )
        ),
        "`eigvals` gives complex numbers, which have no largest. Which function of "
        "`torch.linalg` is made for symmetric matrices?": (
            lambda hessian: 2 / torch.linalg.eigvals(hessian).max().item(),
            lambda hessian: 2 / max(torch.linalg.eigvals(hessian)).item(),
        ),
        "You return a limit for each eigenvalue. The learning rate must stay below all "
        "of them: which eigenvalue has the lowest limit?": (
            lambda hessian: 2 / curvatures(hessian)
        ),
        "You take the second eigenvalue, which is the largest only of two. `eigvalsh` "
        "sorts them in ascending order: where does the largest one stand?": (
            lambda hessian: 2 / curvatures(hessian)[1].item()
        ),
        "That is the largest curvature itself. How does it limit the learning rate?": (
            lambda hessian: curvatures(hessian)[-1].item()
        ),
    },
)
