/** The completion scripts, and what bash offers with its own. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { commands, flagsOf } from "../../src/cli/commands.js";
import { completionFor } from "../../src/cli/completion.js";
import { run, runProgram } from "../support/program.js";

/** What bash offers for the last of some words. */
async function offeredBy(words: readonly string[]): Promise<string[]> {
  const script = `
    source <(printf '%s' "$SCRIPT")
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    complete -p livekit-mock > /dev/null && _livekit_mock
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ["--norc", "-c", script, "bash", ...words];
  const bash = run("bash", args, { SCRIPT: completionFor("bash") });
  assert.equal(await bash.ended, 0, bash.stderr());
  assert.equal(bash.stderr(), "");
  return bash.stdout().split("\n").filter(Boolean);
}

describe("bash offers", () => {
  const rows: readonly (readonly [typed: string[], offered: string[]])[] = [
    [["he"], ["health"]],
    [["--adv"], ["--advertise-host", "--advertise-from-host", "--advertise-urls"]],
    [
      ["serve", "--log", ""],
      ["silent", "warn", "info", "json"],
    ],
    [["--log", "=", "j"], ["json"]],
    [
      ["--log", "="],
      ["silent", "warn", "info", "json"],
    ],
    [
      ["token", "--room-c"],
      ["--room-config", "--room-create"],
    ],
    [
      ["health", "--r"],
      ["--running", "--regions"],
    ],
    [["completion", "f"], ["fish"]],
    [["token", "--ports"], []],
    [["serve", "--tls-cert", ""], []],
  ];
  for (const [typed, offered] of rows) {
    test(typed.join(" "), async () => {
      assert.deepEqual(await offeredBy(["livekit-mock", ...typed]), offered);
    });
  }
});

describe("the script has every command and every flag:", () => {
  for (const shell of ["bash", "zsh", "fish"] as const) {
    test(shell, async () => {
      const program = runProgram(["completion", shell]);
      assert.equal(await program.ended, 0);
      const script = program.stdout();
      assert.equal(script, `${completionFor(shell)}\n`);
      const words = new Set(script.split(/[\s"'()]+/));
      const prefix = shell === "fish" ? "" : "--";
      for (const command of commands) {
        assert.ok(words.has(command.name) || words.has(command.name + ")"), command.name);
        for (const { name } of flagsOf(command)) assert.ok(words.has(prefix + name), name);
      }
    });
  }
});
