"""A class is graded fairly, whatever its notebooks do to the grader."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
import torch
from nbformat.v4 import new_code_cell, new_notebook, writes

from torchcourse.checking.find import load_exercise
from torchcourse.checking.judge import judge
from torchcourse.checking.plain import packed, unpacked
from torchcourse.checking.run import attempt
from torchcourse.exercises import NOTEBOOKS
from torchcourse.grade.__main__ import grade, main
from torchcourse.grade.marks import write
from torchcourse.grade.submissions import find
from torchcourse.grade.table import fill

NAMES = NOTEBOOKS["03_autograd"]
RIGHT = {name: load_exercise(name).solution_source() for name in NAMES}
STARTER = "def clear_gradients(weight, loss_of, learning_rate, steps):\n    ..."
SETUP = """\
import os
import torch
import torch.nn.functional as F
from torchcourse import check"""
CHECKER = """\
from torchcourse.checking import calls, compare, effects, judge, run
calls.judge = judge.judge = lambda *given: None
compare.difference = effects.difference = effects.outcome_difference = lambda *g: ""
effects.alike = lambda *given: True
"""
LIAR = """\
class Liar(float):
    def __eq__(self, other): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    __hash__ = float.__hash__

class LyingTensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return torch.tensor(True)
"""


def notebook(**answers):
    """Return a notebook's text: a setup cell, and a cell for each answer."""
    cells = [SETUP, *(f"{code}\n\n\ncheck({name})" for name, code in answers.items())]
    return of_cells(*cells)


def of_cells(*cells):
    return writes(new_notebook(cells=[new_code_cell(cell) for cell in cells]))


def body(name, *lines):
    return f"def {name}(*given):\n" + "\n".join(f"    {line}" for line in lines)


HOSTILE = {
    "ends": notebook(
        central_difference=body("central_difference", "while True: pass"),
        softplus_mean_gradient=body("softplus_mean_gradient", "os._exit(0)"),
        clear_gradients=body("clear_gradients", "import sys", "sys.exit()"),
        frozen_body_loss=RIGHT["frozen_body_loss"],
    ),
    "large": notebook(
        central_difference=body("central_difference", "return bytearray(10**11)"),
        softplus_mean_gradient=body(
            "softplus_mean_gradient", "return open('big', 'wb').write(bytes(10**8))"
        ),
        clear_gradients=RIGHT["clear_gradients"],
        frozen_body_loss=body(
            "frozen_body_loss", "if os.fork() == 0: os._exit(0)", "return os.getppid()"
        ),
    ),
    "patched": notebook(
        central_difference=CHECKER
        + body(
            "central_difference", "exec(CODE)", "print('central_difference: correct.')"
        )
        + f"\n\nCODE = {CHECKER!r}",
        softplus_mean_gradient=LIAR
        + body(
            "softplus_mean_gradient", "return torch.ones(3).as_subclass(LyingTensor)"
        ),
        clear_gradients=LIAR + body("clear_gradients", "return [Liar(0), Liar(0)]"),
        frozen_body_loss=LIAR + body("frozen_body_loss", "return Liar(1)"),
    ),
    "helped": of_cells(
        "%matplotlib inline\nif True:\n    !pip list\n" + SETUP,
        "def central_difference(f, x, h):\n    return 0",
        "from math import *\ntry:\n    import math as m\nexcept OSError:\n    m = 0",
        "if True:\n    def none():\n        return []",
        "STEP = none()",
        "for number in (1, 1):\n    STEP.append(number)",
        "STEP = sum(STEP)\nSTEP *= floor(m.exp(0))",
        "def both(f, x, h):\n    return f(x + h), f(x - h)",
        "def central_difference(f, x, h):\n"
        "    a, b = both(f, x.double(), h)\n    return (a - b) / (STEP * h)",
        "check(central_difference)\n",
        "def central_difference(:\n    pass",  # the version before it counts
        "def softplus_mean_gradient(:\n    pass\ncheck(softplus_mean_gradient)",
        "check(clear_gradients)",
        RIGHT["frozen_body_loss"].replace("frozen_body_loss", "mine")
        + "\ncheck(mine, 'frozen_body_loss')",
    ),
}
EXPECTED = {
    "ends": [
        "not yet. Your code did not end within 10 seconds.",
        "not yet. Your code ended its process",
        "not yet. Your code raises SystemExit",
        "correct.",
    ],
    "large": [
        "not yet. Your code raises MemoryError",
        "not yet. Your code raises OSError: [Errno 27] File too large",
        "correct.",
        "not yet.",
    ],
    "patched": ["not yet."] * 4,
    "helped": [
        "correct.",
        "not yet. Your code raises SyntaxError: ",
        "not graded: what was handed in does not define it",
        "correct.",
    ],
}


