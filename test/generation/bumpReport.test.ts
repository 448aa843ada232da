/** What the report of a bump says about each kind of change. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { renderReport, type Report } from "../../scripts/bump/report.js";
import { compareVersions, makeVersion, type Version } from "../../scripts/bump/version.js";
import type { Rule } from "../../scripts/generate/grants.js";
import { bumpRows } from "./support/bumpRows.js";
import { edited } from "./support/protocol.js";
import { buildProtos, type Files } from "./support/protos.js";

const policy: readonly Rule[] = [
  { service: "livekit.RoomService", methods: ["CreateRoom"], needs: { video: ["roomCreate"] } },
  {
    service: "livekit.RoomService",
    methods: ["ListParticipants", "UpdateRoom", "DeleteRoom", "GetRoom"],
    needs: { video: ["roomAdmin"], room: true },
  },
];

async function versionFrom(files: Files): Promise<Version> {
  const file = await buildProtos(files);
  return makeVersion(create(FileDescriptorSetSchema, { file }), policy);
}

function reportOn(before: Version, after: Version): Report {
  const source = { input: "input", date: "2026-01-31", allowUnmatched: false };
  return {
    ...compareVersions(before, after),
    from: { ...source, revision: "1.0.0", ...before.size },
    to: { ...source, revision: "1.1.0", ...after.size },
    breaking: [],
    files: { came: [], went: [], rewritten: [] },
    streaming: [],
    missing: [],
    unmatched: [],
    questions: [],
  };
}

const before = await versionFrom(edited([]));

describe("the report of", { concurrency: 4 }, () => {
  for (const { of, edits, says } of bumpRows) {
    test(of, async () => {
      const text = renderReport(reportOn(before, await versionFrom(edited(edits))));
      const lines = text.split("\n").filter((line) => line !== "");
      assert.deepEqual(lines.slice(4), says);
    });
  }

  test("no change says so, and names both versions and the input", () => {
    assert.equal(
      renderReport(reportOn(before, before)),
      `# LiveKit protocol 1.0.0 to 1.1.0

Built from \`input\`. The API has 4 methods in 1 service, as before.

The schema is the same.
`,
    );
  });
});
