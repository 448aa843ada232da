import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { systemClock } from "../src/util/clock.js";
import { signalModes } from "../src/control/signalModes.js";
import { request } from "./support/call.js";
import { wrapJoinRequest } from "./support/joinRequest.js";
import { startTestMock } from "./support/mock.js";
import { openSignal, type Event } from "./support/signal.js";
import { tokenFor } from "./support/token.js";

const now = Date.now();
const waits: number[] = [];
const clock = {
  now: () => now,
  uptime: () => systemClock.uptime(),
  after: (ms: number, callBack: () => void): (() => void) => {
    waits.push(ms);
    return systemClock.after(ms, callBack);
  },
};
const mock = await startTestMock({ regions: 2, clock });
const port = mock.ports[1]!;

const serverInfo = {
  version: "mock",
  protocol: 15,
  region: "region-1",
  nodeId: "MOCK_NODE",
};
const join = message({
  join: {
    room: { sid: "RM_MOCK", name: "my-room" },
    participant: { sid: "PA_MOCK", identity: "me", name: "My Name", state: "JOINED" },
    serverVersion: "mock",
    serverRegion: "region-1",
    pingInterval: 1,
    pingTimeout: 3,
    serverInfo,
  },
});
const reconnect = message({ reconnect: { serverInfo } });
const pongs = [
  message({ pong: String(now) }),
  message({ pongResp: { lastPingTimestamp: "77", timestamp: String(now) } }),
];
const metadataUpdated = message({ requestResponse: { requestId: 9 } });
const answers = [...pongs, metadataUpdated];
const leave = message({ leave: { reason: "SERVER_SHUTDOWN", action: "RECONNECT" } });
const closed = { kind: "close", code: 3000, reason: "bye" } as const;
const fin = { kind: "ended", how: "FIN" } as const;

function message(json: unknown): Event {
  return { kind: "message", json };
}

/** What a client sees of a mode that sends at once three requests and, behind them, a close frame. */
interface Row {
  /** All events; `first` stands for the join or reconnect response. */
  readonly events: readonly (Event | "first")[];
  readonly onReconnect?: readonly Event[];
  /** Whether the client sends its close frame; it does unless this is `false`. */
  readonly closes?: boolean;
  /** How long it takes at least from the upgrade to an event, in milliseconds. */
  readonly waits?: { readonly event: number; readonly ms: number };
}

interface Refusal {
  readonly status: number;
  readonly validate: string;
}

const happy: Row = { events: ["first", ...answers, closed, fin] };
const rows: Readonly<Record<(typeof signalModes)[number]["name"], Row | Refusal>> = {
  happy,
  no_first_message: { events: [closed, fin] },
  no_pong: { events: ["first", metadataUpdated, closed, fin] },
  close_before_join: {
    events: [{ kind: "close", code: 1011, reason: "" }, fin],
    closes: false,
    waits: { event: 0, ms: 50 },
  },
  close_when_connected: {
    events: ["first", { kind: "close", code: 1011, reason: "mock close_when_connected" }, fin],
    waits: { event: 1, ms: 200 },
  },
  drop_when_connected: {
    events: ["first", fin],
    waits: { event: 1, ms: 200 },
  },
  leave_when_connected: {
    events: ["first", leave, ...answers, closed, fin],
    waits: { event: 1, ms: 200 },
  },
  leave_first_message: { events: [leave, closed, fin] },
  leave_during_reconnect: { ...happy, onReconnect: [leave, closed, fin] },
  drop_on_close: { events: ["first", ...answers, fin] },
  validate_500: { status: 500, validate: "internal server error" },
  validate_service_not_found: { status: 404, validate: "404 page not found" },
  room_not_found: { status: 404, validate: "requested room does not exist" },
};

function tokenOf(signal: string): string {
  const video = { room: "my-room", roomJoin: true };
  return tokenFor({ signal, leaveAction: "RECONNECT" }, { sub: "me", name: "My Name", video });
}

