import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, test } from "node:test";

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

/** What has a place of its own among the layers: a folder, or a file beside the folders. */
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
const units = [...new Set(sources.map(unitOf))].sort();
const folders = units.filter((unit) => !unit.endsWith(".ts"));

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

  test("a file beside the folders", () => {
    const files = units.filter((unit) => unit.endsWith(".ts"));
    assert.deepEqual(files.flatMap(circleThrough), []);
  });
});

describe("what a part may import", () => {
  test("gen/ imports protobuf, twirp-ts and itself", () => {
    const foreign = filesIn("gen")
      .flatMap(importsOf)
      .filter((from) => !/^(gen\/|@bufbuild\/protobuf(\/|$)|twirp-ts$)/.test(from));
    assert.deepEqual([...new Set(foreign)], []);
  });

  test("only the server knows sockets", () => {
    const users = filesIn("src").filter((file) =>
      importsOf(file).some((from) => /^(node:(https?|net|tls)|ws)$/.test(from)),
    );
    // A timer that no test can fake.
    const own = users.filter((file) => file !== "src/util/realTime.ts");
    assert.deepEqual(
      own.filter((file) => !file.startsWith("src/server/")),
      [],
    );
    assert.ok(own.length > 0);
  });
});
