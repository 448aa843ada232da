import type { Message } from "@bufbuild/protobuf";
import type { Method } from "../../gen/types.js";
import type { Control } from "../control/index.js";
import type { Region } from "../util/region.js";
import type { Findings } from "../util/findings.js";
import type { Answer, Reply } from "../util/reply.js";
import type { Verified } from "../token/verify.js";

/** All that a stage may look at. */
export interface Call {
  readonly region: Region;
  readonly regions: readonly Region[];
  readonly control: Control;
  readonly findings: Findings;
  /** Path and query of the request, as they came. */
  readonly target: string;
  /** Content type of a success. */
  readonly contentType: string;
  /** The method, and its request as far as it decoded; absent where the schema has no such method. */
  readonly method?: Method | undefined;
  readonly request?: Message | undefined;
  /** The rooms that the request names, if the method's grant is for them; else empty. */
  readonly room: string;
  readonly destinationRoom: string;
  /** The token as it came; empty where there is none. */
  readonly bearer: string;
  readonly token: Verified;
}

/** What a stage has to say of a call. */
export interface Verdict {
  /** The reply that ends the call; absent where the call goes on. */
  readonly reply?: Reply;
  /** What becomes of the answer to a call that goes on. */
  readonly alter?: (answer: Answer) => Answer;
  /** The name of what is injected; absent where it is none of the control's. */
  readonly injected?: string;
  /** How much longer to wait before the reply, in milliseconds. */
  readonly waitMs?: number | undefined;
  /** What is done and why, for the log. */
  readonly note: string;
}

/** One step of a call. It returns at once; `undefined` where it has nothing to say. */
export type Stage = (call: Call) => Verdict | undefined;
