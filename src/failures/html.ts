import { retryHeaders, type Fail } from "./failure.js";

/** What a proxy says of a server that it cannot reach. */
export const html: Fail = ({ options }) => {
  const { failStatus = 502 } = options;
  const title = `Error ${String(failStatus)}`;
  const body = [
    "<html>",
    `<head><title>${title}</title></head>`,
    `<body><center><h1>${title}</h1></center><hr><center>mock proxy</center></body>`,
    "</html>",
    "",
  ].join("\n");
  const headers = [["Content-Type", "text/html"], ...retryHeaders(options)] as const;
  return { reply: { status: failStatus, headers, body } };
};
