// Take the README's pictures, of pages that `make site` made: npm --prefix tests/browser run picture

import { fileURLToPath, pathToFileURL } from "node:url";
import { drawByMouse } from "./hand.mjs";
import { HANDS } from "./handwriting.mjs";
import { launch, open } from "./harness.mjs";

const file = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const browser = await launch();
const url = pathToFileURL(file("build/draw_a_digit.html")).href;
const { page } = await open(browser, url, { width: 960, height: 720, scale: 1.5 });
await drawByMouse(page, HANDS.slanted[4]);
await page.mouse.move(0, 0);
const { y } = await page.locator("footer").boundingBox();
const clip = { x: 0, y: 0, width: 960, height: Math.floor(y) };
await page.screenshot({ path: file("docs/draw_a_digit.png"), clip });

// The figures, after somebody has played with them.
for (const [name, moves, press] of [["descent", [38], ""], ["network", [2, 4], "Play"]]) {
  const address = pathToFileURL(file(`build/site/play/${name}.html`)).href;
  const { page: figure } = await open(browser, address, { width: 900, height: 560 });
  for (const [i, value] of moves.entries()) await figure.getByRole("slider").nth(i).fill(String(value));
  if (press) {
    await figure.getByRole("button", { name: press, exact: true }).click();
    await figure.getByText("accuracy 1.00 on the training").waitFor();
  }
  await figure.evaluate(() => document.activeElement.blur());
  await figure.screenshot({ path: file(`docs/play_${name}.png`) });
}
await browser.close();
