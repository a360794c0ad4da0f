"""Exercise 1.5: the luminance of color images."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "1.5",
    "luminance of color images",
    hints=(
        "A gray picture is a weighted sum of three pictures. Which direction of "
        "(n, 3, h, w) do they lie along?",
        "Broadcasting lines up from the right, where w stands. Which shape must three "
        "weights take to meet the channels instead?",
        "Without broadcasting: `images[:, 0]` are all red channels, (n, h, w).",
    ),
)


@exercise.reference
def luminance(images):
    weights = torch.tensor([0.299, 0.587, 0.114])
    return (images * weights[:, None, None]).sum(dim=1)  # (n, 3, h, w) to (n, h, w)


@exercise.cases
def cases(generator):
    def images(*shape):
        return torch.rand(*shape, generator=generator)

    pure = torch.zeros(4, 3, 2, 5)  # white, red, green, blue
    pure[0] = 1.0
    for channel in range(3):
        pure[channel + 1, channel] = 1.0
    return [
        (images(2, 3, 4, 5),),
        (pure,),
        (images(4, 3, 5, 3),),  # as wide as it has channels
        (images(5, 3, 2, 7),),
        (images(1, 3, 4, 2),),  # a batch of one is still a batch
    ]


WEIGHTS = torch.tensor([0.299, 0.587, 0.114])


def _weighted(images, *weights):
    red, green, blue = images.unbind(dim=1)
    return weights[0] * red + weights[1] * green + weights[2] * blue


@exercise.slip(
    "That is the plain mean: red, green and blue count alike. The eye sees green far "
    "brighter than blue: where do the three weights come in?"
)
def plain_mean(images):
    return images.mean(dim=1)


@exercise.slip(
    "You add the channels without their weights: white comes out as 3, three times as "
    "bright as white."
)
def plain_sum(images):
    return images.sum(dim=1)


@exercise.slip(
    "The numbers are right, and a channel of size 1 is left: (n, 1, h, w). What did "
    "`keepdim` or a slice keep, that is to disappear?"
)
def keeps_the_channel(images):
    return luminance(images).unsqueeze(1)


@exercise.slip(
    "You weight the first three columns of pixels, as if the channel came last. In "
    "(n, 3, h, w), which direction holds it?"
)
def columns_as_channels(images):
    return 0.299 * images[..., 0] + 0.587 * images[..., 1] + 0.114 * images[..., 2]


@exercise.slip(
    "Your weights met the columns of pixels: broadcasting lines up from the right, and "
    "that runs only for pictures 3 pixels wide. Which shape takes three weights to the "
    "channels?"
)
def weights_meet_the_columns(images):
    return (images * WEIGHTS).sum(dim=1)


@exercise.slip(
    "You treat the last direction as the channel. It is the width, and your code runs "
    "only for pictures 3 pixels wide. Which direction of (n, 3, h, w) holds the "
    "channel?"
)
def channel_last(images):
    return (images * WEIGHTS).sum(dim=-1)


@exercise.slip(
    "You `reshape` to (n, h, w, 3), which keeps the reading order: your triples are "
    "neighbors in one channel, not one pixel's colors. What moves a direction instead?"
)
def reshape_for_permute(images):
    n, _, h, w = images.shape
    return images.reshape(n, h, w, 3) @ WEIGHTS


@exercise.slip(
    "You weight the first three images of the batch, not the three channels. What "
    "stands in front of the channel?"
)
def images_as_channels(images):
    return 0.299 * images[0] + 0.587 * images[1] + 0.114 * images[2]


@exercise.slip(
    "Red and blue are exchanged: your pure blue comes out brighter than your pure red. "
    "In which order do the channels lie?"
)
def blue_first(images):
    return _weighted(images, 0.114, 0.587, 0.299)


@exercise.slip(
    "Those are the weights of high-definition television, ITU-R BT.709. The exercise "
    "asks for BT.601."
)
def high_definition(images):
    return _weighted(images, 0.2126, 0.7152, 0.0722)


@exercise.slip(
    "You weight the channels and then take their mean: white comes out as a third. Do "
    "the weights not share out the whole already?"
)
def mean_of_weighted(images):
    return luminance(images) / 3


@exercise.slip(
    "The channels are weighted, but still three: (n, 3, h, w). What makes one picture "
    "of them?"
)
def still_in_color(images):
    return images * WEIGHTS.view(3, 1, 1)


@exercise.slip(
    "Only green has a say, as if it were all the light. A red lamp is not black."
)
def green_only(images):
    return images[:, 1] * 1.0


@exercise.slip(
    "You take the brightest channel alone, so that pure blue comes out as bright as "
    "white. How much of the light that the eye sees is blue?"
)
def brightest_channel(images):
    return images.amax(dim=1)


@exercise.symptom(
    "White comes out brighter than white: what do your weights add up to, and what "
    "should they?"
)
def brighter_than_white(given, expected):
    return (given[_white(expected)] > 1.001).all()


@exercise.symptom(
    "White comes out gray: what do your weights add up to, and what should they?"
)
def white_turns_gray(given, expected):
    return (given[_white(expected)] < 0.999).all()


def _white(expected):
    return expected > 0.999  # in the case of pure colors only
