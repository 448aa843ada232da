/** The examples and the page about SDKs, as far as they run without other services and toolchains. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parse } from "yaml";
import { readCommandLine } from "../../src/cli/readCommandLine.js";
import { serve } from "../../src/server/serve.js";
import { request } from "../support/call.js";
import { startTestMock } from "../support/mock.js";

function readYaml(path: string): unknown {
  return parse(readFileSync(path, "utf8"), { merge: true });
}

interface Service {
  readonly build: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
}

interface Job {
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly run?: string }[];
}

describe("the compose file", () => {
  const { services } = readYaml("examples/compose.yaml") as {
    readonly services: Readonly<Record<string, Service>>;
  };

  for (const [index, [name, { build, environment, ports }]] of Object.entries(services).entries()) {
    test(`starts ${name} as that region alone, at the URL that all of them list`, async () => {
      assert.equal(name, `region-${String(index)}`);
      assert.ok(existsSync(join("examples", build, "Dockerfile")));
      const asked = await readCommandLine([], environment);
      assert.equal(asked.kind, "serve");
      const { settings } = asked;
      assert.deepEqual(
        [settings.only, Object.keys(services).length],
        [index, settings.ports.length],
      );
      const picked = { ...settings, ports: settings.ports.map(() => 0), bind: "127.0.0.1" };
      const { info, close } = await serve(picked);
      const [outside, inside] = ports[0]!.split(":");
      assert.equal(info.regions[index]!.url, `http://127.0.0.1:${outside!}`);
      assert.equal(Number(inside), settings.ports[index]);
      await close();
    });
  }
});

describe("the workflow of GitHub Actions", () => {
  const { jobs } = readYaml("examples/github-actions.yml") as {
    readonly jobs: { readonly test: Job };
  };
  const { env, steps } = jobs.test;
  const commands = steps.flatMap(({ run = "" }) => run.trim().split("\n"));
  const ofMock = commands.flatMap((line) => /^npx livekit-mock ([^>&]*)/.exec(line)?.[1] ?? []);
  const readArguments = (line: string): ReturnType<typeof readCommandLine> =>
    readCommandLine(line.trim().split(" "), env);

  test("starts a mock with the secret and at the URL that its tests read", async () => {
    const asked = await readArguments(ofMock[0]!);
    assert.equal(asked.kind, "serve");
    const { bind, ports, apiSecret } = asked.settings;
    assert.equal(`http://${bind}:${String(ports[0])}`, env["LK_TEST_SERVER_URL"]);
    assert.equal(apiSecret, env["LIVEKIT_API_SECRET"]);
    assert.deepEqual(asked.warnings, []);
  });

  test("waits for all its regions, and shows its log", async () => {
    const asked = await readArguments(ofMock[1]!);
    assert.equal(asked.kind, "wait");
    assert.deepEqual(
      asked.urls.map((url) => url.split(":").at(-1)),
      ["9999", "10000", "10001", "10002"],
    );
    assert.equal(ofMock.length, 2);
    const [, log = ""] = / > (\S+) 2>&1 &$/m.exec(commands.join("\n")) ?? [];
    assert.equal(commands.at(-1), `cat ${log}`);
  });

  test("names the tarball that npm pack writes", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    const named = readFileSync("examples/github-actions.yml", "utf8").match(
      /livekit-mock-.*?\.tgz/g,
    );
    assert.deepEqual(new Set(named), new Set([`livekit-mock-${version}.tgz`]));
  });
});

describe("the page about SDKs", () => {
  const page = readFileSync("docs/sdks.md", "utf8");

  test("has an API key that holds the control that it names", async () => {
    const [, coded = "", json = ""] = /`mock\.([\w=]+)` is `(.*)`/.exec(page)!;
    assert.equal(Buffer.from(coded, "base64").toString(), json);
    const keys = [...page.matchAll(/"mock\.([\w=]+)"/g)].map(([, key]) => key);
    assert.deepEqual(new Set(keys), new Set([coded]));
    await Promise.resolve();
  });

  test("has hosts that are regions", async () => {
    const mock = await startTestMock({ regions: 3, hostRegions: ".livekit.cloud" });
    const hosts = /^127\.0\.0\.1 (.*)$/m.exec(page)![1]!.split(" ");
    for (const [index, host] of hosts.entries()) {
      const list = await request(`${mock.url}/settings/regions`, { headers: { Host: host } });
      assert.equal(list.headers["x-lk-mock-region"], String(index));
      assert.ok(hosts.every((other) => list.text.includes(`http://${other}:`)));
    }
  });

  test("has a section for each language", () => {
    const languages = [...page.matchAll(/^## (.*)$/gm)].map(([, name]) => name);
    assert.deepEqual(languages, ["Node", "Go", "Python", "Rust", "Kotlin and Java", "Ruby"]);
  });
});
