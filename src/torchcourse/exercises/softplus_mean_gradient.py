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


def mean_softplus(x):
    return functional.softplus(x).mean()


def by_backward(x, mean=mean_softplus):
    x.requires_grad_()
    mean(x).backward()
    return x.grad


def fraction(x):
    return torch.exp(x) / (1 + torch.exp(x))


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
        "entries. If one entry of softplus grows by a little, by how much of that does "
        "the mean grow?": (torch.sigmoid, fraction),
        "You let autograd compute the gradient. The exercise asks for its formula: "
        "what is the derivative of log(1 + e^x)?": (
            by_backward,
            lambda x: by_backward(x.clone()),
            lambda x: by_backward(x.clone(), lambda x: (1 + x.exp()).log().mean()),
            torch.func.grad(mean_softplus),
        ),
        "That is softplus itself, or its mean, not the gradient. What is the "
        "derivative of log(1 + e^x)?": (
            functional.softplus,
            mean_softplus,
            lambda x: torch.log(1 + torch.exp(x)),
        ),
        "Your result falls where softplus becomes steeper: it belongs to softplus(-x). "
        "Which sign stands in the exponent?": (
            lambda x: torch.sigmoid(-x) / x.numel(),
            lambda x: torch.sigmoid(-x),
        ),
        "You divide by the size of one dimension. The mean of a table is taken over "
        "all of its entries: how many are there?": (
            lambda x: torch.sigmoid(x) / len(x),
            lambda x: torch.sigmoid(x) / x.shape[0],
            lambda x: torch.sigmoid(x) / x.shape[-1],
            lambda x: fraction(x) / len(x),
            lambda x: fraction(x) / x.shape[0],
        ),
    },
)
