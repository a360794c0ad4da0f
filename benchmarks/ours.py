"""Our loop: the same network and the same steps, on tensors that stay in memory.

What it changes, and what that is worth, stands in docs/benchmarks.md.
"""

import torch
from torch import Tensor, nn

from benchmarks.textbook import MEAN, STD
from torchcourse.data import MNIST


def make_rows(images: Tensor) -> Tensor:
    """Turn images (n, 28, 28), uint8, into normalized rows (n, 784), float32, once."""
    return images.flatten(1).float().div_(255).sub_(MEAN).div_(STD)


def keep(mnist: MNIST, device: str = "cpu") -> tuple[Tensor, Tensor]:
    """Return rows and labels of all training images, in the device's memory."""
    return make_rows(mnist.train_images).to(device), mnist.train_labels.to(device)


def keep_test(mnist: MNIST, device: str = "cpu") -> tuple[Tensor, Tensor]:
    """Return rows and labels of all test images, in the device's memory."""
    return make_rows(mnist.test_images).to(device), mnist.test_labels.to(device)


def make_network(width: int = 64) -> nn.Sequential:
    """Build 784, three hidden layers of one width, 10; takes images or rows."""
    return nn.Sequential(
        nn.Flatten(),
        *(nn.Linear(784, width), nn.ReLU()),
        *(nn.Linear(width, width), nn.ReLU()),
        *(nn.Linear(width, width), nn.ReLU()),
        nn.Linear(width, 10),
    )


def make_optimizer(model: nn.Module) -> torch.optim.Adam:
    """Return an Adam that updates all parameters in one pass."""
    return torch.optim.Adam(model.parameters(), lr=0.001, fused=True)


def one_epoch(model, images, labels, optimizer, size=128):
    """Take one step per batch of rows (n, 784), each row once, in a new order."""
    model.train()
    order = torch.randperm(len(labels)).to(labels.device)
    for rows in order.split(size):
        logits = model(images.index_select(0, rows))
        loss = nn.functional.cross_entropy(logits, labels.index_select(0, rows))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


@torch.inference_mode()
def accuracy(model: nn.Module, images: Tensor, labels: Tensor) -> float:
    """Return the share of rows (n, 784) that the model reads right, from 0 to 1."""
    model.eval()
    return (model(images).argmax(dim=1) == labels).float().mean().item()
