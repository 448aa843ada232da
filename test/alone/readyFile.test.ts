/** What stands in the way of a ready file, at the start, while it is written and at the end. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { watch } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { run, runProgram, type Program } from "../support/program.js";

const root = mkdtempSync(join(tmpdir(), "livekit-mock-"));
after(() => {
  rmSync(root, { recursive: true });
});

/** A folder of its own, and a path in it for the ready file. */
function newPlace(): { folder: string; path: string } {
  const folder = mkdtempSync(join(root, "f"));
  return { folder, path: join(folder, "ready.json") };
}

const flags = ["--bind", "127.0.0.1", "--json"];

/** Resolves with a program that has written its ready file. */
async function start(path: string): Promise<Program> {
  const program = runProgram([...flags, "--regions=1", "--ready-file", path]);
  await program.until(/\n/);
  return program;
}

/** The program, started by a shell that has run a command before. */
function startAfter(command: string, path: string, regions = "1"): Program {
  const line = `${command}; exec "$@"`;
  const program = [process.execPath, "dist/livekit-mock.cjs", ...flags, "--regions", regions];
  return run("sh", ["-c", line, "sh", ...program, "--ready-file", path]);
}

async function end({ child, ended }: Program): Promise<void> {
  child.kill("SIGTERM");
  assert.equal(await ended, 0);
}

function makeFifo(path: string): void {
  execFileSync("mkfifo", [path]);
}

const text = '{"regions":[]}';

describe("a ready file is refused before a listener starts, by one line:", () => {
  const place = newPlace();
  const inPlace = (name: string): string => join(place.folder, name);
  makeFifo(inPlace("fifo"));
  mkdirSync(inPlace("folder"));
  writeFileSync(inPlace("mine"), "mine");
  for (const [name, target] of [
    ["to-fifo", "fifo"],
    ["to-folder", "folder"],
    ["to-mine", "mine"],
    ["loop", "loop"],
  ] as const) {
    symlinkSync(target, inPlace(name));
  }
  const rows: readonly (readonly [path: string, problem: RegExp])[] = [
    [inPlace("fifo"), /is a FIFO: expected a file; --json prints the same on stdout$/],
    [inPlace("folder"), /is a folder: expected a file; --json /],
    [inPlace("socket"), /is a socket: expected a file; --json /],
    ["/dev/null", /is a device: expected a file; --json /],
    [inPlace("to-fifo"), /is a FIFO/],
    [inPlace("to-folder"), /is a folder/],
    [inPlace("to-mine"), /: there is another file of that name$/],
    [inPlace("loop"), /: ELOOP: /],
    ["/dev/stdout", /is a descriptor: expected a file; --json prints the same on stdout$/],
    ["/dev/../dev//stderr", /is a descriptor/],
    ["/dev/fd/1", /is a descriptor/],
    ["/proc/self/fd/1", /is a descriptor/],
    [inPlace("no-such-folder/x"), /: ENOENT: /],
    [inPlace("mine/x"), /: ENOTDIR: /],
    [inPlace("n".repeat(256)), /: ENAMETOOLONG: name too long$/],
    [
      inPlace("no-such\n\u001bfolder/x"),
      /no-such\\n\\u001bfolder\/x": ENOENT: no such file or directory$/,
    ],
  ];
  for (const [path, problem] of rows) {
    test(path.replace(place.folder, "").replace(/n{256}/, "a long name"), async () => {
      const socket = createServer().listen(inPlace("socket"));
      const taken = createServer().listen(0, "127.0.0.1");
      for (const server of [socket, taken]) server.unref();
      await Promise.all([once(socket, "listening"), once(taken, "listening")]);
      const before = readdirSync(place.folder);
      const port = String((taken.address() as AddressInfo).port);
      const program = runProgram(["--bind=127.0.0.1", "--ports", port, "--ready-file", path]);
      assert.equal(await program.ended, 1);
      assert.match(program.stderr(), /^livekit-mock: ready-file [^\n]*\n$/);
      assert.match(program.stderr().trimEnd(), problem);
      assert.deepEqual(readdirSync(place.folder), before);
      assert.equal(readFileSync(inPlace("mine"), "utf8"), "mine");
      socket.close();
      taken.close();
    });
  }
});

