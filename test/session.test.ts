import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { SignalResponseSchema } from "../gen/livekit_rtc_pb.js";
import { createHandshakes } from "../src/server/handshakes.js";
import { systemClock } from "../src/util/clock.js";
import { createLog } from "../src/util/log.js";
import type { Session, Wire } from "../src/util/session.js";
import { opcodes } from "./support/frames.js";
import { openSignal, type SignalClient } from "./support/signal.js";

const pong = { case: "pong", value: 7n } as const;
const pongBytes = toBinary(SignalResponseSchema, create(SignalResponseSchema, { message: pong }));

/** Writes down how it is called; a frame that begins with 0 is a bug to it. */
class Notebook implements Session {
  readonly calls: string[] = [];
  wire: Wire | undefined;

  start(wire: Wire): void {
    this.calls.push("start");
    this.wire = wire;
  }

  receive(frame: Uint8Array): undefined {
    this.calls.push(`receive ${Buffer.from(frame).toString("hex")}`);
    if (frame[0] === 0) throw new Error("a zero");
  }

  receiveClose(): boolean {
    this.calls.push("receiveClose");
    return true;
  }

  end(code: number): void {
    this.calls.push(`end ${String(code)}`);
  }
}

const handshakes = createHandshakes();
const lines: string[] = [];
const log = createLog("info", (line) => lines.push(line));
const sessions: Notebook[] = [];
const server = createServer();
server.on("upgrade", (req, _duplex, head) => {
  const session = new Notebook();
  sessions.push(session);
  const res = new ServerResponse(req);
  res.assignSocket(req.socket);
  const conversation = { session, clock: systemClock, log, label: "a test" };
  handshakes.open({ req, res, head }, conversation, []);
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
after(() => server.close());
const { port } = server.address() as AddressInfo;

interface End {
  readonly name: string;
  readonly act: (client: SignalClient, wire: Wire) => void;
  /** The calls of the session behind its start. */
  readonly calls: readonly string[];
  /** Whether the log has it that the log reports a protocol error. */
  readonly breaksProtocol?: true;
}

const ends: readonly End[] = [
  {
    name: "a close frame of the client",
    act: (client) => {
      client.frame(opcodes.binary, Buffer.of(1, 2));
      client.close(3000, "bye");
    },
    calls: ["receive 0102", "receiveClose", "end 3000"],
  },
  {
    name: "a close frame without a code",
    act: (client) => {
      client.close();
    },
    calls: ["receiveClose", "end 1005"],
  },
  {
    name: "a close frame of the session",
    act: (_client, wire) => {
      wire.close(1011, "");
    },
    calls: ["receiveClose", "end 1011"],
  },
  {
    name: "a drop, though something is sent behind it",
    act: (_client, wire) => {
      wire.drop();
      void wire.send(pongBytes);
    },
    calls: ["end 1006"],
  },
  {
    name: "a reset by the client",
    act: ({ socket }) => {
      socket.resetAndDestroy();
    },
    calls: ["end 1006"],
  },
  {
    name: "the client's FIN",
    act: ({ socket }) => {
      socket.end();
    },
    calls: ["end 1006"],
  },
  {
    name: "a client that breaks the protocol",
    act: (client) => {
      client.frame(3, Buffer.of());
    },
    calls: ["end 1006"],
    breaksProtocol: true,
  },
  {
    name: "the mock's close",
    act: () => {
      handshakes.close();
    },
    calls: ["receiveClose", "end 1001"],
  },
  {
    name: "a bug",
    act: (client) => {
      client.frame(opcodes.binary, Buffer.of(0));
    },
    calls: ["receive 00", "end 1006"],
  },
];

describe("a session is started once, and told once of its end by", () => {
  for (const { name, act, calls, breaksProtocol = false } of ends) {
    test(name, async () => {
      const client = await openSignal(port, {});
      const session = sessions.at(-1)!;
      const { wire } = session;
      assert.ok(wire);
      void wire.send(pongBytes);
      assert.deepEqual(await client.event(0), { kind: "message", json: { pong: "7" } });
      const over = wire.wait(60_000);
      act(client, wire);
      await over;
      client.socket.destroy();
      assert.deepEqual(session.calls, ["start", ...calls]);
      const broken = lines.splice(0).filter((line) => line.includes("protocol error"));
      assert.equal(broken.length, breaksProtocol ? 1 : 0);
    });
  }
});
