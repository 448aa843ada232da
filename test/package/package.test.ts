/** The package, installed as users do. */
import assert from "node:assert/strict";
import { cpSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { linksOf } from "../support/docs.js";
import { createProject } from "./support/project.js";

const project = await createProject();
const { packed, tarball } = project;

/** Writes a program to a file of the project, and runs it. */
async function runFile(name: string, text: string): Promise<string> {
  project.write(name, text);
  return project.run(process.execPath, ["--no-warnings", name]);
}

describe("the package", () => {
  test("is under 2.5 MB, has types, schema and licenses, and no dependencies", () => {
    assert.ok(packed.unpackedSize < 2_500_000, String(packed.unpackedSize));
    const paths = packed.files.map(({ path }) => path);
    for (const path of [
      ...["LICENSE", "NOTICE", "README.md", "CHANGELOG.md", "dist/LICENSES.txt"],
      ...["dist/livekit-mock.cjs", "dist/control.schema.json", "dist/vitest.mjs"],
      ...["index", "messages", "twirp"].flatMap((name) =>
        ["cjs", "mjs", "d.cts", "d.mts"].map((kind) => `dist/${name}.${kind}`),
      ),
    ]) {
      assert.ok(paths.includes(path), path);
    }
    const installed = JSON.parse(
      project.read("node_modules/livekit-mock/package.json"),
    ) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    for (const name of ["dependencies", "optionalDependencies"]) {
      assert.ok(!(name in installed), name);
    }
    const peers = Object.keys(installed["peerDependencies"] ?? {});
    const optional = Object.fromEntries(peers.map((name) => [name, { optional: true }]));
    assert.deepEqual(installed["peerDependenciesMeta"], optional);
    assert.ok(!project.has("node_modules/@bufbuild"));
  });

  test("has every page and file that its pages link to", () => {
    const paths = new Set(packed.files.map(({ path }) => path));
    const pages = [...paths].filter((path) => path.endsWith(".md"));
    assert.ok(pages.includes("docs/control.md"));
    const broken = pages.flatMap((page) =>
      linksOf(project.read(`node_modules/livekit-mock/${page}`))
        .map((link) => link.split("#", 1)[0]!)
        .filter((file) => file !== "" && !paths.has(join(dirname(page), file)))
        .map((file) => `${page}: ${file}`),
    );
    assert.deepEqual(broken, []);
  });

  test("has no install script for npm users to approve, and no repository address", () => {
    const text = project.read("node_modules/livekit-mock/package.json");
    const installed = JSON.parse(text) as { readonly scripts: Readonly<Record<string, string>> };
    for (const name of ["preinstall", "install", "postinstall", "prepare"]) {
      assert.ok(!(name in installed.scripts), name);
    }
    for (const name of ["repository", "homepage", "bugs"]) assert.ok(!(name in installed), name);
  });

  test("has a program that npx runs", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    assert.equal(await project.run("npx", ["livekit-mock", "--version"]), `${version}\n`);
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
    test(`works from ${kind}, and the process exits on its own`, async () => {
      assert.equal(await runFile(file, line + use), "403 function function\n");
    });
  }

  test("is the same module, whether imported or required", async () => {
    const text = `
      import { createRequire } from "node:module";
      import * as imported from "livekit-mock";
      const required = createRequire(import.meta.url)("livekit-mock");
      console.log(Object.keys(imported).sort().join(), imported.startMock === required.startMock);
    `;
    assert.equal(
      await runFile("both.mjs", text),
      "ControlError,SettingsError,apiKeyFor,control,startMock true\n",
    );
  });

  test("has messages and enums that need no other package, imported or required", async () => {
    const text = `
      import { createRequire } from "node:module";
      import * as imported from "livekit-mock/messages";
      const required = createRequire(import.meta.url)("livekit-mock/messages");
      console.log(Object.keys(required).every((name) => imported[name] === required[name]));
      console.log(imported.RoomSchema.typeName, imported.agent.ChatMessageSchema.typeName);
      console.log(imported.EgressStatus.EGRESS_COMPLETE, imported.googleRpc.StatusSchema.typeName);
    `;
    const printed = "true\nlivekit.Room livekit.agent.ChatMessage\n3 google.rpc.Status\n";
    assert.equal(await runFile("messages.mjs", text), printed);
  });

  test("says that livekit-mock/twirp needs twirp-ts", async () => {
    const text = `try { require("livekit-mock/twirp"); } catch ({ message }) { console.log(message); }`;
    assert.match(await runFile("lacking.cjs", text), /^Cannot find module 'twirp-ts'/);
  });

  test("exports the control's schema", async () => {
    const text = `console.log(require("livekit-mock/control.schema.json").title);`;
    assert.equal(await runFile("schema.cjs", text), "X-Lk-Mock\n");
  });
});

describe("the package's types", () => {
  const text = `
    import { control, startMock, type Mock, type MockControl, type SeenRequest } from "livekit-mock";
    import type { HandlerContext, Handlers, MockHandlers } from "livekit-mock";
    import setup from "livekit-mock/vitest";

    const seen: SeenRequest[] = [];
    export async function use(): Promise<number> {
      await using mock: Mock = await startMock({
        regions: 3,
        onRequest: (request) => seen.push(request),
        control: { perRegion: { "*": { delayMs: { max: 5 } } } },
      });
      const fields: MockControl = { failRegions: [0], failMode: "reset", discovery: { maxAge: 60 } };
      control({ methods: { CreateRoom: { response: { name: "x" } }, "livekit.Egress/*": { response: { a: 1 } } } });
      control({ methods: { ListRooms: { response: { rooms: [{ name: "x" }] } }, "*": { failStatus: 429 } } });
      const token: string = mock.token({ video: { roomCreate: true }, validFor: "1h" });
      const headers: HeadersInit = control(fields);
      const all: HeadersInit = { ...control(fields), Authorization: token };
      const index: number = mock.regions[0]!.index;
      const stop: () => Promise<void> = await setup();
      await stop();
      return index + Object.keys(headers).length + Object.keys(all).length;
    }

    export const createRoom: Handlers["RoomService"]["CreateRoom"] = (ctx, { name, metadata }) => ({
      $typeName: "livekit.Room",
      ...{ sid: "RM_1", name, metadata, emptyTimeout: 0, departureTimeout: 0, maxParticipants: 0 },
      ...{ creationTime: 0n, creationTimeMs: 0n, turnPassword: "", enabledCodecs: [] },
      ...{ numParticipants: regionOf(ctx), numPublishers: 0, activeRecording: false },
    });
    function regionOf({ region, control, claims }: HandlerContext): number {
      const room: string | null | undefined = claims?.video?.room;
      return control.fails && room === undefined ? 0 : region.index;
    }

    export const handlers: MockHandlers = {
      RoomService: {
        CreateRoom: (ctx, { name }) => ({ name, creationTime: 5n, metadata: ctx.id }),
        ListRooms: async (ctx, { names }) => {
          const { rooms } = await ctx.next({ names });
          return { rooms: [...rooms, { name: ctx.identity, version: { unixMicro: 1n } }] };
        },
        DeleteRoom: () => undefined,
        GetParticipant: (ctx) => ctx.next(),
      },
      Egress: {
        StopEgress: async ({ signal }) =>
          signal.aborted ? {} : { request: { case: "web", value: { url: "u" } } },
        ListEgress: async () => undefined,
      },
    };
    export async function handle(): Promise<void> {
      const mock = await startMock({ handlers, handlerErrors: "log" });
      const remove: () => void = mock.use(handlers, { once: true });
      remove();
      mock.resetHandlers();
      // @ts-expect-error -- there is no such service
      mock.use({ RoomServce: {} });
      // @ts-expect-error -- there is no such method
      mock.use({ RoomService: { CreatRoom: () => ({}) } });
      // @ts-expect-error -- there is no such field
      mock.use({ RoomService: { CreateRoom: () => ({ nmae: "a" }) } });
      // @ts-expect-error -- the field is a string
      mock.use({ RoomService: { CreateRoom: () => ({ sid: 7 }) } });
      // @ts-expect-error -- the field is a bigint
      mock.use({ RoomService: { CreateRoom: () => ({ creationTime: 5 }) } });
      // @ts-expect-error -- the field is nested
      mock.use({ RoomService: { ListRooms: () => ({ rooms: [{ sid: 7 }] }) } });
    }

    // @ts-expect-error -- there is no such field
    control({ failRegion: [0] });
    // @ts-expect-error -- there is no such mode
    control({ failMode: "dorp" });
    // @ts-expect-error -- the response has no such field
    control({ methods: { CreateRoom: { response: { nmae: "x" } } } });
    // @ts-expect-error -- a message in the response has no such field
    control({ methods: { ListRooms: { response: { rooms: [{ nmae: "x" }] } } } });
    // @ts-expect-error -- the response has no fields
    control({ methods: { "livekit.RoomService/DeleteRoom": { response: { name: "x" } } } });
    // @ts-expect-error -- there is no such method
    control({ methods: { CreateRooms: {} } });
    // @ts-expect-error -- there is no such option
    void startMock({ region: 3 });
  `;

  for (const [name, file, module] of [
    ["in ESM", "types.mts", "NodeNext"],
    ["in CommonJS", "types.cts", "Node16"],
    ["for a bundler", "types.ts", "Preserve"],
  ] as const) {
    test(`compile ${name}, with strict TypeScript`, async () => {
      project.write(file, text);
      const compilerOptions = {
        ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, types: [] },
        ...{ module, target: "ES2022", lib: ["ES2022", "DOM"] },
      };
      const config = `tsconfig.${module}.json`;
      project.write(config, JSON.stringify({ compilerOptions, files: [file] }));
      await project.runTool("typescript/bin/tsc", ["--project", config]);
    });
  }

  test("and exports are clean for publint and for Are the types wrong?", async () => {
    await project.runTool("publint/src/cli.js", ["--strict", tarball]);
    // Node 10's resolution has no subpaths.
    await project.runTool("@arethetypeswrong/cli/dist/index.js", ["--profile", "node16", tarball]);
  });
});

