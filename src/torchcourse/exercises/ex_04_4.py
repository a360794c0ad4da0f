"""Exercise 4.4: train ``nn.Linear`` to the exact answer within a step budget."""

import torch
from torch import nn

from torchcourse.exercises.exercise import Exercise

ANSWER, MEAN, START = "the exact answer", "the mean", "where it began"
FARTHER, ON_ITS_WAY = "farther away than it began", "on its way"
ONE = "only one"

exercise = Exercise(
    "4.4",
    "train nn.Linear within a budget",
    rtol=0,
    atol=0.01,
    limit=60.0,
    hints=(
        "Five lines stand in the loop of `train` above. Say for each what it is for, "
        "then write them down without looking.",
        "The model gives `(n, 1)` and the target is `(n,)`.",
        "If the end is near but not reached: these features are scaled and hardly "
        "correlated, so the curvature is near 2 in every direction. What does 03 say "
        "about the learning rate?",
    ),
)


@exercise.reference
def fit_model(model, training, validation, steps):
    features, target = training
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    loss_function = nn.MSELoss()
    for _ in range(steps):
        loss = loss_function(model(features), target.unsqueeze(1))  # both (n, 1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    features, target = validation
    with torch.inference_mode():
        return loss_function(model(features), target.unsqueeze(1)).item()


@exercise.cases
def cases(generator):
    def case(n, m, d, steps):
        def numbers(*shape):
            return torch.randn(*shape, generator=generator)

        raw = numbers(n + m, d)
        features = (raw - raw[:n].mean(dim=0)) / raw[:n].std(dim=0)
        weight = 2 + torch.arange(d).float()
        target = features @ weight - 3 + 0.7 * numbers(n + m)
        model = nn.Linear(d, 1)
        with torch.no_grad():
            model.weight.copy_(0.3 * numbers(1, d))
            model.bias.copy_(numbers(1))
        training, validation = (features[:n], target[:n]), (features[n:], target[n:])
        return model, training, validation, steps

    return [
        case(40, 15, 2, 150),
        case(60, 25, 4, 200),
        case(50, 9, 3, 150),
    ]


def _exact(features, target):
    design = torch.cat([features, torch.ones_like(features[:, :1])], dim=1)
    return torch.linalg.lstsq(design, target).solution


def _parameters(model):
    return torch.cat([model.weight.detach().flatten(), model.bias.detach()]).clone()


@exercise.observe
def what_training_did(answer, model, training, validation, steps):
    start, gradients = _parameters(model), []
    model.weight.register_hook(lambda gradient: gradients.append(gradient.clone()))
    returned = answer(model, training, validation, steps)
    end = _parameters(model)
    place = _place(start, end, training)
    return {
        "the weight after training": end[:-1],
        "the bias after training": end[-1],
        "the MSE returned": returned,
        "calls of backward": _count(len(gradients), steps, place),
        "the model ends": place,
        "old gradients": "add up" if _adds_up(model, gradients) else "are cleared",
    }


def _place(start, end, training):
    exact = _exact(*training)
    mean = torch.cat([torch.zeros_like(end[:-1]), training[1].mean().reshape(1)])
    for place, name in ((exact, ANSWER), (mean, MEAN), (start, START)):
        if (end - place).abs().max() < 0.02:
            return name
    nearer = (end - exact).norm() < (start - exact).norm()  # False for NaN
    return ON_ITS_WAY if nearer else FARTHER


def _count(calls, steps, place):
    if calls == 1 and place != ANSWER:
        return ONE
    if calls == 0:
        return "none"
    return "more than `steps`" if calls > steps else "at most `steps`"


def _adds_up(model, gradients):
    left = model.weight.grad
    if left is None or len(gradients) < 2 or torch.allclose(left, gradients[-1]):
        return False
    return torch.allclose(left, torch.stack(gradients).sum(dim=0), rtol=1e-3)


def _loss(model, pair):
    features, target = pair
    return ((target - model(features).squeeze(1)) ** 2).mean()


def _loop(
    loss_of=_loss, learning_rate=0.2, order=("clear", "backward", "step"), times=1
):
    """Build a training function with a chosen loss, rate, order of lines and length."""

    def fit_model(model, training, validation, steps):
        optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
        for _ in range(times * steps):
            loss = loss_of(model, training)
            lines = {
                "clear": optimizer.zero_grad,
                "backward": loss.backward,
                "step": optimizer.step,
            }
            for line in order:
                lines[line]()
        return _loss(model, validation).item()

    return fit_model


@exercise.slip(
    "The steps never settle: each one walks along the sum of all gradients so far. "
    "What has to be cleared before `backward` adds the next one?"
)
def forgets_to_clear(*case):
    return _loop(order=("backward", "step"))(*case)


@exercise.slip(
    "The model ends where it began: no step has used a gradient. Which line fills the "
    "gradients, which uses them, which clears them, and in what order do yours stand?"
)
def steps_without_gradients(*case):
    return _loop(order=("clear", "step", "backward"))(*case)


