// Every slide is shown as an instructor shows it: by the space key, with the network off.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { axe, launch, open } from "./harness.mjs";

const SLIDES = new URL("../../build/slides/", import.meta.url);
const NOTEBOOKS = new URL("../../notebooks/", import.meta.url);
const STAGE = { width: 1280, height: 720 };
const SMALLEST = 18; // pixels; the indices in formulas may be smaller

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Go through a deck by the space key; returns what is wrong, and what was seen. */
async function walk(url) {
  const { page, watched } = await open(browser, url, STAGE);
  const written = readFileSync(fileURLToPath(url), "utf8").split('class="slide"').length - 1;
  await page.locator(".reveal.ready").waitFor({ state: "attached" });
  const problems = [];
  const seen = new Set();
  let solutions = 0;
  for (let last = false; !last; ) {
    const slide = await page.evaluate(inspect, { ...STAGE, SMALLEST });
    last = slide.last;
    problems.push(...slide.problems);
    seen.add(slide.place);
    if (slide.waits) {
      await page.keyboard.press("Space");
      const then = await page.evaluate(inspect, { ...STAGE, SMALLEST });
      if (then.place === slide.place && !then.waits) solutions += 1;
      else problems.push(`${slide.place}: the next key shows no solution`);
      problems.push(...then.problems);
      last = then.last;
    }
    await page.keyboard.press("Space");
  }
  if (seen.size !== written) problems.push(`${seen.size} of ${written} slides are shown`);
  problems.push(...watched.problems);
  await page.context().close();
  return { problems: [...new Set(problems)], slides: seen.size, solutions };
}

/** Runs in the page: what is wrong with the slide that is shown. */
function inspect({ width, height, SMALLEST }) {
  const section = Reveal.getCurrentSlide();
  const { h, v } = Reveal.getIndices();
  const place = `${h}/${v}`;
  const problems = [];
  const slide = section.querySelector(".slide");
  const shown = { opacityProperty: true, visibilityProperty: true };
  if (!slide.checkVisibility(shown)) problems.push(`${place}: not visible`);
  const fragments = [...section.querySelectorAll(".fragment")];
  const waiting = fragments.filter((fragment) => !fragment.matches(".visible"));
  for (const solution of waiting) {
    if (solution.checkVisibility(shown)) problems.push(`${place}: a solution is not hidden`);
  }
  for (const element of [slide, ...slide.querySelectorAll("*")]) {
    // KaTeX builds a formula of boxes that overlap; `.base` has the size that is seen.
    const boxes = element.closest(".katex") && !element.matches(".katex, .base");
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const out = left < -0.5 || top < -0.5 || right > width + 0.5 || bottom > height + 0.5;
    if (out && !boxes) problems.push(`${place}: ${element.tagName} overflows: ${right} x ${bottom}`);
    const speaks = [...element.childNodes].some((n) => n.nodeType === 3 && /[^\s\u200b]/.test(n.data));
    const size = parseFloat(getComputedStyle(element).fontSize);
    if (speaks && size < SMALLEST && !element.closest(".katex-mathml, .mtight")) {
      problems.push(`${place}: ${size} px: ${element.textContent.trim().slice(0, 20)}`);
    }
    if (element.tagName === "IMG" && !element.alt) problems.push(`${place}: a picture without alt`);
  }
  const last = Reveal.isLastSlide() && waiting.length === 0;
  return { place, problems, waits: waiting.length > 0, last };
}

const notebooks = readdirSync(NOTEBOOKS).filter((name) => name.endsWith(".ipynb"));

test("every notebook has its slides, and the list of them leads there", async () => {
  for (const dark of [false, true]) {
    const { page, watched } = await open(browser, new URL("index.html", SLIDES).href, { dark });
    const links = await page.locator("li a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    assert.deepEqual(links, notebooks.sort().map((name) => name.replace("ipynb", "html")));
    assert.deepEqual([...watched.problems, ...(await axe(page))], []);
    await page.context().close();
  }
});

for (const name of notebooks) {
  test(`slides of ${name}`, async () => {
    const { cells } = JSON.parse(readFileSync(new URL(name, NOTEBOOKS), "utf8"));
    const asked = cells.filter(({ source }) => /^check\("/m.test([source].flat().join("")));
    const walked = await walk(new URL(name.replace("ipynb", "html"), SLIDES).href);
    assert.deepEqual(walked.problems, []);
    assert.equal(walked.solutions, asked.length, "solutions that wait for a key");
    assert.ok(walked.slides >= cells.length / 3, `${walked.slides} slides`);
  });
}

test("a broken deck is found out", async () => {
  const { problems } = await walk(new URL("broken/slides/deck.html", import.meta.url).href);
  const text = problems.join("\n");
  for (const wanted of [
    /^1\/0: DIV overflows/m,
    /^2\/0: PRE overflows/m,
    /^3\/0: 12 px: too small/m,
    /a solution is not hidden/,
    /^5 of 6 slides are shown/m,
  ]) {
    assert.match(text, wanted);
  }
  assert.doesNotMatch(text, /^0\/0/m);
});
