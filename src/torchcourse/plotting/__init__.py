"""Figures in the house style; matplotlib is imported when the first one is drawn."""

from torchcourse.plotting.classification import (
    plot_confusion,
    plot_points,
    plot_regions,
)
from torchcourse.plotting.descent import (
    plot_contours,
    plot_descent,
    plot_path,
)
from torchcourse.plotting.diagrams import draw_network, draw_steps
from torchcourse.plotting.experiments import (
    plot_experiments,
    plot_gap,
    plot_range_test,
    plot_seeds,
    plot_tool,
)
from torchcourse.plotting.graphs import draw_graph, plot_step_errors
from torchcourse.plotting.images import show_images
from torchcourse.plotting.scaling import draw_data_parallel, draw_model_parallel
from torchcourse.plotting.shipping import (
    plot_answer,
    plot_refused,
    rasterize_strokes,
)
from torchcourse.plotting.speed import (
    plot_parts,
    plot_ranking,
    plot_timeline,
)
from torchcourse.plotting.style import (
    DATA,
    HIGHLIGHT,
    MODEL,
    TRUTH,
    VALIDATION,
    set_style,
    show,
    to_numpy,
)
from torchcourse.plotting.tensors import (
    draw_broadcast,
    draw_channels,
    draw_dimensions,
    draw_storage,
)
from torchcourse.plotting.trained import draw_weights, plot_reliability

__all__ = [
    "DATA",
    "HIGHLIGHT",
    "MODEL",
    "TRUTH",
    "VALIDATION",
    "draw_broadcast",
    "draw_channels",
    "draw_data_parallel",
    "draw_dimensions",
    "draw_graph",
    "draw_model_parallel",
    "draw_network",
    "draw_steps",
    "draw_storage",
    "draw_weights",
    "plot_answer",
    "plot_confusion",
    "plot_contours",
    "plot_descent",
    "plot_experiments",
    "plot_gap",
    "plot_parts",
    "plot_path",
    "plot_points",
    "plot_range_test",
    "plot_ranking",
    "plot_refused",
    "plot_regions",
    "plot_reliability",
    "plot_seeds",
    "plot_step_errors",
    "plot_timeline",
    "plot_tool",
    "rasterize_strokes",
    "set_style",
    "show",
    "show_images",
    "to_numpy",
]
