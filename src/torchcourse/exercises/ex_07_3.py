"""Exercise 7.3: shift images at random, and fill with zeros."""

import torch
from torch import nn

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "7.3",
    "random shifts of any images",
    hints=(
        "Pad all images by `k` on every side. Every shift is then a window of the old "
        "size: where may its corner lie?",
        "`torch.randint(high, size)` never draws `high`. How many places are there "
        "from -k to k?",
        "A loop over the images is fine: for each, draw two numbers, and cut its "
        "window out.",
    ),
)


@exercise.reference
def random_shift(images, k):
    n, height, width = images.shape
    padded = nn.functional.pad(images, (k, k, k, k))  # zeros on every side
    top, left = torch.randint(2 * k + 1, (2, n)).tolist()
    windows = [
        padded[i, top[i] : top[i] + height, left[i] : left[i] + width] for i in range(n)
    ]
    return torch.stack(windows)


@exercise.cases
def cases(generator):
    def images(n, height, width, dtype):  # every pixel differs, and none is zero
        first = torch.randint(1, 20, (n, 1, 1), generator=generator)
        pixels = torch.arange(height * width).reshape(height, width)
        return (first + pixels).to(dtype)

    return [
        (images(600, 9, 10, torch.uint8), 2),
        (images(500, 7, 9, torch.float32), 1),
        (images(900, 10, 12, torch.uint8), 3),
        (images(50, 9, 9, torch.int64), 0),
    ]


@exercise.observe
def properties(answer, images, k):
    torch.manual_seed(0)
    given = answer(images, k)
    if not isinstance(given, torch.Tensor) or given.shape != images.shape:
        return {"what you return": given}
    down, right, fill = _moves(given.double(), images.double())
    return {
        "the dtype": str(given.dtype),
        "moves down": down.unique().tolist(),
        "moves to the right": right.unique().tolist(),
        "different moves": len((100 * down + right).unique()),
        "every move down is as frequent": _even(down, k),
        "every move to the right is as frequent": _even(right, k),
        "what comes in": fill,
    }


def _even(moves, k):
    """Tell whether all moves from -k to k come equally often, but for chance."""
    counts = (moves + k).clamp(0, 2 * k).bincount(minlength=2 * k + 1)
    expected = len(moves) / (2 * k + 1)
    return bool(((counts - expected).abs() <= 4.5 * expected**0.5).all())


FILLS = {
    "zeros": {"mode": "constant"},
    "the opposite edge": {"mode": "circular"},
    "the nearest pixel": {"mode": "replicate"},
    "mirrored pixels": {"mode": "reflect"},
}
REACH = 4  # the largest move that is looked for
FAR = 99  # stands for a move that is none


