import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { encodeFrame, opcodes } from "../support/frames.js";
import { runProgram } from "../support/program.js";
import { openRaw } from "../support/raw.js";
import { handshakeOf, headOf } from "../support/signal.js";
import { tokenWith } from "../support/token.js";

/** A ping whose timestamp is the longest, so that its response is too. */
const ping = Buffer.of(0x82, 0x01, 0x0b, 0x08, ...new Array<number>(9).fill(0xff), 0x01);
/** How many bytes the frame of its response has. */
const answerBytes = 23;
const pingsInPiece = 1_000;

test("a client that does not read is not read either, and gets all responses once it reads", async () => {
  const program = runProgram(["--ports", "0", "--log", "silent"]);
  const [, port] = await program.until(/listens on \S+:(\d+)$/m);
  const { socket, until, received, ended } = openRaw(Number(port));
  const query = `access_token=${tokenWith()}`;
  socket.write(headOf(handshakeOf({ query })));
  const opening = (await until(/PA_MOCK[^]*MOCK_NODE/)).length;
  socket.pause();
  const frame = encodeFrame(opcodes.binary, ping);
  const piece = Buffer.alloc(pingsInPiece * frame.length, frame);
  const pieces = 2_000;
  const enough = new AbortController();
  let sent = 0;
  const sending = (async () => {
    for (; sent < pieces && !enough.signal.aborted; sent++) {
      if (!socket.write(piece)) await once(socket, "drain");
    }
  })();
  // The mock is another process: it has stopped reading when for long no more can be sent.
  for (let before = -1; before !== sent;) {
    before = sent;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  assert.ok(sent < pieces, "the mock has read all of it");
  enough.abort();
  socket.resume();
  await sending;
  socket.write(encodeFrame(opcodes.close, Buffer.of()));
  assert.equal(await ended, "FIN");
  const closeFrame = 2;
  assert.equal(received().length - opening - closeFrame, sent * pingsInPiece * answerBytes);
});
