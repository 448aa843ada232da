import { create, type DescMessage, type Message, type MessageShape } from "@bufbuild/protobuf";

/**
 * A new message with nothing set, the same as protobuf-es makes. That adds field by field to an empty
 * object, which takes six times as long as a copy.
 */
export function createEmpty<Desc extends DescMessage>(schema: Desc): MessageShape<Desc> {
  let plan = plans.get(schema);
  if (plan === undefined) plans.set(schema, (plan = planOf(schema)));
  const { zero, own } = plan;
  if (zero === undefined) return create(schema);
  const message: Fields = { ...zero };
  for (const { name, make } of own) message[name] = make();
  return message as unknown as MessageShape<Desc>;
}

type Fields = Record<string, unknown>;

/** What a message with nothing set is copied from. */
interface Plan {
  /** Its fields; `undefined` if a copy would not be the same. */
  readonly zero?: Readonly<Fields>;
  /** The fields of which each message has an object of its own. */
  readonly own: readonly { readonly name: string; readonly make: () => object }[];
}

const plans = new WeakMap<DescMessage, Plan>();

function planOf(schema: DescMessage): Plan {
  const message: Message = create(schema);
  // Before proto3, a message inherits the values of its fields.
  if (Object.getPrototypeOf(message) !== Object.prototype) return { own: [] };
  const own = schema.members.flatMap((member) => {
    const name = member.localName;
    if (member.kind === "oneof") return [{ name, make: () => ({ case: undefined }) }];
    if (member.fieldKind === "list") return [{ name, make: () => [] }];
    if (member.fieldKind === "map") return [{ name, make: () => ({}) }];
    return [];
  });
  return { zero: { ...message }, own };
}
