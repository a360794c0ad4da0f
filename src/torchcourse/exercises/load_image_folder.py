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
    def write(name, *files):
        """Make a folder of images; each file is its path, its mode and its shape."""
        folder = home() / f"{name}_{generator.initial_seed()}"
        shutil.rmtree(folder, ignore_errors=True)
        for where, mode, height, width in files:
            path = folder / where
            path.parent.mkdir(parents=True, exist_ok=True)
            shape = (height, width) if mode == "L" else (height, width, 3)
            pixels = torch.randint(0, 256, shape, generator=generator)
            Image.fromarray(pixels.numpy().astype(np.uint8)).save(path)
        return folder

    pets = write(
        "pets",
        ("dog/b.png", "L", 4, 4),
        ("cat/c.png", "L", 4, 4),
        ("dog/a.png", "L", 4, 4),
    )
    sizes = write("sizes", ("wide/a.png", "L", 3, 6), ("tall/a.png", "L", 8, 4))
    colors = write(
        "colors",
        ("ripe/2.png", "RGB", 5, 5),
        ("green/1.JPG", "RGB", 9, 7),
        ("green/3.png", "L", 6, 6),
    )
    others = write(
        "others",
        ("b/x.png", "L", 5, 5),
        ("c/y.PNG", "L", 5, 5),
        ("a/z.png", "L", 5, 5),
        ("a/w.png", "L", 5, 5),
        ("all.png", "L", 5, 5),  # beside the classes
    )
    (others / "a/notes.txt").write_text("Not an image.")
    (others / "readme.txt").write_text("No class.")
    digits = write("digits", *((f"{k}/{k}.png", "L", 4, 6) for k in (10, 9, 2, 1)))
    # Written in this order, no file system lists them sorted, or it sorts all folders.
    many = write("many", *((f"x/{k}.png", "L", 3, 3) for k in "dbhfacge"))
    return [
        (str(folder), size)
        for folder, size in (
            (pets, 4),
            (sizes, 4),
            (colors, 6),
            (others, 5),
            (digits, 3),
            (many, 3),
        )
    ]


def without_dividing(folder, size):
    images, labels, class_names = load_image_folder(folder, size)
    return (images * 255).round(), labels, class_names


def bytes_as_read(folder, size):
    images, labels, class_names = without_dividing(folder, size)
    return images.to(torch.uint8), labels, class_names


def small_endings_only(folder, size, read=(".png", ".jpg")):
    images, labels, class_names = load_image_folder(folder, size)
    folders = [Path(folder) / name for name in class_names]
    endings = [path.suffix for one in folders for path in sorted(one.iterdir())]
    endings = [ending for ending in endings if ending.lower() in (".png", ".jpg")]
    kept = torch.tensor([ending in read for ending in endings])
    return images[kept], labels[kept], class_names


def other_order_of_classes(given, expected):
    return given[2] != expected[2] and sorted(given[2]) == expected[2]


def other_order_of_files(given, expected):
    mine, theirs = (
        images.double().sum(dim=(1, 2)) for images in (given[0], expected[0])
    )
    same = given[2] == expected[2]  # the classes
    same = same and torch.allclose(mine.sort().values, theirs.sort().values)
    return same and not torch.allclose(mine, theirs)


def counted_from_1(folder, size):
    images, labels, class_names = load_image_folder(folder, size)
    return images, labels + 1, class_names


def with_channel(folder, size):
    images, labels, class_names = load_image_folder(folder, size)
    return images[:, None], labels, class_names


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
        "divide?": (without_dividing, bytes_as_read),
        "Your labels begin with 1. Cross-entropy expects them to begin with 0: what "
        "does `enumerate` begin with?": counted_from_1,
        "Your images have a dimension for channels. The exercise asks for the shape "
        "(n, size, size).": with_channel,
        "You leave out files whose ending is in capitals, such as `.PNG`. Which method "
        "of a string makes lower case?": small_endings_only,
        "You leave out the files that end in `.jpg`, or in `.JPG`. Which two endings "
        "does the exercise name?": (
            lambda folder, size: small_endings_only(folder, size, (".png", ".PNG"))
        ),
    },
    signs={
        "Your class names are not in the order of the alphabet. Does `iterdir` sort "
        "them?": other_order_of_classes,
        "Your images are right, but the files of a class are not in the order of the "
        "alphabet. Does `iterdir` sort them?": other_order_of_files,
        "Your classes, or the files of a class, are not in the order of the alphabet. "
        "Does `iterdir` or `os.listdir` sort them?": lambda given, expected: (
            other_order_of_classes(given, expected)
            or other_order_of_files(given, expected)
        ),
    },
)
