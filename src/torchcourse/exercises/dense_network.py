"""dense_network: a network with one hidden layer, as a class of the learner's own."""

import torch
from torch import nn

from torchcourse.checking import Exercise


def dense_network(inputs, hidden, classes):
    class Network(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(inputs, hidden)
            self.last = nn.Linear(hidden, classes)

        def forward(self, images):
            rows = images.flatten(1)  # (batch, inputs)
            return self.last(self.first(rows).relu())  # (batch, classes)

    return Network()


def cases(generator):
    return [(6, 5, 3), (8, 2, 4), (12, 7, 10), (20, 30, 2)]


KIND, SHAPES = "what you return", "shapes of the parameters"
LOGITS, REACHED = "the logits", "parameters that get a gradient"


def observe(answer, inputs, hidden, classes):
    model = answer(inputs, hidden, classes)
    seen = dict.fromkeys((KIND, SHAPES, LOGITS, REACHED))
    seen[KIND] = kind_of(model)
    if not isinstance(model, nn.Module):
        return seen
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(numbers(*parameter.shape))
    wanted = [(hidden, inputs), (hidden,), (classes, hidden), (classes,)]
    seen[SHAPES] = in_order(p.shape for p in model.parameters())
    if seen[SHAPES] != in_order(wanted):
        return seen
    logits = seen[LOGITS] = model(numbers(8, 2, inputs // 2))
    if isinstance(logits, torch.Tensor) and logits.requires_grad:
        logits.square().sum().backward()
    seen[REACHED] = sum(p.grad is not None for p in model.parameters())
    return seen


def kind_of(model):
    if isinstance(model, type):
        return "a class"
    if not isinstance(model, nn.Module):
        return type(model).__name__
    ready = type(model).__module__.startswith("torch.")
    return f"an {type(model).__name__} of PyTorch" if ready else "a module of your own"


def in_order(shapes):
    return " ".join(sorted(str(tuple(shape)) for shape in shapes)) or "none"


def numbers(*shape):
    """Return the same numbers for the same shape, so that weights can be compared."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


def network(
    rows=lambda images: images.flatten(1),
    between=torch.relu,
    after=lambda logits: logits,
):
    """Make an answer that differs from the reference in one place."""

    class Network(nn.Module):
        def __init__(self, inputs, hidden, classes):
            super().__init__()
            self.first = nn.Linear(inputs, hidden)
            self.last = nn.Linear(hidden, classes)

        def forward(self, images):
            return after(self.last(between(self.first(rows(images)))))

    return Network


class LayersInAList(nn.Module):
    def __init__(self, inputs, hidden, classes):
        super().__init__()
        self.layers = [nn.Linear(inputs, hidden), nn.Linear(hidden, classes)]


def ready_made(inputs, hidden, classes):
    first, last = nn.Linear(inputs, hidden), nn.Linear(hidden, classes)
    return nn.Sequential(nn.Flatten(), first, nn.ReLU(), last)


exercise = Exercise(
    dense_network,
    cases=cases,
    observe=observe,
    then=lambda inputs, *_: f"{{}}(torch.rand(8, 2, {inputs // 2}))",
    hints=(
        "Write `class Network(nn.Module):` inside of your function, with `__init__` "
        "and `forward`. Which of the two makes the layers, and which one uses them?",
        "`__init__` begins with `super().__init__()`. Then assign each `nn.Linear` to "
        "a name of `self`, so that its parameters are registered.",
        "`forward` gets images of shape (batch, height, width). Which method of a "
        "tensor makes rows of them? At the end, does your function return the class, "
        "or a network that the class makes?",
    ),
    mistakes={
        "Your module has no parameters: layers in a Python list are not registered, "
        "and neither are layers that `forward` makes. Where are they registered?": (
            LayersInAList
        ),
        "Your function returns the class itself. What do you write after a class to "
        "get a network from it?": lambda inputs, hidden, classes: network(),
        "Your network computes the right thing, but it is a ready `nn.Sequential`. The "
        "exercise asks for a class of your own, with `__init__` and `forward`.": (
            ready_made
        ),
        "Nothing stands between your two layers, so together they are one linear "
        "layer. What does the section put between them?": (
            network(between=lambda hidden: hidden)
        ),
        "A ReLU follows your last layer, so that no logit can be negative. After which "
        "layer alone does a ReLU belong?": (
            network(after=torch.relu),
            network(between=lambda hidden: hidden, after=torch.relu),
        ),
        "The images come in a batch of shape (batch, height, width), and your first "
        "layer needs rows of shape (batch, inputs). Which method makes rows?": (
            network(rows=lambda images: images)
        ),
        "You flatten the batch, too, so that all of its images become one long row. "
        "From which dimension on must `flatten` begin?": network(rows=torch.flatten),
        "Your network ends in a softmax. What does `cross_entropy` want, probabilities "
        "or logits?": (
            network(after=lambda logits: logits.softmax(dim=1)),
            network(after=lambda logits: logits.log_softmax(dim=1)),
        ),
    },
)
