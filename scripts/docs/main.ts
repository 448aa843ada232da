/** Writes the tables of README and docs; with `--check` fails if one is out of date, and names its page. */
import { writeFileSync } from "node:fs";
import { stalePages } from "./pages.js";

const stale = await stalePages();
if (process.argv.includes("--check")) {
  for (const path of stale.keys()) {
    console.error(`${path}: a table is out of date: run npm run docs`);
    process.exitCode = 1;
  }
} else {
  for (const [path, page] of stale) writeFileSync(path, page);
}
