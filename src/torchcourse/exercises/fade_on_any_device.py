"""fade_on_any_device: fade images to the right, on whatever device they are."""

import torch

from torchcourse.checking import Exercise


def fade_on_any_device(images):
    width = images.shape[2]
    ramp = torch.linspace(1, 0, width, device=images.device)
    return images * ramp  # (n, height, width) * (width,)


def cases(generator):
    def draw(*shape):
        return torch.rand(shape, generator=generator) + 0.1

    return [
        (torch.tensor([[[1.0, 1.0, 1.0], [0.5, 0.4, 0.2]]]),),
        (torch.tensor([[[0.8, 0.2], [1.0, 1.0]], [[0.4, 0.6], [0.0, 1.0]]]),),
        (draw(3, 5, 5),),
        (draw(1, 3, 9),),
        (draw(2, 4, 6).to("meta"),),  # a device of its own on every machine
    ]


def observe(answer, images):
    result = answer(images)
    if not isinstance(result, torch.Tensor) or result.device != images.device:
        return result
    # Tensors on the device `meta` have a shape and a dtype, but no numbers.
    return torch.zeros_like(result, device="cpu") if result.is_meta else result


def faded(images, ramp):
    return images * ramp.to(images.device)


exercise = Exercise(
    fade_on_any_device,
    cases=cases,
    observe=observe,
    exact_dtype=True,
    hints=(
        "Numbers made without naming a device lie on the CPU. Where do the images lie, "
        "and who can tell you?",
        "`images.device` is the device, and functions that make tensors take "
        "`device=`. Which of your tensors is not made from the images?",
    ),
    mistakes={
        "It is right for images on the CPU only, because the ramp stays there. Images "
        "on another device, such as `meta` here, cannot be multiplied by it. (`.to` "
        "alone only makes a copy.) Which device should the ramp be made on?": (
            lambda images: images * torch.linspace(1, 0, images.shape[2]),
            lambda images: torch.linspace(1, 0, images.shape[2]) * images,
        ),
        "It is right for images on the CPU only, because your code copies numbers from "
        "the device of the images to the CPU. The device `meta` here stands for any "
        "other one. What could move in place of the images?": (
            lambda images: images.cpu() * torch.linspace(1, 0, images.shape[2])
        ),
        "Your code needs a GPU, wherever the images are. Which device should the ramp "
        "be made on?": (
            lambda images: (
                images * torch.linspace(1, 0, images.shape[2], device="cuda")
            ),
            lambda images: fade_on_any_device(images.to("cuda")),
        ),
        "The images fade to the left, because your ramp begins with 0. Which column "
        "stays as it is?": lambda images: faded(
            images, torch.linspace(0, 1, images.shape[2])
        ),
        "The last column does not become 0, because your ramp falls by 1 / width from "
        "column to column. How many steps lie between the first column and the last?": (
            lambda images: faded(
                images, 1 - torch.arange(images.shape[2]) / images.shape[2]
            )
        ),
        "Your ramp runs along the rows of an image, from the top to the bottom. Which "
        "dimension of `images` counts the columns?": (
            lambda images: fade_on_any_device(images.mT).mT
        ),
        "Your ramp has one number for each row. How many columns are there?": (
            lambda images: faded(images, torch.linspace(1, 0, images.shape[1]))
        ),
    },
)
