/** What the published Node SDK does today with each failure, as `docs/sdk-matrix.md` says. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, mock, test } from "node:test";
import { failModes } from "../src/control/failModes.js";
import { matrixRows, observe } from "./support/sdkMatrix.js";

// The SDK tells of each failover on the console.
mock.method(console, "warn", () => undefined);

const rows = matrixRows();

describe("the Node SDK", { concurrency: true }, () => {
  for (const { failure, control, outcome } of rows) {
    test(failure, async () => {
      assert.equal(await observe(control), outcome);
    });
  }
});

test("the matrix has every failure mode but the old one", () => {
  const shown = rows.map(({ control: { failMode, failRegions, perRegion } }) =>
    perRegion === undefined ? (failMode ?? (failRegions && "status")) : perRegion[0]?.failMode,
  );
  const missing = failModes.filter(({ name }) => name !== "delay" && !shown.includes(name));
  assert.deepEqual(missing, []);
});

test("the matrix names the version of the SDK that is installed", () => {
  const path = "node_modules/livekit-server-sdk/package.json";
  const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string };
  const page = readFileSync("docs/sdk-matrix.md", "utf8");
  assert.ok(page.includes(`\`livekit-server-sdk\` ${version} |`));
});
