"""image_dataset: a Dataset that asks of each image whether it shows one digit."""

import torch
from torch.utils.data import DataLoader, Dataset

from torchcourse.checking import Exercise


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


KIND, LENGTH = "what you return", "its length"
FORM, IMAGE, ANSWER = (
    "the types in item {}",
    "the image of item {}",
    "the answer of item {}",
)
BATCH = ("a batch's images", "a batch's answers")


def observe(answer, images, labels, digit):
    dataset = answer(images, labels, digit)
    places = [0, len(labels) - 1]
    of_items = [text.format(i) for text in (FORM, IMAGE, ANSWER) for i in places]
    seen = dict.fromkeys((KIND, LENGTH, *of_items, *BATCH))
    seen[KIND] = kind_of(dataset)
    if seen[KIND] != "a Dataset":
        return seen
    seen[LENGTH] = len(dataset) if hasattr(dataset, "__len__") else "missing"
    if seen[LENGTH] != len(labels):
        return seen  # it may have no item at these places
    items = [dataset[i] for i in places]
    for i, item in zip(places, items, strict=True):
        seen[FORM.format(i)] = form_of(item)
    if not all(map(is_pair, items)):
        return seen
    for i, (image, answered) in zip(places, items, strict=True):
        seen |= {IMAGE.format(i): image, ANSWER.format(i): answered}
    shapes = (str(tuple(part.shape)) for part in batch_of(dataset))
    return seen | dict(zip(BATCH, shapes, strict=True))


def kind_of(dataset):
    if isinstance(dataset, type):
        return "a class"
    return "a Dataset" if isinstance(dataset, Dataset) else type(dataset).__name__


def is_pair(item):
    return form_of(item) == "a float32 image and an int"


def form_of(item):
    if not isinstance(item, tuple | list):
        return type(item).__name__
    return " and ".join(map(form_of_part, item))


def form_of_part(part):
    if not isinstance(part, torch.Tensor):
        return with_article(type(part).__name__)
    name = str(part.dtype).removeprefix("torch.")
    return with_article(f"{name} image" if part.ndim > 1 else f"{name} tensor")


def with_article(name):
    return f"{'an' if name[0] in 'aeio' else 'a'} {name}"  # a uint8 image


def batch_of(dataset):
    return next(iter(DataLoader(dataset, batch_size=2)))


def dataset(length=len, image=None, answer=None):
    """Make an answer that differs from the reference in one place."""

    def made(images, labels, digit):
        class Changed(Dataset):
            def __len__(self):
                return length(labels)

            def __getitem__(self, i):
                first, second = image_dataset(images, labels, digit)[i]
                first = image(images[i]) if image else first
                return first, answer(labels[i], digit) if answer else second

        return Changed()

    return made


def the_class(images, labels, digit):
    return type(image_dataset(images, labels, digit))


def plain_list(images, labels, digit):
    return list(
        map(image_dataset(images, labels, digit).__getitem__, range(len(labels)))
    )


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
        "get a dataset from it?": the_class,
        "Your function returns a list, which is no Dataset. Which two methods does the "
        "class need?": plain_list,
        "The length of your dataset counts only the images of `digit`. All images "
        "belong to it: what is the answer for the others?": matching_alone,
        "The channel is missing: your image has the shape (height, width). Which shape "
        "does the exercise ask for?": dataset(image=lambda image: image / 255),
        "Your image is flattened to a row. Which shape does the exercise ask for?": (
            dataset(image=lambda image: image.flatten() / 255),
            dataset(image=lambda image: image.reshape(1, -1) / 255),
        ),
        "Your pixels go from 0 to 255. Which scale does the exercise ask for?": (
            dataset(image=lambda image: image[None].float())
        ),
        "Your image still has the dtype uint8. Which dtype do the layers of a network "
        "need?": (
            dataset(image=lambda image: image[None]),
            dataset(image=lambda image: image[None] // 255),
        ),
        "You return the digit itself. The question is whether the image shows `digit`: "
        "which number means yes?": dataset(answer=lambda label, digit: int(label)),
        "Your answer is True or False. The exercise asks for a Python int: which "
        "function makes 1 or 0 of it?": (
            dataset(answer=lambda label, digit: bool(label == digit))
        ),
        "Your answer is a tensor with one number. The exercise asks for a Python int: "
        "which function makes one of it?": (
            dataset(answer=lambda label, digit: label == digit),
            dataset(answer=lambda label, digit: (label == digit).long()),
        ),
        "Your answers are the wrong way round: 1 stands for every other digit.": (
            dataset(answer=lambda label, digit: int(label != digit))
        ),
    },
    signs={
        "Your dataset has no method `__len__`. Which number must it return?": (
            lambda given, expected: given[LENGTH] == "missing"
        ),
        "Some of your pixels are negative, as after subtracting a mean. Which scale "
        "does the exercise ask for?": lambda given, expected: any(
            given[IMAGE.format(i)].min() < 0 for i in (0, expected[LENGTH] - 1)
        ),
    },
)
