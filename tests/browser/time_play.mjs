// Time the interactive figures in a browser, for benchmarks/figures.py.
//
//   node time_play.mjs FOLDER STEPS > MILLISECONDS
//
// For each page of FOLDER: the median of milliseconds from the move of a slider until its
// picture has been drawn on the screen; `steps`: of the network's training, a second.

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, open } from "./harness.mjs";

const MOVES = 15;
const [folder, steps] = process.argv.slice(2);

/** Runs in the page: move the first slider up and down, and wait for each picture. */
async function timeMoves(moves) {
  const slider = document.querySelector("input");
  const times = [];
  for (let i = 0; i < moves; i++) {
    const start = performance.now();
    slider.value = Number(slider.value) + (i % 2 ? -1 : 1);
    slider.dispatchEvent(new Event("input"));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(moves / 2)];
}

/** Runs in the page of the network: train it with eight units. */
function timeSteps(count) {
  const state = restart({ ...figure.begin({}), units: 8 });
  const start = performance.now();
  for (let i = 0; i < count; i++) step(state);
  return (1000 * count) / (performance.now() - start);
}

const browser = await launch();
const results = {};
for (const file of readdirSync(folder).sort()) {
  const { page } = await open(browser, pathToFileURL(join(folder, file)).href);
  results[file.replace(".html", "")] = await page.evaluate(timeMoves, MOVES);
  if (file === "network.html") results.steps = await page.evaluate(timeSteps, Number(steps));
  await page.context().close();
}
await browser.close();
process.stdout.write(JSON.stringify(results));
