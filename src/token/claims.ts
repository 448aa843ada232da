import { printable, show, type Findings } from "../util/findings.js";
import { isObject } from "../util/json.js";
import { integerOf, isJsonNumber } from "../util/jsonNumber.js";
import { membersOf } from "../util/readJson.js";
import {
  grantClaims,
  plainClaims,
  type AgentGrant,
  type ClaimType,
  type GrantTable,
  type GrantType,
  type SipGrant,
  type VideoGrant,
} from "./schema.js";

/** The API key of tokens by default. The mock accepts any. */
export const defaultApiKey = "devkey";
/** How long tokens are valid by default, as in LiveKit's SDKs. */
export const defaultValidFor = "6h";

/** The latest time at which a token may expire, in Unix seconds. */
export const maxDate = 2 ** 53;

/** The claims that the mock uses. */
export interface Claims {
  /** Unix seconds. */
  readonly exp?: number;
  readonly nbf?: number;
  /** The API key. */
  readonly iss?: string;
  readonly sub?: string;
  readonly jti?: string;
  /** Name of the participant. */
  readonly name?: string;
  readonly video?: VideoGrant;
  readonly sip?: SipGrant;
  readonly agent?: AgentGrant;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** The identity that the token is for: `sub`, or else `jti`; empty if it has neither. */
export function identityOf({ sub = "", jti = "" }: Claims): string {
  return sub === "" ? jti : sub;
}

/** The claims of a token, those that have LiveKit's types. */
export interface ReadClaims {
  readonly claims: Claims;
  /** The first claim with a wrong type. */
  readonly invalidClaim?: InvalidClaim | undefined;
  /** The grants that LiveKit does not know, each with its claim. */
  readonly unknownGrants: readonly UnknownGrant[];
  /** The values of the claim `roomConfig`. */
  readonly roomConfigs: readonly unknown[];
}

/** The claims of a token without a payload. */
export const noClaims: ReadClaims = { claims: {}, unknownGrants: [], roomConfigs: [] };

interface InvalidClaim {
  readonly claim: string;
  readonly reason: string;
}

type UnknownGrant = readonly [claim: GrantClaim, grant: string];

/** The most characters of the path in a reason. It may have the name of an attribute. */
const longestPath = 100;

/** The most unknown grants that are kept per token. */
const maxUnknown = 32;

/**
 * Reads the claims of a token as LiveKit does. Names match in any case, `null` counts as absent, an
 * object given twice is merged, and of any other value given twice the last one counts.
 */
export function readClaims(payload: Readonly<Record<string, unknown>>): ReadClaims {
  const reader = new ClaimReader();
  for (const [name, value] of membersOf(payload)) reader.read(name, value);
  return reader;
}

/** Reports the grants that LiveKit does not know. */
export function reportUnknownGrants(
  unknownGrants: readonly UnknownGrant[],
  findings: Findings,
): void {
  for (const [claim, grant] of unknownGrants) {
    findings.add("token", () => ({
      path: `token.${claim}`,
      code: "unknownGrant",
      value: show(grant),
      nearest: findings.nearest(grant, Object.keys(grantClaims[claim])),
    }));
  }
}

class ClaimReader implements ReadClaims {
  readonly claims: Entries = {};
  invalidClaim: InvalidClaim | undefined;
  readonly unknownGrants: UnknownGrant[] = [];
  readonly roomConfigs: unknown[] = [];

  read(name: string, value: unknown): void {
    const claim = findClaim(name);
    if (claim === undefined) return;
    if (isGrantClaim(claim)) {
      this.#readGrants(claim, value);
      return;
    }
    const type: ClaimType = plainClaims[claim];
    if (type === "strings by name") this.#readStrings(claim, value);
    else if (type !== "RoomConfiguration") this.#set(this.claims, claim, type, value, claim);
    else if (isObject(value)) this.roomConfigs.push(value);
    else if (value !== null) this.#reject(claim, claim, value, "an object");
  }

