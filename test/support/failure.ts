/** What goes over the wire if a region fails, on raw connections. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { failModeOf, failModes, type FailModeName } from "../../src/failures/index.js";
import { Findings } from "../../src/util/findings.js";
import { createRegions } from "../../src/util/region.js";
import { jsonResponse, type Ending } from "../../src/util/outcome.js";
import { instantClock } from "./clock.js";
import { startTestMock, type TestMock } from "./mock.js";
import { openRaw, openSecurely, type RawConnection } from "./raw.js";
import { tls } from "./tls.js";

/** A call, as a test makes it over and over. */
export interface Variant {
  readonly name: string;
  readonly type: string;
  readonly method: string;
}

/** What a client sees of a response. */
export interface Seen {
  /** The status line; empty if nothing came. */
  readonly start: string;
  /** The headers by lower-case name, but for `Date`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** `open`, or how the connection ended: `FIN`, `ECONNRESET`. */
  readonly end: string;
  /** Milliseconds from the request to that. */
  readonly ms: number;
}

export const variants: readonly Variant[] = [
  { name: "JSON", type: "application/json", method: "livekit.RoomService/CreateRoom" },
  { name: "protobuf", type: "application/protobuf", method: "livekit.RoomService/CreateRoom" },
  {
    name: "an empty message in JSON",
    type: "application/json",
    method: "livekit.RoomService/DeleteRoom",
  },
  {
    name: "an empty message in protobuf",
    type: "application/protobuf",
    method: "livekit.RoomService/DeleteRoom",
  },
];

/** The bytes of a call, whose request is an empty message. */
export function bytesOf(
  { type, method }: Variant,
  control: object,
  more: readonly string[] = [],
): string {
  const body = type === "application/json" ? "{}" : "";
  const head = [
    `POST /twirp/${method} HTTP/1.1`,
    "Host: a.test",
    `Content-Type: ${type}`,
    `Content-Length: ${String(body.length)}`,
    `X-Lk-Mock: ${JSON.stringify({ skipAuth: true, ...control })}`,
    ...more,
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

/** Sends bytes and resolves with the response, once it is whole or the connection has ended. */
export async function see(
  connection: RawConnection,
  bytes: string,
  from = connection.received().length,
): Promise<Seen> {
  const startedAt = performance.now();
  connection.socket.write(bytes);
  const end = await Promise.race([
    connection.ended,
    connection.untilIt((text) => isWhole(text.slice(from))).then(() => "open"),
  ]);
  const ms = performance.now() - startedAt;
  return { ...parse(connection.received().slice(from)), end, ms };
}

function isWhole(text: string): boolean {
  const { headers, body, start } = parse(text);
  return (
    start !== "" && "content-length" in headers && body.length === Number(headers["content-length"])
  );
}

function parse(text: string): Pick<Seen, "start" | "headers" | "body"> {
  const at = text.indexOf("\r\n\r\n");
  if (at === -1) return { start: "", headers: {}, body: Buffer.from(text, "latin1") };
  const [start = "", ...lines] = text.slice(0, at).split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const [name = "", ...value] = line.split(": ");
    return [name.toLowerCase(), value.join(": ")];
  });
  return {
    start,
    headers: Object.fromEntries(headers.filter(([name]) => name !== "date")),
    body: Buffer.from(text.slice(at + 4), "latin1"),
  };
}

/** Sees one call on a connection of its own, which is then closed. */
export async function seeOnce(port: number, bytes: string): Promise<Seen> {
  const connection = openRaw(port);
  const seen = await see(connection, bytes);
  connection.socket.destroy();
  return seen;
}

const regions = createRegions({ host: "http://a.test" }, [1, 2]);

/** How the response of a failure goes out: what of it, and what becomes of the connection. */
export function deliveryOf(failMode: FailModeName): string {
  // The one that is decided before the body is read.
  if (failMode === "refuseUpload") return "nothing, with the body unread, held, then FIN";
  const failure = failModeOf(failMode).fail(
    {},
    {
      region: regions[0]!,
      regions,
      target: "/",
      contentType: "application/json",
      findings: new Findings(),
    },
  );
  const outcome = failure.outcome ?? failure.alter!(jsonResponse(200, "{}"));
  const endOf = ({ how, afterMs }: Ending): string => `${afterMs > 0 ? "held, " : ""}then ${how}`;
  if ("hangUp" in outcome) return `nothing, ${endOf(outcome.hangUp)}`;
  assert.ok("status" in outcome);
  const { cutAfter, pieces, ending } = outcome.delivery ?? {};
  const what = cutAfter !== undefined ? "a part" : pieces !== undefined ? "pieces" : "all";
  return ending === undefined ? what : `${what}, ${endOf(ending)}`;
}

/** What a test says of a failure. */
export interface FailureCase {
  /** The control without `failRegions`: it has `failMode`. */
  readonly control: { readonly failMode: FailModeName; readonly [option: string]: unknown };
  /** Asserts what a client sees, beside the true response to the same call. */
  readonly check: (seen: Seen, truth: Seen, connection: RawConnection) => void | Promise<void>;
  /** Milliseconds that the failure takes at least, by itself. */
  readonly takesMs?: number;
}

