import { ScalarType, type DescMessage } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { fieldsOf } from "../protobuf/fields.js";
import { WireReader } from "../protobuf/wireReader.js";
import type { Member } from "../util/readJson.js";

/** The rooms that a body names at its top level; empty if it names none. */
export interface NamedRooms {
  readonly room: string;
  /** The room that a participant goes to. */
  readonly destinationRoom: string;
}

/** The names of the room field. The first one that is given counts. */
const roomNames = ["room", "roomName", "room_name"];
const destinationNames = ["destinationRoom", "destination_room"];
const roomFields = new Set([...roomNames, ...destinationNames]);

/** Whether a member at the top level of a JSON body can name a room. */
export function isRoomField(name: string): boolean {
  return roomFields.has(name);
}

/**
 * The rooms that the top-level members of a JSON body name. If a name is given twice, the last
 * string that is not empty counts.
 */
export function roomsInJson(members: Iterable<Member>): NamedRooms {
  const strings = new Map<string, string>();
  for (const [name, value] of members) {
    if (typeof value === "string" && value !== "" && roomFields.has(name)) strings.set(name, value);
  }
  return roomsOf(strings);
}

/** The rooms that a message names, as far as its tags and lengths are valid. */
export function roomsInBinary(schema: DescMessage, bytes: Uint8Array): NamedRooms {
  const fields = fieldsOf(schema);
  const reader = new WireReader(bytes, false);
  const places = new Map<string, number>();
  try {
    while (reader.pos < bytes.length) {
      reader.readTag(bytes.length);
      const field = fields.get(reader.number)?.field;
      const isString = field?.fieldKind === "scalar" && field.scalar === ScalarType.STRING;
      const isRoom =
        isString && reader.wireType === WireType.LengthDelimited && roomFields.has(field.name);
      const place = reader.pos;
      reader.skipValue(bytes.length, 1);
      if (isRoom) places.set(field.name, place);
    }
  } catch {
    // The start of the next field is unknown.
  }
  const strings = new Map<string, string>();
  for (const [name, place] of places) {
    reader.pos = place;
    strings.set(name, reader.readString(bytes.length) ?? "");
  }
  return roomsOf(strings);
}

function roomsOf(strings: ReadonlyMap<string, string>): NamedRooms {
  return { room: firstOf(strings, roomNames), destinationRoom: firstOf(strings, destinationNames) };
}

function firstOf(strings: ReadonlyMap<string, string>, order: readonly string[]): string {
  return order.map((name) => strings.get(name) ?? "").find((string) => string !== "") ?? "";
}
