/** The generation of gen/ and its check, on a copy of the project. */
import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { buf } from "../../scripts/generate/buf.js";
import { policy } from "../../scripts/generate/grants.js";
import { readTree } from "../../scripts/tree.js";
import { inProject, inRealProject } from "./support/project.js";
import { root, runIn } from "./support/protos.js";

/** Adds a method that no rule grants. */
function addMethod(copy: string): void {
  const path = join(copy, "proto", "livekit_room.proto");
  const source = readFileSync(path, "utf8");
  const service = "service RoomService {\n";
  assert.ok(source.includes(service));
  const method = "  rpc Ungranted(CreateRoomRequest) returns (Room);\n";
  writeFileSync(path, source.replace(service, `${service}${method}`));
}

const committed = readTree(join(root, "gen"));

describe("buf generate", () => {
  test("restores the committed files, whatever is in gen/", () =>
    inRealProject(async ({ folder: copy, generate }) => {
      appendFileSync(join(copy, "gen", "orphan.ts"), "// orphan\n");
      appendFileSync(join(copy, "gen", "methods.ts"), "// edited\n");
      rmSync(join(copy, "gen", "types.ts"));
      assert.equal((await generate()).status, 0);
      assert.deepEqual(readTree(join(copy, "gen")), committed);
    }));

  test("makes the same with both plugins in one process, and again when it runs twice", () =>
    inProject(async ({ folder: copy, generate }) => {
      rmSync(join(copy, "gen"), { recursive: true });
      assert.equal((await generate()).status, 0);
      assert.deepEqual(readTree(join(copy, "gen")), committed);
      assert.equal((await generate()).status, 0);
      assert.deepEqual(readTree(join(copy, "gen")), committed);
    }));

  test("removes files that it no longer generates, and undoes edits", () =>
    inProject(async ({ folder: copy, generate }) => {
      mkdirSync(join(copy, "gen", "old"));
      for (const path of ["gen/orphan.ts", "gen/old/orphan_pb.ts", "gen/methods.ts"]) {
        appendFileSync(join(copy, path), "// edited\n");
      }
      assert.equal((await generate()).status, 0);
      assert.deepEqual(readTree(join(copy, "gen")), committed);
    }));

  test("fails on a method without a grant, names it, and leaves gen/ as it was", () =>
    inRealProject(async ({ folder: copy, generate }) => {
      addMethod(copy);
      appendFileSync(join(copy, "gen", "orphan.ts"), "// orphan\n");
      const before = readTree(join(copy, "gen"));
      const { status, stderr } = await generate();
      assert.notEqual(status, 0);
      assert.match(stderr, /^livekit\.RoomService\/Ungranted: no rule grants it$/m);
      assert.deepEqual(readTree(join(copy, "gen")), before);
    }));

  test("fails on a proto that does not compile, and leaves gen/ as it was", () =>
    inProject(async ({ folder: copy, generate }) => {
      appendFileSync(join(copy, "proto", "livekit_room.proto"), "message {\n");
      const { status, stdout, stderr } = await generate();
      assert.notEqual(status, 0);
      assert.match(`${stdout}${stderr}`, /livekit_room\.proto/);
      assert.deepEqual(readTree(join(copy, "gen")), committed);
    }));
});

interface Stale {
  readonly that: string;
  readonly change: (copy: string) => void;
  readonly names: readonly string[];
}

const stale: readonly Stale[] = [
  {
    that: "was edited",
    change: (copy) => appendFileSync(join(copy, "gen/agent/livekit_agent_session_pb.ts"), " "),
    names: ["gen/agent/livekit_agent_session_pb.ts"],
  },
  {
    that: "is missing",
    change: (copy) => rmSync(join(copy, "gen/methods.ts")),
    names: ["gen/methods.ts"],
  },
  {
    that: "nothing generates",
    change: (copy) => appendFileSync(join(copy, "gen/orphan.ts"), ""),
    names: ["gen/orphan.ts"],
  },
  {
    that: "a changed proto would change",
    change: (copy) =>
      appendFileSync(join(copy, "proto/google/rpc/status.proto"), "\nmessage Added {}\n"),
    names: ["gen/google/rpc/status_pb.ts"],
  },
  {
    that: "differs, if several do",
    change: (copy) => {
      appendFileSync(join(copy, "gen/types.ts"), " ");
      rmSync(join(copy, "gen/table.ts"));
      appendFileSync(join(copy, "gen/agent/orphan.ts"), "");
    },
    names: ["gen/agent/orphan.ts", "gen/table.ts", "gen/types.ts"],
  },
];

describe("the check of gen/", () => {
  test("passes if gen/ is up to date, and leaves nothing behind", () =>
    inProject(async ({ folder: copy, check, leftovers }) => {
      const { status, stderr } = await check();
      assert.equal(status, 0, stderr);
      assert.equal(stderr, "");
      assert.deepEqual(readTree(join(copy, "gen")), committed);
      assert.deepEqual(leftovers(), []);
    }));

  for (const [at, { that, change, names }] of stale.entries()) {
    const run = at === 0 ? inRealProject : inProject;
    test(`fails and names the file that ${that}`, () =>
      run(async ({ folder: copy, check, leftovers }) => {
        change(copy);
        const before = readTree(join(copy, "gen"));
        const { status, stderr } = await check();
        assert.equal(status, 1);
        const named = stderr.split("\n").filter((line) => line.startsWith("  gen/"));
        assert.deepEqual(
          named.map((line) => line.trim()),
          names,
        );
        assert.deepEqual(readTree(join(copy, "gen")), before);
        assert.deepEqual(leftovers(), []);
      }));
  }

  test("fails and names the method if the generation fails", () =>
    inProject(async ({ folder: copy, check, leftovers }) => {
      addMethod(copy);
      const { status, stderr } = await check();
      assert.equal(status, 1);
      assert.match(stderr, /^livekit\.RoomService\/Ungranted: no rule grants it$/m);
      assert.match(stderr, /\ngen\/ cannot be generated\n$/);
      assert.deepEqual(leftovers(), []);
    }));
});

test("no rule covers all of RoomService or SIP, so a new method there needs its own", () => {
  const named = policy.filter(({ methods }) => methods !== undefined);
  const whole = policy.filter(({ methods }) => methods === undefined);
  const services = new Set(named.map(({ service }) => service));
  assert.deepEqual([...services].sort(), ["livekit.RoomService", "livekit.SIP"]);
  assert.deepEqual(
    whole.filter(({ service }) => services.has(service)),
    [],
  );
});

test("buf lint finds nothing", async () => {
  const { status, stdout, stderr } = await runIn(root, buf, ["lint"]);
  assert.equal(status, 0, `${stdout}${stderr}`);
});

test("the generation needs no network: its plugins are local and it fetches no module", () => {
  const lines = readFileSync(join(root, "buf.gen.yaml"), "utf8").split("\n");
  const plugins = lines.filter((line) => /^ {2}- (?!directory)/.test(line));
  assert.deepEqual(plugins, [
    "  - local: node_modules/.bin/protoc-gen-es",
    "  - local: [node, --import, tsx, scripts/generate/main.ts]",
  ]);
  assert.doesNotMatch(lines.join("\n"), /remote|module:|git_repo|managed/);
  assert.doesNotMatch(readFileSync(join(root, "buf.yaml"), "utf8"), /^deps:/m);
});