/** The query of a client, as the version of the protocol has it. */
function queryOf(token: string, version: "v0" | "v1", reconnects: boolean): string {
  const access = `access_token=${token}`;
  if (version === "v1")
    return `${access}&join_request=${wrapJoinRequest({ reconnect: reconnects })}`;
  return reconnects ? `${access}&reconnect=1&sid=PA_MOCK` : access;
}

describe("the signal mode", () => {
  test("has a row here, whichever it is", () => {
    assert.deepEqual(
      Object.keys(rows),
      signalModes.map(({ name }) => name),
    );
  });

  for (const [mode, row] of Object.entries(rows)) {
    for (const version of ["v0", "v1"] as const) {
      const path = version === "v0" ? "/rtc" : "/rtc/v1";
      for (const kind of ["join", "reconnect"] as const) {
        const query = queryOf(tokenOf(mode), version, kind === "reconnect");
        const name = `${mode}, ${version}, ${kind}`;
        if ("events" in row) {
          test(name, () => plays(row, path, query, kind));
        } else {
          test(name, () => isRefused(row, path, query));
        }
      }
    }
  }
});

async function plays(
  { events, onReconnect, closes = true, waits: waited }: Row,
  path: string,
  query: string,
  kind: "join" | "reconnect",
): Promise<void> {
  const validated = await request(`${mock.regions[1]!.url}${path}/validate?${query}`);
  assert.deepEqual([validated.status, validated.text], [200, "success"]);
  waits.length = 0;
  const client = await openSignal(port, { path, query });
  client.request({ ping: "76" });
  client.request({ pingReq: { timestamp: "77", rtt: "5" } });
  client.request({ updateMetadata: { metadata: "new", requestId: 9 } });
  if (closes) client.close(3000, "bye");
  const first = kind === "join" ? join : reconnect;
  const expected = (kind === "reconnect" ? onReconnect : undefined) ?? events;
  assert.deepEqual(
    await client.ended(),
    expected.map((event) => (event === "first" ? first : event)),
  );
  assert.deepEqual(waits, waited === undefined ? [] : [waited.ms]);
  // A timer may be early by the fraction of a millisecond that its clock does not show.
  if (waited !== undefined) assert.ok(client.times[waited.event]! >= waited.ms - 1);
}

async function isRefused(
  { status, validate }: Refusal,
  path: string,
  query: string,
): Promise<void> {
  const url = `${mock.regions[1]!.url}${path}`;
  const validated = await request(`${url}/validate?${query}`);
  assert.deepEqual([validated.status, validated.text], [status, validate]);
  const plain = await request(`${url}?${query}`);
  assert.deepEqual([plain.status, plain.text], [status, ""]);
  await assert.rejects(openSignal(port, { path, query }), ({ message: text }: Error) => {
    assert.match(text, new RegExp(`^refused: HTTP/1.1 ${String(status)} [^]*\\r\\n\\r\\n$`));
    assert.match(text, /^Content-Length: 0\r$/m);
    return true;
  });
}

describe("drop_on_close drops the connection on the client's close frame alone:", () => {
  const query = queryOf(tokenOf("drop_on_close"), "v0", false);

  test("a leave has its close frame", async () => {
    const client = await openSignal(port, { query });
    client.request({ leave: {} });
    assert.deepEqual(await client.ended(), [join, { kind: "close", code: 1000, reason: "" }, fin]);
  });

  test("a broken frame has its close frame", async () => {
    const client = await openSignal(port, { query });
    client.frame(3, Buffer.of());
    assert.deepEqual(await client.ended(), [join, { kind: "close", code: 1002, reason: "" }, fin]);
  });

  test("a close frame without a code has none", async () => {
    const client = await openSignal(port, { query });
    client.close();
    assert.deepEqual(await client.ended(), [join, fin]);
  });
});
