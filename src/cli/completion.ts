import { commands, flagsOf, serve, shells, type Command } from "./commands.js";
import type { CommandFlag } from "./parse.js";

type Shell = (typeof shells)[number];

const program = "livekit-mock";

/** The script that makes a shell complete the program's commands, flags and values. */
export function completionFor(shell: Shell): string {
  const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
  return scripts[shell]();
}

/** What can follow a command beside flags. */
function operandsOf({ name }: Command): readonly string[] {
  return name === "completion" ? shells : [];
}

const commandNames = commands.map(({ name }) => name);

/** The flags that take a value, once each. */
function valuedFlags(): readonly CommandFlag[] {
  const all = new Map(commands.flatMap(flagsOf).map((flag) => [flag.name, flag]));
  return [...all.values()].filter(({ isSwitch }) => isSwitch !== true);
}

function namesOf(command: Command): string {
  return flagsOf(command)
    .map(({ name }) => `--${name}`)
    .join(" ");
}

/** A word list per command, in the syntax that bash and zsh share. */
function cases(indent: string): string {
  const rows = commands.map((command) => {
    const words = [...operandsOf(command), namesOf(command)].join(" ");
    return `${indent}${command.name}) candidates="${words}" ;;`;
  });
  const others = [...commandNames, namesOf(serve)].join(" ");
  return [...rows, `${indent}*) candidates="${others}" ;;`].join("\n");
}

/**
 * The values of the flag before the cursor, in the same syntax. `files` is what to do if any value will
 * do, which may be a file.
 */
function values(indent: string, files: string): string {
  const all = valuedFlags();
  const rows = all.flatMap(({ name, values: known }) =>
    known === undefined ? [] : [`${indent}--${name}) candidates="${known.join(" ")}" ;;`],
  );
  const free = all.filter((flag) => flag.values === undefined).map(({ name }) => `--${name}`);
  return [...rows, `${indent}${free.join("|")}) ${files} ;;`].join("\n");
}

function bashScript(): string {
  return `# bash completion of ${program}: source <(${program} completion bash)
_livekit_mock() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" candidates=""
  # Bash makes a word of the sign in --flag=value.
  [[ $current == "=" ]] && current=""
  [[ $previous == "=" ]] && previous="\${COMP_WORDS[COMP_CWORD-2]}"
  case "$previous" in
${values("    ", "COMPREPLY=(); return")}
  esac
  if [[ -z $candidates ]]; then
    case "\${COMP_WORDS[1]}" in
${cases("      ")}
    esac
  fi
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -o default -F _livekit_mock ${program}`;
}

function zshScript(): string {
  return `#compdef ${program}
# zsh completion of ${program}: source <(${program} completion zsh)
_livekit_mock() {
  local previous="\${words[CURRENT-1]}" candidates=""
  case "$previous" in
${values("    ", "_files; return")}
  esac
  if [[ -z $candidates ]]; then
    case "\${words[2]}" in
${cases("      ")}
    esac
  fi
  compadd -- \${=candidates}
}
compdef _livekit_mock ${program}`;
}

function fishScript(): string {
  const isFirst = "__fish_use_subcommand";
  const lines = [`# fish completion of ${program}: ${program} completion fish | source`];
  for (const { name, meaning } of commands) {
    lines.push(`complete -c ${program} -n ${isFirst} -a ${name} -d ${quoted(meaning)}`);
  }
  for (const command of commands) {
    const { name } = command;
    const isHere = quoted(`__fish_seen_subcommand_from ${name}`);
    for (const operand of operandsOf(command)) {
      lines.push(`complete -c ${program} -n ${isHere} -f -a ${operand}`);
    }
    const conditions = command === serve ? [isHere, isFirst] : [isHere];
    for (const condition of conditions) {
      for (const flag of flagsOf(command)) lines.push(fishLine(flag, condition));
    }
  }
  return lines.join("\n");
}

function fishLine(
  { name, meaning, isSwitch, values: known }: CommandFlag,
  condition: string,
): string {
  const value = known === undefined ? "" : ` -f -a ${quoted(known.join(" "))}`;
  const needsValue = isSwitch === true ? "" : " -r";
  return `complete -c ${program} -n ${condition} -l ${name}${needsValue}${value} -d ${quoted(meaning)}`;
}

/** A string in single quotes, as fish reads it. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
