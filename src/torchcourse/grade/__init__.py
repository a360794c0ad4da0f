"""Grade a class: ``python -m torchcourse.grade FOLDER``; see docs/instructors.md."""
