"""load_image_folder: read a folder of classes into images, labels and names."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from torchcourse.checking import Exercise


def load_image_folder(folder, size):
    class_names = sorted(path.name for path in Path(folder).iterdir() if path.is_dir())
    images, labels = [], []
    for label, name in enumerate(class_names):
        for path in sorted((Path(folder) / name).iterdir()):
            if path.suffix.lower() in (".png", ".jpg"):
                image = Image.open(path).convert("L").resize((size, size))
                images.append(torch.tensor(np.array(image)) / 255)
                labels.append(label)
    return torch.stack(images), torch.tensor(labels), class_names


@cache
def home():
    """Return a folder for this process, which is deleted at its end."""
    path = tempfile.mkdtemp(prefix="image_folders_")
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return Path(path)


def cases(generator):
    def case(name, size, *files):
        """Make a folder of images; each file is its path, its mode and its shape."""
        folder = home() / f"{name}_{generator.initial_seed()}"
        shutil.rmtree(folder, ignore_errors=True)
        for where, mode, *shape in files:
            path = folder / where
            path.parent.mkdir(parents=True, exist_ok=True)
            shape += [3] if mode == "RGB" else []
            pixels = torch.randint(0, 256, shape, generator=generator)
            Image.fromarray(pixels.numpy().astype(np.uint8)).save(path)
        (folder / "readme.txt").write_text("No class.")
        for name in ("notes.txt", "old.png.txt", "png"):
            (path.parent / name).write_text("Not an image.")
        return str(folder), size

    pets = [(f"{path}.png", "L", 4, 4) for path in ("dog/b", "cat/c", "dog/a")]
    fruits = [
        ("beside.png", "L", 5, 5),
        ("ripe/2.PNG", "L", 5, 5),
        ("green/1.JpG", "RGB", 9, 7),
        ("green/3.png", "RGB", 6, 6),
    ]
    digits = [(f"{k}/{k}.png", "L", 4, 6) for k in (10, 9, 2, 1)]
    # Written in this order, no file system lists them sorted, or it sorts all folders.
    many = [(f"x/{letter}.png", "L", 3, 3) for letter in "dbhfacge"]
    return [
        case("pets", 4, *pets),
        case("sizes", 4, ("wide/a.png", "L", 3, 6), ("tall/a.png", "L", 8, 4)),
        case("fruits", 6, *fruits),
        case("digits", 3, *digits),
        case("many", 3, *many),
    ]


def without_dividing(folder, size):
    images, labels, class_names = load_image_folder(folder, size)
    return (images * 255).round(), labels, class_names


def reads_only(*endings):
    """Make the answer that leaves out images with other endings than these."""

    def answer(folder, size):
        images, labels, class_names = load_image_folder(folder, size)
        folders = [Path(folder) / name for name in class_names]
        files = [path.suffix for one in folders for path in sorted(one.iterdir())]
        images_only = [ending for ending in files if ending not in (".txt", "")]
        kept = torch.tensor([ending in endings for ending in images_only])
        return images[kept], labels[kept], class_names

    return answer


def in_another_order(given, expected):
    if given[2] != expected[2]:
        return sorted(given[2]) == expected[2]
    mine, theirs = (result[0].double().sum(dim=(1, 2)) for result in (given, expected))
    same_images = torch.allclose(mine.sort().values, theirs.sort().values)
    return same_images and not torch.allclose(mine, theirs)


exercise = Exercise(
    load_image_folder,
    cases=cases,
    atol=1e-5,
    exact_dtype=True,
    hints=(
        "`Path(folder).iterdir()` gives what is in a folder, in no certain order, and "
        "`path.is_dir()` tells whether a path is a folder. What do the names of the "
        "classes need before you number them?",
        "You need two loops: over the classes, where `enumerate` gives the labels, and "
        "over the sorted files of a class. `path.suffix` is the ending of a file, such "
        'as ".PNG".',
        'For one file, `Image.open(path).convert("L").resize((size, size))` gives an '
        "image, and `torch.tensor(np.array(image))` its pixels from 0 to 255. "
        "`torch.stack` joins the images at the end.",
    ),
    mistakes={
        "Your pixels go from 0 to 255. The exercise asks for 0 to 1: by what must you "
        "divide?": without_dividing,
        "You leave out images because of their endings. Which ones does the exercise "
        "name, and which method of a string makes lower case?": (
            reads_only(".png", ".jpg"),
            reads_only(".png", ".PNG"),
            reads_only(".png"),
        ),
    },
    signs={
        "Your classes, or all files of one class together, are not in alphabetical "
        "order. Which list do you have to sort?": in_another_order,
    },
)
