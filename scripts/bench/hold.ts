import { once } from "node:events";
import { Agent, type IncomingMessage } from "node:http";
import { create, toBinary } from "@bufbuild/protobuf";
import { WebSocket } from "ws";
import { SignalRequestSchema } from "../../gen/livekit_rtc_pb.js";
import { send, makeToken } from "./client.js";
import { atMost, type Figure } from "./figure.js";
import { hostileBodies } from "./hostile/bodies.js";
import { hostileFrames, hostileJoin, type HostileFrames } from "./hostile/frames.js";
import { hostileHeads } from "./hostile/heads.js";
import type { Load } from "./load.js";
import { startMock } from "./subject.js";

const health: Load = { method: "GET", path: "/", headers: {} };
/** The shortest of this many tries counts, since other processes may delay a request. */
const tries = 5;

/** Something that a client does. `run` resolves once the mock has handled it. */
interface Attack {
  readonly what: string;
  readonly run: () => Promise<unknown>;
}

/** The longest that any request of at most 1 MB blocks the mock, as seen by another client. */
export async function longestHold(): Promise<Figure[]> {
  const mock = await startMock(1);
  const url = mock.urls[0]!;
  const attacks: Attack[] = [
    ...[...(await hostileBodies()), ...hostileHeads()].map(({ what, load }) => ({
      what,
      run: () => attempt(url, load),
    })),
    { what: "a join request that inflates", run: () => attempt(url, hostileJoin()) },
  ];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const sendSmall = (): Promise<unknown> => send(url, health, agent);
  for (const frames of hostileFrames()) {
    attacks.push({ what: frames.what, run: () => sendFrames(url, frames) });
  }
  let worst = { what: "", ms: 0 };
  for (const { what, run } of attacks) {
    const times: number[] = [];
    for (let time = 0; time < tries; time++) times.push(await measureHold(run, sendSmall));
    const ms = Math.min(...times);
    if (ms > 20) process.stderr.write(`${ms.toFixed(1)} ${what}\n`);
    if (ms > worst.ms) worst = { what, ms };
  }
  agent.destroy();
  await mock.stop();
  process.stderr.write(`longest: ${worst.what}\n`);
  const what = `longest hold by any of ${String(attacks.length)} requests of at most 1 MB`;
  return [{ what, unit: "ms", mock: worst.ms, goal: atMost(50, "ms") }];
}

/** Sends a request, which the mock may refuse before it has read all of it. */
function attempt(url: string, load: Load): Promise<unknown> {
  return send(url, load).catch(() => undefined);
}

/** Sends messages on a signal connection and then a ping; waits for the pong, or for the close. */
async function sendFrames(url: string, { messages, raw }: HostileFrames): Promise<void> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/rtc?access_token=${makeToken()}`);
  socket.on("error", () => undefined);
  const [[response]] = (await Promise.all([once(socket, "upgrade"), once(socket, "message")])) as [
    [IncomingMessage],
    unknown,
  ];
  if (raw !== undefined) response.socket.write(raw);
  for (const message of messages) socket.send(message);
  const message = { case: "pingReq", value: { timestamp: 1n } } as const;
  socket.send(toBinary(SignalRequestSchema, create(SignalRequestSchema, { message })));
  await Promise.race([once(socket, "message"), once(socket, "close")]);
  socket.terminate();
}

/** The longest that a small request takes while `run` is under way, in milliseconds. */
async function measureHold(
  run: () => Promise<unknown>,
  sendSmall: () => Promise<unknown>,
): Promise<number> {
  await sendSmall();
  const progress = { isOver: false };
  const running = run().finally(() => (progress.isOver = true));
  let longest = 0;
  do {
    const startedAt = performance.now();
    await sendSmall();
    longest = Math.max(longest, performance.now() - startedAt);
  } while (!progress.isOver);
  await running;
  return longest;
}
