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
    before = images.clone()
    given = answer(images, k)
    if not isinstance(given, torch.Tensor):
        return None if given is None else {"the type": type(given).__name__}
    form = {"the type": "Tensor", "the shape": str(tuple(given.shape))}
    if given.shape != before.shape:
        return form
    down, right, fill = _moves(given.double(), before.double())
    return {
        **form,
        "the dtype": str(given.dtype),
        "moves down": _told(down),
        "moves to the right": _told(right),
        "different moves": len((100 * down + right).unique()),
        "every move down is as frequent": _even(down, k),
        "every move to the right is as frequent": _even(right, k),
        "what comes in": fill,
        "a second call moves others": _moves_others(answer, before[:40], k),
    }


def _told(moves):
    """Name the moves that occur."""
    names = [str(move) for move in moves.unique().tolist()]
    return ", ".join(names).replace(str(FAR), "other")


def _moves_others(answer, images, k):
    """Tell whether one of some more calls moves the images in another way."""
    first = answer(images.clone(), k)
    for _ in range(8):
        torch.rand(7)  # as other code would do between two calls
        if not torch.equal(first, answer(images.clone(), k)):
            return True
    return False


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
    corner = REACH - down, REACH - right
    shown = _window(torch.ones_like(images), REACH, *corner) == 1
    shifted = _window(images, REACH, *corner)
    lost = far | ((given != shifted) & shown).flatten(1).any(dim=1)
    moved = ~lost & ((down != 0) | (right != 0))
    old = torch.where(shown, shifted, images)
    fill = _fill(given[moved], images[moved], old[moved], [c[moved] for c in corner])
    return down.masked_fill(lost, FAR), right.masked_fill(lost, FAR), fill


def _fill(given, images, old, corner):
    """Name what came in where images were moved by this much."""
    known, fills = torch.zeros(len(given), dtype=torch.bool), []
    candidates = {
        name: _window(images, REACH, *corner, **options)
        for name, options in FILLS.items()
    }
    for name, moved in {**candidates, "the old image": old}.items():
        found = (given == moved).flatten(1).all(dim=1) & ~known
        if found.any():
            fills.append(name)
        known = known | found
    return " and ".join([*fills, *([] if known.all() else ["something else"])])


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
    "Moves by k and -k hardly come: cutting decimals off leads inward, and `randint` "
    "leaves its upper end out. Which draw reaches both ends?"
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


@exercise.slip(
    "The moves are right, but what comes in is not 0. Paper is 0 here: what do you pad "
    "with, or start from?"
)
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
    "Every row of pixels moves by itself, which tears the digit. One move belongs to "
    "the whole image."
)
def tears(images, k):
    n, height, width = images.shape
    rows = random_shift(images.reshape(n * height, 1, width), k)
    return rows.reshape(n, height, width)


@exercise.slip(
    "Every call makes the same moves, so each epoch sees the same images. What makes "
    "the draws repeat, a seed?"
)
def always_the_same(images, k):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return random_shift(images, k)


@exercise.slip(
    "What comes in is the old image, as you move a copy onto it. Paper is 0: on what "
    "should the moved image lie?"
)
def onto_the_old_image(images, k):
    top, left = _draw(images, k)
    shown = _window(torch.ones_like(images), k, top, left) == 1
    return torch.where(shown, _window(images, k, top, left), images)


@exercise.slip(
    "You clear rows at the top and columns at the left, whichever way the image moved. "
    "Where does `roll` bring something in after a move up?"
)
def clears_the_wrong_side(images, k):
    result = []
    for image in images:
        down, right = torch.randint(-k, k + 1, (2,)).tolist()
        moved = image.roll((down, right), (0, 1))
        moved[: abs(down)] = 0
        moved[:, : abs(right)] = 0
        result.append(moved)
    return torch.stack(result)


@exercise.slip(
    "A move by +k never comes, and a `k` of 0 fails: `randint(-k, k)` leaves its upper "
    "end out. How do you let it in?"
)
def never_the_upper_end(images, k):
    top, left = 1 + torch.randint(0, 2 * k, (2, len(images)))
    return _window(images, k, top, left)


@exercise.slip(
    "One end of the moves never comes, and a `k` of 0 fails: `randint` leaves its "
    "upper end out. How many windows are there?"
)
def never_the_last_window(images, k):
    top, left = torch.randint(0, 2 * k, (2, len(images)))
    return _window(images, k, top, left)


@exercise.slip(
    "Each image moves along one direction only, down or sideways. Both belong to a "
    "move: how many numbers does each image draw?"
)
def one_direction_each(images, k):
    top, left = _draw(images, k)
    sideways = torch.randint(2, (len(images),)) == 1
    return _window(
        images, k, top.masked_fill(sideways, k), left.masked_fill(~sideways, k)
    )


@exercise.slip(
    "You pad at the bottom and at the right only, so images move up and to the left, "
    "by up to 2k. Which sides need the border?"
)
def pads_two_sides(images, k):
    top, left = 2 * k + _draw(images, k)
    return _window(images, 2 * k, top, left)


@exercise.slip(
    "You return a list of images. Which function of PyTorch makes one tensor of them?"
)
def returns_a_list(images, k):
    return list(random_shift(images, k))


@exercise.slip(
    "You return one image with the number 1 in front. Where do the others go?"
)
def returns_inside_the_loop(images, k):
    return random_shift(images, k)[:1]


@exercise.slip("You return a single image. Where do you collect the others?")
def returns_the_last(images, k):
    return random_shift(images, k)[-1]


@exercise.slip(
    "Your images are smaller than they were: a window of the image itself loses a "
    "border. What has to be put around it first?"
)
def crops(images, k):
    _, height, width = images.shape
    return images[:, : height - 2 * k, : width - 2 * k].clone()


@exercise.slip(
    "Your images have a channel in front, which they did not have. Which shape came in?"
)
def adds_a_channel(images, k):
    return random_shift(images, k)[:, None]


@exercise.slip(
    "Height and width have changed places. What is the order of an image's dimensions?"
)
def changes_places(images, k):
    return random_shift(images, k).mT


@exercise.symptom(
    "Every image makes the same move. Where is the draw, before the loop or inside, "
    "and how many numbers does it give?"
)
def one_move(given, expected):
    draws = given["a second call moves others"]
    return given["different moves"] == 1 and (draws or expected["moves down"] == "0")


@exercise.symptom(
    "Images move by up to 2k. The corner of the window goes from 0 to 2k, and k of it "
    "means to stay: what is then the largest move?"
)
def beyond_k(given, expected):
    k = int(expected["moves down"].split(", ")[-1])
    moves = given["moves down"]
    return k == 0 or moves.startswith(f"-{2 * k},") or (k > 2 and "other" in moves)


@exercise.symptom(
    "Some images are no shift of the one at their place: parts are lost, or another "
    "image stands there. Which line mixes them?"
)
def no_shift(given, expected):
    return expected["moves down"] == "0" or "other" in given["moves down"]


@exercise.symptom(
    "All moves from -k to k come, but some more often than others. Which draw gives "
    "every whole number the same chance?"
)
def uneven(given, expected):
    keys = ("moves down", "moves to the right")
    signs = [key for key in given if "as frequent" in key]
    some = expected["moves down"] == "0" or not all(given[sign] for sign in signs)
    return some and all(given[key] == expected[key] for key in keys)
