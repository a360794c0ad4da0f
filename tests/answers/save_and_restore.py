"""Answers to save_and_restore."""

import torch
from torch import nn

from torchcourse.exercises.save_and_restore import save_and_restore


def name_by_name(model, make_model, path):
    with open(path, "wb") as file:
        torch.save(dict(model.state_dict()), file)
    state = torch.load(path)
    new = make_model().train(False)
    for name, value in new.state_dict().items():
        value.copy_(state[name])
    for parameter in new.parameters():
        parameter.requires_grad = False
    return new


def in_a_dictionary(model, make_model, path):
    torch.save({"model": model.state_dict(), "note": "trained"}, path)
    new = make_model()
    new.requires_grad_(False).load_state_dict(torch.load(path)["model"])
    return new.eval()


RIGHT = [name_by_name, in_a_dictionary]


def freezes_the_old_one(model, *others):
    new = save_and_restore(model, *others)
    model.eval()
    return new


def another_file(model, make_model, path):
    torch.save(list(model.state_dict().values()), path)
    return name_by_name(model, make_model, path.with_name("other.pt"))


def never_loads(model, make_model, path):
    torch.save(model.state_dict(), path)
    new = make_model()
    new.load_state_dict(model.state_dict())
    return new


WRONG = {
    "Your code never loads the file": never_loads,
    "Your code changes `model`": freezes_the_old_one,
    "The result: you get 'str'": lambda model, make_model, path: str(path),
    "The file holds: you get 'a list', expected 'a state dict'": (another_file),
    "Your code raises FileNotFoundError": (
        lambda model, make_model, path: torch.load(path)
    ),
    "Your code raises AttributeError": lambda model, make_model, path: nn.Module.save(
        model, path
    ),
}
