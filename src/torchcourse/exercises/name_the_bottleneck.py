"""name_the_bottleneck: the slowest part of a step, and what removing it would gain."""

from statistics import fmean, median, median_high, median_low

from torchcourse.checking import Exercise


def name_the_bottleneck(seconds):
    times = {name: median(measured) for name, measured in seconds.items()}
    slowest = max(times, key=times.get)
    total = sum(times.values())
    return slowest, total / (total - times[slowest])


def cases(generator):
    return [
        ({"loading": [0.03, 0.03, 0.03], "computing": [0.01, 0.01, 0.01]},),
        ({"loading": [0.004, 0.002, 0.001], "computing": [0.006, 0.007, 0.005]},),
        (  # one slow moment: the mean names another part than the median
            {
                "loading": [0.002, 0.09, 0.002, 0.003, 0.002],
                "copying": [0.001, 0.001, 0.002, 0.001, 0.001],
                "computing": [0.008, 0.008, 0.009, 0.008, 0.007],
            },
        ),
        (  # the least and the largest time name another part
            {
                "decoding": [0.02, 0.001, 0.02],
                "collation": [0.01, 0.01, 0.04],
                "computing": [0.005, 0.004, 0.006],
            },
        ),
        ({"copying": [0.5], "computing": [0.25], "logging": [0.125]},),
        (  # parts that were measured more often than others
            {
                "loading": [0.01, 0.01, 0.01, 0.01, 0.01, 0.01],
                "computing": [0.03, 0.031],
            },
        ),
    ]


def by(number, gain=lambda total, part: total / (total - part)):
    """Make the answer that takes another number for a part, or another gain."""

    def answer(seconds):
        times = {name: number(measured) for name, measured in seconds.items()}
        slowest = max(times, key=times.get)
        return slowest, gain(sum(times.values()), times[slowest])

    return answer


def fastest(seconds):
    times = {name: median(measured) for name, measured in seconds.items()}
    name = min(times, key=times.get)
    return name, sum(times.values()) / (sum(times.values()) - times[name])


def last_name(removed):
    """Make the answer that compares the names of the parts, and not their times."""

    def answer(seconds):
        times = {name: median(measured) for name, measured in seconds.items()}
        name, total = max(times), sum(times.values())
        return name, total / (total - removed(times, name))

    return answer


def by_second(seconds):
    *_, second, slowest = sorted(median(measured) for measured in seconds.values())
    return name_the_bottleneck(seconds)[0], slowest / second


exercise = Exercise(
    name_the_bottleneck,
    cases=cases,
    hints=(
        "Each part has a list of measured times. Which number of a list does one slow "
        "moment hardly change?",
        "`max(times, key=times.get)` gives the key with the largest value.",
        "A step takes the sum of its parts. How long would it take without the "
        "slowest one, and how many times as long does it take now?",
    ),
    mistakes={
        "You take the mean of the measured times, which one slow moment changes a lot. "
        "Which number did notebook 16 take?": by(fmean),
        "You add the measured times of a part, so a part that was measured more often "
        "seems slower. Which one number stands for the list?": by(sum),
        "You take the slowest measured time of each part. Which number hardly depends "
        "on one slow moment?": by(max),
        "You take the fastest measured time of each part. The exercise asks for the "
        "median.": by(min),
        "The median of a list with an even length is the mean of the middle two "
        "numbers, and you take one of the two.": (by(median_high), by(median_low)),
        "You take the middle of a list as it was measured. What must be done with a "
        "list before its middle is the median?": by(
            lambda times: times[len(times) // 2]
        ),
        "`max` of a dictionary compares the names, and takes the last one in the "
        "alphabet. How do you let it compare the times?": (
            last_name(lambda times, name: times[name]),
            last_name(lambda times, name: max(times.values())),
        ),
        "You divide the slowest part by the second slowest. Divide the whole step by "
        "what is left without the slowest part.": by_second,
        "You return the time of the slowest part. How many times as fast is a step "
        "that takes no time for this part?": by(median, lambda total, part: part),
        "You return the time that is left without the slowest part. How many times as "
        "fast is the step then?": by(median, lambda total, part: total - part),
        "You name the fastest part. Which part would you remove first?": fastest,
        "You return the share of the slowest part. How many times as fast is a step "
        "that takes no time for this part?": by(
            median, lambda total, part: part / total
        ),
        "You return the share that is left without the slowest part. How many times as "
        "fast is the step then?": by(
            median, lambda total, part: (total - part) / total
        ),
        "You divide the whole step by its slowest part. Divide the whole step by what "
        "is left without this part.": by(median, lambda total, part: total / part),
        "You compare the slowest part with the rest. Compare the whole step with the "
        "rest instead.": by(median, lambda total, part: part / (total - part)),
    },
)
