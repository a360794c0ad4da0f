"""Exercise 8.2: a truthful timer, tested on a device that queues its work."""

from statistics import fmean, median

from torchcourse.exercises.exercise import Exercise

exercise = Exercise(
    "8.2",
    "a truthful timer",
    hints=(
        "Four rules: warm up, synchronize before the clock starts, synchronize before "
        "it stops, repeat. Which lines stand inside the loop?",
        "After the warm-up, its work is still in the queue. What happens if the clock "
        "starts now?",
        "Keep every repetition's seconds in a list. Which is the middle one, sorted?",
    ),
)


@exercise.reference
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


class Device:
    """A device without hardware: it queues, and its clock moves only when it is told.

    Args:
        durations: Seconds of each call's work; the last repeats for all further calls.
        waiting: Seconds of somebody else's work that is in the queue from the start.
    """

    LAUNCH = 0.001  # seconds that queueing one piece of work takes

    def __init__(self, durations, waiting):
        self.durations = durations
        self.now, self.free_at, self.calls = 100.0, 100.0 + waiting, 0

    def work(self):
        seconds = self.durations[min(self.calls, len(self.durations) - 1)]
        self.calls += 1
        self.now += self.LAUNCH
        self.free_at = max(self.free_at, self.now) + seconds

    def synchronize(self):
        self.now = max(self.now, self.free_at)

    def clock(self):
        return self.now


@exercise.cases
def cases(generator):
    return [  # as replies show them: each call's seconds, old work, repeats, warm-up
        ("3, 1, 9, 0.3, 0.2, 0.25, 0.1", 0.0, 5, 2),
        ("2, 0.5, 0.7", 0.0, 1, 1),
        ("0.4, 0.6, 0.5", 7.0, 1, 0),
        ("5, 4, 3, 0.1, 0.4, 0.2", 2.0, 3, 3),
        ("0.3, 0.9, 0.6, 0.1, 8, 0.2, 0.7", 0.0, 7, 0),
    ]


@exercise.observe
def timed(answer, seconds_of_each_call, seconds_of_older_work, repeats, warmup):
    durations = [float(seconds) for seconds in seconds_of_each_call.split(",")]
    device = Device(durations, seconds_of_older_work)
    seconds = answer(device.work, device.synchronize, device.clock, repeats, warmup)
    return {"the seconds": seconds, "calls of work": device.calls}


def _timer(order="scwst", warm=True, summary=median):
    """Build a timer that does, in each repetition, what the letters of order say.

    s waits, c starts the clock, w works, t stops the clock.
    """

    def timer(work, synchronize, clock, repeats, warmup):
        for _ in range(warmup if warm else 0):
            work()
        seconds, start = [], 0.0
        for _ in range(repeats):
            for letter in order:
                if letter == "s":
                    synchronize()
                elif letter == "w":
                    work()
                elif letter == "c":
                    start = clock()
                else:
                    seconds.append(clock() - start)
        return summary(seconds)

    return timer


@exercise.slip(
    "Nothing waits between the work and the stop of the clock. It measures how long "
    "the queueing takes: what must have happened when it stops?"
)
def no_wait_before_the_stop(*case):
    return _timer("scwt")(*case)


@exercise.slip(
    "You do not wait before starting the clock. Work that was queued earlier, such as "
    "the warm-up, is then counted as yours."
)
def no_wait_before_the_start(*case):
    return _timer("cwst")(*case)


@exercise.slip(
    "You start the clock and then wait for the queue. The wait for earlier work is "
    "counted: which of the two comes first?"
)
def starts_before_the_wait(*case):
    return _timer("cswst")(*case)


@exercise.slip(
    "You time the first calls too. They load programs and reserve memory: what is "
    "`warmup` for?"
)
def no_warm_up(*case):
    return _timer(warm=False)(*case)


@exercise.slip(
    "You warm up before every repetition. It is right in the end, but first calls are "
    "slow once, not each time: how often is `work` to be called?"
)
def warms_up_each_time(work, synchronize, clock, repeats, warmup):
    seconds = []
    for _ in range(repeats):
        for _ in range(warmup):
            work()
        seconds.append(_timer(warm=False)(work, synchronize, clock, 1, 0))
    return median(seconds)


@exercise.slip(
    "You time the warm-up as well, and keep its seconds among the others. What is it "
    "that a first call measures?"
)
def counts_the_warm_up(work, synchronize, clock, repeats, warmup):
    return _timer(warm=False)(work, synchronize, clock, repeats + warmup, 0)


@exercise.slip(
    "You take some of the repetitions as warm-up, so fewer are timed than asked for. "
    "How often must `work` be called in all?"
)
def warm_up_out_of_the_repeats(work, synchronize, clock, repeats, warmup):
    seconds = [
        _timer(warm=False)(work, synchronize, clock, 1, 0) for _ in range(repeats)
    ]
    return median(seconds[warmup:] or seconds)


@exercise.slip(
    "You warm up once, whatever `warmup` says. How often is `work` to be called before "
    "the first repetition that counts?"
)
def warms_up_once(work, synchronize, clock, repeats, warmup):
    return _timer()(work, synchronize, clock, repeats, 1)


@exercise.slip(
    "One repetition is missing. Where does your loop begin, and where does it end?"
)
def one_repetition_less(work, synchronize, clock, repeats, warmup):
    return _timer()(work, synchronize, clock, max(repeats - 1, 1), warmup)


@exercise.slip(
    "You take the mean. One hiccup of the machine moves it as far as it likes: which "
    "number in the middle does not care?"
)
def mean(*case):
    return _timer(summary=fmean)(*case)


