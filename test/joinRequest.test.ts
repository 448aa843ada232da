import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { describe, test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { JoinRequestSchema, WrappedJoinRequest_Compression } from "../gen/livekit_rtc_pb.js";
import { wrapBytes, wrapJoinRequest } from "./support/joinRequest.js";
import { startTestMock } from "./support/mock.js";
import { openSignal } from "./support/signal.js";
import { tokenWith } from "./support/token.js";

const mock = await startTestMock();

/** The name of the first message on `/rtc/v1`, the message, and the warning that names the fault. */
async function open(
  joinRequest: string,
  more = "",
): Promise<[string, unknown, string | undefined]> {
  const query = `access_token=${tokenWith({ sub: "me" })}${joinRequest}${more}`;
  const client = await openSignal(mock.ports[0]!, { path: "/rtc/v1", query });
  const first = await client.event(0);
  client.socket.destroy();
  assert.equal(first.kind, "message");
  const [[name, value] = ["", undefined]] = Object.entries(first.json as object);
  const [, warning] = /^X-Lk-Mock-Warning: join_request(?:\.\w+)?: (.*)$/m.exec(client.head) ?? [];
  return [name, value, warning];
}

/** A reconnect whose base64 has both of the characters that the alphabets differ in, and padding. */
const awkward = wrapBytes(
  toBinary(
    JoinRequestSchema,
    create(JoinRequestSchema, { reconnect: true, metadata: "~~~???~~~???>>>>" }),
  ),
).toString("base64");

describe("a join request is read", () => {
  const url = awkward.replaceAll("+", "-").replaceAll("/", "_");
  const forms: readonly [name: string, text: string][] = [
    ["in base64", encodeURIComponent(awkward)],
    ["in base64 whose plus signs are not escaped", awkward],
    ["in base64 without padding", encodeURIComponent(awkward.replace(/=+$/, ""))],
    ["in base64url", url],
    ["in base64url without padding", url.replace(/=+$/, "")],
    ["with gzip", wrapJoinRequest({ reconnect: true })],
  ];

  test("(the example has what the alphabets differ in)", () => {
    assert.match(awkward, /^(?=.*\+)(?=.*\/).*=$/);
  });

  for (const [name, text] of forms) {
    test(name, async () => {
      const [message, , warning] = await open(`&join_request=${text}`);
      assert.deepEqual([message, warning], ["reconnect", undefined]);
    });
  }

  test("of 64 KiB, inflated", async () => {
    const sdp = "x".repeat(64 * 1024 - 16);
    const join = { reconnect: true, metadata: "", publisherOffer: { sdp } };
    const sizeOf = (): number =>
      toBinary(JoinRequestSchema, create(JoinRequestSchema, join)).length;
    // Two bytes are the field's number and length.
    join.metadata = "x".repeat(64 * 1024 - sizeOf() - 2);
    assert.equal(sizeOf(), 64 * 1024);
    const [message, , warning] = await open(`&join_request=${wrapJoinRequest(join)}`);
    assert.deepEqual([message, warning], ["reconnect", undefined]);
  });

  test("that is empty, as a first join", async () => {
    const [message, , warning] = await open("&join_request=");
    assert.deepEqual([message, warning], ["join", undefined]);
  });

  test("of fields of the wrong wire type, without them", async () => {
    // Metadata of 32 bits, a reconnect, and the field 99, as a newer client may have one.
    const join = Buffer.from("1d00000000380198060a", "hex");
    const [message, , warning] = await open(`&join_request=${wrap(wrapBytes(join))}`);
    assert.deepEqual([message, warning], ["reconnect", "wrong wire type: I32; expected LEN"]);
  });

  test("whose metadata and attributes the participant has", async () => {
    const join = { metadata: "about me", participantAttributes: { a: "b", c: "" } };
    const [, value] = await open(`&join_request=${wrapJoinRequest(join)}`);
    assert.deepEqual((value as { participant: unknown }).participant, {
      sid: "PA_MOCK",
      identity: "me",
      state: "JOINED",
      metadata: "about me",
      attributes: { a: "b", c: "" },
    });
  });

  test("whose participant and offer are in the log", async () => {
    const join = { participantSid: "PA_7", publisherOffer: { type: "offer", sdp: "v=0" } };
    await open(`&join_request=${wrapJoinRequest(join)}`);
    const [, line = ""] = /^(.* 101 .*PA_7.*)$/m.exec(mock.lines.join("\n")) ?? [];
    assert.match(line, /\(signal mode happy; join; participant PA_7; publisher offer of 3 char/);
  });
});

describe("without a join request that decodes, the query says whether it is a reconnect:", () => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 + 1));
  const unknown = 7 as WrappedJoinRequest_Compression;
  const gzip = WrappedJoinRequest_Compression.GZIP;
  const rows: readonly [name: string, text: string, warning: RegExp][] = [
    ["absent", "", /^missing; expected base64 of a livekit.WrappedJoinRequest$/],
    ["not base64", "&join_request=*", /^does not decode: not base64: "\*"/],
    ["base64 that lacks a digit", "&join_request=AAAAA", /^does not decode: not base64: "AAAAA"/],
    ["padding alone in the middle", "&join_request=AA==AA", /^does not decode: not base64/],
    ["not the message", `&join_request=${wrap(Buffer.from("garbage"))}`, /\w/],
    ["a message around garbage", `&join_request=${wrap(wrapBytes(Buffer.from([255])))}`, /\w/],
    [
      "no gzip",
      `&join_request=${wrap(wrapBytes(Buffer.from("no gzip"), gzip))}`,
      /incorrect header/,
    ],
    [
      "gzip that ends early",
      `&join_request=${wrap(wrapBytes(gzipSync("abcdefgh").subarray(0, 14), gzip))}`,
      /unexpected end of file/,
    ],
    [
      "a gzip bomb",
      `&join_request=${wrap(wrapBytes(bomb, gzip))}`,
      /^does not decode: over 65536 bytes once inf/,
    ],
    [
      "a compression to come",
      `&join_request=${wrap(wrapBytes(Buffer.of(), unknown))}`,
      /^does not decode: unknown compr.* 7/,
    ],
  ];
  for (const [name, text, expected] of rows) {
    test(name, async () => {
      const [fresh, , warning = ""] = await open(text);
      assert.match(warning, expected);
      const [again] = await open(text, "&reconnect=1");
      assert.deepEqual([fresh, again], ["join", "reconnect"]);
    });
  }

  test("the log has the warning", () => {
    assert.match(
      mock.lines.join("\n"),
      /^warning: region-0 GET \/rtc\/v1: join_request: missing;/m,
    );
  });

  test("only the value 1 is a reconnect", async () => {
    for (const query of ["&reconnect=true", "&reconnect=", "&reconnect=01", "&reconnect=0"]) {
      const [message] = await open("&join_request=", query);
      assert.equal(message, "join", query);
    }
  });
});

function wrap(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
