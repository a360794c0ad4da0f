// Two shapes, compared from the right; tables show what is stretched.

const LIST = [[], [1], [3], [4], [1, 4], [3, 1], [4, 1], [3, 4], [4, 4], [2, 1, 4], [2, 3, 1], [2, 3, 4]];
const at = (indices) => (indices.length ? `[${indices}]` : "");
const name = (shape) => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
const count = (shape) => shape.reduce((product, size) => product * size, 1);
const pad = (shape, length) => [...Array(length - shape.length).fill(1), ...shape];
/** The shape of a + b, and the sizes that do not fit, if any. */
function broadcast({ a, b }) {
  const length = Math.max(a.length, b.length);
  const sizes = pad(a, length).map((size, i) => [size, pad(b, length)[i]]);
  const wrong = sizes.findLast(([left, right]) => left !== right && left !== 1 && right !== 1);
  return { wrong, shape: sizes.map(([left, right]) => (left === 1 ? right : left)) };
}

/** The indices of an entry, given its place when all are counted. */
function unravel(place, shape) {
  return shape.map((size, i) => Math.floor(place / count(shape.slice(i + 1))) % size);
}

/** Where an entry of the result comes from: the indices in one of the two, and their place. */
function source(indices, shape) {
  const own = shape.map((size, i) => (size === 1 ? 0 : indices.at(i - shape.length)));
  return { own, place: own.reduce((sum, index, i) => sum * shape[i] + index, 0) };
}

/** A table for each matrix of a shape; cell(place) gives class and number. */
function tables(title, shape, cell) {
  const columns = shape.at(-1) ?? 1;
  const size = (shape.at(-2) ?? 1) * columns;
  const td = (place) => `<td class="${cell(place)[0]}" data-place="${place}">${cell(place)[1]}</td>`;
  const row = (i) => `<tr>${range(columns).map((j) => td(i * columns + j)).join("")}</tr>`;
  const table = (k) => `<table>${range(size / columns).map((i) => row(k * size / columns + i)).join("")}</table>`;
  return `<figure><figcaption>${title}</figcaption>${range(count(shape) / size).map(table).join("")}</figure>`;
}

const figure = {
  begin: () => ({ a: LIST[6], b: LIST[3], entry: 6, entries: range(16) }),
  controls: (state) => [
    { name: "a", label: "a.shape", values: LIST, text: name },
    { name: "b", label: "b.shape", values: LIST, text: name },
    { name: "entry", label: "entry of a + b", values: state.entries, text: (i) => at(unravel(i, broadcast(state).shape)) },
  ],
  change: (state, changed) => {
    if (changed === "entry") return;
    const { wrong, shape } = broadcast(state);
    state.entry = 0;
    state.entries.splice(0, Infinity, ...range(wrong ? 1 : count(shape)));
  },
  sentence: (state) => {
    const { a, b, entry } = state;
    const { wrong, shape } = broadcast(state);
    const both = `${name(a)} and ${name(b)} give`;
    if (wrong) return `${both} an error: compared from the right, ${wrong.join(" meets ")}.`;
    const stretched = ["a", "b"].filter((one) => count(state[one]) < count(shape));
    const who = ["nothing is", `${stretched[0]} is`, "both are"][stretched.length];
    const indices = unravel(entry, shape);
    const [left, right] = [source(indices, a), source(indices, b)];
    const sum = `a${at(left.own)} + b${at(right.own)} = ${10 * (left.place + 1)} + ${right.place + 1}`;
    return `${both} ${name(shape)}: ${who} stretched. ${indices.length ? `Entry [${indices}]` : "The sum"} is ${sum}.`;
  },
  tap: (state, _, { dataset }) => dataset.place in state.entries && (state.entry = Number(dataset.place)),
  draw: (_, state) => {
    const { wrong, shape } = broadcast(state);
    const from = (one, i) => source(unravel(i, wrong ? state[one] : shape), state[one]).place;
    const part = (one, times) => tables(`${one} ${name(state[one])}`, wrong ? state[one] : shape, (i) => {
      const copy = range(i).some((k) => from(one, k) === from(one, i));
      const lit = !wrong && from(one, i) === from(one, state.entry);
      return [`${copy ? "copy" : ""} ${lit ? "lit" : ""}`, times * (from(one, i) + 1)];
    });
    const sum = (i) => [i === state.entry ? "lit" : "", 10 * (from("a", i) + 1) + from("b", i) + 1];
    return [part("a", 10), part("b", 1), wrong ? "" : tables(`a + b ${name(shape)}`, shape, sum)];
  },
};
