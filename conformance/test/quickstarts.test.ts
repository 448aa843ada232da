/** The programs of docs/sdks.md, as the page has them; `npm run quickstarts` plays them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { readPage } from "../quickstarts/page.js";

const page = readFileSync("docs/sdks.md", "utf8");
const quickstarts = readPage(page);

describe("a page", () => {
  const fence = "```";
  const introduction = `# A page\n\n${fence}sh serve\nserve me\n${fence}\n`;

  test("is read into files, commands and outputs per language", () => {
    const section = `
## One

${fence}sh install
first
second
${fence}

${fence}js some/file.mjs
code;
${fence}

${fence}text
no program
${fence}

${fence}console
$ run it
line 1
line 2
$ run it again
${fence}
`;
    const own = `\n## Two\n\n${fence}sh serve\nserve me --otherwise\n${fence}\n`;
    assert.deepEqual(readPage(introduction + section + own), [
      {
        language: "One",
        files: [["some/file.mjs", "code;\n"]],
        install: ["first", "second"],
        serve: "serve me",
        runs: [
          { command: "run it", output: "line 1\nline 2\n" },
          { command: "run it again", output: "" },
        ],
      },
      { language: "Two", files: [], install: [], serve: "serve me --otherwise", runs: [] },
    ]);
  });

  test("without a command that starts the mock is invalid", () => {
    assert.throws(() => readPage("# A page\n\n## One\n"), {
      name: "UsageError",
      message: "One: no command starts the mock",
    });
  });
});

describe("docs/sdks.md", () => {
  test("runs two programs per language, each saved under a name that its command has", () => {
    for (const { language, runs, files } of quickstarts) {
      assert.equal(runs.length, 2, language);
      for (const { command } of runs) {
        const name = command
          .split(/[ /=]/)
          .at(-1)!
          .replace(/Kt$/, "")
          .replace(/\.\w+$/, "");
        assert.ok(
          files.some(([path]) => path.includes(name)),
          `${language}: ${command}`,
        );
      }
    }
  });

  test("installs the versions that the conformance runs", () => {
    const pins = [
      ["node/package.json", /"livekit-server-sdk": "(.*)"/, "livekit-server-sdk@"],
      ["python/requirements.txt", /^livekit-api==(.*)$/m, "livekit-api=="],
      ["go/go.mod", /server-sdk-go\/v2 (.*)$/m, "server-sdk-go/v2@"],
      ["rust/Cargo.toml", /^livekit-api = "=(.*)"$/m, 'livekit-api = "='],
      ["java/pom.xml", /livekit-server<\/artifactId>\s*<version>(.*)</, "<version>"],
      ["java/pom.xml", /okhttp-jvm<\/artifactId>\s*<version>(.*)</, "<version>"],
    ] as const;
    for (const [path, pin, before] of pins) {
      const [, version = ""] = pin.exec(readFileSync(`conformance/drivers/${path}`, "utf8"))!;
      assert.ok(page.includes(before + version), `${path} has ${version}`);
    }
  });

  test("is played in CI for Node, Go and Python, and each week for all languages", () => {
    assert.match(readFileSync(".ci/run", "utf8"), /^npm run quickstarts -- node go python$/m);
    const weekly = readFileSync(".github/workflows/weekly.yml", "utf8");
    assert.match(weekly, /run: npm run quickstarts$/m);
  });
});
