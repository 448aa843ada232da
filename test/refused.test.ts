/** What is no request, or an invalid body, on a connection that owes nothing before. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  begin,
  call,
  callWith,
  chunked,
  delayMs,
  endWaits,
  errors,
  get,
  regions,
  upgrade,
} from "./support/invalid.js";

describe("what is invalid is refused if nothing is owed", () => {
  const refusal =
    /HTTP\/1\.1 (400 Bad Request|431 Request Header Fields Too Large|501 Not Implemented)\r\n[^]*\n$/;
  for (const [error, bytes] of errors) {
    test(`behind a whole response: ${error}`, async () => {
      const { clock, visitor } = await begin("TCP");
      const { connection } = visitor;
      connection.socket.write(call());
      await connection.until(/\}$/);
      const from = connection.received().length;
      connection.socket.write(bytes);
      void endWaits(clock);
      assert.equal(await connection.ended, "FIN");
      const answers = connection.received().slice(from);
      assert.match(answers, refusal);
      assert.equal(answers.match(/HTTP\/1\.1/g)?.length, 1);
    });
  }

  for (const [name, sent] of [
    ["of a call", callWith("", chunked)],
    ["of a call that waits in vain", regions({ delayMs }, chunked)],
    [
      "of an upgrade",
      get("/settings/regions", [
        ...upgrade,
        chunked,
        `X-Lk-Mock: ${JSON.stringify({ discovery: { delayMs } })}`,
      ]),
    ],
  ] as const) {
    test(`in the body ${name}`, async () => {
      const { visitor } = await begin("TCP");
      const { connection, read } = visitor;
      connection.socket.write(sent);
      await read();
      connection.socket.write("zz\r\n");
      assert.equal(await connection.ended, "FIN");
      assert.match(connection.received(), /^HTTP\/1\.1 400 [^]*not HTTP: [^]*\n$/);
      assert.equal(connection.received().match(/HTTP\/1\.1/g)?.length, 1);
    });
  }

  test("in the body behind 100 Continue", async () => {
    const { connection } = (await begin("TCP")).visitor;
    connection.socket.write(
      get("/twirp/livekit.RoomService/CreateRoom", [chunked, "Expect: 100-continue"]),
    );
    await connection.until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/);
    connection.socket.write("zz\r\n");
    assert.equal(await connection.ended, "FIN");
    assert.match(connection.received(), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 400 /);
  });
});

describe("an invalid body", () => {
  test("changes nothing of a response that is on its way", async () => {
    const truth = regions({ failMode: "trickle" });
    const { clock, visitor } = await begin("TCP");
    const { connection, read } = visitor;
    connection.socket.write(truth.replace("\r\n\r\n", `\r\n${chunked}\r\n\r\n`));
    const { end } = await clock.next();
    connection.socket.write("zz\r\n");
    await read();
    end();
    void endWaits(clock);
    assert.equal(await connection.ended, "FIN");
    const [head = "", list = ""] = connection.received().split("\r\n\r\n");
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/);
    assert.equal((JSON.parse(list) as { regions: unknown[] }).regions.length, 1);
  });

  test("gets no second response behind its own", async () => {
    const { connection } = (await begin("TCP")).visitor;
    connection.socket.write(get("/", [chunked]));
    const answer = await connection.until(/ok$/);
    connection.socket.write("zz\r\n");
    assert.equal(await connection.ended, "FIN");
    assert.equal(connection.received(), answer);
  });

  test("of an upload that is refused is not looked at", async () => {
    const { clock, visitor } = await begin("TCP");
    const { connection } = visitor;
    const refused = callWith("zz\r\n", chunked, { failRegions: [0], failMode: "refuseUpload" });
    connection.socket.write(refused);
    (await clock.next()).end();
    assert.deepEqual([await connection.ended, connection.received()], ["FIN", ""]);
  });
});
