"""average_gradients: average the gradients of shards that differ in size."""

import torch

from torchcourse.checking import Exercise


def average_gradients(gradients, sizes):
    pairs = zip(gradients, sizes, strict=True)
    return sum(size * gradient for gradient, size in pairs) / sum(sizes)


def cases(generator):
    def case(sizes, *shape):
        gradients = [torch.randn(shape, generator=generator) for _ in sizes]
        return gradients, sizes

    return [
        ([torch.tensor([4.0, 1.0]), torch.tensor([-2.0, 5.0])], [1, 3]),
        ([torch.tensor([3.0]), torch.tensor([-1.0]), torch.tensor([6.0])], [2, 5, 3]),
        case([64, 64], 3, 4),
        case([5, 2, 9], 6),
        case([100, 28], 2, 2, 3),
        case([7, 7, 7, 1], 5),
    ]


def weighted_sum(gradients, sizes):
    return sum(size * gradient for gradient, size in zip(gradients, sizes, strict=True))


def divided_sum(gradients, sizes):
    return sum(gradient / size for gradient, size in zip(gradients, sizes, strict=True))


def one_per_rank(gradients, sizes):
    pairs = zip(gradients, sizes, strict=True)
    return [size / sum(sizes) * gradient for gradient, size in pairs]


exercise = Exercise(
    average_gradients,
    cases=cases,
    hints=(
        "Turn each mean back into a sum: what is the gradient of the total loss of one "
        "shard?",
        "The totals of the shards add up to the total of the batch. Which division is "
        "left?",
    ),
    mistakes={
        "That is right for shards of one size. Each gradient is the mean over its own "
        "shard: should a small shard count as much as a large one?": (
            lambda gradients, sizes: torch.stack(gradients).mean(dim=0)
        ),
        "Your sizes multiply the last dimension of the stack. Along which dimension do "
        "the shards lie?": lambda gradients, sizes: (
            (torch.stack(gradients) * torch.tensor(sizes)).sum(dim=0) / sum(sizes)
        ),
        "You add the gradients. Is the loss of the batch a sum or a mean over its "
        "examples?": lambda gradients, sizes: sum(gradients),
        "You weight each gradient by its size, and do not divide. How many examples "
        "does your sum run over?": weighted_sum,
        "You weight each gradient by its size, and divide by the number of shards. How "
        "many examples does your sum run over?": (
            lambda gradients, sizes: weighted_sum(gradients, sizes) / len(sizes)
        ),
        "You divide by sizes, but each gradient has been divided by the size of its "
        "shard already: it is a mean. Which operation gives the sum back?": (
            divided_sum,
            lambda gradients, sizes: divided_sum(gradients, sizes) / len(sizes),
            lambda gradients, sizes: sum(gradients) / sum(sizes),
        ),
        "You return one gradient for each shard, multiplied by the shard's share. The "
        "batch has one gradient: how do you combine them?": (
            one_per_rank,
            lambda gradients, sizes: torch.stack(one_per_rank(gradients, sizes)),
        ),
    },
)
