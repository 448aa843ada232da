/** What goes to a driver, and what it may say, a line of JSON each. */
import type { JsonObject } from "@bufbuild/protobuf";
import { Ajv2020 } from "ajv/dist/2020.js";

/** What a driver is asked to do. */
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

/** What a driver says of itself when it is ready. */
export interface Hello {
  readonly sdk: string;
  readonly version: string;
}

/** What a driver says has come of a call. */
export type Told =
  | { readonly result: "ok"; readonly answer?: JsonObject; readonly ms: number }
  | {
      readonly result: "error";
      readonly class: string;
      /** Whether the error is of a class of the SDK's own. */
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

/** More members than these do no harm. */
export const isTold = ajv.compile<Told>({
  oneOf: [
    {
      type: "object",
      properties: { result: { const: "ok" }, answer: { type: "object" }, ms },
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
