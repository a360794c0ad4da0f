// A line through twelve points: by hand, then by gradient descent.

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const FEATURES = range(12).map((i) => (2 * i - 11) / 5);
const TARGETS = [-1.17, -0.53, -0.4, -0.13, 0.46, 1.2, 1.89, 0.85, 1.85, 2.48, 2, 1.81];
const [RATE, GOAL] = [0.1, 0.25];

const residuals = ({ weight, bias }) => FEATURES.map((x, i) => weight * x + bias - TARGETS[i]);
const lossOf = (line) => mean(residuals(line).map((residual) => residual ** 2));

/** The exact solution; the features have the mean 0. */
const SQUARE = mean(FEATURES.map((x) => x * x));
const BEST = { weight: mean(FEATURES.map((x, i) => x * TARGETS[i])) / SQUARE, bias: mean(TARGETS) };
const onGrid = (value) => Math.round(20 * value) / 20;
const values = range(81).map((i) => (i - 20) / 20);

const figure = {
  begin: () => ({ weight: 0, bias: 0, trajectory: [] }),
  controls: () => [
    { name: "weight", label: "weight", values, text: (value) => value.toFixed(2) },
    { name: "bias", label: "bias", values, text: (value) => value.toFixed(2) },
    { label: ({ trajectory }) => (trajectory.length ? "Ten more steps" : "One step of gradient descent"), press },
  ],
  change: (state, name) => name && (state.trajectory = []), // moved by hand
  tap: (state, point) => point && Object.assign(state, { weight: onGrid(point[0]), bias: onGrid(point[1]), trajectory: [] }),
  sentence: (state) => {
    const loss = lossOf(state);
    const steps = state.trajectory.length;
    const best = `The smallest possible loss is ${lossOf(BEST).toFixed(3)}.`;
    if (steps) return `After ${steps} step${steps > 1 ? "s" : ""} of gradient descent the loss is ${loss.toFixed(3)}. ${best}`;
    return `The loss is ${loss.toFixed(3)}${loss < GOAL ? `: you beat ${GOAL}` : ""}. ${best}`;
  },
  draw: (size, state) => {
    const { weight, bias, trajectory } = state;
    const [left, right] = panels(size, 0.55);
    const plot = axes(left, [-2.6, 2.6], [-1.6, 4], ["feature", "target"]);
    residuals(state).forEach((residual, i) => {
      const [x, y, side] = [FEATURES[i], TARGETS[i], (Math.abs(residual) * plot.scale[1]) / plot.scale[0]];
      const end = x > 0 ? x - side : x + side; // a square, drawn to the inside
      area(plot, [[x, y], [x, y + residual], [end, y + residual], [end, y]], "model");
    });
    plot.line([-3, 3].map((x) => [x, weight * x + bias]), "model");
    plot.marks(FEATURES.map((x, i) => [x, TARGETS[i]]), "data");
    const map = axes(right, [-1, 3], [-1, 3], ["weight", "bias; dark: small loss"]);
    const radii = [3 / Math.sqrt(SQUARE), 3];
    for (const ellipse of ellipses([BEST.weight, BEST.bias], radii)) area(map, ellipse);
    const visited = [...trajectory, [weight, bias]];
    map.line(visited, "model");
    map.marks(visited, "model", "circle", 0.2);
    map.marks([[weight, bias]], "model", "circle", 0.45);
    if (lossOf(state) < GOAL) map.marks([[BEST.weight, BEST.bias]], "truth", "cross", 0.25);
    return [map, plot]; // the map takes the taps
  },
};

/** One step with the gradient of the mean squared error, then ten at a time. */
function press(state) {
  for (let k = state.trajectory.length ? 10 : 1; k > 0; k--) {
    const errors = residuals(state);
    state.trajectory.push([state.weight, state.bias]);
    state.weight -= RATE * 2 * mean(errors.map((error, i) => error * FEATURES[i]));
    state.bias -= RATE * 2 * mean(errors);
  }
}
