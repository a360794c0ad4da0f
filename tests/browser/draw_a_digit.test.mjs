// The page that reads handwriting, used as people use it.

import assert from "node:assert/strict";
import { resolve } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { answer, drawByMouse, drawByTouch, PLACES, type } from "./hand.mjs";
import { HANDS, SCRIBBLES, W } from "./handwriting.mjs";
import { axe, launch, open, overflow, settle } from "./harness.mjs";

const URL_OF_PAGE = pathToFileURL(resolve(process.env.PAGE ?? "../../build/draw_a_digit.html")).href;
const LEAST_RIGHT = 16; // of 20 digits
const FOUR = HANDS.round[4];

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

/** Open the page, use it, and see that nothing complained or left the machine. */
async function visit(use, options = {}) {
  const { page, watched } = await open(browser, URL_OF_PAGE, options);
  await use(page);
  assert.deepEqual(watched.problems, []);
  await page.context().close();
}

const clear = (page) => page.getByRole("button", { name: "Clear" }).click();

const DRAWN = Object.entries(HANDS).flatMap(([hand, paths]) =>
  paths.map((path, digit) => ({ hand, path, digit })),
);

for (const [name, draw, options] of [
  ["mouse", drawByMouse, {}],
  ["touch", drawByTouch, { touch: true, width: 390, height: 844 }],
]) {
  test(`by ${name}: at least ${LEAST_RIGHT} of 20 digits are read right`, async () => {
    await visit(async (page) => {
      const places = Object.values(PLACES);
      const wrong = [];
      for (const [i, { hand, path, digit }] of DRAWN.entries()) {
        await clear(page);
        await draw(page, path, places[(i + (i >> 2)) % places.length]);
        const read = await answer(page);
        if (read !== String(digit)) wrong.push(`${hand} ${digit} read as ${read}`);
      }
      console.log(`by ${name}: ${20 - wrong.length} of 20 right. ${wrong.join(", ")}`);
      assert.ok(wrong.length <= 20 - LEAST_RIGHT, wrong.join(", "));
    }, options);
  });

  test(`by ${name}: a W, a scribble and a dot are no digit`, async () => {
    await visit(async (page) => {
      for (const path of [...W, ...SCRIBBLES, "M50 50 L50 50"]) {
        for (const place of [PLACES.large, PLACES["small, above left"]]) {
          await clear(page);
          await draw(page, path, place);
          assert.equal(await answer(page), "?", path);
          assert.equal(await page.locator("#words").textContent(), "Not a digit I know.");
        }
      }
    }, options);
  });
}

test("the answer does not hang on where and how large a digit is drawn", async () => {
  await visit(async (page) => {
    for (const place of Object.values(PLACES)) {
      await clear(page);
      await drawByMouse(page, FOUR, place);
      assert.equal(await answer(page), "4");
    }
  });
});

test("a blank page answers nothing, and says so", async () => {
  await visit(async (page) => {
    assert.equal(await answer(page), "");
    assert.equal(await page.locator("#words").textContent(), "Nothing drawn yet.");
    assert.deepEqual(await page.locator("#bars .best").count(), 0);
  });
});

test("ten probabilities stand beside their bars, and sum to 1", async () => {
  await visit(async (page) => {
    await drawByMouse(page, FOUR);
    const rows = await page.locator("#bars li").allTextContents();
    assert.equal(rows.length, 10);
    assert.match(rows[4], /^4.*%$/);
    const widths = await page
      .locator(".bar")
      .evaluateAll((bars) => bars.map((bar) => parseFloat(bar.style.width)));
    assert.ok(Math.abs(widths.reduce((sum, width) => sum + width) - 100) < 0.01);
    assert.equal(await page.locator("#bars li.best").textContent(), rows[4]);
  });
});

test("undo takes back a stroke, clear takes back all", async () => {
  await visit(async (page) => {
    await drawByMouse(page, FOUR);
    await drawByMouse(page, "M0 0 L100 100");
    await drawByMouse(page, "M0 100 L100 0");
    assert.notEqual(await answer(page), "4");
    const undo = page.getByRole("button", { name: "Undo" });
    await undo.click();
    await undo.click();
    await page.waitForFunction(() => document.querySelector("#digit").textContent === "4");
    await drawByMouse(page, "M0 0 L100 100");
    await clear(page);
    await page.waitForFunction(() => document.querySelector("#digit").textContent === "");
    await undo.click();
    assert.equal(await page.locator("#live").textContent(), "Nothing to undo.");
  });
});

