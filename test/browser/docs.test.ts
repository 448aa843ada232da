import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { startTestMock } from "../support/mock.js";
import { assertPrinted, pages, recipes, withPorts } from "../support/docs.js";
import { bundle, openPage } from "./support/browser.js";

const mock = await startTestMock({ regions: 4, log: "silent" });
const inBrowser = recipes().filter(({ command }) => command.kind === "js browser");

describe("an example for a browser", () => {
  test("is there", () => {
    assert.ok(inBrowser.length > 0);
  });

  for (const { command, output } of inBrowser) {
    test(command.text.split("\n", 1)[0], async () => {
      const code = withPorts(command.text, mock.ports);
      const page = await openPage(await bundle(`${code}\nglobalThis.done = true;`));
      await page.waitForFunction("globalThis.done === true");
      const messages = await page.consoleMessages();
      const logged = messages.filter((message) => message.type() === "log");
      const printed = logged.map((message) => `${message.text()}\n`).join("");
      assert.equal(output?.kind, "text");
      assertPrinted(printed, withPorts(output.text, mock.ports));
    });
  }
});

test("livekit-client waits for media as long as docs/signal.md says", () => {
  const [, seconds] = /`peerConnectionTimeout` \((\d+) s by default\)/.exec(
    pages.get("docs/signal.md")!,
  )!;
  const defaults = readFileSync("node_modules/livekit-client/src/room/defaults.ts", "utf8");
  assert.ok(defaults.includes(`  peerConnectionTimeout: ${seconds!}_000,\n`));
});
