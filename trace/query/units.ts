/** What a number of a query measures. */
export type UnitKind = 'duration' | 'bytes' | 'count';

const durations: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, min: 60e9 };
const sizes: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  ki: 2 ** 10,
  kib: 2 ** 10,
  mi: 2 ** 20,
  mib: 2 ** 20,
};

export type ReadNumber =
  { readonly ok: true; readonly value: number } | { readonly ok: false; readonly problem: string };

/** Reads a number with its unit: `5ms` as nanoseconds, `1k` as bytes. The problem is a sentence. */
export function readNumber(text: string, kind: UnitKind): ReadNumber {
  const parts = /^(\d+(?:\.\d+)?|\.\d+)([a-zµμ]*)$/i.exec(text);
  if (parts === null) return { ok: false, problem: `“${text}” is not a number: write ${examples[kind]}.` };
  const [, digits = '', unit = ''] = parts;
  const number = Number(digits);
  const factor = factorOf(unit, kind);
  // A nanosecond is the least that a clock tells: what multiplying made of the digits behind it goes.
  if (factor !== undefined) return { ok: true, value: Math.round(number * factor * 1000) / 1000 };
  if (kind === 'duration' && unit === '') {
    if (number === 0) return { ok: true, value: 0 };
    return { ok: false, problem: `Write the unit: ${text}ns, ${text}us, ${text}ms or ${text}s.` };
  }
  const known = { duration: 'ns, us (or µs), ms, s, min', bytes: 'B, k, M, G, Ki, Mi', count: 'none here' }[kind];
  return { ok: false, problem: `“${unit}” is not a unit that fits: there is ${known}.` };
}

const examples: Readonly<Record<UnitKind, string>> = {
  duration: '5ms, 200us or 1.5s',
  bytes: '512, 4k or 1.5M',
  count: 'a whole number, such as 17',
};

function factorOf(unit: string, kind: UnitKind): number | undefined {
  const name = unit.toLowerCase();
  switch (kind) {
    case 'duration':
      return Object.hasOwn(durations, name) ? durations[name] : undefined;
    case 'bytes':
      return Object.hasOwn(sizes, name) ? sizes[name] : undefined;
    case 'count':
      return name === '' ? 1 : undefined;
  }
}

/** A length of time as a query writes it: reading it gives the same number of nanoseconds. */
export function writeDuration(ns: number): string {
  const [unit, factor] = writtenUnits.find(([, size]) => ns >= size) ?? ['ns', 1];
  return `${ns / factor}${unit}`;
}

const writtenUnits = [
  ['s', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
] as const;
