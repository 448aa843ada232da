/** What somebody sees who starts the program for the first time, and asks it for help. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { curl, wordsOf } from "../support/shell.js";
import { runProgram, type Program } from "../support/program.js";
import { tlsFiles } from "../support/tls.js";

/** Makes Node take stderr, or stdout too, for a terminal with colors. */
function terminal(...names: ("stdout" | "stderr")[]): Readonly<Record<string, string>> {
  const code = names.map((name) => `process.${name}.isTTY=true;process.${name}.hasColors=()=>true`);
  return { NODE_OPTIONS: `--import=data:text/javascript,${code.join(";")}` };
}

const local = ["--bind", "127.0.0.1"];

async function stop({ child, ended }: Program): Promise<void> {
  child.kill("SIGTERM");
  assert.equal(await ended, 0);
}

/** What is printed on stderr up to a line on the documentation. */
async function noticeOf(program: Program): Promise<string> {
  await program.untilLogged(/README\.md.*\n\n$/);
  return program.stderr();
}

describe("a terminal shows at the start", () => {
  test("version, URLs, key, secret, and a curl that works", async () => {
    const program = runProgram([...local, "--regions", "2"], terminal("stderr"));
    const notice = await noticeOf(program);
    assert.match(notice, /^livekit-mock \d+\.\d+\.\d+\n\nregion-0 listens on http/);
    assert.match(notice, /^API key: devkey .*\nAPI secret: secret$/m);
    for (const line of program.stdout().trimEnd().split("\n")) assert.ok(notice.includes(line));
    const [command = ""] = /^curl .*$/m.exec(notice) ?? [];
    assert.match(await curl(wordsOf(command)), /^\{"sid":.*"name":"my-room"/);
    await stop(program);
  });

  test("the URLs once if stdout is on it, too", async () => {
    const program = runProgram([...local, "--regions", "1"], terminal("stdout", "stderr"));
    assert.doesNotMatch(await noticeOf(program), /listens on/);
    await program.until(/\n$/);
    assert.match(program.stdout(), /^region-0 listens on http:\/\/127\.0\.0\.1:\d+\n$/);
    await stop(program);
  });

  test("no secret but the default, the prefix, and https with TLS", async () => {
    const tls = ["--tls-cert", tlsFiles.cert, "--tls-key", tlsFiles.key];
    const flags = ["--regions", "1", "--api-secret", "hidden", "--twirp-prefix", "a/"];
    const program = runProgram([...local, ...flags, ...tls], terminal("stderr"));
    const notice = await noticeOf(program);
    assert.doesNotMatch(notice, /hidden/);
    assert.match(notice, /^curl -sk 'https:\/\/127\.0\.0\.1:\d+\/a\/livekit\.RoomService/m);
    await stop(program);
  });

  for (const flags of [["--json"], ["--log", "json"], ["--log", "silent"]]) {
    test(`nothing with ${flags.join(" ")}`, async () => {
      const program = runProgram(
        [...local, "--regions", "1", ...flags],
        terminal("stdout", "stderr"),
      );
      await program.until(/\n/);
      await stop(program);
      assert.equal(program.stderr(), "");
    });
  }

  test("warnings in color, unless NO_COLOR is set", async () => {
    // What hasColors says is Node's own here, which reads NO_COLOR.
    const code =
      "process.stderr.isTTY=true;process.stderr.hasColors=require('tty').WriteStream.prototype.hasColors;process.stderr.getColorDepth=require('tty').WriteStream.prototype.getColorDepth";
    const options = `--import=data:text/javascript,import{createRequire}from'node:module';const/**/require=createRequire('file:///');${code}`;
    for (const [variables, start] of [
      [{ COLORTERM: "truecolor" }, "\u001b[33mwarning:\u001b[0m "],
      [{ COLORTERM: "truecolor", NO_COLOR: "1" }, "warning: "],
    ] as const) {
      const environment = { NODE_OPTIONS: options, TERM: "xterm", ...variables };
      const program = runProgram(["--regions", "1"], environment);
      assert.ok((await noticeOf(program)).startsWith(start));
      await stop(program);
    }
  });
});

test("without a terminal there is a line per region, and nothing else", async () => {
  const program = runProgram(["serve", ...local, "--regions", "2"]);
  await program.until(/region-1 .*\n/);
  await stop(program);
  assert.equal(program.stderr(), "");
  assert.match(program.stdout(), /^(region-\d listens on http:\/\/127\.0\.0\.1:\d+\n){2}$/);
});

describe("help", () => {
  const outputOf = async (args: readonly string[]): Promise<string> => {
    const program = runProgram(args);
    assert.deepEqual([await program.ended, program.stderr()], [0, ""]);
    return program.stdout();
  };

  test("has short forms, as the version has", async () => {
    assert.equal(await outputOf(["-h"]), await outputOf(["--help"]));
    const version = await outputOf(["--version"]);
    for (const flag of ["-v", "-V"]) assert.equal(await outputOf([flag]), version);
  });

  test("of token has its flags with their defaults, and no others", async () => {
    const help = (await outputOf(["token", "--help"])).replace(/\s+/g, " ");
    assert.match(help, /^livekit-mock token \[flags\]/);
    assert.match(help, /--room-join .*--valid-for [^[]*\[default "6h"\]/);
    assert.match(help, /--api-key [^[]*\[default "devkey"\]/);
    assert.match(help, /--api-secret [^[]*\[LK_TEST_SERVER_API_SECRET; default "secret"\]/);
    assert.doesNotMatch(help, /--ports|--timeout/);
  });

  test("of every command names it", async () => {
    const list = await outputOf(["--help"]);
    for (const name of ["serve", "health", "wait", "explain", "schema", "token", "completion"]) {
      assert.match(list, new RegExp(`^ {2}livekit-mock ${name} `, "m"));
      assert.match(await outputOf([name, "--help"]), new RegExp(`^livekit-mock ${name} `));
    }
  });
});

describe("a token without grants", () => {
  test("is printed alone, and stderr says so", async () => {
    const program = runProgram(["token", "--room", "my-room"]);
    assert.equal(await program.ended, 0);
    assert.match(program.stdout(), /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    assert.match(program.stderr(), /^livekit-mock: the token has no grants: .* --room-create/);
  });

  test("is what its control may want", async () => {
    const program = runProgram(["token", "--mock", '{"signal":"happy"}']);
    assert.deepEqual([await program.ended, program.stderr()], [0, ""]);
  });
});

describe("health says which scheme is right:", () => {
  const tls = ["--tls-cert", tlsFiles.cert, "--tls-key", tlsFiles.key];
  for (const [name, flags, given, right] of [
    ["https for http", [], "https", "http"],
    ["http for https", tls, "http", "https"],
  ] as const) {
    test(name, async () => {
      const mock = runProgram([...local, "--regions", "1", ...flags]);
      const [, url = ""] = await mock.until(/listens on (\S+)/);
      const health = runProgram(["health", url.replace(right, given)]);
      assert.equal(await health.ended, 1);
      const problem = `the mock there speaks ${right}: use ${url}`;
      assert.equal(
        health.stderr(),
        `livekit-mock: ${url.replace(right, given)} is not healthy: ${problem}\n`,
      );
      await stop(mock);
    });
  }
});
