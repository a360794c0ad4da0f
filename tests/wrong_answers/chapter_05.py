"""Wrong answers to the exercises of notebook 05, known by their signs."""


def weighted_mean(of_one, of_zero, labels, positive_weight):
    return (positive_weight * labels * of_one + (1 - labels) * of_zero).mean()


def saves_one_logarithm(logits, labels, positive_weight):
    of_zero = (1 + logits.exp()).log()
    return weighted_mean(of_zero - logits, of_zero, labels, positive_weight)


def takes_more_digits(logits, labels, positive_weight):
    probs = logits.double().sigmoid()
    return weighted_mean(-probs.log(), -(1 - probs).log(), labels, positive_weight)


def log_likelihood_of_probs(logits, labels, positive_weight):
    probs = logits.sigmoid()
    return weighted_mean(probs.log(), (1 - probs).log(), labels, positive_weight)


def adds_a_little_to_the_probs(logits, labels, positive_weight):
    probs = logits.sigmoid()
    of_one, of_zero = -(probs + 1e-12).log(), -(1 - probs + 1e-12).log()
    return weighted_mean(of_one, of_zero, labels, positive_weight)


def clamps_the_logits(logits, labels, positive_weight):
    logits = logits.clamp(-50, 50)
    of_one, of_zero = (1 + (-logits).exp()).log(), (1 + logits.exp()).log()
    return weighted_mean(of_one, of_zero, labels, positive_weight)


WRONG = {
    "5.1": [
        ("Right for small logits. For large ones", saves_one_logarithm),
        ("Right for small logits. For large ones", takes_more_digits),
        ("Your loss is below zero", log_likelihood_of_probs),
        ("Finite, and right for small logits", adds_a_little_to_the_probs),
        ("Finite, and right for small logits", clamps_the_logits),
    ],
}
