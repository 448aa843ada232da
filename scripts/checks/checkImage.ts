/**
 * Builds the image, tries it, and lists what it could not check: `npm run check:image`. It uses
 * Docker if that is running, otherwise buildah with a local base image. Running an image of buildah's
 * needs root.
 */
import { execFile, type ChildProcess } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { imageStarts, tryStart, type Run, type Start } from "./imageStarts.js";
import { inTemporaryFolder } from "../tree.js";

const execute = promisify(execFile);
const tag = "livekit-mock:check";
const storage = ["--storage-driver", "overlay"];

function report(ok: boolean, what: string): void {
  if (!ok) process.exitCode = 1;
  process.stdout.write(`${ok ? "ok          " : "FAILED      "} ${what}\n`);
}

function skip(what: string): void {
  process.stdout.write(`not checked  ${what}\n`);
}

/** A command's stdout; `undefined` if the command is missing or fails. */
async function attempt(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string | undefined> {
  return execute(command, [...args], { env: { ...process.env, ...environment } }).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}

const version = (JSON.parse(await readFile("package.json", "utf8")) as { version: string }).version;
const revision = (await execute("git", ["rev-parse", "HEAD"])).stdout.trim();
const buildArgs = ["--build-arg", `VERSION=${version}`, "--build-arg", `REVISION=${revision}`];

if ((await attempt("docker", ["info"])) !== undefined) await checkWithDocker();
else if ((await attempt("buildah", ["--version"])) !== undefined) await checkWithBuildah();
else skip("anything: neither Docker nor buildah is available");

async function checkWithDocker(): Promise<void> {
  await execute("docker", ["build", ...buildArgs, "--tag", tag, "."]);
  const [image] = JSON.parse((await execute("docker", ["inspect", tag])).stdout) as [Inspected];
  reportConfig(image.Config);
  for (const start of await imageStarts()) {
    await tryStart(start.name, inDocker(start, image.Config), report);
  }
}

function inDocker({ environment, flags, hasInit, file }: Start, { Healthcheck }: Config): Run {
  const name = "livekit-mock-check";
  const settings = Object.entries(environment).flatMap((entry) => ["--env", entry.join("=")]);
  const mount = file === undefined ? [] : ["--volume", `${resolve(file)}:/${basename(file)}:ro`];
  const how = [...mount, "--rm", "--read-only", "--network", "host", "--name", name, ...settings];
  return {
    command: "docker",
    args: ["run", ...how, ...(hasInit === true ? ["--init"] : []), tag, ...flags],
    runHealthCheck: () => attempt("docker", ["exec", name, ...commandOf(Healthcheck)]),
    stop: async (child) => {
      child.kill("SIGTERM");
      await Promise.resolve();
    },
  };
}

async function checkWithBuildah(): Promise<void> {
  const built = await inTemporaryFolder(async (folder) => {
    const file = join(folder, "Dockerfile");
    const text = await readFile("Dockerfile", "utf8");
    // Older versions of buildah don't know this flag.
    await writeFile(file, text.replace(/ --start-interval=\S+/, ""));
    const how = ["--isolation", "chroot", "--pull=never", "--format", "docker", "--file", file];
    const args = [...storage, "build", ...how, ...buildArgs, "--tag", tag, "."];
    return execute("buildah", args).then(
      () => true,
      (error: unknown) => {
        const { stderr } = error as { stderr: string };
        if (/image not known|not found/i.test(stderr))
          skip("the build: there is no local base image");
        else report(false, `the build: ${stderr.trim()}`);
        return false;
      },
    );
  });
  skip("the health check's start interval, and that Docker runs it");
  if (!built) return;
  const inspected = await execute("buildah", [...storage, "inspect", "--type", "image", tag]);
  const { Docker } = JSON.parse(inspected.stdout) as { Docker: { config: Config } };
  reportConfig(Docker.config);
  if (process.getuid?.() !== 0) {
    skip("how it runs: that needs root");
    return;
  }
  const container = (await execute("buildah", [...storage, "from", tag])).stdout.trim();
  try {
    const mounted = await execute("buildah", [...storage, "mount", container]);
    const root = mounted.stdout.trim();
    await mkdir(join(root, "proc"), { recursive: true });
    for (const start of await imageStarts()) {
      await tryStart(start.name, inNamespaces(start, root, Docker.config), report);
    }
  } finally {
    await execute("buildah", [...storage, "rm", container]);
  }
}

interface Config {
  readonly User: string;
  readonly Entrypoint: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly Healthcheck?: { readonly Test: readonly string[] };
}

interface Inspected {
  readonly Config: Config;
}

/** The command of a health check. Its first word says how to run the others. */
function commandOf(check: Config["Healthcheck"]): readonly string[] {
  return check?.Test.slice(1) ?? [];
}

function reportConfig({ User, Entrypoint, Labels, Healthcheck }: Config): void {
  const labels = "org.opencontainers.image";
  report(Labels[`${labels}.version`] === version, `the version label is ${version}`);
  report(Labels[`${labels}.revision`] === revision, `the revision label is ${revision}`);
  report(/^[1-9]\d*:/.test(User), `the user is ${User}`);
  const expected = ["CMD", ...Entrypoint, "health", "--running"].join(" ");
  report(Healthcheck?.Test.join(" ") === expected, `the health check is ${expected}`);
}

/** Runs the image's files as PID 1 of new namespaces, or as the child of a shell that is PID 1. */
function inNamespaces(
  { environment, flags, hasInit, file }: Start,
  root: string,
  { Entrypoint, Healthcheck }: Config,
): Run {
  const inRoot = ["chroot", "--userspec=65532:65532", root];
  const steps = [
    ...(file === undefined ? [] : [`cp ${file} ${root}`]),
    `mount --bind ${root} ${root}`,
    `mount -t proc proc ${root}/proc`,
    `mount -o remount,bind,ro ${root}`,
    hasInit === true ? `{ "$@" & trap "kill $!" TERM; wait; wait $!; }` : `exec "$@"`,
  ];
  const script = ["sh", "-c", steps.join(" && "), "init"];
  return {
    command: "unshare",
    args: ["--mount", "--pid", "--fork", ...script, ...inRoot, ...Entrypoint, ...flags],
    environment,
    runHealthCheck: async (child) => {
      const target = String(await findFirstProcess(child));
      const enter = ["--target", target, "--mount", "--pid", ...inRoot];
      return attempt("nsenter", [...enter, ...commandOf(Healthcheck)], environment);
    },
    stop: async (child) => {
      process.kill(await findFirstProcess(child), "SIGTERM");
    },
  };
}

/** The process that `unshare` started. */
async function findFirstProcess({ pid }: ChildProcess): Promise<number> {
  return Number(await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8"));
}
