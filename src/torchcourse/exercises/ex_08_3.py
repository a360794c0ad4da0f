"""Exercise 8.3: the arithmetic of a training step, and the rate achieved."""

from itertools import pairwise

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "8.3",
    "achieved GFLOP/s",
    hints=(
        "Take one layer, 3 inputs and 2 outputs, and one image. How many products, and "
        "how many sums, make one of the outputs?",
        "Backward has two products of the forward's size in every layer: for the "
        "slopes of the weights, and for those of the inputs. Which layer skips one?",
        "A giga is $10^9$, and a rate is operations divided by seconds.",
    ),
)


@exercise.reference
def achieved_gflops(widths, batch, seconds):
    operations = 0
    for layer in range(len(widths) - 1):
        product = 2 * batch * widths[layer] * widths[layer + 1]
        passes = 2 if layer == 0 else 3  # nobody needs the slopes of the pixels
        operations += passes * product
    return operations / seconds / 1e9


@exercise.cases
def cases(generator):
    return [
        ((784, 128, 128, 10), 512, 0.004),
        ((5, 3), 4, 2e-6),
        ([7, 4, 9, 2, 6], 10, 5e-6),
    ]


def _rate(passes=lambda k, last: 2 if k == 0 else 3, factor=2, giga=1e9, bias=0):
    """Build a count whose layer k has passes(k, last) products of factor * size."""

    def rate(widths, batch, seconds):
        last = len(widths) - 2
        operations = sum(
            passes(k, last) * factor * batch * (a * b + bias * b)
            for k, (a, b) in enumerate(pairwise(widths))
        )
        return operations / seconds / giga

    return rate


@exercise.slip(
    "You count the forward pass. A training step goes backward, too: how many products "
    "does that take in each layer?"
)
def forward_only(*case):
    return _rate(lambda k, last: 1)(*case)


@exercise.slip("You count the backward pass alone. What comes before it in every step?")
def backward_only(*case):
    return _rate(lambda k, last: 1 if k == 0 else 2)(*case)


@exercise.slip(
    "Half of it. Every weight takes part in a product, and then the result is added: "
    "how many operations is that?"
)
def no_factor_two(*case):
    return _rate(factor=1)(*case)


@exercise.slip(
    "You count the forward pass, and only one operation for a weight. What happens to "
    "each product, and what follows the forward pass?"
)
def forward_only_without_factor(*case):
    return _rate(lambda k, last: 1, factor=1)(*case)


@exercise.slip(
    "You count three passes in every layer. One of them gives the slopes of a layer's "
    "inputs: does anybody need those of the pixels?"
)
def slopes_of_the_pixels(*case):
    return _rate(lambda k, last: 3)(*case)


@exercise.slip(
    "You count backward like forward. It has one product for the slopes of the "
    "weights; what do the layers further down need from this one?"
)
def no_slopes_of_inputs(*case):
    return _rate(lambda k, last: 2)(*case)


@exercise.slip(
    "You leave out the slopes of the inputs in the last layer. It is at the other end "
    "that nobody needs them."
)
def skips_the_last(*case):
    return _rate(lambda k, last: 2 if k == last else 3)(*case)


@exercise.slip(
    "You leave out the first layer altogether. Only its inputs' slopes are skipped: "
    "which of its products remain?"
)
def first_layer_missing(*case):
    return _rate(lambda k, last: 0 if k == 0 else 3)(*case)


@exercise.slip(
    "Your last layer is missing. How many layers lie between four columns of units?"
)
def last_layer_missing(widths, batch, seconds):
    return achieved_gflops(widths[:-1], batch, seconds)


@exercise.slip("You count one image. How many does a step work on?")
def one_image(widths, batch, seconds):
    return achieved_gflops(widths, 1, seconds)


@exercise.slip(
    "You count the biases. They are added too, but once for each output, and the "
    "exercise counts the matrix products alone."
)
def with_biases(*case):
    return _rate(bias=1)(*case)


@exercise.slip(
    "You count 6 operations for each parameter and image, biases and the pixels' "
    "slopes included. It is a fair estimate of large networks; here count the products "
    "layer by layer."
)
def six_times_the_parameters(*case):
    return _rate(lambda k, last: 3, bias=1)(*case)


@exercise.slip("Those are operations per second. How many of them make a giga?")
def no_giga(*case):
    return _rate(giga=1)(*case)


@exercise.slip("Those are millions of operations per second. A giga is more.")
def mega(*case):
    return _rate(giga=1e6)(*case)


