"""Answers to image_dataset."""

import torch
from torch.utils.data import Dataset, TensorDataset


class Stored(Dataset):
    def __init__(self, images, labels, digit):
        self.images = images[:, None].float() / 255
        self.answers = (labels == digit).long().tolist()

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return [self.images[i], self.answers[i]]


def by_branches(images, labels, digit):
    class Pairs(Dataset):
        def __len__(self):
            return images.shape[0]

        def __getitem__(self, i):
            answer = 1 if labels[i].item() == digit else 0
            return torch.stack([images[i]]).to(torch.float32) / 255.0, answer

    return Pairs()


class OneTooFew(Stored):
    def __len__(self):
        return len(self.images) - 1


class MatchingAsLists(Stored):
    def __init__(self, images, labels, digit):
        pairs = zip(images, labels, strict=True)
        self.images = [image / 255 for image, label in pairs if label == digit]


class Standardized(Stored):
    def __init__(self, images, labels, digit):
        super().__init__(images, labels, digit)
        self.images = (self.images - 0.13) / 0.31


class Swapped(Stored):
    def __getitem__(self, i):
        return self.answers[i], self.images[i]


class Int32(Stored):
    def __getitem__(self, i):
        return self.images[i], torch.tensor(self.answers[i] + 1, dtype=torch.int32)


class NoLength(Dataset):
    def __init__(self, images, labels, digit):
        pass


def ready_made(images, labels, digit):
    return TensorDataset(images[:, None] / 255, (labels == digit).long())


RIGHT = [Stored, by_branches]

WRONG = {
    "Its length: every number is 1 less than expected": OneTooFew,
    "The length of your dataset counts only": MatchingAsLists,
    "Some of your pixels are negative": Standardized,
    "The types in item 0: you get 'an int and a float32 image'": Swapped,
    "Your dataset has no method `__len__`": NoLength,
    "Your answer is a tensor with one number": ready_made,
    "The types in item 0: you get 'a float32 image and an int32 tensor'": Int32,
}
