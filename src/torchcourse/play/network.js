// A network with one hidden layer of ReLU units learns to tell squares from circles.

/** Numbers from 0 to 1 that a seed repeats (Park and Miller's minimal standard). */
function random(seed) {
  let value = 48271 * seed;
  return () => (value = (16807 * value) % 2147483647) / 2147483647;
}

/** How far inside of the squares' region a point lies; what is near its edge is left out. */
const INSIDE = { ring: (x, y) => 0.7 - Math.hypot(x, y), quarters: (x, y) => x * y };

function pointsOf(inside, count) {
  const next = random(count);
  const points = range(2 * count).map(() => [2 * next() - 1, 2 * next() - 1]);
  const clear = points.filter((point) => Math.abs(inside(...point)) > 0.1).slice(0, count);
  return clear.map((point) => [...point, Number(inside(...point) > 0)]);
}

/** Initial parameters, spread as nn.Linear does: [w₀, w₁, b, v] of each unit, the last bias. */
function network(units, seed) {
  const next = random(seed + 9);
  const within = (inputs) => (2 * next() - 1) / Math.sqrt(inputs);
  return [...range(units).flatMap(() => [within(2), within(2), within(2), within(units)]), within(units)];
}

/** The outputs of the hidden units, and the logit. */
function forward(net, x, y) {
  let [hidden, logit] = [[], net.at(-1)];
  for (let k = 0; k < net.length - 1; k += 4) {
    hidden.push(Math.max(0, net[k] * x + net[k + 1] * y + net[k + 2]));
    logit += hidden.at(-1) * net[k + 3];
  }
  return [hidden, logit];
}

/** The gradient of the binary cross-entropy, in the order of the parameters, and the accuracy. */
function evaluate(net, points) {
  let [gradient, right] = [net.map(() => 0), 0];
  for (const [x, y, label] of points) {
    const [hidden, logit] = forward(net, x, y);
    const error = (1 / (1 + Math.exp(-logit)) - label) / points.length;
    hidden.forEach((value, j) => {
      const back = value > 0 ? error * net[4 * j + 3] : 0;
      [back * x, back * y, back, error * value].forEach((part, k) => (gradient[4 * j + k] += part));
    });
    gradient[net.length - 1] += error;
    right += logit > 0 === label > 0;
  }
  return [gradient, right / points.length];
}

const diverged = ({ net }) => Math.max(...net.map(Math.abs)) > 30; // no useful weight is larger

/** One step of gradient descent with all training points. */
function step(state) {
  if (diverged(state)) return;
  const [gradient] = evaluate(state.net, state.training);
  state.net = state.net.map((value, i) => value - state.rate * gradient[i]);
  state.steps += 1;
  state.playing &&= !diverged(state);
}

function press(state) {
  if (diverged(state)) restart(state);
  state.playing = !state.playing;
}

/** Begin from the points and the initial parameters. */
function restart(state) {
  const [training, fresh] = [100, 200].map((count) => pointsOf(INSIDE[state.kind], count));
  const net = network(state.units, state.seed);
  return Object.assign(state, { training, fresh, net, steps: 0 });
}

const figure = {
  begin: () => restart({ kind: "ring", units: 1, seed: 1, rate: 0.3, label: 1, playing: false }),
  controls: () => [
    { label: ({ playing }) => (playing ? "Pause" : "Play"), look: "first", press },
    { name: "units", label: "hidden units", values: range(8).map((i) => i + 1) },
    { name: "rate", label: "learning rate", values: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100] },
    { label: () => "One step", press: step, more: ["Another start, own points", "A seed numbers a random start. A tap on the plot adds a point, until the next start."] },
    { name: "seed", label: "seed", values: range(9).map((i) => i + 1) },
    { name: "kind", label: "points", values: Object.keys(INSIDE) },
    { name: "label", label: "tap adds", values: [0, 1], text: (label) => ["circle", "square"][label] },
  ],
  change: (state, name) => ["units", "seed", "kind"].includes(name) && restart(state),
  tap: ({ open, training, label }, point) => open && point && training.push([...point, label]),
  advance: (state) => range(5).forEach(() => step(state)),
  sentence: (state) => {
    const { net, steps, training, fresh } = state;
    if (diverged(state)) return `The training diverged at step ${steps}: lower the learning rate.`;
    const [known, others] = [training, fresh].map((points) => evaluate(net, points)[1].toFixed(2));
    const goal = others < 0.95 || state.kind !== "ring" ? "" : ": the squares are enclosed";
    return `Step ${steps}: accuracy ${known} on the training points, ${others} on new points${goal}.`;
  },
  draw: (size, { net, training }) => {
    const side = Math.min(...size); // a square, in the middle
    const plot = axes([(size[0] - side) / 2, 0, side, side], [-1.1, 1.1], [-1.1, 1.1], ["x₀", "x₁"]);
    const place = (share) => 2.2 * share - 1.1;
    let squares = ""; // where the network answers "square", row by row
    for (const j of range(100)) {
      const y = place((j + 0.5) / 100);
      let before = -1e-9;
      for (const i of range(41)) {
        const [, logit] = forward(net, place(i / 40), y);
        const [h, v] = plot.at([place((i - logit / (logit - before)) / 40), y]);
        if (logit > 0 !== before > 0) squares += logit > 0 ? `M${h} ${v}` : `H${h}`;
        before = logit;
      }
      if (before > 0) squares += "H999";
    }
    plot.path("region", squares);
    for (let k = 0; k < net.length - 1; k += 4) { // where a unit begins to answer
      const [a, b, bias] = net.slice(k);
      const foot = [a, b].map((part) => (-bias * part) / (a * a + b * b));
      plot.line([-9, 9].map((far) => [foot[0] - far * b, foot[1] + far * a]), "dashed");
    }
    const marks = (shape, label) => plot.marks(training.filter((point) => point[2] === label), `class${label}`, shape);
    ["circle", "square"].forEach(marks);
    return [plot];
  },
};
