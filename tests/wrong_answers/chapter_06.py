"""Wrong answers to the exercises of notebook 06, known by their signs."""

import random
from itertools import pairwise

import numpy as np
import torch
from torch.utils.data import random_split

from torchcourse.exercises.ex_06_1 import parameter_count
from torchcourse.exercises.ex_06_2 import split_positions
from torchcourse.exercises.ex_06_3 import evaluate_quietly
from torchcourse.exercises.ex_06_4 import train_and_record
from torchcourse.exercises.ex_06_5 import top_k_accuracy

# --- 6.1 ------------------------------------------------------------------------------


def weights_and_biases_apart(widths):
    return sum(a * b for a, b in pairwise(widths)), sum(widths[1:])


def shapes_of_the_layers(widths):
    return {i: (b, a, b) for i, (a, b) in enumerate(pairwise(widths))}


def count_in_words(widths):
    return f"{parameter_count(widths):,} parameters"


# --- 6.2: what is returned ------------------------------------------------------------


def shuffled(n, seed):
    return torch.randperm(n, generator=torch.Generator().manual_seed(seed))


def training_and_dots(n, validation_size, seed):
    return shuffled(n, seed)[: n - validation_size], ...


def two_masks(n, validation_size, seed):
    mask = torch.zeros(n, dtype=torch.bool)
    mask[shuffled(n, seed)[:validation_size]] = True
    return ~mask, mask


def two_sets(n, validation_size, seed):
    validation = set(shuffled(n, seed)[:validation_size].tolist())
    return set(range(n)) - validation, validation


def two_subsets(n, validation_size, seed):
    generator = torch.Generator().manual_seed(seed)
    return random_split(range(n), [n - validation_size, validation_size], generator)


def two_arrays(n, validation_size, seed):
    order = np.random.default_rng(seed).permutation(n)
    return order[validation_size:], order[:validation_size]


def two_lists(n, validation_size, seed):
    return [part.tolist() for part in split_positions(n, validation_size, seed)]


def one_order(n, validation_size, seed):
    return shuffled(n, seed)


def two_columns(n, validation_size, seed):
    mask = two_masks(n, validation_size, seed)[1]
    return (~mask).nonzero(), mask.nonzero()


def two_tensors_of_floats(n, validation_size, seed):
    return torch.Tensor(shuffled(n, seed).tolist()).split(
        [n - validation_size, validation_size]
    )


def two_tensors_of_int32(n, validation_size, seed):
    return [part.int() for part in split_positions(n, validation_size, seed)]


def two_sizes(n, validation_size, seed):
    return n - validation_size, validation_size


def order_and_size(n, validation_size, seed):
    return shuffled(n, seed), validation_size


def nothing(n, validation_size, seed):
    split_positions(n, validation_size, seed)


def parts_by_name(n, validation_size, seed):
    training, validation = split_positions(n, validation_size, seed)
    return {"training": training, "validation": validation}


def three_parts(n, validation_size, seed):
    order = shuffled(n, seed)
    return order[validation_size:], order[:validation_size], order


# --- 6.2: which positions -------------------------------------------------------------


def counts_from_one(n, validation_size, seed):
    return [part + 1 for part in split_positions(n, validation_size, seed)]


def counts_down_once(n, validation_size, seed):
    return [part - 1 for part in split_positions(n, validation_size, seed)]


def draws_from_twice_as_many(n, validation_size, seed):
    order = shuffled(2 * n, seed)
    return order[validation_size:n], order[:validation_size]


def chooses_with_replacement(n, validation_size, seed):
    random.seed(seed)
    order = torch.tensor(random.choices(range(n), k=n))
    return order[validation_size:], order[:validation_size]


def leaves_one_out(n, validation_size, seed):
    order, size = shuffled(n, seed), n - validation_size
    return order[:size], order[size + 1 :]


def has_one_in_both(n, validation_size, seed):
    order, size = shuffled(n, seed), n - validation_size
    return order[: size + 1], order[size:]


def same_parts(n, validation_size, seed):
    order = shuffled(n, seed)
    return order, order


def everything_and_the_end(n, validation_size, seed):
    order = shuffled(n, seed)
    return order, order[-validation_size:]


def two_draws_of_the_notebook(n, validation_size, seed):
    torch.manual_seed(seed)
    training = torch.randperm(n)[: n - validation_size]
    return training, torch.randperm(n)[:validation_size]


def takes_the_validation_out_twice(n, validation_size, seed):
    rest = shuffled(n, seed)[validation_size:]
    return rest[validation_size:], rest[:validation_size]


