"""Exercise 3.3: a momentum step from the last two positions."""

import torch

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "3.3",
    "a momentum step without a velocity",
    hints=(
        "Write down the last step: it led from `previous` to `theta`. Which velocity "
        "does that take?",
        "From theta = previous - learning_rate * velocity you get the old velocity. "
        "Put it into the two lines of momentum; the learning rate partly cancels.",
    ),
)


@exercise.reference
def momentum_step(theta, previous, gradient, learning_rate, momentum):
    velocity = (previous - theta) / learning_rate
    velocity = momentum * velocity + gradient
    return theta - learning_rate * velocity


@exercise.cases
def cases(generator):
    def tensors(*shape, dtype=torch.float32):
        return torch.randn(3, *shape, generator=generator, dtype=dtype).unbind()

    theta, _, gradient = tensors(6)
    return [
        (*tensors(4), 0.1, 0.9),
        (*tensors(2, 5), 0.5, 0.6),
        (theta, theta.clone(), gradient, 0.2, 0.9),  # the first step: at rest so far
        (*tensors(3, dtype=torch.float64), 2.0, 0.25),
        (*tensors(1, 4), 0.3, 0.8),
    ]


@exercise.slip(
    "That is plain gradient descent. Where does the last step enter?",
)
def plain_step(theta, previous, gradient, learning_rate, momentum):
    return theta - learning_rate * gradient


@exercise.slip(
    "Your new push is scaled by 1 - momentum. PyTorch has that too, as `dampening`. "
    "Does the formula in the notebook scale the gradient?"
)
def dampens(theta, previous, gradient, learning_rate, momentum):
    push = (1 - momentum) * learning_rate * gradient
    return theta - push + momentum * (theta - previous)


@exercise.slip(
    "You step with the old velocity: this repeats the last step and ignores the "
    "gradient. Which comes first, the new velocity or the step?"
)
def uses_the_old_velocity(theta, previous, gradient, learning_rate, momentum):
    return theta + (theta - previous)


@exercise.slip(
    "The ball only coasts: a part of the last step is repeated, and the slope under it "
    "changes nothing. What does the gradient add?"
)
def coasts(theta, previous, gradient, learning_rate, momentum):
    return theta + momentum * (theta - previous)


@exercise.slip(
    "That is Nesterov's momentum: it steps by the gradient plus momentum times the new "
    "velocity. The question is the plain one of the notebook: what does it step by?"
)
def nesterov(theta, previous, gradient, learning_rate, momentum):
    velocity = momentum * (previous - theta) / learning_rate + gradient
    return theta - learning_rate * (gradient + momentum * velocity)


@exercise.slip(
    "You take the last step itself for the velocity, so it is scaled by the learning "
    "rate once more. How long was the last step, in terms of the old velocity?"
)
def scales_the_last_step(theta, previous, gradient, learning_rate, momentum):
    return theta - learning_rate * (momentum * (previous - theta) + gradient)


@exercise.slip(
    "You take the last step for the velocity, with the wrong sign and length. Which "
    "velocity leads from `previous` to `theta`?"
)
def scales_and_turns_the_last_step(theta, previous, gradient, learning_rate, momentum):
    return theta - learning_rate * (momentum * (theta - previous) + gradient)


@exercise.slip(
    "Your momentum scales the new push as well as the last step. Which of the two does "
    "a rolling ball forget in part?"
)
def scales_the_push_too(theta, previous, gradient, learning_rate, momentum):
    return theta + momentum * (theta - previous - learning_rate * gradient)


@exercise.slip(
    "Your momentum pulls back toward `previous`. Which way does a rolling ball go on?"
)
def pulls_back(theta, previous, gradient, learning_rate, momentum):
    return theta - learning_rate * gradient - momentum * (theta - previous)


@exercise.slip(
    "The last step is repeated in full, so the ball never slows down. What share of "
    "its velocity does it keep?"
)
def keeps_all(theta, previous, gradient, learning_rate, momentum):
    return theta - learning_rate * gradient + (theta - previous)


@exercise.slip(
    "Your gradient pushes uphill. Momentum is right; which sign has the gradient?"
)
def pushes_uphill(theta, previous, gradient, learning_rate, momentum):
    return theta + learning_rate * gradient + momentum * (theta - previous)


@exercise.slip(
    "That step starts from `previous`. Where does the ball stand now?",
)
def starts_from_previous(theta, previous, gradient, learning_rate, momentum):
    return previous - learning_rate * gradient + momentum * (theta - previous)


@exercise.slip(
    "That is the new velocity. The exercise asks for the place it leads to.",
)
def returns_the_velocity(theta, previous, gradient, learning_rate, momentum):
    return momentum * (previous - theta) / learning_rate + gradient


@exercise.slip(
    "That is the step alone. The exercise asks for the position after it.",
)
def returns_the_step(theta, previous, gradient, learning_rate, momentum):
    return momentum * (theta - previous) - learning_rate * gradient
