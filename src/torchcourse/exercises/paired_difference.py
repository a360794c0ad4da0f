"""paired_difference: the interval of a difference, image by image."""

import torch

from torchcourse.checking import Exercise


def paired_difference(new, old):
    differences = new.double() - old.double()  # 1, 0 or -1 for each image
    mean = differences.mean()
    error = (differences.var(correction=0) / len(differences)).sqrt()
    return (mean - 1.96 * error).item(), (mean + 1.96 * error).item()


def cases(generator):
    def pair(n, better, worse):
        """Draw answers of which ``better`` are right in the new network alone."""
        old = torch.rand(n, generator=generator) < 0.8
        order = torch.randperm(n, generator=generator)
        old[order[:better]], old[order[better : better + worse]] = False, True
        new = old.clone()
        new[order[: better + worse]] ^= True
        return new, old

    return [
        (
            torch.tensor([True, True, True, False, True, True, False, True]),
            torch.tensor([True, False, True, False, True, False, True, True]),
        ),
        (
            torch.tensor([False, True, False, True, True, False]),
            torch.tensor([True, True, True, True, False, False]),
        ),
        pair(50, 6, 2),
        pair(200, 5, 25),
        pair(1000, 40, 20),
        pair(300, 10, 10),
        pair(40, 0, 0),  # they agree on every image
    ]


def ends(mean, error, factor=1.96):
    return (mean - factor * error).item(), (mean + factor * error).item()


def with_error(error, factor=1.96):
    """Make the answer whose standard error is another function of variance and n."""

    def answer(new, old):
        differences = new.double() - old.double()
        variance = differences.var(correction=0)
        return ends(differences.mean(), error(variance, len(new)), factor)

    return answer


def unpaired(new, old):
    new, old = new.double(), old.double()
    variance = new.var(correction=0) + old.var(correction=0)
    return ends(new.mean() - old.mean(), (variance / len(new)).sqrt())


def disagreement(new, old):
    differ = (new != old).double()
    return ends(differ.mean(), (differ.var(correction=0) / len(differ)).sqrt())


exercise = Exercise(
    paired_difference,
    cases=cases,
    hints=(
        "Make one number per image first: 1 if only the new network is right, -1 if "
        "only the old network is right, and 0 if both are right or both are wrong.",
        "The n numbers have a mean and a variance. What is the standard error of a "
        "mean of n numbers?",
        "PyTorch cannot subtract Boolean tensors, but it can subtract numbers. And "
        "which argument makes `var` divide by n?",
    ),
    mistakes={
        "Boolean values cannot be subtracted, and the `^` or xor of the error message "
        "does not tell 1 from -1. Which method turns the answers into numbers?": (
            lambda new, old: new - old,
            lambda new, old: new.numpy() - old.numpy(),
        ),
        "You add the variances of the two networks, as if each had images of its own. "
        "The networks share their images: what is the variance of the differences, "
        "image by image?": unpaired,
        "You subtract the new network's answers from the old network's. Which sign "
        "should an improvement have?": lambda new, old: paired_difference(old, new),
        "You go one standard error to either side, which holds in about two of three "
        "cases. How many standard errors hold in 95 of 100?": with_error(
            lambda variance, n: (variance / n).sqrt(), factor=1.0
        ),
        "Your standard error is not the root of variance / n. What do you divide, and "
        "of what do you take the root?": (
            with_error(lambda variance, n: variance.sqrt()),
            with_error(lambda variance, n: (variance * n / (n - 1)).sqrt()),  # `std`
            with_error(lambda variance, n: variance.sqrt() / n),
            with_error(lambda variance, n: variance / n),
        ),
        "You divide by n - 1, as `var` and `std` do by themselves. The formula of the "
        "notebook divides by n.": (
            with_error(lambda variance, n: (variance / (n - 1)).sqrt())
        ),
        "You count 1 wherever the networks differ, as `new != old`, `new ^ old` and "
        "`abs` do. What does an image count that only the old network reads?": (
            disagreement
        ),
    },
)
