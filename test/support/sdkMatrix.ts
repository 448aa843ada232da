import { readFileSync } from "node:fs";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import { ServerError, type Room } from "livekit-server-sdk";
import type { MockControl } from "../../src/control/index.js";
import { startTestMock } from "./mock.js";
import { forceFailover, SteeredRooms } from "./nodeSdk.js";

/** The timeout of the clients, in seconds: with less they make one attempt only. */
const timeoutS = 5;
/** How much later than its timeout a client may be before it counts as hanging, in milliseconds. */
const graceMs = 10_000;
/** The wait of the call under which a pooled connection dies, in milliseconds. */
const underwayMs = 2_000;

/** A row of the matrix. */
export interface MatrixRow {
  readonly failure: string;
  readonly control: MockControl;
  /** What the SDK does. */
  readonly outcome: string;
}

/** The rows of `docs/sdk-matrix.md`. */
export function matrixRows(): MatrixRow[] {
  const lines = readFileSync("docs/sdk-matrix.md", "utf8").split("\n");
  const rows = lines.filter((line) => /^\| .*`\{/.test(line));
  return rows.map((line) => {
    const [failure = "", control = "", outcome = ""] = line.slice(2).split(" | ");
    return { failure, control: JSON.parse(control.replaceAll("`", "")) as MockControl, outcome };
  });
}

/** What the Node SDK does where it creates a room in a mock of its own, with failover. */
export async function observe(control: MockControl): Promise<string> {
  const mock = await startTestMock({ regions: 2 });
  const create = (steering: object): Promise<Room> => {
    const options = { control: { ...steering }, requestTimeout: timeoutS };
    return forceFailover(new SteeredRooms(mock.url, options)).createRoom({ name: "a" });
  };
  const dies = control.perRegion?.[0]?.failMode === "closeIdle";
  if (dies) {
    await create(control);
    // Node's fetch takes a connection back into its pool a turn after the answer is read.
    await setImmediate();
  }
  const from = mock.lines.length;
  const logged = mock.logged(/CreateRoom/);
  const over = new AbortController();
  const steering = dies ? { perRegion: { 0: { delayMs: underwayMs } } } : control;
  const late = sleep(timeoutS * 1000 + graceMs, undefined, { signal: over.signal });
  const end = await Promise.race([create(steering).then(nameResult, nameError), late]);
  over.abort();
  // A client that gives up is in the log once the mock has seen it leave.
  await logged;
  const calls = mock.lines.slice(from).filter((line) => /CreateRoom \w+ \d+ ms/.test(line));
  const failedOver = calls.at(-1)?.startsWith("region-1 ") === true;
  const outcome = end === "succeeds" && failedOver ? "fails over" : (end ?? "hangs");
  return `${outcome}; ${String(calls.length)} ${calls.length === 1 ? "attempt" : "attempts"}`;
}

function nameResult({ sid, name }: Room): string {
  return sid === "MOCK_SID" && name === "a" ? "succeeds" : "succeeds with a wrong answer";
}

function nameError(error: unknown): string {
  if (error instanceof ServerError) {
    return `typed error ${String(error.status)} ${error.code ?? "without a code"}`;
  }
  return `raw error ${error instanceof Error ? error.name : String(error)}`;
}
