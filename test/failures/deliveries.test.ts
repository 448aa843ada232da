/** How failure modes go out, and which of them shows each way in full. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { failModes } from "../../src/failures/index.js";
import { deliveryOf } from "../support/failure.js";

describe("the failure modes", () => {
  test("go out in ten ways, each of which the first mode shows in full", () => {
    const first = new Map<string, string>();
    for (const { name } of failModes) {
      const delivery = deliveryOf(name);
      if (!first.has(delivery)) first.set(delivery, name);
    }
    assert.deepEqual(Object.fromEntries(first), {
      all: "status",
      "nothing, then FIN": "drop",
      "nothing, then RST": "reset",
      "nothing, held, then FIN": "stall",
      "a part, held, then FIN": "stallBody",
      "a part, then FIN": "truncate",
      "a part, held, then RST": "resetBody",
      pieces: "trickle",
      "nothing, with the body unread, held, then FIN": "refuseUpload",
      "all, then FIN": "closeIdle",
    });
  });
});
