/** Reports a run of `node --test`: a dot per test, each failure in a few lines, and the counts. */
import { relative, resolve } from "node:path";
import type { TestEvent } from "node:test/reporters";
import { excerptOf, maxLines } from "./excerpt.js";

/** Dots per line. */
const width = 100;

/** How many frames of a stack are shown. */
const maxFrames = 3;

interface Failure {
  /** The names of the test's suites, and its own. */
  readonly path: readonly string[];
  readonly lines: readonly string[];
}

/** A line of `node --test` with one of its counts. */
const isCount = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

type Outcome = "passed" | "failed" | "skipped";

const marks: Readonly<Record<Outcome, string>> = { passed: ".", failed: "X", skipped: "s" };

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const run = new Run();
  for await (const event of events) yield run.take(event);
  yield run.summary();
  if (run.isEmpty) process.exitCode = 1;
}

/** The state of a run. */
class Run {
  readonly #startedAt = performance.now();
  readonly #counts: Record<Outcome, number> = { passed: 0, failed: 0, skipped: 0 };
  readonly #failures: Failure[] = [];
  /** The output of each file. */
  readonly #printed = new Map<string, string>();
  /** The names of the last started test and of its suites. */
  readonly #path: string[] = [];

  /** Whether no test has run. */
  get isEmpty(): boolean {
    return this.#counts.passed + this.#counts.failed === 0;
  }

  /** Handles an event, and returns what to print now. */
  take(event: TestEvent): string {
    switch (event.type) {
      case "test:start":
        this.#path.splice(event.data.nesting, Infinity, event.data.name);
        return "";
      case "test:diagnostic": {
        const { message, file = "" } = event.data;
        if (!isCount.test(message)) this.#print(file, `${message}\n`);
        return "";
      }
      case "test:stdout":
      case "test:stderr": {
        const { message, file } = event.data;
        this.#print(file, message);
        return "";
      }
      case "test:pass": {
        const { details, skip, todo, name, file } = event.data;
        // Node reports a file without tests as a passed test.
        if (details.type === "suite" || resolve(name) === file) return "";
        return this.#count(skip === undefined && todo === undefined ? "passed" : "skipped");
      }
      case "test:fail": {
        const { details, nesting, name, file = "", line, column } = event.data;
        const { failureType, cause } = details.error as Error & { readonly failureType?: string };
        if (failureType === "subtestsFailed") return "";
        const path = [...this.#path.slice(0, nesting), toSourceName(name)];
        const frames = framesOf(cause);
        if (frames.length === 0) frames.push([toSourceName(file), line, column].join(":"));
        const lines = [...excerptOf(cause), ...frames.map((frame) => `at ${frame}`)];
        this.#failures.push({ path, lines });
        return this.#count("failed");
      }
      default:
        return "";
    }
  }

  /** The failures, the output, and the counts. */
  summary(): string {
    const { passed, failed, skipped } = this.#counts;
    const counts = [`${String(passed)} passed`, `${String(failed)} failed`];
    if (skipped > 0) counts.push(`${String(skipped)} skipped`);
    const seconds = ((performance.now() - this.#startedAt) / 1000).toFixed(1);
    return [
      "",
      ...this.#failures.flatMap(({ path, lines }) => section(`X ${path.join(" > ")}`, lines)),
      ...[...this.#printed].flatMap(([file, text]) =>
        section(
          `${toSourceName(file) || "the run"} printed:`,
          text.trimEnd().split("\n").slice(-maxLines),
        ),
      ),
      "",
      this.isEmpty ? "no test has run" : `in ${seconds} s`,
      counts.join(", "),
      "",
    ].join("\n");
  }

  #print(file: string, text: string): void {
    this.#printed.set(file, (this.#printed.get(file) ?? "") + text);
  }

  #count(outcome: Outcome): string {
    this.#counts[outcome] += 1;
    const { passed, failed, skipped } = this.#counts;
    const isFull = (passed + failed + skipped) % width === 0;
    return isFull ? `${marks[outcome]}\n` : marks[outcome];
  }
}

function section(title: string, lines: readonly string[]): string[] {
  return ["", title, ...lines.map((line) => `    ${line}`)];
}

/** The source path of a compiled test file, or the name of a shared process or a test. */
function toSourceName(name: string): string {
  return name
    .replace(/^.*\/node_modules\/\.cache\/[^/]+\/(.*?)(\.mjs)?$/, "$1")
    .replace(/\.test$/, ".test.ts")
    .replace(`${process.cwd()}/`, "");
}

/** The topmost stack frames of an error that are in the project. */
function framesOf(error: unknown): string[] {
  const stack = error instanceof Error ? String(error.stack) : "";
  const frames = [...stack.matchAll(/^ {4}at .*?([^\s()]+:\d+:\d+)\)?$/gm)].map(([, frame = ""]) =>
    relative(process.cwd(), frame.replace(/^file:\/\//, "")),
  );
  const own = frames.filter((frame) => !/^(\.\.|node:|node_modules)/.test(frame));
  return own.slice(0, maxFrames);
}
