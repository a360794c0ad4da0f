"""Wrong answers to the exercises of notebook 07, known by their signs alone."""

import math
import operator
from collections import Counter
from functools import wraps
from statistics import fmean, stdev

import torch
from torch.nn import functional

# 7.1: training losses, validation losses and the patience.


def run(losses, patience, lower=operator.lt, lowest=math.inf):
    best = 0
    for epoch, loss in enumerate(losses, start=1):
        if lower(loss, lowest):
            lowest, best = loss, epoch
        if epoch - best == patience:
            break
    return epoch, best


def place(losses):
    return 1 + losses.index(min(losses))


def removes_losses(training, validation, patience):
    epochs, best, lowest = 0, 0, math.inf
    while validation and epochs - best < patience:
        loss = validation.pop(0)
        epochs += 1
        if loss < lowest:
            lowest, best = loss, epochs
    return epochs, best


def returns_in_the_loop_only(training, validation, patience):
    lowest, best = math.inf, 0
    for epoch, loss in enumerate(validation, start=1):
        if loss < lowest:
            lowest, best = loss, epoch
        if epoch - best == patience:
            return epoch, best


def names_the_epoch_in_the_loop(training, validation, patience):
    lowest, best = validation[0], 1
    for epoch in range(2, len(validation) + 1):
        if validation[epoch - 1] < lowest:
            lowest, best = validation[epoch - 1], epoch
        if epoch - best == patience:
            break
    return epoch, best


def stops_at_the_first_rise(training, validation, patience):
    for epoch in range(1, len(validation)):
        if validation[epoch] > validation[epoch - 1]:
            return epoch + 1, epoch
    return len(validation), len(validation)


def stops_at_the_first_rise_or_tie(training, validation, patience):
    return run(validation, 1)


def stops_before_the_first_rise_or_tie(training, validation, patience):
    for epoch in range(1, len(validation)):
        if validation[epoch] >= validation[epoch - 1]:
            return epoch, epoch
    return len(validation), len(validation)


def waits_after_the_first_rise(training, validation, patience):
    for epoch in range(1, len(validation)):
        if validation[epoch] > validation[epoch - 1]:
            return min(epoch + patience, len(validation)), epoch
    return len(validation), len(validation)


def counts_rises_in_a_row(training, validation, patience):
    rises = 0
    for epoch in range(1, len(validation)):
        rises = rises + 1 if validation[epoch] >= validation[epoch - 1] else 0
        if rises == patience:
            return epoch + 1, epoch + 1 - patience
    return len(validation), place(validation)


def updates_the_last_loss(training, validation, patience):
    last, waited, best = math.inf, 0, 0
    for epoch, loss in enumerate(validation, start=1):
        if loss < last:
            waited, best = 0, epoch
        else:
            waited += 1
        last = loss
        if waited == patience:
            break
    return epoch, best


def counts_strict_rises_in_a_row(training, validation, patience):
    rises = 0
    for epoch in range(1, len(validation)):
        rises = rises + 1 if validation[epoch] > validation[epoch - 1] else 0
        if rises == patience:
            break
    return epoch + 1, place(validation[: epoch + 1])


def adds_up_all_rises(training, validation, patience):
    rises = 0
    for epoch in range(1, len(validation)):
        if validation[epoch] > validation[epoch - 1]:
            rises += 1
        if rises == patience:
            break
    return epoch + 1, place(validation[: epoch + 1])


def never_restores_the_patience(training, validation, patience):
    lowest, best, waited = math.inf, 0, 0
    for epoch, loss in enumerate(validation, start=1):
        if loss < lowest:
            lowest, best = loss, epoch
        else:
            waited += 1
        if waited == patience:
            break
    return epoch, best


def a_tie_is_no_waiting(training, validation, patience):
    lowest, best, waited = math.inf, 0, 0
    for epoch, loss in enumerate(validation, start=1):
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        elif loss > lowest:
            waited += 1
        if waited == patience:
            break
    return epoch, best


def a_tie_is_a_new_lowest(training, validation, patience):
    return run(validation, patience, lower=operator.le)


def waits_until_above_the_patience(training, validation, patience):
    lowest, best = math.inf, 0
    for epoch, loss in enumerate(validation, start=1):
        if loss < lowest:
            lowest, best = loss, epoch
        if epoch - best > patience:
            break
    return epoch, best


def stops_one_epoch_before(training, validation, patience):
    return run(validation, patience - 1)


def waits_for_the_first_loss(training, validation, patience):
    lowest, best, waited = validation[0], 1, 0
    for epoch, loss in enumerate(validation, start=1):
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            break
    return epoch, best


def waits_in_every_epoch(training, validation, patience):
    lowest, best = math.inf, 0
    for epoch, loss in enumerate(validation, start=1):
        if loss < lowest:
            lowest, best = loss, epoch
        patience -= 1
        if patience == 0:
            break
    return epoch, best


def runs_to_the_end(training, validation, patience):
    return len(validation), place(validation)


def looks_for_the_highest(training, validation, patience):
    return run(validation, patience, lower=operator.gt, lowest=0)


