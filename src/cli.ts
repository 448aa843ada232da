#!/usr/bin/env node
import { readCommandLine } from "./commandLine.js";
import { startMock } from "./mock.js";
import { SettingsError } from "./settings.js";

async function main(): Promise<void> {
  const request = await readCommandLine(process.argv.slice(2), process.env);
  if (request.kind === "print") {
    process.stdout.write(`${request.text}\n`);
    return;
  }
  const mock = await startMock(request.settings);
  const stop = (): void => {
    void mock.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  for (const { name, url } of mock.regions) process.stdout.write(`${name} listens on ${url}\n`);
}

// A reader of the output that has gone away is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

main().catch((error: unknown) => {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`livekit-mock: ${error.message}\n`);
  process.exitCode = 1;
});
