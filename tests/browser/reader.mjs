// Run a page's own reader without a browser, for tests that compare it with PyTorch.
//
//   node reader.mjs PAGE IMAGES > RESULTS
//
// IMAGES is JSON: a list of { ink, height, width } with ink from 0 to 255. RESULTS holds
// `bits` (what every float16 without infinities means), `pixels` (the images centered)
// and `logits` (of the centered images), each as one list.

import { readFileSync } from "node:fs";
import vm from "node:vm";

/** Return the reader's functions, taken from the page, and its model. */
export function readerOf(file) {
  const html = readFileSync(file, "utf8");
  const part = (id) => html.match(new RegExp(`<script[^>]*id="${id}">([^]*?)</script>`))[1];
  const names = "{ fromFloat16, unpack, forward, centerDigit, inkOf, read }";
  const functions = vm.runInThisContext(`(() => { ${part("reader")}; return ${names}; })()`);
  return { ...functions, model: JSON.parse(part("model")) };
}

function main(page, images) {
  const { fromFloat16, unpack, forward, centerDigit, model } = readerOf(page);
  const layers = unpack(model);
  const pixels = JSON.parse(readFileSync(images, "utf8")).map(({ ink, height, width }) =>
    centerDigit({ ink: Float64Array.from(ink, (value) => value / 255), height, width }),
  );
  const logits = pixels.map((image) => forward(layers, image, model.mean, model.std));
  const flat = (rows) => rows.flatMap((row) => Array.from(row));
  const bits = Array.from({ length: 2 ** 16 }, (_, i) => i).filter((i) => (i >> 10) % 32 < 31);
  const results = { bits: bits.map(fromFloat16), pixels: flat(pixels), logits: flat(logits) };
  process.stdout.write(JSON.stringify(results));
}

if (process.argv.length === 4) main(...process.argv.slice(2));
