import { checkNothing, testFailure } from "../support/failure.js";

testFailure({
  control: { failMode: "reset" },
  check: checkNothing("ECONNRESET"),
});
