// One threshold on probabilities: what it finds, and what its errors cost.

const sigmoid = (logit) => 1 / (1 + Math.exp(-logit));

/** The confusion matrix; a probability at the threshold counts as positive. */
function counts({ positives, negatives, threshold }) {
  const above = (probs) => probs.filter((prob) => prob >= threshold).length;
  const [found, alarms] = [above(positives), above(negatives)];
  return { found, alarms, missed: positives.length - found, quiet: negatives.length - alarms };
}

/** Places of sorted points, each in the lowest row where a mark has room. */
function stack(probs) {
  const rows = []; // where each row ends
  return probs.map((prob) => {
    const row = [...rows, -1].findIndex((last) => prob - last > 1 / 40);
    rows[row] = prob;
    return [prob, row + 0.5];
  });
}

const figure = {
  begin: (logits) => ({ positives: logits.positives.map(sigmoid), negatives: logits.negatives.map(sigmoid), threshold: 0.5, price: 5 }),
  controls: () => [
    { name: "threshold", label: "threshold", values: range(99).map((i) => (i + 1) / 100) },
    { name: "price", label: "price of a miss", values: [1, 5, 20] },
  ],
  sentence: (state) => {
    const { found, alarms, missed } = counts(state);
    const share = (all) => (all ? (found / all).toFixed(2) : "undefined");
    const recall = `${found} of ${found + missed} positives (recall ${share(found + missed)})`;
    const precision = `${alarms} false positives (precision ${share(found + alarms)})`;
    const cost = `${missed} × ${state.price} + ${alarms} = ${missed * state.price + alarms}`;
    return `It finds ${recall}, with ${precision}. Cost: ${cost}.`;
  },
  draw: (size, state) => {
    const { positives, negatives, threshold } = state;
    const [over, under] = [stack(positives), stack(negatives).map(([prob, place]) => [prob, -place])];
    const reach = (points) => Math.max(...points.map(([, place]) => Math.abs(place)));
    const y = [-1.4 * reach(under) - 1, 1.6 * reach(over) + 3];
    const ticks = ticksOf(y, 6).map(([value]) => [value, Math.abs(value)]);
    const plot = axes([0, 0, ...size], [0, 1], y, ["probability", "count, negatives downward"], ticks);
    const radius = Math.min(0.5, (0.45 * Math.min(plot.scale[1], plot.scale[0] / 40)) / em);
    const draw = (points, probs, look, ...shapes) =>
      shapes.forEach((shape, i) => plot.marks(points.filter((_, k) => probs[k] >= threshold === i > 0), look, shape, radius));
    draw(over, positives, "class1", "cross", "square");
    draw(under, negatives, "class0", "circle", "cross");
    plot.line([[0, 0], [1, 0]], "thin");
    // The counts of the confusion matrix, each where its marks are.
    const { found, alarms, missed, quiet } = counts(state);
    const line = (1.3 * em) / plot.scale[1];
    const second = size[0] < 25 * em ? line : 0; // a narrow page needs two lines
    plot.line([y[0] + line + second, y[1] - 1.3 * line - second].map((v) => [threshold, v]), "model dashed");
    plot.note(`${missed} false negatives`, [0.01, y[1] - line]);
    plot.note(`${found} true positives`, [0.99, y[1] - line - second], "end");
    plot.note(`${quiet} true negatives`, [0.01, y[0] + line / 2]);
    plot.note(`${alarms} false positives`, [0.99, y[0] + line / 2 + second], "end");
    return [plot];
  },
};
