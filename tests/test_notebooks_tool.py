"""The maintainers' tool: stable files, nothing stray, and no file lost."""

import base64
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import matplotlib
import nbformat
import pytest
from equivalence import same_output, same_picture, same_text, same_words
from matplotlib.figure import Figure
from nbformat import v4
from stored_form import keep_equivalent, normalize, problems, written

ROOT = Path(__file__).parents[1]
PICTURE = """
import matplotlib.pyplot as plt
from torchcourse.plotting import show

fig, ax = plt.subplots()
ax.plot([1, 2])
show(fig, alt="A line.")
""".strip()


def tool(command, *paths, **environment):
    done = subprocess.run(
        [
            sys.executable,
            str(ROOT / "tools" / "notebooks.py"),
            command,
            *map(str, paths),
        ],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
    return done.returncode, done.stdout + done.stderr


def works(command, path, **environment):
    code, said = tool(command, path, **environment)
    assert code == 0, said


def save(path, *cells):
    notebook = v4.new_notebook()
    for cell in cells:
        notebook.cells.append(v4.new_code_cell(cell) if isinstance(cell, str) else cell)
    nbformat.write(notebook, path)
    return path


def executed(source, text, count=1):
    cell = v4.new_code_cell(source, execution_count=count)
    data = {"text/plain": text}
    cell.outputs = [v4.new_output("execute_result", data=data, execution_count=count)]
    return cell


def tagged(source, *tags):
    return v4.new_code_cell(source, metadata={"tags": list(tags), "collapsed": True})


def stream(text, name="stdout"):
    return v4.new_output("stream", name=name, text=text)


def stored(tmp_path, *outputs, tags=(), count=1):
    """Write a normalized notebook of one cell with the outputs, and find problems."""
    cell = tagged("x = 1", *tags)
    cell.outputs, cell.execution_count = list(outputs), count
    path = tmp_path / "n.ipynb"
    path.write_text(written(normalize(v4.new_notebook(cells=[cell]))), encoding="utf-8")
    return problems(path)


@pytest.mark.slow
def test_execute_twice_leaves_the_same_bytes(tmp_path):
    timing = "import time\nprint(f'{time.perf_counter():.3f} s')"
    path = save(
        tmp_path / "n.ipynb",
        "print('a')\nprint('b')",
        tagged(timing, "nbval-ignore-output"),
        PICTURE,
        tagged("1 / 0", "raises-exception"),
    )
    works("execute", path)
    first = path.read_bytes()
    works("execute", path)
    assert path.read_bytes() == first
    assert problems(path) == []
    cells = nbformat.read(path, as_version=4).cells
    assert [cell.id for cell in cells] == ["cell-00", "cell-01", "cell-02", "cell-03"]
    assert cells[1].metadata == {"tags": ["nbval-ignore-output"]}
    assert cells[0].outputs == [stream("a\nb\n")]
    assert cells[2].outputs[0].metadata["image/png"]["alt"] == "A line."


@pytest.mark.slow
def test_a_failing_notebook_is_told_and_left_alone(tmp_path):
    failing = "x = 1\nraise ValueError('seven')"
    path = save(tmp_path / "n.ipynb", "x = 1", failing, executed("print(2)", "2\n"))
    before = path.read_bytes()
    for command in ("execute", "run"):
        code, said = tool(command, path)
        assert code == 1, said
        assert "n.ipynb: cell 1, line 2 (raise ValueError('seven')): " in said
        assert "ValueError: seven" in said
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["n.ipynb"]


@pytest.mark.slow
def test_run_changes_nothing_and_prints_the_seconds(tmp_path):
    path = save(tmp_path / "n.ipynb", "print(1)")
    before = path.read_bytes()
    code, said = tool("run", path)
    assert code == 0, said
    assert "n.ipynb ..." in said
    assert "seconds" in said
    assert "all ran to the end" in said
    assert path.read_bytes() == before


@pytest.mark.slow
def test_a_dead_kernel_is_told_with_its_cell(tmp_path):
    path = save(tmp_path / "n.ipynb", "print(1)", "import os\nos._exit(1)")
    code, said = tool("run", path)
    assert code == 1, said
    assert "n.ipynb: cell 1, line 1 (import os): " in said


@pytest.mark.slow
def test_the_kernel_is_this_python_whatever_is_installed(tmp_path):
    specs = tmp_path / "kernels" / "python3"
    specs.mkdir(parents=True)
    spec = '{"argv": ["/nowhere", "-Q"], "display_name": "x", "language": "python"}'
    (specs / "kernel.json").write_text(spec, encoding="utf-8")
    same = f"import sys\nassert sys.prefix == {sys.prefix!r}"
    path = save(tmp_path / "n.ipynb", same)
    works("run", path, JUPYTER_PATH=str(tmp_path))


@pytest.mark.slow
def test_the_stand_in_is_never_stored(tmp_path):
    """Without MNIST, outputs would be those of other digits."""
    path = save(tmp_path / "n.ipynb", "from torchcourse import load_mnist")
    before = path.read_bytes()
    script = (
        "import sys, runpy, torchcourse.data as data\n"
        "data.describe_source = lambda: 'none yet'\n"
        f"sys.path.insert(0, {str(ROOT / 'tools')!r})\n"
        f"sys.argv = ['notebooks.py', 'execute', {str(path)!r}]\n"
        "runpy.run_module('notebooks', run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Stored outputs come from MNIST, which is not here")
    assert path.read_bytes() == before


def test_normalize_twice_is_normalize_once(tmp_path):
    notebook = nbformat.read(save(tmp_path / "n.ipynb", "\nx = 1\n"), as_version=4)
    once = normalize(notebook)
    assert written(normalize(once)) == written(once)


def test_normalize_keeps_a_picture_attached_to_text():
    cell = v4.new_markdown_cell("![a](attachment:a.png)")
    cell.attachments = {"a.png": {"image/png": "AA=="}}
    (clean,) = normalize(v4.new_notebook(cells=[cell])).cells
    assert clean.attachments == cell.attachments


def test_a_kept_output_takes_the_new_number_of_its_cell():
    fresh = v4.new_notebook(cells=[executed("y", "0.501", count=2)])
    keep_equivalent(fresh, v4.new_notebook(cells=[executed("y", "0.500", count=1)]))
    (output,) = normalize(fresh).cells[0].outputs
    assert (output.data["text/plain"], output.execution_count) == ("0.500", 2)


def test_windows_line_ends_are_found(tmp_path):
    assert stored(tmp_path) == []
    path = tmp_path / "n.ipynb"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    told = "n.ipynb: has Windows line ends (CRLF): save it with line ends LF"
    assert problems(path) == [told]


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_a_checkout_has_no_windows_line_ends_whatever_git_is_told(tmp_path):
    def git(*words):
        words = ["-c", "core.autocrlf=true", "-c", "core.safecrlf=false", *words]
        subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True)

    git("init", "--quiet")
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    path = save(tmp_path / "n.ipynb", "print(1)")
    before = path.read_bytes()
    git("add", "--all")
    path.unlink()
    git("checkout", "--", "n.ipynb")
    assert path.read_bytes() == before
    path.write_bytes(before.replace(b"\n", b"\r\n"))
    git("add", "--all")
    path.unlink()
    git("checkout", "--", "n.ipynb")
    assert path.read_bytes() == before


