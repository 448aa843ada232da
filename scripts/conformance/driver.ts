/** A program that makes calls through an SDK, one line of JSON in, one line of JSON out. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { JsonObject } from "@bufbuild/protobuf";
import { isObject, parseJson } from "../../src/json.js";
import { UsageError } from "./errors.js";

/** What a driver is asked to do. */
export interface Call {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly method: string;
  readonly request: JsonObject;
  readonly timeoutMs?: number;
  readonly failover: boolean;
  readonly calls: number;
  readonly pauseMs: number;
}

/** What a driver says has come of a call. */
export type Told =
  | { readonly result: "ok"; readonly answer?: JsonObject; readonly ms: number }
  | {
      readonly result: "error";
      readonly class: string;
      /** Whether the error is of a class of the SDK's own. */
      readonly typed?: boolean;
      readonly code?: string;
      readonly message?: string;
      readonly metadata?: Readonly<Record<string, string>>;
      readonly ms: number;
    }
  /** The SDK cannot. */
  | { readonly result: "unsupported"; readonly reason?: string }
  /** The driver does not. */
  | { readonly result: "undriven"; readonly reason?: string };

/** What has come of asking a driver. */
export type Outcome =
  | Told
  | { readonly result: "hangs" }
  | { readonly result: "crashes"; readonly message: string }
  | { readonly result: "nonsense"; readonly message: string };

/** What a driver says of itself when it starts. */
export interface Hello {
  readonly sdk: string;
  readonly version: string;
}

/** How to start a driver. */
export interface Command {
  readonly words: readonly string[];
  readonly cwd: string;
}

/** How long a driver may take to start, in milliseconds. */
const startMs = 60_000;
/** How much of what a driver wrote to stderr is told, in characters. */
const tailLength = 2_000;

type Process = ChildProcessByStdio<Writable, Readable, Readable>;

/** A driver that runs. */
export class Driver {
  readonly #process: Process;
  readonly #lines: string[] = [];
  #wake: () => void = () => undefined;
  #stderr = "";
  #end: string | undefined;

  private constructor({ words: [program = "", ...args], cwd }: Command) {
    // In a group of its own, so that what it starts ends with it.
    this.#process = spawn(program, args, { cwd, detached: true, stdio: ["pipe", "pipe", "pipe"] });
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      this.#lines.push(line);
      this.#wake();
    });
    this.#process.stderr.on("data", (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-tailLength);
    });
    // A driver that has ended is told of below; what is still written to it is lost.
    this.#process.stdin.on("error", () => undefined);
    this.#process.on("error", ({ message }) => this.#ended(message));
    this.#process.on("close", (status, signal) => {
      this.#ended(signal ?? `status ${String(status)}`);
    });
  }

  /** Starts a driver and reads what it says of itself. Throws {@link UsageError}. */
  static async start(command: Command, limitMs = startMs): Promise<[Driver, Hello]> {
    const driver = new Driver(command);
    const line = await driver.#next(limitMs);
    const hello = line === undefined ? undefined : parseJson(line);
    if (
      isObject(hello) &&
      typeof hello["sdk"] === "string" &&
      typeof hello["version"] === "string"
    ) {
      return [driver, { sdk: hello["sdk"], version: hello["version"] }];
    }
    driver.stop();
    const what = line === undefined ? driver.#why(limitMs) : `its first line is ${quote(line)}`;
    const expected = 'expected {"sdk":"...","version":"..."}';
    throw new UsageError(`the driver ${command.words.join(" ")}: ${what}; ${expected}`);
  }

  /** Whether it can be asked again. */
  get isAlive(): boolean {
    return this.#end === undefined;
  }

  /** Asks for a call. A driver that fails to answer is ended. */
  async ask(call: Call, deadlineMs: number): Promise<Outcome> {
    this.#process.stdin.write(`${JSON.stringify(call)}\n`);
    const line = await this.#next(deadlineMs);
    if (line === undefined) {
      if (this.isAlive) return this.#give({ result: "hangs" });
      return { result: "crashes", message: this.#why(deadlineMs) };
    }
    const told = parseJson(line);
    if (isTold(told)) return told;
    return this.#give({ result: "nonsense", message: quote(line) });
  }

  /** Ends it with all that it has started. */
  stop(): void {
    const { pid } = this.#process;
    if (pid !== undefined && this.#process.exitCode === null && this.#process.signalCode === null) {
      process.kill(-pid, "SIGKILL");
    }
    this.#ended("stopped");
  }

  #give(outcome: Outcome): Outcome {
    this.stop();
    return outcome;
  }

  #ended(how: string): void {
    this.#end ??= how;
    this.#wake();
  }

  #why(limitMs: number): string {
    const how = this.#end === "stopped" ? `nothing in ${String(limitMs)} ms` : this.#end;
    const stderr = this.#stderr.trim();
    return `${how ?? "nothing"}${stderr === "" ? "" : `: ${stderr}`}`;
  }

  /** The next line, or `undefined` where the limit or the driver's end comes first. */
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

const results = ["ok", "error", "unsupported", "undriven"];

function isTold(value: unknown): value is Told {
  if (!isObject(value) || !results.includes(String(value["result"]))) return false;
  const { result, ms, class: name } = value;
  if (result === "error" && typeof name !== "string") return false;
  return result === "ok" || result === "error" ? typeof ms === "number" : true;
}

function quote(line: string): string {
  return JSON.stringify(line.length > 200 ? `${line.slice(0, 200)}...` : line);
}
