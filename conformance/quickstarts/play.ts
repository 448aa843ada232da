/** Plays a language's programs against a mock, and compares what they print with the page. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { UsageError } from "../runner/errors.js";
import { buildInCache, versionsOf } from "../runner/install.js";
import { parseJson } from "../runner/json.js";
import { endGroup, runToEnd, spawnGroup, withoutProxies } from "../runner/processGroup.js";
import type { Quickstart } from "./page.js";

/** What the programs of each language need on the PATH. */
const tools: Readonly<Record<string, readonly string[]>> = {
  Node: ["node", "npm"],
  Go: ["go"],
  Python: ["python3"],
  Rust: ["cargo"],
  "Kotlin and Java": ["java", "mvn"],
  Ruby: ["ruby", "gem"],
};

export interface PlayOptions {
  /** The folder that SDKs are installed in. */
  readonly cache: string;
  readonly tell: (line: string) => void;
}

/** Returns what differs from the page; empty if nothing does. Throws {@link UsageError}. */
export async function play(
  { language, files, install, serve, runs }: Quickstart,
  { cache, tell }: PlayOptions,
): Promise<string[]> {
  const needed = { name: language, tools: tools[language] ?? [] };
  const build = install.map((line) => ["sh", "-c", line]);
  const name = `quickstart-${language.split(" ", 1)[0]!.toLowerCase()}`;
  const cwd = await buildInCache(
    { ...needed, name, build, files },
    versionsOf([needed]),
    cache,
    tell,
  );
  const mock = await startMock(serve);
  try {
    for (const [path, content] of files) {
      mkdirSync(dirname(join(cwd, path)), { recursive: true });
      writeFileSync(join(cwd, path), mock.withPorts(content));
    }
    const problems: string[] = [];
    for (const { command, output } of runs) {
      tell(`${language}: ${command}`);
      const words = ["sh", "-c", `{ ${mock.withPorts(command)}; } 2>&1`];
      const { status, printed } = await runToEnd(words, cwd, withoutProxies());
      const [is, should] = [printed, mock.withPorts(output)].map(comparable) as [string, string];
      if (status !== 0)
        problems.push(`${language}: ${command} ended with ${String(status)}:\n${is}`);
      else if (is !== should) {
        problems.push(`${language}: ${command} printed:\n${is}\ninstead of:\n${should}`);
      }
    }
    return problems;
  } finally {
    mock.close();
  }
}

interface RunningMock {
  /** Text of the page with the mock's ports in place of the default ones. */
  readonly withPorts: (text: string) => string;
  readonly close: () => void;
}

/** Starts the mock by the page's command, on free ports. */
async function startMock(serve: string): Promise<RunningMock> {
  const words = ["sh", "-c", `${serve} --bind 127.0.0.1 --ports 0,0,0,0 --json`];
  const child = spawnGroup(words, process.cwd());
  const close = (): void => {
    endGroup(child);
  };
  process.once("exit", close);
  let printed = "";
  const ready = await new Promise<unknown>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      // npm prints what it runs first.
      const json = /^\{.*\}$/m.exec(printed);
      if (json !== null) resolve(parseJson(json[0]));
    });
    child.on("error", reject);
    child.on("close", () => {
      reject(new UsageError(`${serve} did not start the mock: ${printed}`));
    });
  });
  const { regions } = ready as { readonly regions: readonly { readonly url: string }[] };
  const ports = regions.map(({ url }) => new URL(url).port);
  return {
    withPorts: (text) =>
      text.replace(/(?<=:)(?:9999|1000[0-2])\b/g, (port) => ports[Number(port) - 9999]!),
    close: () => {
      process.off("exit", close);
      close();
    },
  };
}

/** Without colours and the time of log lines. */
function comparable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d/g, "<time>")
    .trim();
}
