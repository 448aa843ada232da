import yargs from "yargs";
import { commands, flagsOf, serve, type Command } from "./commands.js";
import type { CommandFlag } from "./parse.js";

/** The text of `--help` for a command, or for the program. */
export function help(command: Command | undefined): Promise<string> {
  return command === undefined ? programHelp() : commandHelp(command);
}

function programHelp(): Promise<string> {
  const parser = createParser().usage(
    `$0 [command] [flags]\n\nA programmable mock of the LiveKit server.`,
  );
  for (const { name, operand, meaning } of commands) {
    parser.command([name, operand].filter(Boolean).join(" "), meaning);
  }
  addFlags(parser, serve, "Flags of serve:");
  parser.epilogue(
    "livekit-mock <command> --help shows the flags of a command. A flag overrides its variable.",
  );
  return parser.getHelp();
}

function commandHelp(command: Command): Promise<string> {
  const { name, operand, meaning } = command;
  const words = ["$0", name, operand, "[flags]"].filter(Boolean).join(" ");
  const parser = createParser().usage(`${words}\n\n${meaning}`);
  addFlags(parser, command, "Flags:");
  return parser.getHelp();
}

function createParser(): ReturnType<typeof yargs> {
  return yargs().scriptName("livekit-mock").locale("en").help(false).version(false);
}

function addFlags(parser: ReturnType<typeof yargs>, command: Command, group: string): void {
  for (const flag of flagsOf(command)) {
    const type = flag.isSwitch === true ? "boolean" : "string";
    const alias = [...(flag.letters ?? [])];
    parser.option(flag.name, { type, describe: flag.meaning + sourceOf(flag), group, alias });
  }
}

/** A flag's variable and default, if it has them. */
function sourceOf({ variable, default: fallback }: CommandFlag): string {
  const entries = [];
  if (variable !== undefined) entries.push(variable);
  if (fallback !== undefined) entries.push(`default ${JSON.stringify(fallback)}`);
  return entries.length === 0 ? "" : ` [${entries.join("; ")}]`;
}
