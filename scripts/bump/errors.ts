/** Why a bump stops, in words for the maintainer; the tree is as it was. */
export class BumpError extends Error {}
