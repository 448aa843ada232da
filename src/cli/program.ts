import { readCommandLine, type Serve } from "./readCommandLine.js";
import type { Prediction } from "../stages/predict.js";
import type { HandlerStack } from "../handlers/handlerStack.js";
import { systemClock } from "../util/clock.js";
import { describe } from "../util/findings.js";
import { createStderrLog } from "../util/log.js";
import type { ImportModule } from "./loadHandlers.js";
import type { Notice } from "./notice.js";
import type { ReadyFile } from "./readyFile.js";
import { normalizePrefix } from "../server/endpoints.js";
import { logRefusals } from "../server/refusalLog.js";
import { serve, type RunningMock } from "../server/serve.js";
import { ownRegions, SettingsError, urlsAt, type Settings } from "../settings/index.js";

/** Runs the program. */
export function main(importModule: ImportModule): void {
  // A reader of the output that has gone away is no reason to end.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  run(importModule).catch((error: unknown) => {
    if (!(error instanceof SettingsError)) throw error;
    complain(error.message);
    process.exitCode = 1;
  });
}

async function run(importModule: ImportModule): Promise<void> {
  const invocation = await readCommandLine(process.argv.slice(2), process.env);
  switch (invocation.kind) {
    case "print":
      process.stdout.write(`${invocation.text}\n`);
      if (invocation.hint !== undefined) complain(invocation.hint);
      break;
    case "health": {
      const { checkHealth } = await import("./health.js");
      report(await Promise.all(invocation.urls.map((url) => checkHealth(url))));
      break;
    }
    case "running": {
      const { checkRunning } = await import("./running.js");
      report(await checkRunning());
      break;
    }
    case "wait": {
      const { awaitHealth } = await import("./health.js");
      const { urls, timeoutMs } = invocation;
      report(await Promise.all(urls.map((url) => awaitHealth(url, timeoutMs))));
      break;
    }
    case "explain":
      process.stdout.write(`${linesOf(invocation.prediction).join("\n")}\n`);
      break;
    case "serve":
      await start(invocation, importModule);
      break;
  }
}

async function start(
  { settings, readyFile, handlers: path, json, warnings }: Serve,
  importModule: ImportModule,
): Promise<void> {
  let end = (): Promise<void> => Promise.resolve();
  let handlers: HandlerStack | undefined;
  const stop = (): void => {
    void end().then(() => process.exit(handlers?.failure() === undefined ? 0 : 1));
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const log = createStderrLog(settings.log);
  // Before anything can fail, perhaps for that very reason.
  for (const line of warnings) log.warn(() => line);
  const file = readyFile === undefined ? undefined : await prepare(readyFile);
  if (path !== undefined) handlers = await load(path, importModule);
  const observers = [logRefusals(log, systemClock)];
  const mock = await serve(settings, { log, observers, handlers });
  end = mock.close;
  const text = `${JSON.stringify(mock.info)}\n`;
  try {
    file?.write(text);
  } catch (error) {
    await mock.close();
    throw error;
  }
  if (json) process.stdout.write(text);
  else await announce(mock, settings);
}

async function prepare(path: string): Promise<ReadyFile> {
  const { prepareReadyFile } = await import("./readyFile.js");
  return prepareReadyFile(path);
}

async function load(path: string, importModule: ImportModule): Promise<HandlerStack> {
  const { loadHandlers } = await import("./loadHandlers.js");
  return loadHandlers(path, importModule);
}

/** Prints a line per region on stdout, and on a terminal what to do next. */
async function announce(mock: RunningMock, settings: Settings): Promise<void> {
  const { stdout, stderr } = process;
  const own = ownRegions(settings);
  const ports = own.map((index) => mock.ports[index]!);
  const urls = urlsAt({ ports, bind: settings.bind, isSecure: settings.tls !== undefined });
  const lines = own.map((index, at) => {
    const { name, url } = mock.info.regions[index]!;
    const advertised = url === urls[at] ? "" : ` (advertised as ${url})`;
    return `${name} listens on ${urls[at]!}${advertised}\n`;
  });
  const isText = settings.log !== "silent" && settings.log !== "json";
  const notice =
    stderr.isTTY && isText
      ? await notify(mock, urls[0]! + normalizePrefix(settings.twirpPrefix))
      : undefined;
  if (notice !== undefined) stderr.write(notice.before);
  stdout.write(lines.join(""));
  if (notice === undefined) return;
  // The terminal has the lines already if stdout is on it, too.
  stderr.write((stdout.isTTY ? "" : lines.join("")) + notice.after);
}

async function notify(mock: RunningMock, url: string): Promise<Notice> {
  const { noticeOf } = await import("./notice.js");
  return noticeOf(mock.info, url, systemClock.now());
}

/** What each region would do, a line each, and what is wrong with the control. */
function linesOf({ regions, findings }: Prediction): string[] {
  const lines = regions.map(({ name, outcome, status, delayMs }) => {
    const response = status === null ? "no response" : `status ${String(status)}`;
    return `${name}: ${outcome}, ${response}, after ${String(delayMs)} ms`;
  });
  return [...lines, ...findings.map((finding) => `warning: ${describe(finding)}`)];
}

/** Prints the problems that are found, if any; then the exit status is 1. */
function report(found: readonly (string | undefined)[]): void {
  const problems = found.filter((problem) => problem !== undefined);
  for (const problem of problems) complain(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function complain(problem: string): void {
  process.stderr.write(`livekit-mock: ${problem}\n`);
}
