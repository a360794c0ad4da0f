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
    def images(n, height, width, dtype, step=1, start=0):
        """Make images that count upward: every pixel differs, and none is zero."""
        first = torch.randint(1, 20, (n, 1, 1), generator=generator)
        pixels = torch.arange(height * width).reshape(height, width)
        return start + step * (first + pixels).to(dtype)

    return [
        (images(600, 9, 10, torch.uint8), 2),
        (images(500, 6, 7, torch.float32, 7.3, -80.9), 1),
        (images(680, 14, 13, torch.uint8), 3),
        (images(50, 9, 9, torch.int64, 2**15 + 1, 2**40), 0),
        (images(400, 7, 6, torch.float64, 17 / 3, -40.1), 1),
    ]


@exercise.observe
def properties(answer, images, k):
    torch.manual_seed(0)
    form = {"k": k, "images": str(images.dtype)}
    try:
        mine = images.clone()
        given = answer(mine, k)
    except (IndexError, RuntimeError, ValueError) as error:
        if k:
            raise
        return {**form, "the type": f"no tensor, but {type(error).__name__}: {error}"}
    if not isinstance(given, torch.Tensor):
        return None if given is None else {**form, "the type": type(given).__name__}
    form |= {"the type": "Tensor", "the shape": str(tuple(given.shape))}
    if given.shape != images.shape:
        return form
    form |= {"the dtype": str(given.dtype), **_found(given, images, k)}
    form["a second call moves others"] = _moves_others(answer, images[:40], k)
    return {**form, "your code changes its input": not torch.equal(mine, images)}


def _found(given, images, k):
    """Describe the moves of all images, and what else happened to them."""
    values = images.unique()
    codes = _codes(given, values)
    down, right, fill, lost, tears = _moves(codes, _codes(images, values))
    return {
        "all pixels have values that came in": bool((codes >= 0).all()),
        "moves down": _told(down),
        "moves to the right": _told(right),
        "different moves": len((100 * down + right).unique()),
        "some images stay": bool(((down == 0) & (right == 0)).any()),
        "every move down is as frequent": _even(down, k),
        "every move to the right is as frequent": _even(right, k),
        "some images are empty": not codes.flatten(1).any(dim=1).all(),
        **({"rare ends": True} if _rare_ends(down, k) or _rare_ends(right, k) else {}),
        "what comes in": fill,
        "pixels that should stay are blanked": lost,
        "rows move apart": tears,
    }


def _codes(images, values):
    """Number the pixels by their values: 0 for paper, -1 for one that never came in."""
    wide = torch.promote_types(images.dtype, values.dtype)
    images, values = images.contiguous().to(wide), values.to(wide)
    places = torch.searchsorted(values, images).clamp(max=len(values) - 1)
    codes = torch.where(values[places] == images, places + 1, -1)
    return codes.masked_fill(images == 0, 0)


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


def _rare_ends(moves, k):
    """Tell whether moves by k and -k come, but far less often than the others."""
    ends = (moves.abs() == k).sum().item() / 2
    inner = (moves.abs() < k).sum().item() / (2 * k - 1 or 1)
    return k > 0 and 0 < ends < 0.72 * inner


FILLS = {
    "zeros": {"mode": "constant"},
    "the opposite edge": {"mode": "circular"},
    "the nearest pixel": {"mode": "replicate"},
    "mirrored pixels": {"mode": "reflect"},
}
REACH = 4  # the largest move that is looked for
FAR = 99  # stands for a move that is none


