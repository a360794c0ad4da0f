"""random_shift: shift each image at random, and let zeros come in."""

import itertools

import torch
from torch import nn

from torchcourse.checking import Exercise
from torchcourse.checking.describe import describe
from torchcourse.checking.observers import draw_elsewhere, within_chance


def random_shift(images, k):
    n, height, width = images.shape
    padded = nn.functional.pad(images, (k, k, k, k))  # zeros on every side
    top, left = torch.randint(2 * k + 1, (2, n)).tolist()
    windows = [
        padded[i, top[i] : top[i] + height, left[i] : left[i] + width] for i in range(n)
    ]
    return torch.stack(windows)


def cases(generator):
    def images(n, height, width, dtype, step=1, start=0):  # no two pixels are equal
        first = torch.randint(1, 20, (n, 1, 1), generator=generator)
        pixels = torch.arange(height * width).reshape(height, width)
        return start + step * (first + pixels).to(dtype)

    return [
        (images(600, 9, 10, torch.uint8), 2),
        (images(500, 6, 7, torch.float32, 7.3, -80.9), 1),
        (images(50, 9, 9, torch.int64, 2**15 + 1, 2**40), 0),
        (images(400, 7, 6, torch.float64, 17 / 3, -40.1), 1),
    ]


def observe(answer, images, k):
    before = images.clone()
    result = answer(images, k)
    if result is None:
        return None
    draw_elsewhere()
    again = [answer(before[:40].clone(), k) for _ in range(2)]
    fits = describe(result) == describe(before)
    return {
        "what you return": describe(result),
        **moves(result if fits else torch.zeros_like(before), before, k),
        "a second call makes the same moves": fits and k > 0 and torch.equal(*again),
    }


def moves(given, images, k):
    """Find each image's move, by trying all up to 2k pixels, and what comes in."""
    n, height, width = images.shape
    padded = nn.functional.pad(images, [2 * k] * 4)
    found, came = torch.full((n, 2), 99), set()
    for y, x in itertools.product(range(-2 * k, 2 * k + 1), repeat=2):
        top, left = 2 * k - y, 2 * k - x
        shifted = padded[:, top : top + height, left : left + width]
        came_in = shifted == 0  # no pixel of these images is zero
        here = ((given == shifted) | came_in).flatten(1).all(dim=1)
        found[here] = torch.tensor([y, x])
        if not (given == shifted)[here].all():
            around = given == images.roll((y, x), dims=(1, 2))
            came.add("the opposite edge" if around[here].all() else "other numbers")
    pairs = found[found[:, 0] != 99]
    down, right = (str(moves.unique().tolist()) for moves in pairs.T)
    return {
        "shifted images": {0: "none", n: "all"}.get(len(pairs), "some"),
        "pixels that come in": " and ".join(sorted(came)) or "zeros",
        "moves down": down,
        "moves to the right": right,
        "different moves": f"{len(pairs.unique(dim=0))} of {(2 * k + 1) ** 2}",
        "all moves are equally likely": even(found[:, 0], k) and even(found[:, 1], k),
    }


def even(moves, k):
    shares = [(moves == move).double().mean().item() for move in range(-k, k + 1)]
    return all(within_chance(share, 1 / (2 * k + 1), len(moves)) for share in shares)


def without_one_end(images, k, sign=1):
    n, height, width = images.shape
    padded = nn.functional.pad(images, [k] * 4)
    corners = k + sign * torch.randint(-k, k, (n, 2))
    pairs = zip(padded, corners.tolist(), strict=True)
    return torch.stack([p[y : y + height, x : x + width] for p, (y, x) in pairs])


def rolled(images, k, blank=False):
    result = images.clone()
    for image in result:
        y, x = torch.randint(-k, k + 1, (2,)).tolist()
        image[:] = image.roll((y, x), dims=(0, 1))
        if blank:
            image[:y], image[:, :x] = 0, 0
    return result


exercise = Exercise(
    random_shift,
    cases=cases,
    observe=observe,
    seconds=20.0,
    hints=(
        "Pad all images by `k` on every side. Every shift is then a window of the old "
        "size: where may its corner lie?",
        "`torch.randint(high, size)` never draws `high`. How many moves are there from "
        "-k to k?",
        "If you write slices: `[:-a]` is empty for a move by 0. Which end, written "
        "with the height or the width, is right for 0, too?",
    ),
    mistakes={
        "What leaves an image on one side comes in on the other, as `roll` does it. "
        "What should come in?": rolled,
        "Only moves down and to the right come out as shifts. What does a slice such "
        "as `image[:y]` hold if `y` is negative?": (
            lambda images, k: rolled(images, k, blank=True)
        ),
        "One end of the moves never comes, because `randint` does not draw its upper "
        "end. How many moves are there from -k to k?": (
            without_one_end,
            lambda images, k: without_one_end(images, k, sign=-1),
        ),
    },
    signs={
        "All images of a call make the same move. How many numbers does a call draw "
        "for `n` images?": lambda given, expected: (
            given["different moves"][:2] == "1 " and given["shifted images"] == "all"
        ),
        "Your images never make some pairs of moves, up or down and left or right. How "
        "many draws does an image need?": lambda given, _: (
            given["different moves"] in ("3 of 9", "5 of 25")
        ),
    },
)
