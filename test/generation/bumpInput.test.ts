/** What a bump reads: every kind of input, and files as LiveKit publishes them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { publicInput } from "../../scripts/bump/input.js";
import { internal } from "../../scripts/bump/policy.js";
import { made } from "./support/protocol.js";
import { inProject, reportOf, type Project } from "./support/project.js";
import { writeFiles, type Files } from "./support/protos.js";

const license = "// Copyright 2023 LiveKit, Inc.\n//\n// Some license.\n";

/** The made-up protocol as LiveKit would publish it: with comments, options, internal services. */
const upstream: Files = {
  "livekit_models.proto": `${license}
syntax = "proto3";
package livekit;
import "logger/options.proto";
option go_package = "example.com/livekit";
option csharp_namespace = "LiveKit.Proto";
option ruby_package = "LiveKit::Proto";
option optimize_for = SPEED;
// A codec.
enum Codec { OPUS = 0; VP8 = 1; H264 = 2; }
message Room {
  string sid = 1 [(logger.name) = "roomID"]; // the identifier
  string name = 2;
  uint32 max_participants = 3;
  repeated Codec codecs = 4;
}
message Participant {
  string sid = 1;
  string name = 2 [(logger.secret) = true, (sanitize.max) = 4];
}
`.replace('import "logger', 'import "sanitize/options.proto";\nimport "logger'),
  "livekit_room.proto": made.protos["livekit_room.proto"]!.replace(
    'import "livekit_models.proto";',
    'import "livekit_models.proto";\nimport "options.proto";',
  ).replace(
    "rpc CreateRoom(CreateRoomRequest) returns (Room);",
    "rpc CreateRoom(CreateRoomRequest) returns (Room) { option (psrpc.options).topics = true; }",
  ),
  "livekit_rtc.proto": made.protos["livekit_rtc.proto"]!,
  "livekit_token_source.proto": made.protos["livekit_token_source.proto"]!,
  "livekit_webhook.proto": made.protos["livekit_webhook.proto"]!,
  "options.proto": `syntax = "proto3";
package psrpc;
import "google/protobuf/descriptor.proto";
extend google.protobuf.MethodOptions { optional Options options = 2198; }
message Options { bool topics = 2; }
`,
  "logger/options.proto": `syntax = "proto3";
package logger;
import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions { string name = 1287; bool secret = 1288; }
`,
  "sanitize/options.proto": `syntax = "proto3";
package sanitize;
import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions { int32 max = 1300; }
`,
  // It does not build, like LiveKit's: its import is in another repository.
  "rpc/room.proto": `syntax = "proto3";
package rpc;
import "elsewhere/options.proto";
service Room { rpc Do(Request) returns (Request); }
message Request {}
`,
  "livekit_internal.proto": `syntax = "proto3";
package livekit;
service Internal { rpc Do(InternalRequest) returns (InternalRequest); }
message InternalRequest {}
`,
  "livekit_analytics.proto": `syntax = "proto3";
package livekit;
service Analytics { rpc Report(Stats) returns (Stats); }
message Stats {}
`,
};

const same = "The schema is the same.";

/** The revision of the protocol above is a hash, which ignores comments and options. */
const revision = /\nrevision: (sha256:[0-9a-f]{12})\n/;

async function bumped(project: Project, from: string): Promise<string> {
  const { status, stdout, stderr } = await project.bump(from);
  assert.equal(status, 0, stderr);
  assert.ok(stdout.includes(same), stdout);
  return project.source();
}

/** Runs `use` on a project, with the files in `upstream/protobufs` next to it. */
function besideUpstream(use: (project: Project) => Promise<void>): Promise<void> {
  return inProject(async (project) => {
    await writeFiles(join(project.folder, "..", "upstream", "protobufs"), upstream);
    await use(project);
  }, made);
}

function assertProtos(project: Project): void {
  const tree = [...project.tree()];
  const protos = tree.filter(([path]) => path.endsWith(".proto"));
  const expected = Object.entries(made.protos).map(([path, text]) => [`proto/${path}`, text]);
  assert.deepEqual(new Map(protos), new Map(expected as [string, string][]));
}

async function git(project: Project, ...args: readonly string[]): Promise<void> {
  const who = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  const where = [
    "-C",
    "../upstream",
    ...who,
    "-c",
    "commit.gpgsign=false",
    "-c",
    "tag.gpgsign=false",
  ];
  const { status, stderr } = await project.run("git", ...where, ...args);
  assert.equal(status, 0, stderr);
}

async function commitUpstream(project: Project): Promise<void> {
  await git(project, "init", "--quiet");
  await git(project, "add", "--all");
  await git(project, "commit", "--quiet", "--message", "All");
  await git(project, "tag", "v1.2.3");
}

