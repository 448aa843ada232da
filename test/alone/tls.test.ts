/** Listeners that speak TLS. Each failure over TLS is in `test/failures/`. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { get } from "node:http";
import { describe, test } from "node:test";
import { apiKeyFor } from "../../src/library/index.js";
import { runProgram, run } from "../support/program.js";
import { startTestMock } from "../support/mock.js";
import { delayedCall, openRaw, openSecurely } from "../support/raw.js";
import { bytesOf, see, variants } from "../support/failure.js";
import { WatchedClock } from "../support/clock.js";
import { authority, tls, tlsFiles } from "../support/tls.js";
import { tokenWith } from "../support/token.js";
import { WebSocket } from "ws";

const files = ["--tls-cert", tlsFiles.cert, "--tls-key", tlsFiles.key];

describe("the Node SDK over TLS", () => {
  test("calls, and fails over, if it trusts the authority", async () => {
    const mock = await startTestMock({ regions: 2, tls, apiSecret: "secret" });
    const failing = apiKeyFor({ failRegions: [0] });
    const text = `
      import { RoomServiceClient } from "livekit-server-sdk";
      const rooms = new RoomServiceClient(${JSON.stringify(mock.url)}, "${failing}", "secret");
      rooms.rpc.failoverForce = true;
      console.log((await rooms.createRoom({ name: "a" })).sid);
    `;
    const args = ["--no-warnings", "--input-type=module", "--eval", text];
    const trusting = run(process.execPath, args, { NODE_EXTRA_CA_CERTS: tlsFiles.authority });
    assert.equal(await trusting.ended, 0, trusting.stderr());
    assert.equal(trusting.stdout(), "MOCK_SID\n");
    const doubting = run(process.execPath, args);
    assert.equal(await doubting.ended, 1);
  });
});

describe("over TLS", () => {
  test("the region list says https, whatever the scheme of the advertised host", async () => {
    for (const more of [[], ["--advertise-host", "http://localhost"]]) {
      const program = runProgram(["--regions", "2", ...more, ...files]);
      const [, url = ""] = await program.until(/region-0 listens on (\S+)/);
      assert.match(url, /^https:\/\/(127\.0\.0\.1|localhost):\d+$/);
    }
  });

  test("a signal connection is a wss one", async () => {
    const mock = await startTestMock({ tls });
    const url = `${mock.url.replace("https", "wss")}/rtc?access_token=${tokenWith()}`;
    const client = new WebSocket(url, { ca: authority });
    const [message] = (await once(client, "message")) as [Buffer];
    assert.ok(message.length > 0);
    client.close();
    const [code] = (await once(client, "close")) as [number];
    assert.equal(code, 1005);
  });

  test("an Upgrade of another kind is ignored", async () => {
    const mock = await startTestMock({ tls });
    const connection = openSecurely(mock.ports[0]!);
    const more = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"];
    const seen = await see(connection, bytesOf(variants[0]!, {}, more));
    assert.equal(seen.start, "HTTP/1.1 200 OK");
    assert.equal((await see(connection, bytesOf(variants[0]!, {}))).start, "HTTP/1.1 200 OK");
    connection.socket.destroy();
  });

  test("a client that is done sending still gets its response", async () => {
    const mock = await startTestMock({ tls });
    const connection = openSecurely(mock.ports[0]!);
    connection.socket.end(bytesOf(variants[0]!, {}));
    assert.match(await connection.until(/MOCK_SID/), /^HTTP\/1\.1 200 OK/);
    assert.equal(await connection.ended, "FIN");
  });

  for (const how of ["destroy", "resetAndDestroy"] as const) {
    test(`a client that leaves by ${how} ends its wait`, async () => {
      const clock = new WatchedClock();
      const mock = await startTestMock({ clock, tls });
      const tcp = openRaw(mock.ports[0]!);
      const { connect } = await import("node:tls");
      const secure = connect({ socket: tcp.socket, host: "localhost", ca: authority });
      await once(secure, "secureConnect");
      secure.on("error", () => undefined);
      const begun = once(clock, "begin");
      secure.write(delayedCall(600_000));
      await begun;
      const ended = once(clock, "end");
      tcp.socket[how]();
      await ended;
      assert.equal(clock.waiting, 0);
    });
  }

  test("plain HTTP is told to the log, and gets no response", async () => {
    const mock = await startTestMock({ tls });
    const logged = mock.logged(/TLS handshake failed/);
    const sent = get(mock.url.replace("https", "http"));
    await assert.rejects(once(sent, "response"), { code: "ECONNRESET" });
    assert.match(await logged, /^warning: region-0: TLS handshake failed: http request$/);
  });

  test("health and wait are content without the authority", async () => {
    const program = runProgram(["--regions", "2", ...files]);
    await program.until(/region-1 listens/);
    const urls = [...program.stdout().matchAll(/https:\S+/g)].map(([url]) => url);
    const ports = urls.map((url) => new URL(url).port).join(",");
    for (const args of [
      ["health", urls[0]!],
      ["wait", urls[1]!],
      ["health", "--ports", ports, ...files],
    ]) {
      const asked = runProgram(args);
      assert.deepEqual([await asked.ended, asked.stderr()], [0, ""]);
    }
  });

  test("takes the certificate and its key as they stand, in the environment", async () => {
    const program = runProgram(["--regions", "1"], {
      LK_TEST_SERVER_TLS_CERT: tls.cert,
      LK_TEST_SERVER_TLS_KEY: tls.key,
    });
    await program.until(/region-0 listens on https:/);
  });
});