def looks_at_the_whole_list_first(training, validation, patience):
    best = place(validation)
    return min(best + patience, len(validation)), best


def adds_the_patience(training, validation, patience):
    best = run(validation, patience)[1]
    return best + patience, best


def never_updates_the_lowest(training, validation, patience):
    best, waited = 1, 0
    for epoch, loss in enumerate(validation[1:], start=2):
        if loss < validation[0]:
            best, waited = epoch, 0
        else:
            waited += 1
        if waited == patience:
            break
    return epoch, best


def compares_with_a_loss_long_before(training, validation, patience):
    for epoch in range(patience, len(validation)):
        if validation[epoch] > validation[epoch - patience]:
            return epoch + 1, epoch + 1 - patience
    return len(validation), place(validation)


def keeps_the_last_weights(training, validation, patience):
    epochs = run(validation, patience)[0]
    return epochs, epochs


def starts_with_epoch_zero(training, validation, patience):
    lowest, best, waited = validation[0], 0, 0
    for epoch, loss in enumerate(validation[1:], start=2):
        if loss < lowest:
            lowest, best, waited = loss, epoch, 0
        else:
            waited += 1
        if waited == patience:
            return epoch, best
    return len(validation), best


def best_is_an_index(training, validation, patience):
    epochs = run(validation, patience)[0]
    return epochs, validation.index(min(validation[:epochs]))


def adds_one_twice(training, validation, patience):
    epochs, best = run(validation, patience)
    return epochs, best + 1


def looks_behind_the_stop(training, validation, patience):
    return run(validation, patience)[0], place(validation)


def keeps_the_last_of_equals(training, validation, patience):
    epochs = run(validation, patience)[0]
    lowest = min(validation[:epochs])
    return epochs, max(e for e in range(1, epochs + 1) if validation[e - 1] == lowest)


def keeps_by_the_training_loss(training, validation, patience):
    epochs = run(validation, patience)[0]
    return epochs, place(training[:epochs])


def returns_the_lowest_loss(training, validation, patience):
    epochs = run(validation, patience)[0]
    return epochs, min(validation[:epochs])


def counts_back_from_the_end(training, validation, patience):
    epochs = run(validation, patience)[0]
    return epochs, epochs - patience


def keeps_the_end_of_the_list(training, validation, patience):
    epochs, best = run(validation, patience)
    if epochs - best == patience:
        return epochs, best
    return len(validation), len(validation)


def starts_at_ten(training, validation, patience):
    return run(validation, patience, lowest=10)


def asks_for_a_thousandth(training, validation, patience):
    return run(validation, patience, lower=lambda loss, low: loss < low - 1e-3)


def asks_for_a_percent(training, validation, patience):
    return run(validation, patience, lower=lambda loss, low: loss < 0.99 * low)


def watches_the_gap(training, validation, patience):
    gaps = [v - t for t, v in zip(training, validation, strict=True)]
    return run(gaps, patience)


def waits_for_the_curves_to_cross(training, validation, patience):
    waited = 0
    for epoch in range(len(validation)):
        waited = waited + 1 if validation[epoch] > training[epoch] else 0
        if waited == patience:
            break
    return epoch + 1, place(validation[: epoch + 1])


def always_waits_five_epochs(training, validation, patience):
    return run(validation, 5)


# 7.2: an input, the probability of dropping and the switch.


def with_switch(dropping):
    """Make an answer that is right but for what it does in training."""

    @wraps(dropping)
    def answer(hidden, p, training):
        if not training or p == 0:
            return hidden
        if p == 1:
            return torch.zeros_like(hidden)
        return dropping(hidden, p)

    return answer


def dropped(hidden, p):
    return hidden * (torch.rand(hidden.shape) >= p) / (1 - p if p < 1 else 1)


def divides_by_zero(hidden, p, training):
    if not training:
        return hidden
    return hidden * (torch.rand(hidden.shape) >= p) / (1 - p)


def divides_by_zero_in_python(hidden, p, training):
    if not training:
        return hidden
    factor = 1 / (1 - p)
    return hidden * (torch.rand(hidden.shape) >= p) * factor


def chooses_after_dividing_by_zero(hidden, p, training):
    if not training:
        return hidden
    return torch.where(torch.rand(hidden.shape) < p, 0.0, hidden / (1 - p))


def fills_after_dividing_by_zero(hidden, p, training):
    if not training:
        return hidden
    return (hidden / (1 - p)).masked_fill(torch.rand(hidden.shape) < p, 0)


def detaches_in_use(hidden, p, training):
    return dropped(hidden, p) if training else hidden.detach().clone()


@with_switch
def a_coin_per_row(hidden, p):
    coins = torch.rand(len(hidden), *[1] * (hidden.dim() - 1))
    return hidden * (coins >= p) / (1 - p)


@with_switch
def one_mask_for_all_rows(hidden, p):
    return hidden * (torch.rand(hidden.shape[1:]) >= p) / (1 - p)


