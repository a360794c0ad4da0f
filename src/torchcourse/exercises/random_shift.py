"""random_shift: shift each image at random, and let zeros come in."""

import itertools

import torch
from torch import nn

from torchcourse.checking import Exercise
from torchcourse.checking.describe import kind
from torchcourse.checking.observers import draw_elsewhere


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
    fits = form_of(result) == form_of(before)
    return {
        "what you return": form_of(result),
        **moves(result if fits else torch.zeros_like(before), before, k),
        "a second call makes the same moves": fits and k > 0 and torch.equal(*again),
    }


def form_of(result):
    shape = tuple(getattr(result, "shape", ()))
    return f"{kind(result)}, {getattr(result, 'dtype', 'no dtype')}, shape {shape}"


def moves(given, images, k):
    """Find each image's move, by trying all up to 2k pixels, and what comes in."""
    n, height, width = images.shape
    padded = nn.functional.pad(images, [2 * k] * 4)
    down, right, came = torch.full((n,), 99), torch.full((n,), 99), set()
    for y, x in itertools.product(range(-2 * k, 2 * k + 1), repeat=2):
        top, left = 2 * k - y, 2 * k - x
        shifted = padded[:, top : top + height, left : left + width]
        stays = shifted != 0  # no pixel of these images is zero
        here = ((given == shifted) | ~stays).flatten(1).all(dim=1)
        down[here], right[here] = y, x
        if (given == shifted)[here].all():
            continue
        rolled = images.roll((y, x), dims=(1, 2))
        came.add("the opposite edge" if (given == rolled)[here].all() else "others")
    pairs = torch.stack([down, right], dim=1)[down != 99]
    count = len(pairs)
    return {
        "shifted images": "all" if count == n else "some" if count else "none",
        "pixels that come in": " and ".join(sorted(came)) or "zeros",
        "moves down": span(pairs[:, 0]),
        "moves to the right": span(pairs[:, 1]),
        "different moves": f"{len(pairs.unique(dim=0))} of {(2 * k + 1) ** 2}",
        "all moves are equally likely": even(down, k) and even(right, k),
    }


def span(moves):
    values = moves.unique().tolist()
    whole = values and values == list(range(values[0], values[-1] + 1)) and values[1:]
    return f"{values[0]} to {values[-1]}" if whole else ", ".join(map(str, values))


def even(moves, k):
    counts = torch.stack([(moves == move).sum() for move in range(-k, k + 1)])
    expected = len(moves) / (2 * k + 1)
    return bool(((counts - expected).abs() <= 4.5 * expected**0.5).all())


def drawn(draw):  # draws the corners of the windows in another way
    def answer(images, k):
        _, height, width = images.shape
        padded = nn.functional.pad(images, [k] * 4)
        pairs = zip(padded, draw(len(images), k).tolist(), strict=True)
        return torch.stack([p[y : y + height, x : x + width] for p, (y, x) in pairs])

    return answer


def rolled(images, k, blank=False):
    result = images.clone()
    for image in result:
        y, x = torch.randint(-k, k + 1, (2,)).tolist()
        image[:] = image.roll((y, x), dims=(0, 1))
        if blank:
            image[:y], image[:, :x] = 0, 0
    return result


def of_28_by_28(images, k):
    return images.reshape(-1, 28, 28)


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
        "Your code expects images of 28 x 28 pixels, as in the notebook. Where do you "
        "find the height and the width of these images?": of_28_by_28,
        "What leaves an image on one side comes in on the other, as `roll` does it. "
        "What should come in?": rolled,
        "Only moves down and to the right come out as shifts. What does a slice such "
        "as `image[:y]` hold if `y` is negative?": (
            lambda images, k: rolled(images, k, blank=True)
        ),
        "One end of the moves never comes, because `randint` does not draw its upper "
        "end. How many moves are there from -k to k?": (
            drawn(lambda n, k: k + torch.randint(-k, k, (n, 2))),
            drawn(lambda n, k: k - torch.randint(-k, k, (n, 2))),
        ),
        "The move down and the move to the right are always equal. How many numbers "
        "does each image draw?": drawn(
            lambda n, k: torch.randint(2 * k + 1, (n, 1)).expand(n, 2)
        ),
    },
    signs={
        "All images of a call make the same move. How many numbers does a call draw "
        "for `n` images?": lambda given, expected: (
            given["different moves"][:2] == "1 " and given["shifted images"] == "all"
        ),
    },
)
