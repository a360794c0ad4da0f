"""Exercise 10.3: int8 and back, with a scale for every row."""

import torch
from torch.overrides import TorchFunctionMode

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "10.3",
    "int8 and back, row by row",
    hints=(
        "`quantize` above has one scale for all. What changes if every row asks for "
        "its own largest absolute weight, and which shape do the scales then need?",
        "`amax(dim=..., keepdim=True)` keeps the shape that broadcasts against the "
        "weights. Along which dimension lies a row?",
        "A row of zeros has the scale 0, and 0 / 0 is not a number. By what else could "
        "such a row be divided?",
    ),
    exact_dtype=True,
)


@exercise.reference
def int8_and_back(weight):
    largest = weight.abs().amax(dim=1, keepdim=True)  # (rows, 1)
    scale = torch.where(largest > 0, largest, 1) / 127
    codes = (weight / scale).round().to(torch.int8)
    return codes, codes * scale


@exercise.cases
def cases(generator):
    def draw(rows, columns, spread, extreme=None):
        weight = torch.randn(rows, columns, generator=generator)
        weight = weight * torch.linspace(0.2, spread, rows)[:, None]
        if extreme is not None:  # a largest weight of that sign in every row
            weight[torch.arange(rows), torch.arange(rows) % columns] = (
                extreme * weight.abs().amax(dim=1) * 1.3
            )
        return weight

    zeros = draw(6, 9, 3.0, -1)
    zeros[2] = 0
    return [
        (draw(4, 7, 2.0, -1),),
        (draw(8, 5, 5.0, 1),),
        (zeros,),
        (draw(5, 5, 0.6, -1),),
    ]


CASTS = "to", "type", "type_as", "char", "short", "int", "long"


