"""The messages on the troubleshooting page are those that PyTorch really says."""

import io
import re
import warnings
from pathlib import Path

import pytest
import torch
from torch import nn

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8")
TITLES = re.findall(r"^### `(.+)`$", PAGE, re.M)


class Forgetful(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(1, 1)


class Code:
    def __reduce__(self):
        return print, ("code ran",)


def backward_twice():
    loss = (torch.ones(1, requires_grad=True) ** 2).sum()
    loss.backward()
    loss.backward()


def change_a_leaf():
    leaf = torch.ones(1, requires_grad=True)
    leaf -= 1


def overwrite_a_value():
    value = torch.ones(1, requires_grad=True).exp()
    value += 1
    value.sum().backward()


def learn_from_inference():
    with torch.inference_mode():
        x = torch.ones(1)
    (x * torch.ones(1, requires_grad=True)).sum().backward()


def schedule(steps, of):
    optimizer = torch.optim.SGD(nn.Linear(1, 1).parameters(), lr=0.1)
    for _ in range(steps):
        optimizer.step()
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=of)
    for _ in range(of + 1):
        scheduler.step()


def load_code():
    file = io.BytesIO()
    torch.save(Code(), file)
    file.seek(0)
    torch.load(file, weights_only=True)


def logits(*shape):
    return torch.zeros(shape)


entropy = nn.functional.cross_entropy
binary = nn.functional.binary_cross_entropy_with_logits
RAISED = [
    lambda: model,  # noqa: F821
    lambda: torch.ones(3) + torch.ones(4),
    lambda: torch.ones(128, 28) @ torch.ones(784, 10),
    lambda: torch.ones(10).reshape(3, 4),
    lambda: torch.ones(2, 3).T.view(6),
    lambda: torch.ones(2, 3).sum(dim=2),
    lambda: torch.stack([torch.ones(2), torch.ones(3)]),
    lambda: torch.cat([torch.ones(2, 2), torch.ones(3, 3)]),
    lambda: entropy(logits(4, 10), torch.ones(5).long()),
    lambda: nn.functional.mse_loss(logits(4, 1), torch.ones(4)),
    lambda: torch.ones(10).item(),
    lambda: bool(torch.ones(2) > 0),
    lambda: torch.ones(2, 3).double() @ torch.ones(3, 2),
    lambda: nn.Linear(3, 2)(torch.ones(2, 3).double()),
    lambda: nn.Linear(3, 2)(torch.ones(2, 3).byte()),
    lambda: torch.tensor([1, 2]).mean(),
    lambda: entropy(logits(4, 10), torch.ones(4)),
    lambda: entropy(logits(4, 10), torch.ones(4, 1).long()),
    lambda: binary(logits(4), torch.ones(4).long()),
    lambda: entropy(logits(4, 10), torch.full((4,), 10)),
    lambda: torch.ones(3)[torch.ones(2)],
    lambda: torch.ones(1).backward(),
    backward_twice,
    lambda: torch.ones(2, requires_grad=True).backward(),
    lambda: torch.ones(2, requires_grad=True).grad.zero_(),
    change_a_leaf,
    overwrite_a_value,
    learn_from_inference,
    lambda: torch.ones(2, requires_grad=True).numpy(),
    lambda: torch.tensor([1], requires_grad=True),
    Forgetful,
    lambda: torch.optim.SGD(nn.ReLU().parameters()),
    lambda: nn.Linear(3, 2).load_state_dict(nn.Linear(4, 2).state_dict()),
    load_code,
    lambda: schedule(steps=0, of=2),
    lambda: schedule(steps=9, of=2),
]


def last_line(function):
    """Return what a learner would paste: the type and the text."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            function()
        except Exception as raised:
            text = str(raised).replace("`", "")
            return f"{type(raised).__name__}: {text}"
    return "nothing was raised"


def has_entry(message):
    return any(message.startswith(title) for title in TITLES)


@pytest.mark.skipif(
    not torch.__version__.startswith("2.14"), reason="other releases word it otherwise"
)
@pytest.mark.parametrize("function", RAISED)
def test_what_pytorch_says_has_an_entry(function):
    message = last_line(function)
    assert has_entry(message), message


def test_a_message_without_an_entry_is_noticed():
    assert not has_entry(last_line(lambda: torch.ones(2)[7]))


def test_the_course_says_what_the_page_quotes():
    quoted = [
        title for title in TITLES if re.search(" course|other torchc|MNIST", title)
    ]
    sources = [ROOT / "notebooks/00_start_here.ipynb", ROOT / "Makefile"]
    sources += [ROOT / "src/torchcourse/data/mnist.py"]
    said = " ".join(path.read_text(encoding="utf-8") for path in sources)
    said = re.sub(r'"\s+"|\\\n\t', "", said)
    assert len(quoted) == 4
    assert [title for title in quoted if title not in said] == []
