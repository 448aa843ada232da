import type { DescMessage } from "@bufbuild/protobuf";
import type { Handler } from "./types.js";

/** The handler of a method with these two messages. */
export function unary(input: DescMessage, output: DescMessage): Handler {
  return async (ctx, call, data, codec, interceptor) => {
    const request = codec.decode(ctx, input, data);
    const response =
      interceptor === undefined ? await call(ctx, request) : await interceptor(ctx, request, call);
    return codec.encode(ctx, output, response);
  };
}
