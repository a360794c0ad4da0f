"""Load MNIST, verified, or a stand-in; and two tables that scikit-learn bundles."""

from torchcourse.data.layout import torchvision_root
from torchcourse.data.mnist import MNIST, describe_source, load_mnist
from torchcourse.data.tables import Table, load_breast_cancer, load_diabetes

__all__ = [
    "MNIST",
    "Table",
    "describe_source",
    "load_breast_cancer",
    "load_diabetes",
    "load_mnist",
    "torchvision_root",
]
