import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, test } from "node:test";

const imported = /^(?:import|export)\b[^;]*?from "([^"]+)";/gms;
const importedValue = /^(?:import|export) (?!type\b)[^;]*?from "([^"]+)";/gms;
const importedLater = /\bimport\("([^"]+)"\)/g;

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file));
}

/** What a file imports, at once or later; the files of the project by their paths. */
function importsOf(file: string): string[] {
  return [...importsAtOnceOf(file), ...matchesIn(file, importedLater)];
}

function importsAtOnceOf(file: string): string[] {
  return matchesIn(file, imported);
}

function matchesIn(file: string, pattern: RegExp): string[] {
  return [...readFileSync(file, "utf8").matchAll(pattern)].map(([, from]) =>
    from!.startsWith(".")
      ? relative(".", join(dirname(file), from!)).replace(/\.js$/, ".ts")
      : from!,
  );
}

/** The layer that a file belongs to: its folder. */
function unitOf(file: string): string {
  const [root = "", name = ""] = file.split("/");
  return root === "gen" ? "gen" : join(root, name);
}

/** An import of one unit by another. */
interface Edge {
  readonly file: string;
  readonly from: string;
}

const sources = [...filesIn("src"), ...filesIn("gen")];
const edges: readonly Edge[] = sources.flatMap((file) =>
  importsOf(file)
    .filter((from) => /^(src|gen)\//.test(from) && unitOf(from) !== unitOf(file))
    .map((from) => ({ file, from })),
);
const folders = [...new Set(sources.map(unitOf))].sort();

/** The imports that lead from a unit back to itself, the shortest way; none if there is no way. */
function circleThrough(unit: string): string[] {
  const ways = new Map<string, readonly Edge[]>([[unit, []]]);
  for (const [at, way] of ways) {
    for (const edge of edges.filter(({ file }) => unitOf(file) === at)) {
      const next = unitOf(edge.from);
      const longer = [...way, edge];
      if (next === unit) return longer.map(({ file, from }) => `${file} imports ${from}`);
      if (!ways.has(next)) ways.set(next, longer);
    }
  }
  return [];
}

describe("imports go one way: none leads back to", () => {
  for (const folder of folders) {
    test(folder, () => {
      assert.deepEqual(circleThrough(folder), []);
    });
  }

  test("a file", () => {
    const ways = new Map(sources.map((file) => [file, importsAtOnceOf(file)]));
    const circles: string[] = [];
    const follow = (file: string, way: readonly string[]): void => {
      for (const next of ways.get(file) ?? []) {
        if (way.includes(next)) circles.push([...way.slice(way.indexOf(next)), next].join(" -> "));
        else if (ways.has(next)) follow(next, [...way, next]);
      }
      // No circle leads through it that has not been found.
      ways.delete(file);
    };
    for (const file of sources) follow(file, [file]);
    assert.deepEqual(circles, []);
  });
});

/** All that runs if a file is imported: the sources by their paths, packages by their names. */
function runBy(file: string): readonly string[] {
  const run = new Set([file]);
  for (const at of run) {
    if (!sources.includes(at)) continue;
    for (const from of matchesIn(at, importedValue)) run.add(from);
  }
  return [...run];
}

describe("no message and no package is loaded at the start, but for the small leven, of", () => {
  for (const entry of ["src/library/index.ts", "src/library/vitest.ts", "src/cli/program.ts"]) {
    test(entry, () => {
      const run = runBy(entry);
      assert.ok(run.includes("src/server/handle.ts"));
      const others = run.filter((from) => !/^(src\/|node:|gen\/(methods|table)\.ts$)/.test(from));
      assert.deepEqual(others, ["leven"]);
    });
  }
});

test("each source belongs to a layer", () => {
  assert.deepEqual(
    folders.filter((folder) => folder.endsWith(".ts")),
    [],
  );
});

describe("what a part may import", () => {
  test("gen/ imports protobuf and itself", () => {
    const foreign = filesIn("gen")
      .flatMap(importsOf)
      .filter((from) => !/^(gen\/|@bufbuild\/protobuf(\/|$))/.test(from));
    assert.deepEqual([...new Set(foreign)], []);
  });

  test("the conformance imports the package alone, and its tests what all tests share", () => {
    const runner = filesIn("conformance/runner").flatMap(importsOf);
    const tests = filesIn("conformance/test").flatMap(importsOf);
    const isForeign = (from: string): boolean =>
      from.endsWith(".ts") && !from.startsWith("conformance/");
    assert.ok(runner.includes("livekit-mock"));
    assert.deepEqual(runner.filter(isForeign), []);
    const shared = tests.filter(isForeign);
    assert.deepEqual(
      shared.filter((from) => !from.startsWith("test/support/")),
      [],
    );
  });

  test("only the server knows sockets", () => {
    const users = filesIn("src").filter((file) =>
      importsOf(file).some((from) => /^(node:(https?|net|tls)|ws)$/.test(from)),
    );
    // A timer that no test can fake, and a client.
    const others = ["src/util/realTime.ts", "src/cli/health.ts"];
    const own = users.filter((file) => !others.includes(file));
    assert.deepEqual(
      own.filter((file) => !file.startsWith("src/server/")),
      [],
    );
    assert.ok(own.length > 0);
  });
});
