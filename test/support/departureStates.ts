/** What a connection can be in the middle of when its client leaves. */
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { WatchedClock } from "./clock.js";
import type { Visitor } from "./departures.js";
import { bytesOf, variants } from "./failure.js";
import { encodeFrame, opcodes } from "./frames.js";
import { connecting } from "./invalid.js";
import { delayedCall } from "./raw.js";
import { handshakeOf, headOf, queryFor } from "./signal.js";

/** The clock of the mocks that the states are for. */
export const clock = new WatchedClock();

export interface State {
  readonly name: string;
  /** Resolves once the connection is in it. */
  readonly enter: (visitor: Visitor) => Promise<void>;
  /** Whether a client that has ended only its own side is still there: it may read on. */
  readonly staysAtFin?: true;
}

const body = "x".repeat(300_000);
const chunks = `4000\r\n${"x".repeat(0x4000)}\r\n`.repeat(20);
const chunked = "Transfer-Encoding: chunked";
const forLong = { delayMs: 600_000 };
const first = delayedCall(forLong.delayMs);
const handshake = headOf(handshakeOf({ query: queryFor("happy") }));

function get(path: string, control: object, more: readonly string[] = []): string {
  return headOf([
    `GET ${path} HTTP/1.1`,
    "Host: a",
    `X-Lk-Mock: ${JSON.stringify(control)}`,
    ...more,
  ]);
}

/** The head of a request whose body is not wanted. */
function withBody(path: string, control: object = {}, more: readonly string[] = []): string {
  return get(path, control, [`Content-Length: ${String(body.length)}`, ...more]);
}

const hostless = headOf(["POST / HTTP/1.1", `Content-Length: ${String(body.length)}`]);
const tooManyLines = withBody("/", {}, Array<string>(10_001).fill("X: 1"));

function call(control: object = {}): string {
  return bytesOf(variants[0]!, control);
}

function failing(failMode: string, more: object = {}): string {
  return call({ failRegions: [0], failMode, ...more });
}

/** A call with another body: what the response echoes is as large. */
function callWith(framing: string, sent: string, control: object = {}): string {
  return call(control).replace(/Content-Length: 2\r\n([^]*)\{\}$/, `${framing}\r\n$1${sent}`);
}

function echoing(bytes: number, control: object = {}): string {
  const sent = JSON.stringify({ name: "n".repeat(bytes) });
  return callWith(`Content-Length: ${String(sent.length)}`, sent, control);
}

function upgrade(more: readonly string[] = []): string {
  return get("/", {}, ["Connection: Upgrade", "Upgrade: h2c", ...more]);
}

/** A state that begins with a wait of the mock, and once it has read all that is sent. */
function held(name: string, text: string, more = ""): State {
  const enter = async ({ connection, read }: Visitor): Promise<void> => {
    const begun = once(clock, "begin");
    connection.socket.write(text);
    await begun;
    if (more !== "") connection.socket.write(more);
    await read();
  };
  return { name, enter };
}

/** A state that begins when the mock has read all that is sent, or with a response. */
function sent(name: string, text: string, until?: RegExp): State {
  const enter = async ({ connection, read }: Visitor): Promise<void> => {
    connection.socket.write(text);
    await (until === undefined ? read() : connection.until(until));
  };
  return { name, enter };
}

/** A client that reads no more once a response has begun. */
function unread(name: string, text: string): State {
  const enter = async ({ connection }: Visitor): Promise<void> => {
    connection.socket.write(text);
    await once(connection.socket, "data");
    connection.socket.pause();
  };
  return { name, enter };
}

function signal(mode: string, until: RegExp): State {
  const query = queryFor(mode);
  return sent(`in a WebSocket of ${mode}`, headOf(handshakeOf({ query })), until);
}

/** Sends pings, and reads no response, until the mock reads no more. */
async function flood({ connection, kept }: Visitor): Promise<void> {
  const { socket } = connection;
  socket.write(handshake);
  await connection.until(/PA_MOCK/);
  socket.pause();
  const frame = encodeFrame(opcodes.ping, Buffer.alloc(100));
  const piece = Buffer.alloc(1_000 * frame.length, frame);
  for (let before = -1; before !== kept.bytesRead;) {
    before = kept.bytesRead;
    while (socket.writableLength < 4 * piece.length) socket.write(piece);
    await setTimeout(100);
  }
}

const large = { response: { metadata: "m".repeat(900_000) } };
const regionsForLong = { discovery: forLong };