@with_switch
def a_coin_per_column(hidden, p):
    return hidden * (torch.rand(hidden.shape[-1]) >= p) / (1 - p)


@with_switch
def a_coin_per_line(hidden, p):
    return hidden * (torch.rand(*hidden.shape[:-1], 1) >= p) / (1 - p)


@with_switch
def one_coin_for_all(hidden, p):
    return hidden * (torch.rand(1) >= p) / (1 - p)


def scales_all_and_drops_none(hidden, p, training):
    return hidden * (1 - p) if training else hidden


def writes_zeros_into_hidden(hidden, p, training):
    if not training:
        return hidden
    hidden *= torch.rand(hidden.shape) >= p
    return hidden / (1 - p) if p < 1 else hidden


@with_switch
def without_gradients(hidden, p):
    with torch.no_grad():
        return hidden * (torch.rand(hidden.shape) >= p) / (1 - p)


@with_switch
def fills_a_new_tensor(hidden, p):
    result = torch.zeros(hidden.shape)
    kept = torch.rand(hidden.shape) >= p
    result[kept] = hidden.detach()[kept] / (1 - p)
    return result


@with_switch
def drops_an_exact_number(hidden, p):
    mask = torch.ones(hidden.numel())
    mask[torch.randperm(len(mask))[: round(p * len(mask))]] = 0
    return hidden * mask.reshape(hidden.shape) / (1 - p)


@with_switch
def keeps_with_p_and_divides_by_p(hidden, p):
    return hidden * (torch.rand(hidden.shape) < p) / p


@with_switch
def keeps_with_p(hidden, p):
    return hidden * (torch.rand(hidden.shape) < p) / (1 - p)


@with_switch
def tosses_normal_coins(hidden, p):
    return hidden * (torch.randn(hidden.shape) >= p) / (1 - p)


@with_switch
def tosses_fair_coins(hidden, p):
    return hidden * torch.randint(2, hidden.shape) / (1 - p)


@with_switch
def tosses_coins_of_ten_sides(hidden, p):
    return hidden * (torch.randint(10, hidden.shape) >= 10 * p) / (1 - p)


@with_switch
def tosses_coins_of_a_hundred_sides(hidden, p):
    return hidden * (torch.randint(100, hidden.shape) >= 100 * p) / (1 - p)


@with_switch
def multiplies_by_random_numbers(hidden, p):
    return hidden * torch.rand(hidden.shape) / (1 - p)


@with_switch
def multiplies_by_normal_numbers(hidden, p):
    return hidden * torch.randn(hidden.shape)


@with_switch
def drops_to_minus_one(hidden, p):
    return hidden.masked_fill(torch.rand(hidden.shape) < p, -1)


def alpha_dropout(hidden, p, training):
    return functional.alpha_dropout(hidden, p, training)


def zeros_in_use(hidden, p, training):
    return dropped(hidden, p) * training


def always_drops(hidden, p, training):
    return dropped(hidden, p)


def scales_in_use_only(hidden, p, training):
    return hidden * (torch.rand(hidden.shape) >= p) if training else hidden * (1 - p)


def undoes_the_scaling_in_use(hidden, p, training):
    return dropped(hidden, p) if training else hidden * (1 - p)


def scales_in_use_as_well(hidden, p, training):
    mask = torch.rand(hidden.shape) >= p if training else 1
    return hidden * mask / (1 - p if p < 1 else 1)


@with_switch
def does_not_scale(hidden, p):
    return hidden * (torch.rand(hidden.shape) >= p)


@with_switch
def divides_by_the_share_that_stayed(hidden, p):
    mask = (torch.rand(hidden.shape) >= p).float()
    return hidden * mask / mask.mean()


@with_switch
def divides_by_p(hidden, p):
    return hidden * (torch.rand(hidden.shape) >= p) / p


@with_switch
def multiplies_by_the_rest(hidden, p):
    return hidden * (torch.rand(hidden.shape) >= p) * (1 - p)


@with_switch
def multiplies_by_p(hidden, p):
    return hidden * (torch.rand(hidden.shape) >= p) * p


@with_switch
def multiplies_by_one_plus_p(hidden, p):
    return hidden * (torch.rand(hidden.shape) >= p) * (1 + p)


@with_switch
def takes_the_entries_out(hidden, p):
    return hidden[torch.rand(hidden.shape) >= p] / (1 - p)


# 7.3: images and the largest move.


def by_corners(draw):
    """Make an answer from a draw of the windows' corners in the padded images."""

    @wraps(draw)
    def answer(images, k):
        corners = draw(len(images), k)
        return windows(functional.pad(images, (k, k, k, k)), images, corners)

    return answer


def windows(padded, images, corners):
    n, height, width = images.shape
    top, left = (torch.as_tensor(some).tolist() for some in corners)
    return torch.stack(
        [
            padded[i, top[i] : top[i] + height, left[i] : left[i] + width]
            for i in range(n)
        ]
    )


def draws(n, k):
    return torch.randint(2 * k + 1, (2, n))


right_shift = by_corners(draws)


