"""Exercise 10.2: from pixels to probabilities, in NumPy alone."""

from itertools import pairwise

import numpy as np
import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "10.2",
    "the forward pass in NumPy",
    hints=(
        "Pixels first: from 0 to 1, then standardized, then one row per image. Which "
        "of these needs `mean` and `std`?",
        "`nn.Linear` keeps its weight as `(outputs, inputs)`. How must it be turned to "
        "stand to the right of rows `(n, inputs)`?",
        "Every layer but the last is followed by a ReLU. In a loop over `layers[:-1]`, "
        "what is left to do after it?",
    ),
)


@exercise.reference
def digit_probs(layers, pixels, mean, std):
    values = (pixels.reshape(len(pixels), -1) / 255 - mean) / std
    for weight, bias in layers[:-1]:
        values = np.maximum(values @ weight.T + bias, 0)
    weight, bias = layers[-1]
    logits = values @ weight.T + bias
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@exercise.cases
def cases(generator):
    def case(widths, n, shape, mean, std, size):
        layers = []
        for inputs, outputs in pairwise(widths):
            weight = torch.randn(outputs, inputs, generator=generator) * inputs**-0.5
            layers.append((weight, 0.5 * torch.randn(outputs, generator=generator)))
        layers[-1] = tuple(size * part for part in layers[-1])
        pixels = torch.randint(256, (n, *shape), generator=generator)
        return layers, pixels.to(torch.uint8), mean, std

    return [
        case((16, 16, 16, 16), 16, (4, 4), 0.45, 0.3, 1.0),
        case((30, 12, 9, 5), 7, (6, 5), 0.4, 0.25, 1.0),
        case((8, 6, 3), 9, (2, 4), 0.6, 0.5, 4000.0),  # logits far beyond 709
        case((9, 4), 3, (3, 3), 0.3, 0.7, 2.0),
    ]


@exercise.observe
def in_numpy(answer, layers, pixels, mean, std):
    """Hand an answer NumPy arrays, and take whatever array it gives."""
    arrays = [(weight.numpy(), bias.numpy()) for weight, bias in layers]
    given = answer(arrays, pixels.numpy(), mean, std)
    kind = type(given).__name__
    if isinstance(given, np.ndarray | np.generic):
        given = torch.as_tensor(given)
    return {"the probabilities": given, "the type": kind}


def _softmax(logits, axis=1):
    powers = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _rows(pixels, mean, std):
    return (pixels.reshape(len(pixels), -1) / 255 - mean) / std


def _relu(values):
    return np.maximum(values, 0)


def _logits(layers, values, bend=_relu, transposed=True, biases=True):
    for i, (weight, bias) in enumerate(layers):
        values = values @ (weight.T if transposed else weight)
        values = values + bias if biases else values
        values = bend(values) if i < len(layers) - 1 else values
    return values


@exercise.slip(
    "You bend the output, too: its negative logits become 0. After which layer does no "
    "ReLU follow?"
)
def relu_on_the_output(layers, pixels, mean, std):
    return _softmax(_relu(_logits(layers, _rows(pixels, mean, std))))


@exercise.slip(
    "You multiply by the weights as they are stored, `(outputs, inputs)`. A square "
    "layer then gives wrong numbers without an error: what must be turned?"
)
def weights_not_transposed(layers, pixels, mean, std):
    return _softmax(_logits(layers, _rows(pixels, mean, std), transposed=False))


@exercise.slip(
    "There is no ReLU in your network, so its layers are one linear layer. What stands "
    "between them?"
)
def no_relu(layers, pixels, mean, std):
    return _softmax(_logits(layers, _rows(pixels, mean, std), bend=lambda v: v))


@exercise.slip(
    "You bend after the first layer alone. Which layers of a deeper network are "
    "followed by a ReLU?"
)
def relu_once(layers, pixels, mean, std):
    weight, bias = layers[0]
    values = _rows(pixels, mean, std) @ weight.T + bias
    if len(layers) > 1:
        values = _logits(layers[1:], _relu(values), bend=lambda v: v)
    return _softmax(values)


@exercise.slip("You divide by 256. What is the value of a pixel full of ink?")
def divided_by_256(layers, pixels, mean, std):
    return _softmax(_logits(layers, _rows(pixels * (255 / 256), mean, std)))


@exercise.slip("You leave the biases out. What does every unit add to its sum?")
def no_biases(layers, pixels, mean, std):
    return _softmax(_logits(layers, _rows(pixels, mean, std), biases=False))


