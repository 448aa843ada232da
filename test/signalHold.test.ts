import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonObject } from "@bufbuild/protobuf";
import { SteppedClock } from "./support/clock.js";
import { encodeFrame, opcodes } from "./support/frames.js";
import { startTestMock } from "./support/mock.js";
import {
  closePayload,
  openSignal,
  queryFor,
  requestBytes,
  type Event,
  type SignalClient,
} from "./support/signal.js";

const clock = new SteppedClock();
const mock = await startTestMock({ clock });

const mockClose: Event = { kind: "close", code: 1011, reason: "mock close_when_connected" };
const fin: Event = { kind: "ended", how: "FIN" };
const leave: Event = { kind: "message", json: { leave: { reason: "SERVER_SHUTDOWN" } } };
const aliveAgain: Event = { kind: "pong", payload: "alive" };
const updated: Event = { kind: "message", json: { requestResponse: { requestId: 9 } } };
const left: Event = { kind: "close", code: 1000, reason: "" };
const closed: Event = { kind: "close", code: 3000, reason: "bye" };

function requestFrame(json: JsonObject): Buffer {
  return encodeFrame(opcodes.binary, requestBytes(json));
}

const ping = encodeFrame(opcodes.ping, Buffer.from("alive"));
const update = requestFrame({ updateMetadata: { requestId: 9 } });
const clientLeave = requestFrame({ leave: {} });
const clientClose = encodeFrame(opcodes.close, closePayload(3000, "bye"));

/** What a client sends during the wait, and what it gets for it in the mode that reads on. */
const sendings: readonly {
  readonly name: string;
  readonly sent: readonly Buffer[];
  readonly answers: readonly Event[];
}[] = [
  { name: "a leave", sent: [clientLeave], answers: [left, fin] },
  { name: "a close frame", sent: [clientClose], answers: [closed, fin] },
  {
    name: "a ping, a request and a leave",
    sent: [ping, update, clientLeave],
    answers: [aliveAgain, updated, left, fin],
  },
  {
    name: "a request, a ping and a close frame",
    sent: [update, ping, clientClose],
    answers: [updated, aliveAgain, closed, fin],
  },
];

/** What comes behind the first message. */
const endings: Readonly<Record<string, (answers: readonly Event[]) => readonly Event[]>> = {
  close_when_connected: () => [mockClose, fin],
  drop_when_connected: () => [fin],
  leave_when_connected: (answers) => [leave, ...answers],
};

interface Sent {
  /** What the client sends right behind the handshake, and during the wait. */
  readonly behind?: Uint8Array;
  readonly later?: Uint8Array;
}

/** Opens a connection, ends the mode's wait once it has begun, and returns what comes after it. */
async function eventsAfterWait(
  mode: string,
  { behind = Buffer.of(), later }: Sent,
  port = mock.ports[0]!,
): Promise<readonly Event[]> {
  const client = await openSignal(port, { query: queryFor(mode), behind });
  const wait = await clock.next();
  assert.equal(wait.ms, 200);
  await client.event(0);
  if (later !== undefined) await written(client, later);
  assert.equal(client.events.length, 1);
  wait.end();
  const [, ...events] = await client.ended();
  return events;
}

/** Resolves once bytes are with the system. */
function written({ socket }: SignalClient, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) =>
    socket.write(bytes, () => {
      resolve();
    }),
  );
}

for (const [mode, eventsOf] of Object.entries(endings)) {
  describe(`${mode} acts before anything is answered that a client sends`, () => {
    for (const { name, sent, answers } of sendings) {
      const bytes = Buffer.concat(sent);
      test(`right behind the handshake: ${name}`, async () => {
        assert.deepEqual(await eventsAfterWait(mode, { behind: bytes }), eventsOf(answers));
      });

      test(`during the wait: ${name}`, async () => {
        assert.deepEqual(await eventsAfterWait(mode, { later: bytes }), eventsOf(answers));
      });
    }

    test("in a flood that would get over 1 MiB of answers", async () => {
      const count = 10_000;
      const payload = "x".repeat(125);
      const flooding = encodeFrame(opcodes.ping, Buffer.from(payload));
      const flood = Buffer.concat([...new Array<Buffer>(count).fill(flooding), clientClose]);
      const answers = [...new Array<Event>(count).fill({ kind: "pong", payload }), closed, fin];
      assert.deepEqual(await eventsAfterWait(mode, { behind: flood }), eventsOf(answers));
    });
  });
}

test("nothing of what came is in the log if the mode does not read on", async () => {
  const own = await startTestMock({ clock });
  const ended = own.logged(/ended with/);
  const behind = Buffer.concat([requestFrame({ offer: {} }), clientClose]);
  await eventsAfterWait("drop_when_connected", { behind }, own.ports[0]);
  assert.match(await ended, /ended with 1006 after/);
  assert.doesNotMatch(own.lines.join("\n"), /ignored/);
});

test("a mock that closes does not wait for the mode", async () => {
  const own = await startTestMock({ clock });
  const client = await openSignal(own.ports[0]!, { query: queryFor("leave_when_connected") });
  await clock.next();
  await client.event(0);
  await own.close();
  const [, ...events] = await client.ended();
  assert.deepEqual(events, [{ kind: "close", code: 1001, reason: "the mock is closed" }, fin]);
});
