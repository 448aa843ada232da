import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Caches, maxKeyLength } from "../src/util/cache.js";

/** A cache of values of one weight, and what recalls a key and counts how often its value was made. */
function counted(
  weight = 0,
  caches = new Caches(),
): { readonly recall: (key: string) => object; readonly made: () => number } {
  const cache = caches.of<object>({ weigh: () => weight });
  let made = 0;
  const make = (): object => {
    made++;
    return {};
  };
  return { recall: (key) => cache.recall(key, make), made: () => made };
}

describe("a cache", () => {
  test("makes the value of a key once", () => {
    const { recall, made } = counted();
    assert.equal(recall("a"), recall("a"));
    assert.notEqual(recall("a"), recall("b"));
    assert.equal(made(), 2);
  });

  test("holds no more than 4,096 keys, and forgets the oldest first", () => {
    const { recall, made } = counted();
    for (let at = 0; at < 4_096; at++) recall(String(at));
    for (let at = 2_048; at < 4_096; at++) recall(String(at));
    assert.equal(made(), 4_096);
    recall("one more");
    recall("0");
    assert.equal(made(), 4_098);
  });

  test("keeps a key that is used, however many others come", () => {
    const { recall, made } = counted();
    for (let at = 0; at < 20_000; at++) {
      recall("kept");
      recall(String(at));
    }
    assert.equal(made(), 20_001);
  });

  test("does not keep a long key", () => {
    const { recall, made } = counted();
    const [longest, longer] = ["a".repeat(maxKeyLength), "a".repeat(maxKeyLength + 1)];
    for (const key of [longest, longest, longer, longer]) recall(key);
    assert.equal(made(), 3);
  });

  test("holds no more than 32 MB with the others of its mock, by weight", () => {
    const caches = new Caches();
    const [heavy, light] = [counted(1_000_000, caches), counted(0, caches)];
    light.recall("a");
    for (let at = 0; at < 40; at++) heavy.recall(String(at));
    light.recall("a");
    assert.equal(light.made(), 2);
    heavy.recall("39");
    assert.equal(heavy.made(), 40);
    heavy.recall("0");
    assert.equal(heavy.made(), 41);
  });

  test("shares nothing with that of another mock", () => {
    const kind = { weigh: () => 0 };
    const [one, other] = [new Caches().of<object>(kind), new Caches().of<object>(kind)];
    assert.notEqual(
      one.recall("a", () => ({})),
      other.recall("a", () => ({})),
    );
  });

  test("can tell whether bytes have come before, each mock for itself", () => {
    const [one, other] = [new Caches(), new Caches()];
    const [bytes, more] = [Buffer.from("a"), Buffer.from("ab")];
    const seen = [bytes, bytes, more, more, bytes].map((given) => one.hasSeenBytes(given));
    assert.deepEqual(seen, [false, true, false, true, true]);
    assert.equal(other.hasSeenBytes(bytes), false);
  });
});
