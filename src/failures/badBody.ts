import { retryHeaders, type Fail, type FailContext, type Failure } from "./failure.js";

/** No UTF-8, so no JSON; and as protobuf a number that never ends. */
const undecodable = new Uint8Array(16).fill(0xff);

/** The right content type, and bytes that cannot decode. */
export const garbage: Fail = (context) => answerWith(context, undecodable);

/** The right content type, and no bytes. */
export const empty: Fail = (context) => answerWith(context, "");

function answerWith({ options, contentType }: FailContext, body: string | Uint8Array): Failure {
  const headers = [["Content-Type", contentType], ...retryHeaders(options)] as const;
  return { reply: { status: options.failStatus ?? 200, headers, body } };
}
