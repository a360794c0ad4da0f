// A polynomial through sixteen points, with and without an L2 penalty on its weights.

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const FEATURES = range(16).map((i) => (2 * i - 15) / 15);
const TARGETS = [-0.6, -0.74, -1, -1.46, -1.02, -1.02, -0.86, -0.68, -0.01, 0.66, 0.61, 0.91, 0.91, 1.31, 0.58, 0.28];
const NEW = [
  ...[-0.44, -0.81, -0.46, -0.78, -0.69, -0.92, -1.18, -0.67, -1.34, -0.82, 0.24, -0.15],
  ...[0.16, 0.01, 0.81, 1.13, 1.63, 1.07, 1.07, 1.3, 0.62, 1.02, 0.46, -0.02],
];
SHAPES.triangle = (r) => `m0 ${-r}l${r} ${2 * r}h${-2 * r}z`;
const PENALTIES = [0, ...range(18).map((i) => +(10 ** ((i - 16) / 2)).toPrecision(1))];
const dot = (left, right) => left.reduce((sum, value, i) => sum + value * right[i], 0);

/** Least squares by modified Gram-Schmidt, which stays exact where the columns are alike. */
function leastSquares(columns, target) {
  const rest = [...columns, target];
  const shares = columns.map((_, j) =>
    rest.map((other, k) => {
      const share = k > j ? dot(rest[j], other) / dot(rest[j], rest[j]) : 0;
      rest[k] = other.map((value, i) => value - share * rest[j][i]);
      return share;
    }),
  );
  const weights = [];
  for (let j = columns.length - 1; j >= 0; j--) {
    weights[j] = shares[j].at(-1) - dot(weights.slice(j + 1), shares[j].slice(j + 1));
  }
  return weights;
}

/** Minimize the mean squared error plus ridge times the sum of squares, without the bias. */
function fit({ degree, ridge }) {
  const root = Math.sqrt(ridge * FEATURES.length);
  const below = (k) => range(degree).map((i) => (i + 1 === k ? root : 0));
  const columns = range(degree + 1).map((k) => [...FEATURES.map((x) => x ** k), ...below(k)]);
  return leastSquares(columns, [...TARGETS, ...Array(degree).fill(0)]);
}

const predict = (weights, x) => weights.reduceRight((sum, weight) => sum * x + weight, 0);
const errorOf = (weights, points) => mean(points.map(([x, y]) => (predict(weights, x) - y) ** 2));
const TRAINING = FEATURES.map((x, i) => [x, TARGETS[i]]);
const OTHERS = NEW.map((y, i) => [(0.97 * (2 * i - 23)) / 23, y]);

const figure = {
  begin: () => ({ degree: 15, ridge: 0, shown: false }),
  controls: () => [
    { name: "degree", label: "degree", values: range(15).map((i) => i + 1) },
    { name: "ridge", label: "penalty p", values: PENALTIES },
    { label: ({ shown }) => `${shown ? "Hide" : "Show"} new points`, press: (state) => (state.shown = !state.shown) },
  ],
  sentence: (state) => {
    const weights = fit(state);
    const [known, others] = [TRAINING, OTHERS].map((points) => errorOf(weights, points).toFixed(3));
    const largest = Math.max(...weights.slice(1).map(Math.abs)).toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    return `Mean squared error: ${known} on the training points${state.shown ? `, ${others} on new points` : ""}. Largest weight: ${largest}.`;
  },
  draw: (size, state) => {
    const plot = axes([0, 0, ...size], [-1.05, 1.05], [-2.3, 2.3], ["feature", "target (dashed: the truth)"]);
    const grid = range(421).map((i) => (i - 210) / 200);
    const weights = fit(state);
    plot.line(grid.map((x) => [x, Math.sin(3 * x)]), "truth dashed");
    plot.line(grid.map((x) => [x, predict(weights, x)]), "model");
    plot.marks(TRAINING, "data", "circle", 0.4);
    if (state.shown) plot.marks(OTHERS, "validation", "triangle", 0.4);
    return [plot];
  },
};
