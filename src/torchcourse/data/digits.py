"""Make a stand-in for MNIST out of scikit-learn's digits, for work without internet."""

import contextlib
import hashlib
import math
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from torchcourse import files
from torchcourse.data import folders, idx

_SEED = 0
_DEGREES, _STRETCH, _SHEAR, _PIXELS = 12.0, 0.1, 0.2, 1.5  # largest distortions
_FRAME = 28 / 20  # MNIST centers a digit's 20 x 20 box in 28 x 28 pixels
_BLACK, _CONTRAST = 0.3, 1.6  # give MNIST's mean, 0.13, and strokes of its thickness
_CHUNK = 2_000  # images made at a time: about 50 MB of intermediate values
# Names the recipe as well: change it when anything above changes.
_SUMS = "SHA256SUMS-1"


def load_embedded(data_folder: Path) -> tuple[Tensor, ...]:
    """Return the stand-in from ``embedded/MNIST/raw``, making it if needed.

    Args:
        data_folder: Folder that holds ``embedded``. If it cannot be written, the
            stand-in is made again next time.

    Returns:
        Training images, training labels, test images, test labels: uint8, of
        MNIST's shapes.

    Raises:
        RuntimeError: If scikit-learn, which brings the digits, is not installed.
    """
    folder = data_folder / folders.EMBEDDED / folders.RAW
    try:
        return _read(folder)
    except (OSError, ValueError, KeyError):  # absent, damaged, or another recipe's
        values = make_digits()
        with contextlib.suppress(OSError):
            _write(folder, values)
        return values


def _read(folder: Path) -> tuple[Tensor, ...]:
    lines = (folder / _SUMS).read_text("ascii").splitlines()
    sums = {name: sha256 for sha256, name in map(str.split, lines)}
    expected = [file._replace(sha256=sums[file.name]) for file in idx.FILES]
    return tuple(idx.read_verified(folder / file.name, file) for file in expected)


def _write(folder: Path, tensors: Sequence[Tensor]) -> None:
    sums = ""
    for file, values in zip(idx.FILES, tensors, strict=True):
        content = idx.content(values)
        files.write_whole(folder / file.name, content)
        sums += f"{hashlib.sha256(content).hexdigest()}  {file.name}\n"
    files.write_whole(folder / _SUMS, sums.encode())


def make_digits() -> tuple[Tensor, ...]:
    """Enlarge and distort scikit-learn's 1,797 digits into a set of MNIST's shapes.

    Every fifth digit of each class is used for test images only, the others for
    training images only. Who wrote a digit is not recorded, so a writer can be on
    both sides, which MNIST avoids: expect higher test accuracy than on new writers.

    Returns:
        Training images (60000, 28, 28), training labels (60000,), test images
        (10000, 28, 28), test labels (10000,): uint8, images from 0 (black) to 255,
        labels from 0 to 9. Equal on every call; the global random state is untouched.

    Raises:
        RuntimeError: If scikit-learn is not installed.

    Source:
        E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI
        Machine Learning Repository, 1998, as bundled with scikit-learn.
    """
    with torch.device("cpu"), torch.no_grad():  # whatever the notebook's defaults are
        small, labels = _load_small()
        training, test = split(labels)
        generator = torch.Generator().manual_seed(_SEED)
        made = []
        for part, file in ((training, idx.FILES[0]), (test, idx.FILES[2])):
            which = part[torch.randperm(file.shape[0], generator=generator) % len(part)]
            made += [_distort(small, which, generator), labels[which]]
        return tuple(made)


def _load_small() -> tuple[Tensor, Tensor]:
    """Return images (1797, 1, 8, 8), float32 from 0 to 1, and labels (1797,), uint8."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise RuntimeError(
            "Neither MNIST nor scikit-learn's digits can be had. Connect to the "
            "internet and run this cell again, or install scikit-learn."
        ) from None
    digits = load_digits()
    images = torch.as_tensor(digits.images, dtype=torch.float32).unsqueeze(1) / 16
    return images, torch.as_tensor(digits.target, dtype=torch.uint8)


def split(labels: Tensor) -> tuple[Tensor, Tensor]:
    """Split digits for training and test, four to one in each class.

    Args:
        labels: Classes of the digits, (n,), integers.

    Returns:
        Positions of the training digits and of the test digits: int64, disjoint,
        together all n.
    """
    by_class = labels.argsort(stable=True)
    is_test = torch.arange(len(labels)) % 5 == 4
    return by_class[~is_test], by_class[is_test]


def _distort(small: Tensor, which: Tensor, generator: torch.Generator) -> Tensor:
    """Return one distorted image, (28, 28), uint8, for each of the chosen digits."""
    smooth = functional.interpolate(small, scale_factor=4, mode="bicubic")
    images = torch.empty(len(which), 28, 28, dtype=torch.uint8)
    for chosen, out in zip(which.split(_CHUNK), images.split(_CHUNK), strict=True):
        maps = _random_maps(len(chosen), generator)
        grid = functional.affine_grid(maps, [len(chosen), 1, 28, 28], False)
        gray = functional.grid_sample(smooth[chosen], grid, align_corners=False)
        bright = _CONTRAST * (gray.squeeze(1) - _BLACK)
        out.copy_((255 * bright.clamp(0, 1)).round())
    return images


def _random_maps(count: int, generator: torch.Generator) -> Tensor:
    """Return maps from image to digit coordinates, (count, 2, 3), float32."""

    def draw(limit: float) -> Tensor:
        unit = torch.rand(count, generator=generator, dtype=torch.float32)
        return limit * (2 * unit - 1)

    angle, shear = draw(math.radians(_DEGREES)), draw(_SHEAR)
    width, height = _FRAME * draw(_STRETCH).exp(), _FRAME * draw(_STRETCH).exp()
    right, down = draw(_PIXELS / 10), draw(_PIXELS / 10)  # 20 pixels from -1 to 1
    cos, sin = angle.cos(), angle.sin()
    across = [cos * width, (shear * cos - sin) * height, right]
    along = [sin * width, (shear * sin + cos) * height, down]
    return torch.stack([torch.stack(across, 1), torch.stack(along, 1)], 1)
