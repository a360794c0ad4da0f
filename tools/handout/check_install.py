"""Say whether this Python has what the course needs: python check_install.py"""

import importlib
import sys

NEEDED = "torch torchvision numpy matplotlib sklearn jupyterlab ipykernel".split()
missing = [] if sys.version_info >= (3, 11) else ["missing: Python 3.11 or newer"]
for name in NEEDED:
    try:
        importlib.import_module(name)
    except Exception as error:  # a broken package raises whatever it likes
        missing.append("missing: %s (%s: %s)" % (name, type(error).__name__, error))
version = getattr(sys.modules.get("torch"), "__version__", "2.4")
if [int(part) for part in version.split(".")[:2]] < [2, 4]:
    missing.append("too old: torch %s; the course needs 2.4 or newer" % version)
python = "Python %s at %s" % (sys.version.split()[0], sys.executable)
if missing:
    sys.exit("\n".join([*missing, "NOT READY: %s" % python]))
print("READY: %s, torch %s" % (python, sys.modules["torch"].__version__))
