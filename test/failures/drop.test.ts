import { checkNothing, testFailure } from "../support/failure.js";

testFailure({
  control: { failMode: "drop" },
  check: checkNothing("FIN"),
});
