"""Read 98 of 100 digits after seconds of training: our fastest honest recipe.

Chosen by ``benchmarks/choose.py`` on validation images. Its length is fixed: nothing is
looked at while it trains.
"""

import math

import torch
from torch import nn


def make_network(width):
    """Build 784, two hidden layers, the second half as wide, 10."""
    return nn.Sequential(
        *(nn.Linear(784, width), nn.ReLU()),
        *(nn.Linear(width, width // 2), nn.ReLU()),
        nn.Linear(width // 2, 10),
    )


def train(images, labels, width=192, epochs=4, size=256, rate=0.01, smoothing=0.1):
    """Train on rows (n, 784), float32, and labels (n,), and return the network."""
    model = make_network(width).to(images.device)
    loss_function = nn.CrossEntropyLoss(label_smoothing=smoothing)  # aim at 91 %
    optimizer = torch.optim.AdamW(model.parameters(), fused=True)
    steps = epochs * math.ceil(len(labels) / size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps)
    for _ in range(epochs):
        order = torch.randperm(len(labels)).to(images.device)
        for rows in order.split(size):
            logits = model(images.index_select(0, rows))
            loss = loss_function(logits, labels.index_select(0, rows))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model
