/** What still goes out on a connection on which no further request can be read. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { closed, leave, type Visitor } from "./support/departures.js";
import {
  begin,
  call,
  callWith,
  delayed,
  delayMs,
  endWait,
  endWaits,
  errors,
  failing,
  get,
  regions,
  upgrade,
  words,
  type Over,
} from "./support/invalid.js";

const body = "x".repeat(100_000);
const large = { response: { metadata: "m".repeat(900_000) } };

/** What a client sends, and the end of what comes, or how the connection ends. */
type State = readonly [name: string, sent: string, end: RegExp | "FIN" | "ECONNRESET"];

/** Each begins with a wait of the mock. */
const states: readonly State[] = [
  ["a delay", delayed, /\}$/],
  ["a delay behind 100 Continue", call({ delayMs }, ["Expect: 100-continue"]), /\}$/],
  ["a delay of the last request", call({ delayMs }, ["Connection: close"]), /\}$/],
  ["a delay of an upgrade", call({ delayMs }, upgrade), /\}$/],
  ["a delay of a large response", call({ delayMs, ...large }), /m"\}$/],
  ["a delay with an unread body", regions({ delayMs }, "Content-Length: 100000") + body, /\}\]\}$/],
  ["a trickle", failing("trickle", { trickle: { everyMs: 100 } }), /\[\{\}\]\}$/],
  ["a stall", failing("stall"), "FIN"],
  ["a stall in the body", failing("stallBody"), "FIN"],
  ["a body that is reset", failing("resetBody"), "ECONNRESET"],
  ["a delay of drop", failing("drop", { delayMs }), "FIN"],
  ["a delay of reset", failing("reset", { delayMs }), "ECONNRESET"],
  ["a delay with calls behind it", delayed + call() + call({ id: "last" }), /last[^]*\}$/],
  [
    "a delay with delays behind it",
    delayed + delayed + call({ delayMs, id: "last" }),
    /last[^]*\}$/,
  ],
  ["a delay with a large response behind it", delayed + call(large), /m"\}$/],
  ["a delay with drop behind it", delayed + failing("drop"), "FIN"],
  ["a delay with reset behind it", delayed + failing("reset"), "ECONNRESET"],
  [
    "a delay with a trickle behind it",
    delayed + failing("trickle", { id: "last", trickle: { everyMs: 100 } }),
    /last[^]*\[\{\}\]\}$/,
  ],
  ["a delay with an upgrade behind it", delayed + get("/", upgrade), /ok$/],
];

/** What has come, without the headers that tell what becomes of the connection. */
function contentOf({ connection }: Visitor): string {
  return connection
    .received()
    .replace(/^(Date|Connection|Keep-Alive): .*\r\n/gm, "")
    .replace(/https?:\/\/127[^"]*/, "");
}

/** What comes if nothing invalid is sent, and how the connection ends. */
async function truthOf(over: Over, [, sent, end]: State): Promise<[string, string]> {
  const { clock, visitor } = await begin(over);
  const { connection } = visitor;
  void endWaits(clock);
  connection.socket.write(sent);
  if (!(end instanceof RegExp)) {
    assert.equal(await connection.ended, end);
    return [contentOf(visitor), end];
  }
  await connection.until(end);
  connection.socket.destroy();
  return [contentOf(visitor), "FIN"];
}

for (const over of ["TCP", "TLS"] as const) {
  describe(`all that is owed goes out, and nothing else, over ${over},`, () => {
    for (const state of states) {
      for (const [error, bytes] of over === "TCP" ? errors : errors.slice(0, 1)) {
        test(`in ${state[0]} when ${error} come`, async () => {
          const truth = await truthOf(over, state);
          const { clock, visitor } = await begin(over);
          const { connection, read } = visitor;
          connection.socket.write(state[1]);
          const step = await clock.next();
          connection.socket.write(bytes);
          await read();
          endWait(step);
          void endWaits(clock);
          const how = await connection.ended;
          assert.deepEqual([contentOf(visitor), how], truth);
        });

        // So large, it comes when the first waits are over.
        if (bytes.length > 1_000_000) continue;
        test(`in ${state[0]} with ${error} right behind`, async () => {
          const truth = await truthOf(over, state);
          const { clock, visitor } = await begin(over);
          void endWaits(clock);
          visitor.connection.socket.write(state[1] + bytes);
          const how = await visitor.connection.ended;
          assert.deepEqual([contentOf(visitor), how], truth);
        });
      }
    }
  });
}

describe("a client that is done sending gets what is owed, and nothing else:", () => {
  const name = "n".repeat(12_000_000);
  for (const [error, bytes] of [
    ["words", words],
    ["half a head", "GET / HT"],
  ] as const) {
    test(`a large response, with ${error} behind its request`, async () => {
      const { connection, kept } = (await begin("TCP")).visitor;
      // Not read yet, it is not out when the mock sees the end.
      connection.socket.pause();
      const isSeen = once(kept, "end");
      connection.socket.end(callWith(JSON.stringify({ name })) + bytes);
      await isSeen;
      connection.socket.resume();
      assert.equal(await connection.ended, "FIN");
      const [head = "", ...rest] = connection.received().split("\r\n\r\n");
      assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
      assert.equal(rest.length, 1);
      assert.equal((JSON.parse(rest[0]!) as { name: string }).name, name);
    });
  }
});

test("the last response before the end says that it is the last", async () => {
  const { clock, visitor } = await begin("TCP");
  const { connection, read } = visitor;
  connection.socket.write(delayed + call());
  const { end } = await clock.next();
  connection.socket.write(delayed + words);
  await read();
  void endWaits(clock);
  end();
  assert.equal(await connection.ended, "FIN");
  const said = connection.received().match(/^Connection: .*$/gm);
  assert.deepEqual(
    said,
    ["keep-alive", "keep-alive", "close"].map((how) => `Connection: ${how}`),
  );
});

test("so does one that was ready before, behind an earlier one", async () => {
  const { clock, visitor } = await begin("TCP");
  const { connection, read } = visitor;
  connection.socket.write(delayed + call());
  const { end } = await clock.next();
  connection.socket.write(words);
  await read();
  end();
  assert.equal(await connection.ended, "FIN");
  const said = connection.received().match(/^Connection: .*$/gm);
  assert.deepEqual(said, ["Connection: keep-alive", "Connection: close"]);
});

test("what is sent behind an error is read, so that the client's leaving is noticed", async () => {
  const { clock, visitor } = await begin("TCP");
  const { connection, read } = visitor;
  connection.socket.write(delayed + words);
  await clock.next();
  for (let at = 0; at < 20; at++) connection.socket.write(Buffer.alloc(1_000_000));
  await read();
  leave(visitor, "FIN");
  await closed(visitor);
  assert.equal(connection.received(), "");
});
