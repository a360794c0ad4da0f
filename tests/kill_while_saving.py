"""Save checkpoints in child processes, kill them at random moments, count the damage.

    python kill_while_saving.py FOLDER SAVER KILLS

SAVER is ``save_checkpoint``, or ``in_place`` for a saver that a kill can hurt. Prints
how often the checkpoint could not be read afterwards, and in how many kills a save was
under way.
"""

import itertools
import os
import random
import signal
import sys
import time
from pathlib import Path

import torch
from torch import nn

from torchcourse import training


def new_run():
    model = nn.Linear(600, 600)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return model, optimizer


def fill(model, epoch):
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.fill_(epoch)


def in_place(path, model, optimizer, epoch):
    training.save_checkpoint(f"{path}.good", model, optimizer, epoch)
    with open(path, "wb") as file:
        file.write(Path(f"{path}.good").read_bytes())


def save_on_and_on(save, path, first, ready):
    model, optimizer = new_run()
    for epoch in itertools.count(first):
        fill(model, epoch)
        save(path, model, optimizer, epoch)
        if epoch == first:
            os.write(ready, b".")


def kill_one(save, path, first):
    """Return once a child was killed in the midst of its work."""
    started, ready = os.pipe()
    child = os.fork()
    if child == 0:
        save_on_and_on(save, path, first, ready)
    os.close(ready)
    os.read(started, 1)
    os.close(started)
    time.sleep(random.uniform(0, 0.02))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def epoch_of(path):
    """Return the saved epoch; raise if weights and epoch are not of one save."""
    model, optimizer = new_run()
    epoch = training.load_checkpoint(path, model, optimizer)
    weights = torch.cat([parameter.flatten() for parameter in model.parameters()])
    if not bool((weights == epoch).all()):
        raise training.BadCheckpoint(f"{path} mixes two saves.")
    return epoch


def main():
    folder, saver, kills = sys.argv[1:]
    torch.set_num_threads(1)
    random.seed(0)
    path = os.path.join(folder, "run.pt")
    save = {"save_checkpoint": training.save_checkpoint, "in_place": in_place}[saver]
    epoch, unreadable, under_way = 0, 0, 0
    for _ in range(int(kills)):
        kill_one(save, path, epoch + 1)
        unfinished = list(Path(folder).glob("run.pt.*.part"))
        under_way += bool(unfinished)
        for part in unfinished:
            part.unlink()
        try:
            before, epoch = epoch, epoch_of(path)
            assert epoch > before
        except training.BadCheckpoint:
            unreadable += 1
    print(unreadable, under_way)


if __name__ == "__main__":
    main()
