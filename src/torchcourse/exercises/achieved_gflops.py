"""achieved_gflops: the arithmetic of a training step, and the rate achieved."""

from itertools import pairwise

from torchcourse.checking import Exercise


def achieved_gflops(widths, batch, seconds):
    operations = 0
    for layer in range(len(widths) - 1):
        product = 2 * batch * widths[layer] * widths[layer + 1]
        products = 2 if layer == 0 else 3  # nobody needs the gradient of the pixels
        operations += products * product
    return operations / seconds / 1e9


def cases(generator):
    return [
        ((3, 2), 4, 1e-9),
        ((2, 3, 4), 5, 1e-8),
        ((784, 128, 128, 10), 512, 0.004),
        ([7, 4, 9, 2, 6], 10, 5e-6),
        ((28 * 28, 3000, 10), 60, 0.02),
    ]


def rate(products, of_layer=lambda a, b: 2 * a * b):
    """Build a count in which layer i of n has products(i, n) products."""

    def answer(widths, batch, seconds):
        layers = list(pairwise(widths))
        operations = sum(
            products(i, len(layers)) * batch * of_layer(a, b)
            for i, (a, b) in enumerate(layers)
        )
        return operations / seconds / 1e9

    return answer


def with_biases(of_layer, products=lambda i, n: 2 if i == 0 else 3):
    return rate(products, of_layer)


def biases_once(a, b):
    return 2 * a * b + b


exercise = Exercise(
    achieved_gflops,
    cases=cases,
    hints=(
        "Take one layer, 3 inputs and 2 outputs, and one image. How many "
        "multiplications and how many additions make one of the outputs?",
        "The backward pass has two products of the forward pass's size in every layer: "
        "for the gradients of the weights, and for those of the inputs. Which layer "
        "skips one?",
        "A giga is $10^9$, and a rate is operations divided by seconds.",
    ),
    mistakes={
        "You count a multiplication and an addition together as one operation. Each of "
        "the two is one FLOP: how many FLOPs has a matrix product?": (
            rate(lambda i, n: 2 if i == 0 else 3, lambda a, b: a * b)
        ),
        "Your rate is in FLOP/s. The exercise asks for GFLOP/s: for which factor does "
        "the G stand?": (
            lambda widths, batch, seconds: 1e9 * achieved_gflops(widths, batch, seconds)
        ),
        "You count one product in each layer, that of the forward pass. How many more "
        "does the backward pass take in each layer?": rate(lambda i, n: 1),
        "You count three products in every layer. One of them gives the gradients of "
        "the layer's inputs: who needs those of the pixels?": rate(lambda i, n: 3),
        "You count two products in every layer. One is the forward pass's, one gives "
        "the gradients of the weights. What do earlier layers need from a later one?": (
            rate(lambda i, n: 2)
        ),
        "You count one product in the first layer and two in every other, so one is "
        "missing in each. Which are they: the forward pass, the gradients of the "
        "weights, and, after the first layer, what else?": rate(
            lambda i, n: 1 if i == 0 else 2
        ),
        "In your count, the first layer has one product or none, and the others are "
        "right. Its inputs need no gradients: which products remain?": (
            rate(lambda i, n: 1 if i == 0 else 3),
            rate(lambda i, n: 0 if i == 0 else 3),
        ),
        "You leave out a product in the last layer. The first layer is the one that "
        "needs no gradients of its inputs: which products does the last layer need?": (
            rate(lambda i, n: 2 if i == n - 1 else 3)
        ),
        "You multiply by the seconds. What is a rate, such as GFLOP/s?": (
            lambda widths, batch, seconds: (
                achieved_gflops(widths, batch, seconds) * seconds**2
            )
        ),
        "You count operations for the biases, too. The exercise counts the matrix "
        "products alone: what is left?": (
            with_biases(lambda a, b: 2 * (a + 1) * b),
            with_biases(biases_once),
            with_biases(lambda a, b: 2 * (a + 1) * b, lambda i, n: 3),
            with_biases(biases_once, lambda i, n: 3),
            with_biases(lambda a, b: 2 * (a + 1) * b, lambda i, n: 1),
            with_biases(biases_once, lambda i, n: 1),
            lambda widths, batch, seconds: (
                achieved_gflops(widths, batch, seconds)
                + batch * sum(widths[1:]) / seconds / 1e9
            ),
            lambda widths, batch, seconds: (
                achieved_gflops(widths, batch, seconds)
                + 2 * batch * sum(widths[1:]) / seconds / 1e9
            ),
        ),
        "You count one addition less than multiplications, 2 * inputs - 1 for each "
        "output. The notebook counts as many additions as multiplications: how many "
        "operations are those?": (
            rate(lambda i, n: 2 if i == 0 else 3, lambda a, b: (2 * a - 1) * b)
        ),
    },
)