describe("a bump from LiveKit's own files", () => {
  test("drops comments, options, their imports, and internal services", () =>
    besideUpstream(async (project) => {
      const source = await bumped(project, "../upstream/protobufs");
      assertProtos(project);
      assert.match(source, revision);
      assert.match(source, /^input: \.\.\/upstream\/protobufs\n/);
    }));

  test("keeps an internal file that another one imports, without its services", () =>
    besideUpstream(async (project) => {
      const path = "livekit_webhook.proto";
      const text = made.protos[path]!.replace(
        'import "',
        'import "livekit_analytics.proto";\nimport "',
      ).replace("string event = 1;", "string event = 1;\n  Stats stats = 3;");
      await writeFiles(join(project.folder, "..", "upstream", "protobufs"), { [path]: text });
      const { status, stderr } = await project.bump("../upstream/protobufs");
      assert.equal(status, 0, stderr);
      assert.equal(
        project.tree().get("proto/livekit_analytics.proto"),
        `syntax = "proto3";\n\npackage livekit;\n\nmessage Stats {}\n`,
      );
    }));

  test("reports a missing file that the API needs", () =>
    inProject(async (project) => {
      const rest = Object.entries(upstream).filter(([path]) => path !== "livekit_webhook.proto");
      const { status, stdout } = await project.bump(Object.fromEntries(rest), "--json");
      assert.equal(status, 0);
      const report = reportOf({ status, stdout, stderr: "" });
      assert.deepEqual(report.missing, ["livekit_webhook.proto"]);
      assert.deepEqual(report.files.went, ["livekit_webhook.proto"]);
    }, made));

  test("has a reason for each internal path", () => {
    for (const { path, why } of internal) assert.ok(why.length > 0, path);
    const paths = internal.map(({ path }) => path);
    assert.ok(
      ["rpc", "livekit_internal.proto", "livekit_analytics.proto"].every((path) =>
        paths.includes(path),
      ),
    );
  });
});

test("a password or a token in a URL is not recorded", () => {
  const rest = "example.com/protocol.git#tag=v1.2.3,subdir=protobufs";
  assert.equal(publicInput(`https://me:secret@${rest}`), `https://${rest}`);
  assert.equal(publicInput(`https://token@${rest}`), `https://${rest}`);
  assert.equal(publicInput(`ssh://git:secret@${rest}`), `ssh://git@${rest}`);
  for (const from of [`ssh://git@${rest}`, `https://${rest}`, "../a@b/protobufs", "protobufs"]) {
    assert.equal(publicInput(from), from);
  }
});

describe("a bump takes", () => {
  test("a folder, also as a full path or with a trailing slash, and names it by a hash", () =>
    besideUpstream(async (project) => {
      const [, hash] = revision.exec(await bumped(project, "../upstream/protobufs/")) ?? [];
      const full = join(project.folder, "..", "upstream", "protobufs");
      const [, again] = revision.exec(await bumped(project, full)) ?? [];
      assert.equal(again, hash);
      const text = upstream["livekit_rtc.proto"]!.replace("string note = 1", "string note = 2");
      await writeFiles(full, { "livekit_rtc.proto": text });
      const { status } = await project.bump(full);
      assert.equal(status, 0);
      assert.notEqual(revision.exec(project.source())?.[1], hash);
    }));

  test("a git repository, and names it by its tag", () =>
    besideUpstream(async (project) => {
      await commitUpstream(project);
      const place = `file://${join(project.folder, "..", "upstream", ".git")}`;
      const source = await bumped(project, `${place}#tag=v1.2.3,subdir=protobufs`);
      assert.match(source, /\nrevision: v1\.2\.3\n/);
      assertProtos(project);
      assert.match(
        await bumped(project, "../upstream/.git#branch=v1.2.3,subdir=protobufs"),
        revision,
      );
    }));

  test("a folder in a checkout, and names it by the checked-out tag", () =>
    besideUpstream(async (project) => {
      await commitUpstream(project);
      assert.match(await bumped(project, "../upstream/protobufs"), /\nrevision: v1\.2\.3\n/);
      await writeFiles(join(project.folder, "..", "upstream"), {
        "protobufs/more.proto": `syntax = "proto3";\n`,
      });
      assert.match(await bumped(project, "../upstream/protobufs"), revision);
    }));

  test("an archive", () =>
    besideUpstream(async (project) => {
      await commitUpstream(project);
      const archive = ["archive", "--format=tar.gz", "--prefix=upstream/", "--output"];
      await git(project, ...archive, "../upstream.tar.gz", "HEAD");
      assert.match(await bumped(project, "../upstream.tar.gz#subdir=upstream/protobufs"), revision);
      assertProtos(project);
    }));

  test("an image, and a name from --revision", () =>
    besideUpstream(async (project) => {
      const build = [
        "build",
        "../upstream/protobufs",
        "--exclude-path",
        "../upstream/protobufs/rpc",
      ];
      const { status, stderr } = await project.run("buf", ...build, "-o", "../image.binpb");
      assert.equal(status, 0, stderr);
      const { stdout } = await project.bump("../image.binpb", "--revision", "mine");
      assert.match(stdout, /^# LiveKit protocol 1\.0\.0 to mine\n/);
      assert.match(project.source(), /^input: \.\.\/image\.binpb\nrevision: mine\n/);
      assertProtos(project);
    }));
});
