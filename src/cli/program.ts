#!/usr/bin/env node
import { readCommandLine, type Serve } from "./readCommandLine.js";
import type { Prediction } from "../stages/predict.js";
import { systemClock } from "../util/clock.js";
import { describe } from "../util/findings.js";
import { createStderrLog } from "../util/log.js";
import type { ReadyFile } from "./readyFile.js";
import { logRefusals } from "../server/refusalLog.js";
import { serve } from "../server/serve.js";
import { ownRegions, SettingsError } from "../settings/index.js";

async function main(): Promise<void> {
  const request = await readCommandLine(process.argv.slice(2), process.env);
  switch (request.kind) {
    case "print":
      process.stdout.write(`${request.text}\n`);
      break;
    case "health": {
      const { checkHealth } = await import("./health.js");
      report(await Promise.all(request.urls.map((url) => checkHealth(url))));
      break;
    }
    case "running": {
      const { checkRunning } = await import("./running.js");
      report(await checkRunning());
      break;
    }
    case "wait": {
      const { awaitHealth } = await import("./health.js");
      report(await Promise.all(request.urls.map((url) => awaitHealth(url, request.timeoutMs))));
      break;
    }
    case "explain":
      process.stdout.write(`${linesOf(request.explained).join("\n")}\n`);
      break;
    case "serve":
      await start(request);
      break;
  }
}

async function start({ settings, readyFile, json, warnings }: Serve): Promise<void> {
  let end = (): Promise<void> => Promise.resolve();
  const stop = (): void => {
    void end().then(() => process.exit(0));
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const log = createStderrLog(settings.log);
  // Before anything can fail, perhaps for that very reason.
  for (const line of warnings) log.warn(() => line);
  const file = readyFile === undefined ? undefined : await prepare(readyFile);
  const { info, close } = await serve(settings, {
    log,
    observers: [logRefusals(log, systemClock)],
  });
  end = close;
  const text = `${JSON.stringify(info)}\n`;
  const own = ownRegions(settings).map((index) => info.regions[index]!);
  const lines = own.map(({ name, url }) => `${name} listens on ${url}\n`);
  try {
    file?.write(text);
  } catch (error) {
    await close();
    throw error;
  }
  process.stdout.write(json ? text : lines.join(""));
}

async function prepare(path: string): Promise<ReadyFile> {
  const { prepareReadyFile } = await import("./readyFile.js");
  return prepareReadyFile(path);
}

/** What each region would do, a line each, and what is wrong with the control. */
function linesOf({ regions, findings }: Prediction): string[] {
  const lines = regions.map(({ name, outcome, status, delayMs }) => {
    const answer = status === null ? "no answer" : `status ${String(status)}`;
    return `${name}: ${outcome}, ${answer}, after ${String(delayMs)} ms`;
  });
  return [...lines, ...findings.map((finding) => `warning: ${describe(finding)}`)];
}

/** Prints the problems that are found; the status of the process says whether there are any. */
function report(found: readonly (string | undefined)[]): void {
  const problems = found.filter((problem) => problem !== undefined);
  for (const problem of problems) process.stderr.write(`livekit-mock: ${problem}\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

// A reader of the output that has gone away is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

main().catch((error: unknown) => {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`livekit-mock: ${error.message}\n`);
  process.exitCode = 1;
});
