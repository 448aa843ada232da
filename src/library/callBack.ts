import type { Observer } from "../server/observers.js";
import { seenRequest, type SeenRequest } from "../server/seenRequest.js";
import { setImmediate } from "../util/realTime.js";

/** Calls back with each finished request. */
export function callBack(onRequest: (seen: SeenRequest) => void): Observer {
  return {
    end: (request) => {
      const seen = seenRequest(request);
      // What the callback throws must reach the user's process, not be reported as a bug in the mock.
      setImmediate(() => {
        onRequest(seen);
      });
    },
  };
}