def rolls(n, validation_size, seed):
    order = torch.arange(n).roll(seed)
    return order[validation_size:], order[:validation_size]


def from_the_last_to_the_first(n, validation_size, seed):
    return torch.arange(n).flip(0).split([n - validation_size, validation_size])


def four_fifths(n, validation_size, seed):
    order, size = shuffled(n, seed), int(0.8 * n)
    return order[:size], order[size:]


# --- 6.2: what it depends on ----------------------------------------------------------


def unseeded_and_sorted(n, validation_size, seed):
    order = torch.randperm(n)
    return order[validation_size:], order[:validation_size].sort().values


def seeded_by_chance(n, validation_size, seed):
    torch.manual_seed(random.randrange(2**40))
    return torch.randperm(n).split([n - validation_size, validation_size])


def seeds_the_notebook_with_42(n, validation_size, seed):
    torch.manual_seed(42)
    return torch.randperm(n).split([n - validation_size, validation_size])


def last_digit_of_the_seed(n, validation_size, seed):
    return split_positions(n, validation_size, seed % 10)


def first_images_validate(n, validation_size, seed):
    torch.manual_seed(seed)
    validation = torch.randperm(validation_size)
    return validation_size + torch.randperm(n - validation_size), validation


def seeds_pytorch_and_numpy(n, validation_size, seed):
    torch.manual_seed(seed)
    np.random.seed(seed)
    return torch.randperm(n).split([n - validation_size, validation_size])


def takes_a_block(n, validation_size, seed):
    start = random.Random(seed).randint(0, n - validation_size)
    end = start + validation_size
    training = torch.cat([torch.arange(start), torch.arange(end, n)])
    return training, torch.arange(start, end)


# --- 6.3 ------------------------------------------------------------------------------


def prints_its_result(*case):
    print(evaluate_quietly(*case))


def switches_the_recording_off(*case):
    torch.set_grad_enabled(False)
    return evaluate_quietly(*case)


def freezes_the_weights(model, batches, loss_function):
    model.requires_grad_(False)
    return evaluate_quietly(model, batches, loss_function)


def freezes_each_weight(model, batches, loss_function):
    for parameter in model.parameters():
        parameter.requires_grad = False
    return evaluate_quietly(model, batches, loss_function)


def one_more_step(model, batches, loss_function):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    optimizer.step()
    return evaluate_quietly(model, batches, loss_function)


def clears_the_gradients(model, batches, loss_function):
    model.zero_grad()
    return evaluate_quietly(model, batches, loss_function)


def goes_backward(model, batches, loss_function):
    batches = list(batches)
    for images, labels in batches:
        loss_function(model(images), labels).backward()
    return evaluate_quietly(model, batches, loss_function)


def seeds_the_evaluation(*case):
    torch.manual_seed(0)
    return evaluate_quietly(*case)


def shuffles_the_batches(model, batches, loss_function):
    batches = list(batches)
    random.shuffle(batches)
    return evaluate_quietly(model, batches, loss_function)


def asks_the_loss_function_for_sums(model, batches, loss_function):
    batches = list(batches)
    loss_function.reduction = "sum"
    return evaluate_quietly(model, batches, loss_function)


# --- 6.4 ------------------------------------------------------------------------------


def prints_its_losses(*case):
    print(train_and_record(*case))


def steps_after_the_loop(model, batches, loss_function, optimizer):
    model.train()
    losses = []
    for images, labels in batches:
        optimizer.zero_grad()
        losses.append(loss_function(model(images), labels))
        losses[-1].backward()
    optimizer.step()
    return [loss.item() for loss in losses]


def steps_twice(model, batches, loss_function, optimizer):
    losses = []
    for batch in batches:
        losses += train_and_record(model, [batch], loss_function, optimizer)
        optimizer.step()
    return losses


def steps_by_hand(model, batches, loss_function, optimizer):
    model.train()
    losses = []
    for images, labels in batches:
        loss = loss_function(model(images), labels)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= 0.1 * parameter.grad
        losses.append(loss.item())
    return losses


def makes_an_optimizer(model, batches, loss_function, optimizer):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    return train_and_record(model, batches, loss_function, optimizer)


def an_array_of_losses(*case):
    return np.array(train_and_record(*case))


def the_last_loss_as_a_tensor(*case):
    return torch.tensor(train_and_record(*case)[-1])


# --- 6.5 ------------------------------------------------------------------------------


def compared(logits, labels, k):
    return logits.topk(k, dim=1).indices == labels.unsqueeze(1)  # (n, k)