export const states: readonly State[] = [
  sent("before the first byte", ""),
  sent("in the head", "GET / HTT"),
  sent("in the body", call().slice(0, -1)),
  sent("in a chunked body", callWith(chunked, "5\r\n{")),
  sent("behind a response", get("/", {}), /ok$/),
  sent("in an unread body, behind the response", `${withBody("/")}x`, /ok$/),

  held("in a wait", call(forLong)),
  held("in a wait for the region list", get("/settings/regions", regionsForLong)),
  held("in a wait with an unread body", withBody("/settings/regions", regionsForLong), body),
  held("in a wait with half an unread body", withBody("/settings/regions", regionsForLong), "x"),
  held(
    "in a wait with an unread body in chunks",
    get("/settings/regions", regionsForLong, [chunked]),
    chunks,
  ),
  held(
    "in a wait with an unread body behind 100 Continue",
    withBody("/settings/regions", regionsForLong, ["Expect: 100-continue"]),
    body,
  ),
  held(
    "in a stall with an unread body",
    withBody("/settings/regions", { discovery: { failMode: "stall" } }),
    body,
  ),
  held("in a stall", failing("stall")),
  held("in a stall in the body", failing("stallBody")),
  held("behind the response of closeIdle", failing("closeIdle", { stallMs: 60_000 })),

  held("in a trickle", failing("trickle")),
  sent(
    "in a trickle without waits",
    failing("trickle", { ...large, trickle: { everyMs: 0 } }),
    /mmm/,
  ),
  unread(
    "in a piece of a trickle that is not read",
    echoing(8_000_000, {
      failRegions: [0],
      failMode: "trickle",
      trickle: { bytes: 7_000_000, everyMs: 0 },
    }),
  ),
  { ...unread("in a response that is not read", echoing(8_000_000)), staysAtFin: true },

  held("in a wait with a call behind it", first, call()),
  held("in a wait with many calls behind it", first, call().repeat(500)),
  held("in a wait with a wait behind it", first, first),
  held("in a wait with a stall behind it", first, failing("stall")),
  held("in a wait with a large response behind it", first, call(large)),
  held("in a wait with half a head behind it", first, "GET / HTT"),
  held("in a wait with half a body behind it", first, call().slice(0, -1)),
  held("in a wait with an unread body behind it", first, withBody("/") + body),
  held("in a wait with a 404 and its body behind it", first, withBody("/x") + body),
  held("in a wait with a 413 behind it", first, callWith("Content-Length: 20000000", body)),
  held("in a wait with what is no HTTP behind it", first, "hello\r\n\r\n"),
  held("in a wait with much more behind that", first, `hello\r\n\r\n${body.repeat(20)}`),
  held("in a wait with an invalid body behind it", first, callWith(chunked, "zz\r\n")),
  held(
    "in a wait with an invalid unread body",
    get("/settings/regions", regionsForLong, [chunked]),
    "zz\r\n",
  ),
  held("in a wait with a CONNECT behind it", first, connecting),
  held("in a wait with a CONNECT and bytes behind it", first, connecting + body),
  held("in a wait with a body behind no Host", first, hostless + body),
  held(
    "in a wait with a body behind an expectation",
    first,
    withBody("/", {}, ["Expect: x"]) + body,
  ),
  held("in a wait with a body behind too many lines", first, tooManyLines + body),
  held("in a trickle with what is no HTTP behind it", failing("trickle"), "hello\r\n\r\n"),
  held("in a stall with what is no HTTP behind it", failing("stall"), "hello\r\n\r\n"),
  held("in a wait with a handshake behind it", first, handshake),
  held("in a wait with a handshake and frames behind it", first, handshake + body),
  held("in a wait with an upgrade behind it", first, upgrade()),
  held(
    "in a wait with an upgrade and its body behind it",
    first,
    upgrade([`Content-Length: ${String(body.length)}`]) + body,
  ),

  signal("happy", /PA_MOCK/),
  signal("no_first_message", /\r\n\r\n/),
  signal("no_pong", /PA_MOCK/),
  signal("close_before_join", /\r\n\r\n\u0088/),
  signal("close_when_connected", /PA_MOCK/),
  signal("drop_when_connected", /PA_MOCK/),
  signal("leave_when_connected", /PA_MOCK/),
  signal("leave_first_message", /\r\n\r\n./),
  signal("drop_on_close", /PA_MOCK/),
  { name: "in a WebSocket that is not read", enter: flood, staysAtFin: true },

  sent("behind a refused handshake", headOf(handshakeOf({})), /invalid token$/),
  sent("behind a 400", "hello\r\n\r\n", /400 not HTTP[^]*\n$/),
  sent("behind a 431", `GET / HTTP/1.1\r\nX: ${"x".repeat(1_200_000)}`, /431 over[^]*\n$/),
  sent("behind a 501", connecting, /501 [^]*\n$/),
  sent("behind a 413", callWith("Content-Length: 20000000", body), /max-body/),
];
