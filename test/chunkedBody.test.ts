import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startTestMock } from "./support/mock.js";
import { openRaw } from "./support/raw.js";

const mock = await startTestMock({ log: "silent" });
const head =
  "POST /twirp/livekit.RoomService/CreateRoom HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" +
  'X-Lk-Mock: {"skipAuth":true}\r\nTransfer-Encoding: chunked\r\n\r\n';
/** The bytes that are gathered in one piece of memory. */
const block = 64 * 1024;
const letters = "abcdefghijklmnopqrstuvwxy";

/** A text of so many letters, no two blocks of which are the same. */
function textOf(length: number): string {
  return letters.repeat(Math.ceil(length / letters.length)).slice(0, length);
}

const rows: readonly (readonly [name: string, sizes: readonly number[]])[] = [
  ["one", [30_000]],
  ["a single byte and the rest", [1, 30_000]],
  ["single bytes", new Array<number>(3_000).fill(1)],
  ["a block and a byte", [block, 1]],
  ["a byte and a block", [1, block]],
  ["up to the end of a block, and on", [1, block - 1, 1, block]],
  ["over several blocks", [10, 3 * block, 70_001, 5]],
];

describe("a body that comes in chunks is read whole:", () => {
  for (const [name, sizes] of rows) {
    test(name, async () => {
      const length = sizes.reduce((sum, size) => sum + size, 0);
      const metadata = textOf(length - JSON.stringify({ metadata: "" }).length);
      const body = JSON.stringify({ metadata });
      const { socket, until } = openRaw(mock.ports[0]!);
      socket.write(head);
      let at = 0;
      for (const size of sizes) {
        socket.write(`${size.toString(16)}\r\n${body.slice(at, (at += size))}\r\n`);
      }
      socket.write("0\r\n\r\n");
      const answer = await until(/\}$/);
      const echoed: unknown = JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")));
      assert.equal((echoed as { metadata: string }).metadata, metadata);
      socket.destroy();
    });
  }
});
