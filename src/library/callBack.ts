import type { Observer } from "../server/observers.js";
import { setImmediate } from "../util/realTime.js";

/** A request that is over: answered, hung up on, or given up by its client. */
export interface SeenRequest {
  /** The `id` of its control; `null` if it has none. */
  readonly id: string | null;
  /** Index of the region that it came to. */
  readonly region: number;
  /** HTTP method. */
  readonly method: string;
  /** The `Host` header as it came; `null` if there is none. */
  readonly host: string | null;
  /** Decoded path, without the query. */
  readonly path: string;
  /** HTTP status; `null` if no response began. */
  readonly status: number | null;
  /** What was injected: a failure mode, `sipStatus`, `pinnedRegions`, ...; `null` if nothing was. */
  readonly injected: string | null;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** Calls back with each request once it is over. */
export function callBack(onRequest: (seen: SeenRequest) => void): Observer {
  return {
    end: ({ control, region, httpMethod, headers, path, status, injected, ms }) => {
      const seen: SeenRequest = {
        id: control.id ?? null,
        region: region.index,
        method: httpMethod,
        host: headers.host ?? null,
        path,
        status,
        injected: injected ?? null,
        ms,
      };
      // What the callback throws is for its owner to see, and no bug of the mock.
      setImmediate(() => {
        onRequest(seen);
      });
    },
  };
}