test("undo and clear in the middle of a stroke end it", async () => {
  await visit(async (page) => {
    const box = await page.locator("#paper").boundingBox();
    const at = (x, y) => page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    for (const key of ["Backspace", "Delete"]) {
      await at(0.2, 0.2);
      await page.mouse.down();
      await at(0.5, 0.5);
      await page.keyboard.press(key);
      await at(0.8, 0.8);
      await page.mouse.up();
      await page.waitForFunction(() => document.querySelector("#digit").textContent === "");
    }
  });
});

test("by keyboard alone, a four is drawn, heard, undone and cleared", async () => {
  await visit(async (page) => {
    await page.evaluate(() => {
      const live = document.querySelector("#live");
      globalThis.said = [];
      new MutationObserver(() => said.push(live.textContent)).observe(live, {
        childList: true,
      });
    });
    const heard = (text) =>
      page.waitForFunction((wanted) => said.some((words) => words.includes(wanted)), text, {
        timeout: 10_000,
      });
    await type(page, "Tab");
    assert.equal(await page.evaluate(() => document.activeElement.id), "paper");
    await page.getByRole("application", { name: "Drawing area" }).waitFor();
    await type(page, "Right*3", "Up*10", "Space");
    await heard("Pen down, 62 % from the left, 10 % from the top.");
    await type(page, "Left+Down*10", "Right*16", "Space");
    await type(page, "Left*5", "Up*10", "Space", "Down*21", "Space");
    assert.equal(await answer(page), "4");
    await heard("Pen up, 62 % from the left, 94 % from the top.");
    await heard("I read a 4: ");
    await type(page, "Backspace");
    await heard("Stroke undone.");
    await type(page, "Backspace");
    await heard("Nothing drawn yet.");
    await type(page, "Up*21", "Space", "Down*21", "Space");
    assert.equal(await answer(page), "1");
    await type(page, "Shift+Right*3", "Delete");
    assert.equal(await answer(page), "");
    await type(page, "Space", "Down*5", "Tab", "Tab", "Enter", "Shift+Tab", "Shift+Tab");
    assert.equal(await answer(page), "");
    await type(page, "Down*5");
    assert.equal(await answer(page), "", "leaving the drawing area lifts the pen");
  });
});

for (const dark of [false, true]) {
  test(`WCAG 2.1 AA holds in the ${dark ? "dark" : "light"} scheme`, async () => {
    await visit(
      async (page) => {
        for (const path of ["", FOUR, W[0]]) {
          await clear(page);
          if (path) await drawByMouse(page, path);
          assert.deepEqual(await axe(page), []);
        }
      },
      { dark },
    );
  });
}

for (const width of [320, 360, 768]) {
  test(`at ${width} px nothing scrolls sideways`, async () => {
    await visit(
      async (page) => {
        assert.deepEqual(await overflow(page), []);
        await drawByMouse(page, W[0]);
        assert.deepEqual(await overflow(page), []);
      },
      { width, height: 740 },
    );
  });
}

test("on a phone the answer is seen without scrolling", async () => {
  await visit(
    async (page) => {
      await drawByMouse(page, FOUR);
      const { y, height } = await page.locator("#seen").boundingBox();
      assert.ok(y + height <= 660, `${y + height} px`);
    },
    { width: 360, height: 660 },
  );
});

for (const [width, height] of [[740, 360], [568, 320]]) {
  test(`on a phone of ${width} x ${height} px, drawing, buttons and answer fit`, async () => {
    await visit(
      async (page) => {
        await drawByMouse(page, FOUR);
        assert.equal(await answer(page), "4");
        for (const id of ["#paper", "#clear", "#seen"]) {
          const box = await page.locator(id).boundingBox();
          assert.ok(box.y + box.height <= height, `${id} ends at ${box.y + box.height}`);
        }
        assert.deepEqual(await overflow(page), []);
      },
      { width, height },
    );
  });
}

test("the drawing keeps its shape and color when the window changes", async () => {
  await visit(async (page) => {
    await drawByMouse(page, FOUR);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.waitForFunction(() => {
      const paper = document.querySelector("#paper");
      return paper.width === paper.clientWidth;
    });
    await settle(page);
    await page.emulateMedia({ colorScheme: "dark" });
    await settle(page);
    const color = await page.evaluate(() => {
      const paper = document.querySelector("#paper");
      const { data } = paper.getContext("2d").getImageData(0, 0, paper.width, paper.height);
      const inked = data.findIndex((value, i) => i % 4 === 3 && value === 255);
      return [...data.slice(inked - 3, inked)];
    });
    assert.deepEqual(color, [0x56, 0xb4, 0xe9]);
    assert.equal(await answer(page), "4");
  });
});