  #readGrants(claim: GrantClaim, value: unknown): void {
    const table: GrantTable = grantClaims[claim];
    this.#readObject(claim, value, (grants, name, grant) => {
      const known = findGrant[claim](name);
      if (known !== undefined) this.#set(grants, known, table[known]!, grant, claim);
      else if (grant !== null && this.unknownGrants.length < maxUnknown) {
        this.unknownGrants.push([claim, name]);
      }
    });
  }

  #readStrings(claim: string, value: unknown): void {
    this.#readObject(claim, value, (strings, name, string) => {
      this.#set(strings, name, "string", string, claim);
    });
  }

  /** Reads an object, and merges it into one that came before. */
  #readObject(
    claim: string,
    value: unknown,
    readMember: (object: Entries, name: string, value: unknown) => void,
  ): void {
    if (value === null) Reflect.deleteProperty(this.claims, claim);
    else if (!isObject(value)) this.#reject(claim, claim, value, "an object");
    else {
      const object = (this.claims[claim] ??= isGrantClaim(claim)
        ? {}
        : withoutPrototype()) as Entries;
      for (const [name, entry] of membersOf(value)) readMember(object, name, entry);
    }
  }

  /** Sets a value of a claim's type. `claim` is the claim that it is in. */
  #set(object: Entries, name: string, type: ValueType, value: unknown, claim: string): void {
    if (value === null) {
      if (type.endsWith("[]") || type === "date") Reflect.deleteProperty(object, name);
      return;
    }
    const read = readAs(type, value);
    if (read !== undefined) object[name] = read;
    else
      this.#reject(
        claim,
        object === this.claims ? claim : `${claim}.${name}`,
        value,
        expectedFor[type],
      );
  }

  #reject(claim: string, path: string, value: unknown, expected: string): void {
    const place = printable(path, longestPath);
    this.invalidClaim ??= { claim, reason: `${place} is ${kindOf(value)}; expected ${expected}` };
  }
}

type Entries = Record<string, unknown>;

/** An object for names that the sender chose, such as `__proto__`. */
function withoutPrototype(): Entries {
  return Object.create(null) as Entries;
}

type GrantClaim = keyof typeof grantClaims;

/** The type of a value that is set as a whole. */
type ValueType = GrantType | Exclude<ClaimType, "strings by name" | "RoomConfiguration">;

/** What is valid for a type, in words. */
const expectedFor: Readonly<Record<ValueType, string>> = {
  boolean: "a boolean",
  string: "a string",
  "string[]": "a list of strings",
  "string or string[]": "a string or a list of strings",
  date: "a finite number or a numeric string",
};

/** Reads a value as a type, without the `null`s in a list; `undefined` if it has another type. */
function readAs(type: ValueType, value: unknown): unknown {
  switch (type) {
    case "date":
      return readDate(value);
    case "string[]":
      return readStrings(value);
    case "string or string[]":
      return typeof value === "string" ? value : readStrings(value);
    default:
      return typeof value === type ? value : undefined;
  }
}

function readStrings(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const entries = value.filter((entry) => entry !== null);
  return entries.every((entry) => typeof entry === "string") ? entries : undefined;
}

function readDate(value: unknown): number | undefined {
  if (typeof value === "bigint") return secondsOf(value);
  if (typeof value === "string" && isJsonNumber(value)) {
    return readDate(integerOf(value) ?? Number(value));
  }
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** Seconds as a number. What exceeds {@link maxDate} still does after rounding. */
function secondsOf(value: bigint): number {
  return value > maxDate ? Math.max(Number(value), maxDate + 2) : Number(value);
}

/** The kind of a JSON value, in words. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) {
    const other = value.find((entry) => entry !== null && typeof entry !== "string") as unknown;
    return other === undefined ? "a list" : `a list with ${kindOf(other)}`;
  }
  if (isObject(value)) return "an object";
  return typeof value === "bigint" ? "a number" : `a ${typeof value}`;
}

/** The most characters of a name. */
const longestName = 40;

/**
 * Makes a function that finds the name that a token means, by Go's rules: in any case, including
 * Unicode's other forms of `k` and `s`.
 */
function createFinder<Name extends string>(
  names: readonly Name[],
): (name: string) => Name | undefined {
  const exact = new Map<string, Name>(names.map((name) => [name, name]));
  const folded = new Map<string, Name>(names.map((name) => [name.toLowerCase(), name]));
  return (name) => {
    const known = exact.get(name);
    if (known !== undefined || name.length > longestName) return known;
    return folded.get(name.toLowerCase().replaceAll("\u017f", "s"));
  };
}

const grantClaimNames = Object.keys(grantClaims) as GrantClaim[];
const plainClaimNames = Object.keys(plainClaims) as (keyof typeof plainClaims)[];
const findClaim = createFinder([...grantClaimNames, ...plainClaimNames]);

const findGrant = Object.fromEntries(
  grantClaimNames.map((claim) => [claim, createFinder(Object.keys(grantClaims[claim]))]),
) as Readonly<Record<GrantClaim, (name: string) => string | undefined>>;

function isGrantClaim(claim: string): claim is GrantClaim {
  return Object.hasOwn(grantClaims, claim);
}