def shift_into(padded, images, k):
    return windows(padded, images, draws(len(images), k))


def by_roll(blank):
    """Make an answer that rolls each image, and then blanks some of its lines."""

    @wraps(blank)
    def answer(images, k):
        result = images.clone()
        for image in result:
            y, x = torch.randint(-k, k + 1, (2,)).tolist()
            image[:] = image.roll((y, x), dims=(0, 1))
            blank(image, y, x)
        return result

    return answer


def returns_into_the_images(images, k):
    images[:] = right_shift(images, k)
    return images


def returns_float32(images, k):
    result = torch.zeros(images.shape)
    result[:] = right_shift(images, k)
    return result


def returns_float64(images, k):
    return right_shift(images.double(), k)


def goes_through_bytes(images, k):
    return right_shift(images.to(torch.uint8), k).to(images.dtype)


def clamps_to_bytes(images, k):
    return right_shift(images.clamp(0, 255), k)


def cuts_from_k_to_minus_k(images, k):
    padded = functional.pad(images, (k, k, k, k))
    padded[:, k:-k, k:-k] = images
    return shift_into(padded, images, k)


def moves_each_row(images, k):
    rows = images.flatten(0, 1)[:, None]
    return right_shift(rows, k).reshape(images.shape)


def rolls_each_row(images, k):
    result = images.clone()
    for row in result.flatten(0, 1):
        row[:] = row.roll(int(torch.randint(-k, k + 1, ())))
    return result


@by_roll
def blanks_all_after_a_move_of_zero(image, y, x):
    image[slice(0, y) if y > 0 else slice(y, None)] = 0
    image[:, slice(0, x) if x >= 0 else slice(x, None)] = 0


@by_roll
def blanks_the_start_always(image, y, x):
    image[: abs(y)] = 0
    image[:, : abs(x)] = 0


@by_roll
def blanks_the_other_side(image, y, x):
    if y:
        image[slice(-y, None) if y > 0 else slice(0, -y)] = 0
    if x:
        image[:, slice(-x, None) if x > 0 else slice(0, -x)] = 0


@by_roll
def blanks_one_line_more(image, y, x):
    if y:
        image[slice(0, y + 1) if y > 0 else slice(y - 1, None)] = 0
    if x:
        image[:, slice(0, x + 1) if x > 0 else slice(x - 1, None)] = 0


@by_roll
def blanks_both_sides(image, y, x):
    if y:
        image[: abs(y)] = image[-abs(y) :] = 0
    if x:
        image[:, : abs(x)] = image[:, -abs(x) :] = 0


@by_roll
def only_rolls(image, y, x):
    pass


@by_roll
def blanks_after_moves_down_and_right(image, y, x):
    image[: max(y, 0)] = 0
    image[:, : max(x, 0)] = 0


@by_roll
def blanks_rows_only(image, y, x):
    if y:
        image[slice(0, y) if y > 0 else slice(y, None)] = 0


def padded_by(images, k, mode):
    padded = functional.pad(images[:, None].double(), (k, k, k, k), mode=mode)
    return shift_into(padded[:, 0].to(images.dtype), images, k)


def repeats_the_nearest_pixel(images, k):
    return padded_by(images, k, "replicate")


def mirrors_the_image(images, k):
    return padded_by(images, k, "reflect")


def moves_a_copy_onto_itself(images, k):
    result = images.clone()
    moved = right_shift(images, k)
    result[moved != 0] = moved[moved != 0]
    return result


def pads_with_ones(images, k):
    return shift_into(functional.pad(images, (k, k, k, k), value=1), images, k)


def pads_with_the_mean(images, k):
    mean = images.double().mean().item()
    return shift_into(functional.pad(images, (k, k, k, k), value=mean), images, k)


@by_corners
def draws_once(n, k):
    return torch.randint(2 * k + 1, (2, 1)).expand(2, n)


def cuts_the_batch_at_once(images, k):
    _, height, width = images.shape
    y, x = torch.randint(2 * k + 1, (2,)).tolist()
    padded = functional.pad(images, (k, k, k, k))
    return padded[:, y : y + height, x : x + width]


@by_corners
def moves_sideways_only(n, k):
    return torch.full((n,), k), torch.randint(2 * k + 1, (n,))


@by_corners
def moves_up_and_down_only(n, k):
    return torch.randint(2 * k + 1, (n,)), torch.full((n,), k)


@by_corners
def draws_one_row_for_the_batch(n, k):
    return torch.randint(2 * k + 1, (1,)).expand(n), torch.randint(2 * k + 1, (n,))


@by_corners
def uses_one_draw_twice(n, k):
    return torch.randint(2 * k + 1, (n,)).expand(2, n)


@by_corners
def moves_down_or_sideways(n, k):
    down = torch.randint(2, (n,)).bool()
    move = torch.randint(2 * k + 1, (n,))
    return torch.where(down, move, k), torch.where(down, k, move)


@by_corners
def draws_again_where_nothing_moves(n, k):
    corners = draws(n, k)
    while k and (stays := (corners == k).all(0)).any():
        corners[:, stays] = draws(int(stays.sum()), k)
    return corners


