"""Wrong answers to the exercises of notebook 01, known by their signs."""

import torch


def board_of_a_row(n):
    place = torch.arange(n)
    return ((place + place.T) % 2).float()


def board_of_a_row_and_its_mirror(n):
    row = (torch.arange(n) % 2).float()
    board = row.repeat(n, 1)
    board[1::2] = row.flip(0)
    return board


def board_from_the_lower_left(n):
    place = torch.arange(n)
    return ((place.flip(0).unsqueeze(1) + place) % 2).float()


def luminance_with_too_much_blue(images):
    red, green, blue = images.unbind(dim=1)
    return 0.299 * red + 0.587 * green + 0.144 * blue


def luminance_with_digits_exchanged(images):
    weights = torch.tensor([0.299, 0.578, 0.114])
    return torch.einsum("nchw,c->nhw", images, weights)


WRONG = {
    "1.1": [
        ("You return a single row", board_of_a_row),
        ("Right for even n only", board_of_a_row_and_its_mirror),
        ("Right for odd n only", board_from_the_lower_left),
    ],
    "1.5": [
        ("White comes out brighter than white", luminance_with_too_much_blue),
        ("White comes out gray", luminance_with_digits_exchanged),
    ],
}