def each_answer(logits, labels, k):
    return compared(logits, labels, k).any(dim=1)


def each_answer_in_a_list(logits, labels, k):
    return each_answer(logits, labels, k).float().tolist()


def each_comparison(logits, labels, k):
    return compared(logits, labels, k)


def right_ones_and_all(logits, labels, k):
    return each_answer(logits, labels, k).sum().item(), len(labels)


def one_for_each_class(logits, labels, k):
    right = each_answer(logits, labels, k).float()
    return torch.stack([right[labels == j].mean() for j in range(logits.shape[1])])


def whether_any_is_right(logits, labels, k):
    return compared(logits, labels, k).any().item()


def whether_all_are_right(logits, labels, k):
    return each_answer(logits, labels, k).all()


def share_in_words(logits, labels, k):
    return f"{100 * top_k_accuracy(logits, labels, k):.1f} %"


WRONG = {
    "6.1": [
        ("You return several numbers", weights_and_biases_apart),
        ("You return several numbers", shapes_of_the_layers),
        ("You return a text", count_in_words),
    ],
    "6.2": [
        ("Your function still returns a `...`", training_and_dots),
        ("You return a mask", two_masks),
        ("You return a set", two_sets),
        ("You return a subset", two_subsets),
        ("Your positions are in NumPy arrays", two_arrays),
        ("Your positions are in Python's own sequences", two_lists),
        ("You return one tensor", one_order),
        ("A tensor of yours has more than one dimension", two_columns),
        ("Your positions have another dtype", two_tensors_of_floats),
        ("Your positions have another dtype", two_tensors_of_int32),
        ("You return two things, but no two tensors", two_sizes),
        ("You return two things, but no two tensors", order_and_size),
        ("You do not return two tensors in a tuple", nothing),
        ("You do not return two tensors in a tuple", parts_by_name),
        ("You do not return two tensors in a tuple", three_parts),
        ("Your positions go up to n, and 0 never comes", counts_from_one),
        ("Some of your numbers are no positions", counts_down_once),
        ("Some of your numbers are no positions", draws_from_twice_as_many),
        ("Some positions come twice in one part", chooses_with_replacement),
        ("One position is in neither part", leaves_one_out),
        ("One position is in both parts", has_one_in_both),
        ("One part lies wholly within the other", same_parts),
        ("One part lies wholly within the other", everything_and_the_end),
        ("Some positions are in both parts, so", two_draws_of_the_notebook),
        ("Some positions are in neither part", takes_the_validation_out_twice),
        ("Nothing is shuffled", rolls),
        ("Nothing is shuffled", from_the_last_to_the_first),
        ("The sizes are not those asked for", four_fifths),
        ("The same seed gives another split when", unseeded_and_sorted),
        ("The same seed gives another split when", seeded_by_chance),
        ("Every seed gives the same split. Where", seeds_the_notebook_with_42),
        ("Some seeds give the same split as others", last_digit_of_the_seed),
        ("The order changes with the seed", first_images_validate),
        ("You move the notebook's own random numbers", seeds_pytorch_and_numpy),
        ("A part of yours is not in shuffled order", takes_a_block),
    ],
    "6.3": [
        ("Your function returns None", prints_its_result),
        ("You switch the recording off for good", switches_the_recording_off),
        ("You take from the weights their wish", freezes_the_weights),
        ("You take from the weights their wish", freezes_each_weight),
        ("You train: the weights are others", one_more_step),
        ("The gradients that the caller had", clears_the_gradients),
        ("The gradients that the caller had", goes_backward),
        ("You move or reset the random numbers", seeds_the_evaluation),
        ("You move or reset the random numbers", shuffles_the_batches),
        ("You change the caller's loss function", asks_the_loss_function_for_sums),
    ],
    "6.4": [
        ("Your function returns None", prints_its_losses),
        ("You step once, after all the batches", steps_after_the_loop),
        ("You step more often than you call", steps_twice),
        ("You move the weights without the optimizer", steps_by_hand),
        ("You move the weights without the optimizer", makes_an_optimizer),
        ("You return one array or tensor", an_array_of_losses),
        ("You return one array or tensor", the_last_loss_as_a_tensor),
    ],
    "6.5": [
        ("You tell for each image whether it is right", each_answer),
        ("You tell for each image whether it is right", each_answer_in_a_list),
        ("You return a table", each_comparison),
        ("You return several numbers", right_ones_and_all),
        ("You return several numbers", one_for_each_class),
        ("You return True or False", whether_any_is_right),
        ("You return True or False", whether_all_are_right),
        ("You return a text", share_in_words),
    ],
}
