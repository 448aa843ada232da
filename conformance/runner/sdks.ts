/** The SDKs that the matrix shows, and how their drivers are built. */
export interface Sdk {
  /** What `--sdk` calls it. */
  readonly name: string;
  readonly language: string;
  /** What the machine has to have; the rest comes from the registries. */
  readonly tools: readonly string[];
  /** The commands that build the driver, in a copy of its folder. */
  readonly build: readonly (readonly string[])[];
  /** The command that starts it, there. */
  readonly start: readonly string[];
  /** When it fails over. */
  readonly failover: string;
}

const byName = "on hosts of LiveKit Cloud";

export const sdks: readonly Sdk[] = [
  {
    name: "node",
    language: "Node",
    tools: ["node", "npm"],
    build: [["npm", "ci", "--ignore-scripts"]],
    start: ["node", "driver.mjs"],
    failover: byName,
  },
  {
    name: "python",
    language: "Python",
    tools: ["python3"],
    build: [
      ["python3", "-m", "venv", "venv"],
      ["venv/bin/pip", "install", "--quiet", "--requirement", "requirements.txt"],
    ],
    start: ["venv/bin/python", "driver.py"],
    failover: byName,
  },
  {
    name: "go",
    language: "Go",
    tools: ["go"],
    build: [["go", "build", "-o", "driver", "."]],
    start: ["./driver"],
    failover: byName,
  },
  {
    name: "rust",
    language: "Rust",
    tools: ["cargo"],
    build: [["cargo", "build", "--locked", "--quiet"]],
    start: ["target/debug/conformance-driver"],
    failover: byName,
  },
  {
    name: "java",
    language: "Java",
    tools: ["java", "mvn"],
    build: [["mvn", "--batch-mode", "--quiet", "package"]],
    start: ["java", "-XX:TieredStopAtLevel=1", "-cp", "target/classes:target/lib/*", "Driver"],
    failover: "no",
  },
];
