/** The printer of proto source: its output compiles to its input, byte for byte. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { clone, toBinary } from "@bufbuild/protobuf";
import {
  FileDescriptorProtoSchema,
  MethodOptionsSchema,
  type DescriptorProto,
  type FileDescriptorProto,
} from "@bufbuild/protobuf/wkt";
import { buf } from "../../scripts/generate/buf.js";
import { printProto } from "../../scripts/bump/proto/print.js";
import { nameRows } from "./support/printNameRows.js";
import { constructRows, type PrintRow } from "./support/printRows.js";
import { buildFolder, buildProtos, inFolder, root, runIn, type Files } from "./support/protos.js";

/** Prints the files of a build that are in `paths`. */
function printAll(build: readonly FileDescriptorProto[], paths: readonly string[]): Files {
  const own = build.filter(({ name }) => paths.includes(name));
  return Object.fromEntries(own.map((file) => [file.name, printProto(file, build)]));
}

/**
 * A descriptor without what printing may change and the wire format does not show: the order of
 * imports, the place of map entries among the nested messages, and empty options.
 */
function comparable(file: FileDescriptorProto): FileDescriptorProto {
  const copy = clone(FileDescriptorProtoSchema, file);
  copy.dependency.sort();
  const sortNested = (message: DescriptorProto): void => {
    const isEntry = ({ options }: DescriptorProto): number => Number(options?.mapEntry === true);
    message.nestedType.sort((a, b) => isEntry(a) - isEntry(b));
    message.nestedType.forEach(sortNested);
  };
  copy.messageType.forEach(sortNested);
  for (const method of copy.service.flatMap((service) => service.method)) {
    // A method with an empty body, `{}`, gets empty options.
    const { options } = method;
    if (options && toBinary(MethodOptionsSchema, options).length === 0) delete method.options;
  }
  return copy;
}

function bytesByName(build: readonly FileDescriptorProto[]): Map<string, string> {
  const bytes = (file: FileDescriptorProto): string =>
    Buffer.from(toBinary(FileDescriptorProtoSchema, comparable(file))).toString("latin1");
  return new Map(build.map((file) => [file.name, bytes(file)]));
}

const committed = await buildFolder(join(root, "proto"));
const sources = (await readdir(join(root, "proto"), { recursive: true }))
  .filter((path) => path.endsWith(".proto"))
  .sort();

describe("the printed text is the committed file", () => {
  for (const path of sources) {
    test(path, () => {
      const expected = readFileSync(join(root, "proto", path), "utf8");
      assert.equal(printAll(committed, [path])[path], expected);
    });
  }

  test("google/rpc/status.proto is one of them", () => {
    assert.ok(sources.includes("google/rpc/status.proto"));
  });
});

const rows = [...constructRows, ...nameRows];
const printedRows = new Map<PrintRow, Promise<Printed>>();

interface Printed {
  readonly build: readonly FileDescriptorProto[];
  readonly printed: Files;
}

/** Builds and prints a row, once only because a build is slow. */
function printRow(row: PrintRow): Promise<Printed> {
  const print = async (): Promise<Printed> => {
    const build = await buildProtos(row.files);
    return { build, printed: printAll(build, Object.keys(row.files)) };
  };
  const known = printedRows.get(row) ?? print();
  printedRows.set(row, known);
  return known;
}

describe(
  "prints what builds to the same descriptor and prints the same again:",
  { concurrency: 4 },
  () => {
    for (const row of rows) {
      test(row.shows, async () => {
        const paths = Object.keys(row.files);
        const { build, printed } = await printRow(row);
        assert.deepEqual(Object.keys(printed).sort(), [...paths].sort());
        const rebuild = await buildProtos(printed);
        assert.deepEqual(bytesByName(rebuild), bytesByName(build), JSON.stringify(printed));
        assert.deepEqual(printAll(rebuild, paths), printed);
      });
    }
  },
);

test("everything printed is formatted as `buf format` does", async () => {
  const files: Record<string, string> = {};
  for (const row of rows) {
    const { printed } = await printRow(row);
    for (const [path, text] of Object.entries(printed)) files[`${row.shows}/${path}`] = text;
  }
  const { status, stdout, stderr } = await inFolder(files, (folder) =>
    runIn(folder, buf, ["format", "--diff", "--exit-code"]),
  );
  assert.equal(status, 0, `${stdout}${stderr}`);
});
