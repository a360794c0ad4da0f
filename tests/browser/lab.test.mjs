// The course in JupyterLab itself, as a learner uses it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, open } from "./harness.mjs";
import { startLab } from "./lab.mjs";

const START = "00_start_here.ipynb";
const TENSORS = "01_tensors.ipynb";
const AUTOGRAD = "03_autograd.ipynb"; // nobody runs it here
const PATIENCE = { timeout: 180_000 }; // milliseconds; machines of tests are slow

const SWAPPED = `def checkerboard(n):
    place = torch.arange(n)
    return 1 - ((place.unsqueeze(1) + place) % 2).float()


check(checkerboard)`;
const RIGHT = SWAPPED.replace("1 - ", "");

const WARNS_AND_ASKS = `import socket, sys
print("a warning", file=sys.stderr)
try:
    socket.create_connection(("elsewhere.invalid", 80))
except OSError:
    pass`;
const BROKEN = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { display_name: "Python 3", language: "python", name: "python3" } },
  cells: [WARNS_AND_ASKS, "1 / 0", "print('never run')"].map((source, i) => ({
    ...{ id: `cell-${i}`, cell_type: "code", source },
    ...{ execution_count: null, metadata: {}, outputs: [] },
  })),
};

let browser, lab;
before(async () => {
  const started = startLab([START, TENSORS, AUTOGRAD], { "broken.ipynb": BROKEN });
  [browser, lab] = await Promise.all([launch(), started]);
});
after(async () => {
  await browser?.close();
  await lab?.stop();
});

const cellsOf = (name) =>
  JSON.parse(readFileSync(new URL(`../../notebooks/${name}`, import.meta.url), "utf8")).cells.filter(
    ({ cell_type, source }) => cell_type === "code" && [source].flat().join("").trim(),
  );

/** Open a notebook of so many code cells, and wait until its kernel waits. */
async function openNotebook(name, count) {
  const address = lab.address(name);
  const { page, watched } = await open(browser, address, { height: 1000 });
  const last = page.locator(".jp-NotebookPanel .jp-CodeCell").nth(count - 1);
  await last.waitFor({ ...PATIENCE, state: "attached" });
  const kernel = page.locator(".jp-NotebookPanel .jp-Notebook-ExecutionIndicator");
  await kernel.and(page.locator("[data-status=idle]")).waitFor(PATIENCE);
  const outputs = await page.locator(".jp-NotebookPanel .jp-OutputArea-output").count();
  // A key that is pressed before the menu answers is lost.
  await choose(page, "Edit", "Clear Outputs of All Cells");
  return { page, watched, outputs };
}

async function choose(page, menu, item) {
  await page.getByRole("menuitem", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

/** Run all cells from the menu until so many have run; returns all that went wrong. */
async function runAll(name, cells, count = cells) {
  const { page, watched } = await openNotebook(name, cells);
  await choose(page, "Run", "Run All Cells");
  const numbered = page.locator(".jp-CodeCell .jp-InputPrompt").filter({ hasText: /\[\d+\]/ });
  const run = await numbered
    .nth(count - 1)
    .waitFor({ ...PATIENCE, state: "attached" })
    .then(() => numbered.count())
    .catch(() => numbered.count()); // what went wrong tells more than the time
  const wrong = page.locator(
    ["application/vnd.jupyter.error", "application/vnd.jupyter.stderr"]
      .map((type) => `.jp-OutputArea-output[data-mime-type="${type}"]`)
      .join(),
  );
  const problems = [...(await wrong.allTextContents()), ...leaving(watched)];
  const figures = await page.locator(".jp-OutputArea-output img").count();
  await page.context().close();
  return { problems, run, figures };
}

// Of requests that leave, only those for a notebook's own badges are meant.
const BADGES = /(colab-badge|open-in-kaggle)\.svg$/;
const leaving = ({ problems }) =>
  problems.filter((said) => /^(request leaves|uncaught)/.test(said) && !BADGES.test(said));

test("the learner's copy has no outputs, can be saved, and leads to the docs", async () => {
  const { page, outputs } = await openNotebook(AUTOGRAD, cellsOf(AUTOGRAD).length);
  assert.equal(outputs, 0);
  const original = readFileSync(lab.inside(`notebooks/${AUTOGRAD}`), "utf8");
  const first = page.locator(".jp-CodeCell .cm-content").first();
  await first.fill("mine = 1");
  await first.press("Control+s");
  const copy = () => readFileSync(lab.inside(`my_notebooks/${AUTOGRAD}`), "utf8");
  for (const start = Date.now(); !copy().includes("mine = 1"); await page.waitForTimeout(100)) {
    assert.ok(Date.now() - start < PATIENCE.timeout, "the copy was not saved");
  }
  assert.equal(readFileSync(lab.inside(`notebooks/${AUTOGRAD}`), "utf8"), original);
  const browser = page.locator(".jp-FileBrowser");
  await browser.locator(".jp-BreadCrumbs-home").click(PATIENCE);
  await browser.getByText("docs", { exact: true }).dblclick(PATIENCE);
  await browser.getByText("troubleshooting.md", { exact: true }).waitFor(PATIENCE);
  await page.context().close();
});

test("notebook 00 runs from the menu, whole and without an error", async () => {
  const cells = cellsOf(START);
  const { problems, run, figures } = await runAll(START, cells.length);
  assert.deepEqual(problems, []);
  assert.equal(run, cells.length);
  const stored = cells.flatMap(({ outputs }) => outputs).filter(({ data }) => data?.["image/png"]);
  assert.equal(figures, stored.length);
});

test("in notebook 01, a wrong answer gets its sentence, and the right one is accepted", async () => {
  const { page, watched } = await openNotebook(TENSORS, cellsOf(TENSORS).length);
  // By number: an editor that is out of sight does not hold its text.
  const numberOf = (text) => cellsOf(TENSORS).findIndex(({ source }) => String(source).includes(text));
  const cell = (text) => page.locator(".jp-CodeCell").nth(numberOf(text));
  const run = async (where) => {
    await where.locator(".cm-content").press("Control+Enter"); // stays in this cell
    await where.locator(".jp-InputPrompt").filter({ hasText: /\[\d+\]/ }).waitFor(PATIENCE);
  };
  const said = (where, words) =>
    where.locator(".jp-OutputArea-output").filter({ hasText: words }).waitFor(PATIENCE);

  await run(cell("set_style()"));
  const exercise = cell("check(checkerboard)");
  for (const [answer, words] of [
    [SWAPPED, "Every number is 1 minus the expected one."],
    [RIGHT, "checkerboard: correct."],
  ]) {
    await exercise.locator(".cm-content").fill(answer);
    await run(exercise);
    await said(exercise, words);
  }
  assert.equal(await exercise.getByText("1 minus the expected").count(), 0);
  assert.deepEqual(leaving(watched), []);
  await page.context().close();
});

test("an error and a warning in JupyterLab are found out", async () => {
  const { problems, run } = await runAll("broken.ipynb", BROKEN.cells.length, 2);
  assert.match(problems.join("\n"), /ZeroDivisionError/);
  assert.match(problems.join("\n"), /a warning/);
  assert.equal(run, 2);
});

test("neither JupyterLab nor a kernel has asked another machine", () => {
  // The broken notebook asks one on purpose, before its error.
  assert.match(lab.wentOnline(), /^socket\.getaddrinfo 'elsewhere\.invalid'\n$/);
});