@by_corners
def moves_down_and_right_only(n, k):
    return torch.randint(k + 1, (2, n))


@by_corners
def moves_up_and_left_only(n, k):
    return k + torch.randint(k + 1, (2, n))


@by_corners
def moves_by_k_or_minus_k(n, k):
    return 2 * k * torch.randint(2, (2, n))


@by_corners
def cuts_decimals_off(n, k):
    return k - (2 * k * torch.rand(2, n) - k).int()


@by_corners
def draws_a_sign_and_a_distance(n, k):
    distance = torch.randint(1, k + 1, (2, n))
    return k - distance * (2 * torch.randint(2, (2, n)) - 1)


@by_corners
def leaves_the_upper_end_out(n, k):
    return k - torch.randint(-k, k, (2, n))


@by_corners
def leaves_one_end_out_of_the_rows(n, k):
    return torch.randint(max(2 * k, 1), (n,)), torch.randint(2 * k + 1, (n,))


def pads_two_sides_only(images, k):
    return shift_into(functional.pad(images, (0, 2 * k, 0, 2 * k)), images, k)


def moves_twice_as_far(images, k):
    return right_shift(images, 2 * k)


def mixes_the_images(images, k):
    return right_shift(images[torch.randperm(len(images))], k)


def mixes_the_rows(images, k):
    return images[:, torch.randperm(images.shape[1])]


@by_corners
def rounds_a_number(n, k):
    return (2 * k * torch.rand(2, n)).round().int()


@by_corners
def rolls_two_dice(n, k):
    return torch.randint(k + 1, (2, n)) + torch.randint(k + 1, (2, n))


@by_corners
def clamps_to_the_ends(n, k):
    return k + torch.randint(-k - 1, k + 2, (2, n)).clamp(-k, k)


# 7.4: was each answer right?


def measured(right):
    return right.float().mean().item(), len(right)


def around(p, margin):
    return max(p - margin, 0.0), min(p + margin, 1.0)


def interval(right, standard_errors=1.96):
    p, n = measured(right)
    return around(p, standard_errors * (p * (1 - p) / n) ** 0.5)


def uncut(right):
    p, n = measured(right)
    margin = 1.96 * (p * (1 - p) / n) ** 0.5
    return p - margin, p + margin


def returns_a_tensor(right):
    return torch.tensor(interval(right))


def shortens_both_sides(right):
    p, n = measured(right)
    margin = min(1.96 * (p * (1 - p) / n) ** 0.5, p, 1 - p)
    return p - margin, p + margin


def takes_no_root(right):
    p, n = measured(right)
    return around(p, 1.96 * p * (1 - p) / n)


def takes_the_variance_of_pytorch(right):
    answers = right.float()
    margin = 1.96 * (answers.var() / len(answers)).item()
    return answers.mean().item() - margin, answers.mean().item() + margin


def goes_1_645_standard_errors(right):
    return interval(right, 1.645)


def goes_one_standard_error(right):
    return interval(right, 1)


def goes_two_standard_errors(right):
    return interval(right, 2)


def goes_2_576_standard_errors(right):
    return interval(right, 2.576)


def divides_outside_of_the_root(right):
    p, n = measured(right)
    return around(p, 1.96 * (p * (1 - p)) ** 0.5 / n)


def takes_the_spread_of_one(right):
    p, _ = measured(right)
    return around(p, 1.96 * (p * (1 - p)) ** 0.5)


def takes_std_as_the_error(right):
    answers = right.float()
    return around(answers.mean().item(), 1.96 * answers.std().item())


def takes_std_with_n_minus_one(right):
    answers = right.float()
    error = answers.std().item() / len(answers) ** 0.5
    return around(answers.mean().item(), 1.96 * error)


def leaves_out_the_rest(right):
    p, n = measured(right)
    return around(p, 1.96 * (p / n) ** 0.5)


def leaves_out_p(right):
    p, n = measured(right)
    return around(p, 1.96 * ((1 - p) / n) ** 0.5)


def squares_p(right):
    p, n = measured(right)
    return around(p, 1.96 * ((1 - p**2) / n) ** 0.5)


def takes_one_half(right):
    p, n = measured(right)
    return around(p, 1.96 * (0.5 * 0.5 / n) ** 0.5)


def divides_by_the_root_of_n(right):
    p, n = measured(right)
    return around(p, 1.96 / n**0.5)


def takes_ten_thousand_images(right):
    p, _ = measured(right)
    return around(p, 1.96 * (p * (1 - p) / 10_000) ** 0.5)


def halves_the_margin(right):
    return interval(right, 1.96 / 2)


def goes_0_95_standard_errors(right):
    return interval(right, 0.95)


def takes_1_96_as_percent(right):
    return interval(right, 0.0196)


def returns_the_higher_end_first(right):
    return interval(right)[::-1]


def goes_down_only(right):
    return interval(right)[0], measured(right)[0]


def goes_up_only(right):
    return measured(right)[0], interval(right)[1]


