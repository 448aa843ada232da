/** The catalogue, what is known to fail, and the page that is made of both. */
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { controlSchema, readCatalogue } from "../runner/catalogue.js";
import { isDefect, readFailing } from "../runner/known.js";
import { outdated } from "../runner/pages.js";
import { fingerprintOf, readResults } from "../runner/results.js";
import { sdks } from "../runner/sdks.js";
import { request } from "../../test/support/call.js";
import { instantClock } from "../../test/support/clock.js";
import { startTestMock } from "../../test/support/mock.js";
import { curl, wordsOf } from "../../test/support/shell.js";
import { inTemporaryFolder } from "./support/folder.js";

/** What the catalogue is to use all of. */
const { discovery } = controlSchema.properties as {
  readonly discovery: {
    readonly properties: {
      readonly inject: { readonly items: { readonly enum: readonly string[] } };
    };
  };
};

const groups = readCatalogue("conformance/scenarios");
const scenarios = groups.flatMap((group) => group.scenarios);
const known = new Map(
  sdks.map(({ name }) => [name, readFailing(`conformance/known-failing/${name}.yaml`, scenarios)]),
);
const results = readResults("docs/conformance/results.json");
const pages = new Map(
  [
    "docs/conformance.md",
    ...readdirSync("docs/conformance").map((name) => `docs/conformance/${name}`),
  ]
    .filter((path) => path.endsWith(".md"))
    .map((path) => [path, readFileSync(path, "utf8")]),
);

describe("the catalogue", async () => {
  const mock = await startTestMock({ regions: 3, clock: instantClock(), log: "silent" });

  for (const { name, call, control } of scenarios) {
    test(`has nothing wrong in ${name}`, async () => {
      const strict = { skipAuth: true, ...control, strict: true };
      const asks = { method: "POST", control: strict, body: JSON.stringify(call.request) };
      const type = { "Content-Type": "application/json" };
      const answers = await Promise.allSettled([
        request(`${mock.url}/twirp/livekit.${call.method}`, { ...asks, headers: type }),
        request(`${mock.url}/settings/regions`, { control: strict }),
      ]);
      for (const answer of answers) {
        const text = answer.status === "fulfilled" ? answer.value.text : "";
        assert.doesNotMatch(text, /mock: strict/);
      }
    });
  }

  test("says why each scenario matters, in a sentence", () => {
    const odd = scenarios.filter(({ why }) => !/^[A-Z].*\.$/.test(why.trim()));
    assert.deepEqual(odd, []);
  });

  test("has every fault of discovery", () => {
    const used = scenarios.flatMap(({ control }) => control.discovery?.inject ?? []);
    const faults = discovery.properties.inject.items.enum;
    assert.deepEqual([...faults].sort(), [...new Set<string>(used)].sort());
  });
});

describe("a file of scenarios", () => {
  const whole = {
    about: "They are tests.",
    common: { why: "It is a test.", call: { method: "A/B", request: {} }, reference: "None." },
    scenarios: [{ name: "one", expect: { ok: {} } }],
  };

  function read(content: object) {
    return inTemporaryFolder((folder) => {
      mkdirSync(join(folder, "scenarios"));
      const schema = "scenario.schema.json";
      writeFileSync(join(folder, schema), readFileSync(join("conformance", schema)));
      writeFileSync(join(folder, "scenarios/file.yaml"), JSON.stringify(content));
      return readCatalogue(join(folder, "scenarios"))[0]!.scenarios;
    });
  }

  test("is joined with what all of its scenarios have, and with the defaults", async () => {
    const common = { ...whole.common, control: { delayMs: 5 }, client: { failover: true } };
    const own = { name: "one", control: { id: "a" }, required: "It says so.", expect: { ok: {} } };
    assert.deepEqual(await read({ ...whole, common, scenarios: [own] }), [
      {
        name: "file/one",
        why: "It is a test.",
        call: { method: "A/B", request: {} },
        control: { delayMs: 5, id: "a" },
        client: { failover: true, scheme: "http", basePath: "", calls: 1, pauseMs: 0 },
        expect: { ok: {} },
        required: "It says so.",
      },
    ]);
  });

  for (const [name, scenario, problem] of [
    ["an unknown member", { reason: "x" }, /file\.yaml: .*additional properties: "reason"/],
    ["an invalid control", { control: { failRegion: [0] } }, /additional properties: "failRegion"/],
    [
      "an invalid value",
      { control: { failMode: "dorp" } },
      /\/scenarios\/0\/control\/failMode must/,
    ],
    [
      "no expectation",
      { expect: undefined },
      /^UsageError: file\/one: .*required property 'expect'/,
    ],
    ["neither success nor error", { expect: { attempts: 1 } }, /expect .*required property 'ok'/],
    [
      "two bases",
      { required: "a", reference: "b" },
      /^UsageError: file\/one: must match exactly one schema/,
    ],
    ["an invalid name", { name: "Not A Name" }, /\/scenarios\/0\/name must match pattern/],
  ] as const) {
    test(`is refused if a scenario has ${name}`, async () => {
      const changed = { ...whole.scenarios[0], ...scenario };
      await assert.rejects(read({ ...whole, scenarios: [changed] }), problem);
    });
  }

  test("is refused if a name is given twice", async () => {
    const [one] = whole.scenarios;
    await assert.rejects(
      read({ ...whole, scenarios: [one, one] }),
      /^UsageError: file\/one: duplicate name/,
    );
  });
});

