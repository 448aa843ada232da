/** Bumps of a small project: what they write, and what they leave alone. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Tree } from "../../scripts/tree.js";
import { assertUntouched, inProject, inRealProject, reportOf } from "./support/project.js";
import {
  edited,
  made,
  madeWith,
  newMethod,
  noUpdate,
  rows,
  rowsRule,
  serviceFile,
  type Edit,
} from "./support/protocol.js";

describe("a bump", () => {
  test("writes proto/, gen/ and where the protocol is from", () =>
    inRealProject(async (project) => {
      const { status, stderr } = await project.bump(edited([], rows), "--revision", "1.1.0");
      assert.equal(status, 0, stderr);
      assert.equal(stderr, "");
      assert.match(
        project.source(),
        /^input: \.\.\/input1\nrevision: 1\.1\.0\ndate: \d{4}-\d\d-\d\d\n$/,
      );
      const tree = project.tree();
      assert.equal(
        tree.get("proto/livekit_rows.proto"),
        `syntax = "proto3";

package livekit;

service Rows {
  rpc List(RowsRequest) returns (RowsRequest);
}

message RowsRequest {
  string name = 1;
  string id = 2;
}
`,
      );
      assert.match(tree.get("gen/methods.ts") ?? "", /"livekit\.Rows", .*"List"/);
      assert.ok(tree.has("gen/livekit_rows_mock.ts"));
      assert.ok(!tree.has("gen/old.ts"));
      assert.equal((await project.check()).status, 0);
      assert.equal((await project.run("buf", "format", "--exit-code", "--diff")).status, 0);
      assert.deepEqual(project.leftovers(), []);
    }, madeWith(rowsRule)));

  test("accepts a new method that a rule for its whole service covers", () =>
    inProject(
      async (project) => {
        const { status, stdout } = await project.bump(edited([newMethod]), "--json");
        assert.equal(status, 0);
        assert.deepEqual(reportOf({ status, stdout, stderr: "" }).notices, [
          '`livekit.RoomService/GetRoom` is new. It needs `video.roomCreate`, and its response is populated with `sid` ("MOCK_SID").',
        ]);
        assert.match(
          project.tree().get("gen/methods.ts") ?? "",
          /"livekit\.RoomService", .*"GetRoom"/,
        );
      },
      { ...made, policy: [{ service: "livekit.RoomService", needs: { video: ["roomCreate"] } }] },
    ));

  test("only reports with --dry-run", () =>
    inProject(async (project) => {
      const before = project.tree();
      const input = edited([
        ["livekit_models.proto", "uint32 max_participants = 3", "string max_participants = 3"],
      ]);
      const { status, stdout } = await project.bump(input, "--dry-run");
      assert.equal(status, 0);
      assert.match(stdout, /`max_participants` is string, was uint32/);
      assertUntouched(project, before);
    }, made));

  test("rewrites a file whose declarations were only reordered, and says so", () =>
    inProject(async (project) => {
      const note = "  string note = 1;\n}\n";
      const input = edited([
        ["livekit_rtc.proto", `message SignalRequest {\n${note}\n`, ""],
        [
          "livekit_rtc.proto",
          "message WrappedJoinRequest",
          `message SignalRequest {\n${note}\nmessage WrappedJoinRequest`,
        ],
      ]);
      const { status, stdout } = await project.bump(input);
      assert.equal(status, 0);
      assert.ok(
        stdout.endsWith(
          "The schema is the same.\n\n## Files\n\n" +
            "- `livekit_rtc.proto` rewritten, with the same schema\n",
        ),
        stdout,
      );
      assert.equal(project.tree().get("proto/livekit_rtc.proto"), input["livekit_rtc.proto"]);
    }, made));

  test("reports a message that moved to another file, and not that its old file was rewritten", () =>
    inProject(async (project) => {
      const participant = "message Participant {\n  string sid = 1;\n  string name = 2;\n}\n";
      const input = edited([
        ["livekit_models.proto", `\n${participant}`, ""],
        [
          "livekit_room.proto",
          "message DeleteRoomResponse {}",
          `message DeleteRoomResponse {}\n${participant}`,
        ],
      ]);
      const { status, stdout } = await project.bump(input);
      assert.equal(status, 0);
      const change = "`livekit.Participant` file from livekit_models.proto to livekit_room.proto";
      assert.ok(stdout.endsWith(`## Messages and fields\n\n- ${change}\n`), stdout);
    }, made));

  test("leaves out and reports streaming methods, and services that have no others", () =>
    inProject(async (project) => {
      const input = edited([], {
        ...serviceFile(
          "Rows",
          "rpc List(RowsRequest) returns (RowsRequest);",
          "rpc Watch(RowsRequest) returns (stream RowsRequest);",
        ),
        ...serviceFile("Pipes", "rpc Send(stream PipesRequest) returns (PipesRequest);"),
      });
      const { status, stdout } = await project.bump(input);
      assert.equal(status, 0);
      assert.equal(
        stdout.slice(stdout.indexOf("## Left out")),
        "## Left out\n\n- `livekit.Pipes/Send` streams, which Twirp does not support.\n" +
          "- `livekit.Rows/Watch` streams, which Twirp does not support.\n",
      );
      const tree = project.tree();
      assert.doesNotMatch(tree.get("proto/livekit_rows.proto") ?? "", /Watch|stream/);
      assert.ok(!tree.has("proto/livekit_pipes.proto"));
    }, madeWith(rowsRule)));

  test("moves to an older protocol with --allow-unmatched, and back", () =>
    inProject(async (project) => {
      assert.equal((await project.bump(edited([]))).status, 0);
      const before = project.tree();
      const older = edited([noUpdate, ["livekit_models.proto", "  H264 = 2;\n", ""]]);
      const there = await project.bump(older, "--allow-unmatched");
      assert.equal(there.status, 0, there.stderr);
      assert.match(
        there.stdout,
        /\n## Grant rules that match no method\n\n- `livekit\.RoomService\/UpdateRoom`\n$/,
      );
      assert.match(project.source(), /\nunmatched rules: allowed\n$/);
      // The generation reads from proto/SOURCE that rules may match nothing.
      assert.equal((await project.check()).status, 0);
      const back = await project.bump(edited([]), "--revision", "1.0.0");
      assert.equal(back.status, 0, back.stderr);
      assert.doesNotMatch(project.source(), /unmatched/);
      const rest = (tree: Tree): unknown => [...tree].filter(([path]) => path !== "proto/SOURCE");
      assert.deepEqual(rest(project.tree()), rest(before));
    }, made));

  test("does not record --allow-unmatched if every rule matches", () =>
    inProject(async (project) => {
      const { status } = await project.bump(edited([]), "--allow-unmatched");
      assert.equal(status, 0);
      assert.doesNotMatch(project.source(), /unmatched/);
    }, made));

  test("leaves proto/google/ alone, and unused files out of proto/", () =>
    inProject(
      async (project) => {
        const carries: Edit = [
          "livekit_webhook.proto",
          `import "livekit_models.proto";\n\nmessage WebhookEvent {`,
          `import "google/rpc/status.proto";\nimport "livekit_models.proto";\n\nmessage WebhookEvent {\n  .google.rpc.Other other = 3;`,
        ];
        const input = edited([carries], {
          "google/rpc/status.proto": `syntax = "proto3";\npackage google.rpc;\nmessage Other {}\n`,
          // In this package, `google` would mean `livekit.google`.
          "notes.proto": `syntax = "proto3";\npackage livekit.google;\nmessage Notes {}\n`,
        });
        assert.equal((await project.bump(input)).status, 0);
        const path = join(project.folder, "proto", "google", "rpc", "status.proto");
        assert.match(readFileSync(path, "utf8"), /message Status/);
        assert.ok(!project.tree().has("proto/notes.proto"));
        const webhook = project.tree().get("proto/livekit_webhook.proto") ?? "";
        assert.match(webhook, /^ {2}google\.rpc\.Other other = 3;$/m);
      },
      {
        ...made,
        protos: {
          ...made.protos,
          "google/rpc/status.proto": `syntax = "proto3";\n\npackage google.rpc;\n\nmessage Status {}\n\nmessage Other {}\n`,
        },
      },
    ));
});
