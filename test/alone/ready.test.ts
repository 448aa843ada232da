/** How the program tells that it is ready, and how others find out. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync, mkdirSync } from "node:fs";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, describe, test } from "node:test";
import { watch } from "node:fs/promises";
import { pickPorts } from "../../scripts/bench/ports.js";
import type { MockInfo } from "../../src/library/index.js";
import { request } from "../support/call.js";
import { startTestMock } from "../support/mock.js";
import { runProgram, type Program } from "../support/program.js";

const folder = mkdtempSync(join(tmpdir(), "livekit-mock-"));
after(() => {
  rmSync(folder, { recursive: true });
});

/** Resolves with what a file says once it is there. */
async function appearance(path: string): Promise<string> {
  const leaving = new AbortController();
  const changes = watch(folder, { signal: leaving.signal });
  try {
    if (existsSync(path)) return readFileSync(path, "utf8");
    for await (const { filename } of changes) {
      if (filename === basename(path) && existsSync(path)) break;
    }
    return readFileSync(path, "utf8");
  } finally {
    leaving.abort();
  }
}

async function stop(
  { child, ended }: Program,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<unknown> {
  child.kill(signal);
  return ended;
}

describe("--ready-file", () => {
  test("is there, whole, once all listeners accept, and gone at the end", async () => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const path = join(folder, `ready-${signal}.json`);
      const program = runProgram(["--ports", "0,0,0", "--ready-file", path]);
      const info = JSON.parse(await appearance(path)) as MockInfo;
      assert.deepEqual(Object.keys(info), ["url", "regions", "apiKey", "apiSecret"]);
      assert.equal(info.regions.length, 3);
      for (const { url } of info.regions) assert.equal((await request(url)).text, "ok");
      assert.equal(await stop(program, signal), 0);
      assert.ok(!existsSync(path));
    }
  });

  test("takes the place of one that a killed process has left", async () => {
    const path = join(folder, "left.json");
    // Two regions, so that what it says differs even if its port is given out again.
    const killed = runProgram(["--regions", "2", "--ready-file", path]);
    const old = await appearance(path);
    await stop(killed, "SIGKILL");
    assert.ok(existsSync(path));
    const program = runProgram(["--regions", "1", "--ready-file", path, "--json"]);
    const [line] = await program.until(/^.*\n/);
    assert.notEqual(line, old);
    assert.equal(await appearance(path), line);
    assert.equal(await stop(program), 0);
  });

  test("is left alone at the end if another process has taken it", async () => {
    const path = join(folder, "taken.json");
    const program = runProgram(["--regions", "1", "--ready-file", path]);
    await appearance(path);
    writeFileSync(path, '{"regions":[]}');
    assert.equal(await stop(program), 0);
    assert.equal(readFileSync(path, "utf8"), '{"regions":[]}');
  });

  test("is not there if a port is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const path = join(folder, "never.json");
    const { port } = taken.address() as AddressInfo;
    const program = runProgram([
      "--bind",
      "127.0.0.1",
      "--ports",
      `0,${String(port)}`,
      "--ready-file",
      path,
    ]);
    assert.equal(await program.ended, 1);
    assert.ok(!existsSync(path));
    taken.close();
  });

  test("never takes the place of another file", async () => {
    const path = join(folder, "package.json");
    writeFileSync(path, '{"name":"mine"}');
    mkdirSync(join(folder, "a-folder"));
    for (const [file, line] of [
      [path, /ready-file ".*package.json": there is another file of that name/],
      [join(folder, "a-folder"), /ready-file ".*a-folder" is a folder/],
      [join(folder, "no-such-folder", "x.json"), /ready-file ".*x.json": ENOENT/],
    ] as const) {
      const program = runProgram(["--regions", "1", "--ready-file", file]);
      assert.equal(await program.ended, 1);
      assert.match(program.stderr(), /^livekit-mock: [^\n]*\n$/);
      assert.match(program.stderr(), line);
    }
    assert.equal(readFileSync(path, "utf8"), '{"name":"mine"}');
  });
});

