import { create, type DescMessage, type Message, type MessageShape } from "@bufbuild/protobuf";

/**
 * Creates a message with nothing set, as protobuf-es does. protobuf-es adds each field to an empty
 * object, which takes six times as long as a copy.
 */
export function createEmpty<Desc extends DescMessage>(schema: Desc): MessageShape<Desc> {
  let plan = plans.get(schema);
  if (plan === undefined) plans.set(schema, (plan = makePlan(schema)));
  const { zero, objects } = plan;
  if (zero === undefined) return create(schema);
  const message: Fields = { ...zero };
  for (const { name, make } of objects) message[name] = make();
  return message as unknown as MessageShape<Desc>;
}

type Fields = Record<string, unknown>;

/** How to make a message with nothing set. */
interface Plan {
  /** The fields to copy; `undefined` if a copy would differ from a message of protobuf-es. */
  readonly zero?: Readonly<Fields>;
  /** The fields that hold an object, which messages must not share. */
  readonly objects: readonly { readonly name: string; readonly make: () => object }[];
}

const plans = new WeakMap<DescMessage, Plan>();

function makePlan(schema: DescMessage): Plan {
  const message: Message = create(schema);
  // Messages of older syntaxes inherit their fields' defaults from a prototype.
  if (Object.getPrototypeOf(message) !== Object.prototype) return { objects: [] };
  const objects = schema.members.flatMap((member) => {
    const name = member.localName;
    if (member.kind === "oneof") return [{ name, make: () => ({ case: undefined }) }];
    if (member.fieldKind === "list") return [{ name, make: () => [] }];
    if (member.fieldKind === "map") return [{ name, make: () => ({}) }];
    return [];
  });
  return { zero: { ...message }, objects };
}
