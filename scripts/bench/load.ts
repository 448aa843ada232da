import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import autocannon from "autocannon";

const connections = 64;

/** Requests that are sent over and over. */
export interface Load {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What a header, or else the body, is with each request; behind the last comes the first. */
  readonly varying?: { readonly header?: string; readonly values: readonly string[] };
  readonly body?: Buffer;
}

/** What has come of a load. */
interface Counted {
  readonly perSecond: number;
  /** How many answers had another status than one of success. */
  readonly failed: number;
}

const hasWrk = isInstalled("wrk");

/** What the load is made with. */
export const loadTool = hasWrk ? "wrk" : "autocannon";

/** The rate at which a server answers, over 64 connections that are kept. */
export async function rateOf(
  url: string,
  load: Load,
  seconds: number,
  isSuccess: boolean,
): Promise<number> {
  const { perSecond, failed } = await (hasWrk ? runWrk : runAutocannon)(url, load, seconds);
  if (isSuccess === failed > 0) {
    throw new Error(`${load.path}: ${String(failed)} answers without success`);
  }
  return perSecond;
}

async function runWrk(url: string, load: Load, seconds: number): Promise<Counted> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const [script, values] = [join(folder, "load.lua"), join(folder, "values")];
    writeFileSync(script, scriptOf(load));
    writeFileSync(values, (load.varying?.values ?? []).join("\n"));
    const args = ["-t1", `-c${String(connections)}`, `-d${String(seconds)}s`, "-s", script];
    const { stdout } = await promisify(execFile)("wrk", [...args, url + load.path, "--", values]);
    if (stdout.includes("Socket errors")) throw new Error(stdout);
    return {
      perSecond: Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1]),
      failed: Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The load as a program of wrk's, in Lua; the values of a header are in a file of their own. */
function scriptOf({ method, headers, varying, body = Buffer.alloc(0) }: Load): string {
  const lines = Object.entries(headers).map(
    ([name, value]) => `wrk.headers[${quote(name)}] = ${quote(value)}`,
  );
  const start = `wrk.method = "${method}"\nwrk.body = ${quote(body.toString("latin1"))}\n`;
  const fixed = `${start}${lines.join("\n")}\n`;
  if (varying === undefined) return fixed;
  return `${fixed}
local requests, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    ${varying.header === undefined ? "wrk.body" : `wrk.headers[${quote(varying.header)}]`} = line
    requests[#requests + 1] = wrk.format()
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
`;
}

function quote(text: string): string {
  const coded = [...Buffer.from(text, "latin1")].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\${String(byte).padStart(3, "0")}`,
  );
  return `"${coded.join("")}"`;
}

async function runAutocannon(url: string, load: Load, seconds: number): Promise<Counted> {
  const requests = requestsOf(load).map(({ body, ...request }) => ({
    ...request,
    ...(body === undefined ? {} : { body }),
  }));
  // Each connection prepares all that it is given, and 64 times 40,000 would take minutes.
  const share = Math.ceil(requests.length / connections);
  let at = 0;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    setupClient: (client) => {
      client.setRequests(requests.slice(at, at + share));
      at = (at + share) % requests.length;
    },
  });
  if (result.errors > 0)
    throw new Error(`${load.path}: ${String(result.errors)} errors of sockets`);
  return { perSecond: result.requests.total / result.duration, failed: result.non2xx };
}

function isInstalled(command: string): boolean {
  const { error } = spawnSync(command, ["--version"], { stdio: "ignore" });
  return error === undefined;
}

/** The single requests of a load, in their order. */
export function requestsOf({ varying, ...request }: Load): Omit<Load, "varying">[] {
  if (varying === undefined) return [request];
  const { header, values } = varying;
  return values.map((value) =>
    header === undefined
      ? { ...request, body: Buffer.from(value) }
      : { ...request, headers: { ...request.headers, [header]: value } },
  );
}
