/** Runs every example of README and docs. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { discoveryFields } from "../../src/control/discoveryFields.js";
import { controlFields } from "../../src/control/fields.js";
import { call } from "../support/call.js";
import { assertPrinted, blocksOf, pages, recipes, withPorts } from "../support/docs.js";
import { startTestMock } from "../support/mock.js";
import { curl, wordsOf } from "../support/shell.js";

const execute = promisify(execFile);
const mock = await startTestMock({ regions: 4, log: "silent" });
const readme = pages.get("README.md")!;

describe("the example", { concurrency: 4 }, () => {
  for (const { page, command, output } of recipes()) {
    if (command.kind === "js browser") continue;
    test(`${page}: ${command.text.split("\n", 1)[0]!}`, async () => {
      assert.equal(output?.kind, "text");
      const code = withPorts(command.text, mock.ports);
      const printed = await (command.kind === "js" ? runScript : runLines)(code);
      assertPrinted(printed, withPorts(output.text, mock.ports));
    });
  }
});

async function runLines(text: string): Promise<string> {
  let printed = "";
  for (const line of text.trim().split("\n")) {
    // The tests of the package show that npx runs the program.
    const [program, ...args] = wordsOf(
      line.replace(/^npx livekit-mock /, "node dist/livekit-mock.cjs "),
    );
    const output =
      program === "node"
        ? (await execute(process.execPath, args)).stdout
        : await curl([program ?? "", ...args]);
    printed += output.endsWith("\n") ? output : `${output}\n`;
  }
  return printed;
}

async function runScript(text: string): Promise<string> {
  const args = ["--no-warnings", "--input-type=module", "--eval", text];
  return (await execute(process.execPath, args)).stdout;
}

describe("README and docs", () => {
  test("show no block of an unknown kind", () => {
    const kinds = /^(sh|js|text|sh (serve|install|docker)|js browser|js examples\/[\w.]+)$/;
    for (const [page, markdown] of pages) {
      if (page === "docs/sdks.md" || page === "CONTRIBUTING.md") continue;
      for (const { kind } of blocksOf(markdown)) assert.match(kind, kinds, page);
    }
  });

  test("show the example files as they are", () => {
    const shown = [...pages.values()].flatMap(blocksOf).flatMap(({ kind, text }) => {
      const [, path] = /^\w+ (examples\/.*)$/.exec(kind) ?? [];
      return path === undefined ? [] : [[path, text] as const];
    });
    assert.ok(shown.length > 0);
    for (const [path, text] of shown) assert.equal(text, readFileSync(path, "utf8"));
  });

  test("have an example for every field", () => {
    const code = recipes().map(({ command }) => command.text.replaceAll('"', ""));
    const fields = [...controlFields, ...discoveryFields].map(({ name }) => name);
    const lacking = fields.filter(
      (name) => !code.some((text) => new RegExp(`\\b${name}\\b`).test(text)),
    );
    // To see what these do takes a WebSocket.
    assert.deepEqual(lacking, ["leaveAction", "pingInterval", "pingTimeout"]);
  });
});

describe("the README", () => {
  test("has a quick start of exactly two command lines, which CI runs", () => {
    const blocks = blocksOf(readme).filter(({ kind }) => kind === "sh serve");
    assert.deepEqual(
      blocks.map(({ text }) => text),
      ["npm ci && npm run serve\n", "npm ci && npm test\n"],
    );
    assert.match(readFileSync(".ci/run", "utf8"), /^npm ci && npm test$/m);
  });

  test("has lines for Docker that a shell can read", async () => {
    const blocks = blocksOf(readme).filter(({ kind }) => kind === "sh docker");
    assert.equal(blocks.length, 1);
    for (const { text } of blocks) {
      assert.ok(text.split("\n").every((line) => line === "" || line.startsWith("docker ")));
      await execute("sh", ["-n", "-c", text]);
    }
  });
});

describe("the README's recipe for", { concurrency: 4 }, () => {
  const rows = [...readme.matchAll(/^\| (.*?) \| `(\{.*\})` \| (.*?) \|$/gm)];

  test("each of ten things", () => {
    assert.equal(rows.length, 10);
  });

  for (const [, subject = "", control = "", outcome = ""] of rows) {
    test(subject, async () => {
      const [, name = "CreateRoom"] = /`(\w+)`/.exec(subject) ?? [];
      const service = name === "CreateSIPParticipant" ? "SIP" : "RoomService";
      const startedAt = performance.now();
      const result = await call(mock.url, `livekit.${service}/${name}`, {
        control: { skipAuth: true, ...(JSON.parse(control) as object) },
        body: name === "CreateRoom" ? { name: "my-room" } : {},
      }).catch((error: unknown) => String(error) + String((error as NodeJS.ErrnoException).code));
      const [, seconds, ms] = /after (?:(\d+) s|(\d+) ms)/.exec(outcome) ?? [];
      const least = Number(ms ?? Number(seconds ?? 0) * 1000);
      assert.ok(performance.now() - startedAt >= least - 1);
      if (typeof result === "string") {
        assert.match(
          result,
          outcome.includes("RST") ? /(read|write).*ECONNRESET/ : /hang up|aborted/,
        );
        assert.match(outcome, /RST|FIN/);
        return;
      }
      assert.doesNotMatch(outcome, /RST|FIN/);
      const [, status, code] = /^(\d+)(?: `(\w+)`)?/.exec(outcome) ?? [];
      assert.equal(result.status, Number(status));
      if (code !== undefined) assert.match(result.text, new RegExp(`^\\{"code":"${code}"`));
      assert.equal(outcome.includes("HTML"), result.headers["content-type"] === "text/html");
      if (outcome.includes("the room")) assert.equal(result.text, control.slice(12, -1));
      assert.deepEqual(result.warnings, []);
    });
  }
});