def _moves(given, images):
    """Find each image's move, down and to the right, and what happened beside it.

    The pixels of an image count upward, so the one in the middle tells its origin.
    """
    _, height, width = images.shape
    middle = given[:, height // 2, width // 2] - images[:, 0, 0]
    origin = middle.clamp(0, height * width - 1)
    down, right = height // 2 - origin // width, width // 2 - origin % width
    far = (middle != origin) | (down.abs() > REACH) | (right.abs() > REACH)
    down[far], right[far] = 0, 0
    corner = REACH - down, REACH - right
    shown = _window(torch.ones_like(images), REACH, *corner) == 1
    shifted = _window(images, REACH, *corner)
    other = (given != shifted) & shown
    lost = far | (other & (given != 0)).flatten(1).any(dim=1)
    moved = ~lost & ((down != 0) | (right != 0))
    old = torch.where(shown, shifted, images)
    fill = _fill(given, images, old, shown, corner, moved)
    blank = bool((other & (given == 0))[~lost].any())
    tears = bool(lost.any()) and _tears(given[lost], images[lost])
    return down.masked_fill(lost, FAR), right.masked_fill(lost, FAR), fill, blank, tears


def _fill(given, images, old, shown, corner, moved):
    """Name what came in where images were moved by this much."""
    fills = {
        name: _window(images, REACH, *corner, **options)
        for name, options in FILLS.items()
    }
    fills["the old image"] = old
    unseen = moved[:, None, None] & ~shown
    for name, filled in fills.items():
        if (given == filled)[unseen].all():
            return name
    some = (given == 0) | (given == fills["the opposite edge"])
    return "zeros and the opposite edge" if some[unseen].all() else "something else"


def _tears(given, images):
    """Tell whether the rows of these images moved, each by itself, along the row."""
    width = images.shape[2]
    source = given - images[:, :1, :1]
    rows = torch.arange(images.shape[1])[:, None]
    own = (source >= 0) & (source // width == rows)
    steps = (torch.arange(width) - source) % width
    most, least = (steps.masked_fill(~own, fill).flatten(1) for fill in (-1, width))
    apart = most.amax(1) > least.amin(1)
    return bool((own | (given == 0)).all() and apart.any())


def _window(images, k, top, left, **options):
    n, height, width = images.shape
    large = nn.functional.pad(images[:, None].double(), (k,) * 4, **options)
    large = large[:, 0].to(images.dtype)
    y, x = top[:, None] + torch.arange(height), left[:, None] + torch.arange(width)
    return large[torch.arange(n)[:, None, None], y[:, :, None], x[:, None, :]]


def _draw(images, k):
    return torch.randint(2 * k + 1, (2, len(images)))


@exercise.slip("You return the padded images. Where is the window of the old size?")
def padded_only(images, k):
    return nn.functional.pad(images, (k, k, k, k))


@exercise.slip("The images come back as rows. They came with a height and a width.")
def flattened(images, k):
    return images.flatten(1)


@exercise.slip("Nothing moves. Where is the draw?")
def nothing_moves(images, k):
    return images.clone()


@exercise.slip(
    "You return a list of images. Which function of PyTorch makes one tensor of them?"
)
def returns_a_list(images, k):
    return list(images)


@exercise.slip(
    "You return one image with the number 1 in front. Where do the others go?"
)
def returns_inside_the_loop(images, k):
    return images[:1]


@exercise.slip("You return a single image. Where do you collect the others?")
def returns_the_last(images, k):
    return images[-1]


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
    return images[:, None]


@exercise.slip(
    "Height and width have changed places. What is the order of an image's dimensions?"
)
def changes_places(images, k):
    return images.mT


@exercise.slip(
    "Every call makes the same moves, so each epoch sees the same images. What makes "
    "the draws repeat, a seed?"
)
def always_the_same(images, k):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return random_shift(images, k)


# Right but for some images.


@exercise.symptom(
    "The result is right, but your code changes the images that came in. The next "
    "epoch still needs them: work on a copy."
)
def changes_its_input(given, expected):
    return {**given, "your code changes its input": False} == expected


@exercise.symptom(
    "The moves are right, but the dtype changed on the way. Bytes should come back as "
    "bytes, and so on: which step changed it?"
)
def changes_the_dtype(given, expected):
    same = {**given, "the dtype": expected["the dtype"]} == expected
    return "uint8" not in expected["images"] or (same and given != expected)


@exercise.symptom(
    "Bytes move as they should, but images of another dtype lose values on the way: "
    "large ones, negative ones or fractions. Through which type or limits do they go?"
)
def loses_values(given, expected):
    if given == expected or "uint8" in expected["images"]:
        return given == expected
    kept = given["all pixels have values that came in"]
    return not kept or given["the dtype"] != expected["the dtype"]


@exercise.symptom(
    "Right, but not for a `k` of 0, where all images stay. Which slice is empty or "
    "whole then, or which draw has nothing to choose from?"
)
def fails_at_zero(given, expected):
    return expected["k"] == 0 or given == expected


# What comes in, and where.


def _moving(sentence):
    """Register a symptom of the cases in which images should move."""

    def register(sign):
        def told(given, expected):
            return expected["k"] == 0 or sign(given, expected)

        exercise.symptom(sentence)(told)
        return sign

    return register


DOWN, RIGHT = "moves down", "moves to the right"


def _shifts(given):
    return "other" not in given[DOWN] + given[RIGHT]


def _range(first, last):
    return ", ".join(map(str, range(first, last + 1)))


def _both(given, moves):
    return given[DOWN] == given[RIGHT] == moves


@_moving(
    "Every row of pixels moves by itself, which tears the digit. One move belongs to "
    "the whole image."
)
def tears(given, expected):
    return given["rows move apart"]


@_moving(
    "Some images come back with zeros alone. Which slice blanks all lines, for a move "
    "of 0 for instance?"
)
def empties_some(given, expected):
    return given["some images are empty"]


@_moving(
    "You blank lines on the wrong side: pixels that should stay are gone, and what "
    "left still comes in. Where does `roll` bring something in after a move up?"
)
def blanks_the_wrong_side(given, expected):
    wraps = "opposite" in given["what comes in"]
    return _shifts(given) and given["pixels that should stay are blanked"] and wraps


@_moving(
    "The moves are right, but pixels that should have stayed are blanked. How many "
    "lines come in for a move of 1?"
)
def blanks_too_much(given, expected):
    right = _both(given, expected[DOWN])
    return right and given["pixels that should stay are blanked"]


@_moving(
    "What leaves on one side comes in on the other, as `roll` does it. A stroke does "
    "not reappear across the page: what should come in?"
)
def wraps_around(given, expected):
    return _shifts(given) and given["what comes in"] == "the opposite edge"


@_moving(
    "On some sides what left still comes back in. Blank all four: up and down, left "
    "and right."
)
def wraps_on_some_sides(given, expected):
    return _shifts(given) and given["what comes in"] == "zeros and the opposite edge"


@_moving(
    "What comes in repeats the nearest pixel, so a stroke at the edge is drawn out. "
    "What is paper?"
)
def repeats_the_edge(given, expected):
    return _shifts(given) and given["what comes in"] == "the nearest pixel"


@_moving("What comes in mirrors the image. What is paper?")
def mirrors(given, expected):
    return _shifts(given) and given["what comes in"] == "mirrored pixels"


@_moving(
    "What comes in is the old image, as you move a copy onto it. Paper is 0: on what "
    "should the moved image lie?"
)
def onto_the_old_image(given, expected):
    return _shifts(given) and given["what comes in"] == "the old image"


@_moving(
    "Your images move, but what comes in is not 0. Paper is 0 here: what do you pad "
    "with, or start from?"
)
def fills_with_others(given, expected):
    return _shifts(given) and given["what comes in"] == "something else"


# Which moves there are.


@_moving(
    "Every image makes the same move. Where is the draw, before the loop or inside, "
    "and how many numbers does it give?"
)
def one_move(given, expected):
    return given["different moves"] == 1 and _shifts(given)


@_moving("Images move sideways only. What about up and down?")
def sideways_only(given, expected):
    return given[DOWN] == "0" and given[RIGHT] == expected[RIGHT]


@_moving("Images move up and down only. What about sideways?")
def up_and_down_only(given, expected):
    return given[RIGHT] == "0" and given[DOWN] == expected[DOWN]


@_moving(
    "In one direction, all images of the batch make the same move. Each needs a draw "
    "of its own: how many numbers is that for `n` images?"
)
def one_draw_for_the_batch(given, expected):
    pairs = (given[DOWN], given[RIGHT]), (given[RIGHT], given[DOWN])
    return any("," not in one and other == expected[DOWN] for one, other in pairs)


@_moving(
    "You use one draw for both directions, so images move along a diagonal only. How "
    "many numbers does a move have?"
)
def one_draw_for_both(given, expected):
    diagonal = given["different moves"] == 2 * expected["k"] + 1
    return diagonal and _both(given, expected[DOWN])


@_moving(
    "Each image moves along one direction only, down or sideways. Both belong to a "
    "move: how many numbers does each image draw?"
)
def one_direction_each(given, expected):
    cross = given["different moves"] == 4 * expected["k"] + 1
    return cross and _both(given, expected[DOWN])


@_moving(
    "No image stays where it is. A move of 0 down and 0 to the right is as likely as "
    "any other: what leaves it out?"
)
def never_stays(given, expected):
    return not given["some images stay"] and _both(given, expected[DOWN])


@_moving(
    "You move down and to the right only, never up or left. From where to where should "
    "the draw go?"
)
def one_direction(given, expected):
    return _both(given, _range(0, expected["k"]))


@_moving("You move up and to the left only. From where to where should the draw go?")
def other_direction(given, expected):
    return _both(given, _range(-expected["k"], 0))


@_moving(
    "Every image moves by `k`, never by less. The exercise says up to `k`: how many "
    "moves are there in each direction?"
)
def always_by_k(given, expected):
    return _both(given, f"-{expected['k']}, {expected['k']}")


@_moving(
    "Neither k nor -k comes: cutting decimals off leads inward, and `randint` leaves "
    "its upper end out. Which draw reaches both ends?"
)
def neither_end(given, expected):
    return _both(given, _range(1 - expected["k"], expected["k"] - 1))


def _missing(given, expected, *kinds):
    moves = {given[DOWN], given[RIGHT]}
    return moves != {expected[DOWN]} and moves <= {expected[DOWN], *kinds}


@_moving(
    "A move of 0 never comes in one direction, or in both. It belongs to the moves "
    "from -k to k: what leaves it out?"
)
def never_zero(given, expected):
    return _missing(given, expected, expected[DOWN].replace("0, ", ""))


@_moving(
    "One end of the moves, k or -k, never comes: `randint` leaves its upper end out. "
    "How many moves are there from -k to k?"
)
def one_end_missing(given, expected):
    k = expected["k"]
    return _missing(given, expected, _range(1 - k, k), _range(-k, k - 1))


@_moving(
    "You move up and to the left only, and by up to 2k. Which sides need the border, "
    "or which corner of the window means to stay?"
)
def moves_up_and_left_by_2k(given, expected):
    k = expected["k"]
    both = _range(-2 * k, 0) if k < 3 else _range(-REACH, 0) + ", other"
    return _both(given, both)


@_moving(
    "Images move by up to 2k. The corner of the window goes from 0 to 2k, and k of it "
    "means to stay: what is then the largest move?"
)
def beyond_k(given, expected):
    k, moves = expected["k"], given[DOWN] + given[RIGHT]
    return moves.startswith(f"-{2 * k},") or (k > 2 and "other" in moves)


@_moving(
    "Some images are no shift of the one at their place: their pixels changed places, "
    "or it is another image. Which line mixes them?"
)
def no_shift(given, expected):
    return not _shifts(given)


@_moving(
    "Moves by k and -k come far less often than the others, as if a number were "
    "rounded. What draws whole numbers, each with the same chance?"
)
def rare_ends(given, expected):
    return "rare ends" in given and _both(given, expected[DOWN])


@exercise.symptom(
    "All moves from -k to k come, but some more often than others. Which draw gives "
    "every whole number the same chance?"
)
def uneven(given, expected):
    keys = ("every move down is as frequent", "every move to the right is as frequent")
    some = {key: value for key, value in given.items() if key != "rare ends"}
    return {**some, **{key: expected[key] for key in keys}} == expected
