/**
 * Builds the image and tries it with what is at hand, and says what it could not check:
 * `npm run check:image`. It takes Docker, or else buildah with a local base image; to run what
 * buildah has built it needs to be root.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { inTemporaryFolder } from "./tree.js";

const execute = promisify(execFile);
const tag = "livekit-mock:check";
const storage = ["--storage-driver", "overlay"];

/** The settings of the mock that is tried. */
const settings = { LK_TEST_SERVER_REGIONS: "4", LK_TEST_SERVER_JSON: "true" };
/** The most that the image may take to start, and to stop, in milliseconds. */
const patienceMs = 1_000;

function report(ok: boolean, what: string): void {
  if (!ok) process.exitCode = 1;
  process.stdout.write(`${ok ? "ok          " : "FAILED      "} ${what}\n`);
}

function skip(what: string): void {
  process.stdout.write(`not checked  ${what}\n`);
}

/** What a command prints; `undefined` where it is not there, or fails. */
async function attempt(command: string, args: readonly string[]): Promise<string | undefined> {
  return execute(command, [...args]).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}

const version = (JSON.parse(await readFile("package.json", "utf8")) as { version: string }).version;
const revision = (await execute("git", ["rev-parse", "HEAD"])).stdout.trim();
const buildArgs = ["--build-arg", `VERSION=${version}`, "--build-arg", `REVISION=${revision}`];

if ((await attempt("docker", ["info"])) !== undefined) await checkWithDocker();
else if ((await attempt("buildah", ["--version"])) !== undefined) await checkWithBuildah();
else skip("anything: there is neither Docker nor buildah");

async function checkWithDocker(): Promise<void> {
  await execute("docker", ["build", ...buildArgs, "--tag", tag, "."]);
  const [image] = JSON.parse((await execute("docker", ["inspect", tag])).stdout) as [Inspected];
  reportConfig(image.Config);
  const run = ["run", "--rm", "--read-only", "--network", "host", ...flagsOf("--env"), tag];
  await tryProgram("docker", run, async (child) => {
    child.kill("SIGTERM");
    await Promise.resolve();
  });
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
  skip("the start interval of the health check, and that Docker asks it");
  if (!built) return;
  const inspected = await execute("buildah", [...storage, "inspect", "--type", "image", tag]);
  const { Docker } = JSON.parse(inspected.stdout) as { Docker: { config: Inspected["Config"] } };
  reportConfig(Docker.config);
  if (process.getuid?.() !== 0) {
    skip("how it runs: that takes root");
    return;
  }
  const container = (await execute("buildah", [...storage, "from", tag])).stdout.trim();
  try {
    const mounted = await execute("buildah", [...storage, "mount", container]);
    await tryMounted(mounted.stdout.trim());
  } finally {
    await execute("buildah", [...storage, "rm", container]);
  }
}

interface Inspected {
  readonly Config: {
    readonly User: string;
    readonly Entrypoint: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
    readonly Healthcheck?: { readonly Test: readonly string[] };
  };
}

function reportConfig({ User, Entrypoint, Labels, Healthcheck }: Inspected["Config"]): void {
  const labels = "org.opencontainers.image";
  report(Labels[`${labels}.version`] === version, `the label of the version is ${version}`);
  report(Labels[`${labels}.revision`] === revision, `the label of the revision is ${revision}`);
  report(/^[1-9]\d*:/.test(User), `the user is ${User}`);
  const expected = ["CMD", ...Entrypoint, "health"].join(" ");
  report(Healthcheck?.Test.join(" ") === expected, `the health check is ${expected}`);
}

/** The settings of the tried mock, as flags of a container engine. */
function flagsOf(flag: string): string[] {
  return Object.entries(settings).flatMap(([name, value]) => [flag, `${name}=${value}`]);
}

/** Runs the image's files as the first process of a namespace, read-only and without rights. */
async function tryMounted(root: string): Promise<void> {
  const program = "/bin/node /livekit-mock/livekit-mock.cjs";
  const chroot = `exec chroot --userspec=65532:65532 ${root} ${program}`;
  const readOnly = `mount --bind ${root} ${root} && mount -o remount,bind,ro ${root} && ${chroot}`;
  await tryProgram(
    "unshare",
    ["--mount", "--pid", "--fork", "sh", "-c", readOnly],
    async ({ pid }) => {
      const children = `/proc/${String(pid)}/task/${String(pid)}/children`;
      process.kill(Number((await readFile(children, "utf8")).trim()), "SIGTERM");
    },
    async (url) => attempt("chroot", [root, ...program.split(" "), "health", url]),
  );
}

type Child = ReturnType<typeof spawn>;

async function tryProgram(
  command: string,
  args: readonly string[],
  stop: (child: Child) => Promise<void>,
  health?: (url: string) => Promise<string | undefined>,
): Promise<void> {
  const startedAt = performance.now();
  const since = (from: number): number => Math.round(performance.now() - from);
  const env = { ...process.env, ...settings };
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const line = await Promise.race([lines.next(), ended]);
  if (Array.isArray(line) || line.done === true) {
    report(false, "it starts on a read-only root");
    return;
  }
  const { url } = JSON.parse(line.value) as { url: string };
  const { status } = await fetch(`${url}/_mock/ready`);
  const startMs = since(startedAt);
  report(
    status === 200 && startMs < patienceMs,
    `it answers ${String(startMs)} ms after its start, read-only and without rights`,
  );
  if (health !== undefined)
    report((await health(url)) !== undefined, "its health check is content");
  const stoppedAt = performance.now();
  await stop(child);
  const [code] = (await ended) as [number | null];
  const stopMs = since(stoppedAt);
  report(
    code === 0 && stopMs < patienceMs,
    `SIGTERM to its first process ends it with status ${String(code)} after ${String(stopMs)} ms`,
  );
}
