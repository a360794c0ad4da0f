"""Answers to load_image_folder."""

import os
import re
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from torchcourse.exercises.load_image_folder import load_image_folder


def by_os(folder, size):
    names = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir())
    read = []
    for name in names:
        for file in sorted(os.listdir(os.path.join(folder, name))):
            if file.lower().endswith((".png", ".jpg")):
                path = os.path.join(folder, name, file)
                image = Image.open(path).convert("L").resize((size, size))
                read.append((np.asarray(image, np.float32) / 255, names.index(name)))
    images, labels = zip(*read, strict=True)
    return torch.from_numpy(np.stack(images)), torch.tensor(labels), names


def by_torchvision(folder, size):
    from torchvision.datasets import ImageFolder

    def read_image(path):
        image = Image.open(path).convert("L").resize((size, size))
        return torch.tensor(np.array(image)) / 255

    read = ImageFolder(folder, loader=read_image)
    return torch.stack([i for i, _ in read]), torch.tensor(read.targets), read.classes


RIGHT = [by_os, by_torchvision]


def changed(change):
    return lambda folder, size: change(*load_image_folder(folder, size))


def files_in_reverse(images, labels, names):
    reverse = [images[labels == label].flip(0) for label in range(len(names))]
    return torch.cat(reverse), labels, names


def by_pattern(pattern):
    """Read every file whose name matches, also a text file."""

    def answer(folder, size):
        for path in Path(folder).glob("*/*"):
            if re.search(pattern, path.name.lower()):
                Image.open(path)
        return load_image_folder(folder, size)

    return answer


WRONG = {
    "Your code raises UnidentifiedImageError": (
        by_pattern(r"\.png|\.jpg"),
        by_pattern("(png|jpg)$"),
    ),
    "Your classes, or all files of one class together, are not": (
        changed(lambda images, labels, names: (images, labels, names[::-1])),
        changed(files_in_reverse),
    ),
    "Item 0: the dtype is float64": changed(
        lambda images, labels, names: (images.double(), labels, names)
    ),
    "Item 1: every number is 1 more": changed(
        lambda images, labels, names: (images, labels + 1, names)
    ),
}
