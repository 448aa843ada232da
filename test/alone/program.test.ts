import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { readCommandLine } from "../../src/cli/readCommandLine.js";
import { serve } from "../../src/server/serve.js";
import { SettingsError } from "../../src/settings/index.js";
import { createLog } from "../../src/util/log.js";
import { request } from "../support/call.js";
import { run, runProgram, type Program } from "../support/program.js";
import { delayedCall, openRaw } from "../support/raw.js";
import { openSignal } from "../support/signal.js";
import { tokenWith } from "../support/token.js";

const started = /^region-(\d) listens on (http:\/\/\S+)/m;
const urlsOf = (program: Program): string[] =>
  [...program.stdout().matchAll(new RegExp(started, "gm"))].map(([, , url]) => url!);

async function start(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ program: Program; url: string }> {
  const program = runProgram(args, environment);
  const [, , url = ""] = await program.until(started);
  return { program, url };
}

describe("the program", () => {
  test("--version prints the package's version", async () => {
    const program = runProgram(["--version"]);
    assert.equal(await program.ended, 0);
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    assert.equal(program.stdout(), `${version}\n`);
  });

  test("--help names every flag with its variable and default", async () => {
    const program = runProgram(["--help"]);
    assert.equal(await program.ended, 0);
    const help = program.stdout().replace(/\s+/g, " ");
    for (const [flag, variable, fallback] of [
      ["ports", "PORTS", "9999,10000,10001,10002"],
      ["advertise-host", "ADVERTISE_HOST", ""],
      ["bind", "BIND", "0.0.0.0"],
      ["twirp-prefix", "TWIRP_PREFIX", "/twirp"],
      ["api-secret", "API_SECRET", "secret"],
      ["log", "LOG", "warn"],
      ["max-body", "MAX_BODY", "16777216"],
    ] as const) {
      const line = `--${flag} [^\\]]*\\[LK_TEST_SERVER_${variable}; default "${fallback}"\\]`;
      assert.match(help, new RegExp(line));
    }
  });

  test("starts a listener a port, with one line each, and advertises the real ports", async () => {
    const { program, url } = await start(["--bind", "127.0.0.1", "--ports", "0,0,0"]);
    await program.until(/region-2 listens/);
    const urls = urlsOf(program);
    assert.equal(new Set(urls).size, 3);
    const list = await request(`${url}/settings/regions`);
    const { regions } = JSON.parse(list.text) as { regions: { url: string }[] };
    assert.deepEqual(
      regions.map((region) => region.url),
      urls,
    );
    assert.equal(program.stderr(), "");
  });

  test("takes a flag over its variable, and an empty variable for none", async () => {
    const environment = {
      LK_TEST_SERVER_PORTS: "0",
      LK_TEST_SERVER_ADVERTISE_HOST: "http://variable.test//",
      LK_TEST_SERVER_BIND: "127.0.0.1",
      LK_TEST_SERVER_TWIRP_PREFIX: "/from-variable",
      LK_TEST_SERVER_API_SECRET: "from-variable",
      LK_TEST_SERVER_LOG: "",
      LK_TEST_SERVER_URL: "http://sdk.suites.set.this",
    };
    const { url, program } = await start(["--twirp-prefix=from-flag"], environment);
    const { port } = new URL(url);
    assert.equal(
      program.stdout(),
      `region-0 listens on ${url} (advertised as http://variable.test:${port})\n`,
    );
    const options = { method: "POST", type: "application/json", body: "{}" };
    const path = "livekit.RoomService/CreateRoom";
    const token = tokenWith({ video: { roomCreate: true } });
    assert.equal((await request(`${url}/from-variable/${path}`, options)).status, 404);
    assert.equal((await request(`${url}/from-flag/${path}`, { ...options, token })).status, 401);
    await program.untilLogged(/\n.*\n/);
    const lines = program.stderr().trimEnd().split("\n");
    assert.equal(lines.length, 2);
    assert.match(lines[0]!, /^warning: .*; did you mean \/from-flag\/\S+\?$/);
    assert.match(lines[1]!, /^warning: region-0 .*CreateRoom: 401: .* signature/);
  });

  test("logs warnings by default, and a line per request at info", async () => {
    for (const [level, lines] of [
      ["warn", 1],
      ["info", 2],
      ["silent", 0],
    ] as const) {
      const { program, url } = await start(["--bind=127.0.0.1", "--ports=0", "--log", level]);
      const control = { skipAuth: true, delayms: "x" };
      const options = { method: "POST", type: "application/json", body: "{}", control };
      await request(`${url}/twirp/livekit.RoomService/CreateRoom`, options);
      program.child.kill("SIGTERM");
      await program.ended;
      const logged = program.stderr().split("\n").slice(0, -1);
      assert.equal(logged.length, lines, program.stderr());
      assert.ok(
        logged.every((line) =>
          /^(warning: region-0|region-0 .* ms) .*livekit\.RoomService/.test(line),
        ),
      );
    }
  });
});