@exercise.slip(
    "You take the shortest time. That is what the machine can do at best; the exercise "
    "asks for the middle one."
)
def shortest(*case):
    return _timer(summary=min)(*case)


@exercise.slip(
    "You take the longest time, which is mostly a hiccup. Which one is in the middle?"
)
def longest(*case):
    return _timer(summary=max)(*case)


@exercise.slip(
    "You add the repetitions up. The exercise asks for the seconds of one call: the "
    "one in the middle."
)
def total(*case):
    return _timer(summary=sum)(*case)


@exercise.slip("You return the seconds of the last repetition. Where do the others go?")
def last(*case):
    return _timer(summary=lambda seconds: seconds[-1])(*case)


@exercise.slip(
    "You return after the first repetition. Does a `return` end the loop too early?"
)
def first(work, synchronize, clock, repeats, warmup):
    return _timer()(work, synchronize, clock, 1, warmup)


@exercise.slip(
    "The seconds are measured well, and then you take the one in the middle of the "
    "list as it came. A median is in the middle of what?"
)
def middle_of_the_list(*case):
    return _timer(summary=lambda seconds: seconds[len(seconds) // 2])(*case)


@exercise.slip(
    "You time all repetitions as one block and divide. That is a mean, which one "
    "hiccup can move, and the median needs each by itself."
)
def one_block(work, synchronize, clock, repeats, warmup):
    for _ in range(warmup):
        work()
    synchronize()
    start = clock()
    for _ in range(repeats):
        work()
    synchronize()
    return (clock() - start) / repeats


@exercise.slip(
    "You measure all seconds well and return the list of them. Which one number is "
    "asked for?"
)
def the_list(*case):
    return _timer(summary=list)(*case)


@exercise.slip(
    "Those are milliseconds. The exercise asks for seconds, as the clock gives them."
)
def milliseconds(*case):
    return 1000 * median_seconds(*case)


@exercise.slip(
    "You keep what the clock shows, and not how far it moved. What lies between two "
    "readings?"
)
def readings(work, synchronize, clock, repeats, warmup):
    def from_zero():
        synchronize()
        work()
        synchronize()
        return clock()

    for _ in range(warmup):
        work()
    return median(from_zero() for _ in range(repeats))


@exercise.slip(
    "Your seconds are negative: you subtract the later reading from the earlier one."
)
def backward(*case):
    return -median_seconds(*case)


@exercise.slip(
    "You never call `work` between start and stop, so the clock measures nothing. What "
    "is to be timed?"
)
def times_nothing(*case):
    return _timer("sct")(*case)


@exercise.slip(
    "You sort, and take one place too far. With 5 seconds, sorted, the middle one has "
    "index 2: which index has it with `repeats` of them?"
)
def one_place_above(*case):
    return _timer(summary=lambda seconds: sorted(seconds)[len(seconds) // 2 + 1])(*case)


@exercise.slip(
    "You sort, and take one place beyond the middle wherever there is one. Indexes "
    "start at 0: which has the middle of 5?"
)
def one_place_above_if_any(*case):
    def above(seconds):
        return sorted(seconds)[min(len(seconds) // 2 + 1, len(seconds) - 1)]

    return _timer(summary=above)(*case)


@exercise.slip(
    "You sort, and take the one just before the middle. Indexes start at 0: how many "
    "lie before the middle one of 5?"
)
def one_place_below(*case):
    return _timer(summary=lambda seconds: sorted(seconds)[len(seconds) // 2 - 1])(*case)


@exercise.slip(
    "You average two neighbors near the middle, as for an even number of them. "
    "`repeats` is odd: how many stand in the middle?"
)
def mean_of_two_neighbors(*case):
    def summary(seconds):
        middle, seconds = len(seconds) // 2, sorted(seconds)
        return (seconds[middle - 1] + seconds[middle]) / 2

    return _timer(summary=summary)(*case)


@exercise.slip(
    "You take the point halfway between the shortest and the longest time. One hiccup "
    "moves it: which one is in the middle of the sorted list?"
)
def halfway(*case):
    return _timer(summary=lambda seconds: (min(seconds) + max(seconds)) / 2)(*case)


@exercise.slip(
    "You start the clock once, so each repetition's seconds hold those of all before "
    "it. Where does the start belong?"
)
def starts_the_clock_once(work, synchronize, clock, repeats, warmup):
    for _ in range(warmup):
        work()
    synchronize()
    start, seconds = clock(), []
    for _ in range(repeats):
        work()
        synchronize()
        seconds.append(clock() - start)
    return median(seconds)


@exercise.slip(
    "You time one repetition more than asked for. Where does your loop begin, and "
    "where does it end?"
)
def one_repetition_more(work, synchronize, clock, repeats, warmup):
    return _timer()(work, synchronize, clock, repeats + 1, warmup)


@exercise.slip(
    "The seconds of all repetitions are there, and you return the first. A median asks "
    "for the middle of what?"
)
def first_of_the_list(*case):
    return _timer(summary=lambda seconds: seconds[0])(*case)


@exercise.slip(
    "You divide the median by `repeats`. Each repetition is timed by itself: whose "
    "seconds are in the middle?"
)
def divides_the_median(*case):
    return _timer(summary=lambda seconds: median(seconds) / len(seconds))(*case)


@exercise.symptom(
    "You read your machine's own clock. This device has a clock of its own, which the "
    "exercise hands you as `clock`: call that one."
)
def another_clock(given, expected):
    seconds = given["the seconds"]
    return given["calls of work"] == expected["calls of work"] and 0 < seconds < 5e-4
