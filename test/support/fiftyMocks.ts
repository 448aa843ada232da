/** A program that starts and closes fifty mocks, each with something going on; then it is done. */
import { openRaw, delayedCall } from "./raw.js";
import { openSignal } from "./signal.js";
import { startMock } from "../../src/library/index.js";
import { tlsFiles } from "./tls.js";

for (let round = 0; round < 50; round++) {
  const secure = round % 2 === 1 ? { tlsCert: tlsFiles.cert, tlsKey: tlsFiles.key } : {};
  await using mock = await startMock({ regions: 2, log: "silent", ...secure });
  const port = Number(new URL(mock.url).port);
  if ("tlsCert" in secure) {
    // A client that never begins the TLS handshake.
    const silent = openRaw(port);
    await new Promise((resolve) => silent.socket.once("connect", resolve));
    continue;
  }
  const held = openRaw(port);
  held.socket.write(delayedCall(600_000));
  const idle = openRaw(port);
  idle.socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await idle.until(/ok$/);
  const signal = await openSignal(port, { query: `access_token=${mock.token()}` });
  await signal.event(0);
}
process.stdout.write("all are closed\n");
