// What every test of a page needs: a browser, a watch on it, and a judge of access.
//
//   const browser = await launch();
//   const { page, watched } = await open(browser, url, { width: 360, dark: true });
//   ... watched.problems, await axe(page), await overflow(page), picture(page, file)

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG_2_1_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

// No sandbox, since tests may run as root in a container; and no calls home.
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Find Chromium or Chrome: where CHROMIUM says, on the PATH, or at its usual place. */
export function findChromium(env = process.env) {
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = env.CHROMIUM ?? [...onPath, ...PLACES].find((path) => existsSync(path));
  if (found && existsSync(found)) return found;
  throw new Error(
    env.CHROMIUM
      ? `CHROMIUM names ${env.CHROMIUM}, and there is no such file.`
      : "No Chromium found. Install it (Debian: apt-get install chromium), " +
          "or set CHROMIUM to the path of Chrome or Chromium.",
  );
}

/** Start a headless browser with a new empty profile, which goes when it is closed. */
export function launch() {
  return chromium.launch({ executablePath: findChromium(), args: FLAGS });
}

/**
 * Open a page and watch it from its first request on.
 * Options: width, height, scale (pixels per CSS pixel), dark, touch, home (for `watch`).
 */
export async function open(browser, url, options = {}) {
  const { width = 1280, height = 900, scale = 1, dark = false, touch = false } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    hasTouch: touch,
  });
  const page = await context.newPage();
  const watched = watch(page, options.home ?? new URL(url).origin);
  await page.goto(url, { waitUntil: "load" });
  return { page, watched };
}

/**
 * Collect all that a page must not do: errors and warnings on its console, uncaught
 * errors, failed requests, requests that leave `home` (an origin; "null" is file://).
 */
export function watch(page, home) {
  const problems = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) {
      problems.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    const embedded = ["about:", "blob:", "data:"].includes(protocol);
    const local = home === "null" ? protocol === "file:" : origin === home;
    if (!embedded && !local) problems.push(`request leaves: ${request.url()}`);
  });
  page.on("websocket", (socket) => {
    if (new URL(socket.url()).host !== (home === "null" ? "" : new URL(home).host)) {
      problems.push(`request leaves: ${socket.url()}`);
    }
  });
  page.on("requestfailed", (request) => {
    problems.push(`request failed: ${request.url()} (${request.failure()?.errorText})`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) {
      problems.push(`request failed: ${response.url()} (${response.status()})`);
    }
  });
  return { problems };
}

/** Judge a page by WCAG 2.1 AA, as far as axe-core can; returns a line per violation. */
export async function axe(page) {
  await page.evaluate(AXE);
  const { violations, passes } = await page.evaluate(
    // What passes is not listed node by node: on a long page that takes most of the time.
    (values) =>
      globalThis.axe.run(document, {
        runOnly: { type: "tag", values },
        resultTypes: ["violations"],
      }),
    WCAG_2_1_AA,
  );
  if (passes.length === 0) throw new Error("axe-core checked nothing on this page.");
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`),
  );
}

/** List what makes a page scroll sideways; empty if nothing does. */
export function overflow(page) {
  return page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > clientWidth + 0.5,
    );
    const names = wide.map((element) => element.tagName.toLowerCase() + (element.id && `#${element.id}`));
    return [`${scrollWidth} px in ${clientWidth}: ${names.join(", ")}`];
  });
}

/** Let the page show what changed. */
export function settle(page) {
  return page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
}
