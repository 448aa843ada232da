/** `npm run generate` and the check for a stale `gen/`, on a copy of the project. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import { policy } from "../scripts/protoc-gen-livekit-mock/grants.js";

const copy = mkdtempSync(join(tmpdir(), "livekit-mock-copy-"));
symlinkSync(resolve("node_modules"), join(copy, "node_modules"));
after(() => {
  rmSync(copy, { recursive: true });
});

beforeEach(() => {
  for (const part of ["gen", "proto", "scripts", "buf.yaml", "buf.gen.yaml", "package.json"]) {
    rmSync(join(copy, part), { recursive: true, force: true });
    cpSync(part, join(copy, part), { recursive: true });
  }
});

function npm(script: string): { readonly status: number | null; readonly printed: string } {
  const { status, stdout, stderr } = spawnSync("npm", ["run", script], { cwd: copy });
  return { status, printed: `${stdout.toString()}${stderr.toString()}` };
}

function tree(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    files
      .filter((file) => file.endsWith(".ts"))
      .map((file) => [file, readFileSync(join(root, file), "utf8")]),
  );
}

describe("npm run generate", () => {
  test("writes what is committed, and an orphan disappears", () => {
    writeFileSync(join(copy, "gen/orphan.ts"), "export {};\n");
    assert.equal(npm("generate").status, 0);
    assert.deepEqual(tree(join(copy, "gen")), tree("gen"));
  });

  test("fails for a method without a grant, names it, and leaves gen/ alone", () => {
    const file = join(copy, "proto/livekit_room.proto");
    const text = readFileSync(file, "utf8");
    const method = "  rpc Brew(ListRoomsRequest) returns (ListRoomsResponse);\n";
    writeFileSync(
      file,
      text.replace("service RoomService {\n", `service RoomService {\n${method}`),
    );
    const { status, printed } = npm("generate");
    assert.notEqual(status, 0);
    assert.match(printed, /livekit\.RoomService\/Brew: no rule grants it/);
    assert.deepEqual(tree(join(copy, "gen")), tree("gen"));
  });

  test("needs no network: its plugins are local", () => {
    const plugins = readFileSync("buf.gen.yaml", "utf8").match(/^ {2}- \w+:/gm);
    assert.deepEqual(plugins, ["  - directory:", "  - local:", "  - local:"]);
  });
});

describe("npm run check:generated", () => {
  test("passes where gen/ is up to date", () => {
    assert.equal(npm("check:generated").status, 0);
  });

  const stale: readonly (readonly [name: string, file: string, change: (path: string) => void])[] =
    [
      [
        "changed",
        "gen/livekit_room_mock.ts",
        (path) => {
          appendFileSync(path, "//\n");
        },
      ],
      [
        "missing",
        "gen/agent/livekit_agent_session_pb.ts",
        (path) => {
          rmSync(path);
        },
      ],
      [
        "an orphan",
        "gen/orphan.ts",
        (path) => {
          writeFileSync(path, "");
        },
      ],
    ];
  for (const [name, file, change] of stale) {
    test(`fails and names a file that is ${name}`, () => {
      change(join(copy, file));
      const { status, printed } = npm("check:generated");
      assert.equal(status, 1);
      assert.ok(printed.includes(`gen/ is stale; run npm run generate`));
      assert.ok(printed.includes(`\n  ${file}\n`));
    });
  }

  test("leaves gen/ as it is", () => {
    rmSync(join(copy, "gen/methods.ts"));
    npm("check:generated");
    assert.equal(existsSync(join(copy, "gen/methods.ts")), false);
  });
});

test("RoomService and SIP name the methods of their rules", () => {
  const named = policy.filter(({ service }) => /\.(RoomService|SIP)$/.test(service));
  assert.equal(named.length, 7);
  assert.ok(named.every(({ methods }) => methods !== undefined));
});
