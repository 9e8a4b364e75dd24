// Files made from other files by chance: bytes flipped, pieces put in, taken out or doubled, one file spliced into another.
import { PIECES } from './horrors.ts';

/** A whole number from 0 to below the bound. */
export type Chance = (below: number) => number;

/** Mulberry32: small, and the same everywhere, so that a seed tells the whole run. */
export function chance(seed: number): Chance {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** One to six changes of one of the files. */
export function mutated(files: readonly Buffer[], random: Chance, longest: number): Buffer {
  let file = oneOf(files, random);
  // NB: few changes of most: what has many is nearly always refused, and says little of what is taken in.
  for (let left = random(3) === 0 ? 1 + random(6) : 1; left > 0; left -= 1)
    file = oneOf(changes, random)(file, random, files);
  return file.subarray(0, longest);
}

type Change = (file: Buffer, random: Chance, files: readonly Buffer[]) => Buffer;

const changes: readonly Change[] = [
  flipABit,
  setAByte,
  putAPieceIn,
  putAPieceIn,
  putAPieceInPlace,
  takeOut,
  double,
  doubleALine,
  swapLines,
  quoteAWord,
  splice,
  cutOff,
];

function flipABit(file: Buffer, random: Chance): Buffer {
  const copy = Buffer.from(file);
  if (copy.length > 0) copy[random(copy.length)]! ^= 1 << random(8); // below its length
  return copy;
}

function setAByte(file: Buffer, random: Chance): Buffer {
  const copy = Buffer.from(file);
  if (copy.length > 0) copy[random(copy.length)] = random(256);
  return copy;
}

function putAPieceIn(file: Buffer, random: Chance): Buffer {
  const at = random(file.length + 1);
  return Buffer.concat([file.subarray(0, at), Buffer.from(oneOf(PIECES, random)), file.subarray(at)]);
}

function putAPieceInPlace(file: Buffer, random: Chance): Buffer {
  const at = random(file.length + 1);
  const rest = file.subarray(at + random(12));
  return Buffer.concat([file.subarray(0, at), Buffer.from(oneOf(PIECES, random)), rest]);
}

function takeOut(file: Buffer, random: Chance): Buffer {
  const at = random(file.length + 1);
  return Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + random(10))]);
}

function double(file: Buffer, random: Chance): Buffer {
  const at = random(file.length + 1);
  const end = at + random(40);
  const times = random(8) === 0 ? random(400) : 1;
  const again = Array.from({ length: times }, () => file.subarray(at, end));
  return Buffer.concat([file.subarray(0, end), ...again, file.subarray(end)]);
}

function doubleALine(file: Buffer, random: Chance): Buffer {
  const lines = linesOf(file);
  return joined(lines.toSpliced(random(lines.length + 1), 0, oneOf(lines, random)));
}

function swapLines(file: Buffer, random: Chance): Buffer {
  const lines = linesOf(file);
  const [taken = ''] = lines.splice(random(lines.length), 1);
  return joined(lines.toSpliced(random(lines.length + 1), 0, taken));
}

/** Another way to write the same, or nearly. */
function quoteAWord(file: Buffer, random: Chance): Buffer {
  const words = linesOf(file).join('\n').split(/\b/);
  const at = random(words.length);
  const mark = oneOf(['"', "'", '', '" ', " '"], random);
  return joined([words.with(at, `${mark}${words[at] ?? ''}${mark}`).join('')]);
}

function splice(file: Buffer, random: Chance, files: readonly Buffer[]): Buffer {
  const other = oneOf(files, random);
  const start = random(other.length + 1);
  const at = random(file.length + 1);
  const piece = other.subarray(start, start + random(80));
  return Buffer.concat([file.subarray(0, at), piece, file.subarray(at + random(20))]);
}

function cutOff(file: Buffer, random: Chance): Buffer {
  return file.subarray(0, random(file.length + 1));
}

// NB: latin1 keeps every byte as it is.
function linesOf(file: Buffer): string[] {
  return file.toString('latin1').split('\n');
}

function joined(lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\n'), 'latin1');
}

function oneOf<T>(items: readonly T[], random: Chance): T {
  return items[random(items.length)]!; // no list here is empty
}
