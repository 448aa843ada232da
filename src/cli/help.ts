import yargs from "yargs";
import type { CommandFlag } from "./parse.js";

const usage = `$0 [flags]

A programmable mock of the LiveKit server's HTTP API.

$0 health [url]

Ends with status 0 if the mock at the url is healthy (without one: all ports of the settings).

$0 health --running

The same for the mocks that run in this container (Linux), whatever the settings are.

$0 wait [url] [--timeout 10s]

Waits until it is.

$0 explain <json> [--method CreateRoom]

Prints what each region would do with a call that carries this control, and what is wrong with it.

$0 schema

Prints the JSON Schema of the control.

$0 token [--room-create] [--room my-room] [--identity bot] [--valid-for 1h]

Prints a token.`;

/** The text of `--help`. */
export async function help(
  flags: readonly (CommandFlag & { readonly meaning: string })[],
): Promise<string> {
  const parser = yargs()
    .scriptName("livekit-mock")
    .usage(usage)
    .locale("en")
    .help(false)
    .version(false);
  for (const { name, meaning, isSwitch, command } of flags) {
    const type = isSwitch === true ? "boolean" : "string";
    const group = command === undefined ? "Flags:" : `Flags of ${command}:`;
    parser.option(name, { type, describe: meaning, group });
  }
  return parser.getHelp();
}
