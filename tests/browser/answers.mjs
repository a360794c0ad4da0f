// Use a figure without a browser, for tests that compare its answers with PyTorch's.
//
//   node answers.mjs PAGE EXPRESSION < USES > ANSWERS
//
// USES is JSON: a list of uses, each a list of [name, value] for a slider that is moved,
// or [label, times] for a button that is pressed. ANSWERS holds for each use the
// `sentence`, and the `value` of the JavaScript expression, which may name `state`.

import { readFileSync } from "node:fs";

/** Return the figure of a page, what it begins with, and a function of its state. */
export function figureOf(file, expression = "null") {
  const script = readFileSync(file, "utf8").match(/<script>\n([^]*)\nstart\(figure, (.*)\);\n<\/script>/);
  const body = `${script[1]}\nreturn { figure, value: (state) => (${expression}) };`;
  return { ...new Function(body)(), settings: JSON.parse(script[2]) };
}

export function use(figure, settings, moves) {
  const state = figure.begin(settings);
  for (const [name, value] of moves) {
    const control = figure.controls(state).find((one) => one.name === name || one.label.call?.(null, state) === name);
    if (!control) throw new Error(`There is no control named ${name}.`);
    if (control.press) for (let i = 0; i < value; i++) control.press(state);
    else state[name] = control.values.find((one) => String(one) === String(value)) ?? value;
    figure.change?.(state, control.press ? undefined : name);
  }
  return state;
}

if (process.argv[1].endsWith("answers.mjs")) {
  const { figure, value, settings } = figureOf(...process.argv.slice(2));
  const answers = JSON.parse(readFileSync(0, "utf8")).map((moves) => {
    const state = use(figure, settings, moves);
    return { sentence: figure.sentence(state), value: value(state) };
  });
  process.stdout.write(JSON.stringify(answers));
}
