import type { WriteStream } from "node:tty";
import type { RunOptions } from "./run.js";

/** Scenarios between two lines, if the output is not a terminal. */
const step = 50;

/** Shows how far a run is: on a terminal in one line that changes, elsewhere now and then. */
export function progress(
  total: number,
  stream: Pick<WriteStream, "write"> & { readonly isTTY?: boolean },
): Pick<RunOptions, "onVerdict"> & { readonly end: () => void } {
  let done = 0;
  return {
    onVerdict: (column, scenario) => {
      done += 1;
      const line = `${String(done)}/${String(total)} ${column} ${scenario.name}`;
      if (stream.isTTY === true) stream.write(`\r\x1b[K${line.slice(0, 78)}`);
      else if (done % step === 0 || done === total) stream.write(`${line}\n`);
    },
    end: () => {
      if (stream.isTTY === true) stream.write("\r\x1b[K");
    },
  };
}
