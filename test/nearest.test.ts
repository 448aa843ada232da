/** The name that somebody may have meant. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { methods } from "../gen/methods.js";
import { controlFields } from "../src/control/fields.js";
import { failModes } from "../src/failures/index.js";
import { flags } from "../src/settings/index.js";
import { videoGrants } from "../src/token/schema.js";
import { nearest } from "../src/util/nearest.js";

const namesOf = (rows: readonly { readonly name: string }[]): string[] =>
  rows.map(({ name }) => name);
const fields = namesOf(controlFields);
const modes = namesOf(failModes);
const flagNames = namesOf(flags);
const grants = Object.keys(videoGrants);
const paths = [...methods.keys()];
const createRoom = "livekit.RoomService/CreateRoom";

const typos: readonly (readonly [name: string, known: readonly string[], meant: string])[] = [
  ["failRegion", fields, "failRegions"],
  ["fialRegions", fields, "failRegions"],
  ["FAIL_REGIONS", fields, "failRegions"],
  ["delay", fields, "delayMs"],
  ["perRegions", fields, "perRegion"],
  ["dorp", modes, "drop"],
  ["Reset", modes, "reset"],
  ["stal", modes, "stall"],
  ["nmae", ["sid", "name", "metadata"], "name"],
  ["sdi", ["sid", "name", "metadata"], "sid"],
  ["port", flagNames, "ports"],
  ["secret", flagNames, "api-secret"],
  ["maxbody", flagNames, "max-body"],
  ["room_create", grants, "roomCreate"],
  ["roomcreate", grants, "roomCreate"],
  ["CreateRoom", paths, createRoom],
  ["RoomService/CreateRoom", paths, createRoom],
  ["livekit.RoomService/CreatRoom", paths, createRoom],
  ["livekit.RoomService/CreateRom", paths, createRoom],
  ["livekit.RoomServices/CreateRoom", paths, createRoom],
  ["livekit.roomservice/createroom", paths, createRoom],
  ["/livekit.RoomService/CreateRoom/", paths, createRoom],
  ["livekit.RoomService", ["RoomService", "Room"], "RoomService"],
  ["failRegions".repeat(10_000), ["failRegions".repeat(5)], "failRegions".repeat(5)],
];

const others: readonly (readonly [name: string, known: readonly string[]])[] = [
  ["", fields],
  ["x", fields],
  ["x", ["id"]],
  ["foo", [...fields, ...modes, ...flagNames, ...grants, ...paths]],
  ["quiet", flagNames],
  ["verbose", flagNames],
  ["oops", fields],
  ["__proto__", fields],
  ["date", ["name"]],
  ["catalog", ["log"]],
  ["livekit.RoomService", paths],
  ["livekit.RoomService/", paths],
  ["livekit.SIP/CreateSIPTrunk", paths],
  ["anything", []],
];

describe("the nearest name", () => {
  for (const [name, known, meant] of typos) {
    test(`of ${name.slice(0, 40)} is ${meant.slice(0, 40)}`, () => {
      assert.equal(nearest(name, known), meant);
    });
  }

  for (const [name, known] of others) {
    test(`of ${JSON.stringify(name)} is none of ${known.slice(0, 2).join(", ")}, ...`, () => {
      assert.equal(nearest(name, known), undefined);
    });
  }

  test("is the one with the fewest edits, and the first of those", () => {
    assert.equal(nearest("rooms", ["rocks", "roomy", "room", "booms"]), "roomy");
    assert.equal(nearest("rooms", ["rooms-list", "rooms"]), "rooms");
  });
});
