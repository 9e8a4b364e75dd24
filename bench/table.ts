// The table that people read.
import type { Judged, Line } from './measure.ts';

const HEAD = ['name', 'measured', 'bare', 'ratio', 'limit', 'ok'] as const;

export function table(lines: readonly Judged[]): string {
  const rows = [[...HEAD], ...lines.map(row)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((cells) => (cells[column] ?? '').length)));
  const body = rows
    .map((cells) => cells.map((cell, column) => aligned(cell, widths[column] ?? 0, column)).join('  '))
    .join('\n');
  const notes = lines.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}.`]));
  return [body, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

/** Names to the left, numbers to the right. */
function aligned(cell: string, width: number, column: number): string {
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function row({ name, unit, measured, bare, ratio, limit, ok }: Judged): string[] {
  return [
    name,
    amount(measured, unit),
    bare === undefined ? '–' : amount(bare, unit),
    ratio === undefined ? '–' : `${ratio.toFixed(2)}×`,
    limitOf(limit, unit),
    ok === undefined ? '' : ok ? 'yes' : 'NO',
  ];
}

function amount(value: number, unit: Line['unit']): string {
  return unit === 'count' ? String(value) : `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`;
}

function limitOf(limit: Line['limit'], unit: Line['unit']): string {
  if (limit === undefined) return '–';
  if ('most' in limit) return unit === 'count' ? String(limit.most) : `${limit.most} ${unit}`;
  return 'ms' in limit ? `${limit.ms} ms` : `${limit.ratio}×`;
}
