/** The image's health check asks the mock that runs beside it, as it was started. */
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { pickPorts } from "../../scripts/bench/ports.js";
import { run, type Program } from "../support/program.js";
import { tlsFiles } from "../support/tls.js";

/** The folder of the image with the program, which no other test's mock is started from. */
const folder = await mkdtemp(join(tmpdir(), "livekit-mock-"));
const program = join(folder, "livekit-mock.cjs");
await cp("dist/livekit-mock.cjs", program);
await cp("dist/mock.cjs", join(folder, "mock.cjs"));
after(() => rm(folder, { recursive: true }));

/** The words behind an instruction of the Dockerfile, with the paths of this machine. */
const dockerfile = await readFile("Dockerfile", "utf8");
function wordsOf(instruction: RegExp): string[] {
  const [, list = ""] = instruction.exec(dockerfile) ?? [];
  return (JSON.parse(list) as string[]).map((word) =>
    word.replace("/bin/node", process.execPath).replace("/livekit-mock", folder),
  );
}

const entrypoint = wordsOf(/^ENTRYPOINT (.*)$/m);
const healthCheck = wordsOf(/^HEALTHCHECK [^]*?CMD (.*)$/m);

type Environment = Readonly<Record<string, string>>;

function runWords([command = "", ...args]: readonly string[], environment: Environment): Program {
  return run(command, args, environment);
}

/** Asks as the image does: the status, and what is on stderr. */
async function askHealth(
  environment: Environment = {},
  words: readonly string[] = healthCheck,
): Promise<[number | string, string]> {
  const health = runWords(words, environment);
  return [await health.ended, health.stderr()];
}

async function stop({ child, ended }: Program): Promise<void> {
  child.kill("SIGTERM");
  await ended;
}

describe("the image's health check is content with a mock", () => {
  const rows: readonly (readonly [name: string, args: string[], environment?: Environment])[] = [
    ["on ports of the environment", [], { LK_TEST_SERVER_REGIONS: "2" }],
    ["on ports that the system picked", ["--regions", "4"]],
    ["started as serve", ["serve", "--regions", "1"]],
    ["on ports that the system picked, for one region", ["--ports", "1,0", "--only", "1"]],
    ["of one address", ["--regions", "1", "--bind", "127.0.0.2"]],
    ["of TLS", ["--regions", "1", "--tls-cert", tlsFiles.cert, "--tls-key", tlsFiles.key]],
    ["with an empty value", ["--twirp-prefix", "", "--regions", "1"]],
  ];
  for (const [name, args, environment = {}] of rows) {
    test(name, async () => {
      const mock = runWords([...entrypoint, ...args], environment);
      await mock.until(/^region-\d listens/);
      assert.deepEqual(await askHealth(environment), [0, ""]);
      await stop(mock);
    });
  }

  test("on ports of flags, with others in the environment", async () => {
    const ports = (await pickPorts(2)).join(",");
    const environment = { LK_TEST_SERVER_PORTS: "1,2", LK_TEST_SERVER_REGIONS: "3" };
    const mock = runWords([...entrypoint, "--ports", ports], environment);
    await mock.until(/^region-1 listens/m);
    assert.deepEqual(await askHealth(environment), [0, ""]);
    await stop(mock);
  });

  test("with an inspector, which listens too", async () => {
    const mock = runWords([...entrypoint, "--regions", "2"], { NODE_OPTIONS: "--inspect=0" });
    await mock.until(/^region-1 listens/m);
    assert.deepEqual(await askHealth(), [0, ""]);
    await stop(mock);
  });

  test("of TLS, whose files are gone", async () => {
    const files = await mkdtemp(join(folder, "tls-"));
    await cp(tlsFiles.cert, join(files, "cert.pem"));
    await cp(tlsFiles.key, join(files, "key.pem"));
    const command = 'cd "$0" && exec "$@" --regions 1 --tls-cert cert.pem --tls-key key.pem';
    const mock = runWords(["sh", "-c", command, files, ...entrypoint], {});
    await mock.until(/^region-0 listens/);
    assert.deepEqual(await askHealth(), [0, ""]);
    await rm(files, { recursive: true });
    assert.deepEqual(await askHealth(), [0, ""]);
    await stop(mock);
  });

  test("beside other programs that have its path among their arguments", async () => {
    const others = [["--fix"], ["--regions", "1"], []].map((args) => {
      const idle = ["-e", "console.log('runs'); setInterval(() => {}, 1e6)", "--"];
      return runWords([process.execPath, ...idle, program, ...args], {});
    });
    await Promise.all(others.map((other) => other.until(/^runs/)));
    const mock = runWords([...entrypoint, "--regions", "1"], {});
    await mock.until(/^region-0 listens/);
    assert.deepEqual(await askHealth(), [0, ""]);
    await Promise.all([mock, ...others].map(stop));
  });

  test("that was started through a link, or is asked through one", async () => {
    const link = join(folder, "link");
    await symlink("livekit-mock.cjs", link);
    const linked = (words: readonly string[]): string[] =>
      words.map((word) => (word === program ? link : word));
    for (const [start, ask] of [
      [linked(entrypoint), healthCheck],
      [entrypoint, linked(healthCheck)],
    ] as const) {
      const mock = runWords([...start, "--regions", "1"], {});
      await mock.until(/^region-0 listens/);
      assert.deepEqual(await askHealth({}, ask), [0, ""]);
      await stop(mock);
    }
  });

  test("that is the child of an init, which has the same words among its own", async () => {
    const init = ["sh", "-c", '"$@" & trap "kill $!" TERM; wait; wait', "init"];
    const mock = runWords([...init, ...entrypoint, "--regions", "2"], {});
    await mock.until(/^region-1 listens/m);
    assert.deepEqual(await askHealth(), [0, ""]);
    await stop(mock);
  });
});

describe("the image's health check is not content", () => {
  test("if no mock runs", async () => {
    const [status, line] = await askHealth();
    assert.equal(status, 1);
    assert.equal(line, "livekit-mock: no mock that this user may see listens in this container\n");
  });

  test("with a mock that is stopped", async () => {
    const mock = runWords([...entrypoint, "--regions", "1"], {});
    await mock.until(/^region-0 listens/);
    mock.child.kill("SIGSTOP");
    const [status, lines] = await askHealth();
    assert.equal(status, 1);
    assert.match(lines, /^livekit-mock: .* is not healthy: no response within 1500 ms\n$/);
    mock.child.kill("SIGCONT");
    await stop(mock);
  });
});
