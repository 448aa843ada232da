/** The examples and the page about SDKs, as far as they run without other services and toolchains. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
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
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
}

describe("the compose file", () => {
  const { services } = readYaml("examples/compose.yaml") as {
    readonly services: Readonly<Record<string, Service>>;
  };

  for (const [index, [name, { environment = {}, ports }]] of Object.entries(services).entries()) {
    test(`starts ${name} as that region alone, at the URL that all of them list`, async () => {
      assert.equal(name, `region-${String(index)}`);
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
    readonly jobs: { readonly test: { readonly services: { readonly livekit: Service } } };
  };
  const { livekit } = jobs.test.services;

  test("maps the ports that the image serves, and asks for its own health check", async () => {
    const asked = await readCommandLine([], livekit.env ?? {});
    assert.equal(asked.kind, "serve");
    assert.equal(asked.settings.advertiseFromHost, true);
    assert.deepEqual(
      livekit.ports,
      asked.settings.ports.map((port) => `${String(port)}:${String(port)}`),
    );
    const exposed = /^EXPOSE (.*)$/m.exec(readFileSync("Dockerfile", "utf8"))![1];
    assert.equal(exposed, asked.settings.ports.join(" "));
    const { options } = livekit as unknown as { readonly options: string };
    assert.match(options, /--health-interval/);
    assert.doesNotMatch(options, /--health-cmd/);
  });

  test("names the version of the package", () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    assert.ok(livekit.image.endsWith(`:${version}`));
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
