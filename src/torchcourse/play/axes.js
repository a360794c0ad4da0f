// Axes that draw themselves as SVG; figures add lines, marks and words in their units.

/** Round values between two numbers, at most so many, each with its text. */
function ticksOf([low, high], most) {
  const unit = 10 ** Math.floor(Math.log10((high - low) / most));
  const step = [1, 2, 5, 10].map((n) => n * unit).find((size) => (high - low) / size <= most);
  const values = range(most + 1).map((i) => +((Math.ceil(low / step) + i) * step).toPrecision(9));
  return values.filter((value) => value <= high).map((value) => [value, signed(value)]);
}

const SHAPES = {
  circle: (r) => `m0 ${-r}a${r} ${r} 0 1 0 .1 0z`,
  square: (r) => `m${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
  cross: (r) => `m${-r} ${-r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`,
};

/** Axes in a box: x and y are [least, most], names their labels, ticks those of y; back() is false outside. */
function axes([left, top, width, height], x, y, names, ticks) {
  [left, top, width, height] = [left + 2.8 * em, top + 1.5 * em, Math.max(1, width - 3.4 * em), Math.max(1, height - 3 * em)];
  const scale = [width / (x[1] - x[0]), height / (y[1] - y[0])];
  const at = ([u, v]) => [(u - x[0]) * scale[0], (y[1] - v) * scale[1]];
  const write = (words, h, v, look) => `<text class="${look}" x="${h}" y="${v}">${words}</text>`;
  const below = top + height + 1.2 * em;
  let outer = write(names[0], left + width, below, "label end") + write(names[1], left, top - em / 2, "label");
  let inner = "";
  const path = (look, d) => (inner += `<path class="${look}" d="${d}"/>`);
  const plot = {
    at, scale, path,
    back: ([h, v]) => h >= left && v >= top && h <= left + width && v <= top + height && [x[0] + (h - left) / scale[0], y[1] - (v - top) / scale[1]],
    line: (points, look) => path(`line ${look}`, `M${points.map(at).join("L")}`),
    marks: (points, look, shape = "circle", r = 0.3) =>
      path(`marks ${look} ${shape}`, points.map((p) => `M${at(p)}${SHAPES[shape](r * em)}`).join("")),
    note: (words, point, look = "") => (inner += write(words, ...at(point), `label ${look}`)),
    toString: () => `${outer}<svg x="${left}" y="${top}" width="${width}" height="${height}">${inner}</svg>`,
  };
  const end = width - (names[0].length / 2 + 1.5) * em; // before the label
  for (const [value, words] of ticksOf(x, Math.round(width / (4 * em)))) {
    const [h] = at([value, 0]);
    path("line thin grid", `M${h} 0V${height}`);
    if (h < end) outer += write(words, left + h, below, "middle");
  }
  for (const [value, words] of ticks ?? ticksOf(y, Math.round(height / (2 * em)))) {
    const [, v] = at([0, value]);
    path("line thin grid", `M0 ${v}H${width}`);
    if (v < height - em / 4) outer += write(words, left - 0.4 * em, top + v + 0.35 * em, "end");
  }
  return plot;
}
