"""The course's speed claims, as programs: ``make bench`` measures them all.

``textbook`` and ``ours`` hold the two loops that are compared, ``fastest`` the recipe
for 98 %, ``choose`` how that recipe was chosen. The other modules measure.
"""

import torchcourse  # noqa: F401, first, as in every notebook: see torchcourse.threads