describe("health", () => {
  test("ends with status 0 if all listeners of the settings answer", async () => {
    const { program, url } = await start(["--ports", "0,0"]);
    await program.until(/region-1 listens/);
    const ports = urlsOf(program).map((found) => found.split(":").at(-1)!);
    for (const args of [[url], ["--ports", ports.join(",")]]) {
      const health = runProgram(["health", ...args]);
      assert.deepEqual([await health.ended, health.stderr()], [0, ""]);
    }
    const environment = { LK_TEST_SERVER_PORTS: ports.join(",") };
    assert.equal(await runProgram(["health"], environment).ended, 0);
  });

  test("ends with status 1 and the reason if one does not", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const port = String((silent.address() as AddressInfo).port);
    const hanging = runProgram(["health", "--ports", port]);
    const gone = runProgram(["health", "http://127.0.0.1:1"]);
    for (const health of [hanging, gone]) assert.equal(await health.ended, 1);
    silent.close();
    assert.match(hanging.stderr(), /is not healthy: no response within 1500 ms\n$/);
    assert.match(gone.stderr(), /is not healthy: .*ECONNREFUSED/);
  });
});

/** Why the program does not start with these arguments. */
async function problemWith(args: readonly string[]): Promise<string> {
  try {
    const invocation = await readCommandLine(args, {});
    assert.equal(invocation.kind, "serve");
    const mock = await serve(invocation.settings, { log: createLog("silent", () => undefined) });
    await mock.close();
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return "nothing";
}

describe("a command line that is wrong", () => {
  const rows: readonly (readonly [args: string[], line: RegExp])[] = [
    [["--port", "1"], /unknown flag --port; did you mean --ports\?$/m],
    [["--secret=x"], /unknown flag --secret; did you mean --api-secret\?$/m],
    [["--no-ports"], /flag --no-ports: flags cannot be negated; see --help$/m],
    [["--no-log=x"], /flag --no-log: flags cannot be negated/],
    [["--no-tokn-control"], /unknown flag --no-tokn-control; did you mean --no-token-control\?$/m],
    [["--ports", "1", "--ports=2"], /flag --ports is given twice/],
    [["--strict", "--strict"], /flag --strict is given twice/],
    [["--json", "--json=false"], /flag --json is given twice/],
    [["--ports"], /flag --ports needs a value/],
    [["-x"], /unknown flag -x; see --help/],
    [
      ["serv"],
      /unknown command "serv"; .* health, wait, explain, schema, token.*; did you mean serve\?$/m,
    ],
    [["help"], /unknown command "help"; .*; did you mean --help\?$/m],
    [["9999"], /unexpected argument "9999"; did you mean --ports 9999\?/],
    [["serve", "9999"], /unexpected argument "9999"; serve takes flags only; see serve --help/],
    [["health", "9999"], /url "9999": did you mean http:\/\/127\.0\.0\.1:9999\?/],
    [["wait", "localhost:9999"], /url "localhost:9999": did you mean http:\/\/localhost:9999\?/],
    [["health", "ws://a"], /url "ws:\/\/a": expected a URL such as/],
    [["wait", "--timeout", "10"], /timeout "10": expected a number with ms, s, m, h or d/],
    [["token", "roomJoin"], /unexpected argument "roomJoin"; token takes flags only/],
    [["token", "--mock", "{'a':1}"], /mock .*: expected a JSON object; .* character 2, "'"/],
    [["completion"], /completion: expected bash, zsh or fish/],
    [["completion", "csh"], /completion "csh": expected bash, zsh or fish/],
    [["health", "a", "b"], /unexpected argument "b"/],
    [["--ports", ""], /ports "": expected/],
    [["--ports", " , "], /ports " , ": expected/],
    [["--ports", "0,http"], /port "http": expected/],
    [["--ports", "-1"], /port "-1": expected|ports/],
    [["--ports", "0,65536"], /port "65536": expected 0 to 65535/],
    [["--ports", "4000,4000"], /port "4000" is given twice/],
    [["--api-secret", ""], /api-secret is empty/],
    [["--bind", ""], /bind is empty/],
    [["--advertise-host", "localhost"], /advertise-host "localhost": expected a scheme/],
    [
      ["--advertise-host", "http://a:1"],
      /advertise-host "http:\/\/a:1": expected .* without a port/,
    ],
    [["--log", "debug"], /log "debug": expected silent, warn, info/],
    [["--max-body", "16MiB"], /max-body "16MiB": expected a number of bytes/],
    [["--max-body", "1073741825"], /max-body "1073741825": expected at most 1073741824 bytes$/m],
    [["--control", "{}x"], /control "\{\}x": expected a JSON object; .* at character 3, "x"$/m],
    [["--control", "[]"], /control "\[\]": expected a JSON object$/m],
    [["--control", '{"id":"a","id":"b"}'], /control .*: "id" is given twice/],
    [
      ["--control", '{"failRegion":[0]}'],
      /unknown field: "failRegion"; did you mean failRegions\?/,
    ],
    [["--control", '{"failRegions":[4]}'], /failRegions: unknown region: 4; expected 0 to 3/],
    [["--control", '{"signal":"happy"}'], /control\.signal: not read from here/],
    [
      ["--tls-cert", "no\nsuch\u001bfile", "--tls-key", "x"],
      /tls-cert "no\\nsuch\\u001bfile": ENOENT.*no\\u000asuch\\u001bfile/,
    ],
    [["--strict=maybe"], /strict "maybe": expected true or false/],
    [["--no-token-control=1"], /no-token-control "1": expected true or false/],
    [["--no-strict"], /flag --no-strict: flags cannot be negated/],
    [["--method", "CreateRoom"], /flag --method is for the command explain/],
    [["explain"], /explain: expected a JSON object, such as /],
    [["explain", "{bad"], /explain "\{bad": .* invalid at character 2, "b"/],
    [["explain", "{}", "CreateRoom"], /unexpected argument "CreateRoom"/],
    [["explain", "{}", "--method", "CreateRoms"], /unknown method "CreateRoms".* CreateRoom/],
    [["schema", "x"], /unexpected argument "x"/],
    [["--ports", "0", "--bind", "203.0.113.1"], /cannot listen on port 0 of 203.0.113.1/],
  ];
  for (const [args, line] of rows) {
    test(JSON.stringify(args.join(" ")), async () => {
      const problem = await problemWith(args);
      assert.match(problem, line);
      assert.match(problem, /^[^\n]*$/);
    });
  }

  for (const name of ["--port 1", "explain", '--control {"failRegions":[4]}']) {
    test(`ends with status 1 and one line on stderr: ${name}`, async () => {
      const args = name.split(" ");
      const program = runProgram(args);
      assert.equal(await program.ended, 1);
      assert.equal(program.stderr(), `livekit-mock: ${await problemWith(args)}\n`);
      assert.equal(program.stdout(), "");
    });
  }
});

describe("a signal ends the program with status 0 within a second", () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    test(`${signal}, with an idle, a held and a signal connection`, async () => {
      const { program, url } = await start(["--ports", "0,0"]);
      const port = Number(url.split(":").at(-1));
      const [idle, waiting] = [openRaw(port), openRaw(port)];
      idle.socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      waiting.socket.write(delayedCall(600_000));
      await idle.until(/ok$/);
      const client = await openSignal(port, { query: `access_token=${tokenWith()}` });
      await client.event(0);
      program.child.kill(signal);
      const late = new Promise((resolve) => setTimeout(resolve, 1000, "late").unref());
      assert.equal(await Promise.race([program.ended, late]), 0);
      await Promise.all([idle.ended, waiting.ended]);
      const [, close] = await client.ended();
      assert.deepEqual(close, { kind: "close", code: 1001, reason: "the mock is closed" });
    });
  }

  test("SIGTERM to npm ends the listeners of npm run serve", async () => {
    const program = run("npm", ["run", "serve", "--", "--ports", "0"]);
    const [, , url = ""] = await program.until(started);
    assert.equal((await request(url)).text, "ok");
    const { child, ended } = program;
    child.kill("SIGTERM");
    await ended;
    await assert.rejects(request(url), { code: "ECONNREFUSED" });
  });
});
