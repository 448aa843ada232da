import { readdir, readFile, readlink, realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { readBinding } from "./readCommandLine.js";
import { checkHealth } from "./health.js";
import { reasonOf } from "../util/reason.js";
import { SettingsError, urlsAt, type Binding } from "../settings/index.js";

/** The state of a listening socket in the system's TCP tables. */
const listening = "0A";

/**
 * The problems of all mocks in this process's container, whether flags or the environment set their
 * ports. It finds them in Linux's `/proc`, since a mock may have no place to leave a note. Throws
 * {@link SettingsError} if there are no mocks.
 */
export async function checkRunning(): Promise<string[]> {
  const names = await readdir("/proc").catch((error: unknown) => {
    throw new SettingsError(`health --running needs the /proc of Linux: ${reasonOf(error)}`);
  });
  const program = await realPathOf(process.argv[1]!);
  const pids = names.filter((name) => /^\d+$/.test(name));
  const checks = pids.map((pid) => problemsOf(`/proc/${pid}`, program));
  const found = (await Promise.all(checks)).filter((problems) => problems !== undefined);
  if (found.length > 0) return found.flat();
  throw new SettingsError("no mock that this user may see listens in this container");
}

/** The problems of a process's mock; `undefined` if the process is no mock, or does not listen yet. */
async function problemsOf(folder: string, program: string): Promise<string[] | undefined> {
  const binding = await bindingOf(folder, program);
  if (binding === undefined) return undefined;
  const { ports } = binding;
  const open = await listeningPorts(folder);
  const listens = ports.every((port) => port === 0 || open.includes(port));
  if (!listens || open.length < ports.length) return undefined;
  // If the system picked the ports, that of an inspector may be among those that are open.
  const urls = urlsAt({ ...binding, ports: ports.includes(0) ? open : ports });
  const checks = await Promise.all(urls.map((url) => checkHealth(url)));
  const problems = checks.filter((problem) => problem !== undefined);
  return urls.length - problems.length < ports.length ? problems : [];
}

/** Where a process listens; `undefined` if it is no mock in this container, or has just ended. */
async function bindingOf(folder: string, program: string): Promise<Binding | undefined> {
  // An init has the command of the mock among its arguments, and is another program.
  if (!(await isSame(folder, "exe")) || !(await isSame(folder, "ns/mnt"))) return undefined;
  const args = entriesOf(await textOf(`${folder}/cmdline`));
  const cwd = await targetOf(`${folder}/cwd`);
  const paths = await Promise.all(args.map((arg) => realPathOf(resolve(cwd, arg))));
  const at = paths.indexOf(program);
  if (at < 0) return undefined;
  const variables = entriesOf(await textOf(`${folder}/environ`)).map((entry) => {
    const end = entry.indexOf("=");
    return [entry.slice(0, end), entry.slice(end + 1)] as const;
  });
  return readBinding(args.slice(at + 1), Object.fromEntries(variables)).catch((error: unknown) => {
    // Another program may have the mock's path among its arguments.
    if (error instanceof SettingsError) return undefined;
    throw error;
  });
}

/** Whether a link of a process has the same target as this process's link. */
async function isSame(folder: string, link: string): Promise<boolean> {
  return (await targetOf(`${folder}/${link}`)) === (await targetOf(`/proc/self/${link}`));
}

/** The ports that a process listens on, of both families. */
async function listeningPorts(folder: string): Promise<number[]> {
  const descriptors = await readdir(`${folder}/fd`).catch(() => []);
  const targets = await Promise.all(descriptors.map((name) => targetOf(`${folder}/fd/${name}`)));
  const sockets = new Set(targets);
  const tables = await Promise.all(["tcp", "tcp6"].map((name) => textOf(`${folder}/net/${name}`)));
  const rows = tables.flatMap((table) => table.split("\n")).map((line) => line.trim().split(/\s+/));
  const ports = rows
    .filter(([, , , state, , , , , , inode = ""]) => {
      return state === listening && sockets.has(`socket:[${inode}]`);
    })
    .map(([, address = ""]) => parseInt(address.slice(address.indexOf(":") + 1), 16));
  return [...new Set(ports)];
}

/** The entries of a list in `/proc`, each of which ends with a NUL. */
function entriesOf(text: string): string[] {
  return text.split("\0").slice(0, -1);
}

/** A file's content; empty if its process has ended, or belongs to another user. */
function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

/** The path without links; the path itself if this user cannot resolve it. */
function realPathOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

function targetOf(path: string): Promise<string> {
  return readlink(path).catch(() => "");
}
