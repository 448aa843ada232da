/** The library in Bun and in Deno, as a user installs it: on the wire it does what it does in Node. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { failModes } from "../../src/failures/index.js";
import { bytesOf, seeOnce, variants, type Seen } from "../support/failure.js";
import { createProject } from "../package/support/project.js";
import { run, type Program } from "../support/program.js";
import { openSignal, queryFor, type Event } from "../support/signal.js";

const packages = ["bun@1.4.5", "deno@2.9.6"];

const project = await createProject();
await project.run("npm", ["install", "--no-audit", "--no-fund", ...packages]);

/** Prints the ports of a mock, which it closes once a line comes on stdin. */
project.write(
  "mock.mjs",
  `import { createInterface } from "node:readline";
import { startMock } from "livekit-mock";

const handlers = {
  RoomService: {
    UpdateRoomMetadata: async ({ signal, next }) => ({ ...(await next()), name: String(signal.aborted) }),
    UpdateParticipant() {
      throw { code: "not_found", msg: "no" };
    },
    GetParticipant: () => ({ sid: 7 }),
  },
};
const mock = await startMock({ regions: 2, log: "silent", handlers, handlerErrors: "log" });
const lines = createInterface({ input: process.stdin });
console.log(\`ports \${mock.regions.map(({ url }) => new URL(url).port).join(" ")}\`);
lines.once("line", async () => {
  await mock.close();
  lines.close();
});
`,
);

const commands = {
  Node: [process.execPath],
  Bun: [project.path("node_modules/.bin/bun"), "run"],
  Deno: [project.path("node_modules/.bin/deno"), "run", "--allow-net", "--allow-read"],
};

/** What some failure modes need to end soon, and alike on every port. */
const more: Readonly<Record<string, object>> = {
  trickle: { trickle: { bytes: 20, everyMs: 1 } },
  redirect: { redirectTo: "http://a.test/" },
};

interface Started {
  readonly program: Program;
  readonly port: number;
}

async function start([command = "", ...args]: readonly string[]): Promise<Started> {
  const program = run(command, [...args, project.path("mock.mjs")]);
  const [, port] = await program.until(/^ports (\d+) \d+$/m);
  return { program, port: Number(port) };
}

/** All that a client sees of a response, but for the time. */
async function wireOf(port: number, bytes: string): Promise<Seen> {
  return { ...(await seeOnce(port, bytes)), ms: 0 };
}

async function signalEvents(port: number): Promise<readonly Event[]> {
  const client = await openSignal(port, { query: queryFor("happy") });
  const join = await client.event(0);
  client.close(1000);
  return [join, ...(await client.ended()).slice(1)];
}

const node = await start(commands.Node);

for (const runtime of ["Bun", "Deno"] as const) {
  describe(runtime, async () => {
    const other = await start(commands[runtime]);

    for (const variant of variants) {
      test(`returns ${variant.name}`, async () => {
        const bytes = bytesOf(variant, {});
        assert.deepEqual(await wireOf(other.port, bytes), await wireOf(node.port, bytes));
      });
    }

    // `delay` takes 30 s, and fails as `status` does.
    for (const { name, options } of failModes.filter((mode) => mode.name !== "delay")) {
      test(`fails by ${name}`, async () => {
        const stall = (options as readonly string[]).includes("stallMs") ? { stallMs: 100 } : {};
        const control = { failRegions: [0], failMode: name, ...stall, ...more[name] };
        const bytes = bytesOf(variants[0]!, control);
        assert.deepEqual(await wireOf(other.port, bytes), await wireOf(node.port, bytes));
      });
    }

    for (const name of ["UpdateRoomMetadata", "UpdateParticipant", "GetParticipant"]) {
      test(`calls a handler for ${name}`, async () => {
        const call = { name, type: "application/json", method: `livekit.RoomService/${name}` };
        const bytes = bytesOf(call, {});
        assert.deepEqual(await wireOf(other.port, bytes), await wireOf(node.port, bytes));
      });
    }

    test("returns a rich default", async () => {
      const bytes = bytesOf(variants[0]!, { defaults: "rich" });
      assert.deepEqual(await wireOf(other.port, bytes), await wireOf(node.port, bytes));
    });

    test("opens and closes a signal connection", async () => {
      assert.deepEqual(await signalEvents(other.port), await signalEvents(node.port));
    });

    test("ends by itself once the mock is closed", async () => {
      other.program.child.stdin!.write("close\n");
      assert.equal(await other.program.ended, 0, other.program.stderr());
    });
  });
}