describe("an example runs in a user's project", () => {
  project.link("vitest", "livekit-server-sdk");

  test("for node --test, from the README", async () => {
    cpSync("examples/failover.test.mjs", project.path("failover.test.mjs"));
    const output = await project.run(process.execPath, [
      "--test",
      "--test-reporter=tap",
      "failover.test.mjs",
    ]);
    assert.match(output, /^# pass 1$/m);
  });

  test("for Vitest, with its setup", async () => {
    cpSync("examples/vitest", project.path("with-vitest"), { recursive: true });
    const args = ["run", "--root", "with-vitest", "--reporter=json", "--outputFile=results.json"];
    await project.runTool("vitest/vitest.mjs", args);
    const results = project.read("with-vitest/results.json");
    assert.equal((JSON.parse(results) as { numPassedTests: number }).numPassedTests, 2);
  });
});

test("the setup for Vitest sets environment variables, and restores them", async () => {
  const text = `
    import setup from "livekit-mock/vitest";
    const names = ["LK_TEST_SERVER_URL", "LIVEKIT_URL", "LIVEKIT_API_KEY", "LIVEKIT_API_SECRET"];
    const values = () => names.map((name) => process.env[name] ?? "none").join(" ");
    process.env.LIVEKIT_URL = "before";
    delete process.env.LIVEKIT_API_KEY;
    const stop = await setup();
    console.log(values());
    await stop();
    console.log(values());
  `;
  assert.match(
    await runFile("setup.mjs", text),
    /^(http:\/\/127\.0\.0\.1:\d+) \1 devkey secret\nnone before none none\n$/,
  );
});
