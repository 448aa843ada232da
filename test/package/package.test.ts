/** The package as a user installs it: the tarball in an empty folder. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  mkdirSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { promisify } from "node:util";

const execute = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "livekit-mock-package-"));
after(() => {
  rmSync(folder, { recursive: true });
});

interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

// The build is that of `npm test`: packing is not to make another one meanwhile.
const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
const [packed] = JSON.parse((await execute("npm", pack)).stdout) as [Packed];
const tarball = join(folder, packed.filename);
const project = join(folder, "project");
mkdirSync(project);
writeFileSync(join(project, "package.json"), '{"name":"a-project","private":true}');
await inProject("npm", ["install", "--no-audit", "--no-fund", "--offline", tarball]);

async function inProject(command: string, args: readonly string[]): Promise<string> {
  // A test runner in a test of Node's would report to that one.
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  return (await execute(command, [...args], { cwd: project, env })).stdout;
}

/** Runs a development tool in the user's project; where it fails, what it says is the failure. */
async function expectOutput(tool: string, args: readonly string[]): Promise<void> {
  const path = resolve("node_modules", tool);
  await inProject(process.execPath, [path, ...args]).catch((error: unknown) => {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    assert.fail(stdout + stderr);
  });
}

/** Runs a program of the project's, in a file of this name. */
async function runFile(name: string, text: string): Promise<string> {
  writeFileSync(join(project, name), text);
  return inProject(process.execPath, ["--no-warnings", name]);
}

describe("the package", () => {
  test("is under 1 MB, with types, schema and licenses, and nothing to install with it", () => {
    assert.ok(packed.unpackedSize < 1_000_000, String(packed.unpackedSize));
    const paths = packed.files.map(({ path }) => path);
    for (const path of [
      ...["LICENSE", "NOTICE", "README.md", "CHANGELOG.md", "dist/LICENSES.txt"],
      ...["dist/livekit-mock.cjs", "dist/control.schema.json", "dist/vitest.mjs"],
      ...["dist/index.cjs", "dist/index.mjs", "dist/index.d.cts", "dist/index.d.mts"],
    ]) {
      assert.ok(paths.includes(path), path);
    }
    const installed = JSON.parse(
      readFileSync(join(project, "node_modules/livekit-mock/package.json"), "utf8"),
    ) as object;
    for (const name of ["dependencies", "peerDependencies", "optionalDependencies"]) {
      assert.ok(!(name in installed), name);
    }
  });

  test("has a program, which npx runs", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    assert.equal(await inProject("npx", ["livekit-mock", "--version"]), `${version}\n`);
  });

  const use = `
    async function main() {
      const mock = await startMock({ regions: 2, log: "silent" });
      const url = mock.url + "/twirp/livekit.RoomService/CreateRoom";
      const headers = { ...control({ failRegions: [0] }), Authorization: "Bearer " + mock.token() };
      const response = await fetch(url, { method: "POST", headers });
      await mock.close();
      console.log(response.status, typeof ControlError, typeof SettingsError);
    }
    main();
  `;
  const names = "{ startMock, control, ControlError, SettingsError }";
  for (const [kind, file, line] of [
    ["ESM", "use.mjs", `import ${names} from "livekit-mock";`],
    ["CommonJS, through require", "use.cjs", `const ${names} = require("livekit-mock");`],
  ] as const) {
    test(`is used from ${kind}, and the process ends by itself`, async () => {
      assert.equal(await runFile(file, line + use), "403 function function\n");
    });
  }

  test("is one mock, whether it is imported or required", async () => {
    const text = `
      import { createRequire } from "node:module";
      import * as imported from "livekit-mock";
      const required = createRequire(import.meta.url)("livekit-mock");
      console.log(Object.keys(imported).sort().join(), imported.startMock === required.startMock);
    `;
    assert.equal(
      await runFile("both.mjs", text),
      "ControlError,SettingsError,control,startMock true\n",
    );
  });

  test("has the schema of the control at a path of its own", async () => {
    const text = `console.log(require("livekit-mock/control.schema.json").title);`;
    assert.equal(await runFile("schema.cjs", text), "X-Lk-Mock\n");
  });
});

