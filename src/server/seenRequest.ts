import type { RequestRecord } from "./record.js";

/** A finished request: it got a response, the mock hung up, or the client left. */
export interface SeenRequest {
  /** The control's `id`; `null` if it has none. */
  readonly id: string | null;
  /** Index of the region that received it. */
  readonly region: number;
  /** HTTP method. */
  readonly method: string;
  /** The raw `Host` header; `null` if there is none. */
  readonly host: string | null;
  /** Decoded path, without the query. */
  readonly path: string;
  /** HTTP status; `null` if no response began. */
  readonly status: number | null;
  /** What the control injected: a failure mode, `sipStatus`, `pinnedRegions`, ...; else `null`. */
  readonly injected: string | null;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** What `onRequest` and the JSON log have of a request. */
export function seenRequest(request: RequestRecord): SeenRequest {
  const { control, region, httpMethod, headers, path, status, injected, ms } = request;
  return {
    id: control.id ?? null,
    region: region.index,
    method: httpMethod,
    host: headers.host ?? null,
    path,
    status,
    injected: injected ?? null,
    ms,
  };
}
