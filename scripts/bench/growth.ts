import { jsonCall, many } from "./client.js";
import { alternate, type Figure } from "./figure.js";
import { measureRate, type Load } from "./load.js";
import { idle } from "./memory.js";
import { pickPorts } from "./ports.js";
import { startOn } from "./start.js";
import { startMock } from "./subject.js";

const seconds = 2;
const regionCounts = [2, 4, 8, 32];
const regionList: Load = { method: "GET", path: "/settings/regions", headers: {} };

/** How the costs grow with the number of regions. The floor is a mock with one region. */
export async function growthWithRegions(rounds: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const count of regionCounts) {
    for (const { what, unit, measure } of costs) {
      const numbers = await alternate(Math.min(rounds, 3), {
        floor: () => measure(1),
        mock: () => measure(count),
      });
      figures.push({ what: `${what}, ${String(count)} regions (floor: 1)`, unit, ...numbers });
    }
  }
  return figures;
}

const costs = [
  {
    what: "CreateRoom in JSON",
    unit: "requests/s",
    measure: (regions: number) => rateWithRegions(regions, jsonCall()),
  },
  {
    what: "GET /settings/regions",
    unit: "requests/s",
    measure: (regions: number) => rateWithRegions(regions, regionList),
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

async function rateWithRegions(regions: number, load: Load): Promise<number> {
  const mock = await startMock(regions);
  await measureRate(mock.urls[0]!, load, seconds, true);
  const rate = await measureRate(mock.urls[0]!, load, seconds, true);
  await mock.stop();
  return rate;
}

/** Calls that cost more than the same call without a control. */
const costlyCalls: readonly { readonly what: string; readonly load: Load }[] = [
  ...[30, 300, 3_000, 12_000].map((bytes) => ({
    what: `a control of ${bytes.toLocaleString("en")} bytes`,
    load: jsonCall({ "X-Lk-Mock": makeControl(bytes) }),
  })),
  {
    what: "a new control of 300 bytes each time",
    load: {
      ...jsonCall(),
      variants: many((id) => ({
        headers: { "X-Lk-Mock": makeControl(300, `bench-${String(id)}`) },
      })),
    },
  },
];

/** How the cost of a call grows with its control. The floor is a call without one. */
export async function growthWithCall(rounds: number): Promise<Figure[]> {
  const mock = await startMock();
  const measure = (load: Load): Promise<number> => measureRate(mock.urls[0]!, load, seconds, true);
  const figures: Figure[] = [];
  for (const { what, load } of costlyCalls) {
    await measure(load);
    const numbers = await alternate(Math.min(rounds, 3), {
      floor: () => measure(jsonCall()),
      mock: () => measure(load),
    });
    figures.push({ what: `CreateRoom with ${what}`, unit: "requests/s", ...numbers });
  }
  await mock.stop();
  return figures;
}

/** Makes a control of this size that changes nothing. */
function makeControl(bytes: number, id = "bench"): string {
  const control = { id, failRegions: [], headers: {} as Record<string, string> };
  const filler = bytes - JSON.stringify({ ...control, headers: { "X-A": "" } }).length;
  if (filler > 0) control.headers["X-A"] = "a".repeat(filler);
  return JSON.stringify(control);
}
