/** That each failure mode has all its parts: what one lacks is named, one line per part. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { failModes } from "../../src/failures/index.js";
import { pages } from "../support/docs.js";

/** The project, as far as modes have parts in it. */
interface Project {
  /** The modes in the list of `src/failures/index.ts`. */
  readonly listed: readonly string[];
  readonly exists: (path: string) => boolean;
  /** `docs/failures.md`. */
  readonly page: string;
  /** The text of all scenarios. */
  readonly scenarios: string;
}

/** Each part: whether a mode has it, and what to do if it does not. */
const parts = {
  index: [
    ({ listed }, name) => listed.includes(name),
    (name) => `src/failures/index.ts: add ${name} to failModes`,
  ],
  test: [
    ({ exists }, name) => exists(`test/failures/${name}.test.ts`),
    (name) => `test/failures/${name}.test.ts: add the test`,
  ],
  row: [
    ({ page }, name) => page.includes(`\n| \`${name}\` | `),
    (name) => `docs/failures.md: ${name} has no row in the table: run npm run docs`,
  ],
  recipe: [
    ({ page }, name) =>
      new RegExp(`^curl .*"failMode":"${name}"|failMode: "${name}"`, "m").test(page),
    (name) => `docs/failures.md: add a recipe with "failMode":"${name}"`,
  ],
  scenario: [
    ({ scenarios }, name) => new RegExp(`\\bfailMode: ${name}\\b`).test(scenarios),
    (name) => `conformance/scenarios/: add a scenario with failMode: ${name}`,
  ],
} as const satisfies Readonly<
  Record<string, [(project: Project, name: string) => boolean, (name: string) => string]>
>;

type Part = keyof typeof parts;

/** `delay` is old: a wait, then `status`, which needs no `failMode`. */
const notNeeded: Readonly<Record<string, readonly Part[]>> = {
  delay: ["test", "recipe", "scenario"],
  status: ["recipe", "scenario"],
};

/** What modes lack, one line per part. */
function lackingOf(names: readonly string[], project: Project): string[] {
  return names.flatMap((name) =>
    (Object.keys(parts) as Part[])
      .filter((part) => notNeeded[name]?.includes(part) !== true)
      .map((part) => parts[part])
      .flatMap(([has, advise]) => (has(project, name) ? [] : [advise(name)])),
  );
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).map((name) => `${folder}/${name}`);
}

/** The modes that have a file. */
const written = filesIn("src/failures").flatMap((path) =>
  /satisfies FailMode;$/m.test(readFileSync(path, "utf8"))
    ? [path.slice("src/failures/".length, -".ts".length)]
    : [],
);
const project: Project = {
  listed: failModes.map(({ name }) => name),
  exists: existsSync,
  page: pages.get("docs/failures.md")!,
  scenarios: filesIn("conformance/scenarios")
    .map((path) => readFileSync(path, "utf8"))
    .join("\n"),
};

describe("the failure modes", () => {
  test("have all their parts", () => {
    assert.deepEqual(lackingOf(written, project), []);
    assert.deepEqual(written.toSorted(), project.listed.toSorted());
  });

  test("are each the one export of the file of their name", () => {
    for (const name of written) {
      const file = readFileSync(`src/failures/${name}.ts`, "utf8");
      assert.deepEqual(file.match(/^export .*$/gm), [`export const ${name} = {`]);
      assert.match(file, new RegExp(`^ {2}name: "${name}",$`, "m"));
    }
  });
});

test("a failure mode that is only a file lacks five parts, each named in a line", () => {
  assert.deepEqual(lackingOf(["imaginary"], project), [
    "src/failures/index.ts: add imaginary to failModes",
    "test/failures/imaginary.test.ts: add the test",
    "docs/failures.md: imaginary has no row in the table: run npm run docs",
    'docs/failures.md: add a recipe with "failMode":"imaginary"',
    "conformance/scenarios/: add a scenario with failMode: imaginary",
  ]);
});
