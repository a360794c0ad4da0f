"""Exercise 3.1: one step of gradient descent, in place and without a graph."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "3.1",
    "one step, in place and without a graph",
    hints=(
        "Two things are needed: an operation that changes a tensor instead of making "
        "a new one, and a way to tell autograd not to watch.",
        "Notebook 02 switched recording off with a `with` block. Inside it, augmented "
        "assignment such as `+=` changes the tensor itself.",
    ),
    changes_inputs=True,
)


@exercise.reference
def step(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad


@exercise.cases
def cases(generator):
    def parameter(*shape, dtype=torch.float32):
        values = torch.randn(shape, generator=generator, dtype=dtype).requires_grad_()
        values.grad = torch.randn(shape, generator=generator, dtype=dtype)
        return values

    still = parameter(3)
    still.grad.zero_()
    return [
        ([parameter(3, 4), parameter(5)], 0.1),
        ([parameter(2, 5, dtype=torch.float64)], 1.5),
        ([still, parameter(4, 2), parameter(), parameter(7)], 0.01),
    ]


@exercise.observe
def observe(answer, parameters, learning_rate):
    tensors = list(parameters)
    before = [tensor.detach().clone() for tensor in tensors]
    try:
        returned = answer(parameters, learning_rate)
    except RuntimeError as error:
        if "leaf Variable" not in str(error):
            raise
        return {"refused by autograd": True}
    after = [tensor.detach().clone() for tensor in tensors]
    unchanged = all(map(torch.equal, before, after))
    return {
        "refused by autograd": False,
        "the parameters after the step": after,
        "the list still holds the same tensors": list(map(id, parameters))
        == list(map(id, tensors)),
        "a graph was recorded": any(
            getattr(tensor, "grad_fn", None) is not None for tensor in parameters
        ),
        "all still require gradients": all(
            getattr(tensor, "requires_grad", False) for tensor in parameters
        ),
        "the gradients": [tensor.grad for tensor in tensors],
        "tensors returned instead": _new(returned, tensors) if unchanged else [],
    }


def _new(returned, tensors):
    """List what was returned, but for the tensors that were there before."""
    items = returned if isinstance(returned, list | tuple) else []
    return [item for item in items if all(item is not old for old in tensors)]


@exercise.slip(
    "You step along the gradient, so the loss rises. Which way does the gradient point?"
)
def adds_the_gradient(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter += learning_rate * parameter.grad


@exercise.slip(
    "Autograd refuses: it records all that happens to a leaf that requires gradients, "
    "and an update must not be part of the graph. How do you tell it to look away?"
)
def lets_autograd_watch(parameters, learning_rate):
    for parameter in parameters:
        parameter -= learning_rate * parameter.grad


@exercise.slip(
    "The list now holds new tensors with a graph behind them, so each step would make "
    "the graph longer. How do you change the old tensors, unrecorded?"
)
def builds_a_graph(parameters, learning_rate):
    for i, parameter in enumerate(parameters):
        parameters[i] = parameter - learning_rate * parameter.grad


@exercise.slip(
    "You put new tensors in the list. The model still holds the old ones and learns "
    "nothing from this. How does the tensor itself change?"
)
def replaces_the_entries(parameters, learning_rate):
    with torch.no_grad():
        for i, parameter in enumerate(parameters):
            parameters[i] = parameter - learning_rate * parameter.grad


@exercise.slip(
    "You put new leaves in the list, so training could go on, but not for the model: "
    "it still holds the old tensors. How does the tensor itself change?"
)
def replaces_the_entries_by_leaves(parameters, learning_rate):
    for i, parameter in enumerate(parameters):
        moved = parameter.detach() - learning_rate * parameter.grad
        parameters[i] = moved.requires_grad_()


@exercise.slip(
    "You return new tensors with the right numbers, and the parameters keep the old "
    "ones. What is the difference between making a tensor and changing one?"
)
def returns_new_tensors(parameters, learning_rate):
    with torch.no_grad():
        return [p - learning_rate * p.grad for p in parameters]


@exercise.slip(
    "Every parameter has its old value. `parameter = ...` only gives the name a new "
    "tensor. Which form of assignment changes the tensor that the list holds?"
)
def rebinds_the_name(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter = parameter - learning_rate * parameter.grad


@exercise.slip("The whole gradient is subtracted. What scales the step?")
def forgets_the_learning_rate(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= parameter.grad


@exercise.slip(
    "Only the first parameter has moved. Does something end your loop too early?"
)
def moves_the_first_only(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad
            return


@exercise.slip(
    "The step is right, but you also set the gradients to zero. What would someone see "
    "who logs them after your step?"
)
def zeros_the_gradients(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad
            parameter.grad.zero_()


@exercise.slip(
    "The step is right, but you also remove the gradients. What would someone find who "
    "logs them after your step?"
)
def removes_the_gradients(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter -= learning_rate * parameter.grad
            parameter.grad = None


@exercise.slip(
    "The step is right, but your code changes the gradients too: they are now scaled "
    "by the learning rate. Where could the product go instead?"
)
def scales_the_gradients(parameters, learning_rate):
    with torch.no_grad():
        for parameter in parameters:
            parameter.grad *= learning_rate
            parameter -= parameter.grad


@exercise.symptom(
    "After your step some parameter no longer requires gradients, so the next backward "
    "passes it by. Can you leave that switch alone?"
)
def stops_requiring_gradients(given, expected):
    same = given["the list still holds the same tensors"]
    return same and not given["all still require gradients"]


@exercise.symptom(
    "You return new tensors and leave the parameters as they were. What is the "
    "difference between making a tensor and changing one?"
)
def returns_something_new(given, expected):
    return len(given["tensors returned instead"]) > 0
