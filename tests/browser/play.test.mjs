// The interactive figures: as pages, by key and by tap, and in what shows notebooks.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { figureOf, use } from "./answers.mjs";
import { axe, launch, open, overflow, settle } from "./harness.mjs";
import { startLab } from "./lab.mjs";
import { serve } from "./serve.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PYTHON = join(ROOT, ".venv/bin/python");
const NAMES = ["broadcasting", "descent", "line", "network", "ridge", "threshold"];
const PHONE = { width: 360, height: 740, dark: true, touch: true };
const TARGET = 39.5; // pixels that a finger needs
const FIRST = { broadcasting: 3, descent: 1, line: 3, network: 3, ridge: 3, threshold: 2 };
const PATIENCE = { timeout: 180_000 }; // milliseconds; machines of tests are slow

const folder = mkdtempSync(join(tmpdir(), "play-"));
const file = (name) => join(folder, `${name}.html`);
let browser;
before(async () => {
  execFileSync(PYTHON, [fileURLToPath(new URL("make_play.py", import.meta.url)), folder]);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Open a figure's page, use it, and see that nothing complained or left the machine. */
async function visit(name, work, options = PHONE) {
  const requests = [];
  const { page, watched } = await open(browser, "about:blank", { ...options, home: "null" });
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => watched.problems.push(`console: ${message.text()}`));
  await page.goto(pathToFileURL(file(name)).href);
  await settle(page);
  await work(page);
  assert.deepEqual(watched.problems, []);
  assert.deepEqual(requests, [pathToFileURL(file(name)).href], "the page itself, and no more");
  await page.context().close();
}

const sentence = (page) => page.getByRole("status").textContent();
const controls = (page) => page.locator("#controls input, #controls button, summary");

/** All that a control may change: the sentence, the picture, and the controls' values. */
const shown = (page) =>
  page.evaluate(() =>
    [
      document.querySelector("#answer").textContent,
      document.querySelector("#picture").innerHTML,
      document.querySelector("#controls").innerText,
      document.querySelector("details")?.open,
    ].join(),
  );

/** Do something to every control; each must change what is shown, and leave no NaN. */
async function eachControl(page, act) {
  const unfold = page.locator("summary");
  if (await unfold.count()) await act(unfold);
  const all = page.locator("#controls input, #controls button");
  for (let i = 0; i < (await all.count()); i++) {
    const control = all.nth(i);
    const name = await control.evaluate((element) => element.textContent || element.parentElement.textContent);
    const earlier = await shown(page);
    await act(control);
    await page.waitForFunction(
      (was) =>
        was !==
        [
          document.querySelector("#answer").textContent,
          document.querySelector("#picture").innerHTML,
          document.querySelector("#controls").innerText,
          document.querySelector("details")?.open,
        ].join(),
      earlier,
      { timeout: 20_000 },
    ).catch(() => assert.fail(`${name} changes nothing`));
    if ((await control.textContent()) === "Pause") await act(control);
    assert.doesNotMatch(await shown(page), /NaN|Infinity/, name);
  }
}

for (const name of NAMES) {
  test(`${name}: a question, few controls, an answer; open to all on a phone and on a projector`, async () => {
    for (const options of [PHONE, { width: 1920, height: 1080 }]) {
      await visit(
        name,
        async (page) => {
          assert.match(await page.locator("h1").textContent(), /\?$/);
          assert.match(await sentence(page), /\d.*\.$/);
          const visible = await controls(page).evaluateAll(
            (all) => all.filter((one) => one.tagName !== "SUMMARY" && one.checkVisibility()).length,
          );
          assert.equal(visible, FIRST[name]);
          if (await page.locator("summary").count()) await page.locator("summary").click();
          assert.deepEqual([...(await axe(page)), ...(await overflow(page))], []);
          for (const box of await controls(page).evaluateAll((all) => all.map((one) => one.getBoundingClientRect()))) {
            assert.ok(box.height >= TARGET && box.width >= TARGET, `${box.width} x ${box.height} px`);
          }
          const color = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
          assert.equal(color, "rgb(255, 255, 255)");
          const sizes = await page.evaluate(() =>
            [...document.querySelectorAll("main *:not(input)")].map((one) => parseFloat(getComputedStyle(one).fontSize)),
          );
          assert.ok(Math.min(...sizes) >= 16, `${Math.min(...sizes)} px`);
        },
        options,
      );
    }
  });

  test(`${name}: at first, question, picture, answer and controls are in sight`, async () => {
    for (const options of [PHONE, { width: 1280, height: 720 }]) {
      await visit(
        name,
        async (page) => {
          const { height, view } = await page.evaluate(() => ({
            height: document.documentElement.scrollHeight,
            view: innerHeight,
          }));
          assert.ok(height <= view, `${height} px in ${view}`);
        },
        options,
      );
    }
  });

  test(`${name}: every control by key`, async () => {
    await visit(name, (page) =>
      eachControl(page, async (control) => {
        await control.focus();
        const slider = await control.evaluate((one) => (one.type === "range" ? (one.value > 0 ? "Left" : "Right") : ""));
        await page.keyboard.press(slider ? `Arrow${slider}` : "Enter");
      }),
    );
  });

  test(`${name}: every control by tap on a phone`, async () => {
    await visit(name, (page) =>
      eachControl(page, async (control) => {
        await control.scrollIntoViewIfNeeded();
        const { x, y, width, height } = await control.boundingBox();
        const share = await control.evaluate((one) => (one.type === "range" && one.value < one.max / 2 ? 0.9 : 0.1));
        await page.touchscreen.tap(x + share * width, y + height / 2);
      }),
    );
  });

  test(`${name}: the browser says what the script says without one`, async () => {
    const { figure, settings } = figureOf(file(name));
    await visit(name, async (page) => {
      const sliders = figure.controls(figure.begin(settings)).filter(({ values }) => values);
      for (const share of [0, 0.2, 0.45, 0.7, 0.9, 1]) {
        const moves = [];
        for (const [i, { name: what }] of sliders.entries()) {
          const { values } = figure.controls(use(figure, settings, moves)).filter((one) => one.values)[i];
          const place = Math.round((share + i / 3) * (values.length - 1)) % values.length;
          moves.push([what, values[place]]);
          await page.evaluate(
            ([number, value]) => {
              const slider = document.querySelectorAll("input")[number];
              slider.value = value;
              slider.dispatchEvent(new Event("input"));
            },
            [i, place],
          );
        }
        assert.equal(await sentence(page), figure.sentence(use(figure, settings, moves)));
      }
    });
  });
}

for (const name of ["descent", "line", "network"]) {
  test(`${name}: a tap, and a cross moved by keys, choose a place`, async () => {
    await visit(name, async (page) => {
      const marks = () => page.locator("#picture").innerHTML();
      const start = await marks();
      const tap = async (down) => {
        const { x, y, width, height } = await page.locator("#picture").boundingBox();
        await page.touchscreen.tap(x + width / 2, y + down(height));
        return marks();
      };
      if (name === "network") {
        assert.equal(await tap((height) => height / 4), start, "no point is added by mistake");
        await page.locator("summary").click();
        await settle(page); // the list that opens makes the picture smaller
      }
      const inside = name === "line" ? 0.8 : 0.25; // a share of the height
      const opened = await marks();
      assert.equal(await tap((height) => height - 6), opened, "a tap beside the plot does nothing");
      const tapped = await tap((height) => inside * height);
      assert.notEqual(tapped, opened);
      const scrolled = await page.evaluate(() => scrollY);
      await page.locator("#picture").focus();
      for (const key of ["ArrowLeft", "ArrowLeft", "ArrowUp"]) await page.keyboard.press(key);
      const moved = await marks();
      assert.notEqual(moved, tapped);
      await page.keyboard.press("Enter");
      if (name !== "line") assert.notEqual(await marks(), moved);
      assert.equal(await page.evaluate(() => scrollY), scrolled, "the keys do not scroll the page");
    });
  });
}

test("broadcasting: a tap on an entry of the sum lights its two sources", async () => {
  await visit("broadcasting", async (page) => {
    const lit = () => page.locator(".lit:not(.copy)").allTextContents();
    await page.locator("figure").last().locator("td").nth(13).tap();
    assert.deepEqual(await lit(), ["40", "2", "42"]);
    assert.match(await sentence(page), /Entry \[3,1\] is a\[3,0\] \+ b\[1\] = 40 \+ 2\./);
  });
});

test("network: another number of units trains on while it plays", async () => {
  await visit("network", async (page) => {
    await page.getByRole("button", { name: "Play" }).click();
    await page.getByRole("slider", { name: "hidden units" }).press("End");
    assert.equal(await page.getByRole("button", { name: "Pause" }).count(), 1);
    await page.getByText(/Step [1-9]\d+: .* the squares are enclosed/).waitFor(PATIENCE);
  });
});

test("nothing moves before Play, and nothing after Pause", async () => {
  await visit("network", async (page) => {
    const step = async () => Number((await sentence(page)).match(/Step (\d+)/)[1]);
    const frames = (count) =>
      page.evaluate(async (n) => {
        for (let i = 0; i < n; i++) await new Promise(requestAnimationFrame);
      }, count);
    const first = await shown(page);
    await frames(10);
    assert.equal(await shown(page), first);
    await page.getByRole("button", { name: "Play" }).click();
    await page.waitForFunction(() => /Step [1-9]/.test(document.querySelector("#answer").textContent), null, PATIENCE);
    await page.getByRole("button", { name: "Pause" }).click();
    const rest = await step();
    assert.ok(rest > 0);
    const paused = await shown(page);
    await frames(10);
    assert.equal(await shown(page), paused);
    await page.getByRole("slider", { name: "learning rate" }).press("ArrowRight");
    assert.equal(await step(), rest, "another learning rate trains on");
    await page.getByRole("slider", { name: "learning rate" }).press("End");
    await page.getByRole("button", { name: "Play" }).click();
    await page.getByText(/The training diverged at step \d+/).waitFor(PATIENCE);
    assert.equal(await page.getByRole("button", { name: "Play" }).count(), 1, "and it stops");
  });
});

/** The frame of the descent on a page that shows the notebook: it must work there, too. */
async function worksInFrame(page) {
  const frame = page.frameLocator("iframe").first();
  const slider = frame.getByRole("slider", { name: "learning rate" });
  await slider.waitFor(PATIENCE);
  const answer = frame.getByRole("status");
  assert.match(await answer.textContent(), /^Learning rate 0\.005: .* from step 848 on\.$/);
  await slider.press("ArrowRight");
  assert.match(await answer.textContent(), /^Learning rate 0\.006: /);
  return { frame, slider };
}

for (const [tool, path] of [["nbconvert", "converted"], ["Sphinx", "sphinx"]]) {
  test(`${tool} shows the frames, at their height, and they work`, async (t) => {
    if (!existsSync(join(folder, path))) return t.skip(`${tool} is not installed: make site`);
    const site = await serve(join(folder, path));
    const { page } = await open(browser, `${site.origin}/index.html`, { width: 360, height: 740, dark: true });
    await worksInFrame(page);
    assert.equal(await page.locator("iframe").count(), 2);
    const { height, width } = await page.locator("iframe").first().boundingBox();
    assert.ok(height >= 600 && width <= 360, `${width} x ${height} px`);
    await page.context().close();
    site.close();
  });
}

async function choose(page, menu, item) {
  await page.getByRole("menuitem", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

test("JupyterLab: untrusted, the sentence; run or trusted, the frame; its keys reach no cell", async () => {
  const notebook = JSON.parse(readFileSync(join(folder, "source/index.ipynb"), "utf8"));
  const lab = await startLab([], { "index.ipynb": notebook });
  try {
    const { page } = await open(browser, lab.address("index.ipynb"), { height: 1000 });
    const frames = page.locator(".jp-NotebookPanel iframe");
    await page.getByText("To use this figure, run this cell.").first().waitFor(PATIENCE);
    assert.equal(await frames.count(), 0, "untrusted");

    const kernel = page.locator(".jp-NotebookPanel .jp-Notebook-ExecutionIndicator");
    await kernel.and(page.locator("[data-status=idle]")).waitFor(PATIENCE);
    // JupyterLab says that a kernel waits before it does: what is run too early is lost, or
    // answered by a question for the kernel.
    const asked = page.locator(".jp-Dialog").getByRole("button", { name: "Select", exact: true });
    for (let tries = 0; tries < 20 && (await frames.count()) < 2; tries++) {
      if (await asked.isVisible()) await asked.click();
      await choose(page, "Run", "Run All Cells");
      await frames.nth(1).or(asked).first().waitFor({ timeout: 10_000 }).catch(() => null);
    }
    const { slider } = await worksInFrame(page);
    const cells = page.locator(".jp-NotebookPanel .jp-Cell");
    const active = () => cells.evaluateAll((all) => all.findIndex((one) => one.matches(".jp-mod-active")));
    const [count, chosen] = [await cells.count(), await active()];
    for (const key of ["ArrowDown", "d", "d", "a", "b", "x"]) await slider.press(key);
    assert.equal(await cells.count(), count, "no cell is deleted or added");
    assert.equal(await active(), chosen, "and the selection stays");

    await page.locator(".jp-NotebookPanel-toolbar [data-jp-item-name=save]").click(); // and so trusted
    await page.locator(".lm-TabBar-tab.jp-mod-current:not(.jp-mod-dirty)").first().waitFor(PATIENCE);
    await page.reload();
    await frames.nth(1).waitFor({ ...PATIENCE, state: "attached" });
    await worksInFrame(page);
    await page.context().close();
  } finally {
    await lab.stop();
  }
});
