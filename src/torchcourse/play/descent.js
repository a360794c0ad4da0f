// Gradient descent on f(θ) = (λ₀ θ₀² + λ₁ θ₁²) / 2, whose minimum is at 0.

const [NEAR, FAR, MOST] = [0.1, 10, 1000]; // a distance, times the first distance, steps

/** All iterates, computed as torch.optim.SGD does. */
function descend({ curvatures, start, rate, momentum }) {
  const iterates = [start];
  let [theta, buffer] = [start, [0, 0]];
  while (iterates.length <= MOST && Math.hypot(...theta) <= FAR * Math.hypot(...start)) {
    buffer = buffer.map((value, i) => momentum * value + curvatures[i] * theta[i]);
    theta = theta.map((value, i) => value - rate * buffer[i]);
    iterates.push(theta);
  }
  return iterates;
}

const figure = {
  begin: ({ curvatures, start }) => {
    const rates = range(80).map((i) => +((i + 1) / 20 / Math.max(...curvatures)).toPrecision(3)); // half are stable
    return { curvatures, start, first: start, rates, rate: rates[4], momentum: 0 };
  },
  controls: ({ rates }) => [
    { name: "rate", label: "learning rate", values: rates },
    { name: "momentum", label: "momentum", values: range(20).map((i) => i / 20), more: ["With momentum", "Momentum: the share of each step that is added to the next."] },
  ],
  tap: (state, point) => point && (state.start = point.map((value) => +value.toFixed(2))),
  sentence: (state) => {
    const distances = descend(state).map((theta) => Math.hypot(...theta));
    const near = distances.findLastIndex((distance) => distance >= NEAR) + 1;
    const steps = distances.length - 1;
    const name = `Learning rate ${state.rate}${state.momentum ? `, momentum ${state.momentum}` : ""}`;
    if (near <= steps) return `${name}: θ stays within ${NEAR} of the minimum from step ${near} on.`;
    if (steps < MOST) return `${name}: θ diverges. At step ${steps} it is ten times as far from the minimum as the start was.`;
    return `${name}: after ${MOST} steps θ is still ${distances.at(-1).toFixed(2)} away from the minimum.`;
  },
  draw: (size, state) => {
    const [left, right] = panels(size, 0.6);
    const { curvatures, start, first: [u, v] } = state;
    const reach = Math.max(Math.abs(u), Math.abs(v)) / 5;
    const y = Math.abs(v) + reach;
    const ranges = sameScale(left, [Math.min(0, u) - reach, Math.max(0, u) + reach], [-y, y]);
    const map = axes(left, ...ranges, ["θ₀", "θ₁"]);
    const most = Math.hypot(...ranges.map(([low, high], i) => Math.sqrt(curvatures[i]) * Math.max(-low, high)));
    const radii = curvatures.map((curvature) => most / Math.sqrt(curvature));
    for (const ellipse of ellipses([0, 0], radii)) area(map, ellipse);
    const iterates = descend(state);
    map.line(iterates, "model");
    map.marks(iterates, "model plain", "circle", 0.2);
    map.marks([[0, 0]], "truth", "cross");
    map.marks([start], "truth", "square");
    map.note("minimum", [0, (-1.7 * em) / map.scale[1]], "middle");
    map.note("start", [start[0], start[1] + (0.6 * em) / map.scale[1]], "middle");
    const distances = iterates.map((theta, step) => [step, Math.log10(Math.hypot(...theta) + 1e-9)]);
    const near = distances.findLastIndex(([, value]) => value >= -1);
    const end = [50, 100, 200, 500, MOST].find((steps) => steps >= near);
    const top = Math.max(0, distances[0][1]) + 1;
    const ticks = [-1, 0, 1, 2].filter((power) => power < top).map((power) => [power, 10 ** power]);
    const curve = axes(right, [0, end], [-2.4, top], ["step", "distance from the minimum"], ticks);
    curve.line([[0, -1], [end, -1]], "truth dashed");
    curve.line(distances, "model");
    curve.note(`${NEAR}: reached`, [0, -1.1 - em / curve.scale[1]]);
    return [map, curve];
  },
};
