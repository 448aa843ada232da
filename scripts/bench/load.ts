import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import autocannon from "autocannon";

const connections = 64;

/** A request to send repeatedly. */
export interface Load {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** What differs per request. After the last variant comes the first. */
  readonly variants?: readonly Variant[];
}

/** Headers that add to or replace those of the load, and a body that replaces its body. */
export interface Variant {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The result of a load. */
interface Result {
  readonly perSecond: number;
  /** The number of responses with a status other than 2xx. */
  readonly failed: number;
}

const hasWrk = isInstalled("wrk");

/** The program that sends the load. */
export const loadTool = hasWrk ? "wrk" : "autocannon";

/** Measures how many requests per second a server handles, over 64 keep-alive connections. */
export async function measureRate(
  url: string,
  load: Load,
  seconds: number,
  isSuccess: boolean,
): Promise<number> {
  const { perSecond, failed } = await (hasWrk ? runWrk : runAutocannon)(url, load, seconds);
  if (isSuccess === failed > 0) {
    throw new Error(
      `${load.path}: ${String(failed)} responses are not 2xx, expected ${isSuccess ? "none" : "all"}`,
    );
  }
  return perSecond;
}

async function runWrk(url: string, load: Load, seconds: number): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const [script, variants] = [join(folder, "load.lua"), join(folder, "variants")];
    writeFileSync(script, makeScript(load));
    writeFileSync(variants, (load.variants ?? []).map(makeSettings).join("\n"));
    const args = ["-t1", `-c${String(connections)}`, `-d${String(seconds)}s`, "-s", script];
    const { stdout } = await promisify(execFile)("wrk", [...args, url + load.path, "--", variants]);
    if (stdout.includes("Socket errors")) throw new Error(stdout);
    return {
      perSecond: Number(/Requests\/sec:\s*([\d.]+)/.exec(stdout)?.[1]),
      failed: Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The load as a Lua script for wrk. Its variants are in another file. */
function makeScript({ method, headers, body = Buffer.alloc(0), variants }: Load): string {
  const fixed = `wrk.method = "${method}"\n${makeSettings({ headers, body: body.toString("latin1") })}`;
  if (variants === undefined) return fixed;
  return `${fixed}
local requests, at = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    loadstring(line)()
    requests[#requests + 1] = wrk.format()
  end
end
function request()
  at = at % #requests + 1
  return requests[at]
end
`;
}

/** A line of Lua that sets the headers and body of wrk's next request. */
function makeSettings({ headers = {}, body }: Variant): string {
  const settings = Object.entries(headers).map(
    ([name, value]) => `wrk.headers[${quote(name)}] = ${quote(value)}`,
  );
  if (body !== undefined) settings.push(`wrk.body = ${quote(body)}`);
  return settings.join("; ");
}

function quote(text: string): string {
  const escaped = [...Buffer.from(text, "latin1")].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c
      ? String.fromCharCode(byte)
      : `\\${String(byte).padStart(3, "0")}`,
  );
  return `"${escaped.join("")}"`;
}

async function runAutocannon(url: string, load: Load, seconds: number): Promise<Result> {
  const requests = requestsOf(load).map(({ body, ...request }) => ({
    ...request,
    ...(body === undefined ? {} : { body }),
  }));
  // Each connection prepares its requests first, and 64 times 40,000 would take minutes.
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
  if (result.errors > 0) throw new Error(`${load.path}: ${String(result.errors)} socket errors`);
  return { perSecond: result.requests.total / result.duration, failed: result.non2xx };
}

function isInstalled(command: string): boolean {
  const { error } = spawnSync(command, ["--version"], { stdio: "ignore" });
  return error === undefined;
}

/** The individual requests of a load, in order. */
export function requestsOf({ variants, ...request }: Load): Omit<Load, "variants">[] {
  if (variants === undefined) return [request];
  return variants.map(({ headers, body }) => ({
    ...request,
    headers: { ...request.headers, ...headers },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  }));
}
