"""Wrong answers to the exercises of notebook 02, known by their signs."""

import torch


def clears_the_weight_at_the_end(weight, loss_of, learning_rate, steps):
    losses = []
    for _ in range(steps):
        loss = loss_of(weight)
        loss.backward()
        with torch.no_grad():
            weight -= learning_rate * weight.grad
            weight.zero_()
        losses.append(loss.item())
    return losses


WRONG = {
    "2.3": [("At the end the weight is all zeros", clears_the_weight_at_the_end)],
}
