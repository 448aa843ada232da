import { flags as settingFlags } from "../settings/index.js";
import type { FlagName } from "../settings/flags.js";
import type { CommandFlag } from "./parse.js";
import { tokenFlags } from "./tokenFlags.js";

/** A command of the program. */
export interface Command {
  readonly name: CommandName;
  /** What may follow the name, except flags. */
  readonly operand?: string;
  readonly meaning: string;
  /** The settings that it uses; all of them if absent. It ignores the others. */
  readonly settings?: readonly FlagName[];
}

export type CommandName =
  "serve" | "health" | "wait" | "explain" | "schema" | "token" | "completion";

/** The settings that say where a mock listens. */
const binding = ["ports", "regions", "only", "bind", "tls-cert", "tls-key"] as const;

/** The shells that `completion` knows. */
export const shells = ["bash", "zsh", "fish"] as const;

/** The command of a command line that names none. */
export const serve: Command = {
  name: "serve",
  meaning: "Starts the mock. This is what the program does without a command.",
};

/** How long `wait` waits by default. */
export const defaultTimeout = "10s";

export const commands: readonly Command[] = [
  serve,
  {
    name: "health",
    operand: "[url]",
    meaning:
      "Exits with status 0 if the mock at the URL is healthy. Without a URL it checks every port of the settings.",
    settings: binding,
  },
  {
    name: "wait",
    operand: "[url]",
    meaning: "Waits until the mock is healthy, as health checks it.",
    settings: binding,
  },
  {
    name: "explain",
    operand: "<json>",
    meaning:
      "Prints what each region would do with a call that carries this control, and what is wrong with the control.",
    settings: ["ports", "regions"],
  },
  { name: "schema", meaning: "Prints the JSON Schema of the control.", settings: [] },
  { name: "token", meaning: "Prints a token.", settings: ["api-secret"] },
  {
    name: "completion",
    operand: `<${shells.join("|")}>`,
    meaning: "Prints a completion script for a shell.",
    settings: [],
  },
];

/** The flags that belong to one command each. */
export const ownFlags: readonly (CommandFlag & { readonly command: CommandName })[] = [
  {
    name: "method",
    command: "explain",
    meaning:
      "The method that is called, by name or path: CreateRoom, livekit.RoomService/CreateRoom",
  },
  {
    name: "running",
    command: "health",
    isSwitch: true,
    meaning: "Checks the mocks that run in this container (Linux), whatever their settings are",
  },
  {
    name: "timeout",
    command: "wait",
    meaning: "The longest time to wait, such as 500ms or 10s",
    default: defaultTimeout,
  },
  ...tokenFlags,
];

/** The flags of every command. */
const commonFlags: readonly CommandFlag[] = [
  {
    name: "help",
    isSwitch: true,
    meaning: "Shows the help of the program, or of a command",
    letters: ["h"],
  },
  { name: "version", isSwitch: true, meaning: "Shows the version", letters: ["v", "V"] },
];

/** All flags that are known. */
export const allFlags: readonly CommandFlag[] = [...settingFlags, ...ownFlags, ...commonFlags];

/** The flags that mean something to a command. */
export function flagsOf({ name, settings }: Command): CommandFlag[] {
  return [
    ...ownFlags.filter(({ command }) => command === name),
    ...settingFlags.filter((flag) => settings === undefined || settings.includes(flag.name)),
    ...commonFlags,
  ];
}

/** Finds a command by its name. */
export function commandNamed(name: string | undefined): Command | undefined {
  return commands.find((command) => command.name === name);
}
