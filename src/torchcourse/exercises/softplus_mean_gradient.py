"""softplus_mean_gradient: the gradient of mean softplus, by a formula."""

import torch
from torch.nn import functional

from torchcourse.checking import Exercise


def softplus_mean_gradient(x):
    return torch.sigmoid(x) / x.numel()  # the mean weighs each entry by 1 / n


def cases(generator):
    return [
        (torch.tensor([[0.0, 2.0], [-1.5, 0.5], [4.0, -3.0]]),),
        (torch.tensor([-1.5, 0.0, 2.0, 1000.0, -1000.0]),),
        (torch.tensor([20.0, -20.0, 0.5], dtype=torch.float64),),
        (torch.tensor(0.75),),
        (torch.randn(3, 1, generator=generator),),
        (torch.randn(2, 3, 5, generator=generator, dtype=torch.float64) * 4,),
    ]


def observe(answer, x):
    if x.ndim < 3:
        return answer(x)
    # On the largest case autograd fails as soon as it saves a tensor.
    with torch.autograd.graph.saved_tensors_hooks(refuse, refuse):
        return answer(x)


def refuse(tensor):
    raise RuntimeError("autograd is off here, because the formula is asked for")


def fraction(x):
    return torch.exp(x) / (1 + torch.exp(x))


def log_of_exp(x):
    return torch.log(1 + torch.exp(x))


def by_backward(x, softplus=functional.softplus):
    x.requires_grad_()
    softplus(x).mean().backward()
    return x.grad


def mean_softplus(x):
    return functional.softplus(x).mean()


exercise = Exercise(
    softplus_mean_gradient,
    cases=cases,
    observe=observe,
    exact_dtype=True,
    hints=(
        "One entry first. The chain rule on log(1 + e^x): the derivative of the "
        "logarithm at 1 + e^x, times the derivative of what stands inside it.",
        "The fraction you find is called the sigmoid, and PyTorch has a function of "
        "that name, which stays finite where e^x does not.",
        "Then the mean: if one of the n entries of softplus grows by a little, by how "
        "much of that does their mean grow?",
    ),
    mistakes={
        "Large entries give nan: e^1000 is infinite in the computer, and infinite over "
        "infinite is nan. How can you write the fraction so that no part of it "
        "overflows, or that an infinite part does no harm?": (
            lambda x: fraction(x) / x.numel()
        ),
        "You give the derivative of each entry, and not yet of the mean over all n "
        "entries. And e^1000 is infinite in the computer, so a large entry gives nan. "
        "How can you write the fraction so that no part of it overflows?": fraction,
        "You give the derivative of each entry, and not yet of the mean over all n "
        "entries. If one entry of softplus grows by a little, by how much of that does "
        "the mean grow?": torch.sigmoid,
        "You let autograd compute the gradient. The exercise asks for its formula: "
        "what is the derivative of log(1 + e^x)?": (
            by_backward,
            lambda x: by_backward(x.clone()),
            lambda x: by_backward(x, log_of_exp),
            lambda x: by_backward(x.clone(), log_of_exp),
            torch.func.grad(mean_softplus),
            lambda x: torch.autograd.functional.jacobian(mean_softplus, x),
        ),
        "That is softplus itself, or its mean, not the gradient. What is the "
        "derivative of log(1 + e^x)?": (
            lambda x: functional.softplus(x) / x.numel(),
            functional.softplus,
            mean_softplus,
            lambda x: log_of_exp(x) / x.numel(),
            log_of_exp,
            lambda x: log_of_exp(x).mean(),
        ),
        "That is the derivative of ReLU, which jumps from 0 to 1. Softplus is smooth: "
        "what is its derivative at 0?": (
            lambda x: (x > 0).to(x.dtype) / x.numel(),
            lambda x: (x > 0).to(x.dtype),
        ),
        "Your result falls where softplus becomes steeper: it belongs to softplus(-x). "
        "Which sign stands in the exponent?": (
            lambda x: torch.sigmoid(-x) / x.numel(),
            lambda x: torch.sigmoid(-x),
        ),
        "That is the derivative of the sigmoid, and with it the second derivative of "
        "softplus. Which derivative does the gradient hold?": (
            lambda x: torch.sigmoid(x) * torch.sigmoid(-x) / x.numel(),
            lambda x: torch.sigmoid(x) * torch.sigmoid(-x),
        ),
        "You divide by the size of one dimension. The mean of a table is taken over "
        "all of its entries: how many are there?": (
            lambda x: torch.sigmoid(x) / x.shape[-1],
            lambda x: torch.sigmoid(x) / len(x),
            lambda x: torch.sigmoid(x) / x.shape[0],
            lambda x: fraction(x) / len(x),
            lambda x: fraction(x) / x.shape[0],
        ),
    },
)
