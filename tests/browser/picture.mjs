// Take the README's picture of the page: npm --prefix tests/browser run picture

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
await browser.close();