def _moves(given, images):
    """Find each image's move, down and to the right, and with what it was filled.

    The pixels of an image count upward, so the one in the middle tells its origin.
    """
    _, height, width = images.shape
    middle = given[:, height // 2, width // 2] - images[:, 0, 0]
    origin = middle.clamp(0, height * width - 1).long()
    down, right = height // 2 - origin // width, width // 2 - origin % width
    far = (middle != origin) | (down.abs() > REACH) | (right.abs() > REACH)
    down[far], right[far] = 0, 0
    known, fills = far, set()
    for name, options in FILLS.items():
        moved = _window(images, REACH, REACH - down, REACH - right, **options)
        found = (given == moved).flatten(1).all(dim=1) & ~known
        if (found & ((down != 0) | (right != 0))).any():
            fills.add(name)
        known = known | found
    if not (known & ~far).all():
        fills.add("something else")
    lost = far | ~known
    return (
        down.masked_fill(lost, FAR),
        right.masked_fill(lost, FAR),
        " and ".join(sorted(fills)),
    )


def _window(images, k, top, left, **options):
    n, height, width = images.shape
    large = nn.functional.pad(images[:, None].double(), (k,) * 4, **options)
    large = large[:, 0].to(images.dtype)
    y, x = top[:, None] + torch.arange(height), left[:, None] + torch.arange(width)
    return large[torch.arange(n)[:, None, None], y[:, :, None], x[:, None, :]]


def _draw(images, k):
    return torch.randint(2 * k + 1, (2, len(images)))


@exercise.slip(
    "What leaves on one side comes in on the other, as `roll` does it. A stroke does "
    "not reappear across the page: what should come in?"
)
def wraps_around(images, k):
    moved = [
        image.roll(torch.randint(-k, k + 1, (2,)).tolist(), (0, 1)) for image in images
    ]
    return torch.stack(moved)


@exercise.slip(
    "All images of the batch make the same move. Each needs a draw of its own: how "
    "many numbers is that for `n` images?"
)
def same_for_the_batch(images, k):
    top, left = torch.randint(2 * k + 1, (2,)).tolist()
    height, width = images.shape[1:]
    padded = nn.functional.pad(images, (k, k, k, k))
    return padded[:, top : top + height, left : left + width].clone()


@exercise.slip(
    "The moves are right, but the dtype changed on the way. Images of bytes should "
    "come back as bytes: which step made floats of them?"
)
def changes_the_dtype(images, k):
    if images.dtype == torch.float32:
        return random_shift(images.double(), k)
    return random_shift(images.float(), k)


@exercise.slip(
    "The moves are right, but the result is always float32. What was the dtype of the "
    "images that came in?"
)
def always_float(images, k):
    return random_shift(images.float(), k)


@exercise.slip(
    "You move down and to the right only, never up or left. From where to where should "
    "the draw go?"
)
def one_direction(images, k):
    top, left = torch.randint(k + 1, (2, len(images)))
    return _window(images, k, top, left)


@exercise.slip(
    "You move up and to the left only. From where to where should the draw go?"
)
def other_direction(images, k):
    top, left = k + torch.randint(k + 1, (2, len(images)))
    return _window(images, k, top, left)


@exercise.slip(
    "A move by +k down or to the right never comes: `randint` leaves its upper end "
    "out. How many moves are there from -k to k?"
)
def leaves_out_the_end(images, k):
    top, left = (
        1 + torch.randint(max(2 * k, 1), (2, len(images))) if k else _draw(images, k)
    )
    return _window(images, k, top, left)


@exercise.slip(
    "A move by -k never comes: `randint` leaves its upper end out. How many windows "
    "are there from 0 to 2k?"
)
def leaves_out_the_other_end(images, k):
    top, left = torch.randint(max(2 * k, 1), (2, len(images)))
    return _window(images, k, top, left)


@exercise.slip(
    "You use one draw for both directions, so images move along a diagonal only. How "
    "many numbers does a move have?"
)
def one_draw_for_both(images, k):
    top, _ = _draw(images, k)
    return _window(images, k, top, top)


@exercise.slip("Images move sideways only. What about up and down?")
def sideways_only(images, k):
    _, left = _draw(images, k)
    return _window(images, k, torch.full_like(left, k), left)


@exercise.slip("Images move up and down only. What about sideways?")
def up_and_down_only(images, k):
    top, _ = _draw(images, k)
    return _window(images, k, top, torch.full_like(top, k))


@exercise.slip(
    "Every image moves by `k`, never by less. The exercise says up to `k`: how many "
    "moves are there in each direction?"
)
def always_by_k(images, k):
    top, left = 2 * k * torch.randint(2, (2, len(images)))
    return _window(images, k, top, left)


@exercise.slip(
    "Never staying is not asked for: a move of 0 belongs to the moves from -k to k."
)
def never_zero(images, k):
    top, left = torch.randint(2 * k, (2, len(images))) if k else _draw(images, k)
    return _window(images, k, top + (top >= k) * (k > 0), left + (left >= k) * (k > 0))


@exercise.slip(
    "You round a uniform number, so the moves by k and -k come half as often as the "
    "others. What draws whole numbers?"
)
def rounds(images, k):
    top, left = (2 * k * torch.rand(2, len(images))).round().long()
    return _window(images, k, top, left)


@exercise.slip(
    "You cut the decimals off, so 0 takes the numbers from -1 to 1, and k hardly "
    "comes. What draws whole numbers?"
)
def truncates(images, k):
    top, left = k + (2 * k * torch.rand(2, len(images)) - k).long()
    return _window(images, k, top, left)


@exercise.slip(
    "What comes in repeats the nearest pixel, so a stroke at the edge is drawn out. "
    "What is paper?"
)
def repeats_the_edge(images, k):
    return _window(images, k, *_draw(images, k), mode="replicate")


@exercise.slip("What comes in mirrors the image. What is paper?")
def mirrors(images, k):
    return _window(images, k, *_draw(images, k), mode="reflect")


@exercise.slip("What comes in is 1. Paper is 0 here.")
def fills_with_ones(images, k):
    return _window(images, k, *_draw(images, k), value=1)


@exercise.slip("You return the padded images. Where is the window of the old size?")
def padded_only(images, k):
    return nn.functional.pad(images, (k, k, k, k))


@exercise.slip(
    "The shifted images come back as rows. They came with a height and a width."
)
def flattened(images, k):
    return random_shift(images, k).flatten(1)


@exercise.slip("Nothing moves. Where is the draw?")
def nothing_moves(images, k):
    return images.clone()


@exercise.slip(
    "Images move by up to 2k. The corner of the window goes from 0 to 2k, and k of it "
    "means to stay: what is then the largest move?"
)
def twice_as_far(images, k):
    return random_shift(images, 2 * k)


@exercise.slip(
    "Every row of pixels moves by itself, which tears the digit. One move belongs to "
    "the whole image."
)
def tears(images, k):
    n, height, width = images.shape
    rows = random_shift(images.reshape(n * height, 1, width), k)
    return rows.reshape(n, height, width)
