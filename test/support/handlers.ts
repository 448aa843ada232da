import type { Mock, MockHandlers } from "../../src/library/index.js";
import { call, type RequestOptions, type Result } from "./call.js";

const path = "livekit.RoomService/CreateRoom";

/** The only handler of a mock: for CreateRoom. */
export function roomHandler(
  CreateRoom: NonNullable<NonNullable<MockHandlers["RoomService"]>["CreateRoom"]>,
): MockHandlers {
  return { RoomService: { CreateRoom } };
}

/** The same, whose response has only this metadata. */
export const named = (metadata: string): MockHandlers => roomHandler(() => ({ metadata }));

/** Calls CreateRoom for the room `a`, without a token. */
export function createRoom(mock: Pick<Mock, "url">, options: RequestOptions = {}): Promise<Result> {
  return call(mock.url, path, {
    body: { name: "a" },
    ...options,
    control: { skipAuth: true, ...(options.control as object | undefined) },
  });
}
