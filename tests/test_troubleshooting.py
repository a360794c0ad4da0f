"""The troubleshooting page quotes what is really said, and its search finds it."""

import io
import json
import re
import shutil
import subprocess
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader

from torchcourse import training

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/troubleshooting.md").read_text(encoding="utf-8")
TITLES = re.findall(r"^### `(.+)`$", PAGE, re.M)
LINES = ROOT / "tests/troubleshooting_lines.txt"

# The rule of the page itself, which is a script for browsers.
FIND = """
const [script, entries, lines] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const page = { addEventListener() {} };
const bestEntries = new Function("document", `${script}; return bestEntries`)(page);
const first = (line) => bestEntries(entries, line)[0]?.title ?? "no entry";
console.log(JSON.stringify(lines.map(first)));
"""


def read_entries():
    """Return each entry's title, and its messages, as ``messagesOf`` in course.js."""
    entries = []
    for entry in re.split(r"^### ", PAGE, flags=re.M)[1:]:
        title = entry.split("\n")[0]
        also = re.findall(r"^Also: .*", entry, re.M)
        messages = re.findall(r"`(.+?)`", "\n".join([title, *also]))
        title = title.replace("`", "")
        entries.append({"title": title, "messages": messages or [title]})
    return entries


def read_lines():
    """Return the pasted lines, each with the title of the entry that it must find."""
    cases, title = [], ""
    for line in LINES.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            cases.append((line.strip().replace(r"\n", "\n"), title))
        elif not line.startswith("#"):
            title = line
    return cases


ENTRIES = read_entries()
MESSAGES = [message for entry in ENTRIES for message in entry["messages"]]


def misled(cases):
    """Return the lines that find another entry than they must, and which."""
    if not (node := shutil.which("node")):
        pytest.skip("needs Node.js, because the page searches in JavaScript")
    script = (ROOT / "docs/_static/course.js").read_text(encoding="utf-8")
    task = json.dumps([script, ENTRIES, [line for line, _ in cases]])
    done = subprocess.run(
        [node, "-e", FIND],
        input=task,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    found = zip(cases, json.loads(done.stdout), strict=True)
    return [(line, first) for (line, title), first in found if first != title]


class Net(nn.Module):
    def forward(x):
        return x


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


def load_half():
    file = io.BytesIO()
    torch.save(torch.ones(1000), file)
    torch.load(io.BytesIO(file.getvalue()[:2000]), weights_only=True)


def use_up_parameters():
    parameters = nn.Linear(1, 1).parameters()
    for _ in range(2):
        torch.optim.SGD(parameters)


def use_up_loader():
    batches = iter(DataLoader([1]))
    for _ in range(2):
        next(batches)


def draw(x, y):
    fig, axes = plt.subplots()
    plt.close(fig)
    axes.plot(x, y)


def draw_image(image):
    fig, axes = plt.subplots()
    plt.close(fig)
    axes.imshow(image)


def load_other_names():
    nn.Linear(3, 2).load_state_dict({})


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
    lambda: nn.functional.binary_cross_entropy(torch.ones(4, 1), torch.ones(4)),
    lambda: nn.functional.binary_cross_entropy(torch.ones(4) + 1, torch.ones(4)),
    lambda: binary(logits(4, 1), torch.ones(4)),
    lambda: nn.functional.one_hot(torch.ones(3)),
    lambda: torch.ones(2)[7],
    lambda: torch.ones(2)[0, 0],
    lambda: torch.tensor(1.0)[0],
    lambda: list(torch.tensor(1.0)),
    lambda: float(torch.ones(2)),
    lambda: torch.ones(3).expand(2, 4),
    lambda: torch.ones(2, 3) @ torch.ones(2),
    lambda: torch.ones(3) @ torch.ones(4),
    lambda: torch.tensor([[1, 2], [3]]),
    lambda: torch.arange(3).requires_grad_(),
    lambda: torch.from_numpy(np.array([None])),
    lambda: np.array([[1, 2], [3]]),
    lambda: np.ones(3) + np.ones(4),
    lambda: np.ones(10).reshape(3, 4),
    lambda: np.ones(2)[7],
    lambda: bool(np.ones(2) > 0),
    lambda: nn.Linear(3, 2)(np.ones(3)),
    lambda: draw([1, 2, 3], [1, 2]),
    lambda: draw_image(np.ones((1, 28, 28))),
    lambda: torch.ones(2)(),
    lambda: [].to("cpu"),
    lambda: 0.1 * torch.ones(2, requires_grad=True).grad,
    lambda: [x for x, y in [(1, 2, 3)]],
    lambda: [x for x, y in [(1,)]],
    lambda: Net()(1),
    lambda: type("Net", (nn.Module,), {})()(1),
    lambda: torch.optim.SGD([torch.ones(1, requires_grad=True) * 2]),
    use_up_parameters,
    use_up_loader,
    load_half,
    load_other_names,
    lambda: Path("model.pt").read_bytes(),
    lambda: DataLoader([], shuffle=True),
    lambda: next(iter(DataLoader([Image.new("L", (2, 2))]))),
    lambda: torch.ones(1).to("gpu"),
    lambda: compile(" x = 1", "cell", "exec"),
    lambda: compile("f(1", "cell", "exec"),
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
    beginnings = [known.split(" ... ")[0] for known in MESSAGES]
    return any(message.startswith(beginning) for beginning in beginnings)


@pytest.mark.skipif(
    not torch.__version__.startswith("2.14"), reason="other releases word it otherwise"
)
@pytest.mark.parametrize("function", RAISED)
def test_what_pytorch_says_has_an_entry(function):
    message = last_line(function)
    assert has_entry(message), message


def test_a_message_without_an_entry_is_noticed():
    assert not has_entry(last_line(lambda: {}["loss"]))


@pytest.mark.parametrize("written", [b"", b"PK\x03\x04", {"epoch": 1}, {"code": print}])
def test_a_refused_checkpoint_has_an_entry(written, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if isinstance(written, dict):
        torch.save(written, "run.pt")
    else:
        Path("run.pt").write_bytes(written)
    message = last_line(lambda: training.load_checkpoint("run.pt", nn.Linear(1, 1)))
    assert message.startswith("BadCheckpoint")
    assert has_entry(message), message


def test_a_checkpoint_of_another_run_has_an_entry(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters())
    training.save_checkpoint("run.pt", model, optimizer, epoch=1)
    message = last_line(lambda: training.load_checkpoint("run.pt", nn.Linear(2, 1)))
    assert has_entry(message), message


def test_the_last_lines_of_tracebacks_find_their_entries():
    lines = read_lines()
    assert len(lines) >= 100
    assert {title for _, title in lines} <= {e["title"] for e in ENTRIES} | {"no entry"}
    assert misled(lines) == []


def test_every_message_of_the_page_finds_its_entry():
    assert (
        misled([(m, entry["title"]) for entry in ENTRIES for m in entry["messages"]])
        == []
    )


def test_a_line_that_leads_astray_is_noticed():
    line, (view,) = (
        "RuntimeError: Numpy is not available",
        re.findall("`(.*: view .*)`", PAGE),
    )
    assert [found for found, _ in misled([(line, view)])] == [line]


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
