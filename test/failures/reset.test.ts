import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, checkNothing, testFailure, variants } from "../support/failure.js";
import { startTestMock } from "../support/mock.js";
import { openRaw } from "../support/raw.js";

testFailure({
  control: { failMode: "reset" },
  check: checkNothing("ECONNRESET"),
});

test("a reset right behind the response to a pipelined call is seen as one", async () => {
  const mock = await startTestMock();
  const variant = variants[0]!;
  const connection = openRaw(mock.ports[0]!);
  const reset = bytesOf(variant, { failRegions: [0], failMode: "reset" });
  connection.socket.write(bytesOf(variant, { delayMs: 20 }) + reset);
  assert.equal(await connection.ended, "ECONNRESET");
  assert.match(
    connection.received(),
    /^HTTP\/1\.1 200 OK[^]*\{"sid":"MOCK_SID","enabledCodecs":\[\{\}\]\}$/,
  );
});
