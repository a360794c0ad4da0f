"""A grid of gray images with their labels and predictions."""

from typing import TYPE_CHECKING, Any

from torchcourse.plotting.style import MODEL, TRUTH, to_numpy

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def show_images(
    images: Any, labels: Any = None, predictions: Any = None, columns: int = 10
) -> "Figure":
    """Draw images in a grid; a wrong prediction is framed and names both digits.

    Args:
        images: ``(n, height, width)`` or ``(n, 1, height, width)``, any number type.
        labels: ``(n,)`` integers, the title of each image, if given.
        predictions: ``(n,)`` integers; where one differs from its label, the image is
            framed in the model's color and titled such as ``4, not 9``.
        columns: Images per row, at least 1.

    Returns:
        The figure, to be passed to ``show``.

    Raises:
        ValueError: If the images have another shape, such as flat rows; or if labels
            or predictions do not match them in number.
    """
    import matplotlib.pyplot as plt

    pictures = _pictures(images)
    for name, values in (("labels", labels), ("predictions", predictions)):
        if values is not None and len(values) != len(pictures):
            raise ValueError(
                f"{len(pictures)} images but {len(values)} {name}: pass one for each."
            )
    rows = -(-len(pictures) // columns)
    fig, axes = plt.subplots(
        rows, columns, figsize=(columns, 1.35 * rows), squeeze=False
    )
    for ax in axes.flat:
        ax.set_axis_off()
    for i, (ax, picture) in enumerate(zip(axes.flat, pictures, strict=False)):
        ax.imshow(picture, cmap="gray_r", vmin=0, vmax=max(pictures.max(), 1e-9))
        if labels is not None:
            predicted = labels[i] if predictions is None else predictions[i]
            _title(ax, int(labels[i]), int(predicted))
    return fig


def _pictures(images: Any) -> Any:
    """Return images as an array (n, height, width)."""
    pictures = to_numpy(images)
    shape = pictures.shape
    if len(shape) == 4 and shape[1] == 1:
        pictures = pictures[:, 0]
    if pictures.ndim == 3 and pictures.size:
        return pictures
    raise ValueError(
        "show_images takes images of shape (n, height, width) or (n, 1, height, "
        f"width), at least one; these have {shape}. Flat rows: .reshape(-1, 28, 28); "
        "a single image: image[None]."
    )


def _title(ax: Any, label: int, predicted: int) -> None:
    if label == predicted:
        ax.set_title(str(label), color=TRUTH, loc="center")
        return
    ax.set_title(f"{predicted}, not {label}", color=MODEL, loc="center", fontsize=12)
    ax.set_axis_on()
    ax.set(xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set(visible=True, color=MODEL, linewidth=3)
