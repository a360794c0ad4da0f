"""Wrong answers to the exercises of notebook 03, known by their signs."""


def switches_the_wish_off(parameters, learning_rate):
    for parameter in parameters:
        parameter.requires_grad_(False)
        parameter -= learning_rate * parameter.grad


def detaches_in_place(parameters, learning_rate):
    for parameter in parameters:
        parameter.detach_().sub_(learning_rate * parameter.grad)


def returns_steps_without_a_rate(parameters, learning_rate):
    return [parameter - parameter.grad for parameter in parameters]


def returns_the_first_alone(parameters, learning_rate):
    moved = []
    for parameter in parameters:
        moved.append(parameter.detach() - learning_rate * parameter.grad)
        return moved


WRONG = {
    "3.1": [
        ("After your step some parameter no longer requires", switches_the_wish_off),
        ("After your step some parameter no longer requires", detaches_in_place),
        ("You return new tensors and leave", returns_steps_without_a_rate),
        ("You return new tensors and leave", returns_the_first_alone),
    ],
}