test("--json prints one line of JSON", async () => {
  const program = runProgram(["--regions", "2", "--json"]);
  const [, line = ""] = await program.until(/^(.*)\n/);
  assert.equal(await stop(program), 0);
  assert.equal(program.stdout(), `${line}\n`);
  const { url, regions, apiKey, apiSecret } = JSON.parse(line) as MockInfo;
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.deepEqual(regions[0], { index: 0, name: "region-0", url });
  assert.deepEqual([regions.length, apiKey, apiSecret], [2, "devkey", "secret"]);
});

test("/_mock/ready says what the library says, and the version", async () => {
  const mock = await startTestMock({ regions: 2 });
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  const { url, regions, apiKey, apiSecret } = mock;
  for (const region of regions) {
    const ready = await request(`${region.url}/_mock/ready`);
    assert.deepEqual([ready.status, ready.headers["content-type"]], [200, "application/json"]);
    assert.deepEqual(JSON.parse(ready.text), { version, url, regions, apiKey, apiSecret });
  }
});

test("/_mock/ready is not answered before every listener is bound", async () => {
  const { listen } = await import("../../src/server/listener.js");
  const listener = await listen("127.0.0.1", 0);
  const url = `http://127.0.0.1:${String(listener.port)}/_mock/ready`;
  const late = new Promise((resolve) => setTimeout(resolve, 100, "late"));
  const answered = request(url).catch(() => "closed");
  assert.equal(await Promise.race([answered, late]), "late");
  await listener.close();
  assert.equal(await answered, "closed");
});

describe("wait", () => {
  test("ends with status 0 once the mock is there", async () => {
    const port = String((await pickPorts(1))[0]);
    const waiting = runProgram(["wait", "--ports", port, "--timeout", "30s"]);
    const program = runProgram(["--ports", port]);
    assert.deepEqual([await waiting.ended, waiting.stderr()], [0, ""]);
    const again = runProgram(["wait", `http://127.0.0.1:${port}`]);
    assert.equal(await again.ended, 0);
    await stop(program);
  });

  test("ends with status 1 and the last reason once the time is over", async () => {
    const startedAt = performance.now();
    const waiting = runProgram(["wait", "http://127.0.0.1:1", "--timeout", "400ms"]);
    assert.equal(await waiting.ended, 1);
    assert.ok(performance.now() - startedAt >= 340);
    assert.match(waiting.stderr(), /^livekit-mock: .* is not healthy: .*ECONNREFUSED.*\n$/);
  });
});

describe("--only", () => {
  test("starts one region, and lists and names all of them", async () => {
    const urls = ["http://mock-0:9999", "http://mock-1:9999", "http://mock-2:9999"];
    const program = runProgram([
      ...["--ports", "0,0,0", "--only", "1", "--advertise-urls", urls.join(",")],
      "--json",
    ]);
    const [line] = await program.until(/^.*\n/);
    const info = JSON.parse(line) as MockInfo;
    assert.deepEqual(
      info.regions.map(({ url }) => url),
      urls,
    );
    assert.equal(info.url, urls[0]);
    await stop(program);
  });

  test("makes each process a region, and a killed one an outage", async () => {
    const ports = await pickPorts(2);
    const start = async (index: number): Promise<Program> => {
      const program = runProgram(["--ports", ports.join(","), "--only", String(index)]);
      await program.until(new RegExp(`^region-${String(index)} listens on .*\n$`));
      return program;
    };
    const [first, second] = [await start(0), await start(1)];
    const url = (index: number): string => `http://127.0.0.1:${String(ports[index])}`;
    for (const index of [0, 1]) {
      const list = await request(`${url(index)}/settings/regions`);
      assert.equal(list.headers["x-lk-mock-region"], String(index));
      assert.match(list.text, new RegExp(`${url(0)}".*${url(1)}"`));
    }
    await stop(first, "SIGKILL");
    await assert.rejects(request(url(0)), { code: "ECONNREFUSED" });
    assert.equal((await request(url(1))).text, "ok");
    const health = runProgram(["health", "--ports", ports.join(","), "--only", "1"]);
    assert.equal(await health.ended, 0);
    await stop(second);
  });
});
