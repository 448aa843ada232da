/** A test file whose process ends in the middle of a test, with status 0. */
import { test } from "node:test";

test("the first test", () => {
  process.exit(0);
});
test("a test that does not run any more", () => undefined);
