"""Answers to dense_network."""

import torch
from torch import nn

from torchcourse.exercises.dense_network import network


def own_parameters(inputs, hidden, classes):
    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.w0 = nn.Parameter(torch.randn(hidden, inputs) / inputs**0.5)
            self.b0 = nn.Parameter(torch.zeros(hidden))
            self.w1 = nn.Parameter(torch.randn(classes, hidden) / hidden**0.5)
            self.b1 = nn.Parameter(torch.zeros(classes))

        def forward(self, images):
            hidden = images.reshape(len(images), -1) @ self.w0.T + self.b0
            return hidden.clamp(min=0) @ self.w1.T + self.b1

    return Network()


def sequential_inside(inputs, hidden, classes):
    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            first, last = nn.Linear(inputs, hidden), nn.Linear(hidden, classes)
            self.layers = nn.Sequential(nn.Flatten(), first, nn.ReLU(), last)

        def forward(self, images):
            return self.layers(images)

    return Network()


RIGHT = [network(), own_parameters, sequential_inside]


def no_super(inputs, hidden, classes):
    class Network(nn.Module):
        def __init__(self):
            self.first = nn.Linear(inputs, hidden)

    return Network()


WRONG = {
    "Shapes of the parameters: you get": lambda *sizes: network()(784, 128, 10),
    "Your code raises AttributeError: cannot assign module": no_super,
    "You flatten the batch, too": network(rows=lambda images: images.reshape(-1)),
    "Your code raises RuntimeError: mat1 and mat2": (
        network(rows=lambda images: images.flatten(1).T)
    ),
    "The logits: you return None": network(after=lambda logits: None),
}
