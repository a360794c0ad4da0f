"""Answers to top_k_accuracy."""


def by_rank(logits, labels, k):
    own = logits.gather(1, labels[:, None])
    return ((logits > own).sum(dim=1) < k).double().mean().item()


def one_by_one(logits, labels, k):
    pairs = zip(logits, labels, strict=True)
    return sum(label in row.topk(k).indices for row, label in pairs) / len(labels)


RIGHT = [by_rank, one_by_one]

WRONG = {
    "You get 1": (
        lambda logits, labels, k: by_rank(logits, labels, k + 1),
        lambda logits, labels, k: by_rank(logits[:1], labels[:1], k),
    ),
    "You always look at two": lambda logits, labels, k: by_rank(logits, labels, 2),
    "The candidates have the shape (n, k)": lambda logits, labels, k: (
        (logits.topk(k).indices == labels).float().mean().item()
    ),
}
