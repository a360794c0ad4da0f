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
    inputs = getattr(node, "inputs", None)
    derivatives = getattr(node, "derivatives", None)
    several = isinstance(inputs, tuple | list)
    return {
        "the result is a `Value`": isinstance(node, Value),
        "its `data`": getattr(node, "data", None),
        "its `inputs`": [named(i, x) for i in inputs] if several else named(inputs, x),
        "its `derivatives`": (
            list(derivatives) if isinstance(derivatives, tuple | list) else derivatives
        ),
        "its `grad`": getattr(node, "grad", None),
        "`x.data` afterwards": x.data,
        "`x.grad` afterwards": x.grad,
    }


def named(one, x):
    return "x" if one is x else type(one).__name__


def the_number_alone(Value, x):
    return math.tanh(x.data)


def tanh_of_the_value(Value, x):
    return Value(math.tanh(x), (x,), (1 - math.tanh(x) ** 2,))


def no_tuples(Value, x):
    result = math.tanh(x.data)
    return Value(result, x, 1 - result**2)


def derivative_alone(Value, x):
    result = math.tanh(x.data)
    return Value(result, (x,), 1 - result**2)


def input_alone(Value, x):
    result = math.tanh(x.data)
    return Value(result, x, (1 - result**2,))


def node_with(derivative):
    def answer(Value, x):
        return Value(math.tanh(x.data), (x,), (derivative(x.data),))

    return answer


def without_derivative(Value, x):
    return Value(math.tanh(x.data), (x,))


def without_inputs(Value, x):
    return Value(math.tanh(x.data))


def number_as_input(Value, x):
    result = math.tanh(x.data)
    return Value(result, (x.data,), (1 - result**2,))


def times_its_gradient(Value, x):
    result = math.tanh(x.data)
    return Value(result, (x,), ((1 - result**2) * x.grad,))


def fills_the_gradient(Value, x):
    result = math.tanh(x.data)
    x.grad += 1 - result**2
    return Value(result, (x,), (1 - result**2,))


def changes_x(Value, x):
    x.data = math.tanh(x.data)
    return Value(x.data, (x,), (1 - x.data**2,))


def by_quotient(Value, x):
    up, down = math.exp(x.data), math.exp(-x.data)
    result = (up - down) / (up + down)
    return Value(result, (x,), (1 - result**2,))


def by_double_power(Value, x):
    power = math.exp(2 * x.data)
    result = (power - 1) / (power + 1)
    return Value(result, (x,), (1 - result**2,))


def by_double_power_of_minus_x(Value, x):
    result = 2 / (1 + math.exp(-2 * x.data)) - 1
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
            the_number_alone
        ),
        "`math` computes with numbers, and `x` is a `Value`. Which attribute of `x` "
        "holds its number?": tanh_of_the_value,
        "Your `inputs` and `derivatives` must be tuples, with one entry each. A tuple "
        "with one entry needs a comma: `(x,)`.": (
            no_tuples,
            derivative_alone,
            input_alone,
        ),
        "Your `Value` holds no local derivative. What will the backward pass multiply "
        "by on its way to `x`?": without_derivative,
        "Your `Value` holds no inputs, so the graph ends here. From which value was it "
        "computed?": without_inputs,
        "Your `inputs` hold a plain number. The backward pass must reach the Value "
        "itself, to add to its `grad`: which name does it have?": number_as_input,
        "Your local derivative is the one of e^x. What is the derivative of tanh?": (
            node_with(lambda number: math.exp(min(number, 700.0)))
        ),
        "You put tanh itself in the place of its derivative. At 0 the curve of tanh is "
        "steepest, and tanh(0) is 0. Which formula gives 1 there?": node_with(
            math.tanh
        ),
        "You take the square of `x.data`, and not the square of its tanh. Which of "
        "the two stays between 0 and 1?": node_with(lambda number: 1 - number**2),
        "You forget the square. Try x = -1: tanh rises there at a rate below 1, and "
        "yours is above 1.": node_with(lambda number: 1 - math.tanh(number)),
        "You take tanh twice: the derivative uses the tanh of `x.data`, which you have "
        "computed already.": node_with(lambda n: 1 - math.tanh(math.tanh(n)) ** 2),
        "That is the derivative of the sigmoid, a different curve. Which formula does "
        "the exercise give for tanh?": (
            node_with(lambda n: (1 + math.tanh(n / 2)) * (1 - math.tanh(n / 2)) / 4)
        ),
        "You multiply by `x.grad`. A local derivative belongs to the operation alone; "
        "the backward pass multiplies later.": times_its_gradient,
        "Your function changes `x.grad`. The forward pass remembers, and who fills in "
        "the gradients?": fills_the_gradient,
        "Your function changes `x.data`, which other values may use, too. Where can "
        "the tanh be kept instead?": changes_x,
        "For the input 1000 your code fails, because the result of `math.exp` is too "
        "large for a float. What does `math.tanh(1000.0)` give?": (
            by_quotient,
            by_double_power,
            by_double_power_of_minus_x,
        ),
    },
)
