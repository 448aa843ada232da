import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import type { Method } from "../../gen/types.js";
import { discoveryFields } from "../../src/control/discoveryFields.js";
import { controlFields } from "../../src/control/fields.js";
import { olderHeaders } from "../../src/control/olderHeaders.js";
import { failModes, failureFields } from "../../src/failures/index.js";
import { nameOf, type Field } from "../../src/util/fieldTypes.js";
import { flags } from "../../src/settings/index.js";
import { signalModes } from "../../src/control/signalModes.js";
import { methods } from "../support/methods.js";
import { startTestMock } from "../support/mock.js";
import {
  assertPrinted,
  assertTable,
  blocksOf,
  readme,
  recipes,
  runsInBrowser,
  sectionOf,
  tableBelow,
  withPorts,
} from "../support/readme.js";
import { curl, wordsOf } from "../support/shell.js";

const execute = promisify(execFile);
const mock = await startTestMock({ regions: 4, log: "silent" });

describe("the recipe", { concurrency: 4 }, () => {
  for (const { command, output } of recipes().filter((recipe) => !runsInBrowser(recipe))) {
    const name = command.text.split("\n", 1)[0]!;
    test(name, async () => {
      assert.equal(output.kind, "text");
      assert.ok(["sh", "js"].includes(command.kind));
      const code = withPorts(command.text, mock.ports);
      const printed = await (command.kind === "js" ? runScript : runLines)(code);
      assertPrinted(printed, withPorts(output.text, mock.ports));
    });
  }
});

async function runLines(text: string): Promise<string> {
  let printed = "";
  for (const line of text.trim().split("\n")) {
    const [program, ...args] = wordsOf(line);
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

describe("the README", () => {
  test("has a quick start of exactly two command lines", () => {
    const [first, second, ...more] = blocksOf(sectionOf("## Quick start").split("### ", 1)[0]!);
    assert.deepEqual(
      [first?.text, second?.text],
      ["npm ci && npm run serve\n", "npm ci && npm test\n"],
    );
    assert.deepEqual(more, []);
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

  test("shows nothing to run that is not run here, or an example", () => {
    const kinds = blocksOf(readme.replace(sectionOf("## Recipes"), "")).map(({ kind }) => kind);
    const example = "js examples/failover.test.mjs";
    assert.deepEqual(kinds, ["sh", "sh", "sh docker", "sh install", example]);
  });

  test("shows its example as it is", () => {
    for (const { kind, text } of blocksOf(readme)) {
      const [, path] = /^\w+ (examples\/.*)$/.exec(kind) ?? [];
      if (path !== undefined) assert.equal(text, readFileSync(path, "utf8"));
    }
  });

  test("has every flag, with its variable, default and meaning", () => {
    assertTable(
      "| flag | environment | default | meaning |",
      flags.map(({ name, variable, default: fallback, meaning }) => [
        `\`--${name}\``,
        `\`${variable}\``,
        fallback === "" ? "" : `\`${fallback}\``,
        meaning,
      ]),
    );
  });

  test("has every field of the control, with its type, default and effect", () => {
    assertTable("| field | type | default | effect |", rowsOf(controlFields));
  });

  test("has every field of discovery, but for those of a failure", () => {
    const failure = failureFields.map((field) => field.name as string);
    assertTable(
      "| field of `discovery` | type | default | effect |",
      rowsOf(discoveryFields.filter(({ name }) => !failure.includes(name))),
    );
    const [first, last] = [failure[1]!, failure.at(-1)!];
    assert.ok(readme.includes(`the table above (\`${first}\` to \`${last}\`)`));
  });

  test("has every failure mode, with what goes over the wire", () => {
    assertTable(
      "| failure mode | on the wire |",
      failModes.map(({ name, effect }) => [`\`${name}\``, effect]),
    );
  });

  test("has every mode of the signal connection, with what it does", () => {
    assertTable(
      "| mode | what it does |",
      signalModes.map(({ name, effect }) => [`\`${name}\``, effect]),
    );
  });

  test("has a recipe for every failure mode and field", () => {
    const code = recipes().map(({ command }) => command.text.replaceAll('"', ""));
    const fields = [...controlFields, ...discoveryFields].map(({ name }) => name);
    const shows = (pattern: string): boolean => code.some((text) => new RegExp(pattern).test(text));
    const modes = failModes.map(({ name }) => name);
    const lacking = [
      ...modes.filter((name) => !shows(`failMode: ?${name}\\b`)),
      ...fields.filter((name) => !shows(`\\b${name}\\b`)),
    ];
    // The plain mode needs no name, the old one takes 30 s, and the rest takes a WebSocket to see.
    assert.deepEqual(lacking, ["status", "delay", "leaveAction", "pingInterval", "pingTimeout"]);
  });

  test("has every older header", () => {
    const rows = tableBelow("| header | as field |");
    assert.deepEqual(
      rows.map(([header]) => header),
      olderHeaders.map(({ name }) => `\`${name}\``),
    );
    for (const [at, { field }] of olderHeaders.entries()) {
      const text = field === "failDelayMs" ? "the wait of the `delay` fail mode" : `\`${field}\``;
      assert.ok(rows[at]![1]!.startsWith(text));
    }
  });

  test("has the grant of every method", () => {
    const table = new Map<string, string[]>();
    for (const [needs = "", names = ""] of tableBelow("| the token needs | methods |")) {
      for (const path of pathsOf(names)) {
        assert.ok(!table.has(path), `${path} is there twice`);
        table.set(path, claimsIn(needs));
      }
    }
    const expected = [...methods.values()].map((method) => [method.path, grantOf(method)] as const);
    assert.deepEqual(Object.fromEntries(table), Object.fromEntries(expected));
  });

  test("counts the methods and services right", () => {
    const services = new Set([...methods.values()].map(({ service }) => service));
    const claim = `All ${String(methods.size)} methods of LiveKit's ${String(services.size)} services`;
    assert.ok(readme.includes(claim));
  });
});

function rowsOf(fields: readonly Field[]): string[][] {
  return fields.map(({ name, type, default: fallback, effect }) => [
    `\`${name}\``,
    nameOf(type),
    fallback,
    effect,
  ]);
}

/** `RoomService/CreateRoom` or every method of a service, as paths. */
function pathsOf(text: string): string[] {
  return text.split(", ").flatMap((entry) => {
    const [, every] = /^every `(\w+)` method$/.exec(entry) ?? [];
    if (every === undefined) return [`livekit.${entry.replaceAll("`", "")}`];
    return [...methods.keys()].filter((path) => path.startsWith(`livekit.${every}/`));
  });
}

function claimsIn(text: string): string[] {
  return [...text.matchAll(/`((?:video|sip|agent)\.\w+)`/g)].map(([, claim]) => claim!).sort();
}

function grantOf(method: Method): string[] {
  const claims = Object.entries(method.grant as Record<string, readonly string[]>).flatMap(
    ([claim, names]) => names.map((name) => `${claim}.${name}`),
  );
  if (method.room !== undefined) claims.push("video.room");
  if (method.destinationRoom !== undefined) claims.push("video.destinationRoom");
  return claims.sort();
}
