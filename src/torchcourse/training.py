"""Train and evaluate a classifier, and save a training run so that it can resume.

Notebook 13 writes ``train_one_epoch`` and ``evaluate``; a test proves that they stand
here letter for letter, which is why they carry no types. Their arguments:

    model: Maps images (n, ...) to logits (n, classes), float.
    batches: Any iterable of pairs, such as a ``DataLoader``: images, as the model takes
        them, and labels (n,), int64, from 0; on the model's device; at least one pair.
    loss_function: Maps logits and labels to their mean loss, a scalar tensor.
    optimizer: Of the model's parameters.
    scheduler: Of the optimizer, if given; it steps once per batch.

Mean losses and accuracies weigh every example alike, also those of a shorter last
batch. They come back as Python floats, an accuracy from 0 to 1.
"""

import torch

from torchcourse.checkpoint import BadCheckpoint, load_checkpoint, save_checkpoint

__all__ = [
    "BadCheckpoint",
    "evaluate",
    "load_checkpoint",
    "save_checkpoint",
    "train_one_epoch",
]


def train_one_epoch(model, batches, loss_function, optimizer, scheduler=None):
    """Take one step per batch, and return the mean loss of the examples."""
    model.train()
    total, count = 0.0, 0
    for images, labels in batches:
        logits = model(images)  # 1. forward
        loss = loss_function(logits, labels)  # 2. loss
        optimizer.zero_grad()  # 3. zero gradients
        loss.backward()  # 4. backward
        optimizer.step()  # 5. step
        if scheduler is not None:
            scheduler.step()
        total += loss.item() * len(labels)
        count += len(labels)
    return total / count


@torch.inference_mode()
def evaluate(model, batches, loss_function):
    """Return the mean loss and the accuracy of the examples, and learn nothing."""
    model.eval()
    total, correct, count = 0.0, 0, 0
    for images, labels in batches:
        logits = model(images)
        total += loss_function(logits, labels).item() * len(labels)
        correct += (logits.argmax(dim=1) == labels).sum().item()
        count += len(labels)
    return total / count, correct / count
