"""The exercises, one file each, named after the function that the learner writes.

``NOTEBOOKS`` says which notebook holds which exercises, in course order. How to add an
exercise, or a mistake to one, stands in CONTRIBUTING.md.
"""

NOTEBOOKS: dict[str, tuple[str, ...]] = {
    "00_start_here": ("sum_of_entries",),
    "01_tensors": (
        "checkerboard",
        "standardize_columns",
        "squared_distances",
        "one_hot",
        "luminance",
    ),
    "02_autograd": (
        "central_difference",
        "softplus_mean_gradient",
        "clear_gradients",
        "cube_backward",
        "frozen_body_loss",
    ),
    "03_gradient_descent": (
        "sgd_step",
        "largest_stable_rate",
        "momentum_step",
        "adam_direction",
        "descend_until",
    ),
    "04_linear_regression": (
        "mean_squared_error",
        "exact_fit",
        "mse_gradient",
        "fit_model",
        "r2_over_baseline",
    ),
    "05_logistic_regression": (
        "weighted_bce_with_logits",
        "accuracy_from_logits",
        "stable_softmax",
        "confusion_matrix",
        "scale_train_and_test",
    ),
    "06_mnist_dense_network": (
        "parameter_count",
        "split_positions",
        "evaluate_quietly",
        "train_and_record",
        "top_k_accuracy",
    ),
    "07_generalization": (
        "stop_early",
        "inverted_dropout",
        "random_shift",
        "accuracy_interval",
        "choose_model",
    ),
    "08_gpu_acceleration": (
        "fade_on_any_device",
        "median_seconds",
        "achieved_gflops",
        "accumulated_step",
        "index_batches",
    ),
    "09_scaling_out": (
        "shard_positions",
        "average_gradients",
        "efficiency_of",
        "scaled_rate",
    ),
    "10_ship_a_model": (
        "center_by_mass",
        "digit_probs",
        "int8_and_back",
        "answer_or_abstain",
    ),
}
