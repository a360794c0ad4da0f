"""tanh_node: one more operation for the engine of notebook 04."""

import math

from torchcourse.checking import Exercise


def tanh_node(Value, x):
    result = math.tanh(x.data)
    return Value(result, (x,), (1 - result**2,))


class Value:
    """A number that remembers how it was computed, as the notebook has it."""

    def __init__(self, data, inputs=(), derivatives=()):
        self.data = data
        self.inputs = inputs
        self.derivatives = derivatives
        self.grad = 0.0

    def __repr__(self):
        return f"Value({self.data}, {self.inputs}, {self.derivatives})"


def cases(generator):
    numbers = (0.5, -1.0, 0.0, 2.5, 1000.0, -1000.0)
    return [(Value, Value(number)) for number in numbers]


def observe(answer, Value, x):
    x.grad = 0.25  # as after a backward pass by another path
    node = answer(Value, x)
    return {
        "the result is a `Value`": isinstance(node, Value),
        "its `data`": getattr(node, "data", None),
        "its `inputs`": entries(getattr(node, "inputs", None), x),
        "its `derivatives`": entries(getattr(node, "derivatives", None), x),
        "its `grad`": getattr(node, "grad", None),
        "`x.data` afterwards": x.data,
        "`x.grad` afterwards": x.grad,
    }


def entries(given, x):
    if isinstance(given, tuple | list):
        return [entries(one, x) for one in given]
    return "x" if given is x else given


def node_with(derivative, inputs=lambda x: (x,)):
    """Make the answer with another local derivative, or with other inputs."""

    def answer(Value, x):
        result = math.tanh(x.data)
        return Value(result, inputs(x), derivative(x, result))

    return answer


def fills_the_gradient(Value, x):
    node = tanh_node(Value, x)
    x.grad += node.derivatives[0]
    return node


def by_quotient(Value, x):
    up, down = math.exp(x.data), math.exp(-x.data)
    result = (up - down) / (up + down)
    return Value(result, (x,), (1 - result**2,))


def by_double_power(Value, x):
    power = math.exp(2 * x.data)
    result = (power - 1) / (power + 1)
    return Value(result, (x,), (1 - result**2,))


exercise = Exercise(
    tanh_node,
    cases=cases,
    observe=observe,
    hints=(
        "`Value(data, inputs, derivatives)` makes a node. Look at `exp` in the "
        "notebook: which of the three does it compute first?",
        "`inputs` and `derivatives` are tuples of the same length. A tuple with one "
        "entry needs a comma: `(x,)`.",
        "The derivative of tanh contains the tanh itself, which you have computed "
        "already. At which number is it wanted: at `x.data`, or at the tanh of it?",
    ),
    mistakes={
        "You return a plain number, which remembers nothing. What makes it a node?": (
            lambda Value, x: math.tanh(x.data)
        ),
        "`math` and `*` compute with numbers here, and `x` is a `Value`. Which "
        "attribute of `x` holds its number?": (
            lambda Value, x: math.tanh(x),
            lambda Value, x: 2 * x,
        ),
        "Your `inputs` and `derivatives` must be tuples, with one entry each. A tuple "
        "with one entry needs a comma: `(x,)`.": (
            node_with(lambda x, tanh: 1 - tanh**2, inputs=lambda x: x),
            node_with(lambda x, tanh: 1 - tanh**2),
            node_with(lambda x, tanh: (1 - tanh**2,), inputs=lambda x: x),
        ),
        "Your `inputs` hold only the number of `x`. To which object must the backward "
        "pass add a gradient?": (
            node_with(lambda x, tanh: (1 - tanh**2,), inputs=lambda x: (x.data,))
        ),
        "Your `Value` holds no local derivative. What will the backward pass multiply "
        "by on its way to `x`?": node_with(lambda x, tanh: ()),
        "You put tanh itself in the place of its derivative. At 0 the curve of tanh is "
        "steepest, and tanh(0) is 0. Which formula gives 1 there?": node_with(
            lambda x, tanh: (tanh,)
        ),
        "You square another number than the tanh of `x.data`. Where does your code "
        "compute this tanh?": (
            node_with(lambda x, tanh: (1 - x.data**2,)),
            node_with(lambda x, tanh: (1 - math.tanh(tanh) ** 2,)),
        ),
        "You forget the square. Try x = -1: tanh rises there at a rate below 1, and "
        "yours is above 1.": node_with(lambda x, tanh: (1 - tanh,)),
        "You use `x.grad`. A local derivative belongs to the operation alone: what "
        "fills in the gradients later?": (
            node_with(lambda x, tanh: ((1 - tanh**2) * x.grad,)),
            fills_the_gradient,
        ),
        "For the input 1000 your code fails, because the result of `math.exp` is too "
        "large for a float. What does `math.tanh(1000.0)` give?": (
            by_quotient,
            by_double_power,
        ),
    },
)
