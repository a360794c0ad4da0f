"""sgd_step: one step of gradient descent, in place and without a graph."""

import torch

from torchcourse.checking import Exercise


def sgd_step(parameters, learning_rate):
    """Change every parameter in place."""
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad


def cases(generator):
    def with_gradient(values, gradient):
        values.requires_grad_().grad = gradient
        return values

    def parameter(*shape, dtype=torch.float32):
        pair = torch.randn(2, *shape, generator=generator, dtype=dtype)
        return with_gradient(*pair.clone().unbind())

    single = with_gradient(torch.tensor([1.0, -2.0]), torch.tensor([0.5, 3.0]))
    column = with_gradient(torch.tensor([[2.0], [0.0]]), torch.tensor([[1.0], [-1.0]]))
    still = with_gradient(torch.ones(3), torch.zeros(3))
    return [
        ([single], 0.1),
        ([column], 0.5),
        ([parameter(3), parameter(2)], 0.1),
        ([parameter(2, 5, dtype=torch.float64)], 1.5),
        ([still, parameter(4, 2), parameter(), parameter(7)], 0.01),
    ]


def observe(answer, parameters, learning_rate):
    if learning_rate != 0.5:
        answer(parameters, learning_rate)  # whatever it returns: the parameters count
        return None
    with torch.no_grad():  # the caller's, which must outlast the call
        answer(parameters, learning_rate)
        return {"autograd records afterwards": torch.is_grad_enabled()}


def step(parameters, learning_rate, sign=-1):
    for parameter in parameters:
        parameter.data.add_(sign * learning_rate * parameter.grad)


def recorded(parameters, learning_rate):
    for parameter in parameters:
        parameter -= learning_rate * parameter.grad


def new_entries(finish):
    def answer(parameters, learning_rate):
        for i, parameter in enumerate(parameters):
            parameters[i] = finish(parameter - learning_rate * parameter.grad)

    return answer


def clears(parameters, learning_rate, to_none=False):
    step(parameters, learning_rate)
    torch.optim.SGD(parameters).zero_grad(set_to_none=to_none)


def switches_on(parameters, learning_rate):
    step(parameters, learning_rate)
    torch.set_grad_enabled(True)


exercise = Exercise(
    sgd_step,
    cases=cases,
    observe=observe,
    then=lambda _, rate: (
        "with torch.no_grad():\n    {}\n    records = torch.is_grad_enabled()\nrecords"
        if rate == 0.5
        else "{}"
    ),
    hints=(
        "Two things are needed: an operation that changes a tensor instead of making a "
        "new one, and a way to keep autograd from recording it.",
        "Notebook 03 switched recording off with a `with` block. Inside it, augmented "
        "assignment such as `+=` changes the tensor itself.",
    ),
    mistakes={
        "You step along the gradient, so that the loss rises. In which direction does "
        "the gradient point?": lambda parameters, rate: step(parameters, rate, sign=1),
        "Autograd refuses to record a change in place of a leaf that requires a "
        "gradient. How do you keep an update step out of the graph?": recorded,
        "You put new tensors into the list. The model still holds the old ones, which "
        "keep their values: how does a tensor itself change?": (
            new_entries(lambda new: new),
            new_entries(torch.Tensor.detach),
            new_entries(lambda new: new.detach().requires_grad_()),
        ),
        "Every parameter keeps its old values. `parameter - ...` makes a new tensor: "
        "which kind of assignment changes the tensor itself?": lambda *case: None,
        "You subtract the whole gradient. What scales the update step?": (
            lambda parameters, rate: step(parameters, 1)
        ),
        "Only the first parameter has changed. Does your loop end too early?": (
            lambda parameters, rate: step(parameters[:1], rate)
        ),
        "The step is right, but your code also clears the gradients. What would "
        "someone find who logs them after the step?": (
            clears,
            lambda parameters, rate: clears(parameters, rate, to_none=True),
        ),
        "Your code switches recording on, also where it was off before your call. "
        "Which form of the switch restores what was before?": switches_on,
    },
)
