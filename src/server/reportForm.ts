import { methods } from "../../gen/methods.js";
import { show } from "../util/findings.js";
import type { RequestRecord } from "./record.js";
import { rawPathOf } from "./target.js";

/** Reports what is odd about where a request goes; of a call, what Twirp does not allow. */
export function reportForm(request: RequestRecord): void {
  const { route, target, path, findings } = request;
  const { endpoint, called, row } = route;
  if (endpoint.isMissing) return;
  if (called !== undefined && row === undefined) {
    findings.add("route", () => ({
      path: "path",
      problem: "unknown method",
      value: show(called),
      nearest: findings.nearest(called, [...methods.keys()]),
    }));
  } else if (rawPathOf(target) !== path) {
    findings.add("route", () => ({
      path: "path",
      problem: "known only once it is decoded",
      value: show(rawPathOf(target)),
      expected: path,
    }));
  }
  if (endpoint.isMethod) reportCall(request);
}

const isTwirp = /^\s*application\/(json|protobuf)\s*(;|$)/i;

function reportCall({ httpMethod, headers, findings }: RequestRecord): void {
  if (httpMethod !== "POST") {
    findings.add("route", () => ({
      path: "method",
      problem: "wrong HTTP method",
      value: httpMethod,
      expected: "POST",
    }));
  }
  const { "content-type": contentType = "" } = headers;
  if (!isTwirp.test(contentType)) {
    findings.add("route", () => ({
      path: "Content-Type",
      problem: contentType === "" ? "missing" : `not one of Twirp's: ${show(contentType)}`,
      expected: "application/json or application/protobuf",
    }));
  }
}
