// Every gate is shown a page that it must stop, and one that it must let pass.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, findChromium, launch, open, overflow, settle } from "./harness.mjs";

let browser;
before(async () => (browser = await launch()));
after(() => browser?.close());

const url = (name) => new URL(`broken/${name}.html`, import.meta.url).href;

/** All that the gates say of a page, on a phone. */
async function judge(name, dark) {
  const { page, watched } = await open(browser, url(name), { width: 360, dark });
  await settle(page);
  await page.waitForTimeout(200); // a request that fails takes a moment
  const found = [...watched.problems, ...(await axe(page)), ...(await overflow(page))];
  await page.context().close();
  return found;
}

for (const dark of [false, true]) {
  test(`a good page passes, ${dark ? "dark" : "light"}`, async () => {
    assert.deepEqual(await judge("good", dark), []);
  });
}

for (const [name, wanted, dark] of [
  ["console_error", /^console error: the page complains$/],
  ["uncaught_error", /^uncaught: the page throws$/],
  ["external_request", /^request leaves: https:\/\/elsewhere\.invalid\/pixel\.png$/],
  ["external_socket", /^request leaves: wss:\/\/elsewhere\.invalid\/$/],
  ["missing_file", /^request failed: file:.*no_such_file\.js/],
  ["low_contrast", /^color-contrast: /],
  ["low_contrast_dark", /^color-contrast: /, true],
  ["unnamed_button", /^button-name: /],
  ["too_wide", /^400 px in 360|^4\d\d px in 360: .*p#wide/],
]) {
  test(`the gates stop ${name}`, async () => {
    const found = await judge(name, dark);
    assert.ok(found.some((problem) => wanted.test(problem)), found.join("\n") || "nothing found");
  });
}

test("contrast is judged in the scheme that is shown", async () => {
  assert.deepEqual(await judge("low_contrast_dark", false), []);
});

test("without a browser, the message says what to install", () => {
  assert.throws(() => findChromium({ CHROMIUM: "/no/such/file" }), /no such file/);
});