describe("a ready file", () => {
  for (const umask of ["000", "022", "777"]) {
    test(`is for its user alone, with the umask ${umask}`, async () => {
      const { path } = newPlace();
      const program = startAfter(`umask ${umask}`, path);
      await program.until(/\n/);
      assert.equal(statSync(path).mode & 0o777, 0o600);
      await end(program);
    });
  }

  test("may have the longest name, in a folder of any name", async () => {
    const folder = join(newPlace().folder, "a\n\u001bb");
    mkdirSync(folder);
    const path = join(folder, "n".repeat(255));
    const program = await start(path);
    assert.ok(lstatSync(path).isFile());
    await end(program);
    assert.deepEqual(readdirSync(folder), []);
  });

  test("takes the place of an empty file", async () => {
    const { path } = newPlace();
    writeFileSync(path, "");
    await end(await start(path));
    assert.ok(!existsSync(path));
  });

  test("is not written through a link that waits beside it, nor kept back by it", async () => {
    const { folder, path } = newPlace();
    writeFileSync(join(folder, "mine"), "mine");
    // The shell's process becomes the program's.
    const program = startAfter(`ln -s mine '${path}'.$$`, path);
    await program.until(/\n/);
    assert.ok(lstatSync(path).isFile());
    assert.equal(readFileSync(join(folder, "mine"), "utf8"), "mine");
    await end(program);
    assert.deepEqual(readdirSync(folder).sort(), [
      "mine",
      `ready.json.${String(program.child.pid)}`,
    ]);
  });

  test("takes the place of a link that leads nowhere, or to a ready file", async () => {
    const { folder, path } = newPlace();
    for (const target of ["nowhere", "other.json"]) {
      writeFileSync(join(folder, "other.json"), text);
      symlinkSync(target, path);
      const program = await start(path);
      assert.ok(lstatSync(path).isFile());
      await end(program);
      assert.deepEqual(readdirSync(folder), ["other.json"]);
      assert.equal(readFileSync(join(folder, "other.json"), "utf8"), text);
    }
  });

  test("that cannot be written leaves nothing behind", async () => {
    // Counted in blocks of 512 or 1024 bytes.
    for (const limit of ["0", "1"]) {
      const { folder, path } = newPlace();
      const program = startAfter(`ulimit -f ${limit}`, path, "60");
      assert.equal(await program.ended, 1);
      assert.match(program.stderr(), /^livekit-mock: ready-file ".*": EFBIG: [^\n]*\n$/);
      assert.equal(program.stdout(), "");
      assert.deepEqual(readdirSync(folder), []);
    }
  });

  test("of a start that fails, or ends early, leaves nothing behind", async () => {
    const { folder, path } = newPlace();
    const failing = runProgram(["--bind", "203.0.113.1", "--ports=0", "--ready-file", path]);
    assert.equal(await failing.ended, 1);
    assert.deepEqual(readdirSync(folder), []);
    const leaving = new AbortController();
    const changes = watch(folder, { signal: leaving.signal });
    const program = runProgram([...flags, "--regions=1", "--ready-file", path]);
    for await (const change of changes) if (change.filename !== null) break;
    leaving.abort();
    await end(program);
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(program.stderr(), "");
  });
});

describe("at the end, what has taken the place of the ready file is left alone:", () => {
  const rows: readonly (readonly [
    name: string,
    put: (path: string, folder: string) => void,
    printed: RegExp,
  ])[] = [
    ["nothing", () => undefined, /^$/],
    [
      "another file",
      (path) => {
        writeFileSync(path, text);
      },
      /^$/,
    ],
    [
      "a link that leads nowhere",
      (path) => {
        symlinkSync("nowhere", path);
      },
      /^$/,
    ],
    [
      "a link to another file",
      (path, folder) => {
        writeFileSync(join(folder, "mine"), "mine");
        symlinkSync("mine", path);
      },
      /^$/,
    ],
    [
      "a folder",
      (path) => {
        mkdirSync(path);
      },
      /^livekit-mock: ready-file ".*" is a folder: [^\n]*\n$/,
    ],
    ["a FIFO", makeFifo, /^livekit-mock: ready-file ".*" is a FIFO: [^\n]*\n$/],
    [
      "a link to itself",
      (path) => {
        symlinkSync("ready.json", path);
      },
      /^livekit-mock: ready-file ".*": ELOOP: [^\n]*\n$/,
    ],
  ];
  for (const [name, put, printed] of rows) {
    test(name, async () => {
      const { folder, path } = newPlace();
      const program = await start(path);
      rmSync(path);
      put(path, folder);
      const before = readdirSync(folder);
      await end(program);
      assert.match(program.stderr(), printed);
      assert.deepEqual(readdirSync(folder), before);
    });
  }
});