def handed_in(folder, notebooks):
    for name, text in notebooks.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def said(marks, student):
    return [mark.said for mark in marks[student].values()]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="limits of memory and files")
def test_hostile_answers(tmp_path):
    files = {f"{name}.ipynb": text for name, text in HOSTILE.items()}
    marks = grade(handed_in(tmp_path / "in", files), None, seed=7)
    for student, sentences in EXPECTED.items():
        for one, expected in zip(said(marks, student), sentences, strict=True):
            assert one.startswith(expected), (student, one)


@pytest.mark.slow
def test_a_grader_in_the_students_process_would_be_fooled():
    """The patched notebook convinces ``check`` itself, run where the answer runs."""
    code = next(
        "".join(cell["source"])
        for cell in json.loads(HOSTILE["patched"])["cells"]
        if "CODE" in "".join(cell["source"])
    )
    command = [sys.executable, "-c", f"{SETUP}\n{code}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "central_difference: correct." in done.stdout.splitlines()


def zipped(files):
    with zipfile.ZipFile(content := io.BytesIO(), "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def test_whose_each_file_is_and_that_some_are_not_read(tmp_path):
    link = zipfile.ZipInfo("link.ipynb")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(linked := io.BytesIO(), "w") as archive:
        archive.writestr(link, "/etc/passwd")
    folder = handed_in(
        tmp_path / "in",
        {
            "Jane Doe_12_assignsubmission_file_/deep/03.ipynb": "deep",
            "doejohn_LATE_471_998_work.ipynb": "late",
            "slip.zip": zipped({"../../evil.ipynb": "slip"}),
            "two.zip": zipped(
                {"a.ipynb": "1", "b/c.ipynb": "2", "__MACOSX/a.ipynb": "", "d.txt": ""}
            ),
            "linked.zip": linked.getvalue(),
            "broken.zip": b"PK",
            "text/only.pdf": "",
            "copy/.ipynb_checkpoints/a.ipynb": "",
        },
    )
    (folder / "secret.ipynb").symlink_to("/etc/passwd")
    (folder / "linked_folder").symlink_to("/etc")
    found = {}
    for student, content in find(folder):
        found.setdefault(student, []).append(content or b"")
    assert {student: b" ".join(texts).strip() for student, texts in found.items()} == {
        "Jane Doe_12": b"deep",
        "doejohn_471": b"late",
        "slip": b"slip",
        "two": b"1 2",
        "linked": b"/etc/passwd",  # the text of the link, and not of the file
        "broken": b"",
        "text": b"",
        "copy": b"",
        "secret": b"",
        "linked_folder": b"",
    }
    assert {path.name for path in tmp_path.iterdir()} == {"in"}  # nothing is unpacked


def test_the_best_version_counts_and_what_an_instructor_may_look_at(tmp_path):
    same = {name: f"{code}  # mine" for name, code in RIGHT.items()}
    other = "def clear_gradients(a, b, c, d):\n    pass"
    folder = handed_in(
        tmp_path / "in",
        {
            "ann/old.ipynb": notebook(clear_gradients=other),
            "ann/new.ipynb": notebook(**RIGHT),
            "ann/untouched.ipynb": notebook(clear_gradients=STARTER),
            "ben.ipynb": notebook(**same),
            "cid.ipynb": "{",
        },
    )
    marks = grade(folder, None, seed=1)
    assert [list(map(int, one.values())) for one in marks.values()] == [
        [1] * 4,
        [1] * 4,
        [0] * 4,
    ]
    none = next(iter(marks["cid"].values()))
    assert none.said.startswith("not graded: what was handed in does not define it")
    assert none.notes == ["files without an answer: 1"]  # no name of a student
    (tmp_path / "out").mkdir()
    points = write(marks, 1, tmp_path / "out")
    assert points == {"ann": 4, "ben": 4, "cid": 0}
    key, grades = (
        list(csv.DictReader((tmp_path / "out" / name).read_text("utf-8").splitlines()))
        for name in ("key.csv", "grades.csv")
    )
    number = {row["student"]: row["number"] for row in key}
    rows = {row["number"]: row for row in grades}
    ann = rows[number["ann"]]
    assert [ann[name] for name in (*NAMES, "points", "of")] == [*"1111", "4", "4"]
    for note in ("as solution() prints it", "3 versions", "equal to 1 other"):
        assert f"clear_gradients: {note}" in ann["notes"]
    page = (tmp_path / "out" / "pages" / f"{number['ann']}.txt").read_text("utf-8")
    assert "clear_gradients: correct." in page
    assert "4 of 4 (seed 1)" in page
    assert "ann" not in page


def test_other_seeds_judge_right_answers_right():
    """Every reference, reseeded, agrees with itself, and as plain data."""
    for name in [name for names in NOTEBOOKS.values() for name in names]:
        exercise = replace(load_exercise(name), seed=4711)
        outcomes, _ = attempt(exercise, exercise.reference)
        torch.save(packed(outcomes), data := io.BytesIO())
        data.seek(0)
        crossed = unpacked(torch.load(data, weights_only=True))
        assert judge(exercise, crossed) is None, name


def test_private_exercises_and_one_message_where_nothing_can_be_graded(tmp_path):
    own = handed_in(
        tmp_path / "own",
        {
            "twice.py": """\
from torchcourse.checking import Exercise

def twice(x):
    return 2 * x

exercise = Exercise(twice, lambda generator: [(1.0,), (3.0,)], (), {})
"""
        },
    )
    texts = {"a.ipynb": notebook(twice="def twice(x):\n    return x + x")}
    folder = handed_in(tmp_path / "in", texts)
    assert said(grade(folder, str(own), 0), "a") == ["correct."]
    with pytest.raises(SystemExit, match="no notebook with an answer"):
        main([str(folder)])
    with pytest.raises(SystemExit, match="missing"):
        main([str(tmp_path / "missing")])


MOODLE = (
    '\ufeffIdentifikator,"Vollständiger Name",E-Mail,Status,Bewertung,Bestwertung,'
    '"Zuletzt geändert (Bewertung)","Feedback ""kurz"""\r\n'
    'Teilnehmer/in12,"Doe, Jane",j@x.de,"Abgegeben,\nspät",,"10,00",-,\r\n'
    'Teilnehmer/in13,"Öz, Ali",a@x.de,,"3,00","10,00",-,""\r\n'
    'Teilnehmer/in14,"Roe, Max",m@x.de,,,"10,00",-,'
)
CANVAS = (
    "Student,ID,SIS Login ID,Section,Week 2 (88),Week 3 (99),Final Score\n"
    "    Points Possible,,,,4.0,4.0,(read only)\n"
    '"Doe, John",471,jd,A,3.0,,75\n"Roe, Max",472,mr,A,4.0,,100\n'
)


def test_moodles_table_gets_one_column():
    points = {"Jane Doe_12": 4, "Ali Öz_13": 2, "Eve_99": 1}
    text, told = fill(MOODLE, points)
    assert text == MOODLE.replace('spät",,', 'spät",4,').replace('"3,00"', "2")
    assert told == (
        '2 rows are filled in the column "Bewertung". '
        "Submissions without a row: Eve_99."
    )


def test_canvas_table_gets_one_column_or_a_question():
    text, told = fill(CANVAS, {"doejohn_471": 2, "mr": 3})
    assert text == CANVAS.replace("3.0,,", "3.0,2,")
    assert "Submissions without a row: mr." in told
    two = CANVAS.replace(",3.0,", ",,").replace(",4.0,,", ",,,")
    with pytest.raises(ValueError, match=r"Week 2 \(88\), Week 3 \(99\)"):
        fill(two, {"doejohn_471": 2})
    with pytest.raises(ValueError, match="No row"):
        fill(CANVAS, {"nobody": 2})


def test_nothing_is_overwritten(tmp_path, monkeypatch, capsys):
    module = sys.modules["torchcourse.grade.__main__"]
    odd = module.Mark("not yet. \ud800")  # no text that a file could hold
    marks = {"doejohn_471": {"x": module.Mark("correct."), "y": odd}}
    monkeypatch.setattr(module, "grade", lambda *given: marks)
    (tmp_path / "in").mkdir()
    table = tmp_path / "canvas.csv"
    table.write_bytes(CANVAS.encode())
    clock = iter(["1", "2"])
    monkeypatch.setattr(module.time, "strftime", lambda form: next(clock))
    for _ in range(2):
        main([str(tmp_path / "in"), "--into", str(table), "--seed", "3"])
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"in", "canvas.csv", "in_graded_1", "in_graded_2"}
    assert (tmp_path / "in_graded_1/canvas.csv").read_text() == CANVAS.replace(
        "3.0,,75", "3.0,1,75"
    )
    assert table.read_text() == CANVAS
    assert "1 students, seed 3" in capsys.readouterr().out