def ends_at_one(right):
    return interval(right, 1.645)[0], 1.0


def begins_at_zero(right):
    return 0.0, interval(right)[1]


def multiplies_one_side_only(right):
    p, n = measured(right)
    error = (p * (1 - p) / n) ** 0.5
    return max(p - error, 0.0), min(p + 1.96 * error, 1.0)


def takes_the_wrong_answers(right):
    return interval(~right)


def forgets_the_accuracy(right):
    p, n = measured(right)
    margin = 1.96 * (p * (1 - p) / n) ** 0.5
    return -margin, margin


def returns_accuracy_and_margin(right):
    p, n = measured(right)
    return p, 1.96 * (p * (1 - p) / n) ** 0.5


def returns_accuracy_and_error(right):
    p, n = measured(right)
    return p, (p * (1 - p) / n) ** 0.5


def returns_percent(right):
    return tuple(100 * end for end in interval(right))


def returns_counts(right):
    return tuple(len(right) * end for end in uncut(right))


def cuts_percent(right):
    low, high = uncut(right)
    return max(100 * low, 0.0), min(100 * high, 1.0)


def cuts_counts(right):
    low, high = uncut(right)
    return max(len(right) * low, 0.0), min(len(right) * high, 1.0)


def exchanges_min_and_max(right):
    low, high = uncut(right)
    return min(low, 0.0), max(high, 1.0)


def rounds_to_three_digits(right):
    return tuple(round(end, 3) for end in interval(right))


def rounds_to_percent_before_cutting(right):
    low, high = (round(end, 2) for end in uncut(right))
    return max(low, 0.0), min(high, 1.0)


# 7.5: a table of results.


def best_by(results, score):
    return max(results, key=lambda name: score(results[name]))


def best_name(results):
    return best_by(results, lambda row: fmean(row["validation"]))


def deletes_the_test_column(results):
    for row in results.values():
        del row["test"]
    return best_name(results)


def puts_means_into_the_table(results):
    for name in results:
        results[name] = fmean(results[name]["validation"])
    return max(results, key=results.get)


def returns_name_and_mean(results):
    name = best_name(results)
    return name, fmean(results[name]["validation"])


def returns_the_item(results):
    return max(results.items(), key=lambda item: fmean(item[1]["validation"]))


def compares_pairs_by_name(results):
    return max((name, fmean(row["validation"])) for name, row in results.items())


def returns_mean_and_name(results):
    return max((fmean(row["validation"]), name) for name, row in results.items())


def returns_all_means(results):
    return {name: fmean(row["validation"]) for name, row in results.items()}


def breaks_ties_by_the_test(results):
    return best_by(results, lambda row: (fmean(row["validation"]), fmean(row["test"])))


def averages_all_columns(results):
    return best_by(results, lambda row: sum(map(fmean, row.values())))


def averages_training_and_validation(results):
    return best_by(results, lambda row: fmean(row["training"] + row["validation"]))


def wants_little_overfitting(results):
    def gap(row):
        return abs(fmean(row["training"]) - fmean(row["validation"]))

    return min(results, key=lambda name: gap(results[name]))


def counts_wins(results):
    wins = Counter()
    for seed in zip(*(row["validation"] for row in results.values()), strict=False):
        wins[list(results)[seed.index(max(seed))]] += 1
    return wins.most_common(1)[0][0]


def counts_wins_of_three_seeds(results):
    wins = [best_by(results, lambda row, i=i: row["validation"][i]) for i in range(3)]
    return max(results, key=wins.count)


def error(accuracies):
    return stdev(accuracies) / len(accuracies) ** 0.5


def prefers_a_high_lower_end(results):
    def lower_end(row):
        return fmean(row["validation"]) - 1.96 * error(row["validation"])

    return best_by(results, lower_end)


def prefers_a_high_upper_end(results):
    def upper_end(row):
        return fmean(row["validation"]) + 1.96 * error(row["validation"])

    return best_by(results, upper_end)


