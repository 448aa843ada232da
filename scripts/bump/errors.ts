/** Says to the maintainer why a bump stopped. Nothing was written. */
export class BumpError extends Error {}