@exercise.slip(
    "You bend each sum before its bias is added. Which of the two comes first in "
    "`nn.Linear` followed by `nn.ReLU`?"
)
def relu_before_the_bias(layers, pixels, mean, std):
    values = _rows(pixels, mean, std)
    for weight, bias in layers[:-1]:
        values = np.maximum(values @ weight.T, 0) + bias
    return _softmax(values @ layers[-1][0].T + layers[-1][1])


@exercise.slip(
    "You bend the pixels before the first layer. Standardized paper is negative, and "
    "should stay so."
)
def relu_on_the_input(layers, pixels, mean, std):
    return _softmax(_logits(layers, _relu(_rows(pixels, mean, std))))


@exercise.slip(
    "You standardize pixels that still run from 0 to 255. On which scale are `mean` "
    "and `std`?"
)
def not_scaled(layers, pixels, mean, std):
    values = (pixels.reshape(len(pixels), -1) - mean) / std
    return _softmax(_logits(layers, values))


@exercise.slip(
    "You divide by 255 after standardizing. On which scale are `mean` and `std`, and "
    "what must come first?"
)
def scaled_at_the_end(layers, pixels, mean, std):
    values = (pixels.reshape(len(pixels), -1) - mean) / std / 255
    return _softmax(_logits(layers, values))


@exercise.slip(
    "Your pixels run from 0 to 1, and are not standardized. The network was trained on "
    "other numbers."
)
def not_standardized(layers, pixels, mean, std):
    return _softmax(_logits(layers, _rows(pixels, 0, 1)))


@exercise.slip(
    "The pixels go into the network as they come, from 0 to 255. What was done to them "
    "in training?"
)
def raw_pixels(layers, pixels, mean, std):
    return _softmax(_logits(layers, _rows(255.0 * pixels, 0, 1)))


@exercise.slip("You subtract the mean and forget to divide by the standard deviation.")
def only_the_mean(layers, pixels, mean, std):
    return _softmax(_logits(layers, _rows(pixels, mean, 1)))


@exercise.slip(
    "You divide by the standard deviation before you subtract the mean. Is that the "
    "same as in training?"
)
def mean_after_std(layers, pixels, mean, std):
    return _softmax(_logits(layers, _rows(pixels, 0, std) - mean))


@exercise.slip(
    "You multiply by the standard deviation and add the mean: the way back. Which way "
    "was taken in training?"
)
def the_way_back(layers, pixels, mean, std):
    return _softmax(_logits(layers, _rows(pixels, 0, 1) * std + mean))


@exercise.slip(
    "You standardize with the statistics of these images. The network was trained with "
    "those that you are given."
)
def own_statistics(layers, pixels, mean, std):
    values = pixels.reshape(len(pixels), -1) / 255
    return _softmax(_logits(layers, (values - values.mean()) / values.std()))


@exercise.slip(
    "You return the logits. What turns ten scores into probabilities that add up to 1?"
)
def logits_only(layers, pixels, mean, std):
    return _logits(layers, _rows(pixels, mean, std))


@exercise.slip(
    "Your softmax runs down the columns, over the images. Which axis holds the classes "
    "of one image?"
)
def softmax_over_the_images(layers, pixels, mean, std):
    return _softmax(_logits(layers, _rows(pixels, mean, std)), axis=0)


@exercise.slip(
    "Your softmax divides by the sum over all images, so that everything together "
    "makes 1. Which numbers should?"
)
def softmax_over_everything(layers, pixels, mean, std):
    logits = _logits(layers, _rows(pixels, mean, std))
    powers = np.exp(logits - logits.max())
    return powers / powers.sum()


@exercise.slip(
    "Right for small logits, but `exp` of a large one is infinite, and infinity by "
    "infinity is not a number. What may be subtracted from a row first?"
)
def softmax_overflows(layers, pixels, mean, std):
    powers = np.exp(_logits(layers, _rows(pixels, mean, std)))
    return powers / powers.sum(axis=1, keepdims=True)


@exercise.slip(
    "You subtract one maximum from all rows. In a row far below it, every `exp` is 0, "
    "and 0 / 0 is not a number. Which maximum does each row need?"
)
def one_maximum_for_all(layers, pixels, mean, std):
    logits = _logits(layers, _rows(pixels, mean, std))
    powers = np.exp(logits - logits.max())
    return powers / powers.sum(axis=1, keepdims=True)


@exercise.slip(
    "You divide the logits by their sum, without `exp`. Can a probability be negative?"
)
def divided_by_their_sum(layers, pixels, mean, std):
    logits = _logits(layers, _rows(pixels, mean, std))
    return logits / logits.sum(axis=1, keepdims=True)


