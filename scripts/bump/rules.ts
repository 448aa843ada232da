/** Prints rules as the source of the grants policy has them. */
import { format } from "prettier";
import type { Needs, Rule } from "../generate/grants.js";

/** A rule to paste, with a comment above it. */
export interface PastedRule {
  readonly rule: Rule;
  readonly comment?: string;
}

export async function printRules(rules: readonly PastedRule[]): Promise<string> {
  const elements = rules.map(({ rule, comment }) => {
    const methods = rule.methods === undefined ? "" : `methods: ${JSON.stringify(rule.methods)}, `;
    const text = `{ service: "${rule.service}", ${methods}needs: ${printNeeds(rule.needs)} },`;
    return comment === undefined ? text : `// ${comment}\n${text}`;
  });
  // The comment makes prettier keep each rule on its own line, as in the policy.
  const list = `const policy = [\n//\n${elements.join("\n")}\n];`;
  const text = await format(list, { parser: "typescript", printWidth: 100 });
  return text.trimEnd().split("\n").slice(2, -1).join("\n");
}

/** As the policy writes it: `roomAdmin`, `video("roomCreate")`, or an object. */
function printNeeds({ room, destinationRoom, ...claims }: Needs): string {
  const isRoomAdmin = room === true && claims.video?.join() === "roomAdmin";
  const permissions = Object.entries(isRoomAdmin ? { ...claims, video: undefined } : claims);
  const parts = [
    ...(isRoomAdmin ? ["...roomAdmin"] : []),
    ...permissions.flatMap(([claim, names]) =>
      names === undefined ? [] : [`${claim}: ${JSON.stringify(names)}`],
    ),
    ...(room === true && !isRoomAdmin ? ["room: true"] : []),
    ...(destinationRoom === true ? ["destinationRoom: true"] : []),
  ];
  const object = `{ ${parts.join(", ")} }`;
  if (parts.length === 0) return "anyValidToken";
  if (object === "{ ...roomAdmin }") return "roomAdmin";
  return object.replace(/^\{ (\w+): \[("\w+")\] \}$/, "$1($2)");
}
