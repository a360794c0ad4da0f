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


def parts(new, old):
    differences = new.double() - old.double()
    return differences.mean(), differences.var(correction=0), len(differences)


def unpaired(correction):
    def answer(new, old):
        one, other = new.double().var(correction=correction), old.double()
        variance = one + other.var(correction=correction)
        return ends(parts(new, old)[0], (variance / len(new)).sqrt())

    return answer


def of_error(error, factor=1.96):
    """Make the answer whose standard error is another function of variance and n."""

    def answer(new, old):
        mean, variance, n = parts(new, old)
        return ends(mean, error(variance, n), factor)

    return answer


def added_errors(new, old):
    errors = [row.double().std(correction=0) / len(row) ** 0.5 for row in (new, old)]
    return ends(parts(new, old)[0], sum(errors))


def of_absolute(new, old, center=None):
    """Count 1 wherever the networks differ, as ``new != old`` and ``new ^ old`` do."""
    disagree = (new != old).double()
    error = disagree.std(correction=0) / len(new) ** 0.5
    return ends(disagree.mean() if center is None else center, error)


def absolute_error(new, old):
    return of_absolute(new, old, center=parts(new, old)[0])


def absolute_center(new, old):
    _, variance, n = parts(new, old)
    return ends((new != old).double().mean(), (variance / n).sqrt())


def not_centered(new, old):
    disagree = (new != old).double()  # the squares of the differences
    return ends(parts(new, old)[0], (disagree.mean() / len(new)).sqrt())


def where_they_differ(new, old):
    differences = (new.double() - old.double())[new != old]
    if not len(differences):
        return 0.0, 0.0
    return ends(
        differences.mean(), differences.std(correction=0) / len(differences) ** 0.5
    )


def backward(new, old):
    return paired_difference(old, new)


def and_margin(new, old):
    mean, variance, n = parts(new, old)
    return mean.item(), (1.96 * (variance / n).sqrt()).item()


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
        "image by image?": (unpaired(0), unpaired(1)),
        "You add the two standard errors. Take the standard error of the differences "
        "instead: one number per image.": added_errors,
        "You subtract the new network's answers from the old network's. Which sign "
        "should an improvement have?": backward,
        "You go one standard error to either side, which holds in about two of three "
        "cases. How many standard errors hold in 95 of 100?": of_error(
            lambda variance, n: (variance / n).sqrt(), factor=1.0
        ),
        "Your margin does not become smaller with the number of images. What is the "
        "variance divided by in the standard error?": tuple(
            of_error(
                lambda variance, n, less=less: (variance * n / (n - less)).sqrt(), z
            )
            for less in (0, 1)  # `std` divides by n - 1
            for z in (1.96, 1.0)
        ),
        "You divide by n - 1, as `var` and `std` do by themselves. The formula of the "
        "notebook divides by n.": of_error(
            lambda variance, n: (variance / (n - 1)).sqrt()
        ),
        "You divide the standard deviation by n. The formula divides the variance by n "
        "and then takes the root: what does that divide the standard deviation by?": (
            of_error(lambda variance, n: variance.sqrt() / n)
        ),
        "Your margin comes from a variance divided by n. How do you get from a "
        "variance to a standard error?": of_error(lambda variance, n: variance / n),
        "You count 1 wherever the networks differ, as `new != old`, `new ^ old` and "
        "`abs` do. What does an image count that only the old network reads?": (
            of_absolute,
            absolute_error,
            absolute_center,
        ),
        "You take the mean of the squared differences. The variance subtracts their "
        "mean D from the differences before it squares them: what is left?": (
            not_centered
        ),
        "You use only the images on which the networks disagree. The others count as "
        "0, and n is the number of all images.": where_they_differ,
        "You return the difference and the margin. The exercise asks for both ends.": (
            and_margin
        ),
    },
)
