import type { Handlers as AnyHandlers } from "../../gen/services.js";
import type { HandlerContext as AnyContext, HandlerLayer } from "../../gen/types.js";
import type { Control } from "../control/index.js";
import type { Claims } from "../token/claims.js";

/** What a handler knows about a call besides the request message. */
export type HandlerContext = AnyContext<Control, Claims>;

/**
 * Implements the API: maps each service's name to an object with one function per method. A function
 * takes the call's context and the request message, and returns the response message or a promise
 * of it.
 */
export type Handlers = AnyHandlers<Control, Claims>;

/**
 * Handlers of a test's own, for any services and methods: `{ RoomService: { CreateRoom: ... } }`. A
 * function takes the call's context and the request message. It returns the response message or a
 * part of it, at once or as a promise.
 */
export type MockHandlers = HandlerLayer<Handlers, Control, Claims>;
