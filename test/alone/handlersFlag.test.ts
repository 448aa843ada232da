/** The program with handlers from a module: `--handlers`. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, describe, test } from "node:test";
import { call, type Result } from "../support/call.js";
import { run, runProgram, type Program } from "../support/program.js";

const folder = mkdtempSync(join(tmpdir(), "livekit-mock-"));
after(() => {
  rmSync(folder, { recursive: true });
});

/** Writes a module, and returns its path. */
function moduleWith(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const flags = ["--regions=1", "--bind=127.0.0.1", "--json"];

const createRoomPath = "livekit.RoomService/CreateRoom";

interface Started {
  readonly program: Program;
  readonly url: string;
  readonly createRoom: () => Promise<Result>;
}

async function start(args: readonly string[], environment = {}): Promise<Started> {
  const program = runProgram([...flags, ...args], environment);
  const [line] = await program.until(/^.*\n/);
  const { url } = JSON.parse(line) as { url: string };
  const control = { skipAuth: true };
  return { program, url, createRoom: () => call(url, createRoomPath, { control }) };
}

async function stop({ child, ended }: Program, signal: NodeJS.Signals): Promise<number | string> {
  child.kill(signal);
  return ended;
}

const good = moduleWith(
  "good.mjs",
  `import { sid } from "./sid.mjs";
  export default { RoomService: { CreateRoom: async () => ({ sid }) } };`,
);
moduleWith("sid.mjs", `export const sid = await Promise.resolve("RM_own");`);

describe("the module's default export", () => {
  const rows = [
    ["by an absolute path", ["--handlers", good], {}],
    ["by a relative path", ["--handlers", relative(".", good)], {}],
    ["by the environment", [], { LK_TEST_SERVER_HANDLERS: good }],
  ] as const;
  for (const [name, args, environment] of rows) {
    test(`handles calls: ${name}`, async () => {
      const { program, createRoom } = await start(args, environment);
      assert.equal((await createRoom()).text, '{"sid":"RM_own"}');
      assert.equal(await stop(program, "SIGTERM"), 0);
    });
  }

  test("may come from CommonJS", async () => {
    const text = `module.exports = { RoomService: { CreateRoom: () => ({ name: "c" }) } };`;
    const { program, createRoom } = await start(["--handlers", moduleWith("own.cjs", text)]);
    assert.equal((await createRoom()).text, '{"name":"c"}');
    assert.equal(await stop(program, "SIGINT"), 0);
  });

  test("may come from CommonJS that a compiler made", async () => {
    const text = `Object.defineProperty(exports, "__esModule", { value: true });
      exports.default = { RoomService: { CreateRoom: () => ({ name: "d" }) } };`;
    const { program, createRoom } = await start(["--handlers", moduleWith("made.cjs", text)]);
    assert.equal((await createRoom()).text, '{"name":"d"}');
    assert.equal(await stop(program, "SIGTERM"), 0);
  });

  test("may come from a path with characters that mean something in URLs", async () => {
    const text = `export default { RoomService: { CreateRoom: () => ({ name: "e" }) } };`;
    const path = moduleWith("a b#c%20d?.mjs", text);
    const { program, createRoom } = await start(["--handlers", path]);
    assert.equal((await createRoom()).text, '{"name":"e"}');
    assert.equal(await stop(program, "SIGTERM"), 0);
  });
});

test("the program ends with status 1 if a handler failed", async () => {
  const text = `export default { RoomService: { CreateRoom() { throw new Error("boom"); } } };`;
  const path = moduleWith("boom.mjs", text);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const { program, createRoom } = await start(["--handlers", path]);
    assert.equal((await createRoom()).status, 500);
    await program.untilLogged(/handler RoomService\/CreateRoom: Error: boom\n {4}at .*boom\.mjs:1/);
    assert.equal(await stop(program, signal), 1);
  }
});

