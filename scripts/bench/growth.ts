import { jsonCall, many } from "./client.js";
import { alternate, type Figure } from "./figure.js";
import { rateOf, type Load } from "./load.js";
import { idle } from "./memory.js";
import { pickPorts } from "./ports.js";
import { startOn } from "./start.js";
import { startMock } from "./subject.js";

const seconds = 2;
const regionCounts = [2, 4, 8, 32];
const regionList: Load = { method: "GET", path: "/settings/regions", headers: {} };

/** How the costs grow with the number of regions; the floor is a mock of one. */
export async function growthWithRegions(rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of regionCounts) {
    for (const { what, unit, measure } of costs) {
      const numbers = await alternate(Math.min(rounds, 3), {
        floor: () => measure(1),
        mock: () => measure(count),
      });
      figures.push({ what: `${what}, ${String(count)} regions beside 1`, unit, ...numbers });
    }
  }
  return figures;
}

const costs = [
  {
    what: "CreateRoom in JSON",
    unit: "requests/s",
    measure: (regions: number) => rateWith(regions, jsonCall()),
  },
  {
    what: "GET /settings/regions",
    unit: "requests/s",
    measure: (regions: number) => rateWith(regions, regionList),
  },
  {
    what: "idle memory",
    unit: "MB",
    measure: async (regions: number) => (await idle(await startMock(regions))) / 1000,
  },
  {
    what: "start",
    unit: "ms",
    measure: async (regions: number) => startOn(await pickPorts(regions)),
  },
];

async function rateWith(regions: number, load: Load): Promise<number> {
  const mock = await startMock(regions);
  await rateOf(mock.urls[0]!, load, seconds, true);
  const rate = await rateOf(mock.urls[0]!, load, seconds, true);
  await mock.stop();
  return rate;
}

/** Calls that are harder than one that is sent over and over without a control. */
const harder: readonly { readonly what: string; readonly load: Load }[] = [
  ...[30, 300, 3_000, 12_000].map((bytes) => ({
    what: `a control of ${bytes.toLocaleString("en")} bytes`,
    load: jsonCall({ "X-Lk-Mock": controlOf(bytes) }),
  })),
  {
    what: "another control each time, of 300 bytes",
    load: {
      ...jsonCall(),
      variants: many((id) => ({ headers: { "X-Lk-Mock": controlOf(300, `bench-${String(id)}`) } })),
    },
  },
];

/** How the cost of a call grows with its control and its body; the floor is the plain call. */
export async function growthWithCall(rounds: number): Promise<Figure[]> {
  const mock = await startMock();
  const ask = (load: Load): Promise<number> => rateOf(mock.urls[0]!, load, seconds, true);
  const figures: Figure[] = [];
  for (const { what, load } of harder) {
    await ask(load);
    const numbers = await alternate(Math.min(rounds, 3), {
      floor: () => ask(jsonCall()),
      mock: () => ask(load),
    });
    figures.push({ what: `CreateRoom with ${what}`, unit: "requests/s", ...numbers });
  }
  await mock.stop();
  return figures;
}

/** A control of so many bytes that changes nothing. */
function controlOf(bytes: number, id = "bench"): string {
  const control = { id, failRegions: [], headers: {} as Record<string, string> };
  const filler = bytes - JSON.stringify({ ...control, headers: { "X-A": "" } }).length;
  if (filler > 0) control.headers["X-A"] = "a".repeat(filler);
  return JSON.stringify(control);
}
