/** What README, CONTRIBUTING and docs say of themselves and of the project. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, test } from "node:test";
import { stalePages, withTables } from "../scripts/docs/pages.js";
import { linksOf, pages } from "./support/docs.js";
import { methods } from "./support/methods.js";

const readme = pages.get("README.md")!;

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsOf(markdown: string): string[] {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  const own = [...markdown.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id);
  const made = headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
  return [...own, ...made];
}

describe("the tables of README and docs", () => {
  test("are those of the code", async () => {
    assert.deepEqual([...(await stalePages()).keys()], []);
  });

  test("are made anew between their marks", async () => {
    const page = "a\n<!-- table: signal modes -->\nold\n<!-- end -->\nb\n";
    const made = await withTables(page, "page.md");
    assert.match(made, /^a\n<!-- table: signal modes -->\n\n\| mode \|[^]*\n<!-- end -->\nb\n$/);
    assert.equal(await withTables(made, "page.md"), made);
  });

  test("have known names", async () => {
    await assert.rejects(
      withTables("<!-- table: modes -->\n<!-- end -->", "page.md"),
      /^Error: page\.md: unknown table: modes; expected .*signal modes/,
    );
  });
});

describe("the links of", () => {
  for (const [path, markdown] of pages) {
    test(`${path} lead somewhere`, () => {
      for (const link of linksOf(markdown)) {
        const [file = "", anchor] = link.split("#");
        const target = file === "" ? path : normalize(join(dirname(path), file));
        assert.ok(existsSync(target), link);
        if (anchor === undefined) continue;
        assert.ok(anchorsOf(readFileSync(target, "utf8")).includes(anchor), link);
      }
    });
  }
});

describe("the README", () => {
  test("fits one screen: 10 KB", () => {
    assert.ok(Buffer.byteLength(readme) <= 10 * 1024, String(Buffer.byteLength(readme)));
  });

  test("names every page of docs", () => {
    for (const path of pages.keys()) {
      if (path.startsWith("docs/")) assert.ok(readme.includes(`](${path})`), path);
    }
  });

  test("counts the methods and services right", () => {
    const services = new Set([...methods.values()].map(({ service }) => service));
    const claim = `All ${String(methods.size)} methods of LiveKit's ${String(services.size)} services`;
    assert.ok(readme.includes(claim));
  });
});

test("the README counts the scenarios and defects of docs/conformance.md", () => {
  const results = pages.get("docs/conformance.md")!;
  const [, scenarios] = /in (\d+) \[scenarios\]/.exec(results)!;
  const count = results.split("\n## Defects\n")[1]!.match(/^- /gm)!.length;
  assert.ok(readme.includes(`against ${scenarios!} scenarios show ${String(count)} defects`));
});

test("every path that CONTRIBUTING names is there, or ignored by git", () => {
  const contributing = pages.get("CONTRIBUTING.md")!;
  const folders = ["src", "scripts", "test", "gen", "docs", "conformance", "examples", "proto"];
  const paths = contributing.match(new RegExp(`\\b(?:${folders.join("|")})/[\\w./*-]*\\w/?`, "g"))!;
  const ignored = readFileSync(".gitignore", "utf8").split("\n");
  const missing = paths.filter(
    (path) => !path.includes("*") && !existsSync(path) && !ignored.includes(path),
  );
  assert.deepEqual(missing, []);

  const files = ["src", "scripts", ".github"].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => basename(path)),
  );
  const names = contributing.match(/(?<![\w./*-])[\w-]+(?:\.\w+)*\.(?:ts|yml)\b/g)!;
  assert.deepEqual(
    names.filter((name) => !files.includes(name)),
    [],
  );
});