class AnotherMachine(TorchFunctionMode):
    """Makes 77 of not-a-number where it becomes an integer, as any machine may."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        name, kwargs = getattr(function, "__name__", ""), kwargs or {}
        if name in ("__setitem__", "copy_") and not _is_float(args[0]):
            return function(*[self._filled(arg) for arg in args], **kwargs)
        result = function(*args, **kwargs)
        if name in CASTS and _is_float(args[0]) and not _is_float(result):
            return function(self._filled(args[0]), *args[1:], **kwargs)
        return result

    def _filled(self, value):
        return value.nan_to_num(77) if _is_float(value) else value


def _is_float(value):
    return isinstance(value, torch.Tensor) and value.is_floating_point()


@exercise.observe
def on_another_machine(answer, weight):
    """Take the result; if it is right, then that of a machine with other casts."""
    result = answer(weight)
    try:
        pairs = zip(result, int8_and_back(weight), strict=True)
        right = all(torch.allclose(a.double(), b.double()) for a, b in pairs)
    except Exception:  # whatever it is that this answer returns
        return result
    if not right:
        return result
    with AnotherMachine():
        return answer(weight)


def _scaled(weight, largest, limit=127, to_codes=torch.round, bounds=(-128, 127)):
    """Divide by ``largest / limit``, clip to the bounds, and come back."""
    scale = torch.where(largest > 0, largest, 1) / limit
    codes = to_codes(weight / scale).clamp(*bounds).to(torch.int8)
    return codes, codes * scale


def _rows(weight):
    return weight.abs().amax(dim=1, keepdim=True)


def _wrapped(weight, limit):
    """Use so many steps that codes leave int8 at one end and come in at the other."""
    scale = _rows(weight).clamp(min=1e-12) / limit
    codes = (weight / scale).round().to(torch.int32).to(torch.int8)
    return codes, codes * scale


@exercise.slip(
    "One scale serves the whole matrix, so rows of small weights get few codes. The "
    "exercise asks for a scale per row."
)
def one_scale(weight):
    return _scaled(weight, weight.abs().amax())


@exercise.slip(
    "You scale every column by itself. Along which dimension does a row lie?"
)
def by_columns(weight):
    return _scaled(weight, weight.abs().amax(dim=0, keepdim=True))


@exercise.slip(
    "You take the largest weight of a row, not the largest absolute one. Where a "
    "negative weight is further from zero, you clip it: which number must reach 127?"
)
def clips_the_negative(weight):
    return _scaled(weight, weight.amax(dim=1, keepdim=True))


@exercise.slip(
    "You take the largest weight of a row, not the largest absolute one. A negative "
    "weight further from zero runs past -128 and comes back positive."
)
def wraps_the_negative(weight):
    largest = weight.amax(dim=1, keepdim=True)
    scale = torch.where(largest > 0, largest, 1) / 127
    codes = (weight / scale).round().to(torch.int32).to(torch.int8)
    return codes, codes * scale


@exercise.slip(
    "You take the smallest weight of each row as the largest in size. Where a positive "
    "weight is further from zero, you clip it."
)
def by_the_minimum(weight):
    return _scaled(weight, (-weight).amax(dim=1, keepdim=True))


@exercise.slip(
    "You spread the codes from the smallest weight of a row to the largest, with a "
    "zero point. That is asymmetric: here zero stays zero, and both sides share a "
    "scale."
)
def asymmetric(weight):
    low, high = weight.amin(1, keepdim=True), weight.amax(1, keepdim=True)
    scale = torch.where(high > low, high - low, 1) / 255
    zero = (-128 - low / scale).round()
    codes = (weight / scale + zero).round().clamp(-128, 127).to(torch.int8)
    return codes, (codes - zero) * scale


@exercise.slip(
    "You divide the whole range of a row into 255 steps, without a zero point. Weights "
    "on the longer side are then clipped: how many codes has one side?"
)
def range_by_255(weight):
    spread = weight.amax(1, keepdim=True) - weight.amin(1, keepdim=True)
    return _scaled(weight, spread, limit=255)


@exercise.slip(
    "You cut the decimals off instead of rounding. `to(torch.int8)` alone goes towards "
    "zero: what comes before it?"
)
def truncates(weight):
    return _scaled(weight, _rows(weight), to_codes=torch.trunc)


@exercise.slip(
    "You round every code down, which makes all weights a little smaller. Which code "
    "is the nearest?"
)
def floors(weight):
    return _scaled(weight, _rows(weight), to_codes=torch.floor)


@exercise.slip(
    "You round every code up, which makes all weights a little larger. Which code is "
    "the nearest?"
)
def ceils(weight):
    return _scaled(weight, _rows(weight), to_codes=torch.ceil)


@exercise.slip(
    "You divide by 128 steps, and clip what does not fit. int8 runs from -128 to 127: "
    "which number do both signs have?"
)
def limit_128_clipped(weight):
    return _scaled(weight, _rows(weight), limit=128)


@exercise.slip(
    "You divide by 128 steps, so a largest positive weight gets the code 128, which "
    "int8 does not have. It comes back as -128."
)
def limit_128_wrapped(weight):
    return _wrapped(weight, 128)


@exercise.slip(
    "You divide by 255 steps. int8 has so many codes for both signs together: what is "
    "the largest one?"
)
def limit_255(weight):
    return _scaled(weight, _rows(weight), limit=255)


@exercise.slip(
    "You divide by 255 steps, and codes beyond 127 wrap around to the other sign. What "
    "is the largest code?"
)
def limit_255_wrapped(weight):
    return _wrapped(weight, 255)


@exercise.slip(
    "The codes are right, and you return them as restored weights, too. What turns a "
    "code back into a weight?"
)
def codes_twice(weight):
    codes, _ = int8_and_back(weight)
    return codes, codes.to(weight.dtype)


@exercise.slip(
    "You return the scales where the restored weights should be. What is a code times "
    "its scale?"
)
def returns_the_scales(weight):
    largest = _rows(weight)
    return int8_and_back(weight)[0], torch.where(largest > 0, largest, 1) / 127


@exercise.slip(
    "You return the scales, flat, where the restored weights should be. What is a code "
    "times its scale?"
)
def returns_flat_scales(weight):
    codes, scale = returns_the_scales(weight)
    return codes, scale.flatten()


@exercise.slip(
    "Your restored weights are those that came. Restored weights carry the error of "
    "rounding: make them from the codes."
)
def nothing_lost(weight):
    return int8_and_back(weight)[0], weight.clone()


@exercise.slip(
    "The restored weights divide by the scale. Going there you divide; and back?"
)
def divides_twice(weight):
    largest = _rows(weight)
    scale = torch.where(largest > 0, largest, 1) / 127
    codes = (weight / scale).round().to(torch.int8)
    return codes, codes / scale


@exercise.slip(
    "A row of zeros comes back as not-a-number, for its scale is 0. By what else can "
    "such a row be divided?"
)
def not_a_number(weight):
    scale = _rows(weight) / 127
    ratio = (weight / scale).round()
    return ratio.nan_to_num().to(torch.int8), ratio * scale


@exercise.slip(
    "The restored weights are right. The codes are rounded, but still floats: four "
    "bytes each, not one."
)
def float_codes(weight):
    codes, restored = int8_and_back(weight)
    return codes.to(weight.dtype), restored


@exercise.slip(
    "The numbers are right, but your codes take more than one byte each. Which dtype "
    "was asked for?"
)
def wide_codes(weight):
    codes, restored = int8_and_back(weight)
    return codes.to(torch.int64), restored


@exercise.slip(
    "Your codes start at 0, as uint8 would have it. Signed codes need no shift: which "
    "code has a weight of zero?"
)
def unsigned(weight):
    codes, restored = int8_and_back(weight)
    return (codes.to(torch.int16) + 127).to(torch.uint8), restored


@exercise.slip(
    "You scale by the spread of a row, its standard deviation. Weights beyond it are "
    "clipped: which weight must reach 127?"
)
def by_standard_deviation(weight):
    return _scaled(weight, weight.std(dim=1, keepdim=True))


@exercise.slip(
    "You return the restored weights first. The codes come first, then the weights."
)
def other_order(weight):
    return int8_and_back(weight)[::-1]


@exercise.slip(
    "You return the codes alone. The exercise asks for the restored weights as well."
)
def codes_only(weight):
    return int8_and_back(weight)[0]


@exercise.slip(
    "You return the restored weights alone. The exercise asks for the codes as well."
)
def restored_only(weight):
    return int8_and_back(weight)[1]


@exercise.slip(
    "A row of zeros has the scale 0, and 0 / 0 becomes int8 as not-a-number, which "
    "each machine does in its own way. By what else can you divide?"
)
def not_a_number_cast(weight):
    scale = _rows(weight) / 127
    codes = (weight / scale).round().to(torch.int8)
    return codes, codes * scale


@exercise.slip(
    "Your scale is the largest weight itself, so all codes are -1, 0 or 1. Which code "
    "should the largest one get?"
)
def largest_becomes_one(weight):
    return _scaled(weight, _rows(weight), limit=1)


@exercise.slip(
    "Codes are right, but you come back by the largest weight and not by the scale: "
    "127 times too large. What is one step worth?"
)
def back_by_the_largest(weight):
    codes, _ = int8_and_back(weight)
    return codes, codes * _rows(weight)


@exercise.slip(
    "Right numbers, but you return the scales as a third part. Two are asked for: "
    "codes and restored weights."
)
def with_the_scales(weight):
    return *int8_and_back(weight), returns_the_scales(weight)[1]


@exercise.slip(
    "You scale by the mean absolute weight, and clip what is beyond it. Which weight "
    "must reach 127?"
)
def by_the_mean(weight):
    return _scaled(weight, weight.abs().mean(dim=1, keepdim=True), bounds=(-127, 127))


@exercise.symptom(
    "None of your codes is negative, though weights are: do you count from the "
    "smallest one, or lose the signs? Symmetric codes have both: which weight gets "
    "code 0?"
)
def no_negative_code(given, expected):
    return bool((given[0] >= 0).all()) and given[0].shape == expected[0].shape


@exercise.symptom(
    "Your codes reach both ends in every row, from the smallest weight to the largest. "
    "That is asymmetric: if zero keeps the code 0, which weight reaches 127?"
)
def reaches_both_ends(given, expected):
    codes = given[0][expected[0].any(dim=1)].double()  # but for rows of zeros
    low, high = codes.amin(dim=1), codes.amax(dim=1)
    return bool(((low < -124) & (high > 124)).all())
