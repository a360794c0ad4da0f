"""int8_and_back: int8 and back, with a scale for every row."""

import torch
from torch.overrides import TorchFunctionMode

from torchcourse.checking import Exercise


def int8_and_back(weight):
    largest = weight.abs().amax(dim=1, keepdim=True)  # (rows, 1)
    scale = torch.where(largest > 0, largest, 1) / 127
    codes = (weight / scale).round().to(torch.int8)
    return codes, codes * scale


def cases(generator):
    def draw(rows, columns, largest, sign):
        weight = 0.3 * torch.randn(rows, columns, generator=generator).clamp(-2.5, 2.5)
        place = torch.arange(rows), torch.arange(rows) % columns
        weight[place] = sign * 1.3 * weight.abs().amax(dim=1)  # the largest of its row
        return weight * torch.linspace(0.2, 1, rows)[:, None] * largest

    zeros = draw(6, 9, 0.9, -1)
    zeros[2] = 0
    small = draw(5, 8, 0.05, 1)  # as in a layer that is not yet trained
    small[3] /= 1e4
    return [
        (torch.tensor([[0.5, -0.2, 0.21], [0.1, -0.06, -0.07]]),),
        (torch.tensor([[0.3, -0.8], [-0.02, 0.011], [0.4, 0.15]]),),
        (draw(4, 7, 1.0, -1),),
        (draw(8, 5, 0.8, 1),),
        (small,),
        (zeros,),
    ]


class AnotherMachine(TorchFunctionMode):
    """Makes 77 of not-a-number where it becomes an integer, as any machine may."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        casts = function.__name__ in ("to", "type", "char", "int", "long")
        if casts and args[0].is_floating_point() and not result.is_floating_point():
            result[args[0].isnan()] = 77
        return result


def observe(answer, weight):
    with AnotherMachine():
        return answer(weight)


def largest_of_rows(weight):
    return weight.abs().amax(dim=1, keepdim=True)


def scaled(weight, largest, limit=127, to_codes=torch.round):
    """Divide by ``largest / limit``, make codes of the result, and come back."""
    scale = torch.where(largest > 0, largest, 1) / limit
    codes = to_codes(weight / scale).to(torch.int8)
    return codes, codes * scale


def signed_largest(weight):
    return weight.amax(dim=1, keepdim=True)


def by_plain_division(
    weight, kept=torch.int8, of=largest_of_rows, to_codes=torch.round
):
    scale = of(weight) / 127
    codes = to_codes(weight / scale)
    return codes.to(torch.int8), codes.to(kept) * scale


def plus_little(of=largest_of_rows, to_codes=torch.round):
    """Make the answers that add to a scale, or to the largest weight, 1e-6 or 1e-8."""
    return tuple(
        lambda weight, more=more: scaled(weight, of(weight) + more, to_codes=to_codes)
        for more in (127e-6, 127e-8, 1e-6, 1e-8)
    )


exercise = Exercise(
    int8_and_back,
    cases=cases,
    observe=observe,
    exact_dtype=True,
    hints=(
        "`quantize` above has one scale for all. What changes if every row asks for "
        "its own largest absolute weight, and which shape do the scales then need?",
        "`amax(dim=..., keepdim=True)` keeps the shape that broadcasts against the "
        "weights. Along which dimension lies a row?",
        "A row of zeros has the scale 0, and 0 / 0 is not a number. By what else could "
        "such a row be divided?",
    ),
    mistakes={
        "One scale serves the whole matrix, so rows of small weights use few codes. "
        "Which weight is to become 127 or -127 in each row?": (
            lambda weight: scaled(weight, weight.abs().amax())
        ),
        "You scale every column by itself. Along which dimension does a row lie?": (
            lambda weight: scaled(weight, weight.abs().amax(dim=0, keepdim=True))
        ),
        "You take the largest weight of a row, and not the largest absolute one. What "
        "happens to a negative weight that is further from zero?": (
            lambda weight: scaled(weight, signed_largest(weight)),
            lambda weight: by_plain_division(weight, of=signed_largest),
            *plus_little(signed_largest),
        ),
        "You cut off the digits after the decimal point: `to(torch.int8)` alone goes "
        "toward zero. What comes before it?": (
            lambda weight: scaled(
                weight, largest_of_rows(weight), to_codes=torch.trunc
            ),
            lambda weight: by_plain_division(weight, to_codes=torch.trunc),
            *plus_little(to_codes=torch.trunc),
        ),
        "You divide by 128 steps, but 128 is no code of int8, which runs from -128 to "
        "127. Which largest code do both signs have?": (
            lambda weight: scaled(weight, largest_of_rows(weight), 128)
        ),
        "You multiply all weights by 127, without a scale. Which factor turns the "
        "largest absolute weight of a row into 127?": (
            lambda weight: scaled(weight, torch.tensor(1.0))
        ),
        "A row of zeros has the scale 0, and 0 / 0 is nan (not a number). Your result "
        "holds nan, or an int8 made of a nan, which depends on the machine. By what "
        "else can such a row be divided?": (
            by_plain_division,
            lambda weight: by_plain_division(weight, kept=torch.float32),
        ),
        "You add a small number to every scale, so the largest absolute weight of a "
        "row is no longer 127 times the scale. Which rows alone need another scale?": (
            plus_little()
        ),
    },
    signs={
        "In some rows, no code reaches 127 or -127. By what must a row be divided, so "
        "that its largest absolute weight does?": lambda given, expected: (
            given[0].dtype == torch.int8
            and (given[0].int().abs().amax(1) < expected[0].abs().amax(1)).any()
        ),
    },
)