@exercise.slip(
    "You take the sigmoid of each logit. It asks one question per class; here the "
    "classes share one certainty."
)
def sigmoid(layers, pixels, mean, std):
    logits = _logits(layers, _rows(pixels, mean, std))
    return 1 / (1 + np.exp(-np.clip(logits, -700, 700)))


@exercise.slip(
    "You take the sigmoid where a ReLU belongs. Which bend was the network trained "
    "with?"
)
def sigmoid_inside(layers, pixels, mean, std):
    def bend(values):
        return 1 / (1 + np.exp(-values))

    return _softmax(_logits(layers, _rows(pixels, mean, std), bend=bend))


@exercise.slip(
    "You return the digits. The exercise asks for the probabilities of all of them."
)
def digits(layers, pixels, mean, std):
    return _logits(layers, _rows(pixels, mean, std)).argmax(axis=1)


@exercise.slip(
    "You return the logarithm of the probabilities. They should add up to 1."
)
def log_probs(layers, pixels, mean, std):
    logits = _logits(layers, _rows(pixels, mean, std))
    logits = logits - logits.max(axis=1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


@exercise.slip(
    "Right, but as a tensor. The other side has no PyTorch: return a NumPy array."
)
def as_tensor(layers, pixels, mean, std):
    return torch.from_numpy(digit_probs(layers, pixels, mean, std))


@exercise.slip(
    "You divide the pixels by 255, and multiply `mean` and `std` by it. Both must be "
    "on one scale: which of the two steps is enough?"
)
def statistics_times_255(layers, pixels, mean, std):
    values = _rows(pixels, 255 * mean, 255 * std)
    return _softmax(_logits(layers, values))


@exercise.slip(
    "Your pixels run from 0 to 1, and your mean to 255. On which scale are both, after "
    "you divided the pixels?"
)
def mean_times_255(layers, pixels, mean, std):
    values = _rows(pixels, 255 * mean, std)
    return _softmax(_logits(layers, values))


@exercise.slip(
    "You divide by 255 twice: the pixels, and then again with a standard deviation "
    "that is multiplied by it. Once is enough: which?"
)
def std_times_255(layers, pixels, mean, std):
    values = _rows(pixels, mean, 255 * std)
    return _softmax(_logits(layers, values))


@exercise.slip(
    "You subtract 255 times the mean from raw pixels, and divide by `std` as it came. "
    "Which scale does a standard deviation have?"
)
def mean_times_255_alone(layers, pixels, mean, std):
    values = (pixels.reshape(len(pixels), -1) - 255 * mean) / std
    return _softmax(_logits(layers, values))


@exercise.slip(
    "You multiply the pixels by 255, or divide `mean` and `std` by it. These belong to "
    "pixels from 0 to 1: how do yours get there?"
)
def statistics_by_255(layers, pixels, mean, std):
    values = (pixels.reshape(len(pixels), -1) - mean / 255) / (std / 255)
    return _softmax(_logits(layers, values))


@exercise.slip(
    "You multiply by the standard deviation. In training, what made numbers with a "
    "spread of 1 out of these?"
)
def times_std(layers, pixels, mean, std):
    values = _rows(pixels, mean, 1 / std)
    return _softmax(_logits(layers, values))


@exercise.slip(
    "You divide by the square of `std`, which would be the variance. Which of the two "
    "are you given?"
)
def by_the_variance(layers, pixels, mean, std):
    values = _rows(pixels, mean, std**2)
    return _softmax(_logits(layers, values))


@exercise.slip(
    "You add the mean, and then divide. Where should standardized pixels have their "
    "middle?"
)
def adds_the_mean(layers, pixels, mean, std):
    values = _rows(pixels, -mean, std)
    return _softmax(_logits(layers, values))


@exercise.slip(
    "You turn ink into paper: 255 minus the pixels. Here they have come as in "
    "training: what is left to do?"
)
def inverted(layers, pixels, mean, std):
    values = _rows(255.0 - pixels, mean, std)
    return _softmax(_logits(layers, values))


@exercise.slip(
    "You take the power of each logit, with the maximum subtracted, and stop there. By "
    "what is each row divided?"
)
def not_divided(layers, pixels, mean, std):
    logits = _logits(layers, _rows(pixels, mean, std))
    return np.exp(logits - logits.max(axis=1, keepdims=True))


@exercise.slip(
    "Right, but as a list. The exercise asks for a NumPy array of shape `(n, classes)`."
)
def as_list(layers, pixels, mean, std):
    return digit_probs(layers, pixels, mean, std).tolist()
