"""Exercise 8.1: write a function that runs wherever its input is."""

import torch
from torch.overrides import TorchFunctionMode

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "8.1",
    "run on any device",
    hints=(
        "Numbers made without naming a device lie on the CPU. Where do the images "
        "lie, and who can tell you?",
        "`images.device` is the place, and functions that make tensors take "
        "`device=`. Which of your tensors is not made from the images?",
    ),
    exact_dtype=True,
)


@exercise.reference
def fade(images):
    width = images.shape[2]
    ramp = torch.linspace(1, 0, width, device=images.device)
    return images * ramp  # (n, height, width) * (width,)


@exercise.cases
def cases(generator):
    shapes = (2, 4, 6), (3, 5, 5), (1, 3, 9)
    return [(torch.rand(shape, generator=generator) + 0.1,) for shape in shapes]


class Requests(TorchFunctionMode):
    """Notes which devices are asked for, and gives the CPU in place of a GPU."""

    def __init__(self):
        super().__init__()
        self.named = set()

    def __torch_function__(self, function, types, args=(), kwargs=None):
        name, kwargs = getattr(function, "__name__", ""), dict(kwargs or {})
        if name in ("cuda", "cpu"):
            return args[0].to(self._given(name))
        if "device" in kwargs:
            kwargs["device"] = self._given(kwargs["device"])
        if name == "to":
            args = [args[0], *map(self._given, args[1:])]
        return function(*args, **kwargs)

    def _given(self, value):
        if isinstance(value, int) and value >= 0:
            value = f"cuda:{value}"  # as PyTorch reads a number
        if not isinstance(value, str | torch.device):
            return value
        kind = torch.device(value).type
        here = kind in ("cpu", "meta")
        self.named.add(kind if here else "a GPU")
        return value if here else torch.device("cpu")


@exercise.observe
def on_two_devices(answer, images):
    before = torch.get_default_device()
    try:
        with Requests() as requests:
            result = answer(images)
        far, named = _far(answer, images)
        changed = torch.get_default_device() != before
    finally:
        torch.set_default_device(None if before.type == "cpu" else before)
    return {
        "your result, for images on the CPU": result,
        "with images on another device, your function": far,
        "devices of its own that it names": sorted((requests.named - {"cpu"}) | named),
        "it changes the default device for everybody": changed,
    }


def _far(answer, images):
    """Put an answer to work on images that are on the device ``meta``."""
    images = images.to("meta")
    with Requests() as mode:
        try:
            result = answer(images)
        except (RuntimeError, NotImplementedError) as error:
            return f"raises {type(error).__name__}", mode.named - {"meta"}
    if not isinstance(result, torch.Tensor):
        return "returns no tensor", mode.named - {"meta"}
    stays = result.device.type == "meta"
    place = "there" if stays else "on the CPU"
    return f"returns its result {place}", mode.named - {"meta"}


@exercise.slip(
    "Right on a CPU, but the numbers that you make are always made there. With images "
    "on a GPU the two cannot meet: where should they be made?"
)
def constants_on_the_cpu(images):
    return images * torch.linspace(1, 0, images.shape[2])


@exercise.slip(
    "Your numbers are made on a GPU, wherever the images are. Images that lie "
    "elsewhere cannot meet them. Who knows where the images are?"
)
def constants_on_cuda(images):
    return images * torch.linspace(1, 0, images.shape[2], device="cuda")


@exercise.slip(
    "You move the images to a GPU, and the caller finds the result where the input was "
    "not. Must anything but your own numbers move?"
)
def moves_all_to_cuda(images):
    images = images.to("cuda")
    return images * torch.linspace(1, 0, images.shape[2], device=images.device)


@exercise.slip(
    "The images leave their place: on this machine your code takes them to the CPU, by "
    "name or by its own choice. What could move instead of them?"
)
def moves_all_to_the_cpu(images):
    return images.cpu() * torch.linspace(1, 0, images.shape[2])


@exercise.slip(
    "Your numbers go to a device that does not come from the images: here, to the CPU. "
    "Images elsewhere cannot meet them. Whose place should they take?"
)
def names_the_cpu(images):
    return images * torch.linspace(1, 0, images.shape[2], device="cpu")


