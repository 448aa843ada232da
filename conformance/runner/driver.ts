/** A program that makes calls through an SDK, one line of JSON in, one line of JSON out. */
import { createInterface } from "node:readline";
import { UsageError } from "./errors.js";
import { parseJson } from "./json.js";
import { endGroup, spawnGroup, withoutProxies, type Piped } from "./processGroup.js";
import {
  isHello,
  isDriverResult,
  type Call,
  type Hello,
  type DriverResult,
} from "./driverProtocol.js";

/** How a driver responded, or failed to. */
export type CallResult =
  | DriverResult
  | { readonly result: "hangs" }
  | { readonly result: "crashes"; readonly message: string }
  | { readonly result: "nonsense"; readonly message: string };

/** How to start a driver. */
export interface Command {
  readonly words: readonly string[];
  readonly cwd: string;
}

/** How long a driver may take to start, in milliseconds. */
const startMs = 60_000;
/** How long its output may take to arrive after it has ended, in milliseconds. */
const lastWordsMs = 200;
/** How much of a driver's stderr is shown, in characters. */
const tailLength = 2_000;

/** A driver that runs. */
export class Driver {
  readonly #words: readonly string[];
  readonly #process: Piped;
  readonly #lines: string[] = [];
  #wake: () => void = () => undefined;
  #stderr = "";
  #end: string | undefined;

  /** Starts it. The prefix comes before the command, and is not in messages. */
  constructor({ words, cwd }: Command, prefix: readonly string[] = []) {
    this.#words = words;
    this.#process = spawnGroup([...prefix, ...words], cwd, withoutProxies());
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      this.#lines.push(line);
      this.#wake();
    });
    this.#process.stderr.on("data", (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-tailLength);
    });
    // Its end is noticed below; what is still written to it is lost.
    this.#process.stdin.on("error", () => undefined);
    this.#process.on("error", ({ message }) => {
      this.#ended(message);
    });
    this.#process.on("exit", (status, signal) => {
      const how = signal ?? `status ${String(status)}`;
      const end = (): void => {
        this.#ended(how);
      };
      // What it has started may hold its pipes open.
      const timer = setTimeout(end, lastWordsMs);
      this.#process.once("close", () => {
        clearTimeout(timer);
        end();
      });
    });
  }

  /** Waits for its first line. If that is invalid, throws {@link UsageError} and ends it. */
  async greeting(limitMs = startMs): Promise<Hello> {
    const line = await this.#next(limitMs);
    const hello = line === undefined ? undefined : parseJson(line);
    if (isHello(hello)) return { sdk: hello.sdk, version: hello.version };
    const what = line === undefined ? this.#why(limitMs) : `its first line is ${quote(line)}`;
    this.stop();
    const expected = 'expected {"sdk":"...","version":"..."}';
    throw new UsageError(`the driver ${this.#words.join(" ")}: ${what}; ${expected}`);
  }

  /** Whether it can be asked again. */
  get isAlive(): boolean {
    return this.#end === undefined;
  }

  /** Asks for a call. Ends a driver that does not respond. */
  async ask(call: Call, deadlineMs: number): Promise<CallResult> {
    const stray = this.#lines.shift();
    if (stray !== undefined) return this.#nonsense(stray);
    this.#process.stdin.write(`${JSON.stringify(call)}\n`);
    const line = await this.#next(deadlineMs);
    if (line !== undefined) {
      const result = parseJson(line);
      return isDriverResult(result) ? result : this.#nonsense(line);
    }
    if (!this.isAlive) return { result: "crashes", message: this.#why(deadlineMs) };
    this.stop();
    return { result: "hangs" };
  }

  /** Ends it and everything that it has started. */
  stop(): void {
    this.#ended("it was stopped");
  }

  #nonsense(line: string): CallResult {
    this.stop();
    return { result: "nonsense", message: quote(line) };
  }

  #ended(how: string): void {
    // Once: the number of a group that has ended may be reused.
    if (this.#end !== undefined) return;
    this.#end = how;
    endGroup(this.#process);
    this.#wake();
  }

  #why(limitMs: number): string {
    const how = this.#end ?? `nothing in ${String(limitMs)} ms`;
    const stderr = this.#stderr.trim();
    return `${how}${stderr === "" ? "" : `: ${stderr}`}`;
  }

  /** The next line, or `undefined` if the limit or the driver's end comes first. */
  async #next(limitMs: number): Promise<string | undefined> {
    const until = performance.now() + limitMs;
    for (;;) {
      const line = this.#lines.shift();
      const leftMs = until - performance.now();
      if (line !== undefined || leftMs <= 0 || !this.isAlive) return line;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}

function quote(line: string): string {
  return JSON.stringify(line.length > 200 ? `${line.slice(0, 200)}...` : line);
}
