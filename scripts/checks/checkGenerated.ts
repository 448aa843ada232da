/** Fails and names the files if `gen/` is not what `buf generate` makes of `proto/`. */
import { generateWithBuf, staleness } from "../generate/generation.js";

const problem = await staleness(process.cwd(), generateWithBuf);
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 1;
}
