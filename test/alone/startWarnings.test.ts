/** Where the program and the library say what is odd about their settings. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { run, runProgram, type Program } from "../support/program.js";

const open =
  "warning: bind is 0.0.0.0 and api-secret is the default: anyone who can reach the ports can control the mock and sign tokens; set bind to 127.0.0.1, or your own api-secret\n";
const environment = { LK_TEST_SERVER_PORT: "1", LK_TEST_SERVER_API_SECRET: "hidden\r" };
const oddVariable =
  "warning: unknown variable LK_TEST_SERVER_PORT; did you mean LK_TEST_SERVER_PORTS?\n";
const oddSecret = "warning: api-secret ends with a carriage return, which is part of the secret\n";
const plainHttps =
  "warning: advertise-host has https without a certificate (tls-cert): the mock itself speaks http, so a proxy must terminate TLS there\n";
const odd = oddVariable + oddSecret;

async function printedBy(program: Program): Promise<string> {
  await program.until(/\n/);
  program.child.kill("SIGTERM");
  assert.equal(await program.ended, 0);
  return program.stderr();
}

describe("the program", () => {
  const rows: readonly (readonly [
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    printed: string,
  ])[] = [
    [[], {}, open],
    [["--bind", "127.0.0.1"], {}, ""],
    [["--bind", "127.0.0.1", "--advertise-host", "https://a.test"], {}, plainHttps],
    [["--bind", "127.0.0.1", "--advertise-host", "http://a.test"], {}, ""],
    [["--api-secret", "mine"], {}, ""],
    [["--log", "silent"], {}, ""],
    [[], environment, odd],
    [["--log", "info"], environment, odd],
    [["--log", "silent"], environment, ""],
    [[], { ...environment, LK_TEST_SERVER_LOG: "silent" }, ""],
  ];
  for (const [args, variables, printed] of rows) {
    test(`says ${printed === "" ? "nothing" : "it"} on stderr: ${JSON.stringify([args, variables])}`, async () => {
      const program = runProgram(["--regions", "1", "--json", ...args], variables);
      assert.equal(await printedBy(program), printed);
      assert.match(program.stdout(), /^\{.*\}\n$/);
    });
  }

  test("says one line if it does not start", async () => {
    const program = runProgram(["--ports", "x"], environment);
    assert.equal(await program.ended, 1);
    assert.equal(program.stderr(), 'livekit-mock: port "x": expected 0 to 65535\n');
  });

  test("names a misspelt variable before a start that fails for it", async () => {
    const variables = { LK_TEST_SERVER_BINDS: "127.0.0.1" };
    const program = runProgram(["--ports", "0", "--bind", "203.0.113.1"], variables);
    assert.equal(await program.ended, 1);
    const [first, second] = program.stderr().split("\n");
    assert.match(
      first!,
      /^warning: unknown variable LK_TEST_SERVER_BINDS; did you mean LK_TEST_SERVER_BIND\?$/,
    );
    assert.match(second!, /^livekit-mock: cannot listen on port 0 of 203.0.113.1/);
  });

  test("says nothing of the environment for another command", async () => {
    const server = runProgram(["--regions", "1"]);
    const [, url = ""] = await server.until(/listens on (\S+)$/m);
    for (const args of [
      ["health", url],
      ["wait", url],
      ["explain", "{}"],
      ["token", "--room-list"],
    ]) {
      const program = runProgram(args, environment);
      assert.deepEqual([await program.ended, program.stderr()], [0, ""]);
    }
  });
});

describe("the library", () => {
  const rows: readonly (readonly [options: string, printed: string])[] = [
    ["{}", ""],
    ['{ bind: "0.0.0.0" }', open],
    ['{ bind: "0.0.0.0", log: "silent" }', ""],
    ['{ apiSecret: "hidden\\r" }', oddSecret],
  ];
  for (const [options, printed] of rows) {
    test(`says ${printed === "" ? "nothing" : "it"} on stderr: startMock(${options})`, async () => {
      const code = `import { startMock } from "./dist/index.mjs";
        const mock = await startMock(${options});
        await mock.close();`;
      const program = run(process.execPath, ["--input-type=module", "-e", code], environment);
      assert.deepEqual([await program.ended, program.stdout(), program.stderr()], [0, "", printed]);
    });
  }
});