describe("its types", () => {
  const text = `
    import { control, startMock, type Mock, type MockControl, type SeenRequest } from "livekit-mock";
    import setup from "livekit-mock/vitest";

    const seen: SeenRequest[] = [];
    export async function use(): Promise<number> {
      await using mock: Mock = await startMock({
        regions: 3,
        onRequest: (request) => seen.push(request),
        control: { perRegion: { "*": { delayMs: { max: 5 } } } },
      });
      const fields: MockControl = { failRegions: [0], failMode: "reset", discovery: { maxAge: 60 } };
      const token: string = mock.token({ video: { roomCreate: true }, validFor: "1h" });
      const headers: HeadersInit = control(fields);
      const all: HeadersInit = { ...control(fields), Authorization: token };
      const index: number = mock.regions[0]!.index;
      const stop: () => Promise<void> = await setup();
      await stop();
      return index + Object.keys(headers).length + Object.keys(all).length;
    }

    // @ts-expect-error -- there is no such field
    control({ failRegion: [0] });
    // @ts-expect-error -- there is no such mode
    control({ failMode: "dorp" });
    // @ts-expect-error -- there is no such option
    void startMock({ region: 3 });
  `;

  for (const [name, file, module] of [
    ["in ESM", "types.mts", "NodeNext"],
    ["in CommonJS", "types.cts", "Node16"],
    ["for a bundler", "types.ts", "Preserve"],
  ] as const) {
    test(`hold ${name}, with all of TypeScript's checks`, async () => {
      writeFileSync(join(project, file), text);
      const compilerOptions = {
        ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, types: [] },
        ...{ module, target: "ES2022", lib: ["ES2022", "DOM"] },
      };
      const config = join(project, `tsconfig.${module}.json`);
      writeFileSync(config, JSON.stringify({ compilerOptions, files: [file] }));
      await expectOutput("typescript/bin/tsc", ["--project", config]);
    });
  }

  test("and exports are clean for publint and for Are the types wrong?", async () => {
    await expectOutput("publint/src/cli.js", ["--strict", tarball]);
    // Node 10's way to resolve knows no subpaths.
    await expectOutput("@arethetypeswrong/cli/dist/index.js", ["--profile", "node16", tarball]);
  });
});

describe("an example runs in a project of its user", () => {
  for (const name of ["vitest", "livekit-server-sdk"]) {
    symlinkSync(resolve("node_modules", name), join(project, "node_modules", name));
  }

  test("for node --test, which the README shows", async () => {
    cpSync("examples/failover.test.mjs", join(project, "failover.test.mjs"));
    const told = await inProject(process.execPath, [
      "--test",
      "--test-reporter=tap",
      "failover.test.mjs",
    ]);
    assert.match(told, /^# pass 1$/m);
  });

  test("for Vitest, with its setup", async () => {
    cpSync("examples/vitest", join(project, "with-vitest"), { recursive: true });
    const args = ["run", "--root", "with-vitest", "--reporter=json", "--outputFile=results.json"];
    await expectOutput("vitest/vitest.mjs", args);
    const results = readFileSync(join(project, "with-vitest/results.json"), "utf8");
    assert.equal((JSON.parse(results) as { numPassedTests: number }).numPassedTests, 2);
  });
});

test("the setup for Vitest says where the mock is, and leaves the environment as it was", async () => {
  const text = `
    import setup from "livekit-mock/vitest";
    const names = ["LK_TEST_SERVER_URL", "LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"];
    const told = () => names.map((name) => process.env[name] ?? "none").join(" ");
    process.env.LIVEKIT_URL = "before";
    delete process.env.LIVEKIT_API_KEY;
    const stop = await setup();
    console.log(told());
    await stop();
    console.log(told());
  `;
  assert.match(
    await runFile("setup.mjs", text),
    /^(http:\/\/127\.0\.0\.1:\d+) \1 devkey secret\nnone before none none\n$/,
  );
});
