/** The record of a request, which is known once its head is read and complete once it is over. */
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { test } from "node:test";
import type { RequestRecord } from "../src/server/record.js";
import { startTestMock } from "./support/mock.js";
import { openRaw } from "./support/raw.js";
import { headOf } from "./support/signal.js";
import { tokenWith } from "./support/token.js";

/** A mock, and the next record that an observer is told of at either end. */
async function observe(log: "info" | "silent" = "info") {
  const told = new EventEmitter();
  const mock = await startTestMock({
    log,
    observers: [
      { begin: (request) => told.emit("begin", request) },
      { end: (request) => told.emit("end", request) },
    ],
  });
  const next = async (at: "begin" | "end"): Promise<RequestRecord> => {
    const [request] = (await once(told, at)) as [RequestRecord];
    return request;
  };
  return { mock, next };
}

function headWith(control: object, length: number): string {
  return headOf([
    "POST /twirp/livekit.RoomService/CreateRoom?a=1 HTTP/1.1",
    "Host: a",
    "Content-Type: application/json",
    `Authorization: Bearer ${tokenWith({ video: { roomCreate: true } })}`,
    `X-Lk-Mock: ${JSON.stringify(control)}`,
    `Content-Length: ${String(length)}`,
  ]);
}

test("a request is known once its head is read, and complete once it is over", async () => {
  const { mock, next } = await observe();
  const connection = openRaw(mock.ports[0]!);
  const begun = next("begin");
  const body = '{"name":"lobby","nmae":1}';
  connection.socket.write(headWith({ id: "test-7", nonsense: 1 }, body.length));
  const request = await begun;
  const { httpMethod, path, target, headers, region, control, findings } = request;
  assert.deepEqual([httpMethod, headers.host, region.index], ["POST", "a", 0]);
  assert.equal(path, "/twirp/livekit.RoomService/CreateRoom");
  assert.equal(target, `${path}?a=1`);
  assert.equal(control.id, "test-7");
  assert.deepEqual(
    findings.list.map(({ part }) => part),
    ["control"],
  );
  assert.deepEqual([request.outcome, request.status, request.method], [undefined, null, undefined]);

  const over = next("end");
  connection.socket.write(body);
  assert.equal(await over, request);
  assert.equal(request.status, 200);
  assert.equal(request.clientStayed, true);
  assert.equal(request.method?.path, "livekit.RoomService/CreateRoom");
  assert.ok(request.token.ok);
  assert.deepEqual(
    findings.list.map(({ part }) => part),
    ["control", "body"],
  );
  connection.socket.destroy();
});

test("a request that fails is known with what was injected and why", async () => {
  const { mock, next } = await observe();
  const connection = openRaw(mock.ports[0]!);
  const over = next("end");
  connection.socket.write(`${headWith({ failRegions: [0], failMode: "html" }, 2)}{}`);
  const { status, injected, notes, outcome } = await over;
  assert.deepEqual([status, injected, notes], [502, "html", ["failed: html"]]);
  assert.ok(outcome !== undefined && "status" in outcome && outcome.status === 502);
  connection.socket.destroy();
});

test("a client that leaves before its body is there ends its request", async () => {
  const { mock, next } = await observe("silent");
  const connection = openRaw(mock.ports[0]!);
  const [begun, over] = [next("begin"), next("end")];
  connection.socket.write(headWith({}, 2));
  const request = await begun;
  connection.socket.destroy();
  assert.equal(await over, request);
  const { status, clientStayed, cutReason } = request;
  assert.deepEqual([status, clientStayed, cutReason], [null, false, "the client left"]);
});