@exercise.slip(
    "You change the default device for everybody: code that has nothing to do with "
    "yours now makes its tensors elsewhere. Which argument does it for one tensor?"
)
def changes_the_default(images):
    torch.set_default_device(images.device)
    return images * torch.linspace(1, 0, images.shape[2])


def _faded(make, dim=-1):
    """Build a fade of another ramp, made where the images are."""

    def other(images):
        ramp = make(images.shape[dim], images.device)
        return images * (ramp if dim == -1 else ramp[:, None])

    return other


@exercise.slip(
    "It runs anywhere, but it fades from bottom to top instead: your ramp is black at "
    "the upper edge. Which of the three directions are the columns?"
)
def fades_upward(images):
    return _faded(lambda n, d: torch.linspace(0, 1, n, device=d), dim=-2)(images)


@exercise.slip(
    "It runs anywhere, but it fades from top to bottom. Which of the three directions "
    "are the columns?"
)
def fades_downward(images):
    return _faded(lambda n, d: torch.linspace(1, 0, n, device=d), dim=-2)(images)


@exercise.slip(
    "It runs anywhere, but it fades to the left: your ramp begins with 0. Which column "
    "keeps its ink?"
)
def fades_to_the_left(images):
    return _faded(lambda n, d: torch.linspace(0, 1, n, device=d))(images)


@exercise.slip(
    "It runs anywhere, but the last column keeps some ink: your steps are 1 over the "
    "width. How many steps lie between the first column and the last?"
)
def steps_of_one_over_width(images):
    return _faded(lambda n, d: 1 - torch.arange(n, device=d) / n)(images)


@exercise.slip(
    "It runs anywhere, but you return the ramp alone. What is to be multiplied by it?"
)
def ramp_alone(images):
    return torch.linspace(1, 0, images.shape[2], device=images.device)


@exercise.slip(
    "It runs anywhere, but you subtract the ramp. Fading keeps a share of the ink: "
    "which operation takes a share?"
)
def subtracts(images):
    return images - torch.linspace(0, 1, images.shape[2], device=images.device)


@exercise.slip(
    "It runs anywhere, but you subtract the ramp, so the first column loses most. "
    "Fading keeps a share of the ink: which operation takes a share?"
)
def subtracts_the_ramp(images):
    return images - torch.linspace(1, 0, images.shape[2], device=images.device)


@exercise.slip(
    "It runs anywhere, but you add the ramp. Fading keeps a share of the ink: which "
    "operation takes a share?"
)
def adds_the_ramp(images):
    return images + torch.linspace(1, 0, images.shape[2], device=images.device)


@exercise.slip(
    "It runs anywhere, and the images come back as they were. Where does the ramp come "
    "in?"
)
def unchanged(images):
    return images.clone()


@exercise.slip(
    "You fill your result into a tensor that is always made on the CPU. Which function "
    "makes one like `images`, in the same place?"
)
def fills_a_tensor_on_the_cpu(images):
    result = torch.zeros(images.shape)
    result[:] = images * torch.linspace(1, 0, images.shape[2], device=images.device)
    return result


@exercise.slip(
    "It runs anywhere, but it fades from image to image: your ramp is as long as the "
    "batch. Which of the three directions are the columns?"
)
def fades_over_the_batch(images):
    ramp = torch.linspace(1, 0, images.shape[0], device=images.device)
    return images * ramp[:, None, None]


@exercise.slip(
    "It runs anywhere, but your ramp is float64, as NumPy makes it, and the result "
    "with it. Which dtype do the images have?"
)
def float64_ramp(images):
    n, place = images.shape[2], images.device
    return images * torch.linspace(1, 0, n, dtype=torch.float64, device=place)


@exercise.slip(
    "It runs anywhere, but you square the ramp. It should fall evenly, by the same "
    "amount from column to column."
)
def squared_ramp(images):
    return _faded(lambda n, d: torch.linspace(1, 0, n, device=d) ** 2)(images)
