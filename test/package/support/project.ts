/** The package as users install it: the tarball in an empty project. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after } from "node:test";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** The longest that a command may take, in milliseconds: less than a test may. */
const limitMs = 150_000;

/** What npm reports about a tarball. */
export interface Packed {
  readonly filename: string;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** The package, and a user's project that has it installed. */
export interface Project {
  readonly packed: Packed;
  readonly tarball: string;
  /** Makes the path of a file in the project absolute. */
  readonly path: (file: string) => string;
  /** Writes a file, and creates its folders. */
  readonly write: (file: string, text: string) => void;
  readonly read: (file: string) => string;
  readonly has: (file: string) => boolean;
  /** Links packages from this project's `node_modules`. */
  readonly link: (...names: readonly string[]) => void;
  /** Runs a command in the project, and resolves with its stdout. */
  readonly run: (command: string, args: readonly string[]) => Promise<string>;
  /** Runs a development tool in the project. If it fails, its output is the test's failure. */
  readonly runTool: (tool: string, args: readonly string[]) => Promise<string>;
}

/** Packs the package and installs it in a new project, which is removed when the tests end. */
export async function createProject(): Promise<Project> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "livekit-mock-package-")));
  after(() => {
    rmSync(folder, { recursive: true });
  });
  // `npm test` has already built. Packing must not build again while tests run.
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const [packed] = JSON.parse((await execute("npm", pack)).stdout) as [Packed];
  const tarball = join(folder, packed.filename);
  const path = (file: string): string => join(folder, "project", file);
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(path(file), text);
  };
  const run = async (command: string, args: readonly string[]): Promise<string> => {
    // Without this, `node --test` inside a test would report to the outer runner.
    const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
    const limit = { timeout: limitMs, killSignal: "SIGKILL" } as const;
    return (await execute(command, [...args], { cwd: path(""), env, ...limit })).stdout;
  };
  write("package.json", '{"name":"a-project","private":true}');
  await run("npm", ["install", "--no-audit", "--no-fund", "--offline", tarball]);
  return {
    packed,
    tarball,
    path,
    write,
    read: (file) => readFileSync(path(file), "utf8"),
    has: (file) => existsSync(path(file)),
    link: (...names) => {
      for (const name of names) {
        const target = path(`node_modules/${name}`);
        mkdirSync(dirname(target), { recursive: true });
        symlinkSync(resolve("node_modules", name), target);
      }
    },
    run,
    runTool: async (tool, args) =>
      run(process.execPath, [resolve("node_modules", tool), ...args]).catch((error: unknown) => {
        const { stdout, stderr } = error as { stdout: string; stderr: string };
        assert.fail(stdout + stderr);
      }),
  };
}