@exercise.slip(
    "You have fitted the validation pair. Its score now says nothing about new data: "
    "which pair is for fitting, which for judging?"
)
def trains_on_validation(model, training, validation, steps):
    return _loop()(model, validation, validation, steps)


@exercise.slip(
    "You have fitted both pairs together. Then the validation MSE is no longer that of "
    "data the model has not seen."
)
def trains_on_both(model, training, validation, steps):
    together = [torch.cat(parts) for parts in zip(training, validation, strict=True)]
    return _loop()(model, together, validation, steps)


def _both_losses(validation):
    return lambda model, pair: _loss(model, pair) + _loss(model, validation)


@exercise.slip(
    "Your training loss holds the validation pair as well, so the model has seen it. "
    "What is that pair kept for?"
)
def adds_the_validation_loss(model, training, validation, steps):
    return _loop(_both_losses(validation), 0.1)(model, training, validation, steps)


def _broadcast_loss(model, pair):
    return ((pair[1] - model(pair[0])) ** 2).mean()


@exercise.slip(
    "The model says the mean to everybody. It gives `(n, 1)`, your target is `(n,)`, "
    "and the loss has broadcast: look at the shapes."
)
def broadcasts(*case):
    return _loop(_broadcast_loss)(*case)


@exercise.slip(
    "The model is well trained. What you return is its MSE on the training pair; how "
    "it does on data that it has not seen is the question."
)
def returns_the_training_mse(model, training, validation, steps):
    return _loop()(model, training, training, steps)


@exercise.slip(
    "The model is well trained. In the MSE that you return, its `(m, 1)` meets targets "
    "of shape `(m,)`: which pairs does that compare?"
)
def broadcasts_when_judging(model, training, validation, steps):
    _loop()(model, training, validation, steps)
    return _broadcast_loss(model, validation).item()


@exercise.slip(
    "The model is well trained. What you return is the root of its MSE on the "
    "validation pair: is the root asked for?"
)
def returns_the_root(model, training, validation, steps):
    return _loop()(model, training, validation, steps) ** 0.5


@exercise.slip(
    "You train another model and leave the one you were given as it was. The caller "
    "holds on to that one."
)
def trains_another_model(model, training, validation, steps):
    another = nn.Linear(training[0].shape[1], 1)
    return _loop()(another, training, validation, steps)


@exercise.slip(
    "The model gets there by more steps than the budget allows. What else decides how "
    "far a walk comes?"
)
def ignores_the_budget(*case):
    return _loop(times=5)(*case)


@exercise.slip(
    "Those are the exact weights, put in place without `backward`. Where there is no "
    "`lstsq` they must be found by walking: train the model."
)
def copies_the_exact_answer(model, training, validation, steps):
    exact = _exact(*training)
    with torch.no_grad():
        model.weight.copy_(exact[:-1].unsqueeze(0))
        model.bias.copy_(exact[-1:])
    return _loss(model, validation).item()


@exercise.slip(
    "The bias has not moved. Which parameters did you give to the optimizer?"
)
def forgets_the_bias(model, training, validation, steps):
    model.bias.requires_grad_(False)
    result = _loop()(model, training, validation, steps)
    model.bias.requires_grad_(True)
    return result


@exercise.slip(
    "The walk goes the right way and is not there when the steps run out: it is a "
    "hundred times too careful. How large may a learning rate be (03)?"
)
def rate_far_too_small(*case):
    return _loop(learning_rate=0.002)(*case)


@exercise.symptom(
    "Your gradients add up from step to step: `.grad` holds the sum of all of them at "
    "the end. What has to happen before each `backward`?"
)
def gradients_add_up(given, expected):
    return given["old gradients"] == "add up"


@exercise.symptom(
    "`backward` was called once, whatever `steps` says. Which lines belong in the "
    "loop, and where does `return` stand: in the loop, or after it?"
)
def ends_after_one_backward(given, expected):
    return given["calls of backward"] == ONE


@exercise.symptom(
    "The model ends at weights of zero and the mean of the targets. Which shapes do "
    "prediction and target have where you subtract them?"
)
def ends_at_the_mean(given, expected):
    return given["the model ends"] == MEAN


@exercise.symptom(
    "The model that you were given ends where it began. Do the loss and the optimizer "
    "know this model, and does anything take a step?"
)
def ends_where_it_began(given, expected):
    return given["the model ends"] == START


@exercise.symptom(
    "The model ends farther from the answer than it began. Do the steps overshoot, "
    "because the learning rate is too large, or the loss a sum where a mean is meant?"
)
def ends_farther_away(given, expected):
    return given["the model ends"] == FARTHER


@exercise.symptom(
    "The model is on its way, and the steps run out before it arrives. Is the learning "
    "rate as large as it may be (03), and the loss the one that is asked for?"
)
def ends_on_its_way(given, expected):
    return given["the model ends"] == ON_ITS_WAY
