"""Exercise 9.2: average the gradients of shards that differ in size."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "9.2",
    "average gradients",
    hints=(
        "Turn each mean back into a sum: what is the gradient of a shard's total loss?",
        "Totals of shards add up to that of the batch. Then one division is left: by "
        "what?",
    ),
)


@exercise.reference
def average(gradients, sizes):
    pairs = zip(gradients, sizes, strict=True)
    return sum(size * gradient for gradient, size in pairs) / sum(sizes)


@exercise.cases
def cases(generator):
    def case(sizes, *shape):
        gradients = [torch.randn(shape, generator=generator) for _ in sizes]
        return gradients, sizes

    return [
        case([64, 64], 3, 4),
        case([5, 2, 9], 6),
        case([100, 28], 2, 2, 3),
        case([7, 7, 7, 1], 5),
    ]


@exercise.slip(
    "You add the gradients up. With twice the ranks, steps would be twice as long: "
    "what is the batch's loss, a sum or a mean?"
)
def adds_up(gradients, sizes):
    return sum(gradients)


@exercise.slip(
    "Right for equal shards. But each gradient is a mean over its own shard, and a "
    "small shard should not count as much as a large one."
)
def plain_mean(gradients, sizes):
    return torch.stack(gradients).mean(dim=0)


@exercise.slip(
    "You weigh by size and do not divide: that is the gradient of the summed loss. How "
    "many examples does the sum run over?"
)
def weighted_sum(gradients, sizes):
    return sum(size * gradient for gradient, size in zip(gradients, sizes, strict=True))


@exercise.slip(
    "You weigh by size, and divide by the number of ranks. How many examples does your "
    "sum run over?"
)
def divided_by_ranks(gradients, sizes):
    return weighted_sum(gradients, sizes) / len(sizes)


@exercise.slip(
    "You divide twice, by the number of examples and by that of ranks. Which of the "
    "two makes a sum over examples a mean?"
)
def divided_twice(gradients, sizes):
    return average(gradients, sizes) / len(sizes)


@exercise.slip(
    "You add up and divide by the number of examples, as if the gradients were sums. "
    "Each of them has been divided by its own size already."
)
def as_if_sums(gradients, sizes):
    return sum(gradients) / sum(sizes)


@exercise.slip(
    "You divide each gradient by its size. It is a mean already: which operation gives "
    "the sum back?"
)
def divided_by_its_size(gradients, sizes):
    return sum(gradient / size for gradient, size in zip(gradients, sizes, strict=True))


@exercise.slip(
    "You give small shards the large weights. Which shard speaks for more examples?"
)
def inverse_weights(gradients, sizes):
    weights = torch.tensor([1 / size for size in sizes])
    weights = weights / weights.sum()
    return sum(weight * g for g, weight in zip(gradients, weights, strict=True))


@exercise.slip(
    "That is the gradient of rank 0 alone. The others have seen examples, too."
)
def first_only(gradients, sizes):
    return gradients[0].clone()


@exercise.slip(
    "You follow the largest shard and forget the others. What would be lost with them?"
)
def largest_only(gradients, sizes):
    return gradients[sizes.index(max(sizes))].clone()


@exercise.slip(
    "You return one gradient per rank, each multiplied by its share. All-reduce leaves "
    "one: what happens to them in the end?"
)
def one_per_rank(gradients, sizes):
    total = sum(sizes)
    return [g * size / total for g, size in zip(gradients, sizes, strict=True)]


@exercise.slip(
    "You return one gradient per rank in one tensor, each multiplied by its share. "
    "All-reduce leaves one: what happens along the first dimension?"
)
def one_per_rank_stacked(gradients, sizes):
    return torch.stack(one_per_rank(gradients, sizes))


def _upside_down(gradients, sizes):
    total = sum(sizes)
    return [g * (total / size) for g, size in zip(gradients, sizes, strict=True)]


@exercise.slip(
    "Your weights are upside down: all examples divided by the shard's. Large shards "
    "must count more: which number stands above?"
)
def upside_down(gradients, sizes):
    return sum(_upside_down(gradients, sizes))


@exercise.slip(
    "You divide all examples by the shard's, and average that. Large shards must count "
    "more: which fraction is a shard's share?"
)
def upside_down_and_averaged(gradients, sizes):
    return sum(_upside_down(gradients, sizes)) / len(sizes)


@exercise.slip(
    "You divide each gradient by its size, and the sum by the number of ranks. Large "
    "shards must count more: which operation does that?"
)
def divided_by_its_size_and_averaged(gradients, sizes):
    return divided_by_its_size(gradients, sizes) / len(sizes)


@exercise.slip(
    "You divide each gradient by its size, and the sum by all examples. The first "
    "gives small shards more weight: what undoes a mean?"
)
def divided_by_both(gradients, sizes):
    return divided_by_its_size(gradients, sizes) / sum(sizes)


@exercise.slip(
    "You weigh each shard by the examples that it does not have, 1 minus its share. "
    "Which shards count more then?"
)
def by_the_others(gradients, sizes):
    pairs, total = zip(gradients, sizes, strict=True), sum(sizes)
    return sum(gradient * (1 - size / total) for gradient, size in pairs)


@exercise.slip(
    "That is the gradient of the last rank alone. Does each overwrite the one before "
    "it?"
)
def last_only(gradients, sizes):
    return gradients[-1].clone()


@exercise.slip(
    "That is the last rank's gradient times its share. What happened to the shares of "
    "the ranks before?"
)
def share_of_the_last(gradients, sizes):
    return gradients[-1] * sizes[-1] / sum(sizes)


@exercise.symptom(
    "One number is left: you add up or average over the entries of the gradients as "
    "well. Which dimension holds the ranks?"
)
def over_everything(given, expected):
    return given.ndim == 0
