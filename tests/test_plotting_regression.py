"""Predicted against true, and residuals: what is drawn, and what is refused."""

import matplotlib
import matplotlib.pyplot as plt
import pytest
import torch

from torchcourse import plotting

matplotlib.use("agg")

PREDICTION = torch.tensor([1.0, 2.0, 5.0], requires_grad=True)
TARGET = torch.tensor([1.0, 3.0, 3.0])


@pytest.fixture
def ax():
    _, ax = plt.subplots()
    yield ax
    plt.close("all")


def drawn(ax, marker):
    (points,) = (line for line in ax.lines if line.get_marker() == marker)
    return points.get_xydata().tolist()


def test_predicted_stands_above_true_beside_the_diagonal(ax):
    plotting.plot_predicted(ax, PREDICTION, TARGET, plotting.VALIDATION, "s")
    assert drawn(ax, "s") == [[1, 1], [3, 2], [3, 5]]
    diagonal = ax.lines[0].get_xydata()
    assert (diagonal[:, 0] == diagonal[:, 1]).all()
    assert (diagonal.min(), diagonal.max()) == (1, 5)
    assert [text.get_text() for text in ax.texts] == ["perfect"]
    assert ax.lines[1].get_color() == plotting.VALIDATION
    assert "true" in ax.get_xlabel()
    assert "predicted" in ax.get_ylabel()


def test_a_residual_is_true_minus_predicted(ax):
    plotting.plot_residuals(ax, PREDICTION, TARGET)
    assert drawn(ax, "o") == [[1, 0], [2, 1], [5, -2]]
    assert list(ax.lines[0].get_ydata()) == [0, 0]


@pytest.mark.parametrize("draw", [plotting.plot_predicted, plotting.plot_residuals])
def test_a_column_against_a_row_is_refused(ax, draw):
    with pytest.raises(ValueError, match=r"\(3, 1\) and targets \(3,\).*squeeze"):
        draw(ax, PREDICTION.unsqueeze(1), TARGET)
    with pytest.raises(ValueError, match=r"\(3, 1\) and targets \(3, 1\)"):
        draw(ax, PREDICTION.unsqueeze(1), TARGET.unsqueeze(1))