def test_the_cache_of_fonts_is_built_before_any_notebook_runs():
    """Else matplotlib says on stderr that it builds one, if that takes five seconds."""
    assert list(Path(matplotlib.get_cachedir()).glob("fontlist-*.json"))


@pytest.mark.slow
def test_in_a_read_only_home_nothing_is_said_on_stderr(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.touch()  # root may write into any folder, but not into a file
    for name in ("MPLCONFIGDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    path = save(tmp_path / "n.ipynb", "import matplotlib.pyplot")
    works("execute", path, HOME=str(home), USERPROFILE=str(home))
    (cell,) = nbformat.read(path, as_version=4).cells
    assert cell.outputs == []


def test_a_path_in_the_source_is_found_but_no_web_address(tmp_path):
    text = v4.new_markdown_cell("See https://example.org/home/a and /home/ada/a.")
    path = tmp_path / "n.ipynb"
    path.write_text(written(normalize(v4.new_notebook(cells=[text]))), encoding="utf-8")
    assert problems(path) == ["n.ipynb: cell 0: a path of this machine in its source"]
    assert stored(tmp_path, stream("https://example.org/home/a\n")) == []


def test_a_clean_notebook_has_no_problems(tmp_path):
    assert stored(tmp_path, stream("fine\n")) == []


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (stream("careful\n", "stderr"), "output on stderr"),
        (v4.new_output("error", ename="E", evalue="x", traceback=["E: x"]), "no tag"),
        (stream("<object at 0x7f12ab34cd56>\n"), "a memory address"),
        (stream("/home/ada/course\n"), "a path of this machine"),
        (stream("/tmp/ipykernel_1\n"), "a path of this machine"),
        (stream("C:\\Users\\ada\n"), "a path of this machine"),
        (stream("lib/site-packages/torch\n"), "a path of this machine"),
        (stream("UserWarning: careful\n"), "a warning"),
        (stream("epoch 1: 0.5 s\n"), "a timing"),
        (stream("12.5 ms (12 to 13)\n"), "a timing"),
        (stream("done in 3 minutes\n"), "a timing"),
        (
            v4.new_output(
                "display_data", data={"application/vnd.jupyter.widget-view+json": {}}
            ),
            "a widget",
        ),
    ],
)
def test_every_stray_output_is_found(tmp_path, output, words):
    (problem,) = stored(tmp_path, output)
    assert problem.startswith("n.ipynb: cell 0: ")
    assert words in problem


