"""Exercise 5.3: softmax over the last dimension, without overflow."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "5.3",
    "a softmax that does not overflow",
    hints=(
        "Add 5 to every logit of a row. What happens to its probabilities, and why?",
        "So you may shift each row by a number of your choice. After which shift does "
        "`exp` stay between 0 and 1, and which entry is then certainly 1?",
        "Each row needs its own shift. `amax` and `sum` take `dim=-1, keepdim=True`; "
        "`max` with a dimension returns a pair.",
    ),
    rtol=1e-3,  # exp(z - logsumexp) is right, too, and loses a digit or two
)


@exercise.reference
def softmax(logits):
    shifted = logits - logits.amax(dim=-1, keepdim=True)  # 0 at the largest
    powers = torch.exp(shifted)  # (..., k), from 0 to 1
    return powers / powers.sum(dim=-1, keepdim=True)


@exercise.cases
def cases(generator):
    def numbers(*shape, **options):
        return 3 * torch.randn(*shape, generator=generator, **options)

    far_apart = torch.tensor(
        [
            [1e4, 9999.0, 9998.0],
            [-1e4, -9999.0, -9998.0],
            [9.0, -1e4, 8.0],
            [5.0] * 3,
            [200.0, 0.0, 100.0],  # the largest first, in the middle, and last
            [0.0, 200.0, 100.0],
            [0.0, 100.0, 200.0],
            [60.0, -60.0, 0.0],  # a shift by the smallest overflows, by the mean not
        ]
    )
    return [
        (numbers(4, 3).requires_grad_(),),
        (numbers(6),),
        (far_apart,),
        (numbers(2, 5, 3, dtype=torch.float64).requires_grad_(),),
        (numbers(3, 1, 4),),
    ]


def _softmax(logits, shift=0.0, dim=-1):
    powers = torch.exp(logits - shift)
    return powers / powers.sum(dim=dim, keepdim=True)


@exercise.slip(
    "Right for small logits. Large ones overflow: `exp` of 10,000 is infinite, and "
    "infinite over infinite is NaN. Which number may be taken off every logit of a row?"
)
def no_shift(logits):
    return _softmax(logits)


@exercise.slip(
    "Large logits no longer overflow. But you shift all rows by one maximum, and in a "
    "row far below it every power is 0, so you get 0/0. What is each row's own shift?"
)
def one_shift_for_all(logits):
    return _softmax(logits, logits.max())


@exercise.slip(
    "Your columns add up to 1, not your rows: you go along the first dimension. Which "
    "dimension holds the classes?"
)
def first_dimension(logits):
    return _softmax(logits, logits.amax(dim=0, keepdim=True), dim=0)


@exercise.slip(
    "Your columns add up to 1, not your rows, and large logits overflow. Which "
    "dimension holds the classes, and what may be taken off before `exp`?"
)
def first_dimension_no_shift(logits):
    return _softmax(logits, dim=0)


@exercise.slip(
    "You go along dimension 1. That is the last one of a table, but not of every "
    "shape: which number means the last one in all of them?"
)
def second_dimension(logits):
    return _softmax(logits, logits.amax(dim=1, keepdim=True), dim=1)


@exercise.slip(
    "All your entries together add up to 1. A batch has one distribution per row: "
    "which dimension is the sum for?"
)
def sums_over_everything(logits):
    powers = torch.exp(logits - logits.max())
    return powers / powers.sum()


@exercise.slip(
    "All your entries together add up to 1, where every row should; and large logits "
    "overflow. Mend the first by choosing a dimension for the sum."
)
def sums_over_everything_no_shift(logits):
    return torch.exp(logits) / torch.exp(logits).sum()


@exercise.slip(
    "You shift by the smallest logit, so every exponent is positive, and the large "
    "ones overflow as before. Which logit must be taken off so that none is?"
)
def shifts_by_the_smallest(logits):
    return _softmax(logits, logits.amin(dim=-1, keepdim=True))


@exercise.slip(
    "You shift by the mean of each row. A logit far above it leaves a large exponent, "
    "which overflows. After which shift is no exponent positive?"
)
def shifts_by_the_mean(logits):
    return _softmax(logits, logits.mean(dim=-1, keepdim=True))


@exercise.slip(
    "You shift by the first logit of each row. Where a later one is much larger, `exp` "
    "overflows as before. Which logit of the row leaves no positive exponent?"
)
def shifts_by_the_first(logits):
    return _softmax(logits, logits[..., :1])


@exercise.slip(
    "You shift by the last logit of each row. Where an earlier one is much larger, "
    "`exp` overflows as before. Which logit of the row leaves no positive exponent?"
)
def shifts_by_the_last(logits):
    return _softmax(logits, logits[..., -1:])


@exercise.slip(
    "You shift by the largest size, whatever its sign. In a row far below 0 every "
    "power is then 0, and you get 0/0. Which entry should be 0 after the shift?"
)
def shifts_by_the_largest_size(logits):
    return _softmax(logits, logits.abs().amax(dim=-1, keepdim=True))


@exercise.slip(
    "You divide the logits by their largest one. A shift leaves the probabilities as "
    "they are; a factor does not. Which operation does e^(a - b) = e^a / e^b suggest?"
)
def divides_by_the_largest(logits):
    return _softmax(logits / logits.amax(dim=-1, keepdim=True))


@exercise.slip(
    "Those are logarithms of probabilities: none is positive. One step leads back."
)
def log_softmax(logits):
    return torch.log_softmax(logits, dim=-1)


@exercise.slip(
    "That is the sigmoid of each logit by itself. Your rows do not add up to 1: how do "
    "the classes of a row compete?"
)
def sigmoid_of_each(logits):
    return torch.sigmoid(logits)


@exercise.slip(
    "That gives everything to the largest logit. Softmax is soft: the second best gets "
    "a share, and there is a slope to learn from."
)
def hard_maximum(logits):
    classes = torch.arange(logits.shape[-1])
    return (logits.argmax(dim=-1, keepdim=True) == classes).to(logits.dtype)


@exercise.slip(
    "The powers are right, but nothing divides them: your largest entry is 1 in every "
    "row. What must the entries of a row add up to?"
)
def never_divides(logits):
    return torch.exp(logits - logits.amax(dim=-1, keepdim=True))


@exercise.slip(
    "Right for a single row. For more of them, the sums have lost the last dimension "
    "and do not line up with the rows: which option of `sum` and `amax` keeps it?"
)
def loses_the_dimension(logits):
    powers = torch.exp(logits - logits.amax(dim=-1))
    return powers / powers.sum(dim=-1)
