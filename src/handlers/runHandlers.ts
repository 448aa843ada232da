import { clone, type Message } from "@bufbuild/protobuf";
import type { Method } from "../../gen/types.js";
import type { Awaitable } from "../util/awaitable.js";
import type { Take } from "./handlerStack.js";
import type { HandlerContext } from "./index.js";
import { InvalidMessage, messageFrom } from "./messageFrom.js";
import { twirpFailureIn } from "./thrown.js";

/** What the last handler of a method calls: it makes the default response. */
export type MakeDefault = (request: Message) => Awaitable<Message>;

/** What runs the handlers of one call. */
export interface Run {
  readonly method: Method;
  /** What a handler knows about the call. */
  readonly context: HandlerContext;
  readonly handlers: readonly Take[];
  readonly makeDefault: MakeDefault;
}

/**
 * Runs a method's handlers, top first, and resolves with the response message. They get a copy of the
 * request. Rejects with what a handler throws, and with {@link InvalidMessage} if it returns something
 * that is no response.
 */
export function runHandlers(run: Run, request: Message): Promise<Message> {
  return runFrom(run, 0, clone(run.method.request, request));
}

async function runFrom(run: Run, at: number, request: Message): Promise<Message> {
  const { method, context, handlers, makeDefault } = run;
  if (at === handlers.length) return makeDefault(request);
  const handler = handlers[at]!();
  if (handler === undefined) return runFrom(run, at + 1, request);
  let passedOn: Promise<Message> | undefined;
  let pending = 0;
  const next = (init?: unknown): Promise<Message> => {
    pending++;
    passedOn = callNext(run, at + 1, request, init).finally(() => pending--);
    return passedOn;
  };
  const result = await handler({ ...context, next }, request);
  // A handler that forgets to return what `next` gave it does not call the others twice.
  if (result === undefined) return passedOn ?? next();
  if (pending > 0) {
    // This error stands for what it may still reject with.
    passedOn?.catch(() => undefined);
    throw new InvalidMessage("returned before next() had resolved: await it");
  }
  if (twirpFailureIn(result) !== undefined)
    throw new InvalidMessage("returned a Twirp error: throw it");
  return messageFrom(method.response, result, "response");
}

async function callNext(run: Run, at: number, request: Message, init: unknown): Promise<Message> {
  // The client may know more enum values than the mock.
  const isSame = init === undefined || init === request;
  return runFrom(run, at, isSame ? request : messageFrom(run.method.request, init, "request"));
}