def test_a_timing_may_stand_where_nothing_is_compared(tmp_path):
    assert stored(tmp_path, stream("0.5 s\n"), tags=["nbval-ignore-output"]) == []
    assert stored(tmp_path, stream("3 steps, 0.5 sigma, 28 x 28\n")) == []


def test_an_expected_error_is_no_problem(tmp_path):
    error = v4.new_output("error", ename="E", evalue="x", traceback=["E: x"])
    assert stored(tmp_path, error, tags=["raises-exception"]) == []


@pytest.mark.parametrize("count", [None, 2])
def test_a_notebook_not_executed_in_order_is_found(tmp_path, count):
    assert "not executed 1..n" in stored(tmp_path, count=count)[0]


@pytest.mark.parametrize("text", ['"nbformat_minor": 4', '"collapsed": true'])
def test_a_file_that_is_not_normalized_is_found(tmp_path, text):
    stored(tmp_path)
    path = tmp_path / "n.ipynb"
    old = {'"nbformat_minor": 4': '"nbformat_minor": 5'}.get(text, '"metadata": {}')
    new = text if old != '"metadata": {}' else '"metadata": {"collapsed": true}'
    changed = path.read_text(encoding="utf-8").replace(old, new, 1)
    path.write_text(changed, encoding="utf-8")
    assert any("not normalized" in problem for problem in problems(path))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("loss 0.5004", "loss 0.5000", True),
        ("loss 0.500", "loss 0.525", False),
        ("error 0.001", "error 0.002", True),
        ("error 0.1", "error 0.2", False),
        ("step 100", "step 101", False),
        ("after step 100.", "after step 101.", False),
        ("torch 2.14.1", "torch 2.13.1", False),
        ("tensor([1., 2.])", "tensor([1.0000, 2.0001])", True),
        ("1.0e-05", "1.005e-05", True),
        ("1.0e-05", "2.0e-05", False),
        ("-0.000", "0.000", True),
        ("0.5 0.5", "0.5", False),
        ("  0.5 s", " 0.501 s", True),
        ("train 0.5", "test 0.5", False),
        ("(3, 4)", "(4, 3)", False),
    ],
)
def test_text_is_compared_by_meaning(one, other, same):
    assert same_text(one, other) is same


def test_words_are_compared_without_their_numbers():
    assert same_words("CPU: 12.5 ms, 4 threads", "CPU: 3.1 ms, 16 threads")
    assert not same_words("CPU: 12.5 ms", "GPU: 12.5 ms")


def test_an_output_is_replaced_only_where_its_meaning_changed():
    def notebook(source, text, *tags):
        cell = tagged(source, *tags)
        cell.outputs = [stream(text)]
        return v4.new_notebook(cells=[cell])

    def kept(old, new):
        keep_equivalent(new, old)
        return new.cells[0].outputs[0].text

    loose = "nbval-ignore-output"
    assert kept(notebook("x", "0.500\n"), notebook("x", "0.501\n")) == "0.500\n"
    assert kept(notebook("x", "0.500\n"), notebook("x", "0.600\n")) == "0.600\n"
    assert kept(notebook("x", "0.500\n"), notebook("y", "0.501\n")) == "0.501\n"
    assert kept(notebook("x", "5 s\n", loose), notebook("x", "9 s\n", loose)) == "5 s\n"
    assert kept(notebook("x", "5 s\n", loose), notebook("x", "9 h\n", loose)) == "9 h\n"


def test_another_curve_is_another_picture():
    def picture(slope):
        figure = Figure(figsize=(6, 4))
        figure.subplots().plot([0, 1], [0, slope])
        figure.axes[0].set_ylim(-2, 2)
        figure.savefig(buffer := io.BytesIO(), format="png")
        return base64.b64encode(buffer.getvalue()).decode()

    assert same_picture(picture(1.0), picture(1.0001))
    assert not same_picture(picture(1.0), picture(-1.0))


def test_pictures_are_compared_by_their_pixels(tmp_path):
    def output(values):
        from PIL import Image

        buffer = io.BytesIO()
        Image.frombytes("L", (4, 4), bytes(values)).save(buffer, "PNG")
        code = base64.b64encode(buffer.getvalue()).decode()
        return v4.new_output("display_data", data={"image/png": code})

    plain = output([100] * 16)
    assert same_output(plain, output([100] * 15 + [101]), loose=False)
    assert not same_output(plain, output([100] * 8 + [200] * 8), loose=False)
    assert same_output(plain, output([100] * 8 + [200] * 8), loose=True)
