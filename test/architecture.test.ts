import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, test } from "node:test";

/** The layers, from the bottom up: a file imports from its own layer and from those below. */
const layers: readonly (readonly string[])[] = [
  ["gen/"],
  [
    "src/awaitable.ts",
    "src/base64.ts",
    "src/clock.ts",
    "src/duration.ts",
    "src/findings.ts",
    "src/json.ts",
    "src/lazy.ts",
    "src/log.ts",
    "src/memory.ts",
    "src/nearest.ts",
    "src/random.ts",
    "src/reason.ts",
    "src/region.ts",
    "src/version.ts",
  ],
  ["src/signal/"],
  ["src/reply.ts"],
  ["src/token/", "src/twirp/"],
  ["src/control/"],
  ["src/failures/"],
  ["src/middleware/"],
  ["src/explain.ts"],
  ["src/server/"],
  ["src/settings/"],
  ["src/checkedControl.ts", "src/serve.ts"],
  ["src/mock.ts"],
  ["src/index.ts", "src/vitest.ts"],
  ["src/commandLine/", "src/health.ts", "src/readyFile.ts"],
  ["src/cli.ts"],
];

const imported = /^(?:import|export)\b[^;]*?from "([^"]+)";/gms;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(imported)].map(([, from]) =>
    from!.startsWith(".")
      ? relative(".", join(dirname(file), from!)).replace(/\.js$/, ".ts")
      : from!,
  );
}

function layerOf(file: string): number {
  return layers.findIndex((names) => names.some((name) => file === name || file.startsWith(name)));
}

describe("imports go one way", () => {
  for (const file of filesIn("src")) {
    test(file, () => {
      assert.notEqual(layerOf(file), -1, "a file of no layer");
      const own = importsOf(file).filter((from) => /^(src|gen)\//.test(from));
      const upward = own.filter((from) => layerOf(from) > layerOf(file) || layerOf(from) === -1);
      assert.deepEqual(upward, []);
    });
  }

  test("gen/ imports protobuf, twirp-ts and itself", () => {
    const foreign = filesIn("gen")
      .flatMap(importsOf)
      .filter((from) => !/^(gen\/|@bufbuild\/protobuf(\/|$)|twirp-ts$)/.test(from));
    assert.deepEqual([...new Set(foreign)], []);
  });

  test("only the listener and what it calls know sockets, and the health check as a client", () => {
    const users = (module: RegExp): string[] =>
      filesIn("src").filter((file) => importsOf(file).some((from) => module.test(from)));
    assert.deepEqual(users(/^(node:(https?|net)|ws)$/), [
      "src/server/body.ts",
      "src/server/converse.ts",
      "src/server/handle.ts",
      "src/server/handshakes.ts",
      "src/server/head.ts",
      "src/server/listener.ts",
      "src/server/outbox.ts",
      "src/server/perform.ts",
      "src/server/secure.ts",
      "src/server/tcp.ts",
      "src/server/upgrade.ts",
    ]);
  });
});
