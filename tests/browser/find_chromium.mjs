// Print the browser that the tests use, or one sentence that says what to install.

import { findChromium } from "./harness.mjs";

try {
  console.log(findChromium());
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
