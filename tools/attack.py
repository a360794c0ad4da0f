"""Attack the exercises: make wrong answers, and see that ``check`` refuses each.

    python tools/attack.py [NUMBER ...]         attack these exercises, or all
    python tools/attack.py --right [NUMBER ...] mutate the other right answers, too
    python tools/attack.py --write              attack all, and write docs/attack.md
    python tools/attack.py --list [NUMBER ...]  print every mutant and its fate

Each mutant of an exercise's reference solution (``mutants.py``) goes through the judge
of ``check``. One that is accepted is put to work on further inputs of the same form:
the cases with other seeds and those of ``probes.py``. If it differs from the reference
on any of them, it survives, and the exercise's cases are too weak; if it never does, it
is as right as the reference.

Ends with an error if a survivor is not explained in ``EXPLAINED``, if less than 95 % of
an exercise's wrong mutants are refused, or if the checker itself fails on one.
"""

import argparse
import copy
import importlib.util
import inspect
import multiprocessing
import os
import re
import sys
import textwrap
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from mutants import Mutant, mutants
from probes import PROBES

from torchcourse.exercises import verdict
from torchcourse.exercises.attempt import Attempt, attempt
from torchcourse.exercises.exercise import Exercise, exercise_numbers, load_exercise

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "attack.md"
SEEDS = range(1, 13)  # of the generators that make further inputs
MEMORY = 8 * 2**30  # bytes that a mutant may ask for beyond what is in use
PATIENCE = 6  # times the limit of an exercise, as others may use the cores
LEAST = 0.95  # share of the wrong mutants that must be refused

# Why a wrong mutant may pass, by exercise and change, as ``attack.py`` prints them.
EXPLAINED: dict[tuple[str, str], str] = {}

RIGHT = "as right as the reference"
SURVIVES = "survives"
NAMED = "refused in words of its own"
FORM = "refused by its form"  # shape, dtype, type, gradient, time
RULE = "refused by its numbers, and the rule in them"
NUMBERS = "refused by its numbers"
RULED = re.compile(r"\. (Every number|The signs are|Rows and columns|In each case) ")
RAISES = "raises on every case"  # which no learner takes for an answer
BROKEN = "the checker itself fails"


@dataclass(frozen=True)
class Judged:
    """What became of a mutant; ``reply`` is what ``check`` said to it."""

    number: str
    mutant: Mutant
    fate: str
    reply: str = ""


class Attack:
    """The attack on one exercise.

    Args:
        exercise: The exercise; it is not changed.
        probes: Makes further inputs of the form of the cases from a generator.
        in_words: Whether to look for the words that a refused mutant gets, which takes
            longer than to see that it is refused.
        seeds: Of the generators that make further inputs.

    Raises:
        ValueError: If the reference itself is refused.
    """

    def __init__(
        self,
        exercise: Exercise,
        probes: Callable[[torch.Generator], list[tuple]] | None = None,
        in_words: bool = True,
        seeds: Iterable[int] = SEEDS,
    ) -> None:
        self.exercise = copy.copy(exercise)
        self.exercise.limit = PATIENCE * exercise.limit
        if not in_words:
            self.exercise.slips, self.exercise.symptoms = [], []
        self.words = {text for _, text in [*exercise.slips, *exercise.symptoms]}
        self.probing = [
            _with_cases(self.exercise, make, seed)
            for seed in seeds
            for make in (exercise.make_cases, probes)
            if make is not None
        ]
        self.known = {exercise.solve, *(slip for slip, _ in exercise.slips)}
        self.kept: dict[tuple, Attempt] = {}
        if said := self._judge(exercise.solve):
            raise ValueError(f"{exercise.number} refuses its own reference: {said}")

    def run(self, right: Iterable[Callable] = ()) -> list[Judged]:
        """Judge every mutant of the reference, and of other right answers."""
        found = [self.judged(m) for m in mutants(self.exercise.solution_source())]
        for answer in right:
            if inspect.isfunction(answer) and answer.__closure__ is None:
                source = textwrap.dedent(inspect.getsource(answer))
                source = source[re.search(r"^def ", source, re.M).start() :]
                found += [self.judged(m, answer) for m in mutants(source)]
        return found

    def judged(self, mutant: Mutant, of: Callable | None = None) -> Judged:
        """Judge one mutant, and probe it if it is accepted."""
        answer = _defined(mutant, of or self.exercise.solve)
        said = self._judge(answer)
        if said:
            fate = self._refusal(answer, said)
        else:
            fate = SURVIVES if self._differs(answer) else RIGHT
        return Judged(self.exercise.number, mutant, fate, said)

    def _judge(self, answer: Callable) -> str:
        original, verdict.attempt = verdict.attempt, self._attempt
        try:
            return verdict.judge(self.exercise, answer)
        except Exception as error:  # check would say that it could not be checked
            return f"{BROKEN}: {type(error).__name__}: {error}"
        finally:
            verdict.attempt = original

    def _attempt(self, exercise: Exercise, answer: Callable) -> Attempt:
        """Put an answer to work, and keep what the reference and the slips do."""
        key = (answer, id(exercise))
        if key in self.kept:
            return self.kept[key]
        outcomes = attempt(exercise, answer)
        if answer in self.known and outcomes.finished:
            self.kept[key] = outcomes
        return outcomes

    def _refusal(self, answer: Callable, said: str) -> str:
        if said.startswith(BROKEN):
            return BROKEN
        if said in self.words or "in place" in said:
            return NAMED
        if "your code raises" in said:
            outcomes = self._attempt(self.exercise, answer).outcomes
            return RAISES if all(outcome.error for outcome in outcomes) else FORM
        if RULED.search(said.split("\n")[0]):
            return RULE
        return NUMBERS if re.search(r"you get .*, expected", said) else FORM

    def _differs(self, answer: Callable) -> bool:
        for probing in self.probing:
            right = self._attempt(probing, self.exercise.solve)
            mine = self._attempt(probing, answer)
            if not mine.finished:  # it did on the cases: was the machine busy?
                mine = self._attempt(probing, answer)
            changed = any(outcome.changed for outcome in mine.outcomes)
            if changed or not verdict._agree(probing, mine, right):
                return True
        return False