describe("what is known to fail", () => {
  function read(content: unknown) {
    return inTemporaryFolder((folder) => {
      const path = join(folder, "a.yaml");
      writeFileSync(path, JSON.stringify(content));
      return readFailing(path, scenarios);
    });
  }
  const one = { title: "a", happens: "b", matters: "c", scenarios: [scenarios[0]!.name] };

  for (const [name, content, problem] of [
    [
      "a scenario that is not there",
      [{ ...one, scenarios: ["failover/after-a-504"] }],
      /no scenario failover\/after-a-504; did you mean failover\/after-a-\d+[\w-]*\?/,
    ],
    ["a duplicate scenario", [one, one], /: duplicate \w+\//],
    ["an entry that lacks something", [{ title: "a" }], /\/0 must have required property/],
  ] as const) {
    test(`is refused with ${name}`, async () => {
      await assert.rejects(read(content), problem);
    });
  }

  test("is nothing if there is no file", () => {
    assert.deepEqual(readFailing("conformance/known-failing/no-such-sdk.yaml", scenarios), []);
  });

  test("is what the results have, for each SDK of the matrix", () => {
    assert.deepEqual(
      results.map(({ name }) => name),
      sdks.map(({ name }) => name),
    );
    for (const { name, verdicts } of results) {
      assert.deepEqual(
        Object.entries(verdicts).map(([scenario, { of }]) => [scenario, of]),
        scenarios.map((scenario) => [scenario.name, fingerprintOf(scenario)]),
      );
      const failed = scenarios.filter((scenario) => verdicts[scenario.name]?.verdict === "fail");
      const listed = known.get(name)!.flatMap((failing) => failing.scenarios);
      assert.deepEqual(failed.map((scenario) => scenario.name).sort(), [...listed].sort());
    }
  });
});

describe("the pages", async () => {
  const mock = await startTestMock({ regions: 4, clock: instantClock(), log: "silent" });
  const index = pages.get("docs/conformance.md")!;

  test("are what is made of the catalogue, the results and what is known", () => {
    assert.equal(pages.size, sdks.length + 2);
    assert.deepEqual(
      outdated("docs", [], groups, (name) => known.get(name)!),
      [],
    );
  });

  test("begin with one screen, which has all defects", () => {
    const titles = [...known.values()].flat().filter((failing) => isDefect(failing, scenarios));
    assert.ok(titles.length >= 8);
    assert.equal(index.match(/^- \w+: \[/gm)?.length, titles.length);
    assert.ok(index.split("\n").length < 60);
  });

  for (const line of new Set(
    [...pages.values()].flatMap((page) => page.match(/^curl .*$/gm) ?? []),
  )) {
    test(`show a command that the mock understands: ${line.slice(0, 150)}`, async () => {
      const here = line.replace("http://127.0.0.1:9999", mock.url).replace("curl -i", "curl -i -S");
      const printed = await curl(wordsOf(here));
      assert.notEqual(printed, "");
      assert.doesNotMatch(printed, /^X-Lk-Mock-Warning/m);
    });
  }

  test("link to files, and to anchors in them", () => {
    for (const [path, page] of pages) {
      const links = [...page.matchAll(/\]\(([\w./-]*)(?:#([^)]*))?\)/g)];
      assert.ok(links.length > 0);
      for (const [, file = "", anchor] of links) {
        const target = readFileSync(file === "" ? path : join(dirname(path), file), "utf8");
        const isThere = anchor === undefined || target.includes(`<a id="${anchor}">`);
        assert.ok(isThere || anchor === "conformance", `${path}: ${file}#${anchor ?? ""}`);
      }
    }
  });

  test("have the versions that the drivers are built with", () => {
    const pinned: Readonly<Record<string, RegExp>> = {
      "node/package.json": /"livekit-server-sdk": "(.*)"/,
      "python/requirements.txt": /^livekit-api==(.*)$/m,
      "go/go.mod": /livekit\/server-sdk-go\/v2 (\S+)$/m,
      "rust/Cargo.toml": /^livekit-api = "=(.*)"$/m,
      "java/pom.xml": /<artifactId>livekit-server<\/artifactId>\s*<version>(.*)<\/version>/,
    };
    const versions = Object.entries(pinned).map(([file, pattern]) => {
      return pattern.exec(readFileSync(`conformance/drivers/${file}`, "utf8"))?.[1];
    });
    assert.deepEqual(
      results.map(({ version }) => version),
      versions,
    );
  });
});
