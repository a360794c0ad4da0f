// The site, page by page, as readers load it: from a server, with an empty cache.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { axe, launch, open, overflow, settle } from "./harness.mjs";
import { serve } from "./serve.mjs";

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const SITE = folder("../../build/site/");
const BROKEN = folder("broken/site/");
const NOTEBOOKS = folder("../../notebooks/");
const MEGABYTE = 1e6;
const PHONE = { width: 360, height: 740 };

let browser, site, broken;
before(async () => {
  [browser, site, broken] = await Promise.all([launch(), serve(SITE), serve(BROKEN)]);
});
after(async () => {
  site?.close();
  broken?.close();
  await browser?.close();
});

const pagesOf = (root) =>
  readdirSync(root, { recursive: true }).filter((name) => name.endsWith(".html"));

/** Load a page once, with an empty cache, and look at it in every way. */
async function judge(origin, name) {
  const { page, watched, weight } = await weigh(`${origin}/${name}`);
  const problems = (await axe(page)).map((found) => `light: ${found}`);
  await page.emulateMedia({ colorScheme: "dark" });
  await settle(page);
  problems.push(...(await axe(page)).map((found) => `dark: ${found}`));
  await page.setViewportSize(PHONE);
  await settle(page);
  problems.push(...(await overflow(page)).map((found) => `on a phone: ${found}`));
  const seen = await page.evaluate(() => ({
    links: [...document.querySelectorAll("a[href]")].map((link) => link.href),
    ids: [...document.querySelectorAll("[id]")].map(({ id }) => id),
    alts: [...document.querySelectorAll("main img")].map(({ alt }) => alt),
    figures: document.querySelectorAll(".cell_output img").length,
    launch: [...document.querySelectorAll("a.launch")].map((a) => [a.textContent, a.href]),
  }));
  problems.push(
    ...seen.alts.filter((alt) => alt.length < 20 || /\.png$/.test(alt)).map((alt) => `alt: ${alt}`),
    ...(name.startsWith("notebooks/") ? missingButtons(name, seen.launch) : []),
    ...watched.problems,
  );
  await page.context().close();
  return { ...seen, problems, weight };
}

/** Open a page, and count the bytes of all that it loads. */
async function weigh(url) {
  const { page, watched } = await open(browser, "about:blank", { home: new URL(url).origin });
  const sizes = [];
  page.on("response", (response) => sizes.push(response.body().then(({ length }) => length)));
  await page.goto(url, { waitUntil: "networkidle" });
  const weight = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  return { page, watched, weight };
}

function missingButtons(name, buttons) {
  const notebook = name.replace(".html", ".ipynb");
  return ["Colab", "Kaggle"]
    .filter((place) => {
      const button = buttons.find(([text]) => text === `Open in ${place}`);
      return !(button?.[1].includes(`${place.toLowerCase()}.`) && button[1].endsWith(`/${notebook}`));
    })
    .map((place) => `no button that opens this notebook in ${place}`);
}

/** Links that stay on the site and lead nowhere. `judged` maps a page to what was seen. */
function deadLinks(origin, judged, root) {
  const leadsNowhere = (link) => {
    const { origin: host, pathname, hash } = new URL(link);
    if (host !== origin) return false;
    if (pathname.endsWith(".png")) return !existsSync(root + pathname.slice(1)); // a figure
    const target = judged.get(pathname.slice(1) || "index.html");
    return !target || (hash.length > 1 && !target.ids.includes(decodeURIComponent(hash.slice(1))));
  };
  return [...judged].flatMap(([name, { links }]) =>
    [...new Set(links)].filter(leadsNowhere).map((link) => `${name}: ${link.slice(origin.length)}`),
  );
}

const judged = new Map();
for (const name of pagesOf(SITE)) {
  test(`${name}: no complaint, and nothing from elsewhere`, async () => {
    judged.set(name, await judge(site.origin, name));
    const { problems, weight } = judged.get(name);
    assert.deepEqual(problems, []);
    const limit = (name === "index.html" ? 1 : 3) * MEGABYTE;
    assert.ok(weight < limit, `${weight} bytes`);
    assert.ok(weight > 5_000, `only ${weight} bytes: was everything counted?`);
  });
}

test("every internal link leads to a page, and to a place on it", () => {
  assert.deepEqual(deadLinks(site.origin, judged, SITE), []);
});

test("every notebook has its page, with all its figures", () => {
  for (const name of readdirSync(NOTEBOOKS).filter((file) => file.endsWith(".ipynb"))) {
    const { cells } = JSON.parse(readFileSync(NOTEBOOKS + name, "utf8"));
    const outputs = cells.flatMap((cell) => cell.outputs ?? []);
    const stored = outputs.filter(({ data }) => data?.["image/png"]).length;
    assert.equal(judged.get(`notebooks/${name.replace(".ipynb", ".html")}`)?.figures, stored, name);
  }
});

