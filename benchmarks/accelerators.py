"""Item 6: items 1 to 4 again, on each accelerator that PyTorch can use here."""

import torch

from benchmarks import epochs, growth, ours, products
from benchmarks.measure import Row
from torchcourse.data import MNIST


def find() -> tuple[dict[str, str], list[str]]:
    """Return devices and their names, and for each that is missing the reason."""
    found, missing = {}, []
    for device, module in (("cuda", torch.cuda), ("mps", torch.backends.mps)):
        backend = getattr(torch.backends, device)
        if not backend.is_built():
            missing.append(f"{device}: not measured, this PyTorch is built without it.")
        elif not module.is_available():
            missing.append(f"{device}: not measured, no such GPU that PyTorch can use.")
        elif not computes(device):
            missing.append(f"{device}: not measured, the GPU fails at a small product.")
        else:
            cuda = device == "cuda"
            found[device] = torch.cuda.get_device_name() if cuda else "Apple GPU"
    return found, missing


def computes(device: str) -> bool:
    """Tell whether the device gets a small matrix product right."""
    try:
        ones = torch.ones(4, 4, device=device)
        return bool((ones @ ones == 4).all())
    except (AssertionError, RuntimeError):  # no such device, or its driver fails
        return False


def measure(mnist: MNIST) -> list[Row]:
    """Measure items 1 to 4 on each accelerator, by the functions that measure CPUs."""
    return [row for device in find()[0] for row in measure_one(mnist, device)]


def measure_one(mnist: MNIST, device: str) -> list[Row]:
    """Measure on one device, with one textbook loop to save time, and no targets."""
    kept = ours.keep(mnist, device)
    rows = [
        *epochs.measure(mnist, device, names=(epochs.TEXTBOOK,)),
        *products.measure(*kept),
        *growth.measure(*kept),
    ]
    return [Row(6, f"{device}: {row.what}", row.sample, row.unit) for row in rows]
