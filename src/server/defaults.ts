import type { Message } from "@bufbuild/protobuf";
import { richDefaults } from "../../gen/rich.js";
import type { Method } from "../../gen/types.js";
import type { Awaitable } from "../util/awaitable.js";
import type { RequestRecord } from "./record.js";

/** Whether a call's default response has every field filled. */
export function isRich({ control, listener }: RequestRecord): boolean {
  return (control.defaults ?? listener.defaults) === "rich";
}

/** Makes a method's default response: the populated one, or the rich one, which it loads first. */
export function makeDefault(
  request: RequestRecord,
  method: Method,
  message: Message,
): Awaitable<Message> {
  return isRich(request) ? makeRich(method, message) : method.handler(undefined, message);
}

async function makeRich({ service, name }: Method, message: Message): Promise<Message> {
  const defaults = await richDefaults[service]!();
  return defaults[name]!(undefined, message);
}
