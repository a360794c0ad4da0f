"""Train notebook 10's network by its recipe, and write the page that the tests open.

Run as ``python make_page.py PAGE``; about 8 seconds on one core. Counterexamples made
of digits alone (two laid on each other, or one lying on its side) teach the network
that not everything is a digit; the threshold keeps 97 % of the validation digits.
"""

import math
import sys

import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, one_hot

from torchcourse import load_mnist
from torchcourse.export import write_page

EPOCHS, BATCH, RATE = 8, 512, 0.01
VALIDATION = 5_000
KEPT = 0.97


def counterexamples(count: int, images: Tensor, upright: Tensor) -> Tensor:
    """Make images (count, 784) that show no digit; a zero on its side is a zero."""
    first, second = torch.randint(len(images), (2, count // 2))
    both = torch.maximum(images[first], images[second])
    turned = upright[torch.randint(len(upright), (count - len(both),))]
    turned = turned.unflatten(1, (28, 28))
    left, right = turned.tensor_split(2)
    turned = torch.cat([left.rot90(1, (1, 2)), right.rot90(3, (1, 2))])
    return torch.cat([both, turned.flatten(1)])


def train(images: Tensor, labels: Tensor, mean: float, std: float) -> nn.Module:
    """Train 784-128-64-10 on images (n, 784), from 0 to 1, and counterexamples."""
    model = nn.Sequential(
        *(nn.Linear(784, 128), nn.ReLU()),
        *(nn.Linear(128, 64), nn.ReLU()),
        nn.Linear(64, 10),
    )
    targets, upright = one_hot(labels, 10).float(), images[labels != 0]
    steps = EPOCHS * math.ceil(len(images) / BATCH)
    optimizer = torch.optim.Adam(model.parameters())
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(images)).split(BATCH):
            strange = counterexamples(len(batch) // 8, images, upright)
            unsure = torch.full((len(strange), 10), 0.1)
            inputs = torch.cat([images[batch], strange])
            wanted = torch.cat([targets[batch], unsure])
            loss = cross_entropy(model((inputs - mean) / std), wanted)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            scheduler.step()
    return model


def main(path: str, seed: int = 0) -> None:
    """Train, choose the threshold on validation digits, and write the page."""
    torch.set_num_threads(1)  # the same digits on every run of one machine
    torch.manual_seed(seed)
    mnist = load_mnist()
    images, labels = mnist.train_images.flatten(1) / 255, mnist.train_labels
    mean, std = images.mean().item(), images.std().item()
    cut = len(images) - min(VALIDATION, len(images) // 10)
    model = train(images[:cut], labels[:cut], mean, std)
    with torch.inference_mode():
        probs = model((images[cut:] - mean) / std).softmax(dim=1)
    threshold = probs.amax(dim=1).quantile(1 - KEPT).item()
    correct = (probs.argmax(dim=1) == labels[cut:]).double().mean()
    print(f"Validation accuracy {correct:.3f}, threshold {threshold:.2f}.")
    print(f"Wrote {write_page(path, model, mean, std, round(threshold, 2))}.")


if __name__ == "__main__":
    main(sys.argv[1], *(int(seed) for seed in sys.argv[2:]))
