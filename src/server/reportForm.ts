import { methods } from "../../gen/methods.js";
import { show, type Findings } from "../util/findings.js";
import { rawPathOf, type Route } from "./route.js";

/** What of a request its route and form are judged by. */
export interface Form {
  readonly method: string;
  readonly path: string;
  readonly target: string;
  readonly contentType: string;
}

/** Reports what is odd about where a request goes; of a call, what Twirp does not allow. */
export function reportForm(route: Route, form: Form, findings: Findings): void {
  if (route.kind === "notFound") return;
  if (route.kind === "unknownMethod") {
    findings.add("route", () => ({
      path: "path",
      problem: "unknown method",
      value: show(route.path),
      nearest: findings.nearest(route.path, [...methods.keys()]),
    }));
  } else if (rawPathOf(form.target) !== form.path) {
    findings.add("route", () => ({
      path: "path",
      problem: "known only once it is decoded",
      value: show(rawPathOf(form.target)),
      expected: form.path,
    }));
  }
  if (route.kind === "method" || route.kind === "unknownMethod") reportCall(form, findings);
}

const isTwirp = /^\s*application\/(json|protobuf)\s*(;|$)/i;

function reportCall({ method, contentType }: Form, findings: Findings): void {
  if (method !== "POST") {
    findings.add("route", () => ({
      path: "method",
      problem: "wrong HTTP method",
      value: method,
      expected: "POST",
    }));
  }
  if (!isTwirp.test(contentType)) {
    findings.add("route", () => ({
      path: "Content-Type",
      problem: contentType === "" ? "missing" : `not one of Twirp's: ${show(contentType)}`,
      expected: "application/json or application/protobuf",
    }));
  }
}
