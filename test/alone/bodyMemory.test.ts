/** What a body that is on its way takes of the memory, measured in this process. */
import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { after, describe, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { call } from "../support/call.js";
import { startTestMock } from "../support/mock.js";
import { openRaw } from "../support/raw.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** The mock's end of each connection. */
const served: Socket[] = [];
const take = (message: unknown): void => {
  served.push((message as { socket: Socket }).socket);
};
subscribe("net.server.socket", take);
after(() => {
  unsubscribe("net.server.socket", take);
});

const block = 64 * 1024;
const most = 1_000_000;
const mock = await startTestMock({ maxBody: most, log: "silent" });
const headWith = (framing: string, control: object = {}): string =>
  [
    "POST /twirp/livekit.RoomService/CreateRoom HTTP/1.1",
    "Host: a",
    "Content-Type: application/json",
    `X-Lk-Mock: ${JSON.stringify({ skipAuth: true, ...control })}`,
    `${framing}\r\n\r\n`,
  ].join("\r\n");
// What a first call loads is not of its body.
await call(mock.url, "livekit.RoomService/CreateRoom", { control: { skipAuth: true } });
const chunked = "Transfer-Encoding: chunked";

/** What the process holds, in bytes, once all that is garbage has been collected. */
async function held(): Promise<number> {
  // What the first frees is counted by the second.
  for (let at = 0; at < 2; at++) {
    await setImmediate();
    collect();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A connection on which a test sends, and waits until the mock has read all of it. */
function openSending(): {
  readonly connection: ReturnType<typeof openRaw>;
  readonly send: (text: string, times?: number) => Promise<void>;
} {
  const connection = openRaw(mock.ports[0]!);
  let sent = 0;
  let end: Socket | undefined;
  const send = async (text: string, times = 1): Promise<void> => {
    for (let at = 0; at < times; at++) {
      if (!connection.socket.write(text)) await once(connection.socket, "drain");
    }
    sent += text.length * times;
    while (end?.bytesRead !== sent) {
      end ??= served.find(({ remotePort }) => remotePort === connection.socket.localPort);
      await setImmediate();
    }
  };
  return { connection, send };
}

/** Sends blanks of a body in chunks of so many bytes each. */
async function sendBlanks(
  { send }: ReturnType<typeof openSending>,
  bytes: number,
  each: number,
): Promise<void> {
  const together = 10_000;
  const chunk = `${each.toString(16)}\r\n${" ".repeat(each)}\r\n`;
  await send(chunk.repeat(together / each), bytes / together);
}

describe("a body", () => {
  test("that is not whole yet takes at most twice its bytes and 64 KiB, in chunks of one byte", async () => {
    const sending = openSending();
    await sending.send(headWith(chunked));
    const before = await held();
    await sendBlanks(sending, most, 1);
    const grown = (await held()) - before;
    assert.ok(grown <= 2 * most + block, `${String(grown)} bytes`);
    await sending.send("0\r\n\r\n");
    assert.match(await sending.connection.until(/\}$/), /^HTTP\/1\.1 200 OK\r\n/);
    const left = (await held()) - before;
    assert.ok(left <= most / 2, `${String(left)} bytes are left of it`);
    sending.connection.socket.destroy();
  });

  test("takes no memory for bytes that are announced only", async () => {
    const count = 20;
    const sendings = Array.from({ length: count }, openSending);
    const before = await held();
    const start = `${headWith(`Content-Length: ${String(most)}`)}{`;
    await Promise.all(sendings.map(({ send }) => send(start)));
    const each = ((await held()) - before) / count;
    assert.ok(each <= block, `${String(each)} bytes`);
    for (const { connection } of sendings) connection.socket.destroy();
  });

  test("is refused with 413 at its first byte over the limit, and kept no longer", async () => {
    const sending = openSending();
    await sending.send(headWith(chunked));
    const before = await held();
    await sendBlanks(sending, most, 100);
    assert.equal(sending.connection.received(), "");
    await sending.send("1\r\n \r\n");
    await sending.connection.until(/^HTTP\/1\.1 413 [^]*max-body/);
    await sendBlanks(sending, most, 100);
    const grown = (await held()) - before;
    assert.ok(grown <= most / 2, `${String(grown)} bytes`);
    sending.connection.socket.destroy();
  });

  test("is not kept while its response waits", async () => {
    const sending = openSending();
    const before = await held();
    await sending.send(headWith(chunked, { delayMs: 600_000 }));
    await sendBlanks(sending, most, 100);
    await sending.send("0\r\n\r\n");
    const grown = (await held()) - before;
    assert.ok(grown <= most / 2, `${String(grown)} bytes`);
    sending.connection.socket.destroy();
  });
});