@exercise.slip("Those are TFLOP/s, a thousand times more than a giga.")
def tera(*case):
    return _rate(giga=1e12)(*case)


@exercise.slip(
    "You divide by $2^{30}$, which counts memory. A GFLOP is $10^9$ operations."
)
def binary_giga(*case):
    return _rate(giga=2**30)(*case)


@exercise.slip(
    "You count the operations well, in billions, and never divide by the seconds. What "
    "makes a rate of a count?"
)
def count_only(widths, batch, seconds):
    return achieved_gflops(widths, batch, 1)


@exercise.slip(
    "You multiply by the seconds. A step that takes half the time: has it twice the "
    "rate, or half?"
)
def multiplies(widths, batch, seconds):
    return achieved_gflops(widths, batch, 1) * seconds


@exercise.slip(
    "You divide seconds by operations: how long one takes. A rate is the inverse."
)
def inverse(*case):
    return 1 / achieved_gflops(*case)


@exercise.slip(
    "You count every pair of layers as joined. In a dense network, a layer is joined "
    "to the next alone."
)
def all_pairs(widths, batch, seconds):
    n = len(widths)
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    products = [(2 if i == 0 else 3) * widths[i] * widths[j] for i, j in pairs]
    return 2 * batch * sum(products) / seconds / 1e9


@exercise.slip(
    "You count the first layer alone. Does a `return` stand inside the loop?"
)
def first_layer_alone(*case):
    return _rate(lambda k, last: 2 if k == 0 else 0)(*case)


@exercise.slip(
    "You count the last layer alone. Does each layer overwrite the count of those "
    "before it?"
)
def last_layer_alone(*case):
    return _rate(lambda k, last: 0 if k < last else 2 if k == 0 else 3)(*case)


@exercise.slip(
    "You round the rate to a whole number. The exercise asks for a float as it is."
)
def rounded(*case):
    return float(round(achieved_gflops(*case)))


@exercise.slip(
    "The first layer skips both products of its backward pass for you. Nobody needs "
    "the slopes of the pixels; and those of its weights?"
)
def first_layer_never_backward(*case):
    return _rate(lambda k, last: 1 if k == 0 else 3)(*case)


def _plus_biases(each, passes=lambda k: 2 if k == 0 else 3):
    """Build a count that adds each(k) operations per output and image for biases."""

    def rate(widths, batch, seconds):
        operations = sum(
            batch * b * (passes(k) * 2 * a + each(k))
            for k, (a, b) in enumerate(pairwise(widths))
        )
        return operations / seconds / 1e9

    return rate


@exercise.slip(
    "You count the products well, and then one addition per output for the biases. The "
    "exercise counts the matrix products alone."
)
def biases_added_once(*case):
    return _plus_biases(lambda k: 1)(*case)


@exercise.slip(
    "You count the products well, and two operations per output for the biases. Which "
    "of them are matrix products?"
)
def biases_added_twice(*case):
    return _plus_biases(lambda k: 2)(*case)


@exercise.slip(
    "In every pass you count the addition of a bias to each output. Only the matrix "
    "products are asked for: what is left?"
)
def biases_in_every_pass(*case):
    return _plus_biases(lambda k: 2 if k == 0 else 3)(*case)


@exercise.slip(
    "You count three passes in every layer, and a bias for each output. Which product "
    "does the first layer skip, and are biases matrix products?"
)
def three_passes_and_biases(*case):
    return _plus_biases(lambda k: 3, lambda k: 3)(*case)


@exercise.slip(
    "You count the forward pass alone, the biases as if each were one more input. What "
    "follows the forward pass, and what are the matrix products?"
)
def forward_only_with_biases(*case):
    return _rate(lambda k, last: 1, bias=1)(*case)


@exercise.slip(
    "You count the forward pass, and an addition for each bias. What follows the "
    "forward pass, and what are the matrix products?"
)
def forward_only_with_added_biases(*case):
    return _plus_biases(lambda k: 1, lambda k: 1)(*case)


@exercise.slip(
    "You count three passes in every layer, and one operation for a weight. Which "
    "product does the first layer skip, and what follows a multiplication?"
)
def three_passes_without_factor(*case):
    return _rate(lambda k, last: 3, factor=1)(*case)


@exercise.slip(
    "You round the rate down to a whole number. The exercise asks for a float as it "
    "is: what do `//` and `int` cut off?"
)
def rounded_down(*case):
    return float(int(achieved_gflops(*case)))
