import assert from "node:assert/strict";
import { testFailure } from "../support/failure.js";

testFailure({
  control: { failMode: "reset" },
  check: ({ start, body, end }) => {
    assert.deepEqual([start, body.length, end], ["", 0, "ECONNRESET"]);
  },
});
