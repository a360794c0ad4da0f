"""Train the digit network of notebook 13 in one process, or in several that agree.

    python -m torchcourse.train_ddp                                     in one process
    torchrun --standalone --nproc-per-node 2 -m torchcourse.train_ddp   in two

Every process holds the whole model and takes an equal share of each batch; gradients
are averaged in ``backward``. If the processes share images and batches equally, their
number changes nothing but rounding. Where GPUs are too few, all use the CPU.
"""

import argparse
import contextlib
import os
import signal
import sys
import time
from datetime import timedelta
from pathlib import Path

import torch
import torch.distributed as dist
import torch.distributed.nn  # imported later, its defaults would keep the group alive
from torch import Tensor, nn
from torch.utils.data import DistributedSampler

from torchcourse import load_mnist, training

WAIT = timedelta(seconds=15)  # for a process that does not come, or does not answer


def join() -> torch.device:
    """Join the group that torchrun describes, or be a group of one."""
    device, backend = torch.device("cpu"), "gloo"
    processes_here = int(os.environ.get("LOCAL_WORLD_SIZE", 1))
    if dist.is_nccl_available() and torch.cuda.device_count() >= processes_here:
        device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0)))
        torch.cuda.set_device(device)
        backend = "nccl"
    if "RANK" in os.environ:  # set by torchrun, with the place to meet
        dist.init_process_group(backend, timeout=WAIT)
    else:
        dist.init_process_group(backend, store=dist.HashStore(), rank=0, world_size=1)
    return device


def load_data(options: argparse.Namespace) -> list[tuple[Tensor, Tensor]]:
    """Load training and validation digits, first in one process of each machine."""
    patient = dist.new_group(backend="gloo", timeout=timedelta(minutes=15))
    first = int(os.environ.get("LOCAL_RANK", 0)) == 0
    if not first:
        dist.barrier(patient)  # wait: the first may have to download
    mnist = load_mnist()
    if first:
        dist.barrier(patient)
    order = torch.randperm(60_000, generator=torch.Generator().manual_seed(0))
    pairs = []
    for rows in (order[:50_000][: options.images], order[50_000:]):  # as in 11
        images = mnist.train_images[rows].to(options.device, options.dtype)
        images = (images.flatten(1) / 255 - 0.131) / 0.308
        pairs.append((images, mnist.train_labels[rows].to(options.device)))
    return pairs


def resume(path: Path | None, model: nn.Module, optimizer: torch.optim.Adam) -> int:
    """Load the checkpoint, if there is one, and return the epochs that are done."""
    found = path is not None and path.exists()
    done = training.load_checkpoint(path, model, optimizer) if found else 0
    everyone = [None] * dist.get_world_size()
    dist.all_gather_object(everyone, done)
    if len(set(everyone)) > 1:
        raise training.BadCheckpoint(f"{path} is not the same on every machine.")
    if done:
        print(f"resumed after epoch {done}")
    return done


def train(options: argparse.Namespace) -> None:
    """Train for the epochs that are left; rank 0 evaluates, saves and reports."""
    path, size = options.checkpoint, options.batch_size // dist.get_world_size()
    (images, labels), validation = load_data(options)
    torch.manual_seed(options.seed)
    layers = [nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU()]
    model = nn.Sequential(*layers, nn.Linear(64, 10)).to(options.device, options.dtype)
    optimizer = torch.optim.Adam(model.parameters(), lr=options.learning_rate)
    loss_function = nn.CrossEntropyLoss()
    done = resume(path, model, optimizer)
    replica = nn.parallel.DistributedDataParallel(model)  # averages in backward
    sampler = DistributedSampler(labels, seed=options.seed)
    for epoch in range(done, options.epochs):
        start = time.perf_counter()
        sampler.set_epoch(epoch)  # else every epoch has the same order
        shares = torch.tensor(list(sampler)).split(size)
        batches = ((images[rows], labels[rows]) for rows in shares)
        training.train_one_epoch(replica, batches, loss_function, optimizer)
        speed = len(labels) / (time.perf_counter() - start)
        if dist.get_rank() == 0:  # the others wait for it at their next gradient
            _, accuracy = training.evaluate(model, [validation], loss_function)
            if path is not None:
                training.save_checkpoint(path, model, optimizer, epoch + 1)
            print(f"epoch {epoch + 1}: accuracy {accuracy:.3f}, {speed:,.0f} images/s")


def read_options(arguments: list[str] | None) -> argparse.Namespace:
    """Read options such as ``["--epochs", "3"]``, or those of the command line."""
    parser = argparse.ArgumentParser(prog="train_ddp")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--images", type=int, default=50_000, help="to train on")
    parser.add_argument("--batch-size", type=int, default=128, help="of all together")
    parser.add_argument("--learning-rate", type=float, default=0.002)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--double", action="store_true", help="compute in float64")
    parser.add_argument("--checkpoint", type=Path, help="resume from here, save here")
    options = parser.parse_args(arguments)
    options.dtype = torch.float64 if options.double else torch.float32
    if options.batch_size % int(os.environ.get("WORLD_SIZE", 1)):
        parser.error("the processes must share --batch-size equally")
    return options


def run(arguments: list[str] | None = None) -> None:
    """Join the others, train, and leave; only rank 0 prints."""
    options = read_options(arguments)
    options.device = join()
    with contextlib.redirect_stdout(sys.stdout if dist.get_rank() == 0 else None):
        print(f"processes: {dist.get_world_size()}, device: {options.device.type}")
        train(options)
    dist.destroy_process_group()


def stop(reason: str) -> None:
    """End this process at once, with one message and exit status 1."""
    sys.stderr.write(f"train_ddp, rank {os.environ.get('RANK', 0)}: {reason}\n")
    os._exit(1)  # a group that lost a member may never finish cleaning up


def main() -> None:
    """Run as a program, and end in one message where the group breaks."""
    signal.signal(signal.SIGTERM, lambda *_: stop("told to end (SIGTERM)."))
    try:
        run()
    except training.BadCheckpoint as error:
        stop(str(error))
    except RuntimeError as error:
        if not isinstance(error, dist.DistError) and "gloo" not in str(error):
            raise
        stop(f"no contact with the others. Start all again. PyTorch says: {error}")


if __name__ == "__main__":
    main()
