"""Run answers in processes that end whatever they do, and judge outside of them."""

import ast
import contextlib
import io
import multiprocessing
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from threading import Timer

import torch

from torchcourse.checking.calls import CORRECT, UNTOUCHED
from torchcourse.checking.exercise import Exercise
from torchcourse.checking.isolate import DONE, Ended, run_isolated
from torchcourse.checking.judge import judge
from torchcourse.checking.plain import unpacked
from torchcourse.checking.reply import reply
from torchcourse.checking.starter import is_untouched
from torchcourse.grade.answers import Answer
from torchcourse.grade.worker import work

PATIENCE = 60.0  # seconds for one exercise, on a busy machine too
LARGEST = 2**28  # bytes of what an answer leaves
NOT_SHOWN = "\nTo try it:\n    from torchcourse import inputs_of"  # has another seed


@dataclass
class Mark:
    """What is said of an answer, and what an instructor may look at."""

    said: str
    notes: Sequence[str] = ()
    form: str = ""  # the same for equal answers

    def __int__(self) -> int:
        return int(self.said == CORRECT)


def run_apart(answers: dict[str, Answer], own: str | None, seed: int) -> dict:
    """Return what each answer did: the worker's plain data, or why there is none."""
    done: dict[str, dict | str] = {}
    wanted = [name for name, answer in answers.items() if not answer.reason]
    while waiting := [name for name in wanted if name not in done]:
        programs = {n: (answers[n].function, answers[n].program) for n in waiting}
        with TemporaryDirectory(ignore_cleanup_errors=True) as home:
            context = multiprocessing.get_context("spawn")
            here, there = context.Pipe(duplex=False)
            given = there, home, programs, own, seed
            process = context.Process(target=work, args=given, daemon=True)
            process.start()
            there.close()  # else the end of the process would not be heard
            for name in waiting:
                done[name] = receive(here, process)
                if isinstance(done[name], str) or done[name]["still_runs"]:
                    break
            end(process)
            process.join()
    return done


def receive(pipe, process) -> dict | str:
    """Return the data of one answer, or why it does not come."""
    late = Timer(PATIENCE, end, [process])
    late.start()
    try:
        data = io.BytesIO(pipe.recv_bytes(LARGEST))
        return torch.load(data, weights_only=True)
    except (EOFError, OSError):
        return f"ended its process, or took more than {PATIENCE:g} seconds"
    except Exception as error:  # whatever an answer has sent
        return f"left results that cannot be read ({type(error).__name__})"
    finally:
        late.cancel()


def end(process) -> None:
    """End a process with all that it has started."""
    with contextlib.suppress(OSError, AttributeError):  # Windows has no groups
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def is_attempted(exercise: Exercise, answer: Answer) -> bool:
    """Tell whether there is more than the starter."""
    return not answer.reason and not is_untouched(exercise, answer.source)


def mark(exercise: Exercise, answer: Answer, done: dict | str) -> Mark:
    """Judge one answer; no result is no point, and has its reason."""
    if not is_attempted(exercise, answer):
        why = f"not graded: {answer.reason}."
        return Mark(why if answer.reason else UNTOUCHED, answer.notes)
    sources = answer.source, exercise.solution_source()
    form, ours = (ast.dump(ast.parse(source)) for source in sources)
    notes = answer.notes + ["as solution() prints it"] * (form == ours)
    try:
        return Mark(said_of(exercise, done), notes, form)
    except Exception as error:  # data that no answer leaves by itself
        return Mark(f"not graded: results of no use ({type(error).__name__}).", notes)


def said_of(exercise: Exercise, done: dict | str) -> str:
    """Return what ``check`` says of what an answer did."""
    if isinstance(done, str):
        return f"not yet. Your code {done}."
    if done["error"]:
        return f"not yet. Your code raises {done['error']}."
    if done["how"] != DONE:
        return f"not yet. Your code did not end within {exercise.seconds:g} seconds."
    outcomes, verdicts = unpacked(done["outcomes"]), []
    run_isolated(lambda: verdicts.append(judge(exercise, outcomes)))
    ended = Ended(printed=str(done["printed"]), warned=str(done["warned"]))
    said = reply(exercise, verdicts[0], ended) if verdicts[0] else CORRECT
    return said.partition(NOT_SHOWN)[0]
