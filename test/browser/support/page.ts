/** What the tests run in the page, with LiveKit's own client. Bundled, and then global. */
import { Room, RoomEvent } from "livekit-client";
import { SignalClient, SignalConnectionState } from "livekit-client/src/api/SignalClient";

export interface Place {
  readonly url: string;
  readonly token: string;
}

export interface SignalSteps extends Place {
  /** Whether `/rtc` is used instead of `/rtc/v1`. */
  readonly v0: boolean;
  /** What is waited for once the client has joined; a number is milliseconds. */
  readonly until?: "close" | "leave" | "metadata" | number;
  /** Where there is one, the client reconnects with this token. */
  readonly again?: string;
}

/** What happened to a signal client. What did not happen is absent. */
export interface Observed {
  /** Name of the room, identity, ping interval and timeout of the join response. */
  joined?: readonly unknown[];
  /** The region that the reconnect response names. */
  resumedIn?: string;
  error?: Failure;
  /** The connection's state in the end, if nothing failed. */
  state?: string;
  /** Number of the action of the leave that came. */
  leave?: number;
  /** The reason that `onClose` was called with. */
  closed?: string;
  /** Number of the reason that a metadata update was answered with. */
  updated?: number;
}

export interface Failure {
  readonly name: string;
  /** The SDK's classification, if it has one. */
  readonly reason?: string;
  readonly status?: number;
  readonly message: string;
}

// Chromium makes a page wait that has opened many connections; the timeouts of the SDK should not end it.
const options = {
  autoSubscribe: true,
  maxRetries: 0,
  e2eeEnabled: false,
  websocketTimeout: 60_000,
};

const scenarios = {
  /** Joins with the SDK's signal client, and tells what happened. */
  async signal({ url, token, v0, until, again }: SignalSteps): Promise<Observed> {
    const client = new SignalClient();
    const seen: Observed = {};
    const closed = new Promise<void>((resolve) => {
      client.onClose = (reason) => {
        seen.closed = reason;
        resolve();
      };
    });
    const left = new Promise<void>((resolve) => {
      client.onLeave = ({ action }) => {
        seen.leave = action;
        resolve();
      };
    });
    const updated = new Promise<void>((resolve) => {
      client.onRequestResponse = ({ reason }) => {
        seen.updated = reason;
        resolve();
      };
    });
    try {
      const joined = await client.join(url, token, options, undefined, v0);
      const { room, participant, pingInterval, pingTimeout } = joined;
      seen.joined = [room?.name, participant?.identity, pingInterval, pingTimeout];
      if (until === "close") await closed;
      if (until === "leave") await left;
      if (until === "metadata") {
        await client.sendUpdateLocalMetadata("new", "name");
        await updated;
      }
      if (typeof until === "number") await new Promise((resolve) => setTimeout(resolve, until));
      if (again !== undefined) {
        const resumed = await client.reconnect(url, again, "PA_MOCK");
        seen.resumedIn = resumed?.serverInfo?.region ?? "";
      }
      seen.state = String(SignalConnectionState[client.currentState]);
    } catch (error) {
      seen.error = describe(error);
    }
    await client.close();
    return seen;
  },

  /** Asks for the list of regions, as a page can: with a token, and no header. */
  async discovery({ url, token }: Place): Promise<Failure | readonly [number, string]> {
    try {
      const response = await fetch(`${url}/settings/regions`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      return [response.status, await response.text()];
    } catch (error) {
      return describe(error);
    }
  },

  /** Connects with the SDK's room; resolves with the failure, or once the signal connection is there. */
  async room({ url, token }: Place): Promise<Failure | "SignalConnected"> {
    const room = new Room();
    const connected = new Promise<"SignalConnected">((resolve) => {
      room.once(RoomEvent.SignalConnected, () => {
        resolve("SignalConnected");
      });
    });
    const failed = room.connect(url, token).then(
      () => connected,
      (error: unknown) => describe(error),
    );
    const result = await Promise.race([connected, failed]);
    await room.disconnect();
    return result;
  },
};

/** An error as plain data. The sources and the bundle have classes of their own for one error. */
function describe(error: unknown): Failure {
  const { name, reasonName, status, message } = error as Failure & { readonly reasonName?: string };
  return {
    name,
    message,
    ...(reasonName === undefined ? {} : { reason: reasonName }),
    ...(status === undefined ? {} : { status }),
  };
}

export type Scenarios = typeof scenarios;
Object.assign(globalThis, { scenarios });
