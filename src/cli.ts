#!/usr/bin/env node
import { readCommandLine } from "./commandLine.js";
import type { Explained } from "./explain.js";
import { describe } from "./findings.js";
import { checkHealth } from "./health.js";
import { startMock } from "./mock.js";
import { SettingsError, type Settings } from "./settings.js";

async function main(): Promise<void> {
  const request = await readCommandLine(process.argv.slice(2), process.env);
  switch (request.kind) {
    case "print":
      process.stdout.write(`${request.text}\n`);
      break;
    case "health":
      await health(request.urls);
      break;
    case "explain":
      process.stdout.write(`${linesOf(request.explained).join("\n")}\n`);
      break;
    case "serve":
      await serve(request.settings);
      break;
  }
}

async function serve(settings: Settings): Promise<void> {
  const mock = await startMock(settings);
  const stop = (): void => {
    void mock.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  for (const { name, url } of mock.regions) process.stdout.write(`${name} listens on ${url}\n`);
}

/** What each region would do, a line each, and what is wrong with the control. */
function linesOf({ regions, findings }: Explained): string[] {
  const lines = regions.map(({ name, outcome, status, delayMs }) => {
    const answer = status === null ? "no answer" : `status ${String(status)}`;
    return `${name}: ${outcome}, ${answer}, after ${String(delayMs)} ms`;
  });
  return [...lines, ...findings.map((finding) => `warning: ${describe(finding)}`)];
}

async function health(urls: readonly string[]): Promise<void> {
  const problems = (await Promise.all(urls.map(checkHealth))).filter(
    (found) => found !== undefined,
  );
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
