"""save_and_restore: the parameters in a file, and a new model that predicts by them."""

import tempfile
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


def build(inputs, outputs):
    linear, norm = nn.Linear(inputs, outputs), nn.BatchNorm1d(outputs)
    return nn.Sequential(linear, norm, nn.Dropout(0.5))


def cases(generator):
    def case(training, inputs, outputs):
        model = build(inputs, outputs).train(training)
        for values in model.state_dict().values():
            if values.is_floating_point():
                values.uniform_(0.1, 0.9, generator=generator)
        return model, lambda: build(inputs, outputs)

    return [case(True, 2, 3), case(False, 4, 2), case(True, 5, 4)]


RESULT, FILE, LOADED = "the result", "the file holds", "what your code loads"
OTHER = "parameters and buffers of the new model that are not the saved ones"
MODE = "mode of the new model"
LIVE = "parameters of the new model that require a gradient"
OLD = "`model` itself after your call"


def observe(answer, model, make_model):
    wanted = {name: values.clone() for name, values in model.state_dict().items()}
    switches = switches_of(model)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.pt"
        with patch.object(torch, "load", wraps=torch.load) as load:
            new = answer(model, make_model, path)
        if new is None:
            return None
        seen = dict.fromkeys((RESULT, FILE, LOADED, OTHER, OLD, MODE, LIVE))
        seen |= {FILE: contents(path), LOADED: "a file" if load.called else "no file"}
    if not isinstance(new, nn.Module):
        return seen | {RESULT: type(new).__name__}
    state = new.state_dict()
    other = [
        name
        for name, values in wanted.items()
        if name not in state or not torch.equal(state[name], values)
    ]
    return seen | {
        RESULT: "`model` itself" if new is model else "a new model",
        OTHER: ", ".join(other) or "none",
        MODE: "training" if any(m.training for m in new.modules()) else "evaluation",
        LIVE: sum(p.requires_grad for p in new.parameters()),
        OLD: compared(switches_of(model), switches),
    }


def switches_of(model):
    modes = [module.training for module in model.modules()]
    return modes, [p.requires_grad for p in model.parameters()]


def compared(new, old):
    words = ("in another mode", "with other `requires_grad`")
    changed = [
        word for word, *ends in zip(words, new, old, strict=True) if ends[0] != ends[1]
    ]
    return " and ".join(changed) or "as it was"


def contents(path):
    if not path.exists():
        return "nothing: there is no such file"
    try:
        saved = torch.load(path, weights_only=True)
    except Exception:  # whatever a strange file raises
        return "more than numbers"
    return "a state dict" if isinstance(saved, dict) else f"a {type(saved).__name__}"


def variant(
    save=nn.Module.state_dict,
    restore=lambda new, path: new.load_state_dict(torch.load(path)),
    finish=lambda new: new.eval().requires_grad_(False),
):
    """Make an answer that does one thing in another way."""

    def answer(model, make_model, path):
        torch.save(save(model), path)
        new = make_model()
        restore(new, path)
        finish(new)
        return new

    return answer


def keys_returned(model, make_model, path):
    torch.save(model.state_dict(), path)
    return make_model().load_state_dict(torch.load(path))


def from_whole_model(new, path):
    saved = torch.load(path, weights_only=False)
    new.load_state_dict(saved.state_dict())


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
        ),
        "You save the whole model, and the file then holds the name of its class, too. "
        "Which method of the model gives the numbers alone?": (
            variant(save=lambda model: model),
            variant(save=lambda model: model, restore=from_whole_model),
        ),
        "The new model has random parameters: nothing from the file is loaded into it. "
        "Which method of a model does that?": (
            variant(restore=lambda new, path: torch.load(path))
        ),
        "The new model is in training mode, in which layers such as dropout change its "
        "outputs. Which call is missing?": (
            variant(finish=lambda new: new.requires_grad_(False)),
            variant(finish=lambda new: None),
        ),
        "The parameters of the new model still require a gradient. Which method of a "
        "model sets that for all of them?": variant(finish=lambda new: new.eval()),
    },
)
