"""momentum_step: a step of momentum from the last two positions."""

import torch

from torchcourse.checking import Exercise


def momentum_step(theta, previous, gradient, learning_rate, momentum):
    velocity = (previous - theta) / learning_rate  # the last step's
    velocity = momentum * velocity + gradient
    return theta - learning_rate * velocity


def cases(generator):
    def tensors(*shape, dtype=torch.float32):
        return torch.randn(3, *shape, generator=generator, dtype=dtype).unbind()

    theta, _, gradient = tensors(6)
    one, two = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 2.0])
    return [
        (one, two, torch.tensor([1.0, -2.0]), 0.1, 0.5),  # one entry stood still
        (torch.tensor([4.0]), torch.tensor([5.0]), torch.tensor([3.0]), 0.5, 0.9),
        (*tensors(2, 5), 0.5, 0.6),
        (theta, theta.clone(), gradient, 0.2, 0.9),  # the first step of all
        (*tensors(3, dtype=torch.float64), 2.0, 0.25),
        (*tensors(1, 4), 0.3, 0.8),
    ]


def nesterov(theta, previous, gradient, learning_rate, momentum):
    velocity = momentum * (previous - theta) / learning_rate + gradient
    return theta - learning_rate * (gradient + momentum * velocity)


exercise = Exercise(
    momentum_step,
    cases=cases,
    hints=(
        "The last step subtracted learning_rate times a velocity from `previous`, and "
        "the result was `theta`. Which velocity was that?",
        "From theta = previous - learning_rate * velocity you get the old velocity. "
        "Put it into the two lines of momentum; the learning rate partly cancels.",
    ),
    mistakes={
        "That is plain gradient descent. Where does the last step enter?": (
            lambda theta, previous, gradient, rate, momentum: theta - rate * gradient
        ),
        "The old velocity counts in full. By which number does the formula multiply "
        "the old velocity?": lambda *case: momentum_step(*case[:-1], 1.0),
        "Your momentum leads back toward `previous`. Which sign has the velocity that "
        "led from `previous` to `theta`?": (
            lambda theta, previous, gradient, rate, momentum: (
                theta - rate * gradient - momentum * (theta - previous)
            )
        ),
        "The momentum is right, but the gradient has the wrong sign: does a step along "
        "the gradient lower the loss?": (
            lambda theta, previous, gradient, rate, momentum: (
                theta + rate * gradient + momentum * (theta - previous)
            )
        ),
        "You add the velocity to `theta`. With which sign does the update step take "
        "the velocity, which is a sum of gradients?": (
            lambda *case: 2 * case[0] - momentum_step(*case)
        ),
        "You use the difference of the two positions as the velocity. By what does the "
        "update step multiply a velocity?": (
            lambda theta, previous, gradient, rate, momentum: (
                theta - rate * (momentum * (previous - theta) + gradient)
            ),
            lambda theta, previous, gradient, rate, momentum: (
                theta - rate * (momentum * (theta - previous) + gradient)
            ),
        ),
        "Your momentum scales the gradient as well as the old velocity. Which of the "
        "two does the formula scale?": (
            lambda theta, previous, gradient, rate, momentum: (
                theta + momentum * (theta - previous - rate * gradient)
            ),
            lambda theta, previous, gradient, rate, momentum: (
                theta + momentum * (theta - previous) - (1 - momentum) * rate * gradient
            ),
        ),
        "That is Nesterov's momentum, which steps by the gradient plus momentum times "
        "the new velocity. By what does the notebook's momentum step?": nesterov,
        "That is the new velocity or the step alone. The exercise asks for the "
        "position to which they lead.": (
            lambda theta, previous, gradient, rate, momentum: (
                momentum * (previous - theta) / rate + gradient
            ),
            lambda *case: momentum_step(*case) - case[0],
        ),
    },
)
