// JupyterLab for the tests: on this machine only, in a folder that goes when it ends.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TOKEN = "of-these-tests";
const NEWS = { checkForUpdates: false, fetchNews: "false" }; // else it asks the internet
const WHOLE = { windowingMode: "none" }; // show all cells, not only those in sight
const SECONDS = 120;

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

function writeSettings(folder) {
  for (const [extension, plugin, settings] of [
    ["apputils-extension", "notification", NEWS],
    ["notebook-extension", "tracker", WHOLE],
  ]) {
    const place = join(folder, "@jupyterlab", extension);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${plugin}.jupyterlab-settings`), JSON.stringify(settings));
  }
}

const COURSE = ["docs", "pyproject.toml", "tools"]; // what open_course.py needs, and shows
const START = "00_start_here.ipynb"; // which it opens: JupyterLab does not start without it

/**
 * Start JupyterLab as `make course` does, in a course of 00 and the named notebooks. Others,
 * { name: content }, stand among the learner's copies already. Returns its origin, the address
 * of the learner's copy of a notebook, the place of a file, what tried to leave the machine,
 * and what ends it all.
 */
export async function startLab(names, others = {}) {
  const home = mkdtempSync(join(tmpdir(), "lab-"));
  const inside = (name) => join(home, name);
  mkdirSync(inside("notebooks"));
  const filter = (path) => !path.includes("node_modules");
  for (const name of COURSE) cpSync(join(ROOT, name), inside(name), { recursive: true, filter });
  for (const name of new Set([START, ...names])) cpSync(join(ROOT, "notebooks", name), inside(`notebooks/${name}`));
  mkdirSync(inside("my_notebooks"));
  for (const [name, content] of Object.entries(others)) {
    writeFileSync(inside(`my_notebooks/${name}`), JSON.stringify(content));
  }
  writeSettings(inside("settings"));
  writeFileSync(inside("went-online"), "");
  const port = await freePort();
  const options = {
    "ServerApp.ip": "127.0.0.1",
    "ServerApp.port": port,
    "ServerApp.port_retries": 0,
    "IdentityProvider.token": TOKEN,
    "LabApp.extension_manager": "readonly",
    "LabApp.news_url": "None",
  };
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const env = {
    ...process.env,
    HOME: home,
    JUPYTER_CONFIG_DIR: inside("config"),
    JUPYTER_DATA_DIR: inside("data"),
    JUPYTER_RUNTIME_DIR: inside("runtime"),
    JUPYTERLAB_SETTINGS_DIR: inside("settings"),
    JUPYTERLAB_WORKSPACES_DIR: inside("workspaces"),
    // As in `make test`: what leaves this machine is refused, and written down.
    PYTHONPATH: [join(ROOT, "tests/offline"), process.env.PYTHONPATH].filter(Boolean).join(delimiter),
    TORCHCOURSE_OFFLINE_LOG: inside("went-online"),
    // Named from the project's top; if not at all, the data that it has downloaded.
    TORCHCOURSE_DATA: resolve(ROOT, process.env.TORCHCOURSE_DATA || "data"),
  };
  const program = join(ROOT, ".venv/bin/python");
  const open = [inside("tools/open_course.py"), "--no-browser", "--allow-root", ...flags];
  const server = spawn(program, open, { env, cwd: home });
  const said = [];
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => said.push(text));
  const ended = new Promise((done) => server.on("exit", done));
  const origin = `http://127.0.0.1:${port}`;
  const stop = async () => {
    server.kill("SIGTERM"); // it ends its kernels, too
    await Promise.race([ended, wait(10_000).then(() => server.kill("SIGKILL"))]);
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answers(`${origin}/api/status?token=${TOKEN}`, () => server.exitCode !== null);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}\n${said.join("")}`);
  }
  return {
    origin,
    // Each in a workspace of its own, or JupyterLab opens the last one's notebooks, too.
    address: (name) =>
      `${origin}/lab/workspaces/${name.slice(0, 2)}/tree/my_notebooks/${name}?token=${TOKEN}`,
    inside,
    wentOnline: () => readFileSync(inside("went-online"), "utf8"),
    stop,
  };
}

async function answers(url, ended) {
  for (const start = Date.now(); Date.now() - start < SECONDS * 1000; await wait(200)) {
    if (ended()) throw new Error("JupyterLab ended at once.");
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
  }
  throw new Error(`JupyterLab does not answer after ${SECONDS} s.`);
}
