import assert from "node:assert/strict";
import { test } from "node:test";
import { request } from "../support/call.js";
import { runProgram } from "../support/program.js";

const calls = 10_000;
const atOnce = 50;
/** As long as a line of the log takes them, so that 10,000 are about 2 MB. */
const [folder, id] = ["f".repeat(80), "i".repeat(64)];
/** What the program keeps of a log that nobody reads, and more than what the system does, in bytes. */
const most = 1_000_000;
const mostOfSystem = 1_000_000;

test("a log that nobody reads is dropped beyond 1 MB, and says how much", async () => {
  const program = runProgram(["--bind", "127.0.0.1", "--ports", "0", "--log", "info"]);
  const [, url = ""] = await program.until(/listens on (\S+)$/m);
  const { stderr } = program.child;
  const ask = async (name: string): Promise<void> => {
    const { status } = await request(`${url}/${folder}/${name}`, { control: { id } });
    assert.equal(status, 404);
  };
  await ask("before");
  stderr!.pause();
  for (let at = 0; at < calls; at += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, (_, more) => ask(String(at + more))));
  }
  const dropped = program.untilLogged(
    /^livekit-mock: (\d+) log lines were dropped: nobody read stderr$/m,
  );
  stderr!.resume();
  const [line, count] = await dropped;
  assert.ok(Number(count) > 0);
  await ask("after");
  await program.untilLogged(/\/after .*\n/);
  const lines = program.stderr().split("\n");
  const length = program.stderr().length;
  assert.ok(length <= most + mostOfSystem, `${String(length)} bytes`);
  assert.equal(lines.pop(), "");
  const logged = lines.filter((other) => other !== line);
  assert.equal(logged.length + Number(count), calls + 2);
  const whole = /^region-0 {2}404 +\d+ ms {2}GET \/f{80}\/\w+ {2}\(id i{64}\)$/;
  for (const other of logged) assert.match(other, whole);
  assert.match(logged.at(-1)!, /\/after /);
});
