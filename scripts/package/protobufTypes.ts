/**
 * The types that messages use from @bufbuild/protobuf, so that they work without it. They lack
 * `$unknown`, whose type differs between versions of the package.
 */
export const protobufTypes = `/** What every message has. */
export type Message<TypeName extends string = string> = {
    /** The message's name, with its package. */
    readonly $typeName: TypeName;
};

/** A message of any type. */
export type Any = Message<"google.protobuf.Any"> & {
    typeUrl: string;
    value: Uint8Array;
};

/** A time span. */
export type Duration = Message<"google.protobuf.Duration"> & {
    seconds: bigint;
    nanos: number;
};

/** A message without fields. */
export type Empty = Message<"google.protobuf.Empty"> & {};

/** A point in time, as Unix time. */
export type Timestamp = Message<"google.protobuf.Timestamp"> & {
    seconds: bigint;
    nanos: number;
};

/** A message of any type in JSON. */
export type AnyJson = {
    "@type"?: string;
    [name: string]: JsonValue | undefined;
};

/** A time span in JSON, such as 1.5s. */
export type DurationJson = string;

/** A message without fields in JSON. */
export type EmptyJson = Record<string, never>;

/** Any JSON object. */
export type StructJson = JsonObject;

/** A point in time in JSON, such as 2024-01-01T00:00:00Z. */
export type TimestampJson = string;

/** A JSON value. */
export type JsonValue = number | string | boolean | null | JsonObject | JsonValue[];

/** A JSON object. */
export type JsonObject = {
    [name: string]: JsonValue;
};
`;