def _with_cases(exercise: Exercise, make: Callable, seed: int) -> Exercise:
    """Return the exercise with the cases that a generator of this seed makes."""
    other = copy.copy(exercise)
    other.make_cases = lambda _: make(torch.Generator().manual_seed(seed))
    return other


def _defined(mutant: Mutant, original: Callable) -> Callable:
    """Define the mutant among the names that the original sees, and return it."""
    scope = dict(original.__globals__)
    with warnings.catch_warnings(action="ignore"):  # Python sees some mistakes itself
        exec(compile(mutant.source, "<mutant>", "exec"), scope)
    return scope[original.__name__]


def right_answers(number: str) -> list[Callable]:
    """Return the right answers of other construction, from the tests."""
    chapter = int(number.split(".")[0])
    path = ROOT / "tests" / "right_answers" / f"chapter_{chapter:02d}.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.RIGHT[number]


def attack(number: str, also_right: bool = False) -> list[Judged]:
    """Attack one exercise of the course."""
    right = right_answers(number) if also_right else []
    return Attack(load_exercise(number), PROBES.get(number)).run(right)


def _in_bounds() -> None:
    """Bind this process: one thread, and memory that a mutant cannot fill."""
    torch.set_num_threads(1)
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
    except (ImportError, OSError, ValueError):  # another system than Linux
        return


def attack_all(numbers: list[str], also_right: bool = False) -> list[Judged]:
    """Attack exercises in processes of their own, one for each core."""
    spawn = multiprocessing.get_context("spawn")
    cores = os.cpu_count() or 1
    work = partial(attack, also_right=also_right)
    with ProcessPoolExecutor(cores, mp_context=spawn, initializer=_in_bounds) as pool:
        return [one for judged in pool.map(work, numbers) for one in judged]


def wrong(judged: list[Judged]) -> list[Judged]:
    """Return those that answer, and wrongly."""
    return [one for one in judged if one.fate in {SURVIVES, NAMED, RULE, FORM, NUMBERS}]


def table(judged: list[Judged]) -> str:
    """Return one row for each exercise, and one for all, in Markdown."""
    rows = [
        "| exercise | wrong answers | refused | in words of its own | by a rule "
        "| by its form | by its numbers | survive |",
        "|---|---|---|---|---|---|---|---|",
    ]
    numbers = list(dict.fromkeys(one.number for one in judged))
    for name in [*numbers, "all"]:
        own = wrong([one for one in judged if name in {one.number, "all"}])
        fates = Counter(one.fate for one in own)
        refused = len(own) - fates[SURVIVES]
        share = f"{100 * refused / max(len(own), 1):.1f} %"
        parts = [
            len(own),
            share,
            *(fates[f] for f in (NAMED, RULE, FORM, NUMBERS, SURVIVES)),
        ]
        rows.append(f"| {name} | {' | '.join(map(str, parts))} |")
    return "\n".join(rows)