test("the landing page leads to every notebook, and to the page to draw on", () => {
  const { links } = judged.get("index.html");
  for (const name of judged.keys()) {
    if (name.startsWith("notebooks/")) assert.ok(links.includes(`${site.origin}/${name}`), name);
  }
  assert.ok(links.includes(`${site.origin}/draw_a_digit.html`));
});

test("the landing page leads to every interactive figure", () => {
  const { links } = judged.get("index.html");
  const figures = [...judged.keys()].filter((name) => name.startsWith("play/"));
  assert.equal(figures.length, 6);
  for (const name of figures) assert.ok(links.includes(`${site.origin}/${name}`), name);
});

test("a search for broadcasting leads to notebook 02", async () => {
  const { page, watched } = await open(browser, `${site.origin}/index.html`);
  await page.locator(".search-button-field").click();
  await page.keyboard.type("broadcasting");
  await page.keyboard.press("Enter");
  const found = page.locator("#search-results a[href*='notebooks/02_shapes_and_broadcasting.html']").first();
  await found.waitFor();
  await page.waitForLoadState("networkidle");
  assert.deepEqual([...watched.problems, ...(await axe(page))], []);
  await found.click();
  await page.waitForURL(/02_shapes_and_broadcasting\.html/);
  await page.context().close();
});

test("a pasted message finds its entry", async () => {
  const { page, watched } = await open(browser, `${site.origin}/troubleshooting.html`, PHONE);
  const box = page.getByLabel("Your error message");
  const answer = page.getByRole("status");
  const entries = (await page.locator("h3").allTextContents()).map((text) => text.replace(/#$/, ""));
  assert.ok(entries.length > 30);
  for (const entry of entries) {
    await box.fill(entry);
    assert.equal(await answer.locator("p").first().textContent(), `This one: ${entry}`);
  }
  await box.fill("AssertionError: Torch not compiled with CUDA enabled"); // after "Also:"
  assert.match(await answer.locator("p").first().textContent(), /Found no NVIDIA driver/);
  await box.fill(
    "Traceback (most recent call last):\n  Cell In[7], line 1\n----> 1 images @ weight\n" +
      "RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x3 and 5x2)",
  );
  await answer.getByRole("link").first().click();
  const target = page.locator(":target");
  assert.match(await target.textContent(), /the columns of a must match the rows of b/);
  await box.fill("KeyError: 'loss'");
  assert.equal(await answer.textContent(), "No entry fits; look below.");
  assert.deepEqual([...watched.problems, ...(await axe(page)), ...(await overflow(page))], []);
  await page.context().close();
});

test("a search for a message leads to its entry, even if only its start was typed", async () => {
  const message = "Expected all tensors to be on the same device";
  const url = `${site.origin}/search.html?q=${encodeURIComponent(message)}`;
  const { page, watched } = await open(browser, url, PHONE);
  await page.getByRole("link", { name: "Look it up in Troubleshooting" }).click();
  const first = page.getByRole("status").getByRole("link").first();
  assert.match(await first.textContent(), /found at least two devices/);
  assert.equal(await page.getByLabel("Your error message").inputValue(), message);
  assert.deepEqual([...watched.problems, ...(await axe(page)), ...(await overflow(page))], []);
  await page.context().close();
});

test("a figure opens at its full size", async () => {
  const { page } = await open(browser, `${site.origin}/notebooks/03_autograd.html`, PHONE);
  const figure = page.locator(".cell_output a:has(img)").first();
  assert.ok((await figure.getAttribute("href")).endsWith(".png"));
  await page.context().close();
});

test("a broken site is found out", async () => {
  const seen = new Map();
  for (const name of pagesOf(BROKEN)) seen.set(name, await judge(broken.origin, name));
  assert.deepEqual(seen.get("index.html").problems, []);
  assert.deepEqual(deadLinks(broken.origin, seen, BROKEN), [
    "index.html: /gone.html",
    "index.html: /index.html#gone",
    "index.html: /notebooks/00_bad.html#gone",
  ]);
  const problems = seen.get("notebooks/00_bad.html").problems.join("\n");
  assert.match(problems, /^dark: color-contrast/m);
  assert.doesNotMatch(problems, /^light: color-contrast/m);
  assert.match(problems, /^on a phone: 4\d\d px in 360/m);
  assert.match(problems, /^alt: \.\.\/_images/m);
  assert.match(problems, /opens this notebook in Colab\n.*opens this notebook in Kaggle/);
});

test("bytes are counted whole", async () => {
  const { page, weight } = await weigh(`${broken.origin}/index.html`);
  assert.equal(weight, readFileSync(`${BROKEN}index.html`).length);
  await page.context().close();
});
