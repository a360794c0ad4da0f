"""stable_softmax: softmax over the last dimension, without overflow."""

import torch
from torch.overrides import TorchFunctionMode

from torchcourse.checking import Exercise


def stable_softmax(logits):
    shifted = logits - logits.amax(dim=-1, keepdim=True)  # 0 at the largest
    powers = torch.exp(shifted)  # (..., k), from 0 to 1
    return powers / powers.sum(dim=-1, keepdim=True)


def cases(generator):
    def numbers(*shape, **options):
        return 3 * torch.randn(*shape, generator=generator, **options)

    far_apart = torch.tensor(
        [
            [9.0, -1e4, 8.0],
            [5.0, 5.0, 5.0],
            [200.0, 0.0, 100.0],  # the largest first, in the middle, and last
            [0.0, 200.0, 100.0],
            [0.0, 100.0, 200.0],
        ]
    )
    return [
        (torch.tensor([[1.0, 2.0, 3.0], [0.0, -1.0, 0.5]], requires_grad=True),),
        (torch.tensor([[0.0, 1e4, 9999.0], [-9999.0, -1e4, -2e4]]),),
        (numbers(4, 3).requires_grad_(),),
        (numbers(6),),
        (far_apart,),
        (numbers(3, 3),),
        (numbers(2, 5, 3, dtype=torch.float64).requires_grad_(),),
        (numbers(3, 1, 4),),
    ]


class WithoutSoftmax(TorchFunctionMode):
    """Makes PyTorch's own softmax fail."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        if function.__name__.endswith("softmax"):
            raise RuntimeError("PyTorch's own softmax is off here")
        return function(*args, **(kwargs or {}))


def observe(answer, logits):
    if logits.ndim < 3:  # a case that a reply can show as a call
        return answer(logits)
    with WithoutSoftmax():
        return answer(logits)


def shares(logits, shift=0.0, dim=-1, keepdim=True):
    powers = torch.exp(logits - shift)
    return powers / powers.sum(dim=dim, keepdim=keepdim)


exercise = Exercise(
    stable_softmax,
    cases=cases,
    observe=observe,
    rtol=1e-3,  # exp(z - logsumexp) is right, too, and loses a digit or two
    hints=(
        "Add 5 to every logit of a row. What happens to its probabilities, and why?",
        "So you may shift each row by a number of your choice. After which shift does "
        "`exp` stay between 0 and 1, and which entry is then certainly 1?",
        "Each row needs its own shift. `amax` and `sum` take `dim=-1, keepdim=True`; "
        "`max` with a dimension returns a pair.",
    ),
    mistakes={
        "You use PyTorch's own softmax. Write it by yourself: which sum divides the "
        "powers of a row?": (lambda z: torch.softmax(z, dim=-1)),
        "Large logits overflow: `exp` of 10,000 is infinite, and infinite over "
        "infinite is NaN. What may you subtract from all logits of a row?": (
            shares,
            lambda z: shares(z, dim=1),
        ),
        "You shift the logits, but not so that the largest of each row becomes 0. In "
        "some rows `exp` still overflows, or every entry becomes 0: which shift does "
        "each row need?": (
            lambda z: shares(z, z.max()),
            lambda z: shares(z, z.max(), dim=1),
            lambda z: shares(z, z.mean(dim=-1, keepdim=True)),
        ),
        "You normalize along another dimension than the last one. Which number means "
        "the last dimension in every shape?": (
            lambda z: shares(z, z.amax(dim=0, keepdim=True), dim=0),
            lambda z: shares(z, z.amax(dim=1, keepdim=True), dim=1),
            lambda z: shares(z, dim=0),
            lambda z: shares(z, z.max(), dim=0),
        ),
        "You cut off large logits, so that 10,000 and 9,999 become equal. Which "
        "operation changes all logits of a row, but not their differences?": (
            lambda z: shares(z.clamp(-80, 80)),
            lambda z: shares(z.clamp(max=80)),
        ),
        "All your entries together add up to 1. Here the entries of each row must add "
        "up to 1: along which dimension is the sum?": (
            lambda z: shares(z, z.amax(dim=-1, keepdim=True), dim=None),
            lambda z: shares(z, dim=None),
            lambda z: shares(z, z.max(), dim=None),
        ),
        "Your sums or maxima have lost the last dimension, so that they do not line up "
        "with the rows. Which option keeps it?": (
            lambda z: shares(z, z.amax(dim=-1), keepdim=False),
            lambda z: shares(z, z.amax(dim=-1, keepdim=True), keepdim=False),
        ),
        "`max` with a dimension returns values and indices. Which of the two do "
        "you need?": lambda z: shares(z, z.max(dim=-1, keepdim=True)),
        "You return the logarithms of the probabilities. Which function undoes a "
        "logarithm?": (
            lambda z: z - z.logsumexp(dim=-1, keepdim=True),
            lambda z: torch.log_softmax(z, dim=-1),
            lambda z: stable_softmax(z).log(),
            lambda z: shares(z).log(),
            lambda z: z - z.exp().sum(dim=-1, keepdim=True).log(),
        ),
    },
)
