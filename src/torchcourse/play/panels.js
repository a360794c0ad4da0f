// Two views of one thing, and contour lines.

/** Two boxes [left, top, width, height]: beside each other, or below on a narrow page. */
function panels([width, height], share) {
  const [wide, tall] = [share * width, share * height];
  if (width > 1.4 * height) return [[0, 0, wide, height], [wide, 0, width - wide, height]];
  return [[0, 0, width, tall], [0, tall, width, height - tall]];
}

/** Nested ellipses, the contour lines of a sum of squares around its minimum. */
function ellipses([u, v], radii) {
  const turn = range(72).map((i) => (i * Math.PI) / 36);
  const one = ([a, b]) => turn.map((t) => [u + a * Math.cos(t), v + b * Math.sin(t)]);
  return range(10).map((i) => one(radii.map((radius) => radius * (1 - i / 10))));
}

function area(plot, corners, look = "") {
  plot.path(`area ${look}`, `M${corners.map(plot.at).join("L")}Z`);
}

/** Widen one of two ranges until a unit has the same length on both axes of a box. */
function sameScale([, , width, height], x, y) {
  const unit = Math.min((width - 3.4 * em) / (x[1] - x[0]), (height - 3 * em) / (y[1] - y[0]));
  const widen = ([low, high], size) => [-1, 1].map((side) => (low + high + (side * size) / unit) / 2);
  return [widen(x, width - 3.4 * em), widen(y, height - 3 * em)];
}
