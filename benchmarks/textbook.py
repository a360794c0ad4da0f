"""The loop that every introduction teaches: Dataset, ToTensor, DataLoader."""

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms
from torchvision.transforms import v2

from torchcourse.data import MNIST, torchvision_root

MEAN, STD = 0.1307, 0.3081  # of MNIST's pixels, from PyTorch's own MNIST example

TRANSFORMS = {
    "textbook": transforms.Compose(
        [transforms.ToTensor(), transforms.Normalize([MEAN], [STD])]
    ),
    "textbook without Normalize": transforms.ToTensor(),
    "textbook with transforms.v2": v2.Compose(
        [
            v2.ToImage(),
            v2.ToDtype(torch.float32, scale=True),
            v2.Normalize([MEAN], [STD]),
        ]
    ),
}


def make_loader(mnist: MNIST, name: str, size: int = 128) -> DataLoader:
    """Make a loader of the training images, transformed when asked for.

    Args:
        mnist: What ``load_mnist`` returned.
        name: One of ``TRANSFORMS``.
        size: Examples per batch.

    Returns:
        Batches of images (size, 1, 28, 28), float32, and labels (size,), int64.
    """
    root = torchvision_root(mnist)
    dataset = datasets.MNIST(root, train=True, transform=TRANSFORMS[name])
    return DataLoader(dataset, batch_size=size, shuffle=True)


def one_epoch(model, loader, optimizer, device="cpu"):
    """Take one step per batch; arguments as in ``torchcourse.training``."""
    model.train()
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        logits = model(images)
        loss = nn.functional.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
