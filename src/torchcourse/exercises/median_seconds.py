"""median_seconds: a timer for a device that queues its work."""

from dataclasses import dataclass
from statistics import fmean, median

from torchcourse.checking import Exercise


def median_seconds(work, synchronize, clock, repeats, warmup):
    for _ in range(warmup):
        work()
    seconds = []
    for _ in range(repeats):
        synchronize()
        start = clock()
        work()
        synchronize()
        seconds.append(clock() - start)
    return sorted(seconds)[repeats // 2]  # repeats is odd


@dataclass
class Device:
    """A device without hardware: its clock moves only when the device is used."""

    durations: list[float]  # of each call's work; the last one serves for all further
    older_work: float = 0.0  # seconds of work that is in the queue from the start

    def __post_init__(self):
        self.now, self.free_at = 100.0, 100.0 + self.older_work
        self.calls = self.readings = 0

    def work(self):
        self.now += 0.001  # to put work into the queue takes time, too
        duration = self.durations[min(self.calls, len(self.durations) - 1)]
        self.free_at = max(self.free_at, self.now) + duration
        self.calls += 1

    def synchronize(self):
        self.now = max(self.now, self.free_at)

    def clock(self):
        self.readings += 1
        return self.now


def cases(generator):
    def case(device, repeats, warmup):
        return device.work, device.synchronize, device.clock, repeats, warmup

    return [
        case(Device([3.0, 1.0, 9.0, 0.3, 0.2, 0.25, 0.1]), 5, 2),
        case(Device([2.0, 0.5, 0.7]), 1, 1),
        case(Device([0.4, 0.6, 0.5], older_work=7.0), 1, 0),
        case(Device([5.0, 4.0, 3.0, 0.1, 0.4, 0.2], older_work=2.0), 3, 3),
        case(Device([0.3, 0.9, 0.6, 0.1, 8.0, 0.2, 0.7]), 7, 0),
    ]


def observe(answer, work, *others):
    seconds = answer(work, *others)
    device = work.__self__
    return {
        "calls of work": device.calls,
        "the clock": "the given one" if device.readings else "another one",
        "seconds": seconds,
    }


def timer(before=True, after=True, warm_up=True, summary=median):
    """Build a timer that leaves out a step, or takes another summary."""

    def answer(work, synchronize, clock, repeats, warmup):
        for _ in range(warmup if warm_up else 0):
            work()
        seconds = []
        for _ in range(repeats if warm_up else warmup + repeats):
            if before:
                synchronize()
            start = clock()
            work()
            if after:
                synchronize()
            seconds.append(clock() - start)
        return summary(seconds)

    return answer


def all_together(work, synchronize, clock, repeats, warmup):
    for _ in range(warmup):
        work()
    synchronize()
    start = clock()
    for _ in range(repeats):
        work()
    synchronize()
    return (clock() - start) / repeats


exercise = Exercise(
    median_seconds,
    cases=cases,
    observe=observe,
    hints=(
        "Four rules: warm up, synchronize before the clock starts, synchronize before "
        "it stops, repeat. Which lines stand inside the loop?",
        "After the warm-up, its work is still in the queue. What happens if the clock "
        "starts now?",
        "Keep the seconds of every repetition in a list. Which one is in the middle, "
        "after sorting?",
    ),
    mistakes={
        "Nothing waits between the work and the second reading of the clock, so you "
        "measure how long it takes to queue the work. What must have happened before "
        "the clock is read again?": timer(after=False),
        "Work that was in the queue before, such as the warm-up, is counted as yours. "
        "What must have happened before the clock is first read?": timer(before=False),
        "You take the median of the warm-up's seconds, too. What is special about the "
        "first calls?": timer(warm_up=False),
        "You take the mean of the repetitions, which one slow repetition changes a "
        "lot. Which number does a slow repetition hardly change?": timer(summary=fmean),
        "You time all repetitions together, which gives a mean. Where must the clock "
        "be read, so that each repetition has seconds of its own?": all_together,
        "You take the middle of the list as it was filled. In which order must the "
        "seconds stand?": timer(summary=lambda seconds: seconds[len(seconds) // 2]),
    },
    signs={
        "You never read the clock that you are given. This device has a clock of its "
        "own: which argument reads it?": lambda given, expected: (
            given["the clock"] != expected["the clock"]
        ),
        "You do not call `work` `warmup` plus `repeats` times. How often does each of "
        "your loops call it?": lambda given, expected: (
            given["calls of work"] != expected["calls of work"]
        ),
    },
)
