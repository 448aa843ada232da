/** `npm run conformance`, with drivers of a made-up SDK. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { SdkResults } from "../../runner/results.js";
import { inTemporaryFolder } from "../support/folder.js";
import { madeUp } from "../support/scenarios.js";
import { run, type Program } from "../../../test/support/program.js";

function conformance(args: readonly string[], environment: Record<string, string> = {}): Program {
  const words = ["--import", "tsx", "conformance/runner/main.ts", ...args];
  return run(process.execPath, words, environment);
}

/** One job: the order of the results is that of the scenarios. */
function withDriver(kind: string, scenarios: string, more: readonly string[] = []): string[] {
  return ["--jobs", "1", "--scenario", scenarios, ...more, "--", ...madeUp(kind).words];
}

const two = "healthy/a-message-comes-back,errors/an-exhausted-resource-is-reported";

describe("with a driver of your own", () => {
  test("it prints a table, and ends with status 0 if all is well", async () => {
    const program = conformance(withDriver("right", two));
    assert.equal(await program.ended, 0);
    assert.equal(
      program.stdout(),
      `scenario                                  made-up
errors/an-exhausted-resource-is-reported  pass
healthy/a-message-comes-back              pass

made-up: 2 pass, 0 are known to fail, 0 fail unexpectedly, 0 pass unexpectedly
`,
    );
    assert.equal(program.stderr(), "2/2 made-up healthy/a-message-comes-back\n");
  });

  test("it ends with status 1 if something fails, and says what", async () => {
    const program = conformance(withDriver("wrong", two));
    assert.equal(await program.ended, 1);
    assert.match(
      program.stdout(),
      /^made-up: errors\/an-exhausted-resource-is-reported: it succeeded \(/m,
    );
  });

  test("it writes its own page and results, and brings them up to date", async () => {
    await inTemporaryFolder(async (folder) => {
      const out = ["--out", join(folder, "new")];
      assert.equal(await conformance(withDriver("right", two, out)).ended, 0);
      const read = (): SdkResults[] =>
        (
          JSON.parse(readFileSync(join(folder, "new/conformance/results.json"), "utf8")) as {
            sdks: SdkResults[];
          }
        ).sdks;
      const [{ name, sdk, version, verdicts }] = read() as [SdkResults];
      assert.deepEqual([name, sdk, version], ["made-up", "made-up", "1.0.0"]);
      assert.deepEqual(
        Object.entries(verdicts).map(([scenario, { observed }]) => [scenario, observed]),
        [
          ["errors/an-exhausted-resource-is-reported", "ServerError resource_exhausted; 1 attempt"],
          ["healthy/a-message-comes-back", "ok from region 0; 1 attempt"],
        ],
      );
      const page = readFileSync(join(folder, "new/conformance.md"), "utf8");
      assert.match(
        page,
        /^\| \[made-up\]\(conformance\/made-up\.md\) \| `made-up` 1\.0\.0 \| 2 \| 0 \| 0 \| 0 \|/m,
      );

      const again = withDriver("right", "healthy/a-list-comes-back-whole", out);
      await conformance(again).ended;
      assert.equal(Object.keys(read()[0]!.verdicts).length, 3);
      await conformance(again, { MADE_UP_VERSION: "2.0.0" }).ended;
      assert.deepEqual(Object.keys(read()[0]!.verdicts), ["healthy/a-list-comes-back-whole"]);
    });
  });
});

describe("it ends with status 2 and a line", () => {
  for (const [name, args, line] of [
    ["for an unknown SDK", ["--sdk", "nodee"], /^--sdk nodee: expected .* did you mean node\?\n$/],
    [
      "for an unknown scenario",
      ["--scenario", "failover/x"],
      /^--scenario failover\/x matches none; .*\n$/,
    ],
    [
      "for a driver that is not there",
      withDriver("right", two).toSpliced(-3, 3, "no-such"),
      /no-such: [^\n]*\n$/,
    ],
  ] as const) {
    test(name, async () => {
      const program = conformance(args);
      assert.equal(await program.ended, 2);
      assert.match(program.stderr(), line);
      assert.equal(program.stdout(), "");
    });
  }

  test("for tools that are not there", async () => {
    const program = conformance(["--sdk", "go,java"], { PATH: "/nowhere" });
    assert.equal(await program.ended, 2);
    assert.equal(
      program.stderr(),
      "not on the PATH: go needs go, java needs java, java needs mvn\n",
    );
  });

  test("for names that are needed and refused", async () => {
    const scenarios = "failover/after-a-503-the-next-region-responds";
    const args = withDriver("right", scenarios);
    args[args.indexOf("--") + 1] = process.execPath;
    const program = conformance(args, { PATH: "/nowhere" });
    assert.equal(await program.ended, 2);
    assert.match(program.stderr(), /^1 scenarios need names .*ENOENT.*: run as root on Linux/);
  });

  test("but needs no names for scenarios of one region", async () => {
    const program = conformance(withDriver("right", "errors/an-exhausted-*"), { PATH: "/nowhere" });
    assert.equal(await program.ended, 0);
    assert.match(program.stdout(), /^errors\/an-exhausted-resource-is-reported +pass$/m);
  });
});

for (const [signal, status] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${signal} ends it, its drivers and its names`, async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await inTemporaryFolder(async (folder) => {
      const environment = { TMPDIR: folder, MADE_UP_PORT: String(port) };
      const program = conformance(withDriver("hanging", "healthy/a-message-*"), environment);
      const [driver] = (await once(server, "connection")) as [Socket];
      driver.on("error", () => undefined);
      const gone = once(driver, "close");
      program.child.kill(signal);
      assert.equal(await program.ended, status);
      await gone;
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.startsWith("livekit-mock-")),
        [],
      );
    });
    server.close();
  });
}

test("without an SDK the pages are checked, and written, from what was observed before", async () => {
  const program = conformance(["--sdk", "none", "--check"]);
  assert.deepEqual([await program.ended, program.stdout(), program.stderr()], [0, "", ""]);
});

test("the driver of the Node SDK is built once for the same sources", async () => {
  const args = ["--sdk", "node", "--scenario", "healthy/a-message-comes-back"];
  assert.equal(await conformance(args).ended, 0);
  const built = readdirSync("conformance/.cache").filter((name) => name.startsWith("node-"));
  assert.ok(built.length > 0 && built.every((name) => /^node-[0-9a-f]{12}$/.test(name)));
  const again = conformance([...args, "--check"]);
  assert.equal(await again.ended, 0);
  assert.doesNotMatch(again.stderr(), /npm ci/);
});
