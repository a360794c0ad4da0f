"""Answers to save_and_restore."""

import torch

from torchcourse.exercises.save_and_restore import save_and_restore


def name_by_name(model, make_model, path):
    torch.save(dict(model.state_dict()), path)
    state = torch.load(path)
    new = make_model().train(False)
    for name, values in new.state_dict().items():
        values.copy_(state[name])
    for parameter in new.parameters():
        parameter.requires_grad = False
    return new


def in_a_dictionary(model, make_model, path):
    torch.save({"model": model.state_dict(), "note": "trained"}, path)
    new = make_model()
    new.requires_grad_(False).load_state_dict(torch.load(path)["model"])
    return new.eval()


RIGHT = [name_by_name, in_a_dictionary]


def never_loads(model, make_model, path):
    torch.save(model.state_dict(), path)
    new = make_model()
    new.load_state_dict(model.state_dict())
    return new


def switches_of_the_old(model, make_model, path):
    torch.save(model.state_dict(), path)
    new = make_model()
    new.load_state_dict(torch.load(path))
    model.eval().requires_grad_(False)
    return new


WRONG = {
    "What your code loads: you get 'no file', expected 'a file'": never_loads,
    "The result: you get '`model` itself', expected 'a new model'": (
        lambda model, *others: save_and_restore(model, *others) and model
    ),
    "`model` itself after your call: you get 'in another mode and with other": (
        switches_of_the_old
    ),
    "The result: you get 'str'": lambda model, make_model, path: str(path),
    "`model` itself after your call: you get 'in another mode'": (
        lambda model, *others: save_and_restore(model.eval(), *others)
    ),
    "`model` itself after your call: you get 'with other `requires_grad`'": (
        lambda model, *others: save_and_restore(model.requires_grad_(False), *others)
    ),
    "Your code raises FileNotFoundError": lambda model, _, path: torch.load(path),
}
