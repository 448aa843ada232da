import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { maxKeyLength, Memory } from "../src/memory.js";

/** A memory, and what recalls a key and counts how often its value was made. */
function counted(): { readonly recall: (key: string) => object; readonly made: () => number } {
  const memory = new Memory<object>();
  let made = 0;
  const make = (): object => {
    made++;
    return {};
  };
  return { recall: (key) => memory.recall(key, make), made: () => made };
}

describe("a memory", () => {
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

  test("does not remember a long key", () => {
    const { recall, made } = counted();
    const [longest, longer] = ["a".repeat(maxKeyLength), "a".repeat(maxKeyLength + 1)];
    for (const key of [longest, longest, longer, longer]) recall(key);
    assert.equal(made(), 3);
  });
});
