import assert from "node:assert/strict";
import { test } from "node:test";
import { LeaveRequest_ActionSchema } from "../gen/livekit_rtc_pb.js";
import { leaveActions } from "../src/control/leaveActions.js";

test("the leave actions are those of the schema, each at its number", () => {
  assert.deepEqual(
    LeaveRequest_ActionSchema.values.map(({ number, name }) => [number, name]),
    [...leaveActions.entries()],
  );
});
