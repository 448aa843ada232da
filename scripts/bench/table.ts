import { ratioOf, verdictOf, type Figure } from "./figure.js";

const columns = ["what", "floor", "mock", "ratio", "goal", ""] as const;

/** Formats the figures as a plain-text table. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = [columns, ...figures.map(formatCells)];
  const widths = columns.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))),
  );
  return lines.map((cells) => `${cells.join("  ").trimEnd()}\n`).join("");
}

function formatCells(figure: Figure): string[] {
  const { what, unit, floor, mock, goal } = figure;
  const ratio = ratioOf(figure);
  return [
    `${what}, ${unit}`,
    floor === undefined ? "" : round(floor),
    round(mock),
    ratio === undefined ? "" : ratio.toFixed(2),
    goal?.text ?? "",
    verdictOf(figure),
  ];
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1);
}
