/** The plugin's output compiles with the project's options, next to protoc-gen-es's output. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { protocGenEs } from "@bufbuild/protoc-gen-es/dist/cjs/src/protoc-gen-es-plugin.js";
import type { Rule } from "../../scripts/generate/grants.js";
import { createPlugin } from "../../scripts/generate/plugin.js";
import { defaultRows, rowFiles } from "./support/defaultRows.js";
import { binaries, generatorRequest, inFolder, root, runIn, type Files } from "./support/protos.js";

/** Names and nesting that could break generated code. */
const hard: Files = {
  "hard.proto": `syntax = "proto3";
    package hard;
    import "deep/er/inner.proto";
    import "google/protobuf/empty.proto";
    service Hard {
      rpc Nested(Outer.Inner) returns (Outer.Inner.Inner);
      rpc Other(deep.Same) returns (Same);
      rpc Nothing(google.protobuf.Empty) returns (google.protobuf.Empty);
      rpc delete(Same) returns (Same) { option deprecated = true; }
      rpc Names(Defaults) returns (Method);
      rpc Move(Rooms) returns (HardHandlers);
    }
    service Second { rpc Nested(Same) returns (deep.Same); }
    service None {}
    message Outer { message Inner { string id = 1; message Inner { string id = 1; Inner inner = 2; } } }
    message Same { string id = 1; deep.Same other = 2; repeated deep.Same others = 3; }
    message Defaults { string default = 1; string class = 2; HandlerContext context = 3; }
    message Method { string default = 1; repeated HandlerContext contexts = 2; }
    message HardHandlers { repeated Service servers = 1; }
    message HandlerContext { string id = 1; }
    message Service { string sid = 1; }
    message Rooms {
      optional string room = 1;
      oneof where { string room_name = 2; string destination_room = 3; }
    }`,
  "deep/er/inner.proto": `syntax = "proto3";
    package deep;
    service Deep { rpc Nested(Same) returns (Same); }
    message Same { string id = 1; map<string, Same> map = 2; }`,
};

const files: Files = { ...rowFiles(defaultRows), ...hard };

const policy: readonly Rule[] = [
  ...defaultRows.map((_, at) => ({ service: `row${String(at)}.Row${String(at)}`, needs: {} })),
  {
    service: "hard.Hard",
    methods: ["Move"],
    needs: { video: ["roomAdmin"], room: true, destinationRoom: true },
  },
  {
    service: "hard.Hard",
    methods: ["Nested", "Other", "Nothing", "delete", "Names"],
    needs: { sip: ["call"], agent: ["admin", "databaseAdmin"] },
  },
  { service: "hard.Second", needs: {} },
  { service: "deep.Deep", needs: {} },
];

/** The project's options, for the files of one folder below the project's packages. */
const settings: Files = {
  // The nearest package.json decides a file's module system.
  "package.json": `{ "type": "module" }`,
  "tsconfig.json": `{ "extends": "${root}tsconfig.json", "include": ["gen"] }`,
};

test("the files generated from a difficult schema compile without errors", async () => {
  const request = await generatorRequest(files);
  const withJson = { ...request, parameter: `${request.parameter},json_types=true` };
  const generated = [...protocGenEs.run(withJson).file, ...createPlugin(policy).run(request).file];
  const cache = join(root, "node_modules", ".cache");
  mkdirSync(cache, { recursive: true });
  const compile = async (folder: string): Promise<void> => {
    for (const { name, content } of generated) {
      const path = join(folder, "gen", name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
    const flags = ["--project", folder, "--listFiles"];
    const { status, stdout } = await runIn(folder, join(binaries, "tsc"), flags);
    const lines = stdout.split("\n");
    const errors = lines.filter((line) => line.includes("error TS"));
    assert.deepEqual(errors, []);
    assert.equal(status, 0);
    // tsc read all files, so the options excluded none.
    const read = lines.flatMap((line) =>
      line.startsWith(folder) ? line.slice(folder.length) : [],
    );
    assert.deepEqual(read.sort(), generated.map(({ name }) => `/gen/${name}`).sort());
  };
  await inFolder(settings, compile, cache);
});