/** Asserts that half of the true response has come, with a promise of the whole. */
export function checkCut(end: string): FailureCase["check"] {
  return (seen, truth) => {
    const length = Math.max(1, truth.body.length);
    assert.equal(seen.start, "HTTP/1.1 200 OK");
    assert.deepEqual(seen.headers, { ...truth.headers, "content-length": String(length) });
    assert.deepEqual(seen.body, truth.body.subarray(0, Math.floor(truth.body.length / 2)));
    assert.equal(seen.end, end);
  };
}

/** Asserts that nothing has come before the connection ended. */
export function checkNothing(end: string): FailureCase["check"] {
  return (seen) => {
    assert.deepEqual([seen.start, seen.body.length, seen.end], ["", 0, end]);
  };
}

/**
 * Tests that a failure is the same in any encoding, and, for the first mode of each delivery, on
 * any connection, after a wait and by region.
 */
export function testFailure({ control, check, takesMs = 0 }: FailureCase): void {
  const { failMode } = control;
  describe(`${failMode} fails alike`, { concurrency: 10 }, async () => {
    const mock = await startTestMock({ regions: 2 });
    const [port = 0, healthyPort = 0] = mock.ports;
    const failing = { failRegions: [0], ...control };

    for (const variant of variants) {
      test(`for ${variant.name}`, async () => {
        const truth = await seeOnce(port, bytesOf(variant, {}));
        const connection = openRaw(port);
        const seen = await see(connection, bytesOf(variant, failing));
        await check(seen, truth, connection);
        assert.ok(seen.ms >= takesMs);
        assert.ok(!("transfer-encoding" in seen.headers));
        connection.socket.destroy();
      });
    }
    const first = failModes.find(({ name }) => deliveryOf(name) === deliveryOf(failMode));
    if (first?.name !== failMode) return;
    const variant = variants[0]!;

    test("on a connection that has had answers before", async () => {
      const connection = openRaw(port);
      const truth = await see(connection, bytesOf(variant, {}));
      await check(await see(connection, bytesOf(variant, failing)), truth, connection);
      connection.socket.destroy();
    });

    test("behind a response that is still to come", async () => {
      const truth = await seeOnce(port, bytesOf(variant, {}));
      const connection = openRaw(port);
      connection.socket.write(bytesOf(variant, { delayMs: 60, id: "first" }));
      connection.socket.write(bytesOf(variant, failing));
      const whole = truth.body.toString("latin1");
      const first = await connection.untilIt((text) => text.includes(whole));
      const from = first.indexOf(whole) + whole.length;
      await check(await see(connection, "", from), truth, connection);
      connection.socket.destroy();
    });

    test("after delayMs", async () => {
      const truth = await seeOnce(port, bytesOf(variant, {}));
      const connection = openRaw(port);
      const seen = await see(connection, bytesOf(variant, { ...failing, delayMs: 80 }));
      await check(seen, truth, connection);
      assert.ok(seen.ms >= 79 + takesMs);
      connection.socket.destroy();
    });

    test("in the region of perRegion alone", async () => {
      const perRegion = { perRegion: { 0: control } };
      const truth = await seeOnce(port, bytesOf(variant, {}));
      const connection = openRaw(port);
      await check(await see(connection, bytesOf(variant, perRegion)), truth, connection);
      connection.socket.destroy();
      const healthy = await seeOnce(healthyPort, bytesOf(variant, perRegion));
      assert.deepEqual(healthy.body, truth.body);
      assert.equal(healthy.headers["x-lk-mock-warning"], undefined);
    });

    test("over TLS, on a connection that has had answers before", async () => {
      const secure = await startTestMock({ tls });
      const connection = openSecurely(secure.ports[0]!);
      const truth = await see(connection, bytesOf(variant, {}));
      await check(await see(connection, bytesOf(variant, failing)), truth, connection);
      connection.socket.destroy();
    });

    test("and leaves other connections alone", async () => {
      const other = openRaw(port);
      const bystander = see(other, bytesOf(variant, { delayMs: 100 + takesMs }));
      const connection = openRaw(port);
      await see(connection, bytesOf(variant, failing));
      connection.socket.destroy();
      const { start, end } = await bystander;
      assert.deepEqual([start, end], ["HTTP/1.1 200 OK", "open"]);
      other.socket.destroy();
    });
  });
}

/** The waits of one failing call on a mock whose waits end at once, in milliseconds. */
export async function waitsOf(control: object): Promise<number[]> {
  const clock = instantClock();
  const mock = await startTestMock({ clock });
  const connection = openRaw(mock.ports[0]!);
  await see(connection, bytesOf(variants[0]!, { failRegions: [0], ...control }));
  connection.socket.destroy();
  return clock.waits;
}

/** The warnings on a response, and the response. */
export async function seeFailure(mock: TestMock, control: object): Promise<Seen> {
  return seeOnce(mock.ports[0]!, bytesOf(variants[0]!, { failRegions: [0], ...control }));
}
