// Every slide is shown as an instructor shows it: by the space key, with the network off.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { axe, launch, open } from "./harness.mjs";

const SLIDES = new URL("../../build/slides/", import.meta.url);
const NOTEBOOKS = new URL("../../notebooks/", import.meta.url);
const STAGE = { width: 1280, height: 720 };
// Pixels. The indices in formulas may be smaller; 22 is what 88 columns leave to code.
const SMALLEST = 22;
const FIGURE = { width: 1200, height: 600, share: 0.85 }; // below a heading; of what fits

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
  const told = []; // the headings of exercises and solutions, in their order
  let solutions = 0;
  for (let last = false; !last; ) {
    let slide = await page.evaluate(inspect, { ...STAGE, SMALLEST, FIGURE });
    problems.push(...slide.problems);
    seen.add(slide.place);
    if (slide.title) told.push(slide.title);
    solutions += slide.solutions;
    while (slide.waits > 0) {
      await page.keyboard.press("Space");
      const then = await page.evaluate(inspect, { ...STAGE, SMALLEST, FIGURE });
      problems.push(...then.problems);
      if (then.place !== slide.place || then.waits !== slide.waits - 1) {
        problems.push(`${slide.place}: the next key shows not what waits`);
        break;
      }
      slide = then;
    }
    last = slide.last;
    await page.keyboard.press("Space");
  }
  problems.push(...disorder(told), ...(await deadLinks(page, url)));
  if (seen.size !== written) problems.push(`${seen.size} of ${written} slides are shown`);
  problems.push(...watched.problems);
  await page.context().close();
  return { problems: [...new Set(problems)], slides: seen.size, solutions, told };
}

/** What is wrong with the order: a solution before the last exercise, or without warning. */
function disorder(told) {
  const first = told.findIndex((title) => /^Solution/.test(title));
  const last = told.findLastIndex((title) => /^Your turn: /.test(title));
  const places = [last, told.indexOf("Your turn"), first]; // the list of all stands between
  if (first < 0) return [];
  const problems = first < last ? [`${told[first]} stands before ${told[last]}`] : [];
  if (places[1] < places[0]) problems.push("no list of the exercises follows them");
  if (told[first] !== "Solutions follow") problems.push(`no warning before ${told[first]}`);
  return problems;
}

