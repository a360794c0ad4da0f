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
  const bar = page.locator(".jp-NotebookPanel-toolbar"); // at first: No Kernel, and idle
  await bar.locator(".jp-KernelName", { hasText: "Python 3" }).waitFor(PATIENCE);
  const kernel = page.locator(".jp-NotebookPanel .jp-Notebook-ExecutionIndicator");
  await kernel.and(page.locator("[data-status=idle]")).waitFor(PATIENCE);
  const outputs = await page.locator(".jp-NotebookPanel .jp-OutputArea-output").count();
  // A key that is pressed before the menu answers is lost.
  await choose(page, "Edit", "Clear Outputs of All Cells");
  return { page, watched, outputs };
}

async function choose(page, menu, item) {
  await page.getByRole("menuitem", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: new RegExp(`^${item}`) }).click(); // its keys may follow
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

/** Notebook 01 with its setup cell run, and its first exercise. */
async function openExercise() {
  const { page, watched } = await openNotebook(TENSORS, cellsOf(TENSORS).length);
  // By number: an editor that is out of sight does not hold its text.
  const numberOf = (text) => cellsOf(TENSORS).findIndex(({ source }) => String(source).includes(text));
  const cell = (text) => page.locator(".jp-CodeCell").nth(numberOf(text));
  await run(cell("set_style()"));
  return { page, watched, exercise: cell("check(checkerboard)") };
}

const start = (where) => where.locator(".cm-content").press("Control+Enter"); // stays in this cell
async function run(where) {
  await start(where);
  await where.locator(".jp-InputPrompt").filter({ hasText: /\[\d+\]/ }).waitFor(PATIENCE);
}
const said = (where, words) =>
  where.locator(".jp-OutputArea-output").filter({ hasText: words }).waitFor(PATIENCE);

test("in notebook 01, a wrong answer gets its sentence, and the right one is accepted", async () => {
  const { page, watched, exercise } = await openExercise();
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

/** Words of an output that stand on two lines. */
const brokenWords = (page) =>
  page.locator(".jp-OutputArea-output pre").evaluateAll((all) => {
    const found = [];
    for (const pre of all) {
      const texts = document.createTreeWalker(pre, NodeFilter.SHOW_TEXT);
      for (let node; (node = texts.nextNode()); ) {
        for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(word);
        }
      }
    }
    return found;
  });

test("no reply breaks inside a word, on a laptop and on a phone", async () => {
  const { page, exercise } = await openExercise();
  await page.setViewportSize({ width: 1280, height: 800 });
  await exercise.locator(".cm-content").fill(SWAPPED);
  await run(exercise);
  await said(exercise, "Every number is 1 minus");
  assert.deepEqual(await brokenWords(page), []);
  await page.setViewportSize({ width: 360, height: 800 });
  await page.keyboard.press("Control+b"); // hides the list of files
  await page.waitForFunction(() => document.querySelector(".jp-OutputArea-output pre").clientWidth > 150);
  assert.deepEqual(await brokenWords(page), []);
  await page.evaluate(() => document.querySelector("link[href*='custom.css']").remove());
  assert.notDeepEqual(await brokenWords(page), [], "JupyterLab's own style breaks them");
  await page.context().close();
});

test("after a restart and after an interrupt, the screen says how to go on", async () => {
  const { page, exercise } = await openExercise();
  await exercise.locator(".cm-content").fill("def checkerboard(n):\n    while True:\n        pass\n\n\ncheck(checkerboard)");
  await start(exercise);
  await page.locator(".jp-Notebook-ExecutionIndicator[data-status=busy]").waitFor(PATIENCE);
  await choose(page, "Kernel", "Interrupt Kernel");
  await said(exercise, "you stopped the check before it had ended.");
  await exercise.locator(".cm-content").fill(RIGHT);
  await run(exercise); // all variables are still there
  await said(exercise, "checkerboard: correct.");

  await choose(page, "Kernel", "Restart Kernel…");
  await page.locator(".jp-Dialog").getByRole("button", { name: "Confirm Kernel Restart" }).click(PATIENCE);
  await start(exercise);
  await said(exercise, /NameError: name '\w+' is not defined/);
  // The last line of the notebook leads to the entry for this message, and the entry to the menu.
  await page.locator(".jp-MarkdownCell a", { hasText: "Troubleshooting" }).last().click(PATIENCE);
  const help = page.locator(".jp-MarkdownViewer, .jp-FileEditor").filter({ hasText: "is not defined" });
  await help.waitFor(PATIENCE);
  assert.match(await help.textContent(), /is not defined[^#]*?Run All Above Selected Cell/);
  await page.getByRole("tab", { name: TENSORS }).click();
  await exercise.locator(".cm-content").click();
  await choose(page, "Run", "Run All Above Selected Cell");
  await run(exercise);
  await said(exercise, "checkerboard: correct.");
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
