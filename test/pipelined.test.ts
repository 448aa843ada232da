/** Requests that a client sends before it has the responses to earlier ones. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { begin, callWith } from "./support/invalid.js";

describe("each of many pipelined calls gets its response", () => {
  const names = Array.from({ length: 60 }, (_, at) => `${String(at)} ${"n".repeat(30_000)}`);
  for (const over of ["TCP", "TLS"] as const) {
    test(`over ${over}, however the responses pile up`, async () => {
      const { connection } = (await begin(over)).visitor;
      for (const name of names) connection.socket.write(callWith(JSON.stringify({ name })));
      await connection.until(/"59 n+".*\}$/);
      const seen = connection.received().match(/(?<="name":")\d+ n+/g);
      assert.deepEqual(seen, names);
      connection.socket.destroy();
    });
  }
});