/** Links that lead nowhere: to a file that is not there, or to a slide that is not. */
async function deadLinks(page, url) {
  const links = await page.locator(".slide a[href]").evaluateAll((all) =>
    all.map((a) => ({
      href: a.getAttribute("href"),
      here: !a.hash || document.getElementById(a.hash.replace(/^#\/?/, "")) !== null,
    })),
  );
  return links
    .filter(({ href }) => !/^https?:/.test(href))
    .filter(({ href, here }) => {
      const target = new URL(href, url);
      return target.hash ? !here : !target.pathname.endsWith(".html") || !existsSync(target);
    })
    .map(({ href }) => `a dead link: ${href}`);
}

/** Runs in the page: what is wrong with the slide that is shown. */
function inspect({ width, height, SMALLEST, FIGURE }) {
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
    if (element.tagName === "PRE" && element.scrollWidth > element.clientWidth) {
      problems.push(`${place}: a line of code is too wide`);
    }
    if (element.tagName !== "IMG") continue;
    if (!element.alt) problems.push(`${place}: a picture without alt`);
    const { naturalWidth, naturalHeight } = element; // drawn whole, inside of its box
    const drawn = Math.min((right - left) / naturalWidth, (bottom - top) / naturalHeight);
    const share = drawn / Math.min(FIGURE.width / naturalWidth, FIGURE.height / naturalHeight);
    if (share < FIGURE.share) problems.push(`${place}: a figure at ${share.toFixed(2)} of what fits`);
  }
  const last = Reveal.isLastSlide() && waiting.length === 0;
  const title = section.querySelector("h1, h2, h3")?.textContent ?? "";
  const solutions = waiting.filter((one) => one.matches(".solution")).length;
  return { place, problems, waits: waiting.length, last, title, solutions };
}

const notebooks = readdirSync(NOTEBOOKS).filter((name) => name.endsWith(".ipynb"));

test("every notebook has its slides, and the list of them leads there", async () => {
  for (const dark of [false, true]) {
    const { page, watched } = await open(browser, new URL("index.html", SLIDES).href, { dark });
    const links = await page.locator("li a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
    const keys = await page.locator("kbd, code").allTextContents();
    assert.deepEqual(keys, ["Space", "→", "←", "↓", "↑", "B", "F", "O", "Esc", "?view=print"]);
    assert.deepEqual(links, notebooks.sort().map((name) => name.replace("ipynb", "html")));
    assert.deepEqual([...watched.problems, ...(await axe(page))], []);
    await page.context().close();
  }
});

for (const name of notebooks) {
  test(`slides of ${name}`, async () => {
    const { cells } = JSON.parse(readFileSync(new URL(name, NOTEBOOKS), "utf8"));
    const asked = cells.filter(({ source }) => /^check\(\w+\)/m.test([source].flat().join("")));
    const walked = await walk(new URL(name.replace("ipynb", "html"), SLIDES).href);
    assert.deepEqual(walked.problems, []);
    assert.equal(walked.solutions, asked.length, "solutions that wait for a key");
    const tasks = walked.told.filter((title) => /^Your turn: /.test(title));
    assert.equal(tasks.length, asked.length, "exercises on slides of their own");
    assert.ok(walked.told.length >= 2 * asked.length + 2, "a list, a warning, and all of both");
    assert.ok(walked.slides >= cells.length / 3, `${walked.slides} slides`);
  });
}

test("the title leads to all slides, and the summary to the next ones", async () => {
  const { page } = await open(browser, new URL("10_classification.html", SLIDES).href, STAGE);
  await page.locator(".reveal.ready").waitFor({ state: "attached" });
  await page.getByRole("link", { name: "All slides of the course" }).click();
  assert.match(page.url(), /slides\/index\.html$/);
  await page.goBack();
  await page.locator(".reveal.ready").waitFor({ state: "attached" });
  await page.evaluate(() => Reveal.slide(Reveal.getHorizontalSlides().length - 1));
  await page.getByRole("link", { name: /^11/ }).click();
  assert.match(page.url(), /slides\/11_softmax_regression\.html$/);
  await page.goto(`${page.url()}#/exercise-split_positions`);
  await page.locator(".reveal.ready").waitFor({ state: "attached" });
  assert.match(await page.locator("section.present section.present h3").textContent(), /^Your turn: a split that repeats/);
  await page.context().close();
});

test("an interactive figure has a slide of its own, answers there, and lets the keys go", async () => {
  const figures = notebooks.filter((name) => /^ *"play\.|\\nplay\./m.test(readFileSync(new URL(name, NOTEBOOKS), "utf8")));
  assert.equal(figures.length, 6);
  for (const name of figures) {
    const { page, watched } = await open(browser, new URL(name.replace("ipynb", "html"), SLIDES).href, STAGE);
    await page.locator(".reveal.ready").waitFor({ state: "attached" });
    await page.evaluate(() => {
      const { h, v } = Reveal.getIndices(document.querySelector(".slide iframe").closest("section"));
      Reveal.slide(h, v);
    });
    const slide = page.locator("section.present section.present .slide");
    const figure = slide.frameLocator("iframe");
    const said = figure.locator("#answer").first();
    const before = await said.textContent();
    const slider = figure.locator("input[type=range]").first();
    await slider.focus();
    await page.keyboard.press((await slider.evaluate((one) => one.value === one.max)) ? "Home" : "End");
    await said.filter({ hasNotText: before }).waitFor();
    const { x, y } = await slide.boundingBox();
    await page.mouse.click(x + 5, y + 5); // beside the figure
    await page.keyboard.press("Space");
    assert.equal(await slide.locator("iframe").count(), 0, `${name}: the space key stays in the figure`);
    assert.deepEqual(watched.problems, []);
    await page.context().close();
  }
});

test("a deck prints: a page for every slide, also for what waits", async () => {
  const url = new URL("00_start_here.html?view=print", SLIDES);
  const { page, watched } = await open(browser, url.href, STAGE);
  await page.locator(".pdf-page").last().waitFor({ state: "attached" });
  const slides = await page.locator(".slide").count();
  assert.ok((await page.locator(".pdf-page").count()) >= slides);
  assert.deepEqual(watched.problems, []);
  await page.context().close();
});

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

test("small code and figures, dead links and early solutions are found out", async () => {
  const svg = "<svg xmlns='http://www.w3.org/2000/svg' width='800' height='400'/>";
  const picture = `<img alt="a" src="data:image/svg+xml,${encodeURIComponent(svg)}"`;
  const text = await faults([
    '<pre style="font-size: 21px">small code</pre>',
    `<pre>${"x = ".repeat(30)}</pre>`,
    `${picture} style="width: 700px">`,
    '<a href="11_softmax_regression.ipynb">11</a> <a href="06.html">06</a> <a href="#/nowhere">1</a>',
    "<h2>Your turn</h2>",
    "<h3>Solution: early</h3>",
    '<h3 id="two">Your turn: late</h3><a href="#/two">here</a>',
  ]);
  const wanted = [
    "0/0: 21 px: small code",
    "1/0: a line of code is too wide",
    "2/0: a figure at 0.58 of what fits",
    "Solution: early stands before Your turn: late",
    "no list of the exercises follows them",
    "no warning before Solution: early",
    "a dead link: 11_softmax_regression.ipynb",
    "a dead link: 06.html",
    "a dead link: #/nowhere",
  ];
  const found = text.filter((line) => !/overflows/.test(line));
  assert.deepEqual(found, wanted);
});

/** What is found in a deck of these slides. */
async function faults(slides) {
  const folder = mkdtempSync(join(tmpdir(), "deck-"));
  const file = join(folder, "deck.html");
  const page = readFileSync(new URL("01_tensors.html", SLIDES), "utf8");
  const [start, rest] = page.replaceAll('="parts/', `="${SLIDES.href}parts/`).split('<div class="reveal">');
  const end = rest.slice(rest.indexOf("<script src"));
  const stacks = slides.map((slide) => `<section><section><div class="slide">${slide}</div></section></section>`);
  writeFileSync(file, `${start}<div class="reveal"><div class="slides">${stacks.join("\n")}</div></div>${end}`);
  try {
    return (await walk(pathToFileURL(file).href)).problems;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
