"""save_and_restore: the parameters in a file, and a new model that predicts by them."""

import tempfile
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import torch
from torch import nn

from torchcourse.checking import Exercise


def save_and_restore(model, make_model, path):
    torch.save(model.state_dict(), path)
    restored = make_model()
    restored.load_state_dict(torch.load(path, weights_only=True))
    restored.eval()
    restored.requires_grad_(False)
    return restored


def build(widths):
    layers = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs)]
    return nn.Sequential(*layers, nn.Dropout(0.5))


def cases(generator):
    def case(training, *widths):
        model = build(widths).train(training)
        with torch.no_grad():
            for tensor in model.state_dict().values():
                if tensor.is_floating_point():
                    tensor.copy_(torch.rand(tensor.shape, generator=generator) + 0.1)
        return model, lambda: build(widths)

    return [case(True, 2, 3), case(False, 4, 2), case(True, 5, 4, 3)]


FILE = "the file holds"
LOADED = "your code calls `torch.load`"
SAME = "the new model is another object than `model`"
PARAMETERS = "the parameters of the new model are the saved ones"
BUFFERS = "the buffers of the new model are the saved ones"
MODE = "mode of the new model"
FROZEN = "parameters of the new model that require a gradient"
OLD = "`model` afterwards"


def observe(answer, model, make_model):
    wanted = {name: value.clone() for name, value in model.state_dict().items()}
    mode = "training" if model.training else "evaluation"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.pt"
        with patch.object(torch, "load", wraps=torch.load) as load:
            new = answer(model, make_model, path)
        if new is None:
            return None
        seen = {FILE: contents(path), LOADED: load.called}
    if not isinstance(new, nn.Module):
        nothing = dict.fromkeys((SAME, PARAMETERS, BUFFERS, MODE, FROZEN, OLD))
        return {"the result": type(new).__name__, **seen, **nothing}
    return {"the result": "a model", **seen, **effects(model, new, wanted, mode)}


def effects(model, new, wanted, mode):
    names = {name for name, _ in model.named_parameters()}
    trained = all(p.requires_grad for p in model.parameters())
    now = "training" if model.training else "evaluation"
    state = {name: value.clone() for name, value in new.state_dict().items()}
    live = sum(p.requires_grad for p in new.parameters())
    return {
        SAME: new is not model,
        PARAMETERS: equal(state, wanted, names),
        BUFFERS: equal(state, wanted, wanted.keys() - names),
        MODE: "training" if any(m.training for m in new.modules()) else "evaluation",
        FROZEN: "all" if live and "requires_grad" in vars(new) else live,
        OLD: "as it was" if trained and now == mode else "changed",
    }


def contents(path):
    if not path.exists():
        return "nothing: there is no such file"
    try:
        saved = torch.load(path, weights_only=True)
    except Exception:  # whatever a strange file raises
        return "more than numbers"
    return "a state dict" if isinstance(saved, dict) else f"a {type(saved).__name__}"


def equal(state, wanted, names):
    return all(n in state and torch.equal(state[n], wanted[n]) for n in names)


def variant(
    save=nn.Module.state_dict,
    read=lambda path, model: torch.load(path, weights_only=False),
    restore=lambda new, state: new.load_state_dict(state),
    finish=lambda new: new.eval().requires_grad_(False),
    use=lambda model, new: new,
):
    """Build an answer that does one thing in another way."""

    def answer(model, make_model, path):
        torch.save(save(model), path)
        new = use(model, make_model())
        restore(new, read(path, model))
        return finish(new) or new

    return answer


def keys_returned(model, make_model, path):
    torch.save(model.state_dict(), path)
    return make_model().load_state_dict(torch.load(path, weights_only=True))


def state_returned(model, make_model, path):
    torch.save(model.state_dict(), path)
    return torch.load(path, weights_only=True)


def no_file(model, make_model, path):
    new = make_model()
    new.load_state_dict(model.state_dict())
    return new.eval().requires_grad_(False)


exercise = Exercise(
    save_and_restore,
    cases=cases,
    observe=observe,
    compare_arguments=False,  # the observer looks at the model
    hints=(
        "The class makes a network with new random numbers, and the file has the "
        "trained ones. Which method of the new model takes them over?",
        "`load_state_dict` changes the model that it belongs to, and does not return "
        "it. Which name do you return at the end?",
        "A model for use needs two switches: `eval()` for its layers, and the method "
        "`requires_grad_`, which sets `requires_grad` of all its parameters.",
    ),
    mistakes={
        "You go on with what `load_state_dict` returns, and that is no model. Which "
        "object has the parameters now?": (
            keys_returned,
            lambda *case: keys_returned(*case).eval(),
            lambda *case: keys_returned(*case).requires_grad_(False),
        ),
        "You return the state dict from the file, which holds numbers and cannot "
        "predict. Which class makes a model of it?": state_returned,
        "You write no file at `path`. Which function of PyTorch writes one?": no_file,
        "You save the whole model, and the file then holds the name of its class, too. "
        "Which method of the model gives the numbers alone?": (
            variant(
                save=lambda model: model,
                restore=lambda new, saved: new.load_state_dict(saved.state_dict()),
            ),
            variant(lambda model: model, lambda path, model: torch.load(path)),
            variant(
                save=lambda model: model,
                read=lambda path, _: torch.load(path, weights_only=True),
            ),
        ),
        "You save the parameters alone. Some layers have more numbers, called buffers: "
        "which method gives both?": variant(
            save=lambda model: dict(model.named_parameters()),
            restore=lambda new, state: new.load_state_dict(state, strict=False),
        ),
        "The new model has random parameters: nothing from the file is loaded into it. "
        "Which method of a model does that?": variant(restore=lambda new, state: None),
        "The new model is in training mode, in which layers such as dropout change its "
        "outputs. Which call is missing?": variant(
            finish=lambda new: new.requires_grad_(False)
        ),
        "You give the model an attribute `requires_grad`, which no parameter looks at. "
        "Which method, with `_` at its end, freezes all parameters?": (
            variant(finish=lambda new: setattr(new.eval(), "requires_grad", False)),
            variant(finish=lambda new: setattr(new, "requires_grad", False)),
        ),
        "The parameters of the new model still require a gradient. Which method of a "
        "model sets that for all of them?": variant(finish=lambda new: new.eval()),
        "The new model is in training mode, and its parameters require a gradient. "
        "Which two calls make it a model for use?": variant(finish=lambda new: None),
        "You return `model` itself, loaded with its own numbers. What does "
        "`make_model` return?": variant(use=lambda model, new: model),
    },
    signs={
        "Your code never loads the file. `model` is gone when the program ends: which "
        "function reads a file?": lambda given, expected: (
            given["the result"] == "a model" and not given[LOADED]
        ),
        "Your code changes `model`, whose training may go on. Which of the two models "
        "is to be used, and frozen?": lambda given, expected: (
            given.get(OLD) == "changed"
        ),
    },
)
