"""fade_on_any_device: fade images to the right, on whatever device they are."""

import torch
from torch.overrides import TorchFunctionMode

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


class Copies(TorchFunctionMode):
    """Notes the copies on another device that are not used for anything."""

    def __init__(self):
        super().__init__()
        self.unused = []

    def __torch_function__(self, function, types, args=(), kwargs=None):
        used = [*args, *(kwargs or {}).values()]
        self.unused = [c for c in self.unused if not any(c is one for one in used)]
        result = function(*args, **(kwargs or {}))
        if function is torch.Tensor.to and result.device != args[0].device:
            self.unused.append(result)
        return result


def observe(answer, images):
    with Copies() as copies:
        try:
            result = answer(images)
        except RuntimeError as error:
            if copies.unused and "device" in str(error):
                error.args = ("the devices differ, and a copy by `.to` is not used",)
            raise
    if isinstance(result, torch.Tensor) and result.device == images.device:
        # Tensors on the device `meta` have a shape and a dtype, but no numbers.
        return torch.zeros_like(result, device="cpu") if result.is_meta else result
    return result


def throws_the_copy_away(images):
    ramp = torch.linspace(1, 0, images.shape[2])
    ramp.to(images.device)
    return images * ramp


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
        "It is right for images on the CPU only, because the ramp is always made "
        "there. Images on another device, such as `meta` here, cannot be multiplied by "
        "it. Which device should the ramp be made on?": (
            lambda images: images * torch.linspace(1, 0, images.shape[2]),
            lambda images: torch.linspace(1, 0, images.shape[2]) * images,
        ),
        "It is right for images on the CPU only. Your code calls `.to` and does not "
        "use what it returns, so the tensor stays where it was. What does `.to` do to "
        "a tensor?": throws_the_copy_away,
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
        "keeps its ink?": lambda images: faded(
            images, torch.linspace(0, 1, images.shape[2])
        ),
        "The last column keeps some ink, because your ramp falls by 1 / width from "
        "column to column. How many steps lie between the first column and the last?": (
            lambda images: faded(
                images, 1 - torch.arange(images.shape[2]) / images.shape[2]
            )
        ),
        "Your ramp runs along the rows of an image, from the top to the bottom. Which "
        "dimension of `images` counts the columns?": (
            lambda images: fade_on_any_device(images.mT).mT,
            lambda images: faded(images.mT, torch.linspace(0, 1, images.shape[1])).mT,
        ),
        "You add a ramp, or subtract one. An image fades where each pixel keeps a "
        "share of its ink: which operation takes a share?": (
            lambda images: images - fade_on_any_device(torch.ones_like(images)),
            lambda images: images + fade_on_any_device(torch.ones_like(images)),
            lambda images: images - 1 + fade_on_any_device(torch.ones_like(images)),
        ),
    },
)
