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


RIGHT = [Stored, by_branches]


class OneTooFew(Stored):
    def __len__(self):
        return len(self.images) - 1


class Swapped(Stored):
    def __getitem__(self, i):
        return self.answers[i], self.images[i]


def ready_made(images, labels, digit):
    return TensorDataset(images[:, None] / 255, (labels == digit).long())


class WithoutLength(Dataset):
    def __init__(self, images, labels, digit):
        pass


WRONG = {
    "What you return: you get 'a Dataset without `__len__`'": WithoutLength,
    "The length: the number is 1 less than expected": OneTooFew,
    "The types of the pairs: item 0: you get 'an int and a tensor of float32'": Swapped,
    "Your answer is a Boolean or a tensor": ready_made,
}
