/**
 * What the types of messages take from protobuf, so that they hold without @bufbuild/protobuf: its own
 * types, but for `$unknown`, whose type differs among its versions.
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

/** A time of the Unix clock. */
export type Timestamp = Message<"google.protobuf.Timestamp"> & {
    seconds: bigint;
    nanos: number;
};

/** A JSON value. */
export type JsonValue = number | string | boolean | null | JsonObject | JsonValue[];

/** A JSON object. */
export type JsonObject = {
    [name: string]: JsonValue;
};
`;
