import type { Handlers as AnyHandlers } from "../../gen/services.js";
import type { HandlerContext as AnyContext } from "../../gen/types.js";
import type { Control } from "../control/index.js";
import type { Claims } from "../token/claims.js";

/** What a handler knows of its call beside the request. */
export type HandlerContext = AnyContext<Control, Claims>;

/**
 * What implements the services of the API: by the service's name, an object with one function per
 * method. It takes the call's context and the request, and returns the response or a promise of it.
 */
export type Handlers = AnyHandlers<Control, Claims>;
