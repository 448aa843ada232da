/** The lines of JSON that go to a driver and come from it. */
import type { JsonObject } from "@bufbuild/protobuf";
import { Ajv2020 } from "ajv/dist/2020.js";

/** A call that a driver is to make. */
export interface Call {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly method: string;
  readonly request: JsonObject;
  readonly timeoutMs?: number;
  readonly failover: boolean;
  readonly calls: number;
  readonly pauseMs: number;
}

/** The first line of a driver. */
export interface Hello {
  readonly sdk: string;
  readonly version: string;
}

/** How a call ended, as a driver reports it. */
export type DriverResult =
  | { readonly result: "ok"; readonly response?: JsonObject; readonly ms: number }
  | {
      readonly result: "error";
      readonly class: string;
      /** Whether the error's class is the SDK's own. */
      readonly typed?: boolean;
      readonly code?: string;
      readonly message?: string;
      readonly metadata?: Readonly<Record<string, string>>;
      readonly ms: number;
    }
  /** The SDK cannot. */
  | { readonly result: "unsupported"; readonly reason?: string }
  /** The driver does not. */
  | { readonly result: "undriven"; readonly reason?: string };

const text = { type: "string" } as const;
const ms = { type: "number", minimum: 0 } as const;
const ajv = new Ajv2020();

export const isHello = ajv.compile<Hello>({
  type: "object",
  properties: { sdk: { ...text, minLength: 1 }, version: text },
  required: ["sdk", "version"],
});

/** Other members are ignored. */
export const isDriverResult = ajv.compile<DriverResult>({
  oneOf: [
    {
      type: "object",
      properties: { result: { const: "ok" }, response: { type: "object" }, ms },
      required: ["result", "ms"],
    },
    {
      type: "object",
      properties: {
        result: { const: "error" },
        class: text,
        typed: { type: "boolean" },
        code: text,
        message: text,
        metadata: { type: "object", additionalProperties: text },
        ms,
      },
      required: ["result", "class", "ms"],
    },
    {
      type: "object",
      properties: { result: { enum: ["unsupported", "undriven"] }, reason: text },
      required: ["result"],
    },
  ],
});
