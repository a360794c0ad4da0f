"""image_dataset: a Dataset that asks of each image whether it shows one digit."""

import torch
from torch.utils.data import Dataset

from torchcourse.checking import Exercise
from torchcourse.checking.describe import dtype_of, kind


def image_dataset(images, labels, digit):
    class OneDigit(Dataset):
        def __len__(self):
            return len(labels)

        def __getitem__(self, i):
            image = images[i].unsqueeze(0) / 255  # (1, height, width), float32
            return image, int(labels[i] == digit)

    return OneDigit()


def cases(generator):
    def case(n, height, width, digit):
        images = torch.randint(256, (n, height, width), generator=generator)
        labels = torch.randint(10, (n,), generator=generator)
        labels[::3] = digit
        return images.to(torch.uint8), labels, digit

    two = torch.tensor([[[0, 255], [51, 102]], [[204, 0], [0, 153]]], dtype=torch.uint8)
    return [
        (two, torch.tensor([7, 3]), 7),
        (two.flip(0), torch.tensor([0, 1]), 0),
        case(9, 4, 5, 2),
        case(12, 3, 3, 9),
    ]


KIND, LENGTH, TYPES = "what you return", "the length", "the types of the pairs"
IMAGES, ANSWERS = "the images", "the answers"


def observe(answer, images, labels, digit):
    dataset = answer(images, labels, digit)
    seen = dict.fromkeys((KIND, LENGTH, TYPES, IMAGES, ANSWERS))
    seen[KIND] = kind_of(dataset)
    if seen[KIND] != "a Dataset":
        return seen
    seen[LENGTH] = len(dataset)
    if seen[LENGTH] != len(labels):
        return seen  # it may have no item at these places
    items = [dataset[i] for i in range(len(labels))]
    seen[TYPES] = [types_of(item) for item in items]
    if set(seen[TYPES]) == {"a tensor of float32 and an int"}:
        seen[IMAGES], seen[ANSWERS] = map(list, zip(*items, strict=True))
    return seen


def kind_of(dataset):
    if isinstance(dataset, type):
        return "a class"
    whole = "a Dataset" + " without `__len__`" * (not hasattr(dataset, "__len__"))
    return whole if isinstance(dataset, Dataset) else kind(dataset)


def types_of(item):
    parts = item if isinstance(item, tuple | list) else [item]
    return " and ".join(
        f"a tensor of {dtype_of(part)}" if torch.is_tensor(part) else kind(part)
        for part in parts
    )


def dataset(
    image=lambda pixels: pixels.unsqueeze(0) / 255,
    answer=lambda label, digit: int(label == digit),
):
    """Make an answer with other images, or with other answers to the question."""

    def made(images, labels, digit):
        class Changed(Dataset):
            def __len__(self):
                return len(labels)

            def __getitem__(self, i):
                return image(images[i]), answer(labels[i], digit)

        return Changed()

    return made


def matching_alone(images, labels, digit):
    return image_dataset(images[labels == digit], labels[labels == digit], digit)


exercise = Exercise(
    image_dataset,
    cases=cases,
    observe=observe,
    then=lambda *_: "dataset = {}\nlen(dataset), dataset[0]",
    hints=(
        "Write `class OneDigit(Dataset):` inside of your function. Which two methods "
        "does a dataset need?",
        "`__getitem__` gets a position `i` and returns a pair. `images[i]` has the "
        "shape (height, width): which method adds a dimension of size 1 in front?",
        "`labels[i] == digit` is a tensor with one Boolean. Which Python function "
        "makes 0 or 1 of it?",
    ),
    mistakes={
        "Your function returns the class itself. What do you write after a class to "
        "get a dataset from it?": lambda *case: type(image_dataset(*case)),
        "The length of your dataset counts only the images of `digit`. All images "
        "belong to it: what is the answer for the others?": matching_alone,
        "The channel is missing: your image has the shape (height, width). Which shape "
        "does the exercise ask for?": dataset(image=lambda pixels: pixels / 255),
        "Your pixels go from 0 to 255. Which scale does the exercise ask for?": (
            dataset(image=lambda pixels: pixels.unsqueeze(0).float())
        ),
        "Your image still has the dtype uint8. Which dtype do the layers of a network "
        "need?": dataset(image=lambda pixels: pixels.unsqueeze(0)),
        "You return the digit itself. The question is whether the image shows `digit`: "
        "which number means yes?": dataset(answer=lambda label, digit: int(label)),
        "Your answer is a Boolean or a tensor. The exercise asks for a Python int: "
        "which Python function turns True into 1?": (
            dataset(answer=lambda label, digit: bool(label == digit)),
            dataset(answer=lambda label, digit: label == digit),
            dataset(answer=lambda label, digit: (label == digit).long()),
        ),
    },
)