WRONG = {
    "7.1": [
        ("The result is right, but your code changes the caller's", removes_losses),
        ("Your function returns nothing where the list", returns_in_the_loop_only),
        ("Right, but a list of a single epoch", names_the_epoch_in_the_loop),
        ("A single rise ends your run", stops_at_the_first_rise),
        ("A single rise ends your run", stops_at_the_first_rise_or_tie),
        ("You stop at the first epoch that", stops_before_the_first_rise_or_tie),
        ("The first rise alone decides", waits_after_the_first_rise),
        ("You count rises in a row, each", counts_rises_in_a_row),
        ("You count rises in a row, each", updates_the_last_loss),
        ("You count rises in a row, and an equal", counts_strict_rises_in_a_row),
        ("You add up all rises", adds_up_all_rises),
        ("You add up all the epochs", never_restores_the_patience),
        ("An equal loss is no waiting", a_tie_is_no_waiting),
        ("An equal loss restores the patience", a_tie_is_a_new_lowest),
        ("You wait one epoch too long", waits_until_above_the_patience),
        ("You stop one epoch too soon", stops_one_epoch_before),
        ("Your waiting starts before the first", waits_for_the_first_loss),
        ("Every run of yours ends after", waits_in_every_epoch),
        ("You always run all epochs", runs_to_the_end),
        ("You look for the highest loss", looks_for_the_highest),
        ("You take the lowest loss of the whole", looks_at_the_whole_list_first),
        ("The length of your run is always", adds_the_patience),
        ("You compare with the first loss", never_updates_the_lowest),
        ("You compare with the loss `patience`", compares_with_a_loss_long_before),
        ("You keep the last weights", keeps_the_last_weights),
        ("Your best epoch is 0", starts_with_epoch_zero),
        ("The number of epochs is right, but the best", best_is_an_index),
        ("Your best epoch is one too late", adds_one_twice),
        ("Your best epoch may come after", looks_behind_the_stop),
        ("Of equal losses you keep the last", keeps_the_last_of_equals),
        ("You stop by the validation loss, but", keeps_by_the_training_loss),
        ("You return the lowest loss", returns_the_lowest_loss),
        ("You count `patience` epochs back", counts_back_from_the_end),
        ("When the patience never runs out, you keep", keeps_the_end_of_the_list),
        ("Your lowest loss starts at a number", starts_at_ten),
        ("A tiny drop is no new lowest", asks_for_a_thousandth),
        ("A tiny drop is no new lowest", asks_for_a_percent),
        ("Your result changes with the training", watches_the_gap),
        ("Your result changes with the training", waits_for_the_curves_to_cross),
        ("Your result is the same for every", always_waits_five_epochs),
    ],
    "7.2": [
        ("Right, but for a `p` of 1: there you divide", divides_by_zero),
        ("Right, but for a `p` of 1: there you divide", divides_by_zero_in_python),
        ("At `p` of 1 the values are right", chooses_after_dividing_by_zero),
        ("At `p` of 1 the values are right", fills_after_dividing_by_zero),
        ("No gradient flows in use", detaches_in_use),
        ("Whole rows vanish", a_coin_per_row),
        ("All rows lose the same", one_mask_for_all_rows),
        ("All rows lose the same", a_coin_per_column),
        ("Entries in a line share a coin", a_coin_per_line),
        ("One coin decides", one_coin_for_all),
        ("You drop nothing in training", scales_all_and_drops_none),
        ("You write into `hidden`", writes_zeros_into_hidden),
        ("No gradient flows through your result", without_gradients),
        ("No gradient flows through your result", fills_a_new_tensor),
        ("You drop an exact number", drops_an_exact_number),
        ("You keep with probability `p`", keeps_with_p_and_divides_by_p),
        ("The share `p` is kept", keeps_with_p),
        ("Your coins come from `randn`", tosses_normal_coins),
        ("Half of the numbers are dropped", tosses_fair_coins),
        ("Some values of `p` drop another", tosses_coins_of_ten_sides),
        ("Some values of `p` drop another", tosses_coins_of_a_hundred_sides),
        ("You multiply by the random numbers", multiplies_by_random_numbers),
        ("You multiply by the random numbers", multiplies_by_normal_numbers),
        ("No entry of your result is 0", drops_to_minus_one),
        ("No entry of your result is 0", alpha_dropout),
        ("You return zeros in use", zeros_in_use),
        ("You drop in use, too", always_drops),
        ("You scale in use instead", scales_in_use_only),
        ("You scale in training, and the other", undoes_the_scaling_in_use),
        ("You scale in use, too", scales_in_use_as_well),
        ("The numbers that stay are not scaled", does_not_scale),
        ("You divide by the share that happened", divides_by_the_share_that_stayed),
        ("You drop the right share and scale by 1/p", divides_by_p),
        ("You multiply the numbers that stay", multiplies_by_the_rest),
        ("The right share is dropped, but", multiplies_by_p),
        ("The right share is dropped, but", multiplies_by_one_plus_p),
        ("You return fewer entries", takes_the_entries_out),
    ],
    "7.3": [
        ("The result is right, but your code changes", returns_into_the_images),
        ("The moves are right, but the dtype", returns_float32),
        ("The moves are right, but the dtype", returns_float64),
        ("Bytes move as they should", goes_through_bytes),
        ("Bytes move as they should", clamps_to_bytes),
        ("Right, but not for a `k` of 0", cuts_from_k_to_minus_k),
        ("Every row of pixels moves by itself", moves_each_row),
        ("Every row of pixels moves by itself", rolls_each_row),
        ("Some images come back with zeros", blanks_all_after_a_move_of_zero),
        ("You blank lines on the wrong side", blanks_the_start_always),
        ("You blank lines on the wrong side", blanks_the_other_side),
        ("The moves are right, but pixels", blanks_one_line_more),
        ("The moves are right, but pixels", blanks_both_sides),
        ("What leaves on one side comes in", only_rolls),
        ("On some sides what left", blanks_after_moves_down_and_right),
        ("On some sides what left", blanks_rows_only),
        ("What comes in repeats the nearest", repeats_the_nearest_pixel),
        ("What comes in mirrors", mirrors_the_image),
        ("What comes in is the old image", moves_a_copy_onto_itself),
        ("Your images move, but what comes in", pads_with_ones),
        ("Your images move, but what comes in", pads_with_the_mean),
        ("Every image makes the same move", draws_once),
        ("Every image makes the same move", cuts_the_batch_at_once),
        ("Images move sideways only", moves_sideways_only),
        ("Images move up and down only", moves_up_and_down_only),
        ("In one direction, all images", draws_one_row_for_the_batch),
        ("You use one draw for both", uses_one_draw_twice),
        ("Each image moves along one direction", moves_down_or_sideways),
        ("No image stays where it is", draws_again_where_nothing_moves),
        ("You move down and to the right only", moves_down_and_right_only),
        ("You move up and to the left only. From", moves_up_and_left_only),
        ("Every image moves by `k`", moves_by_k_or_minus_k),
        ("Neither k nor -k comes", cuts_decimals_off),
        ("A move of 0 never comes", draws_a_sign_and_a_distance),
        ("One end of the moves", leaves_the_upper_end_out),
        ("One end of the moves", leaves_one_end_out_of_the_rows),
        ("You move up and to the left only, and by", pads_two_sides_only),
        ("Images move by up to 2k", moves_twice_as_far),
        ("Some images are no shift", mixes_the_images),
        ("Some images are no shift", mixes_the_rows),
        ("Moves by k and -k come far less", rounds_a_number),
        ("Moves by k and -k come far less", rolls_two_dice),
        ("All moves from -k to k come, but", clamps_to_the_ends),
    ],
    "7.4": [
        ("You return one tensor of two", returns_a_tensor),
        ("Where one end would leave 0 to 1", shortens_both_sides),
        ("Your margin comes from a variance", takes_no_root),
        ("Your margin comes from a variance", takes_the_variance_of_pytorch),
        ("You go 1.645 standard errors", goes_1_645_standard_errors),
        ("You go one standard error", goes_one_standard_error),
        ("You go two standard errors", goes_two_standard_errors),
        ("You go about 2.58 standard errors", goes_2_576_standard_errors),
        ("You divide by n outside of the root", divides_outside_of_the_root),
        ("Your margin is the spread of one", takes_the_spread_of_one),
        ("Your margin is the spread of one", takes_std_as_the_error),
        ("You divide by n - 1", takes_std_with_n_minus_one),
        ("You left out 1 - p", leaves_out_the_rest),
        ("You left out p", leaves_out_p),
        ("You square p", squares_p),
        ("Your margin is that of an accuracy of one half", takes_one_half),
        ("Your margin is 1.96 / sqrt(n)", divides_by_the_root_of_n),
        ("Your n is a fixed number", takes_ten_thousand_images),
        ("Your interval is half as long", halves_the_margin),
        ("You go 0.95 standard errors", goes_0_95_standard_errors),
        ("You go 0.0196 standard errors", takes_1_96_as_percent),
        ("The ends are in each other's place", returns_the_higher_end_first),
        ("One of your ends is the accuracy", goes_down_only),
        ("One of your ends is the accuracy", goes_up_only),
        ("One of your ends is always 0 or 1", ends_at_one),
        ("One of your ends is always 0 or 1", begins_at_zero),
        ("You go 1.96 standard errors to one side", multiplies_one_side_only),
        ("That is the interval of the share of errors", takes_the_wrong_answers),
        ("Your interval lies around 0", forgets_the_accuracy),
        ("You return the accuracy and the margin", returns_accuracy_and_margin),
        ("You return the accuracy and its standard", returns_accuracy_and_error),
        ("The ends are in percent", returns_percent),
        ("That is the interval of the number", returns_counts),
        ("You cut counts or percent", cuts_percent),
        ("You cut counts or percent", cuts_counts),
        ("You cut with `min` and `max`", exchanges_min_and_max),
        ("The ends are rounded", rounds_to_three_digits),
        ("The ends are rounded", rounds_to_percent_before_cutting),
    ],
    "7.5": [
        ("The name is right, but your code", deletes_the_test_column),
        ("The name is right, but your code", puts_means_into_the_table),
        ("You have the right name, with", returns_name_and_mean),
        ("You have the right name, with", returns_the_item),
        ("You return a pair or a list", compares_pairs_by_name),
        ("You return a pair or a list", returns_mean_and_name),
        ("You return a table of all models", returns_all_means),
        ("Your choice depends on the test", breaks_ties_by_the_test),
        ("Your choice depends on the test", averages_all_columns),
        ("Your choice depends on the training", averages_training_and_validation),
        ("Your choice depends on the training", wants_little_overfitting),
        ("You count who wins seed by seed", counts_wins),
        ("You count who wins seed by seed", counts_wins_of_three_seeds),
        (
            "Of two models with equal means, you always choose the st",
            prefers_a_high_lower_end,
        ),
        (
            "Of two models with equal means, you always choose the one",
            prefers_a_high_upper_end,
        ),
    ],
}
