import { retryHeaders, type FailMode } from "./failure.js";

/** The error page of a proxy that cannot reach its server. */
export const html = {
  name: "html",
  effect: "A proxy's error page: `failStatus` (502), `text/html`.",
  options: ["failStatus", "retryAfter"],
  fail: (options) => {
    const { failStatus = 502 } = options;
    const headers = [["Content-Type", "text/html"], ...retryHeaders(options)] as const;
    return { outcome: { status: failStatus, headers, body: pageOf(failStatus) } };
  },
} as const satisfies FailMode;

function pageOf(status: number): string {
  const title = `Error ${String(status)}`;
  return [
    "<html>",
    `<head><title>${title}</title></head>`,
    `<body><center><h1>${title}</h1></center><hr><center>mock proxy</center></body>`,
    "</html>",
    "",
  ].join("\n");
}