def page(judged: list[Judged]) -> str:
    """Return docs/attack.md."""
    fates = Counter(one.fate for one in judged)
    survivors = [one for one in judged if one.fate == SURVIVES]
    reasons = [
        f"| {one.number} | `{one.mutant.change}` | {_reason(one)} |"
        for one in survivors
    ]
    listed = "None: every wrong answer that the generator found is refused."
    if reasons:
        listed = "\n".join(["| exercise | change | why |", "|---|---|---|", *reasons])
    return PROSE.format(
        count=len(judged),
        raises=fates[RAISES],
        right=fates[RIGHT],
        table=table(judged),
        survivors=listed,
    )


PROSE = """# The exercises under attack

`check` has to refuse wrong answers that nobody thought of. `python tools/attack.py`
makes them: it changes one place of an exercise's reference solution, in every way that
fits (operators, comparisons, axes, constants, dtypes, arguments, names, lines dropped,
moved and doubled; `tools/mutants.py` has the list), and asks `check`.

An accepted change is tried on further inputs (`tools/probes.py`). If it never differs
from the reference there, beyond the tolerance that the exercise allows, it is a right
answer. If it does, the exercise's cases are too weak: it is listed below as a survivor.

Of {count} changed solutions {raises} raise an error on every case and {right} are as
right as the reference; neither are counted below. "In words of its own" means that the
learner is told what the answer is, by a sentence written for it; "by a rule" shows two
numbers that differ, and says a rule that all of them follow, such as the opposite sign;
"by its form" names a wrong shape, dtype, type or gradient; "by its numbers" shows two
numbers that differ.

{table}

## Survivors

{survivors}

This page is written by `python tools/attack.py --write`. In `make test` a sample of the
attack runs; `make test-all` runs all of it.
"""


def _reason(one: Judged) -> str:
    return EXPLAINED.get((one.number, one.mutant.change), "not explained")


def problems(judged: list[Judged]) -> list[str]:
    """Return why the attack fails, in words."""
    found = []
    for one in judged:
        place = f"{one.number}: {one.mutant.kind}: {one.mutant.change}"
        if one.fate == BROKEN:
            found.append(f"{one.reply} at {place}")
        if one.fate == SURVIVES and (one.number, one.mutant.change) not in EXPLAINED:
            found.append(f"survives, not explained: {place}")
    for number in dict.fromkeys(one.number for one in judged):
        own = wrong([one for one in judged if one.number == number])
        refused = sum(one.fate != SURVIVES for one in own)
        if refused < LEAST * len(own):
            found.append(f"{number}: {refused} of {len(own)} wrong answers refused")
    return found


def stale(judged: list[Judged]) -> list[str]:
    """Return what an attack on all exercises shows to be out of date."""
    surviving = {(o.number, o.mutant.change) for o in judged if o.fate == SURVIVES}
    found = [
        f"explained, but refused by now: {key}" for key in EXPLAINED.keys() - surviving
    ]
    rows = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    for number in dict.fromkeys(one.number for one in judged):
        if f"| {number} |" not in rows:
            found.append(f"docs/attack.md does not know {number}: add --write")
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Attack the exercises.")
    parser.add_argument("numbers", nargs="*", metavar="NUMBER")
    parser.add_argument("--right", action="store_true", help="right answers, too")
    parser.add_argument("--write", action="store_true", help="write docs/attack.md")
    parser.add_argument("--list", action="store_true", help="print every mutant")
    options = parser.parse_args(arguments)
    if options.write and (options.numbers or options.right):
        parser.error("--write needs the attack on all, and on the references only")
    started = time.perf_counter()
    judged = attack_all(options.numbers or exercise_numbers(), options.right)
    if options.list:
        for one in judged:
            parts = (
                one.number,
                one.fate,
                one.mutant.kind,
                one.mutant.change,
                one.reply,
            )
            print(" | ".join(" ".join(part.split()) for part in parts))
    print(table(judged))
    print(f"{len(judged)} mutants in {time.perf_counter() - started:.0f} s")
    if options.write:
        PAGE.write_text(page(judged), encoding="utf-8")
    found = problems(judged)
    if not options.numbers:
        found += stale(judged)
    print(*found, sep="\n", end="\n" if found else "")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
