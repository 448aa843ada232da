/** Names of LiveKit Cloud's that lead to this machine, for the processes that are started with them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const domain = ".livekit.cloud";
export const regionCount = 3;

/** The words before a command that give it the names. */
export type Prefix = readonly string[];

export interface Names {
  readonly prefix: Prefix;
  readonly close: () => void;
}

/** Ways to a private mount namespace: as root, and with a user namespace around it. */
const ways: readonly Prefix[] = [
  ["unshare", "--mount"],
  ["unshare", "--map-root-user", "--mount"],
];

/** Mounts a hosts file of its own, and becomes the command that follows. */
const mounting = ["sh", "-c", 'mount --bind "$0" /etc/hosts && exec "$@"'];

/**
 * Makes `<label>.livekit.cloud`, `<label>-r1.livekit.cloud`, ... lead to 127.0.0.1 for a command that
 * is started with the prefix, and for nobody else. Returns the reason if the system refuses.
 */
export function nameHosts(labels: readonly string[]): Names | string {
  const folder = mkdtempSync(join(tmpdir(), "livekit-mock-names-"));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  // A signal leaves nothing behind either.
  process.once("exit", remove);
  const close = (): void => {
    process.off("exit", remove);
    remove();
  };
  const hosts = join(folder, "hosts");
  writeFileSync(hosts, hostsFile(labels));
  const refusals: string[] = [];
  for (const way of ways) {
    const prefix = [...way, ...mounting, hosts];
    const refusal = refusalOf([...prefix, "true"]);
    if (refusal === undefined) return { prefix, close };
    refusals.push(`${way.join(" ")}: ${refusal}`);
  }
  close();
  return refusals.join("; ");
}

export function hostsFile(labels: readonly string[]): string {
  const lines = labels.map((label) => {
    const hosts = Array.from({ length: regionCount }, (_, region) => hostOf(label, region));
    return `127.0.0.1 ${hosts.join(" ")}`;
  });
  return ["127.0.0.1 localhost", "::1 localhost", ...lines, ""].join("\n");
}

/** The host of a label in a region, as the mock reads it with `--host-regions`. */
export function hostOf(label: string, region: number): string {
  return `${label}${region === 0 ? "" : `-r${String(region)}`}${domain}`;
}

function refusalOf([program = "", ...args]: readonly string[]): string | undefined {
  const { error, status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  if (error !== undefined) return error.message;
  return status === 0 ? undefined : stderr.trim();
}