test("a Twirp error is no failure", async () => {
  const text = `export default {
    RoomService: { CreateRoom() { throw { code: "not_found", msg: "no" }; } },
  };`;
  const { program, createRoom } = await start(["--handlers", moduleWith("thrown.mjs", text)]);
  assert.equal((await createRoom()).status, 404);
  assert.equal(await stop(program, "SIGTERM"), 0);
});

describe("a module that fails to load ends the program with its path and the error:", () => {
  const rows: readonly (readonly [name: string, text: string | undefined, error: RegExp])[] = [
    ["missing.mjs", undefined, /: Cannot find module '[^\n]*missing.mjs'[^\n]*\n$/],
    [
      "syntax.mjs",
      "export default {",
      /: it cannot be loaded:\nfile:.*syntax\.mjs:1\n[^]*SyntaxError: /,
    ],
    [
      "throws.mjs",
      "throw new Error('at load')",
      /: it cannot be loaded:\nfile:.*throws\.mjs:1\n[^]*Error: at load\n/,
    ],
    ["string.mjs", "throw 'at load'", /: at load\n$/],
    ["object.mjs", "throw Object.assign(Object.create(null), { a: 1 })", /: .*\{ a: 1 \}\n$/],
    ["import.mjs", "import 'no-such-package'", /: Cannot find package 'no-such-package'[^\n]*\n$/],
    ["noDefault.mjs", "export const a = 1", /: the module has no default export; it exports a\n$/],
    ["list.mjs", "export default []", /: expected an object of services, not a list\n$/],
    [
      "typo.mjs",
      "export default { RoomServce: {} }",
      /: unknown service "RoomServce"; did you mean RoomService\?\n$/,
    ],
    [
      "method.mjs",
      "export default { RoomService: { CreatRoom() {} } }",
      /RoomService: unknown method "CreatRoom"; did you mean CreateRoom\?\n$/,
    ],
    ["never.mjs", "await new Promise(() => {})", /: its top-level await never ends\n$/],
  ];
  for (const [name, text, error] of rows) {
    test(name, async () => {
      const path = join(folder, name);
      if (text !== undefined) moduleWith(name, text);
      const program = runProgram([...flags, "--handlers", path]);
      assert.equal(await program.ended, 1);
      assert.equal(program.stdout(), "");
      const stderr = program.stderr();
      assert.ok(stderr.startsWith(`livekit-mock: handlers ${JSON.stringify(path)}`), stderr);
      assert.match(stderr, error);
    });
  }
});

describe("docs/handlers.md", () => {
  test("shows a module that works", async () => {
    const { program, url, createRoom } = await start(["--handlers", "examples/handlers.mjs"]);
    assert.equal((await createRoom()).text, '{"sid":"RM_1"}');
    const control = { skipAuth: true };
    const deleted = await call(url, "livekit.RoomService/DeleteRoom", { control });
    assert.equal(deleted.text, '{"code":"not_found","msg":"no such room"}');
    assert.equal(await stop(program, "SIGTERM"), 0);
  });

  test("says how to restart the mock when the module changes", async () => {
    const handlers = (name: string): string =>
      `export default { RoomService: { CreateRoom: () => ({ name: "${name}" }) } };`;
    const path = moduleWith("watched.mjs", handlers("one"));
    const program = run(process.execPath, [
      ...[`--watch-path=${path}`, "dist/livekit-mock.cjs", "--handlers", path],
      ...["--regions=1", "--bind=127.0.0.1"],
    ]);
    const listening = /region-0 listens on (\S+)/g;
    const nameOf = async (url: string): Promise<string> => {
      const { text } = await call(url, createRoomPath, { control: { skipAuth: true } });
      return text;
    };
    const [, first = ""] = await program.until(/listens on (\S+)\n/);
    assert.equal(await nameOf(first), '{"name":"one"}');
    writeFileSync(path, handlers("two"));
    await program.until(/listens on [^]*listens on \S+\n/);
    const urls = [...program.stdout().matchAll(listening)].map(([, url = ""]) => url);
    assert.equal(await nameOf(urls.at(-1)!), '{"name":"two"}');
  });
});
