"""The exercises, one file each, named after the function that the learner writes.

``NOTEBOOKS`` says which notebook holds which exercises, in course order. How to add an
exercise, or a mistake to one, stands in CONTRIBUTING.md.
"""

NOTEBOOKS: dict[str, tuple[str, ...]] = {
    "00_start_here": ("sum_of_entries",),
    "01_tensors": ("checkerboard", "one_hot", "brighten_corner"),
    "02_shapes_and_broadcasting": (
        "standardize_columns",
        "squared_distances",
        "luminance",
    ),
    "03_autograd": (
        "central_difference",
        "softplus_mean_gradient",
        "clear_gradients",
        "frozen_body_loss",
    ),
    "04_build_autograd": ("tanh_node", "cube_backward", "wrong_backward"),
    "05_gradient_descent": (
        "sgd_step",
        "stability_limit",
        "descend_until",
        "largest_stable_rate",
    ),
    "06_momentum_adam_minibatches": (
        "momentum_step",
        "adam_direction",
        "index_batches",
    ),
    "07_linear_regression": (
        "mean_squared_error",
        "exact_fit",
        "mse_gradient",
        "fit_model",
    ),
    "08_judging_a_model": ("r2_over_baseline", "scale_train_and_test", "choose_degree"),
    "09_logistic_regression": (
        "odds_factor",
        "weighted_bce_with_logits",
        "accuracy_from_logits",
    ),
    "10_classification": (
        "confusion_matrix",
        "precision_and_recall",
        "cheapest_threshold",
    ),
    "11_softmax_regression": ("stable_softmax", "split_positions", "top_k_accuracy"),
    "12_dense_network": ("parameter_count", "dense_network", "image_dataset"),
    "13_training_loop": (
        "evaluate_quietly",
        "train_and_record",
        "diagnose_run",
        "save_and_restore",
    ),
    "14_overfitting": ("stop_early", "inverted_dropout", "random_shift"),
    "15_experiments": ("accuracy_interval", "paired_difference", "choose_model"),
    "16_gpu": (
        "fade_on_any_device",
        "median_seconds",
        "achieved_gflops",
        "accumulated_step",
    ),
    "17_fast_training": ("scaled_rate", "name_the_bottleneck"),
    "18_scaling_out": ("average_gradients", "shard_positions", "efficiency_of"),
    "19_ship_a_model": (
        "digit_probs",
        "center_by_mass",
        "answer_or_abstain",
        "int8_and_back",
    ),
    "20_your_own_data": ("load_image_folder", "report_card"),
}
