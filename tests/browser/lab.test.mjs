// The course in JupyterLab itself, as a learner uses it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch, open } from "./harness.mjs";
import { startLab } from "./lab.mjs";

const START = "00_start_here.ipynb";
const TENSORS = "01_tensors.ipynb";
const PATIENCE = { timeout: 180_000 }; // milliseconds; machines of tests are slow

const SWAPPED = `def checkerboard(n):
    place = torch.arange(n)
    return 1 - ((place.unsqueeze(1) + place) % 2).float()


check("1.1", checkerboard)`;
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
  const started = startLab([START, TENSORS], { "broken.ipynb": BROKEN });
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

/** Open a notebook, and wait until its kernel waits. */
async function openNotebook(name) {
  const address = lab.address(name);
  const { page, watched } = await open(browser, address, { height: 1000 });
  await page.locator(".jp-NotebookPanel .jp-CodeCell").first().waitFor(PATIENCE);
  const kernel = page.locator(".jp-NotebookPanel .jp-Notebook-ExecutionIndicator");
  await page.waitForFunction(
    () => document.querySelector(".jp-Notebook-ExecutionIndicator")?.dataset.status === "idle",
    null,
    PATIENCE,
  );
  assert.equal(await kernel.count(), 1);
  return { page, watched };
}

/** Run all cells from the menu; returns how many have run, and all that went wrong. */
async function runAll(name) {
  const { page, watched } = await openNotebook(name);
  await page.getByRole("menuitem", { name: "Edit", exact: true }).click();
  await page.getByRole("menuitem", { name: "Clear Outputs of All Cells" }).click();
  await page.getByRole("menuitem", { name: "Run", exact: true }).click();
  await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
  const prompts = page.locator(".jp-CodeCell .jp-InputPrompt");
  const first = prompts.first();
  await first.filter({ hasText: "[1]" }).waitFor(PATIENCE);
  await page.waitForFunction(
    () =>
      [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].every(
        (prompt) => !prompt.textContent.includes("*"),
      ) && document.querySelector(".jp-Notebook-ExecutionIndicator").dataset.status === "idle",
    null,
    PATIENCE,
  );
  const numbers = (await prompts.allTextContents()).filter((text) => /\d/.test(text));
  const wrong = page.locator(
    ["application/vnd.jupyter.error", "application/vnd.jupyter.stderr"]
      .map((type) => `.jp-OutputArea-output[data-mime-type="${type}"]`)
      .join(),
  );
  const problems = [...(await wrong.allTextContents()), ...leaving(watched)];
  const figures = await page.locator(".jp-OutputArea-output img").count();
  await page.context().close();
  return { problems, run: numbers.length, figures };
}

const leaving = ({ problems }) => problems.filter((said) => /^(request leaves|uncaught)/.test(said));

test("notebook 00 runs from the menu, whole and without an error", async () => {
  const cells = cellsOf(START);
  const { problems, run, figures } = await runAll(START);
  assert.deepEqual(problems, []);
  assert.equal(run, cells.length);
  const stored = cells.flatMap(({ outputs }) => outputs).filter(({ data }) => data?.["image/png"]);
  assert.equal(figures, stored.length);
});

test("in notebook 01, a wrong answer gets its sentence, and the right one is accepted", async () => {
  const { page, watched } = await openNotebook(TENSORS);
  const cell = (text) => page.locator(".jp-CodeCell").filter({ hasText: text }).first();
  const run = async (where) => {
    await where.locator(".cm-content").press("Shift+Enter");
    await where.locator(".jp-InputPrompt").filter({ hasText: /\d/ }).waitFor(PATIENCE);
  };
  const type = async (where, text) => {
    await where.locator(".cm-content").click();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.insertText(text); // as typed, without help with indentation
    await run(where);
  };
  const said = (where, words) =>
    where.locator(".jp-OutputArea-output").filter({ hasText: words }).waitFor(PATIENCE);

  const setup = cell("set_style()");
  await setup.locator(".cm-content").click();
  await run(setup);
  const exercise = cell('check("1.1"');
  await type(exercise, SWAPPED);
  await said(exercise, "Your colors are swapped.");
  await type(exercise, RIGHT);
  await said(exercise, /Exercise 1\.1.*(correct|right)/i);
  assert.equal(await exercise.getByText("swapped").count(), 0);
  assert.deepEqual(leaving(watched), []);
  await page.context().close();
});

test("an error and a warning in JupyterLab are found out", async () => {
  const { problems, run } = await runAll("broken.ipynb");
  assert.match(problems.join("\n"), /ZeroDivisionError/);
  assert.match(problems.join("\n"), /a warning/);
  assert.equal(run, 2);
});

test("neither JupyterLab nor a kernel has asked another machine", () => {
  // The broken notebook asks one on purpose, before its error.
  assert.match(lab.wentOnline(), /^socket\.getaddrinfo 'elsewhere\.invalid'\n$/);
});
