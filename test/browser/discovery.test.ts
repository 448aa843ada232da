/** What a page sees of `/settings/regions`, if its token says how that fails. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startTestMock } from "../support/mock.js";
import { tokenFor } from "../support/token.js";
import { openScenarios } from "./support/browser.js";

const mock = await startTestMock({ regions: 2 });
const run = await openScenarios();

function ask(discovery: object): ReturnType<typeof run<"discovery">> {
  return run("discovery", { url: mock.url, token: tokenFor({ discovery }) });
}

describe("a page that asks for the regions sees", () => {
  test("the list that its token asks for", async () => {
    const list = JSON.stringify({
      regions: [{ region: "region-1", url: mock.regions[1]!.url, distance: "1" }],
    });
    assert.deepEqual(await ask({ omitSelf: true }), [200, list]);
  });

  test("a status", async () => {
    assert.deepEqual(await ask({ status: 503 }), [503, ""]);
  });

  test("a page of a proxy", async () => {
    const seen = await ask({ failMode: "html" });
    assert.ok(!("name" in seen));
    assert.equal(seen[0], 502);
    assert.match(seen[1], /Error 502/);
  });

  for (const [failMode, message] of [
    ["reset", "Failed to fetch"],
    ["drop", "Failed to fetch"],
    ["truncate", "Failed to fetch"],
    ["resetBody", "Failed to fetch"],
  ] as const) {
    test(`an error of the network by ${failMode}`, async () => {
      const seen = await ask({ failMode });
      assert.ok("name" in seen);
      assert.deepEqual([seen.name, seen.message], ["TypeError", message]);
    });
  }

  test("the whole list, however slowly it comes", async () => {
    const seen = await ask({ failMode: "trickle", trickle: { bytes: 50, everyMs: 10 } });
    assert.deepEqual(seen, await ask({}));
  });
});
