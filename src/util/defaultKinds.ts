/** What methods return by default: the populated default, or one with every field filled. */
export const defaultKinds = ["populated", "rich"] as const;

export type DefaultKind = (typeof defaultKinds)[number];
