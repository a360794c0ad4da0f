"""luminance: the brightness of color images."""

import torch

from torchcourse.checking import Exercise


def luminance(images):
    weights = torch.tensor([0.299, 0.587, 0.114])
    return (images * weights[:, None, None]).sum(dim=1)  # (n, 3, h, w) to (n, h, w)


def cases(generator):
    def images(*shape):
        result = torch.rand(*shape, generator=generator)
        result[0, :, 0, 0] = 1.0  # each first pixel is white
        return result

    colors = torch.tensor([[[[1.0, 0.0]], [[1.0, 0.5]], [[1.0, 0.0]]]])
    pure = torch.zeros(4, 3, 2, 5)  # white, red, green, blue
    pure[0] = 1.0
    pure[[1, 2, 3], [0, 1, 2]] = 1.0
    return [
        (colors,),
        (torch.tensor([[[[1.0, 0.2, 0.0]], [[1.0, 0.0, 0.4]], [[1.0, 0.0, 0.6]]]]),),
        (pure,),
        (images(2, 3, 4, 5),),
        (images(4, 3, 5, 3),),  # as wide as there are channels
        (images(5, 3, 3, 7),),  # as high
        (images(3, 3, 3, 3),),
        (images(1, 3, 4, 2),),  # a batch of one is still a batch
    ]


WEIGHTS = torch.tensor([0.299, 0.587, 0.114])


def weighted(parts, weights=WEIGHTS):
    return weights[0] * parts[0] + weights[1] * parts[1] + weights[2] * parts[2]


def reshaped(images):
    n, _, h, w = images.shape
    return images.reshape(n, h, w, 3) @ WEIGHTS


exercise = Exercise(
    luminance,
    cases=cases,
    hints=(
        "A gray image is a weighted sum of three images. Which dimension of (n, 3, h, "
        "w) do they lie along?",
        "Broadcasting lines up shapes from the right, and the last dimension of "
        "`images` is the width. Which shape must three weights have to meet the "
        "channels?",
        "Without broadcasting: `images[:, 0]` holds all red channels, (n, h, w).",
    ),
    mistakes={
        "That is the plain mean or the plain sum: red, green and blue count alike. "
        "Where do the three weights come in?": (
            lambda images: images.mean(dim=1),
            lambda images: images.sum(dim=1),
        ),
        "The channels are weighted, but there are still three of them. What makes one "
        "image of them?": (
            lambda images: images * WEIGHTS[:, None, None],
            lambda images: images.permute(0, 2, 3, 1) * WEIGHTS,
        ),
        "Your weights meet the rows or the columns of pixels, not the channels. Which "
        "shape must three weights have so that `*` lines them up with the channels?": (
            lambda images: images * WEIGHTS[:, None],
            lambda images: (images * WEIGHTS[:, None]).sum(dim=1),
            lambda images: images * WEIGHTS,
            lambda images: (images * WEIGHTS).sum(dim=1),
            lambda images: (images * WEIGHTS).sum(dim=-1),
            lambda images: images @ WEIGHTS,
        ),
        "You index the last dimension, the columns of pixels, as if the channels came "
        "last. Which dimension holds the channels?": (
            lambda images: weighted([images[..., i] for i in range(3)]),
            lambda images: weighted([images[:, :, :, i] for i in range(3)]),
        ),
        "`reshape` to (n, h, w, 3) keeps the order in memory, so that your triples are "
        "neighbors in one channel, not the colors of one pixel. What exchanges "
        "dimensions instead?": (reshaped),
        "You weight the first three images of the batch. Which dimension holds the "
        "three channels?": (weighted),
        "You sum over another dimension than the channels. Which of the dimensions "
        "(n, 3, h, w) counts the channels?": (
            lambda images: (images * WEIGHTS[:, None, None]).sum(dim=-1),
            lambda images: (images * WEIGHTS[:, None, None]).sum(dim=0),
            lambda images: (images * WEIGHTS[:, None, None, None]).sum(dim=0),
        ),
        "Your numbers are a third of the luminance. Do you take the mean of the three "
        "weighted channels, instead of their sum?": (
            lambda images: (images * WEIGHTS[:, None, None]).mean(dim=1)
        ),
        "Green and blue are exchanged. In which order do the channels lie?": (
            lambda images: weighted(images.unbind(1), WEIGHTS[[0, 2, 1]])
        ),
        "Red and blue are exchanged. In which order do the channels lie?": (
            lambda images: weighted(images.unbind(1), WEIGHTS.flip(0))
        ),
    },
    signs={
        "A white pixel, with 1 in each channel, does not come out as 1. By which "
        "factors do you multiply its channels in all, and what do these factors add up "
        "to?": (
            lambda given, expected: (
                given.shape == expected.shape and abs(given[0, 0, 0] - 1) > 1e-3
            )
        ),
    },
)
