/** How the benchmark judges figures. Tests do not check the figures themselves. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  alternate,
  atLeast,
  atMost,
  atMostTimes,
  medianOf,
  percentileOf,
  verdictOf,
  type Goal,
} from "../scripts/bench/figure.js";
import { requestsOf, type Load } from "../scripts/bench/load.js";
import { formatTable } from "../scripts/bench/table.js";

const goals: readonly (readonly [goal: Goal, text: string, met: number[], missed: number[]])[] = [
  [atLeast(0.7), "at least 0.7 times", [70, 100], [69.9]],
  [atMostTimes(1.3), "at most 1.3 times", [130, 1], [131]],
  [atMostTimes(1.5, 500, "ms"), "at most 1.5 times, or 500 ms", [150, 500], [501]],
  [atMost(30, "KB"), "at most 30 KB", [30], [30.1]],
];

describe("a goal", () => {
  for (const [goal, text, met, missed] of goals) {
    test(text, () => {
      assert.equal(goal.text, text);
      for (const mock of met) assert.ok(goal.isMet({ floor: 100, mock }), String(mock));
      for (const mock of missed) assert.ok(!goal.isMet({ floor: 100, mock }), String(mock));
    });
  }
});

const figure = { what: "calls", unit: "requests/s", floor: 20_000, mock: 10_000 };

test("a figure that misses its goal says so, and whether that is expected", () => {
  assert.equal(verdictOf(figure), "");
  assert.equal(verdictOf({ ...figure, goal: atLeast(0.5) }), "ok");
  assert.equal(verdictOf({ ...figure, goal: atLeast(0.6) }), "MISSED");
  assert.equal(verdictOf({ ...figure, goal: atLeast(0.6), isKnownToMiss: true }), "missed");
});

test("the table has one line per figure", () => {
  const rows = [
    { ...figure, goal: atLeast(0.5) },
    { what: "memory", unit: "KB", mock: 24.56, goal: atMost(20, "KB") },
  ];
  assert.equal(
    formatTable(rows),
    [
      "what                floor    mock  ratio                goal",
      "calls, requests/s  20,000  10,000   0.50  at least 0.5 times      ok",
      "memory, KB                   24.6              at most 20 KB  MISSED",
      "",
    ].join("\n"),
  );
});

test("the median is the middle value, and a percentile is above that part of the values", () => {
  assert.equal(medianOf([5, 1, 4]), 4);
  assert.equal(percentileOf([5, 1, 4, 2], 0.99), 5);
  assert.equal(percentileOf([7], 0), 7);
});

test("subjects take turns, and each gets its median", async () => {
  const turns: string[] = [];
  const values = { floor: [1, 9, 2], mock: [30, 10, 20] };
  const take = (name: "floor" | "mock") => (): Promise<number> => {
    turns.push(name);
    return Promise.resolve(values[name].shift()!);
  };
  const medians = await alternate(3, { floor: take("floor"), mock: take("mock") });
  assert.deepEqual(medians, { floor: 2, mock: 20 });
  assert.deepEqual(turns, ["floor", "mock", "floor", "mock", "floor", "mock"]);
});

test("a load has one request per variant", () => {
  const plain: Load = { method: "POST", path: "/", headers: { A: "1" }, body: Buffer.from("x") };
  assert.deepEqual(requestsOf(plain), [plain]);
  const variants = [{ headers: { B: "2" } }, { headers: { A: "3" }, body: "y" }, { body: "z" }];
  assert.deepEqual(requestsOf({ ...plain, variants }), [
    { ...plain, headers: { A: "1", B: "2" } },
    { ...plain, headers: { A: "3" }, body: Buffer.from("y") },
    { ...plain, body: Buffer.from("z") },
  ]);
});
